"""The statements of a book's own chart as reports: what `ledgerlib report BOOK balance-sheet` calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import Book, reports
from ..core.problem import Problem
from ..core.statement import Statement
from ..exchange.cash_flow import cash_flow_items
from ..exchange.statement_reading import read_statements
from ..exchange.statements import find_statement
from ..refusal import Refused
from ..reports import Report

#: The statements that any chart that comes along has, by the name they are asked for.
NAMES = (
    "balance-sheet", "income-statement", "income-statement-year", "cash-flow",
    "changes-in-equity", "changes-in-net-assets", "budget-income-and-spending",
    "budget-balances", "fiscal-appropriations", "reconciliation",
)  # fmt: skip


def statement_of(book: Book, name: str, *, chart: str = "", file: Path | None = None) -> Statement:
    """The statement that is wanted: of a file, of a named chart, or of the book's own chart."""
    if file is not None:
        found = {each.statement_id: each for each in read_statements(file)}
        wanted = name.replace("-", "_") or next(iter(found))
        if wanted not in found:
            known = " ".join(found)
            raise Refused(
                [Problem.of("statement.unknown", name=name, chart=file.name, known=known)]
            )
        return found[wanted]
    return find_statement(chart or book.facts().chart, name, book.options().values())


def _chart_statement(name: str) -> Callable[..., Report]:
    def made(book: Book, **given: Any) -> Report:
        return reports.statement_report(book, statement_of(book, name), **given)

    return made


def _worksheet(book: Book, **given: Any) -> Report:
    return reports.cash_flow_worksheet(book, items=cash_flow_items(book.facts().chart), **given)


#: For the table of all reports: each takes the book, and by name the options that were given.
STATEMENT_REPORTS: dict[str, Callable[..., Report]] = {
    **{name: _chart_statement(name) for name in NAMES},
    "cash-flow-worksheet": _worksheet,
}
