"""Commands over foreign currency: rates, and revaluing at the period's end."""

from __future__ import annotations

import json
from datetime import date

import click

from .. import Book, Period
from ..console import DAY, PERIOD, for_acting, for_reading, open_book, period_option, say_done
from ..core.amount import exact_text
from ..language import text
from .app import main
from .shown import show_vouchers


@main.command(help=text("help.rate"))
@for_acting
@click.argument("currency")
@click.argument("rate", required=False)
@click.option("--date", "day", type=DAY, help=text("help.rate_date"))
@click.option("--period", type=PERIOD, help=text("help.rate_period"))
@click.option("--remove", is_flag=True, help=text("help.rate_remove"))
def rate(
    book: str, name: str, by: str, form: str, currency: str, rate: str | None, day: date | None,
    period: Period | None, remove: bool,
) -> None:  # fmt: skip
    """Set the rate of a day, or the closing rate of a period."""
    if (day is None) == (period is None):
        raise click.UsageError(text("usage.rate_time"))
    if (rate is None) != remove:
        raise click.UsageError(text("usage.rate"))
    with open_book(book, name, by) as opened:
        opened.set_rate(currency, rate, day=day, period=period)
        if currency not in {each.currency for each in opened.rates()}:
            currency = currency.upper()  # as the book has it
    at = str(day or period)
    if remove:
        say_done("rate_removed", currency=currency, at=at)
    else:
        say_done("rate", currency=currency, rate=rate, at=at)


@main.command(help=text("help.rates"))
@for_reading
def rates(book: str, name: str, form: str) -> None:
    """List the rates."""
    with Book.open(book, name=name) as opened:
        found = opened.rates()
    if form == "json":
        rows = [
            {"currency": each.currency, "kind": each.kind.value, "at": str(each.at),
             "rate": exact_text(each.rate)}
            for each in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for each in found:
        kind = text(f"rate_kind.{each.kind.value}")
        click.echo(f"{each.currency}  {each.at!s:10}  {exact_text(each.rate)}  {kind}")


@main.command(help=text("help.revalue"))
@for_acting
@period_option
@click.option("--into", help=text("help.into"))
@click.option("--currency", "currencies", multiple=True, help=text("help.currencies"))
@click.option("--apart", is_flag=True, help=text("help.revalue_apart"))
@click.option("--preview", is_flag=True, help=text("help.preview"))
def revalue(
    book: str, name: str, by: str, form: str, period: Period, into: str | None,
    currencies: tuple[str, ...], apart: bool, preview: bool,
) -> None:  # fmt: skip
    """Bring foreign currency to the closing rates of a period."""
    chosen = currencies or None
    with open_book(book, name, by) as opened:
        if preview:
            made = opened.preview_revalue(period, into=into, currencies=chosen, apart=apart)
            decimals = opened.figures(period).currency.scale
            show_vouchers([made] if made else [], opened.chart(), decimals, form)
            return
        made = opened.revalue(period, into=into, currencies=chosen, apart=apart)
    if made is None:
        say_done("revalue_none", period=str(period))
    else:
        say_done("revalue", voucher=str(made.key))
