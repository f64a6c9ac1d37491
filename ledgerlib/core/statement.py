"""Financial statements as values (会计报表): columns, rows with a formula each, checks that tie.

A statement is data of a chart. Its rows are computed once for every column, and the column says
which time its figures are of: `closing` means 期末余额 in a column of closing balances and
年初余额 in a column of year openings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

from attrs import define, field, frozen

from .asked_figures import TURNOVERS
from .formula import Formula, FormulaError, Options, Source, Unit, evaluate, in_order, lines
from .formula_tree import ARITHMETIC
from .period import Period
from .problem import Problem


class Basis(StrEnum):
    """What time a statement speaks of."""

    INSTANT = "instant"  # a day: 2024年1月31日
    SPAN = "span"  # a month or several: 2024年1月
    YEAR = "year"  # a year up to a month: 2024年度


class What(StrEnum):
    """Which time a column's figures are of, counted from the statement's own period."""

    PERIOD = "period"  # the period, or span of periods: 本月金额、本期金额
    CLOSING = "closing"  # its end: 期末余额
    YEAR_OPENING = "year_opening"  # the beginning of its year: 年初余额、上年年末余额
    YEAR_TO_DATE = "year_to_date"  # the year up to its end: 本年累计金额、本年数
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"  # 上年同期、上期金额
    LAST_YEAR_TO_DATE = "last_year_to_date"  # 上年同期累计
    LAST_YEAR = "last_year"  # the whole year before: 上年数
    SUM = "sum"  # no time of its own: what other columns come to


#: What the functions of a formula are in the columns that turn them.
_AT_YEAR_OPENING: Final = {
    "opening": "year_opening",
    "closing": "year_opening",
    "debit_balances": "year_opening_debit_balances",
    "credit_balances": "year_opening_credit_balances",
}
_OVER_THE_YEAR: Final = {
    "opening": "year_opening",
    "debit": "ytd_debit",
    "credit": "ytd_credit",
    "net": "ytd_net",
}
_TURNED: Final[dict[What, dict[str, str]]] = {
    What.YEAR_OPENING: _AT_YEAR_OPENING,
    What.YEAR_TO_DATE: _OVER_THE_YEAR,
    What.LAST_YEAR_TO_DATE: _OVER_THE_YEAR,
    What.LAST_YEAR: _OVER_THE_YEAR,
}


def span_of(what: What, first: Period, last: Period) -> tuple[Period, Period]:
    """The periods that a column reads, for a statement over the periods `first` to `last`."""
    match what:
        case What.SAME_PERIOD_LAST_YEAR:
            return Period(first.year - 1, first.month), Period(last.year - 1, last.month)
        case What.LAST_YEAR_TO_DATE:
            return (Period(last.year - 1, last.month),) * 2
        case What.LAST_YEAR:
            return (Period(last.year - 1, 12),) * 2
        case What.YEAR_OPENING | What.YEAR_TO_DATE:
            return last, last
    return first, last


@frozen
class StatementColumn:
    """A column of amounts.

    `part` chooses among the formulas of a row where they differ by column: 限定性 and 非限定性
    of one time. A column of sums adds the columns `plus` and takes off those of `minus`.
    """

    key: str
    title: str
    english_title: str
    what: What
    part: str = ""
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()


@frozen
class Excess:
    """By how much turnover on some accounts exceeds that on others, voucher by voucher.

    Every voucher whose turnover `of` one kind is larger than that it sets `over` against it
    counts with the difference: 当期确认为费用但没有确认为预算支出. It counts in the first row
    of the same two that it fits, which is one whose accounts `beside` it moves, if any are named,
    and none of those it is `without`.
    """

    of: tuple[str, ...]
    over: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@frozen
class StatementRow:
    """A row: a heading where it has no formula, otherwise a line of the statement.

    `line` is its number (行次), by which other formulas call it. `formula` serves every column
    but those whose part has one of its own in `formulas`. A memo line (其中) shows a part of
    another and is counted in no total. `side` is left or right on a two-sided sheet.
    """

    label: str
    english_label: str = ""
    line: str = ""
    level: int = 0
    formula: Formula | None = None
    formulas: Mapping[str, Formula] = field(factory=dict)
    excess: Excess | None = None
    is_total: bool = False
    is_memo: bool = False
    side: str = "left"

    def formula_in(self, column: StatementColumn) -> Formula | None:
        """The formula that gives its amount in a column."""
        return self.formulas.get(column.part, self.formula) if column.part else self.formula

    @property
    def is_heading(self) -> bool:
        """Whether it shows no amounts at all and has no number."""
        return not (self.line or self.formula or self.formulas or self.excess)


@frozen
class StatementCheck:
    """What must come to nothing, and what to say where it does not (勾稽关系)."""

    formula: Formula
    message: str
    english_message: str = ""
    #: The columns it holds in; in all of them where none is named.
    columns: tuple[str, ...] = ()


@frozen
class OpenPoint:
    """What is not yet certain about a statement, and the document to check it in."""

    what: str
    source: str = ""


@frozen
class Statement:
    """A statement: its title, form number (表号), columns, rows and checks.

    `covers` are the accounts each of which has to reach exactly one line, so that none is
    forgotten and none counted twice. `kind` names the kind of unit or fund whose statement it
    is, where a chart serves several. `left` and `right` are the titles of a sheet's two sides.
    """

    statement_id: str
    title: str
    english_title: str
    basis: Basis
    columns: tuple[StatementColumn, ...]
    rows: tuple[StatementRow, ...]
    form: str = ""
    checks: tuple[StatementCheck, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    covers: tuple[str, ...] = ()
    kind: str = ""
    chart_id: str = ""
    has_line_numbers: bool = True
    left: str = ""
    right: str = ""

    @property
    def is_two_sided(self) -> bool:
        """Whether it has rows on the right: assets on the left, liabilities beside them."""
        return any(row.side == "right" for row in self.rows)

    def formulas(self) -> Iterator[Formula]:
        """Every formula of its rows and checks."""
        for row in self.rows:
            yield from (each for each in (row.formula, *row.formulas.values()) if each)
        yield from (check.formula for check in self.checks)

    def row(self, line: str) -> StatementRow | None:
        """The row with this number."""
        return next((row for row in self.rows if row.line == line), None)

    def column(self, key: str) -> StatementColumn | None:
        """The column with this key."""
        return next((column for column in self.columns if column.key == key), None)


class StatementSource(Source, Protocol):
    """Where a statement has its figures from: accounts, as for any formula, and vouchers."""

    def excess(self, excess: Excess, *, over_the_year: bool) -> Decimal:
        """What the vouchers of the span, or of the year, come to that count in a row of differences."""


class NoFigures(LookupError):  # noqa: N818 - not an error of anybody's: the book began later
    """There are no figures of that time: the book did not exist yet."""


@frozen
class FailedCheck:
    """A check that does not hold in a column, and by how much."""

    check: StatementCheck
    column: StatementColumn
    difference: Decimal


@define
class Computed:
    """A statement's amounts, row by row under the keys of the columns; nothing where there is none."""

    amounts: list[dict[str, Decimal | None]]
    failed: list[FailedCheck] = field(factory=list)
    problems: list[Problem] = field(factory=list)


