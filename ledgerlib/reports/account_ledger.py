"""The ledger of an account (明细账): opening, every line with the balance after it, monthly and yearly totals.

会计基础工作规范 第六十条, 第六十三条: the side of a balance is written 借, 贷 or 平; each month ends
with 本月合计, and with 本年累计.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from attrs import define, evolve, field

from ..book import Book
from ..book.balances import Span
from ..book.details import DetailSpan
from ..book.ledgers import LedgerLine
from ..core.account import Side
from ..core.amount import from_minor
from ..core.balance import Measured
from ..core.period import Period, months
from ..core.problem import Problem
from ..core.voucher import State, numbered
from ..refusal import Refused
from .report import Cell, Column, ColumnKind, Page, Report, Row, RowKind, side_word, traced

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
    currency, whose quantities then stand beside the money. Its rows are read from the book
    as they are asked for, however many there are.
    """
    first = from_period if from_period is not None else period
    rows = LedgerRows(book, account, dimension or {}, measure, include_unposted)
    span = rows.begin(first, period)
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
        brought=rows.brought(),
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
class _State:
    """How far a ledger has been read: the balance, the sums of the month and year, and the last line.

    It is the mark of a page. `is_begun` once the opening row has been shown.
    """

    month: Period
    balance: int = 0
    quantity: int = 0
    of_month: _Sums = field(factory=_Sums)
    of_year: _Sums = field(factory=_Sums)
    after: LedgerLine | None = None
    is_begun: bool = False


