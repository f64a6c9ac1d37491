"""Commands over vouchers: sign, review, post, void, renumber."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from attrs import evolve

from .. import Book, Period, VoucherKey, read_lines
from ..console import (
    DAY,
    KEY,
    for_acting,
    for_choosing,
    for_reading,
    open_book,
    period_option,
    progress_bar,
    say_done,
    say_ignored,
    say_warnings,
)
from ..language import text
from .app import main
from .shown import show_voucher


def _over_vouchers(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @for_acting
    @for_choosing
    def command(
        book: str, name: str, by: str, form: str, period: Period | None, word: str, first: int,
        last: int | None,
    ) -> None:  # fmt: skip
        with open_book(book, name, by) as opened:
            if act == "post":
                with progress_bar("progress.post") as progress:
                    count = opened.post(
                        period, word=word, first=first, last=last, progress=progress
                    )
            else:
                count = getattr(opened, act)(period, word=word, first=first, last=last)
            if act == "post":
                say_warnings(opened.warnings(period or opened.facts().current))
        say_done(act, count=count)


for _act in ("sign", "unsign", "review", "unreview", "post"):
    _over_vouchers(_act)


@main.command(help=text("help.unpost"))
@for_acting
@period_option
@click.option("--word", default="")
@click.option("--from", "first", type=int, default=1)
def unpost(book: str, name: str, by: str, form: str, period: Period, word: str, first: int) -> None:
    """Take posting back, in a reversible book."""
    with open_book(book, name, by) as opened:
        say_done("unpost", count=opened.unpost(period, word=word, first=first))


def _over_one(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @for_acting
    @click.argument("voucher", type=KEY)
    def command(book: str, name: str, by: str, form: str, voucher: VoucherKey) -> None:
        with open_book(book, name, by) as opened:
            getattr(opened, act)(voucher)
        say_done(act, voucher=str(voucher))


for _act in ("void", "unvoid"):
    _over_one(_act)


@main.command(help=text("help.renumber"))
@for_acting
@period_option
@click.option("--word", default="", help=text("help.word"))
@click.option("--by-date", is_flag=True, help=text("help.by_date"))
def renumber(
    book: str, name: str, by: str, form: str, period: Period, word: str, by_date: bool
) -> None:
    """Close gaps in the numbers of unposted vouchers."""
    with open_book(book, name, by) as opened:
        moved = {
            each: opened.renumber(period, each, by_date=by_date)
            for each in ([word] if word else opened.words())
        }
    changes = [f"{each}{a}→{b}" for each, pairs in moved.items() for a, b in pairs.items()]
    say_done("renumber", count=len(changes), moved="、".join(changes))


@main.command(name="voucher", help=text("help.voucher"))
@for_reading
@click.argument("voucher", type=KEY)
def voucher_(book: str, name: str, form: str, voucher: VoucherKey) -> None:
    """Show a voucher as it stands."""
    with Book.open(book, name=name) as opened:
        found, chart = opened.voucher(voucher), opened.chart()
        decimals = opened.figures(opened.facts().start).currency.scale
    show_voucher(found, chart, decimals, form)


@main.command(help=text("help.amend"))
@for_acting
@click.argument("voucher", type=KEY)
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--date", "day", type=DAY, help=text("help.date"))
@click.option("--attachments", type=int, help=text("help.attachments"))
def amend(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, sheet: Path, day: date | None,
    attachments: int | None,
) -> None:  # fmt: skip
    """Put the lines of a sheet in the place of a draft's."""
    with open_book(book, name, by) as opened:
        draft = opened.voucher(voucher)
        lines, ignored = read_lines(opened, sheet)
        changed = evolve(
            draft, lines=tuple(lines), day=day or draft.day,
            attachments=draft.attachments if attachments is None else attachments,
        )  # fmt: skip
        opened.amend(voucher, changed)
    say_ignored(ignored)
    say_done("amend", voucher=str(voucher))
