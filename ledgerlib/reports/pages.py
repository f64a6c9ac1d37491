"""The pages of a book of account: how many lines each has, 过次页 and 承前页, and the red rules.

会计基础工作规范 第六十条(八): where an account goes on over the page, the last line says 过次页 and
the first of the next 承前页, with the totals from the month's beginning, from the year's
beginning, or with the balance alone; never with the page's own. 第六十三条: a single red rule
runs under 本月合计 and 本年累计, a double one under 本年累计 at the end of the year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import define, field, frozen

from ..core.amount import EXACT
from ..core.period import Period
from .report import Cell, Column, ColumnKind, Report, Row, RowKind

#: 承前页, a row, 过次页: on fewer lines than these an account would never come to its end.
FEWEST_LINES = 3


class Carry(StrEnum):
    """What goes over the page: totals of the month, totals of the year, the balance alone, nothing."""

    MONTH = "month"
    YEAR = "year"
    BALANCE = "balance"
    NONE = "none"


class Rule(StrEnum):
    """The red rule that runs under a row from edge to edge (通栏红线)."""

    NONE = ""
    SINGLE = "single"
    DOUBLE = "double"


@frozen
class PlacedRow:
    """A row where it stands on its page, with the red rule under it."""

    row: Row
    rule: Rule = Rule.NONE


@frozen
class PrintedPage:
    """A page: its number, and its rows from top to bottom. `goes_on` where the next continues it."""

    number: int
    rows: tuple[PlacedRow, ...]
    goes_on: bool = False


def report_pages(
    report: Report, lines: int, carry: Carry, *, first_number: int = 1
) -> Iterator[PrintedPage]:
    """The pages of a report, one by one, as `pages` makes them."""
    return pages(
        report.rows, report.columns, lines, carry,
        brought=report.brought, first_number=first_number,
    )  # fmt: skip


def pages(
    rows: Iterable[Row],
    columns: Sequence[Column],
    lines: int,
    carry: Carry,
    *,
    brought: Mapping[str, Cell] | None = None,
    first_number: int = 1,
    lines_of: Callable[[Row], int] = lambda row: 1,
) -> Iterator[PrintedPage]:
    """The rows on pages of so many lines; each row once and in order, and no more held than a page.

    `brought` is what the year's turnover had come to before the first row, `lines_of` how many
    lines a row takes. A new year begins on a page of its own, with 上年结转 and nothing carried
    (第六十三条: 启用新账). There is one page at least, and none that has nothing but 承前页.
    """
    assert lines >= FEWEST_LINES, "a page has 承前页, a row, and 过次页"
    page = _Page(columns, lines, carry, _Sums(columns, brought or {}), first_number)
    # A row of more lines than a page has is squeezed onto one.
    most = lines - 2 * page.reserved
    waiting: PlacedRow | None = None
    for placed in ruled(rows, ends_months=carry is not Carry.NONE):
        if page.ends_before(placed.row):
            if waiting is not None:
                page.put(waiting, min(lines_of(waiting.row), most))
                waiting = None
            yield page.ended()
        if waiting is not None:
            yield page.turn(waiting.row)
            page.put(waiting, min(lines_of(waiting.row), most))
            waiting = None
        taken = min(lines_of(placed.row), most)
        if page.fits(taken, page.reserved):
            page.put(placed, taken)
        elif page.fits(taken, 0):
            waiting = placed  # on the last line, which is 过次页 where anything follows
        else:
            yield page.turn(placed.row)
            page.put(placed, taken)
    if waiting is not None:
        page.put(waiting, min(lines_of(waiting.row), most))
    yield page.printed()


def ruled(rows: Iterable[Row], *, ends_months: bool = True) -> Iterator[PlacedRow]:
    """Each row with the red rule that runs under it.

    An account that keeps no 本月合计 has its rule under the last entry of the month (`ends_months`).
    """
    row: Row | None = None
    for following in rows:
        if row is not None:
            yield PlacedRow(row, _rule_under(row, following, ends_months=ends_months))
        row = following
    if row is not None:
        yield PlacedRow(row, _rule_under(row, None, ends_months=ends_months))


def _rule_under(row: Row, following: Row | None, *, ends_months: bool) -> Rule:
    month = month_of(row)
    if row.kind is RowKind.YEAR_TOTAL and month is not None and month.month == 12:
        return Rule.DOUBLE
    if row.kind in (RowKind.MONTH_TOTAL, RowKind.YEAR_TOTAL):
        return Rule.SINGLE
    if not ends_months or month is None or row.kind not in (RowKind.ENTRY, RowKind.DAY_TOTAL):
        return Rule.NONE
    is_last = following is None or (month_of(following) or month) != month
    return Rule.SINGLE if is_last else Rule.NONE


def month_of(row: Row) -> Period | None:
    """The month a row speaks of, by its day or its period; None where it has neither."""
    day, period = row.cells.get("date"), row.cells.get("period")
    if isinstance(day, date):
        return Period.of(day)
    try:
        return Period.parse(period) if isinstance(period, str) else None
    except ValueError:
        return None


def is_balance(column: Column) -> bool:
    """Whether a column belongs to the balance: its side, amount, quantity, price."""
    return column.key == "side" or "balance" in column.key


def is_turnover(column: Column) -> bool:
    """Whether a column is added up over the page."""
    is_number = column.kind in (ColumnKind.AMOUNT, ColumnKind.QUANTITY)
    return is_number and not is_balance(column) and "price" not in column.key


@define
class _Sums:
    """What the month and the year have come to, and the balance, after the rows taken so far."""

    columns: Sequence[Column]
    brought: Mapping[str, Cell]
    month: dict[str, Decimal] = field(factory=dict)
    year: dict[str, Decimal] = field(factory=dict)
    balance: dict[str, Cell] = field(factory=dict)
    period: Period | None = None
    has_entries: bool = False
    turnover: list[str] = field(init=False)
    standing: list[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.turnover = [column.key for column in self.columns if is_turnover(column)]
        self.standing = [column.key for column in self.columns if is_balance(column)]
        _add(self.year, self.brought, self.turnover)

    def take(self, row: Row) -> None:
        self.begin(month_of(row))
        if row.kind is RowKind.ENTRY:
            self.has_entries = True
            _add(self.month, row.cells, self.turnover)
            _add(self.year, row.cells, self.turnover)
        elif row.kind is RowKind.MONTH_TOTAL:
            if not self.has_entries:  # a general ledger: the months are all it has
                _add(self.year, row.cells, self.turnover)
            self.month, self.has_entries = {}, False
        elif row.kind is RowKind.YEAR_TOTAL and self.period and self.period.month == 12:
            self.year = {}
        standing = {key: row.cells.get(key) for key in self.standing}
        if any(cell is not None for cell in standing.values()):
            self.balance = standing

    def begin(self, period: Period | None) -> None:
        """A row of this month comes next: what was added up of an earlier one is done with."""
        if period is None or period == self.period:
            return
        if self.period is not None:
            self.month, self.has_entries = {}, False
            if period.year != self.period.year:
                self.year = {}
        self.period = period

    def carried(self, carry: Carry) -> dict[str, Cell]:
        """The cells that go over the page. What stands at zero is left blank."""
        sums = {Carry.MONTH: self.month, Carry.YEAR: self.year}.get(carry, {})
        cells: dict[str, Cell] = {key: amount for key, amount in sums.items() if amount}
        cells |= {key: cell for key, cell in self.balance.items() if cell is not None}
        return cells


def _add(sums: dict[str, Decimal], cells: Mapping[str, Cell], keys: Iterable[str]) -> None:
    for key in keys:
        cell = cells.get(key)
        if isinstance(cell, Decimal):
            # Whatever precision the caller has set for their own, nothing is rounded here.
            sums[key] = EXACT.add(sums[key], cell) if key in sums else cell


@define
class _Page:
    """The page being filled."""

    columns: Sequence[Column]
    lines: int
    carry: Carry
    sums: _Sums
    number: int
    rows: list[PlacedRow] = field(factory=list)
    used: int = 0

    @property
    def reserved(self) -> int:
        """The line that is kept for 过次页."""
        return 0 if self.carry is Carry.NONE else 1

    def fits(self, taken: int, reserved: int) -> bool:
        """Whether so many lines are left."""
        return self.used + taken + reserved <= self.lines

    def ends_before(self, row: Row) -> bool:
        """Whether the row opens a new year, which goes on no page of the old one."""
        if self.carry is Carry.NONE or row.kind is not RowKind.OPENING or not self.rows:
            return False
        month, before = month_of(row), self.sums.period
        return month is not None and before is not None and month.year > before.year

    def ended(self) -> PrintedPage:
        """The page as the year ends on it; the next begins blank."""
        done = self.printed()
        self.rows, self.used = [], 0
        self.number += 1
        return done

    def put(self, placed: PlacedRow, taken: int) -> None:
        self.rows.append(placed)
        self.used += taken
        self.sums.take(placed.row)

    def turn(self, following: Row) -> PrintedPage:
        """The page as it ends, 过次页 on its last line; the next begins with 承前页."""
        if self.carry is Carry.NONE:
            done = self.printed(goes_on=True)
            self.rows, self.used = [], 0
        else:
            # What is carried is for the row that follows to go on from: of its own month and year.
            self.sums.begin(month_of(following))
            cells = self.sums.carried(self.carry)
            self.rows.append(self.carrying(RowKind.TO_NEXT_PAGE, cells))
            done = self.printed(goes_on=True)
            self.rows, self.used = [self.carrying(RowKind.FROM_LAST_PAGE, cells)], 1
        self.number += 1
        return done

    def carrying(self, kind: RowKind, cells: Mapping[str, Cell]) -> PlacedRow:
        label = next((c.key for c in self.columns if c.key == "summary"), self.columns[0].key)
        return PlacedRow(Row(kind, {label: f"row.{kind}", **cells}))

    def printed(self, *, goes_on: bool = False) -> PrintedPage:
        return PrintedPage(self.number, tuple(self.rows), goes_on)
