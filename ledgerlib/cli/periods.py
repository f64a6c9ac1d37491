"""Commands over periods: carrying forward, closing, rolling over."""

from __future__ import annotations

import sys

import click

from .. import Book, Period
from ..console import (
    for_acting,
    for_reading,
    open_book,
    period_option,
    say_done,
    say_warnings,
    tell,
)
from ..language import text
from .app import main
from .shown import show_vouchers


@main.command(name="carry-forward", help=text("help.carry_forward"))
@for_acting
@period_option
@click.option("--apart", is_flag=True, help=text("help.carry_apart"))
@click.option("--preview", is_flag=True, help=text("help.preview"))
def carry_forward(
    book: str, name: str, by: str, form: str, period: Period, apart: bool, preview: bool
) -> None:
    """Enter the closing vouchers of a period."""
    with open_book(book, name, by) as opened:
        if preview:
            found = opened.preview_carry_forward(period, apart=apart)
            decimals = opened.figures(period).currency.scale
            show_vouchers(found, opened.chart(), decimals, form)
            return
        made = [str(voucher.key) for voucher in opened.carry_forward(period, apart=apart)]
    if made:
        say_done("carry_forward", vouchers="、".join(made), count=len(made))
    else:
        say_done("carry_forward_none", period=str(period), count=0)


def _over_period(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @for_acting
    @period_option
    def command(book: str, name: str, by: str, form: str, period: Period) -> None:
        with open_book(book, name, by) as opened:
            getattr(opened, act)(period)
        say_done(act, period=str(period))


for _act in ("close", "reopen"):
    _over_period(_act)


@main.command(name="can-close", help=text("help.can_close"))
@for_reading
@period_option
def can_close(book: str, name: str, form: str, period: Period) -> None:
    """List everything that stands in the way of closing a period."""
    with Book.open(book, name=name) as opened:
        problems = opened.can_close(period)
        say_warnings(opened.warnings(period))
    if problems:
        tell(problems, "problems.found")
        sys.exit(1)
    say_done("can_close", period=str(period))


@main.command(name="roll-over", help=text("help.roll_over"))
@for_acting
@click.option("--year", type=int, required=True)
def roll_over(book: str, name: str, by: str, form: str, year: int) -> None:
    """Roll a year over."""
    with open_book(book, name, by) as opened:
        say_done("roll_over", year=year, count=opened.roll_over(year))
