"""Commands that print books of account: a bound volume, or the ledger of one account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .. import Book, Period
from ..book.work import Progress
from ..console import PERIOD, book_argument, progress_bar
from ..core.account import Cash
from ..language import text
from ..render.paper.books import Printed, book_lines, book_pdf
from ..render.paper.drawing import Paper
from ..reports.ledger_rows import Totals
from ..reports.pages import Carry
from ..reports.volume import BookKind, Keeping, volume
from .printing import font_option, paper_option, pdf_option, print_, say_printed

_CARRIES = (Carry.MONTH.value, Carry.YEAR.value, Carry.BALANCE.value)
_TOTALS = tuple(each.value for each in Totals)
_KINDS = tuple(kind.value for kind in BookKind)


def _ledger_options(command: Any) -> Any:
    """What a volume and a single ledger are both asked for."""
    for option in (
        pdf_option,
        font_option,
        click.option("--printed-by", default="", help=text("help.printed_by")),
        paper_option,
        click.option("--carry", type=click.Choice(_CARRIES), help=text("help.carry_over")),
        click.option("--totals", type=click.Choice(_TOTALS), help=text("help.totals")),
        click.option("--include-unposted", is_flag=True, help=text("help.include_unposted")),
        click.option("--from-period", type=PERIOD, help=text("help.from_period")),
        click.option("--period", type=PERIOD, required=True, help=text("help.period")),
    ):
        command = option(command)
    return command


@print_.command(name="books", help=text("help.print_books"))
@book_argument
@click.option("--kind", type=click.Choice(_KINDS), required=True, help=text("help.book_kind"))
@click.option("--account", "accounts", multiple=True, help=text("help.book_accounts"))
@click.option("--dimension", default="", help=text("help.book_dimension"))
@click.option("--keeper", "keepers", multiple=True, help=text("help.book_keeper"))
@click.option("--head", "heads", multiple=True, help=text("help.book_head"))
@click.option(
    "--volume", "number", type=click.IntRange(1), default=1, help=text("help.print_volume")
)
@click.option("--volumes", type=click.IntRange(1), help=text("help.book_volumes"))
@click.option("--without-front", is_flag=True, help=text("help.without_front"))
@_ledger_options
def books(
    book: str, name: str, kind: str, accounts: tuple[str, ...], dimension: str, keepers: tuple[str, ...],
    heads: tuple[str, ...], number: int, volumes: int | None, without_front: bool,
    period: Period, from_period: Period | None, include_unposted: bool, totals: str | None, carry: str | None,
    paper: Paper, printed_by: str, font: str, output: Path,
) -> None:  # fmt: skip
    """Print a volume: cover, opening sheet, contents, and the accounts one after the other."""
    if volumes is not None and number > volumes:
        raise click.UsageError(text("usage.volume", volume=number, volumes=volumes))
    asked: dict[str, Any] = {
        "from_period": from_period, "accounts": accounts, "dimension": dimension, "number": number,
        "count": volumes or number, "include_unposted": include_unposted, "totals": totals or Totals.ALWAYS,
        "carry": Carry(carry) if carry else None,
    }  # fmt: skip
    with Book.open(book, name=name) as opened, opened.snapshot() as still:
        if keepers or heads:
            asked["keeping"] = Keeping(keepers, heads)
        printed = _print(
            still, BookKind(kind), period, asked, paper, output, printed_by=printed_by, font=font,
            with_front=not without_front,
        )  # fmt: skip
    say_printed(output, set(printed.lacking))


@print_.command(name="ledger", help=text("help.print_ledger"))
@book_argument
@click.option("--account", required=True, help=text("help.account"))
@click.option("--kind", type=click.Choice(_KINDS), help=text("help.ledger_kind"))
@_ledger_options
def ledger(
    book: str, name: str, account: str, kind: str | None, period: Period,
    from_period: Period | None, include_unposted: bool, totals: str | None, carry: str | None, paper: Paper,
    printed_by: str, font: str, output: Path,
) -> None:  # fmt: skip
    """Print the ledger of one account, without cover and contents."""
    asked: dict[str, Any] = {
        "from_period": from_period, "accounts": [account], "include_unposted": include_unposted, "totals": totals or Totals.ALWAYS,
        "carry": Carry(carry) if carry else None,
    }  # fmt: skip
    with Book.open(book, name=name) as opened, opened.snapshot() as still:
        chosen = BookKind(kind) if kind else _usual_kind(still, account)
        printed = _print(
            still, chosen, period, asked, paper, output, printed_by=printed_by, font=font,
            with_front=False,
        )  # fmt: skip
    say_printed(output, set(printed.lacking))


def _usual_kind(book: Book, account: str) -> BookKind:
    """A journal for cash and bank, a detail ledger for any other account."""
    chart = book.chart()
    cash = chart.cash(account) if account in chart.accounts else Cash.NONE
    return {Cash.CASH: BookKind.CASH, Cash.BANK: BookKind.BANK}.get(cash, BookKind.DETAIL)


def _print(
    book: Book, kind: BookKind, period: Period, asked: dict[str, Any], paper: Paper, output: Path,
    *, printed_by: str, font: str, with_front: bool,
) -> Printed:  # fmt: skip
    """Count the pages, then draw them, both from the book as it stands at this moment."""
    with progress_bar("progress.count_pages") as counting:
        made = volume(book, kind, period, lines=book_lines(paper), progress=counting, **asked)
    drawing: Progress | None
    with progress_bar("progress.print") as drawing:
        return book_pdf(
            made, output, paper=paper, printed_by=printed_by, with_front=with_front,
            font=font or None, progress=drawing,
        )  # fmt: skip
