"""Consumption of a span of months (粮秣消耗表): planned against eaten, losses, and how long stock lasts."""

from __future__ import annotations

from ... import Period
from ...core.balance import Figures
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..issuing import issues
from ..rations import rations_on
from ..set import GrainSet
from ..stock import CONSUMED, STOCK, grams, kilograms
from ..stock_taking import stock_takes
from .columns import of_set

_WEIGHTS = ("planned", "eaten", "over", "counted", "entered", "in_store")


def consumption(
    grain_set: GrainSet,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    persons: int = 0,
) -> Report:
    """Of each item what the rations came to and what was issued, more (超) or less (节) than that.

    Beside it what stock-takings found over or short, what the books show as written off, what is
    in store, and for how many days that feeds so many persons: those of the last sheet, where
    `persons` does not say. Drafts count.
    """
    last = Period.parse(period) if isinstance(period, str) else period
    begin = from_period or last
    first = Period.parse(begin) if isinstance(begin, str) else begin
    sheets = issues(grain_set, first, last)
    fed = persons or (sheets[-1].persons if sheets else 0)
    due = rations_on(grain_set, last.last_day)
    takes = [t for t in stock_takes(grain_set) if first <= Period.of(t.day) <= last]
    rows = []
    for item in grain_set.items:
        span = grain_set.grain.figures(first, last, commodity=item, include_unposted=True).figures
        planned = sum(each.planned_grams for each in sheets if each.item == item)
        eaten = sum(each.issued_grams for each in sheets if each.item == item)
        waiting = sum(
            each.issued_grams for each in sheets if each.item == item and not each.consumed_in
        )
        used = span.get(CONSUMED) or Figures()
        store = (span.get(STOCK) or Figures()).closing_minor - waiting
        weights = (
            planned, eaten, eaten - planned,
            sum(each.difference_grams for each in takes if each.item == item),
            used.debit_minor, store,
        )  # fmt: skip
        if not any(weights):
            continue
        cells: dict[str, Cell] = {"item": item}
        cells |= {key: kilograms(weight) for key, weight in zip(_WEIGHTS, weights, strict=True)}
        a_day = grams(due.get(item, 0)) * fed
        cells["days_left"] = max(store, 0) // a_day if a_day else None
        rows.append(Row(RowKind.ENTRY, cells))
    return Report(
        report="grain-consumption",
        title="report.grain_consumption",
        columns=(
            Column("item", "column.item_of_grain"),
            *(Column(key, f"column.{key}", ColumnKind.AMOUNT) for key in _WEIGHTS),
            Column("days_left", "column.days_left", ColumnKind.NUMBER),
        ),
        rows=tuple(rows),
        parameters={"from_period": str(first), "persons": fed},
        **of_set(grain_set, last),
    )
