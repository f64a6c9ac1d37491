"""Commands that make one voucher from another: reverse, correct, adjust, copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .. import VoucherKey, read_lines
from ..console import DAY, KEY, for_acting, open_book, say_done, say_ignored
from ..language import text
from .app import main

_voucher = click.argument("voucher", type=KEY)
_sheet = click.argument("sheet", type=click.Path(path_type=Path))
_date = click.option("--date", "day", type=DAY, help=text("help.reversal_date"))
_instead = click.option("--instead", multiple=True, help=text("help.instead"))
_attachments = click.option("--attachments", type=int, default=0, help=text("help.attachments"))


def _replacing(options: tuple[str, ...]) -> dict[str, str]:
    pairs = [part for option in options for part in option.replace(",", " ").split()]
    found = {}
    for pair in pairs:
        code, sign, into = pair.partition("=")
        if not (code and sign and into):
            raise click.BadParameter(text("usage.pair", value=pair))
        found[code] = into
    return found


@main.command(help=text("help.reverse"))
@for_acting
@_voucher
@_date
@_instead
def reverse(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, day: date | None,
    instead: tuple[str, ...],
) -> None:  # fmt: skip
    """Enter the reversal of a posted voucher."""
    with open_book(book, name, by) as opened:
        made = opened.reverse(voucher, day, instead=_replacing(instead))
    code = "reverse" if voucher.period.year == made.day.year else "reverse_earlier_year"
    say_done(code, voucher=str(voucher), reversal=str(made.key), summary=made.lines[0].summary)


@main.command(help=text("help.correct"))
@for_acting
@_voucher
@_sheet
@_date
@_instead
@_attachments
def correct(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, sheet: Path, day: date | None,
    instead: tuple[str, ...], attachments: int,
) -> None:  # fmt: skip
    """Reverse a posted voucher and enter the right lines of a sheet."""
    with open_book(book, name, by) as opened:
        lines, ignored = read_lines(opened, sheet)
        undone, right = opened.correct(
            voucher, *lines, day=day, attachments=attachments, instead=_replacing(instead)
        )
    say_ignored(ignored)
    say_done("correct", voucher=str(voucher), reversal=str(undone.key), right=str(right.key))


@main.command(help=text("help.adjust"))
@for_acting
@_voucher
@_sheet
@_date
@_attachments
def adjust(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, sheet: Path, day: date | None,
    attachments: int,
) -> None:  # fmt: skip
    """Enter the difference between a posted voucher and the right lines of a sheet."""
    with open_book(book, name, by) as opened:
        lines, ignored = read_lines(opened, sheet)
        made = opened.adjust(voucher, *lines, day=day, attachments=attachments)
    say_ignored(ignored)
    say_done("adjust", voucher=str(voucher), made=str(made.key), summary=made.lines[0].summary)


@main.command(name="copy", help=text("help.copy"))
@for_acting
@_voucher
@click.option("--date", "day", type=DAY, required=True, help=text("help.date"))
def copy(book: str, name: str, by: str, form: str, voucher: VoucherKey, day: date) -> None:
    """Enter a voucher once more on another day."""
    with open_book(book, name, by) as opened:
        made = opened.copy(voucher, day)
    say_done("entered", voucher=str(made.key))
