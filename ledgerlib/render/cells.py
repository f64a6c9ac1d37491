"""What the renderers share: titles and the texts of cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ..language import text
from ..reports.report import Cell, ColumnKind, Report, Row, RowKind


def titles(report: Report) -> list[str]:
    """The titles of the columns."""
    return [column.name or text(column.title) for column in report.columns]


def heading(report: Report) -> str:
    """The report's title."""
    if report.name:
        return report.name
    values: dict[str, Any] = dict(report.parameters)
    return text(report.title, **values)


def remarks(report: Report) -> list[str]:
    """What stands under the title: book, period, currency, and how to trace it."""
    first = report.parameters.get("from_period", report.period)
    span = report.period if first == report.period else f"{first} … {report.period}"
    if report.form:
        span = report.form.when
    marks = [
        text("report.book", book=report.book),
        text("report.period", period=span),
        text("report.currency", currency=report.currency),
        text(f"regime.{report.regime}"),
    ]
    if report.form and report.form.number:
        marks.insert(0, report.form.number)
    if report.policies:
        marks.append(text("report.policies", policies=report.policies))
    if report.parameters.get("include_unposted"):
        marks.append(text("report.include_unposted"))
    if report.parameters.get("with_closing") is False:
        marks.append(text("report.without_closing"))
    return marks


def rows(report: Report) -> list[Row]:
    """The rows with the total row, where there is one and the report has no totals among its rows."""
    if report.totals and not any(row.kind is RowKind.TOTAL for row in report.rows):
        label = {report.columns[1].key: "row.total"}
        return [*report.rows, Row(RowKind.TOTAL, {**label, **report.totals})]
    return list(report.rows)


def label(row: Row, cell: Cell, kind: ColumnKind = ColumnKind.TEXT) -> Cell:
    """A cell, with words, and the texts of rows that sum up, in the reader's language."""
    is_code = kind is ColumnKind.WORD or (
        row.kind is not RowKind.ENTRY and kind is not ColumnKind.LABEL
    )
    return text(cell) if is_code and isinstance(cell, str) and cell else cell


def exact(cell: Cell) -> str:
    """A cell as exact text: amounts plain with their decimals, days as 2008-01-05."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def amount_format(decimals: int) -> str:
    """Red ink in red, nothing for zero."""
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f"{number};[Red]-{number};"
