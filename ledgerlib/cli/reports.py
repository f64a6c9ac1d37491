"""The report command, and the reports it knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from attrs import frozen

from .. import Book, Period, render, reports
from ..console import PERIOD, book_argument, format_option, output_option, write_whole
from ..language import text
from ..reports import Report
from .app import main
from .statement_reports import STATEMENT_REPORTS


@frozen
class Asked:
    """What a report is asked for; each takes what it needs."""

    period: Period
    from_period: Period | None
    level: int | None
    account: str
    dimension: dict[str, list[str]]
    by_dimension: bool
    measure: str
    include_unposted: bool
    without_closing: bool
    who: str
    what: str
    since: str
    until: str


def _trial_balance(book: Book, asked: Asked) -> Report:
    return reports.trial_balance(
        book, asked.period, from_period=asked.from_period, level=asked.level,
        include_unposted=asked.include_unposted, with_closing=not asked.without_closing,
    )  # fmt: skip


def _notice(book: Book, asked: Asked) -> Report:
    return reports.notice(book, _account(asked), asked.period)


def _dimension_balance(book: Book, asked: Asked) -> Report:
    if len(asked.dimension) != 1:
        raise click.UsageError(text("usage.dimension"))
    return reports.dimension_balance(
        book, next(iter(asked.dimension)), asked.period, from_period=asked.from_period,
        accounts=[asked.account] if asked.account else (),
        values=next(iter(asked.dimension.values())),
        include_unposted=asked.include_unposted, with_closing=not asked.without_closing,
    )  # fmt: skip


def _measure_balance(book: Book, asked: Asked) -> Report:
    return reports.measure_balance(
        book, asked.period, from_period=asked.from_period, by_dimension=asked.by_dimension,
        accounts=[asked.account] if asked.account else (),
        include_unposted=asked.include_unposted,
    )  # fmt: skip


def _account_ledger(book: Book, asked: Asked) -> Report:
    return reports.account_ledger(
        book, _account(asked), asked.period, from_period=asked.from_period,
        dimension={kind: codes for kind, codes in asked.dimension.items() if codes},
        measure=asked.measure, include_unposted=asked.include_unposted,
    )  # fmt: skip


def _numbers(book: Book, asked: Asked) -> Report:
    return reports.numbers(book, asked.period, from_period=asked.from_period)


def _log(book: Book, asked: Asked) -> Report:
    return reports.log(book, who=asked.who, since=asked.since, until=asked.until, what=asked.what)


def _parallel_check(book: Book, asked: Asked) -> Report:
    return reports.parallel_check(book, asked.period)


#: Every report by the name it is asked for.
REPORTS: dict[str, Callable[[Book, Asked], Report]] = {
    "trial-balance": _trial_balance,
    "dimension-balance": _dimension_balance,
    "measure-balance": _measure_balance,
    "account-ledger": _account_ledger,
    "numbers": _numbers,
    "log": _log,
    "parallel-check": _parallel_check,
    "notice": _notice,
    **STATEMENT_REPORTS,
}


#: What each report takes beside the period; what it does not take it does not pass over in silence.
_TAKES: dict[str, set[str]] = {
    "trial-balance": {"from_period", "level", "include_unposted", "without_closing"},
    "dimension-balance": {"from_period", "account", "dimension", "include_unposted",
                          "without_closing"},
    "measure-balance": {"from_period", "account", "by_dimension", "include_unposted"},
    "account-ledger": {"from_period", "account", "dimension", "measure", "include_unposted"},
    "numbers": {"from_period"},
    "log": {"who", "what", "since", "until"},
    "notice": {"account"},
}  # fmt: skip
_OPTIONS = {
    "from_period", "level", "account", "dimension", "by_dimension", "measure", "who", "what",
    "since", "until", "include_unposted", "without_closing",
}  # fmt: skip


def _refuse_others(ctx: click.Context, report: str) -> None:
    """Refuse options that the report asked for does not take."""
    given = {
        name
        for name in _OPTIONS
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    others = given - _TAKES.get(report, {"from_period", "include_unposted"})
    if others:
        options = " ".join(f"--{name.replace('_', '-')}" for name in sorted(others))
        raise click.UsageError(text("usage.not_of_report", report=report, options=options))


def _account(asked: Asked) -> str:
    if not asked.account:
        raise click.UsageError(text("usage.account"))
    return asked.account


def _dimensions(given: tuple[str, ...]) -> dict[str, list[str]]:
    """The values wanted by kind: department:01 department:02, or only the kind."""
    wanted: dict[str, list[str]] = {}
    for each in given:
        kind, _, code = each.replace("：", ":").partition(":")
        wanted.setdefault(kind, []).extend([code] if code else [])
    return wanted


@main.command(help=text("help.report"))
@book_argument
@click.argument("report", type=click.Choice(list(REPORTS)))
@click.option("--period", type=PERIOD, help=text("help.report_period"))
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--level", type=click.IntRange(1), help=text("help.level"))
@click.option("--account", default="", help=text("help.account"))
@click.option("--dimension", multiple=True, help=text("help.dimension"))
@click.option("--by-dimension", is_flag=True, help=text("help.by_dimension"))
@click.option("--measure", default="", help=text("help.measure"))
@click.option("--who", default="", help=text("help.log_who"))
@click.option("--what", default="", help=text("help.log_what"))
@click.option("--since", default="", help=text("help.log_since"))
@click.option("--until", default="", help=text("help.log_until"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--without-closing", is_flag=True, help=text("help.without_closing"))
@format_option("table", "csv", "json", "xlsx")
@output_option
@click.pass_context
def report(
    ctx: click.Context, book: str, name: str, report: str, period: Period | None, from_period: Period | None,
    level: int | None, account: str, dimension: tuple[str, ...], by_dimension: bool,
    measure: str, who: str, what: str, since: str, until: str, include_unposted: bool,
    without_closing: bool, form: str, output: Path | None,
) -> None:  # fmt: skip
    """Show a report, or write it to a file."""
    _refuse_others(ctx, report)
    form = form_of(form, output)
    with Book.open(book, name=name) as opened:
        if period is None:
            if report != "log":
                raise click.UsageError(text("usage.report_period"))
            period = opened.facts().current
        asked = Asked(
            period, from_period, level, account, _dimensions(dimension), by_dimension, measure,
            include_unposted, without_closing, who, what, since, until,
        )  # fmt: skip
        made = REPORTS[report](opened, asked)
    put_out(made, form, output)


def form_of(form: str, output: Path | None) -> str:
    """The form a report is wanted in: the name of the file says so where nothing else does."""
    suffix = output.suffix[1:].lower() if output else ""
    if suffix in ("csv", "json", "xlsx") and form == "table":
        form = suffix
    if suffix == "xlsx" and form != "xlsx":
        raise click.UsageError(text("usage.suffix", file=output))
    if form == "xlsx" and output is None:
        raise click.UsageError(text("usage.output"))
    return form


def put_out(made: Report, form: str, output: Path | None) -> None:
    """Print a report, or write it to a file."""
    rendered: str | bytes = getattr(render, form)(made)
    if output is None:
        click.echo(rendered, nl=False)
        return
    if isinstance(rendered, str):
        # A spreadsheet program takes csv for UTF-8 only with the mark at its beginning.
        rendered = rendered.encode("utf-8-sig" if form == "csv" else "utf-8")
    write_whole(output, rendered)
    click.echo(text("done.written", file=output), err=True)