@frozen
class InColumn:
    """A source as a column sees it: functions turned to the column's time, lines of the column."""

    source: StatementSource
    what: What
    values: Mapping[str, Decimal | None]

    @property
    def scale(self) -> int:
        """The decimals of the book's currency."""
        return self.source.scale

    def turned(self, function: str) -> str:
        """What a function is in this column."""
        return _TURNED.get(self.what, {}).get(function, function)

    def is_nothing(self, function: str) -> bool:
        """Whether there is nothing of it at the column's time: no turnover at a year's opening."""
        return self.what is What.YEAR_OPENING and function in TURNOVERS

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        """A figure of the accounts, of the column's time."""
        if self.is_nothing(function):
            return Decimal(0)
        return self.source.figure(self.turned(function), codes, unit, options)

    def line(self, label: str) -> Decimal:
        """Another line of the same column. Raises NoFigures where it has no amount."""
        value = self.values[label]
        if value is None:
            raise NoFigures(label)
        return value

    def excess(self, excess: Excess) -> Decimal:
        """What counts in a row of differences, over the column's time."""
        return self.source.excess(excess, over_the_year=self.is_over_the_year)

    @property
    def is_over_the_year(self) -> bool:
        """Whether the column counts from the year's beginning."""
        return _TURNED.get(self.what) is _OVER_THE_YEAR

    def rate(self, currency: str, options: Options) -> Decimal:
        """The rate of a currency."""
        return self.source.rate(currency, options)

    def counterpart(self) -> Decimal:
        """Statements have no transfer whose other lines there would be."""
        raise NoFigures("counterpart")

    def difference(self) -> Decimal:
        """Statements have no voucher that would have to balance."""
        raise NoFigures("difference")


