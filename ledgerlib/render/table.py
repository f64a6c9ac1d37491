"""A report as a plain text table, aligned with Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from ..reports.report import Column, ColumnKind, Report, Row, RowKind
from .cells import columns, groups, heading, remarks, rows, shown, title, values

_BETWEEN = "  "
_FIGURES = (ColumnKind.AMOUNT, ColumnKind.QUANTITY, ColumnKind.NUMBER)


def table(report: Report) -> str:
    """Title, remarks, columns and rows. Amounts have thousands separators; nothing stands for zero."""
    return "".join(table_stream(report))


def table_stream(report: Report) -> Iterator[str]:
    """The same line by line. The rows are read twice, for their widths and for themselves."""
    across = columns(report)
    heads = [title(column) for column in across]
    widths = [cell_len(head) for head in heads]
    for row in rows(report):
        for at, cell in enumerate(_shown(report, across, row)):
            widths[at] = max(widths[at], cell_len(cell))
    above = groups(report)
    _widen(widths, above)
    rule = "-" * (sum(widths) + len(_BETWEEN) * (len(widths) - 1))
    name = heading(report)
    yield _line(" " * max(0, (len(rule) - cell_len(name)) // 2) + name)
    yield _line(_BETWEEN.join(remarks(report)))
    yield _line(rule)
    if above:
        yield _line(_groups_line(above, widths))
    yield _line(_joined(across, heads, widths))
    yield _line(rule)
    for row in rows(report):
        if row.kind is RowKind.TOTAL:
            yield _line(rule)
        yield _line(_joined(across, _shown(report, across, row), widths))
    yield _line(rule)
    for note in report.notes:
        yield _line(note)


def _line(written: str) -> str:
    return f"{written.rstrip()}\n"


def _shown(report: Report, across: Sequence[Column], row: Row) -> list[str]:
    cells = [shown(cell) for cell in values(report, row)]
    if row.level > 1:
        for at, column in enumerate(across):
            if column.key in ("code", "label"):
                cells[at] = (" " if column.key == "code" else "  ") * (row.level - 1) + cells[at]
    return cells


def _widen(widths: list[int], above: Sequence[tuple[str, int]]) -> None:
    """Make the last column of a group wider where its title takes more than its columns."""
    first = 0
    for name, count in above:
        behind = first + count
        lacking = cell_len(name) - (sum(widths[first:behind]) + len(_BETWEEN) * (count - 1))
        if name and lacking > 0:
            widths[behind - 1] += lacking
        first = behind


def _groups_line(above: Sequence[tuple[str, int]], widths: Sequence[int]) -> str:
    """The titles of groups, each in the middle of its columns between dashes."""
    parts, first = [], 0
    for name, count in above:
        width = sum(widths[first : first + count]) + len(_BETWEEN) * (count - 1)
        room = width - cell_len(name)
        if name and count > 1 and room >= 4:
            left = (room - 2) // 2
            parts.append(f"{'-' * left} {name} {'-' * (room - 2 - left)}")
        else:
            parts.append(" " * (room // 2) + name + " " * (room - room // 2))
        first += count
    return _BETWEEN.join(parts)


def _joined(across: Sequence[Column], line: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for column, cell, width in zip(across, line, widths, strict=True):
        if column.kind in _FIGURES:
            cells.append(" " * (width - cell_len(cell)) + cell)
        else:
            cells.append(set_cell_size(cell, width))
    return _BETWEEN.join(cells)
