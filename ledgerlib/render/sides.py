"""A sheet of two sides (账户式): assets on the left, liabilities and equity beside them."""

from __future__ import annotations

from attrs import evolve

from ..reports.report import Cell, Report, Row, RowKind

#: A row with its position in the report.
Placed = tuple[int, Row]


def is_two_sided(report: Report) -> bool:
    """Whether it has rows for a right side."""
    return any(row.side == "right" for row in report.rows)


def pairs(report: Report) -> list[tuple[Placed | None, Placed | None]]:
    """The rows of both sides beside each other, the totals at the end of each on one line."""
    sides: list[list[Placed | None]] = [[], []]
    for number, row in enumerate(report.rows):
        sides[row.side == "right"].append((number, row))
    longest = max(len(side) for side in sides)
    for side in sides:
        side[-1:-1] = [None] * (longest - len(side))
    return list(zip(*sides, strict=True))


def side_by_side(report: Report) -> Report:
    """The same report with its right side beside its left, for the eye; unchanged where it has one."""
    if not is_two_sided(report):
        return report
    left, right = (report.form.left, report.form.right) if report.form else ("", "")
    columns = [
        evolve(column, key=f"{side}_{column.key}", name=title if column.key == "label" else column.name)
        for side, title in (("left", left), ("right", right))
        for column in report.columns
    ]  # fmt: skip
    rows = []
    for pair in pairs(report):
        cells: dict[str, Cell] = {}
        for side, placed in zip(("left", "right"), pair, strict=True):
            if placed:
                shown = {f"{side}_{key}": cell for key, cell in placed[1].cells.items()}
                shown[f"{side}_label"] = indented(placed[1])
                cells |= shown
        rows.append(Row(RowKind.ENTRY, cells))
    return evolve(report, columns=tuple(columns), rows=tuple(rows))


def indented(row: Row) -> str:
    """The label of a row, moved in as deep as it stands."""
    return "  " * (row.level - 1) + str(row.cells.get("label") or "")