def order(statement: Statement, column: StatementColumn) -> list[int]:
    """The rows of a column by their position, each behind the lines that it reads.

    Raises FormulaError where lines read each other in a circle.
    """
    position = {row.line: number for number, row in enumerate(statement.rows) if row.line}
    needs = {}
    for number, row in enumerate(statement.rows):
        formula = row.formula_in(column)
        needed = lines(formula) if formula else ()
        needs[row.line or f" {number}"] = needed
    ordered = in_order(needs)
    return [position.get(name, int(name) if name.startswith(" ") else -1) for name in ordered]


def compute(
    statement: Statement,
    source_of: Callable[[StatementColumn], StatementSource | None],
    scale: int = 2,
) -> Computed:
    """All amounts of a statement, and the checks that fail.

    `source_of` gives the figures of a column's time, or nothing where there are none:
    such a column is empty. A formula that can't be computed leaves its cell, and those
    that read it, empty and is told of.
    """
    done = Computed([{} for _ in statement.rows])
    for column in (each for each in statement.columns if each.what is not What.SUM):
        source = source_of(column)
        values: dict[str, Decimal | None] = {}
        for number in order(statement, column):
            row = statement.rows[number]
            value = None
            if source is not None:
                value = _amount(row, InColumn(source, column.what, values), column, done.problems)
            done.amounts[number][column.key] = value
            if row.line:
                # A line that is left to be filled in by hand (分析填列) adds nothing.
                is_blank = source is not None and not (row.formula_in(column) or row.excess)
                values[row.line] = Decimal(0) if is_blank else value
        if source is not None:
            _check(statement, column, InColumn(source, column.what, values), scale, done)
    for column in (each for each in statement.columns if each.what is What.SUM):
        for amounts in done.amounts:
            amounts[column.key] = _sum(amounts, column)
    return done


def _amount(
    row: StatementRow, source: InColumn, column: StatementColumn, problems: list[Problem]
) -> Decimal | None:
    formula = row.formula_in(column)
    try:
        if row.excess is not None:
            return source.excess(row.excess)
        return evaluate(formula, source) if formula else None
    except NoFigures:
        return None
    except FormulaError as error:
        name = f"{row.line} {row.label}".strip()
        problems += [each.at(cell=f"{name}/{column.title}") for each in error.problems]
        return None


def _check(
    statement: Statement, column: StatementColumn, source: InColumn, scale: int, done: Computed
) -> None:
    for check in statement.checks:
        if check.columns and column.key not in check.columns:
            continue
        try:
            difference = evaluate(check.formula, source)
        except NoFigures:
            continue
        except FormulaError as error:
            done.problems += [each.at(cell=check.message) for each in error.problems]
            continue
        if abs(difference) >= ARITHMETIC.scaleb(Decimal(1), -scale):
            done.failed.append(FailedCheck(check, column, difference))


def _sum(amounts: Mapping[str, Decimal | None], column: StatementColumn) -> Decimal | None:
    parts = [(key, 1) for key in column.plus] + [(key, -1) for key in column.minus]
    found = [sign * value for key, sign in parts if (value := amounts.get(key)) is not None]
    return sum(found, Decimal(0)) if found else None
