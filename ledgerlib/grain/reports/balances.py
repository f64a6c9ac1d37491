"""Balances of the 粮秣账 (粮秣收付存表): each account with what came, went and is left, items as columns."""

from __future__ import annotations

from ... import Period
from ...core.balance import Figures
from ...core.method import receiving_side
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from .columns import item_columns, of_set, weight_cells

#: The figures of an account in their order: their key, and the code of their word.
_FIGURES = ("row.opening_balance", "column.receive", "column.pay", "column.balance")


def balances(
    grain_set: GrainSet,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    include_unposted: bool = False,
) -> Report:
    """Of every account what stood, 收入, 付出 and 结存 of each item over a span of months.

    A balance is told on 收; one on 付 (粮秣报销) has a minus.
    """
    last = Period.parse(period) if isinstance(period, str) else period
    first = from_period or last
    first = Period.parse(first) if isinstance(first, str) else first
    chart, items = grain_set.grain.chart(), grain_set.items
    spans = {
        item: grain_set.grain.figures(
            first, last, commodity=item, include_unposted=include_unposted
        ).figures
        for item in items
    }
    rows = []
    for code, account in chart.accounts.items():
        sign = int(receiving_side(account))
        told = {item: _told(spans[item].get(code) or Figures(), sign) for item in items}
        if not any(any(four) for four in told.values()):
            continue
        for place, word in enumerate(_FIGURES):
            cells: dict[str, Cell] = {"figure": word}
            cells |= {"code": code, "name": account.name} if not place else {}
            cells |= weight_cells({item: four[place] for item, four in told.items()})
            rows.append(Row(RowKind.ENTRY, cells, account=code))
    return Report(
        report="grain-balances",
        title="report.grain_balances",
        columns=(
            Column("code", "column.code"),
            Column("name", "column.name"),
            Column("figure", "column.figure", ColumnKind.WORD),
            *item_columns(items),
        ),
        rows=tuple(rows),
        parameters={"from_period": str(first), "include_unposted": include_unposted},
        **of_set(grain_set, last),
    )


def _told(figures: Figures, sign: int) -> tuple[int, int, int, int]:
    """Opening, received, paid and closing, 收 positive."""
    received, paid = figures.debit_minor, figures.credit_minor
    if sign < 0:
        received, paid = paid, received
    return figures.opening_minor * sign, received, paid, figures.closing_minor * sign
