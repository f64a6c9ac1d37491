"""The issue sheet of a month (粮秣发放登记表): each day's persons and what they were given."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ... import Period
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..issuing import Issue, issues
from ..set import GrainSet
from .columns import item_columns, of_set, weight_cells


def issue_sheet(grain_set: GrainSet, period: Period | str) -> Report:
    """Day by day how many were fed, what each item's ration came to, and what was issued."""
    month = Period.parse(period) if isinstance(period, str) else period
    items = grain_set.items
    by_day: dict[date, list[Issue]] = defaultdict(list)
    for each in issues(grain_set, month):
        by_day[each.day].append(each)
    rows = []
    persons = 0
    sums = {"plan ": dict.fromkeys(items, 0), "out ": dict.fromkeys(items, 0)}
    for day, found in by_day.items():
        cells: dict[str, Cell] = {"date": day, "persons": found[0].persons}
        persons += found[0].persons
        for each in found:
            sums["plan "][each.item] += each.planned_grams
            sums["out "][each.item] += each.issued_grams
        cells |= weight_cells({each.item: each.planned_grams for each in found}, "plan ")
        cells |= weight_cells({each.item: each.issued_grams for each in found}, "out ")
        rows.append(Row(RowKind.ENTRY, cells))
    total: dict[str, Cell] = {"persons": persons}
    for part, weights in sums.items():
        total |= weight_cells(weights, part)
    rows.append(Row(RowKind.TOTAL, total))
    return Report(
        report="grain-issue-sheet",
        title="report.grain_issue_sheet",
        columns=(
            Column("date", "column.date", ColumnKind.DATE),
            Column("persons", "column.persons", ColumnKind.NUMBER),
            *item_columns(items, "plan ", "column.planned"),
            *item_columns(items, "out ", "column.issued"),
        ),
        rows=tuple(rows),
        **of_set(grain_set, month),
    )
