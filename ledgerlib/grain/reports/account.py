"""A page of the 粮秣账: an account's vouchers with 收入, 付出 and 结存 of every item beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from attrs import define, field

from ... import Period, VoucherKey
from ...core.balance import Figures
from ...core.method import receiving_side
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from .columns import item_columns, of_set, weight_cells

#: What one voucher moved of an item: received, paid, and its summary.
_Moved = dict[str, tuple[int, int, str]]


def account_page(
    grain_set: GrainSet,
    account: str,
    first: Period | str,
    last: Period | str | None = None,
    *,
    include_unposted: bool = False,
) -> Report:
    """The vouchers that moved an account, by day, and what was left of each item after each.

    Behind the entries of a month stand 本月合计 and 本年累计.
    """
    begin = Period.parse(first) if isinstance(first, str) else first
    end = (Period.parse(last) if isinstance(last, str) else last) or begin
    chart, items = grain_set.grain.chart(), grain_set.items
    walk = _Walk(grain_set, account, begin, end, include_unposted)
    walk.read()
    brought = weight_cells(walk.year_in, "in ") | weight_cells(walk.year_out, "out ")
    return Report(
        report="grain-account",
        title="report.grain_account",
        columns=(
            Column("date", "column.date", ColumnKind.DATE),
            Column("voucher", "column.voucher"),
            Column("summary", "column.summary"),
            *item_columns(items, "in ", "column.receive"),
            *item_columns(items, "out ", "column.pay"),
            *item_columns(items, "balance ", "column.balance"),
        ),
        brought=brought,
        rows=tuple(walk.rows()),
        parameters={
            "account": account, "name": chart.accounts[account].name, "from_period": str(begin),
            "include_unposted": include_unposted,
        },
        **of_set(grain_set, end),
    )  # fmt: skip


@define
class _Walk:
    """The walk through an account: what is left, and what the year has come to, item by item."""

    grain_set: GrainSet
    account: str
    begin: Period
    end: Period
    include_unposted: bool
    left: dict[str, int] = field(factory=dict)
    year_in: dict[str, int] = field(factory=dict)
    year_out: dict[str, int] = field(factory=dict)
    moved: dict[tuple[date, VoucherKey], _Moved] = field(factory=lambda: defaultdict(dict))

    def read(self) -> None:
        """What stood at the beginning, what the year had come to by then, and every voucher."""
        book = self.grain_set.grain
        sign = int(receiving_side(book.chart().accounts[self.account]))
        for item in self.grain_set.items:
            span = book.figures(self.begin, commodity=item, include_unposted=self.include_unposted)
            figures = span.figures.get(self.account) or Figures()
            self.left[item] = figures.opening_minor * sign
            before = (
                figures.year_to_date_debit_minor - figures.debit_minor,
                figures.year_to_date_credit_minor - figures.credit_minor,
            )
            self.year_in[item], self.year_out[item] = before if sign > 0 else before[::-1]
            for move in book.movements_on(
                [self.account], self.begin, self.end, commodity=item,
                include_unposted=self.include_unposted,
            ):  # fmt: skip
                for line in move.lines:
                    if line.account == self.account:
                        by_item = self.moved[move.day, move.voucher]
                        came, went, summary = by_item.get(item, (0, 0, ""))
                        weight = line.debit_minor * sign
                        took = (came + max(weight, 0), went + max(-weight, 0))
                        by_item[item] = (*took, summary or line.summary)

    def rows(self) -> Iterator[Row]:
        """The opening, the vouchers of each month, and what the month and the year come to."""
        opening: dict[str, Cell] = {"summary": "row.opening_balance"}
        yield Row(RowKind.OPENING, opening | weight_cells(self.left, "balance "))
        for month, found in groupby(sorted(self.moved.items()), key=lambda e: Period.of(e[0][0])):
            if month.month == 1 and month != self.begin:
                self.year_in, self.year_out = (dict.fromkeys(self.left, 0) for _ in range(2))
            month_in, month_out = (dict.fromkeys(self.left, 0) for _ in range(2))
            for (day, key), by_item in found:
                for item, (came, went, _) in by_item.items():
                    self.left[item] += came - went
                    month_in[item] += came
                    month_out[item] += went
                    self.year_in[item] += came
                    self.year_out[item] += went
                yield self._entry(day, key, by_item)
            for kind, came_in, went_out in (
                (RowKind.MONTH_TOTAL, month_in, month_out),
                (RowKind.YEAR_TOTAL, self.year_in, self.year_out),
            ):
                cells: dict[str, Cell] = {"date": month.last_day, "summary": f"row.{kind}"}
                cells |= weight_cells(came_in, "in ") | weight_cells(went_out, "out ")
                yield Row(kind, cells | weight_cells(self.left, "balance "))

    def _entry(self, day: date, key: VoucherKey, by_item: _Moved) -> Row:
        cells: dict[str, Cell] = {
            "date": day, "voucher": f"{key.word}-{key.number}",
            "summary": "；".join(dict.fromkeys(each[2] for each in by_item.values())),
        }  # fmt: skip
        cells |= weight_cells({item: each[0] for item, each in by_item.items()}, "in ")
        cells |= weight_cells({item: each[1] for item, each in by_item.items()}, "out ")
        cells |= weight_cells(self.left, "balance ")
        return Row(RowKind.ENTRY, cells, voucher=key, account=self.account)
