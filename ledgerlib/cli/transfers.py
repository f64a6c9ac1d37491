"""Commands over transfers by formula: list them, set them from a file, enter what they come to."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .. import Book, Period, Side, read_transfers
from ..console import for_acting, form_option, open_book, period_option, progress_bar, say_done
from ..core.transfer import WHEN, Transfer
from ..core.transfer_content import as_content
from ..language import text
from .app import main
from .shown import show_vouchers


@main.group(
    help=text("help.transfers"), invoke_without_command=True, subcommand_metavar="[list|set] …"
)
@click.argument("book")
@click.option("--book", "name", default="", help=text("help.book"))
@click.pass_context
def transfers(ctx: click.Context, book: str, name: str) -> None:
    """The transfers of a book: listed where nothing else is asked for."""
    ctx.obj = (book, name)
    if ctx.invoked_subcommand is None:
        ctx.invoke(transfers_list, form="text")


@transfers.command(name="list", help=text("help.transfers"))
@form_option
@click.pass_obj
def transfers_list(place: tuple[str, str], form: str) -> None:
    """List the transfers in the order in which they are worked out."""
    with Book.open(place[0], name=place[1]) as opened:
        found = opened.transfers()
    if form == "json":
        rows = [{"name": each.name, **as_content(each)} for each in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for each in found:
        _show(each)


def _show(transfer: Transfer) -> None:
    words = [text(f"every.{word}") for word, months in WHEN.items() if months == transfer.months]
    when = words[0] if words else " ".join(f"{month:02}" for month in transfer.months)
    after = f"← {'、'.join(transfer.after)}" if transfer.after else ""
    click.echo("  ".join(part for part in (transfer.name, when, after) if part))
    for line in transfer.lines:
        side = text("side.debit" if line.side is Side.DEBIT else "side.credit")
        marks = [f"each {line.each}" if line.each else "", " ".join(line.by), line.dimension]
        marks += [f"({line.quantity} {line.unit})" if line.quantity else ""]
        shown = "  ".join(part for part in (line.account, line.amount, *marks) if part)
        click.echo(f"    {side} {shown}")


@transfers.command(name="set", help=text("help.transfers_set"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, help=text("help.by"))
@form_option
@click.pass_obj
def transfers_set(place: tuple[str, str], file: Path, by: str, form: str) -> None:
    """Keep the transfers of a file, in place of all there are."""
    wanted = read_transfers(file)
    with open_book(*place, by) as book:
        count = book.set_transfers(wanted)
    say_done("transfers_set", count=count, file=file.name)


@main.command(help=text("help.transfer"))
@for_acting
@period_option
@click.option("--name", "names", multiple=True, help=text("help.transfer_name"))
@click.option("--preview", is_flag=True, help=text("help.preview"))
def transfer(
    book: str, name: str, by: str, form: str, period: Period, names: tuple[str, ...], preview: bool
) -> None:
    """Enter the vouchers of a period's transfers."""
    with open_book(book, name, by) as opened:
        if preview:
            made = opened.preview_transfer(period, names or None)
            decimals = opened.figures(period).currency.scale
            show_vouchers(made, opened.chart(), decimals, form)
            return
        with progress_bar("progress.transfer") as progress:
            made = opened.transfer(period, names or None, progress=progress)
    if made:
        keys = "、".join(str(voucher.key) for voucher in made)
        say_done("transfer", vouchers=keys, count=len(made))
    else:
        say_done("transfer_none", period=str(period))
