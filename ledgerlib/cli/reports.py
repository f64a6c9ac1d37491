"""The report command."""

from __future__ import annotations

from pathlib import Path

import click

from .. import Book, Period, render, reports
from ..console import PERIOD, book_argument, format_option, output_option, write_whole
from ..language import text
from .app import main


@main.command(help=text("help.report"))
@book_argument
@click.argument("report", type=click.Choice(["trial-balance", "notice"]))
@click.option("--period", type=PERIOD, required=True)
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--level", type=click.IntRange(1), help=text("help.level"))
@click.option("--account", default="", help=text("help.account"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--without-closing", is_flag=True, help=text("help.without_closing"))
@format_option("table", "csv", "json", "xlsx")
@output_option
def report(
    book: str, name: str, report: str, period: Period, from_period: Period | None,
    level: int | None, account: str, include_unposted: bool, without_closing: bool, form: str,
    output: Path | None,
) -> None:  # fmt: skip
    """Show a report, or write it to a file."""
    if report == "notice" and not account:
        raise click.UsageError(text("usage.account"))
    suffix = output.suffix[1:].lower() if output else ""
    if suffix in ("csv", "json", "xlsx") and form == "table":
        form = suffix  # the name of the file says what is wanted
    if suffix == "xlsx" and form != "xlsx":
        raise click.UsageError(text("usage.suffix", file=output))
    if form == "xlsx" and output is None:
        raise click.UsageError(text("usage.output"))
    with Book.open(book, name=name) as opened:
        if report == "notice":
            made = reports.notice(opened, account, period)
        else:
            made = reports.trial_balance(
                opened, period, from_period=from_period, level=level,
                include_unposted=include_unposted, with_closing=not without_closing,
            )  # fmt: skip
    rendered: str | bytes = getattr(render, form)(made)
    if output is None:
        click.echo(rendered, nl=False)
        return
    if isinstance(rendered, str):
        # A spreadsheet program takes csv for UTF-8 only with the mark at its beginning.
        rendered = rendered.encode("utf-8-sig" if form == "csv" else "utf-8")
    write_whole(output, rendered)
    click.echo(text("done.written", file=output), err=True)
