"""Commands over what entries carry: accounts, dimensions, commodities."""

from __future__ import annotations

import json
from itertools import islice

import click

from .. import Book
from ..console import for_acting, for_reading, open_book, say_done
from ..language import text
from .app import main


@main.command(help=text("help.accounts"))
@for_reading
@click.argument("search", default="")
def accounts(book: str, name: str, form: str, search: str) -> None:
    """List accounts, or find some by code, mnemonic or name."""
    with Book.open(book, name=name) as opened:
        chart = opened.chart()
    found = chart.search(search) if search else list(chart.accounts.values())
    if form == "json":
        rows = [
            {"code": a.code, "name": a.name, "category": a.category.value,
             "side": a.normal_side.name.lower(), "mnemonic": a.mnemonic,
             "dimensions": list(a.dimensions), "unit": a.unit, "currencies": list(a.currencies),
             "cash": chart.cash(a.code).value, "is_guarded": a.code in chart.guarded,
             "is_disabled": a.is_disabled, "is_leaf": chart.is_leaf(a.code)}
            for a in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for a in found:
        marks = [*a.dimensions, a.unit, *a.currencies, chart.cash(a.code).value]
        marks += [text("account.is_disabled")] if a.is_disabled else []
        marks += [text("account.is_guarded")] if a.is_guarded else []
        indent = "  " * (chart.level(a.code) - 1)
        shown = " ".join(mark for mark in marks if mark)
        click.echo(f"{indent}{a.code} {a.name}  {a.mnemonic}  {shown}".rstrip())


@main.command(help=text("help.kind"))
@for_acting
@click.argument("kind")
@click.option("--name", "title", default="", help=text("help.kind_name"))
@click.option("--open/--closed", "is_open", default=None, help=text("help.kind_open"))
def kind(
    book: str, name: str, by: str, form: str, kind: str, title: str, is_open: bool | None
) -> None:
    """Add or change a kind of dimension."""
    with open_book(book, name, by) as opened:
        opened.set_dimension_kind(kind, title, is_open=is_open)
        code = next(k for k in opened.dimension_kinds().values() if kind in (k.code, k.name))
    say_done("kind", kind=code.code, name=code.name)


@main.command(help=text("help.dimensions"))
@for_reading
@click.argument("kind", default="")
@click.option("--most", type=int, default=1000, help=text("help.most"))
def dimensions(book: str, name: str, form: str, kind: str, most: int) -> None:
    """List the kinds, or the values of one."""
    with Book.open(book, name=name) as opened:
        if not kind:
            rows = [
                {"kind": k.code, "name": k.name, "is_open": k.is_open}
                for k in opened.dimension_kinds().values()
            ]
        else:
            rows = [
                {"code": v.code, "name": v.name, "parent": v.parent, "mnemonic": v.mnemonic,
                 "is_disabled": v.is_disabled}
                for v in islice(opened.dimension_values(kind), most)
            ]  # fmt: skip
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values() if value not in ("", False)))


@main.command(help=text("help.commodity"))
@for_acting
@click.argument("code")
@click.option("--decimals", type=click.IntRange(0, 9), required=True, help=text("help.decimals"))
@click.option("--kind", "kind_", type=click.Choice(["goods", "currency"]), default="goods")
def commodity(
    book: str, name: str, by: str, form: str, code: str, decimals: int, kind_: str
) -> None:
    """Add a currency or goods with its number of decimals."""
    with open_book(book, name, by) as opened:
        opened.set_commodity(code, scale=decimals, kind=kind_)
    say_done("commodity", commodity=code, decimals=decimals)
