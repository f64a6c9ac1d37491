"""A page of the 粮秣账: an account's vouchers with 收入, 付出 and 结存 of every item beside each other."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ... import Period, VoucherKey
from ...core.method import receiving_side
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from .columns import item_columns, of_set, weight_cells


def account_page(
    grain_set: GrainSet,
    account: str,
    first: Period | str,
    last: Period | str | None = None,
    *,
    include_unposted: bool = False,
) -> Report:
    """The vouchers that moved an account, by day, and what was left of each item after each."""
    book, items = grain_set.grain, grain_set.items
    begin = Period.parse(first) if isinstance(first, str) else first
    end = (Period.parse(last) if isinstance(last, str) else last) or begin
    chart = book.chart()
    sign = int(receiving_side(chart.accounts[account]))
    left: dict[str, int] = {}
    moved: dict[tuple[date, VoucherKey], dict[str, tuple[int, int, str]]] = defaultdict(dict)
    for item in items:
        span = book.figures(begin, commodity=item, include_unposted=include_unposted)
        figures = span.figures.get(account)
        left[item] = figures.opening_minor * sign if figures else 0
        for move in book.movements_on(
            [account], begin, end, commodity=item, include_unposted=include_unposted
        ):
            for line in move.lines:
                if line.account == account:
                    before = moved[move.day, move.voucher].get(item, (0, 0, ""))
                    weight = line.debit_minor * sign
                    took = (before[0] + max(weight, 0), before[1] + max(-weight, 0))
                    moved[move.day, move.voucher][item] = (*took, before[2] or line.summary)
    opening: dict[str, Cell] = {"summary": "row.opening_balance"}
    rows = [Row(RowKind.OPENING, opening | weight_cells(left, "left "))]
    for (day, key), by_item in sorted(moved.items()):
        for item, (came, went, _) in by_item.items():
            left[item] += came - went
        cells: dict[str, Cell] = {
            "date": day, "voucher": f"{key.word}-{key.number}",
            "summary": "；".join(dict.fromkeys(each[2] for each in by_item.values())),
        }  # fmt: skip
        cells |= weight_cells({item: each[0] for item, each in by_item.items()}, "in ")
        cells |= weight_cells({item: each[1] for item, each in by_item.items()}, "out ")
        rows.append(
            Row(RowKind.ENTRY, cells | weight_cells(left, "left "), voucher=key, account=account)
        )
    return Report(
        report="grain-account",
        title="report.grain_account",
        columns=(
            Column("date", "column.date", ColumnKind.DATE),
            Column("voucher", "column.voucher"),
            Column("summary", "column.summary"),
            *item_columns(items, "in ", "column.receive"),
            *item_columns(items, "out ", "column.pay"),
            *item_columns(items, "left ", "column.balance"),
        ),
        rows=tuple(rows),
        parameters={
            "account": account, "name": chart.accounts[account].name, "from_period": str(begin),
            "include_unposted": include_unposted,
        },
        **of_set(grain_set, end),
    )  # fmt: skip
