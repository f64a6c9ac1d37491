"""The trend of consumption (消耗趋势): each item month by month over a year, with a small chart."""

from __future__ import annotations

from ... import Period
from ...core.balance import Figures
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from ..stock import CONSUMED, kilograms
from .columns import of_set

_BARS = "▁▂▃▄▅▆▇█"


def trend(grain_set: GrainSet, year: int) -> Report:
    """What was paid from stock as eaten in each month of a year, of each item. Drafts count."""
    first = max(Period(year, 1), grain_set.grain.facts().start)
    months = [Period(year, month) for month in range(first.month, 13)]
    rows = []
    for item in grain_set.items:
        eaten = []
        for month in months:
            span = grain_set.grain.figures(month, commodity=item, include_unposted=True)
            eaten.append((span.figures.get(CONSUMED) or Figures()).debit_minor)
        if any(eaten):
            cells: dict[str, Cell] = {"item": item, "chart": spark(eaten)}
            cells |= {str(m): kilograms(w) for m, w in zip(months, eaten, strict=True)}
            rows.append(Row(RowKind.ENTRY, {**cells, "total": kilograms(sum(eaten))}))
    return Report(
        report="grain-trend",
        title="report.grain_trend",
        columns=(
            Column("item", "column.item_of_grain"),
            Column("chart", "column.chart"),
            *(
                Column(str(month), "column.weight", ColumnKind.AMOUNT, name=str(month.month))
                for month in months
            ),
            Column("total", "column.year", ColumnKind.AMOUNT),
        ),
        rows=tuple(rows),
        parameters={"from_period": str(first)},
        **of_set(grain_set, Period(year, 12)),
    )


def spark(weights: list[int]) -> str:
    """Weights as bars beside each other, the greatest the tallest, nothing as a space."""
    most = max(max(weights), 1)
    return "".join(
        _BARS[max(weight, 0) * (len(_BARS) - 1) // most] if weight > 0 else " "
        for weight in weights
    )
