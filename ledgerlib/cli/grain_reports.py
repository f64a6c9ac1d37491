"""The report command of a grain set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .. import Period, VoucherKey
from ..console import KEY, PERIOD
from ..grain import GrainSet, grain_volume, open_set, reports
from ..language import text
from ..render.paper.books import book_lines, book_pdf
from ..render.paper.drawing import Paper
from ..reports import Report
from .grain import grain
from .grain_acts import mess_of, mess_options
from .printing import font_option, paper_option, pdf_option, say_printed
from .reports import Export, export_options

#: Every report by the name it is asked for; those below take more than a period.
_REPORTS: dict[str, Callable[..., Report]] = {
    "opening-sheet": reports.opening_sheet,
    "balances": reports.balances,
    "stock": reports.stock_by_day,
    "issue-sheet": reports.issue_sheet,
    "consumption": reports.consumption,
    "borrowing": reports.borrowing_register,
    "stock-taking": reports.stock_taking,
}
#: Those over a span of months.
_SPANS = ("balances", "consumption", "borrowing", "stock-taking")


@grain.command(name="report", help=text("help.grain_report"))
@click.argument("book")
@click.argument(
    "report",
    type=click.Choice([*_REPORTS, "account", "trend", "settlement", "reconciliation"]),
)
@click.option("--unit", default="", help=text("help.grain_unit"))
@click.option("--period", type=PERIOD, required=True, help=text("help.period"))
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--account", default="102", show_default=True, help=text("help.account"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@mess_options
@export_options
def report_(
    book: str, report: str, unit: str, period: Period, from_period: Period | None, account: str,
    include_unposted: bool, form: str, output: Path | None, encoding: str, paper: str,
    trailer: bool, **mess: str,
) -> None:  # fmt: skip
    """Show a report of a grain set, or write it to a file."""
    export = Export.of(form, output, encoding, paper, trailer)
    with open_set(book, unit=unit) as kept:
        export.put_out(_made(kept, report, period, from_period, account, include_unposted, mess))


def _made(
    kept: GrainSet, report: str, period: Period, first: Period | None, account: str,
    include_unposted: bool, mess: dict[str, str],
) -> Report:  # fmt: skip
    if report == "account":
        return reports.account_page(
            kept, account, first or period, period, include_unposted=include_unposted
        )
    if report == "trend":
        return reports.trend(kept, period.year)
    if report == "settlement":
        return reports.settlement(kept, period.year)
    if report == "reconciliation":
        fund = mess_of("", **mess)
        if fund is None:
            raise click.UsageError(text("usage.grain_mess"))
        return reports.reconciliation(kept, fund, period)
    more: dict[str, Any] = {"from_period": first} if report in _SPANS else {}
    if report == "balances":
        more["include_unposted"] = include_unposted
    return _REPORTS[report](kept, period, **more)


@grain.command(name="voucher", help=text("help.grain_voucher"))
@click.argument("book")
@click.argument("voucher", type=KEY)
@click.option("--unit", default="", help=text("help.grain_unit"))
@export_options
def voucher_(
    book: str, voucher: VoucherKey, unit: str, form: str, output: Path | None, encoding: str,
    paper: str, trailer: bool,
) -> None:  # fmt: skip
    """Show a voucher of the grain account, items as columns."""
    export = Export.of(form, output, encoding, paper, trailer)
    with open_set(book, unit=unit) as kept:
        export.put_out(reports.voucher_sheet(kept, voucher))


@grain.command(name="print", help=text("help.grain_print"))
@click.argument("book")
@click.option("--unit", default="", help=text("help.grain_unit"))
@click.option("--period", type=PERIOD, required=True, help=text("help.period"))
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--printed-by", default="", help=text("help.printed_by"))
@paper_option
@font_option
@pdf_option
def print_(
    book: str, unit: str, period: Period, from_period: Period | None, include_unposted: bool,
    printed_by: str, paper: Paper, font: str, output: Path,
) -> None:  # fmt: skip
    """Print the grain account as a volume."""
    with open_set(book, unit=unit) as kept:
        bound = grain_volume(
            kept, period, from_period=from_period, lines=book_lines(paper),
            include_unposted=include_unposted,
        )  # fmt: skip
        printed = book_pdf(bound, output, paper=paper, printed_by=printed_by, font=font or None)
    say_printed(output, set(printed.lacking))
