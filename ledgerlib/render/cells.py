"""What the renderers share: titles, remarks, rows with their total, and the texts of cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from ..language import text
from ..reports.report import Cell, Column, ColumnKind, Report, Row, RowKind

#: A column that says of rows with something in them that is not posted yet that it is so.
_MARK = Column("is_posted", "column.unposted_mark")


def columns(report: Report) -> tuple[Column, ...]:
    """The columns, with one more that marks what is not posted where the report may show such."""
    if report.parameters.get("include_unposted"):
        return (*report.columns, _MARK)
    return report.columns


def title(column: Column) -> str:
    """The title of a column by itself."""
    return column.name or text(column.title)


def group_title(column: Column) -> str:
    """The title above its own that a column shares with its neighbours; empty for none."""
    return column.group_name or (text(column.group) if column.group else "")


def titles(report: Report) -> list[str]:
    """The titles of the columns on one line, each with that of its group: 期初余额借方."""
    return [
        text("column.of_group", group=group_title(each), title=title(each))
        if group_title(each)
        else title(each)
        for each in columns(report)
    ]


def groups(report: Report) -> list[tuple[str, int]]:
    """The line above the titles: each group's title and its number of columns, "" for no group.

    Empty where no column has a group.
    """
    named = [(each.group, group_title(each)) for each in columns(report)]
    if not any(shown for _, shown in named):
        return []
    return [(shown, len(list(some))) for (_, shown), some in groupby(named)]


def heading(report: Report) -> str:
    """The report's title."""
    if report.name:
        return report.name
    values: dict[str, Any] = dict(report.parameters)
    return text(report.title, **values)


def span(report: Report) -> str:
    """The day or the periods it speaks of, in words."""
    if report.form:
        return report.form.when
    when = report.parameters.get("when")
    if when:
        return str(when)
    first = report.parameters.get("from_period", report.period)
    return report.period if first == report.period else f"{first} … {report.period}"


def remarks(report: Report) -> list[str]:
    """What stands under the title: book, period, currency, how to trace it, and what it says itself."""
    marks = [
        text("report.book", book=report.book),
        text("report.period", period=span(report)),
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
    return [*marks, *report.remarks]


def rows(report: Report) -> Iterator[Row]:
    """The rows with the total row, where there is one and the report has no totals among its rows.

    They are read one by one: a report that streams its rows is never held.
    """
    has_total = False
    for row in report.rows:
        has_total = has_total or row.kind is RowKind.TOTAL
        yield row
    if report.totals and not has_total:
        label = {report.columns[1].key: "row.total"}
        yield Row(RowKind.TOTAL, {**label, **report.totals})


def values(report: Report, row: Row) -> list[Cell]:
    """The cells of a row in the order of `columns`, words and labels in the reader's language."""
    cells = [label(row, row.cells.get(each.key), each.kind) for each in report.columns]
    if report.parameters.get("include_unposted"):
        cells.append("" if row.is_posted else text("row.unposted"))
    return cells


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


def shown(cell: Cell) -> str:
    """A cell for the eye: thousands apart, nothing for zero."""
    if isinstance(cell, Decimal):
        return f"{cell:,f}" if cell else ""
    return exact(cell)


def amount_format(decimals: int) -> str:
    """Red ink in red, nothing for zero."""
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f"{number};[Red]-{number};"
