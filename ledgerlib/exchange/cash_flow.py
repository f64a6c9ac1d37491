"""The standard cash-flow items of a chart (现金流量项目): what a cash line is for, and its line."""

from __future__ import annotations

import csv

from ..book import Book
from ..core.cash_flow import KIND, CashFlowItem
from ..core.dimension import DimensionValue
from ..resources import folder

_FILE = "cash_flow_items.csv"


def cash_flow_items(chart_id: str) -> list[CashFlowItem]:
    """The items of a chart, in the order of its statement; none where it has no such statement."""
    path = folder("charts_of_accounts") / chart_id / _FILE
    if not chart_id or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            CashFlowItem(
                row["code"], row["name"], row["direction"] == "in", row["line"],
                tuple(row["counterparts"].split()),
            )
            for row in csv.DictReader(file, strict=True)
        ]  # fmt: skip


def add_cash_flow_items(book: Book, items: list[CashFlowItem]) -> int:
    """Put items into a book as values of the dimension kind cash_flow; returns how many are new."""
    if KIND not in book.dimension_kinds():
        book.set_dimension_kind(KIND)
    return book.set_dimension_values(DimensionValue(KIND, i.code, i.name) for i in items)
