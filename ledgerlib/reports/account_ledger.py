"""The ledger of an account (明细账): opening, every line with the balance after it, monthly and yearly totals.

会计基础工作规范 第六十条, 第六十三条: the side of a balance is written 借, 贷 or 平; each month ends
with 本月合计, and with 本年累计.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from attrs import define, field

from ..book import Book
from ..book.balances import Span
from ..book.ledgers import LedgerLine
from ..core.account import Side
from ..core.amount import from_minor
from ..core.balance import Measured
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, side_word, traced

_PLAIN = (
    Column("date", "column.date", ColumnKind.DATE),
    Column("voucher", "column.voucher"),
    Column("summary", "column.summary"),
    Column("debit", "column.debit", ColumnKind.AMOUNT),
    Column("credit", "column.credit", ColumnKind.AMOUNT),
    Column("side", "column.side", ColumnKind.WORD),
    Column("balance", "column.balance", ColumnKind.AMOUNT),
)
_MEASURED = (
    *_PLAIN[:3],
    Column("price", "column.price"),
    Column("debit_quantity", "column.debit_quantity", ColumnKind.QUANTITY),
    _PLAIN[3],
    Column("credit_quantity", "column.credit_quantity", ColumnKind.QUANTITY),
    *_PLAIN[4:6],
    Column("balance_quantity", "column.balance_quantity", ColumnKind.QUANTITY),
    _PLAIN[6],
)


def account_ledger(
    book: Book,
    account: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    dimension: Mapping[str, Collection[str]] | None = None,
    measure: str = "",
    include_unposted: bool = False,
) -> Report:
    """The ledger of an account, and of those below it, over a span of periods.

    `dimension` keeps to one of some values of each kind, `measure` to one goods or foreign
    currency, whose quantities then stand beside the money.
    """
    first = from_period if from_period is not None else period
    found = book.details(
        first, period, accounts=[account], dimension=dimension, by_dimension=False,
        include_unposted=include_unposted, must_exist=True,
    )  # fmt: skip
    span = found.span
    if measure and measure not in span.commodities:
        raise Refused([Problem.of("commodity.unknown", commodity=measure)])
    opening = Measured()
    for detail, measured in found.details.items():
        if not measure or detail.measure == measure:
            opening.add(measured)
    lines = book.ledger_lines(
        account, span.first, span.last, dimension=dimension, include_unposted=include_unposted
    )
    kept = (line for line in lines if not measure or line.measure == measure)
    page = _Page(span, measure)
    rows = tuple(page.rows(opening, kept))
    shown = ";".join(f"{kind}:{','.join(codes)}" for kind, codes in (dimension or {}).items())
    return Report(
        report="account-ledger",
        title="report.account_ledger",
        columns=_MEASURED if measure else _PLAIN,
        rows=rows,
        parameters={
            "from_period": str(span.first), "account": account,
            "name": span.chart.accounts[account].name, "dimension": shown, "measure": measure,
            "include_unposted": include_unposted,
        },
        **traced(span),
    )  # fmt: skip


@define
class _Sums:
    """Debit and credit, in money and in what is measured, in minor units."""

    debit: int = 0
    credit: int = 0
    debit_quantity: int = 0
    credit_quantity: int = 0

    def take(self, line: LedgerLine) -> None:
        if line.side is Side.DEBIT:
            self.debit += line.amount_minor
            self.debit_quantity += line.quantity_minor
        else:
            self.credit += line.amount_minor
            self.credit_quantity += line.quantity_minor


@define
class _Page:
    """Rows with the balance after each; `measure` is what is counted beside the money, if anything."""

    span: Span
    measure: str
    balance: int = 0
    quantity: int = 0
    month: _Sums = field(factory=_Sums)
    year: _Sums = field(factory=_Sums)

    def rows(self, opening: Measured, lines: Iterator[LedgerLine]) -> Iterator[Row]:
        figures, measured = opening.amount, opening.quantity
        self.balance = figures.opening_minor
        self.quantity = measured.opening_minor
        # What the year had before the span is its year to date less what the span brings of it.
        if self.span.first.year == self.span.last.year:
            self.year = _Sums(
                figures.year_to_date_debit_minor - figures.debit_minor,
                figures.year_to_date_credit_minor - figures.credit_minor,
                measured.year_to_date_debit_minor - measured.debit_minor,
                measured.year_to_date_credit_minor - measured.credit_minor,
            )
        first = self.span.first
        label = "row.brought_forward" if first.month == 1 else "row.opening"
        yield self._row(RowKind.OPENING, first, label, None)
        month = first
        for line in lines:
            while month < line.voucher.period:
                yield from self._ends(month)
                month = month.next()
            self.month.take(line)
            self.year.take(line)
            sign = int(line.side)
            self.balance += sign * line.amount_minor
            self.quantity += sign * line.quantity_minor
            yield self._entry(line)
        while month <= self.span.last:
            yield from self._ends(month)
            month = month.next()

    def _entry(self, line: LedgerLine) -> Row:
        key = line.voucher
        part = f".{key.part}" if key.part else ""
        sums = _Sums()
        sums.take(line)
        cells = self._cells(sums)
        cells |= {
            "date": line.day,
            "voucher": f"{key.word}-{key.number}{part}",
            "summary": line.summary,
            "price": str(line.rate) if line.rate is not None else "",
            "side": side_word(self.balance),
        }
        return Row(RowKind.ENTRY, {k: v for k, v in cells.items() if v is not None})

    def _ends(self, month: Period) -> Iterator[Row]:
        yield self._row(RowKind.MONTH_TOTAL, month, "row.month_total", self.month)
        yield self._row(RowKind.YEAR_TOTAL, month, "row.year_total", self.year)
        self.month = _Sums()
        if month.month == 12:
            self.year = _Sums()

    def _row(self, kind: RowKind, month: Period, label: str, sums: _Sums | None) -> Row:
        day = month.first_day if kind is RowKind.OPENING else month.last_day
        cells = self._cells(sums or _Sums(), whole=sums is not None)
        return Row(kind, {"date": day, "summary": label, "side": side_word(self.balance), **cells})

    def _cells(self, sums: _Sums, *, whole: bool = False) -> dict[str, Cell]:
        """The amounts of a row: of an entry only the side it is on, of a total both."""
        scale = self.span.currency.scale
        cells: dict[str, Cell] = {"balance": from_minor(abs(self.balance), scale)}
        for side in ("debit", "credit"):
            minor = getattr(sums, side)
            if whole or minor:
                cells[side] = from_minor(minor, scale)
        if self.measure:
            measured = self.span.commodities[self.measure].scale
            cells["balance_quantity"] = from_minor(abs(self.quantity), measured)
            for side in ("debit", "credit"):
                minor = getattr(sums, f"{side}_quantity")
                if whole or minor:
                    cells[f"{side}_quantity"] = from_minor(minor, measured)
        return cells