@define
class LedgerRows:
    """The rows of a ledger: streamed, or a page at a time from any month on.

    `measure` is what is counted beside the money, if anything.
    """

    book: Book
    account: str
    dimension: Mapping[str, Collection[str]]
    measure: str
    include_unposted: bool
    _span: Span | None = field(default=None, init=False)
    _first: _State | None = field(default=None, init=False)

    @property
    def span(self) -> Span:
        """The span of periods of the ledger, once it has begun."""
        assert self._span is not None, "begin comes first"
        return self._span

    def begin(self, first: Period | str, last: Period | str) -> Span:
        """Look the opening up. Raises Refused where account, span, dimension or measure is none."""
        found = self._details(first, last)
        self._span = span = found.span
        if self.measure and self.measure not in span.commodities:
            raise Refused([Problem.of("commodity.unknown", commodity=self.measure)])
        self._first = self._opened(span.first)
        return span

    def brought(self) -> dict[str, Cell]:
        """What the year had before the span, by column."""
        assert self._first is not None, "begin comes first"
        return self._cells(_State(self.span.first), self._first.of_year, whole=True, balance=False)

    def __iter__(self) -> Iterator[Row]:
        state = self._state(None)
        lines = self.book.ledger_lines(
            self.account, state.month, self.span.last, dimension=self.dimension,
            include_unposted=self.include_unposted,
        )  # fmt: skip
        yield from self._rows(state, lines)
        yield from self._ended(state)

    def page(self, mark: Any | None, size: int) -> Page:
        """Some rows from a mark on: those of `size` lines, with the totals between them."""
        state = self._state(mark)
        lines = self.book.some_ledger_lines(
            self.account, state.month, self.span.last, dimension=self.dimension,
            include_unposted=self.include_unposted, after=state.after, limit=size,
        )  # fmt: skip
        rows = list(self._rows(state, lines))
        if len(lines) == size:
            return Page(tuple(rows), state)
        return Page((*rows, *self._ended(state)), None)

    def starts(self) -> list[tuple[str, Any]]:
        """Every month of the span: its opening is in the turnovers, whatever was before."""
        return [(str(month), month) for month in months(self.span.first, self.span.last)]

    def _details(self, first: Period | str, last: Period | str) -> DetailSpan:
        return self.book.details(
            first, last, accounts=[self.account], dimension=self.dimension, by_dimension=False,
            include_unposted=self.include_unposted, must_exist=True,
        )  # fmt: skip

    def _state(self, mark: Any | None) -> _State:
        """A state of its own to read on with, from a mark: none, a month, or where a page ended."""
        assert self._first is not None, "begin comes first"
        if isinstance(mark, Period):
            if mark == self.span.first:
                return self._state(None)
            return self._opened(mark)
        kept = mark or self._first
        return evolve(kept, of_month=evolve(kept.of_month), of_year=evolve(kept.of_year))

    def _opened(self, month: Period) -> _State:
        """As it stands before a month: the balance, and what its year had before."""
        total = Measured()
        for detail, measured in self._details(month, month).details.items():
            if not self.measure or detail.measure == self.measure:
                total.add(measured)
        money, goods = total.amount, total.quantity
        of_year = _Sums(
            money.year_to_date_debit_minor - money.debit_minor,
            money.year_to_date_credit_minor - money.credit_minor,
            goods.year_to_date_debit_minor - goods.debit_minor,
            goods.year_to_date_credit_minor - goods.credit_minor,
        )
        return _State(month, money.opening_minor, goods.opening_minor, of_year=of_year)

    def _rows(self, state: _State, lines: Iterable[LedgerLine]) -> Iterator[Row]:
        if not state.is_begun:
            state.is_begun = True
            label = "row.brought_forward" if state.month.month == 1 else "row.opening"
            yield self._row(state, RowKind.OPENING, state.month, label, None)
        for line in lines:
            state.after = line
            if self.measure and line.measure != self.measure:
                continue
            while state.month < line.voucher.period:
                yield from self._ends(state)
            state.of_month.take(line)
            state.of_year.take(line)
            state.balance += int(line.side) * line.amount_minor
            state.quantity += int(line.side) * line.quantity_minor
            yield self._entry(state, line)

    def _ended(self, state: _State) -> Iterator[Row]:
        while state.month <= self.span.last:
            yield from self._ends(state)

    def _ends(self, state: _State) -> Iterator[Row]:
        month = state.month
        yield self._row(state, RowKind.MONTH_TOTAL, month, "row.month_total", state.of_month)
        yield self._row(state, RowKind.YEAR_TOTAL, month, "row.year_total", state.of_year)
        state.month = month.next()
        state.of_month = _Sums()
        if month.month == 12:
            state.of_year = _Sums()

    def _entry(self, state: _State, line: LedgerLine) -> Row:
        key = line.voucher
        sums = _Sums()
        sums.take(line)
        cells = self._cells(state, sums)
        cells |= {
            "date": line.day,
            "voucher": f"{key.word}-{numbered(key.number, key.part)}",
            "summary": line.summary,
            "price": str(line.rate) if line.rate is not None else "",
            "side": side_word(state.balance),
        }
        shown = {k: v for k, v in cells.items() if v is not None}
        return Row(RowKind.ENTRY, shown, voucher=key, is_posted=line.state is State.POSTED)

    def _row(
        self, state: _State, kind: RowKind, month: Period, label: str, sums: _Sums | None
    ) -> Row:
        day = month.first_day if kind is RowKind.OPENING else month.last_day
        cells = self._cells(state, sums or _Sums(), whole=sums is not None)
        named = {"date": day, "summary": label, "side": side_word(state.balance)}
        return Row(kind, {**named, **cells}, account=self.account)

    def _cells(
        self, state: _State, sums: _Sums, *, whole: bool = False, balance: bool = True
    ) -> dict[str, Cell]:
        """The amounts of a row: of an entry only the side it is on, of a total both."""
        scales = {"": self.span.currency.scale}
        if self.measure:
            scales["_quantity"] = self.span.commodities[self.measure].scale
        cells: dict[str, Cell] = {}
        for suffix, scale in scales.items():
            if balance:
                stands = state.quantity if suffix else state.balance
                cells[f"balance{suffix}"] = from_minor(abs(stands), scale)
            for side in ("debit", "credit"):
                minor = getattr(sums, f"{side}{suffix}")
                if whole or minor:
                    cells[f"{side}{suffix}"] = from_minor(minor, scale)
        return cells
