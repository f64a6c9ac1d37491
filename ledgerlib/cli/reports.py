"""The report command, and the reports it knows: each a line that says what makes it and what it takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from .. import Book, render, reports
from ..console import book_argument, format_option, output_option, progress_bar
from ..language import text
from ..reports import Report
from . import ledger_reports
from .app import main
from .report_options import every_option, flag_of, given_options
from .statement_reports import STATEMENT_REPORTS

#: Options that most reports of a span of periods take.
SPAN = ("period", "from_period", "include_unposted")
_DAYS = ("day", "from_day", "include_unposted")
_ACCOUNTS = ("account", "from_account", "to_account")
_LEDGER = ("sides", "totals", "method")
_LAYOUT = ("columns", "sides", "shown", "by_measure", "with_closing")


@frozen
class Offered:
    """A report on the command line.

    `make` is called with the book and, by name, the options that were given. `takes` are the
    options it knows; any other is refused. Without those in `needs` it can't be made.
    """

    make: Callable[..., Report]
    takes: tuple[str, ...] = SPAN
    needs: tuple[str, ...] = ("period",)


def _of_accounts(make: Callable[..., Report]) -> Callable[..., Report]:
    """A report that takes several accounts, asked for one."""

    def made(book: Book, *, account: str = "", **given: Any) -> Report:
        return make(book, accounts=[account] if account else (), **given)

    return made


def _dimension_balance(
    book: Book, *, dimension: dict[str, list[str]], account: str = "", **given: Any
) -> Report:
    if len(dimension) != 1:
        raise click.UsageError(text("usage.dimension"))
    ((kind, values),) = dimension.items()
    accounts = [account] if account else ()
    return reports.dimension_balance(book, kind, accounts=accounts, values=values, **given)


def _dimension_combinations(
    book: Book, *, dimension: dict[str, list[str]], account: str = "", **given: Any
) -> Report:
    if len(dimension) != 1 or any(dimension.values()):
        raise click.UsageError(text("usage.dimension"))
    (kind,) = dimension
    accounts = [account] if account else ()
    return reports.dimension_combinations(book, kind, accounts=accounts, **given)


#: Every report by the name it is asked for.
REPORTS: dict[str, Offered] = {
    "trial-balance": Offered(
        _of_accounts(reports.trial_balance),
        (*SPAN, *_ACCOUNTS, *_LAYOUT, "level", "only_leaves", "by_dimension"),
    ),
    "trial-check": Offered(reports.trial_check, (*SPAN, "with_closing")),
    "dimension-balance": Offered(
        _dimension_balance, (*SPAN, *_ACCOUNTS, *_LAYOUT, "dimension"),
        needs=("dimension", "period"),
    ),
    "dimension-combinations": Offered(
        _dimension_combinations,
        (*SPAN, *_ACCOUNTS, "dimension", "across", "figure", "with_closing"),
        needs=("dimension", "across", "period"),
    ),
    "account-day": Offered(
        _of_accounts(reports.account_day), (*_DAYS, *_ACCOUNTS, "each_day", "level"), needs=("day",)
    ),
    "day-summary": Offered(reports.day_summary, (*_DAYS, "level"), needs=("day",)),
    "voucher-summary": Offered(
        reports.voucher_summary, (*SPAN, "words", "first", "last", "level")
    ),
    "measure-balance": Offered(
        _of_accounts(reports.measure_balance), (*SPAN, "account", "by_dimension")
    ),
    "account-ledger": Offered(
        ledger_reports.account_ledger,
        (*SPAN, *_LEDGER, "account", "dimension", "measure", "with_counter", "by_dimension"),
        needs=("account", "period"),
    ),
    "dimension-ledger": Offered(
        ledger_reports.dimension_ledger,
        (*SPAN, *_LEDGER, "account", "dimension", "with_counter"), needs=("dimension", "period"),
    ),
    "multi-column": Offered(
        ledger_reports.multi_column,
        (*SPAN, *_LEDGER, "account", "across", "unfold", "dimension"), needs=("account", "period"),
    ),
    "general-ledger": Offered(
        reports.general_ledger, (*SPAN, *_ACCOUNTS, "level", "sides", "method")
    ),
    "journal": Offered(
        reports.journal, (*SPAN, *_LEDGER, "account", "measure", "by_dimension"),
        needs=("account", "period"),
    ),
    "cash-journal": Offered(
        reports.cash_journal, (*SPAN, *_LEDGER, "account", "measure", "by_dimension")
    ),
    "bank-journal": Offered(
        reports.bank_journal, (*SPAN, *_LEDGER, "account", "measure", "by_dimension")
    ),
    "chronological": Offered(
        ledger_reports.chronological,
        (*SPAN, "account", "dimension", "words", "first", "last", "by_number", "by_measure",
         "page_lines", "method"),
    ),
    "numbers": Offered(reports.numbers, ("period", "from_period")),
    "log": Offered(reports.log, ("who", "what", "since", "until"), needs=()),
    "parallel-check": Offered(reports.parallel_check, ("period",)),
    "notice": Offered(reports.notice, ("period", "account"), needs=("account", "period")),
    **{name: Offered(make) for name, make in STATEMENT_REPORTS.items()},
}  # fmt: skip

#: What is said where an option is lacking without which there is no report.
_LACKING = {
    "account": "usage.account", "dimension": "usage.dimension", "period": "usage.report_period",
    "across": "usage.across", "day": "usage.report_day",
}  # fmt: skip
FORMS = ("table", "csv", "json", "xlsx", "pdf")


def _wanted(ctx: click.Context, report: str) -> dict[str, Any]:
    """The options of a report as they were given; wrong usage where it takes them not, or lacks one."""
    offered, given = REPORTS[report], given_options(ctx)
    others = sorted(flag_of(ctx, name) for name in given if name not in offered.takes)
    if others:
        raise click.UsageError(text("usage.not_of_report", report=report, options=" ".join(others)))
    for name in offered.needs:
        if not given.get(name):
            raise click.UsageError(text(_LACKING[name]))
    return given


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How a report goes out: its form, its file, and what only one form has."""
    for option in (
        click.option("--trailer", is_flag=True, help=text("help.trailer")),
        click.option("--paper", default="", help=text("help.paper")),
        click.option(
            "--encoding", default="", type=click.Choice(["", "utf-8", "gb18030"]),
            show_choices=True, metavar="[utf-8|gb18030]", help=text("help.encoding"),
        ),
        output_option,
        format_option(*FORMS),
    ):  # fmt: skip
        command = option(command)
    return command


