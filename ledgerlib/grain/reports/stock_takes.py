"""Stock-takings (盘点表): what the books said, what was counted, over and short."""

from __future__ import annotations

from ... import Period
from ...reports.report import Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from ..stock import kilograms
from ..stock_taking import stock_takes
from .columns import of_set


def stock_taking(
    grain_set: GrainSet, period: Period | str, *, from_period: Period | str | None = None
) -> Report:
    """Every stock-taking of a span of months, item by item."""
    last = Period.parse(period) if isinstance(period, str) else period
    begin = from_period or last
    first = Period.parse(begin) if isinstance(begin, str) else begin
    rows = [
        Row(
            RowKind.ENTRY,
            {
                "date": each.day, "item": each.item, "in_books": kilograms(each.book_grams),
                "counted_weight": kilograms(each.counted_grams),
                "surplus": kilograms(max(each.difference_grams, 0)),
                "shortage": kilograms(max(-each.difference_grams, 0)),
            },
        )
        for each in stock_takes(grain_set)
        if first <= Period.of(each.day) <= last
    ]  # fmt: skip
    return Report(
        report="grain-stock-taking",
        title="report.grain_stock_taking",
        columns=(
            Column("date", "column.date", ColumnKind.DATE),
            Column("item", "column.item_of_grain"),
            Column("in_books", "column.in_books", ColumnKind.AMOUNT),
            Column("counted_weight", "column.counted_weight", ColumnKind.AMOUNT),
            Column("surplus", "column.surplus", ColumnKind.AMOUNT),
            Column("shortage", "column.shortage", ColumnKind.AMOUNT),
        ),
        rows=tuple(rows),
        parameters={"from_period": str(first)},
        **of_set(grain_set, last),
    )
