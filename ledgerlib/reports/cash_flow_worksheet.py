"""The cash-flow worksheet (现金流量底稿): the vouchers whose cash lines say not what the money was for.

What it comes to is what the cash flow statement lacks. Money that only moved from one cash
account to another (提现、存现) needs no item and is not listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..book import Book
from ..book.movements import Movement
from ..core.amount import from_minor
from ..core.cash_flow import KIND, CashFlowItem, propose
from ..core.chart import Chart
from ..core.dimension import parse_label
from ..core.period import Period
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("date", "column.date", ColumnKind.DATE),
    Column("voucher", "column.voucher"),
    Column("summary", "column.summary"),
    Column("counterparts", "column.counterparts"),
    Column("cash_in", "column.cash_in", ColumnKind.AMOUNT),
    Column("cash_out", "column.cash_out", ColumnKind.AMOUNT),
    Column("proposed", "column.proposed_item"),
)


def cash_flow_worksheet(
    book: Book,
    period: Period | str,
    items: Sequence[CashFlowItem] = (),
    *,
    from_period: Period | str | None = None,
    include_unposted: bool = True,
) -> Report:
    """The vouchers that lack a cash-flow item, with the item that their other accounts speak for.

    Drafts are among them, for they can still be given one.
    """
    first = from_period if from_period is not None else period
    span = book.figures(first, period, include_unposted=include_unposted)
    cash = [code for code in span.chart.accounts if span.chart.cash(code)]
    scale = span.currency.scale
    rows = []
    totals_minor = [0, 0]
    moving = book.movements_on(cash, span.first, span.last, include_unposted=include_unposted)
    for movement in moving:
        minor = lacking_minor(movement, set(cash))
        if not minor:
            continue
        flows = [max(minor, 0), max(-minor, 0)]
        totals_minor = [sum(pair) for pair in zip(totals_minor, flows, strict=True)]
        others = list(dict.fromkeys(x.account for x in movement.lines if x.account not in cash))
        proposed = propose(items, others, is_inflow=minor > 0)
        cells: dict[str, Cell] = {
            "date": movement.day,
            "voucher": str(movement.voucher),
            "summary": next(x.summary for x in movement.lines if x.account in cash),
            "counterparts": _named(span.chart, others),
            "cash_in": from_minor(flows[0], scale),
            "cash_out": from_minor(flows[1], scale),
            "proposed": "、".join(f"{item.code} {item.name}" for item in proposed),
        }
        rows.append(Row(RowKind.ENTRY, cells))
    total_in, total_out = (from_minor(minor, scale) for minor in totals_minor)
    totals: dict[str, Decimal] = {"cash_in": total_in, "cash_out": total_out}
    return Report(
        report="cash_flow_worksheet",
        title="report.cash_flow_worksheet",
        columns=COLUMNS,
        rows=tuple(rows),
        totals=totals,
        parameters={"from_period": str(span.first), "include_unposted": include_unposted},
        **traced(span),
    )


def lacking_minor(movement: Movement, cash: set[str]) -> int:
    """What the cash lines of a voucher move without an item, in minor units, inflow positive."""
    return sum(
        line.debit_minor
        for line in movement.lines
        if line.account in cash and KIND not in (parse_label(line.dimension) if line.dimension else ())
    )  # fmt: skip


def _named(chart: Chart, codes: Sequence[str]) -> str:
    return "、".join(f"{code} {chart.accounts[code].name}" for code in codes)
