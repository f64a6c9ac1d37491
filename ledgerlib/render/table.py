"""A report as a plain text table, aligned with Chinese."""

from __future__ import annotations

from decimal import Decimal

from rich.cells import cell_len, set_cell_size

from ..reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from .cells import exact, heading, label, remarks, rows, titles


def table(report: Report) -> str:
    """Title, remarks, columns and rows. Amounts have thousands separators; nothing stands for zero."""
    lines = [
        [_shown(column, row, row.cells.get(column.key)) for column in report.columns]
        for row in rows(report)
    ]
    heads = titles(report)
    widths = [max(cell_len(line[i]) for line in [heads, *lines]) for i in range(len(heads))]
    rule = "-" * (sum(widths) + 2 * len(widths) - 2)
    body = [_joined(report, line, widths) for line in lines]
    for position, row in reversed(list(enumerate(rows(report)))):
        if row.kind is RowKind.TOTAL:
            body.insert(position, rule)
    title = heading(report)
    left = " " * max(0, (len(rule) - cell_len(title)) // 2)
    page = [left + title, "  ".join(remarks(report)), rule, _joined(report, heads, widths), rule]
    return "\n".join(line.rstrip() for line in [*page, *body, rule, *report.notes]) + "\n"


def _shown(column: Column, row: Row, cell: Cell) -> str:
    cell = label(row, cell, column.kind)
    if isinstance(cell, Decimal):
        return f"{cell:,f}" if cell else ""
    shown = exact(cell)
    if column.key in ("code", "label") and row.level > 1:
        return (" " if column.key == "code" else "  ") * (row.level - 1) + shown
    return shown


def _joined(report: Report, line: list[str], widths: list[int]) -> str:
    cells = []
    for column, shown, width in zip(report.columns, line, widths, strict=True):
        if column.kind in (ColumnKind.AMOUNT, ColumnKind.QUANTITY, ColumnKind.NUMBER):
            cells.append(" " * (width - cell_len(shown)) + shown)
        else:
            cells.append(set_cell_size(shown, width))
    return "  ".join(cells)
