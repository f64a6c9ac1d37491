"""Stock by day (现粮逐日结存): what was in store at the end of each day on which anything moved."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ... import Period
from ...reports.report import Column, ColumnKind, Report, Row, RowKind
from ..issuing import issues
from ..set import GrainSet
from ..stock import STOCK, walk
from .columns import item_columns, of_set, weight_cells


def stock_by_day(grain_set: GrainSet, period: Period | str) -> Report:
    """The stock of each item by the books and, beside it, with what was issued and is not entered yet
    taken off. Drafts count."""
    month = Period.parse(period) if isinstance(period, str) else period
    items = grain_set.items
    walks = {item: walk(grain_set.grain, STOCK, item, month, month) for item in items}
    waiting: dict[date, dict[str, int]] = defaultdict(dict)
    for each in issues(grain_set, month):
        if not each.consumed_in:
            waiting[each.day][each.item] = each.issued_grams
    days = sorted({*waiting, *(day for each in walks.values() for day in each.by_day)})
    taken = dict.fromkeys(items, 0)
    opening = {item: each.opening_grams for item, each in walks.items()}
    rows = [
        Row(
            RowKind.OPENING, weight_cells(opening, "book ") | weight_cells(opening, "left ")
        )
    ]  # fmt: skip
    for day in days:
        for item, grams in waiting[day].items():
            taken[item] += grams
        stands = {item: each.on(day) for item, each in walks.items()}
        left = {item: stands[item] - taken[item] for item in items}
        cells = weight_cells(stands, "book ") | weight_cells(left, "left ")
        rows.append(Row(RowKind.ENTRY, {"date": day, **cells}))
    return Report(
        report="grain-stock",
        title="report.grain_stock",
        columns=(
            Column("date", "column.date", ColumnKind.DATE),
            *item_columns(items, "book ", "column.in_books"),
            *item_columns(items, "left ", "column.in_store"),
        ),
        rows=tuple(rows),
        **of_set(grain_set, month),
    )
