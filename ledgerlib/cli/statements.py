"""Statements: shown, explained figure by figure, listed, checked; the items of the cash flow."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from .. import Book, Period, Refused, chart_ids, load_chart, render, reports
from ..console import (
    PERIOD,
    book_argument,
    for_acting,
    form_option,
    format_option,
    open_book,
    output_option,
    period_option,
    say_done,
)
from ..core.chart import Chart
from ..core.problem import Problem
from ..core.provisions import choose
from ..core.statement import Statement
from ..core.statement_coverage import coverage, unknown_accounts
from ..exchange.cash_flow import add_cash_flow_items, cash_flow_items
from ..exchange.statement_reading import read_statements
from ..exchange.statements import statements as statements_of
from ..language import language, text
from ..refusal import refuse_if
from ..reports import Origin, Report
from .app import main
from .reports import FORMS, form_of, put_out
from .statement_reports import statement_of

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command(help=text("help.statement"))
@book_argument
@click.argument("statement", default="")
@period_option
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--file", type=_FILE, help=text("help.statement_file"))
@click.option("--chart", default="", help=text("help.statement_chart"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--live", is_flag=True, help=text("help.statement_live"))
@click.option("--line", default="", help=text("help.statement_line"))
@click.option("--column", default="", help=text("help.statement_column"))
@format_option(*FORMS)
@output_option
def statement(
    book: str, name: str, statement: str, period: Period, from_period: Period | None,
    file: Path | None, chart: str, include_unposted: bool, live: bool, line: str, column: str,
    form: str, output: Path | None,
) -> None:  # fmt: skip
    """Show a statement, or where one of its figures comes from."""
    if not statement and file is None:
        raise click.UsageError(text("usage.statement"))
    form = form_of(form, output)
    with Book.open(book, name=name) as opened:
        found = statement_of(opened, statement, chart=chart, file=file)
        options: dict[str, Any] = {"from_period": from_period, "include_unposted": include_unposted}
        if line:
            say_origin(reports.origin(opened, found, period, line, column, **options), form)
            return
        made = reports.statement_report(opened, found, period, with_workings=live, **options)
    if form == "table" and output is None:
        click.echo(table_for_eye(made), nl=False)
    else:
        put_out(made, form, output)


def table_for_eye(report: Report) -> str:
    """A sheet with its two sides beside each other where the terminal is wide enough for both."""
    wide = render.table(render.side_by_side(report))
    rule = max((line for line in wide.splitlines() if line.startswith("---")), key=len, default="")
    fits = sys.stdout.isatty() and len(rule) <= shutil.get_terminal_size().columns
    return wide if fits else render.table(report)


def say_origin(origin: Origin, form: str) -> None:
    """Say where a figure comes from, as lines or as json."""
    if form == "json":
        click.echo(json.dumps(asdict(origin), ensure_ascii=False, indent=1, default=str))
        return
    for line in _told(origin, 0):
        click.echo(line)


def _told(origin: Origin, depth: int) -> Iterator[str]:
    indent = "  " * depth
    amount = "" if origin.amount is None else f"{origin.amount:,f}"
    yield f"{indent}{origin.line} {origin.label}  {amount}  = {origin.formula or '-'}"
    for account in origin.accounts:
        shown = f"{account.account} {account.name} {account.dimension}".rstrip()
        yield f"{indent}    {shown}  {account.amount:,f}"
    for voucher in origin.vouchers:
        yield f"{indent}    {voucher.voucher}  {voucher.amount:,f}"
    for line in origin.lines:
        if line.origin.amount:
            yield from _told(line.origin, depth + 1)


@main.group(help=text("help.statements"))
def statements() -> None:
    """Statements as data."""


@statements.command(name="list", help=text("help.statements_list"))
@click.option("--chart", type=click.Choice(chart_ids()), help=text("help.statement_chart"))
@form_option
def list_(chart: str | None, form: str) -> None:
    """List the statements of the charts that come along."""
    english = language() == "en"
    found: list[dict[str, Any]] = [
        {
            "chart": chart_id, "id": name.replace("_", "-"), "form": each.form, "kind": each.kind,
            "title": each.english_title if english else each.title, "open": len(each.open_points),
        }
        for chart_id in ([chart] if chart else chart_ids())
        for name, each in statements_of(chart_id).items()
    ]  # fmt: skip
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(text("statement.listed", **each))


@statements.command(help=text("help.statements_check"))
@click.argument("file", type=_FILE)
@click.option("--chart", default="", help=text("help.statement_chart"))
@click.option("--book", default="", help=text("help.statement_book"))
@form_option
def check(file: Path, chart: str, book: str, form: str) -> None:
    """Check a file of one's own: every problem with its line and cell."""
    found = read_statements(file)
    accounts: Chart | None = load_chart(chart).chart if chart else None
    if book:
        with Book.open(book) as opened:
            accounts = opened.chart()
    for each in found:
        refuse_if(list(_doubts(each, file.name, accounts, chart or book)))
    first = found[0]
    say_done("statement_checked", title=first.title, rows=len(first.rows), checks=len(first.checks))


def _doubts(
    statement: Statement, file: str, accounts: Chart | None, name: str
) -> Iterator[Problem]:
    """What a statement has against the accounts of a chart."""
    if accounts is None:
        return
    for row, code in unknown_accounts(statement, accounts):
        cell = f"{row.line} {row.label}".strip()
        yield Problem.of("statement.account_unknown", file=file, cell=cell, number=code, chart=name)
    for option in accounts.provisions.options:
        if statement.kind in {value.code for value in option.values}:
            accounts = choose(accounts, {option.code: statement.kind}).chart
    for problem in coverage(statement, accounts):
        yield problem.at(file=file)


@statements.command(help=text("help.statements_items"))
@for_acting
@click.option("--chart", default="", help=text("help.statement_chart"))
def items(book: str, name: str, by: str, chart: str, form: str) -> None:
    """Put the standard cash-flow items of a chart into a book."""
    with open_book(book, name, by) as opened:
        wanted = chart or opened.facts().chart
        found = cash_flow_items(wanted)
        if not found:
            raise Refused([Problem.of("statement.no_items", chart=wanted or "-")])
        say_done("cash_flow_items", count=add_cash_flow_items(opened, found), all=len(found))
