"""The rows of a ledger, streamed or a page at a time: opening, lines with the balance, totals.

会计基础工作规范 第六十条, 第六十三条: the balance after each line with its side; 本月合计 and 本年累计 at
the end of each month; in December, once it is closed, 结转下年, and in January 上年结转. A journal has
本日合计 besides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import define, evolve, field, frozen

from ..book import Book
from ..book.balances import Span
from ..book.details import DetailSpan
from ..book.ledgers import LedgerLine
from ..core.balance import Detail, Measured
from ..core.chart import Chart
from ..core.dimension import kept_values
from ..core.period import Period, months
from ..core.voucher import State, numbered
from ..language import text
from .ledger_columns import Balance, Shape, Sums, year_before
from .report import Cell, Column, ColumnKind, Page, Row, RowKind


class Totals(StrEnum):
    """When days, months and years are totalled.

    ALWAYS is at the end of each month, whatever it had. NEEDED is by hand's custom: 本月合计 only
    where a month had more than one entry (and 本日合计 a day), 本年累计 where it had any, and at the
    end of the year.
    """

    ALWAYS = "always"
    NEEDED = "needed"


@frozen
class LedgerAsked:
    """What a ledger is asked for: its account, and which lines and columns.

    `with_counter` shows what stands against each line, `with_settlement` how money moved,
    `with_leaf` on which account below the line stands, `with_dimension` its dimension, and
    `by_day` totals each day.
    """

    account: str
    dimension: Mapping[str, Collection[str]] = field(factory=dict)
    measure: str = ""
    include_unposted: bool = False
    totals: Totals = Totals.ALWAYS
    by_day: bool = False
    with_counter: bool = False
    with_settlement: bool = False
    with_leaf: bool = False
    with_dimension: bool = False

    def columns(self) -> tuple[Column, ...]:
        """The columns that stand before those of amounts."""
        offered = (
            (True, Column("date", "column.date", ColumnKind.DATE)),
            (True, Column("voucher", "column.voucher")),
            (self.with_counter, Column("counter", "column.counterparts")),
            (True, Column("summary", "column.summary")),
            (self.with_leaf, Column("leaf", "column.leaf", ColumnKind.LABEL)),
            (self.with_dimension, Column("dimension", "column.dimension", ColumnKind.LABEL)),
            (self.with_settlement, Column("settlement", "column.settlement")),
            (self.with_settlement, Column("bill_number", "column.bill_number")),
        )
        return tuple(column for is_shown, column in offered if is_shown)


@define
class _Reading:
    """How far a ledger has been read: balances, the sums of day, month and year, the last line.

    It is the mark of a page. `is_begun` once the opening row has been shown.
    """

    month: Period
    balance: int = 0
    quantity: int = 0
    of_day: Sums = field(factory=Sums)
    of_month: Sums = field(factory=Sums)
    of_year: Sums = field(factory=Sums)
    after: LedgerLine | None = None
    is_begun: bool = False

    def copy(self) -> _Reading:
        """The same, to be read on apart."""
        return evolve(
            self, of_day=self.of_day.copy(), of_month=self.of_month.copy(), of_year=self.of_year.copy()
        )  # fmt: skip

    @property
    def standing(self) -> Balance:
        """The balance as it is shown."""
        of_year = self.of_year
        has_money = bool(self.balance or of_year.debit or of_year.credit)
        return Balance(self.balance, self.quantity, has_money)

    def take(self, line: LedgerLine, shape: Shape) -> None:
        """Add a line."""
        for sums in (self.of_day, self.of_month, self.of_year):
            sums.take(line, shape)
        self.balance += int(line.side) * line.amount_minor
        self.quantity += int(line.side) * line.quantity_minor


@define
class LedgerRows:
    """The rows of a ledger; what they show of amounts is the `shape`'s."""

    book: Book
    asked: LedgerAsked
    span: Span
    shape: Shape
    #: Cells that every row has.
    constant: Mapping[str, Cell] = field(factory=dict)
    #: The figures of the first month by measure, where they have been read already.
    before: Mapping[Detail, Measured] | None = None
    _first: _Reading | None = field(default=None, init=False)
    _closed_through: int | None = field(default=None, init=False)
    _names: dict[str, str] = field(factory=dict, init=False)

    def brought(self) -> dict[str, Cell]:
        """What the year had before the span, by column."""
        return self.shape.turnover(self._state(None).of_year, None, whole=True)

    def __iter__(self) -> Iterator[Row]:
        state = self._state(None)
        lines = self.book.ledger_lines(
            self.asked.account, state.month, self.span.last, dimension=self.asked.dimension,
            measure=self.asked.measure, include_unposted=self.asked.include_unposted,
            with_counters=self.asked.with_counter,
        )  # fmt: skip
        yield from self._rows(state, lines)
        yield from self._ended(state)

    def page(self, mark: Any | None, size: int) -> Page:
        """Some rows from a mark on: those of `size` lines, with the totals between them."""
        state = self._state(mark)
        lines = self.book.some_ledger_lines(
            self.asked.account, state.month, self.span.last, dimension=self.asked.dimension,
            measure=self.asked.measure, include_unposted=self.asked.include_unposted,
            with_counters=self.asked.with_counter, after=state.after, limit=size,
        )  # fmt: skip
        rows = list(self._rows(state, lines))
        if len(lines) == size:
            return Page(tuple(rows), state)
        return Page((*rows, *self._ended(state)), None)

    def starts(self) -> list[tuple[str, Any]]:
        """Every month of the span: its opening is in the turnovers, whatever was before."""
        return [(str(month), month) for month in months(self.span.first, self.span.last)]

    # What stood before

    def _state(self, mark: Any | None) -> _Reading:
        """A state of its own to read on with, from a mark: none, a month, or where a page ended."""
        if self._first is None:
            self._first = self._opened(self.span.first, self.before)
            self._closed_through = self.book.facts().closed_through
        if isinstance(mark, Period) and mark != self.span.first:
            return self._opened(mark)
        return mark.copy() if isinstance(mark, _Reading) else self._first.copy()

    def _opened(self, month: Period, figures: Mapping[Detail, Measured] | None = None) -> _Reading:
        """As it stands before a month: the balance, and what its year had before."""
        total, spread = Measured(), dict[str, int]()
        if figures is None:
            by_dimension = self.shape.by_dimension
            figures = details_of(self.book, self.asked, month, month, by_dimension).details
        for detail, measured in figures.items():
            if self.asked.measure and detail.measure != self.asked.measure:
                continue
            total.add(measured)
        if not self.shape.with_closing:
            figures = details_of(
                self.book, self.asked, month, month, self.shape.by_dimension, with_closing=False
            ).details
        for detail, measured in figures.items():
            if self.asked.measure and detail.measure != self.asked.measure:
                continue
            before = year_before(measured.amount, measured.quantity)
            for side in self.shape.told.sides:
                self.shape.spread(spread, detail.account, detail.dimension, side, before.of(side))
        of_year = evolve(year_before(total.amount, total.quantity), spread=spread)
        money, goods = total.amount, total.quantity
        return _Reading(month, money.opening_minor, goods.opening_minor, of_year=of_year)

    # The rows

    def _rows(self, state: _Reading, lines: Iterable[LedgerLine]) -> Iterator[Row]:
        if not state.is_begun:
            state.is_begun = True
            yield self._opening(state)
        last_day = state.month.last_day
        for line in lines:
            day = state.after.day if state.after is not None else None
            if state.of_day.count and day != line.day:
                yield from self._day_ends(state, day)
            while last_day < line.day:
                yield from self._month_ends(state)
                last_day = state.month.last_day
            state.take(line, self.shape)
            state.after = line
            yield self._entry(state, line)

    def _ended(self, state: _Reading) -> Iterator[Row]:
        if state.of_day.count and state.after is not None:
            yield from self._day_ends(state, state.after.day)
        while state.month <= self.span.last:
            yield from self._month_ends(state)

    def _opening(self, state: _Reading) -> Row:
        is_new_year = state.month.month == 1
        label = "row.brought_forward" if is_new_year else "row.opening_balance"
        return self._row(state, RowKind.OPENING, state.month.first_day, label)

    def _day_ends(self, state: _Reading, day: date | None) -> Iterator[Row]:
        if self.asked.by_day and (self.asked.totals is Totals.ALWAYS or state.of_day.count > 1):
            yield self._row(state, RowKind.DAY_TOTAL, day, "row.day_total", state.of_day)
        state.of_day = Sums()

    def _month_ends(self, state: _Reading) -> Iterator[Row]:
        month, always = state.month, self.asked.totals is Totals.ALWAYS
        of_month, of_year, day = state.of_month, state.of_year, state.month.last_day
        if always or of_month.count > 1:
            yield self._row(state, RowKind.MONTH_TOTAL, day, "row.month_total", of_month)
        is_year_end = month.month == 12
        if always or of_month.count or (is_year_end and (of_year.debit or of_year.credit)):
            yield self._row(state, RowKind.YEAR_TOTAL, day, "row.year_total", of_year)
        state.month, state.of_month = month.next(), Sums()
        if not is_year_end:
            return
        if month.key <= (self._closed_through or 0) and (state.balance or state.quantity):
            yield self._row(state, RowKind.CARRIED_DOWN, day, "row.carried_down")
        state.of_year = Sums()
        if state.month <= self.span.last:
            yield self._opening(state)

    def _entry(self, state: _Reading, line: LedgerLine) -> Row:
        key = line.voucher
        sums = Sums()
        sums.take(line, self.shape)
        cells: dict[str, Cell] = {
            "date": line.day,
            "voucher": f"{key.word}-{numbered(key.number, key.part)}",
            "summary": line.summary,
            **dict(self._told(line)),
            **self.constant,
            **self.shape.turnover(sums, line, whole=False),
            **self.shape.standing(state.standing),
        }
        is_posted = line.state is State.POSTED
        return Row(RowKind.ENTRY, cells, voucher=key, account=line.account, is_posted=is_posted)

    def _told(self, line: LedgerLine) -> Iterator[tuple[str, Cell]]:
        """What an entry says beside its amounts, where it is asked for."""
        asked, chart = self.asked, self.span.chart
        if asked.with_counter:
            yield "counter", counter_text(line, chart)
        if asked.with_leaf:
            yield "leaf", named(chart, line.account)
        if asked.with_dimension and line.dimension:
            yield "dimension", self._dimension(line.dimension)
        if asked.with_settlement:
            yield "settlement", line.settlement
            yield "bill_number", line.bill_number

    def _dimension(self, label: str) -> str:
        """The names of the values of a label: 财务部、甲公司."""
        if label not in self._names:
            if len(self._names) > 10_000:
                self._names.clear()
            names = self.book.value_names([label])
            parts = [names.get(each, each[1]) for each in kept_values(label).items()]
            self._names[label] = text("list.comma").join(parts)
        return self._names[label]

    def _row(
        self, state: _Reading, kind: RowKind, day: date | None, label: str, sums: Sums | None = None
    ) -> Row:
        cells: dict[str, Cell] = {"date": day, "summary": label, **self.constant}
        if sums is not None:
            cells |= self.shape.turnover(sums, None, whole=True)
        cells |= self.shape.standing(state.standing)
        return Row(kind, cells, account=self.asked.account)


def details_of(
    book: Book,
    asked: LedgerAsked,
    first: Period | str,
    last: Period | str,
    by_dimension: bool,
    *,
    with_closing: bool = True,
) -> DetailSpan:
    """What stands on the account of a ledger over a span of periods."""
    return book.details(
        first, last, accounts=[asked.account], dimension=asked.dimension, by_dimension=by_dimension,
        include_unposted=asked.include_unposted, must_exist=True, with_closing=with_closing,
    )  # fmt: skip


def named(chart: Chart, code: str) -> str:
    """An account by code and name."""
    return f"{code} {chart.accounts[code].name}"


#: Counter accounts that are named; of more it is said how many there are.
_MOST_NAMED = 3


def counter_text(line: LedgerLine, chart: Chart) -> str:
    """What stands against a line, as its journal tells it: the accounts, or that it is open."""
    codes = line.counter.accounts
    told = text("list.comma").join(named(chart, code) for code in codes[:_MOST_NAMED])
    if len(codes) > _MOST_NAMED:
        told = text("counter.and_more", accounts=told, count=len(codes))
    return told if line.counter.is_certain else text("counter.many", accounts=told)