@main.command(help=text("help.report"))
@book_argument
@click.argument("report", type=click.Choice(list(REPORTS)))
@every_option
@export_options
@click.pass_context
def report(
    ctx: click.Context, /, book: str, name: str, report: str, form: str, output: Path | None,
    encoding: str, paper: str, trailer: bool, **_options: Any,
) -> None:  # fmt: skip
    """Show a report, or write it to a file."""
    wanted = _wanted(ctx, report)
    export = Export.of(form, output, encoding, paper, trailer)
    with Book.open(book, name=name) as opened:
        made = REPORTS[report].make(opened, **wanted)
        export.put_out(reports.with_numbers(opened, made))


@frozen
class Export:
    """How a report goes out."""

    form: str
    output: Path | None
    encoding: str = "utf-8"
    paper: str = ""
    trailer: bool = False

    @classmethod
    def of(
        cls, form: str, output: Path | None, encoding: str = "", paper: str = "", trailer: bool = False
    ) -> Export:  # fmt: skip
        """What was asked for; wrong usage where one does not go with another."""
        form = form_of(form, output)
        for option, given, forms in (
            ("--encoding", encoding, ("csv",)),
            ("--trailer", trailer, ("csv",)),
            ("--paper", paper, ("pdf",)),
        ):
            if given and form not in forms:
                raise click.UsageError(text("usage.not_of_form", form=form, option=option))
        return cls(form, output, encoding or "utf-8", paper, trailer)

    def put_out(self, made: Report) -> None:
        """Print a report, or write it to a file. The book it was made from is still open."""
        if self.output is None:
            stream = getattr(render, f"{self.form}_stream")
            more = {"trailer": True} if self.trailer else {}
            for each in stream(made, **more):
                if self.encoding == "utf-8":
                    click.echo(each, nl=False)
                else:
                    click.echo(each.encode(self.encoding), nl=False)
            return
        with progress_bar("report.writing") as progress:
            if self.form == "pdf":
                render.pdf(made, self.output, paper=self.paper or "A4", progress=progress)
            else:
                render.write(
                    made, self.output, self.form, encoding=self.encoding,
                    trailer=self.trailer, progress=progress,
                )  # fmt: skip
        click.echo(text("done.written", file=self.output), err=True)


def form_of(form: str, output: Path | None) -> str:
    """The form a report is wanted in: the name of the file says so where nothing else does."""
    suffix = output.suffix[1:].lower() if output else ""
    if suffix in FORMS[1:] and form == "table":
        form = suffix
    if suffix in ("xlsx", "pdf") and form != suffix:
        raise click.UsageError(text("usage.suffix", file=output, form=suffix))
    if form in ("xlsx", "pdf") and output is None:
        raise click.UsageError(text("usage.output", form=form))
    return form


def put_out(made: Report, form: str, output: Path | None) -> None:
    """Print a report, or write it to a file, as plainly as its form has it."""
    Export.of(form, output).put_out(made)
