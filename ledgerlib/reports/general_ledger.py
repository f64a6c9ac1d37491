"""The general ledger (总分类账): for each account and period its opening, turnover and year to date.

It is read from the turnovers that posting keeps, and never adds up lines (会计基础工作规范 第五十六条,
第六十三条). An account is listed as soon as it has an opening, or movement in the year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from ..book import Book
from ..book.balances import Span
from ..core.balance import Figures
from ..core.method import Method
from ..core.period import Period, months
from ..core.problem import Problem
from ..refusal import Refused
from .figures import Choice, Sides
from .ledger_columns import Balance, Shape, Sums
from .method import Told
from .report import Cell, Column, ColumnKind, Page, Report, Row, RowKind, traced

_ACCOUNT = (
    Column("code", "column.code", ColumnKind.LABEL),
    Column("name", "column.name", ColumnKind.LABEL),
)
_PERIOD = Column("period", "column.period", ColumnKind.LABEL)
_DATE = Column("date", "column.date", ColumnKind.DATE)
_SUMMARY = Column("summary", "column.summary")


def general_ledger(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    account: str = "",
    accounts: Collection[str] = (),
    from_account: str = "",
    to_account: str = "",
    level: int | None = 1,
    sides: Sides | str = Sides.ACTUAL,
    method: str = "",
    include_unposted: bool = False,
) -> Report:
    """The general ledger over a span of periods: three rows for each account and period.

    With `account`, that account alone, as a page of the bound book has it. Else the accounts
    chosen by code, by range (`from_account`, `to_account`) and down to `level` (None for all).
    A year that is closed ends with 结转下年 and begins with 上年结转. The other options are those of
    `account_ledger`. Raises Refused for accounts and periods that the book does not have.
    """
    first = from_period if from_period is not None else period
    with book.snapshot() as now:
        span = now.figures(first, period)
        facts = now.facts()
        posted = _by_month(now, span, include_unposted=False)
        shown = _by_month(now, span, include_unposted=True) if include_unposted else posted
    unknown = [c for c in (account, *accounts) if c and c not in span.chart.accounts]
    if unknown:
        raise Refused(Problem.of("account.unknown", account=code) for code in unknown)
    choice = Choice(accounts, from_account, to_account, level)
    codes = [account] if account else [
        code for code in span.chart.accounts
        if choice.holds(span.chart, code)
        and any(code in each and not each[code].is_blank for each in shown.values())
    ]  # fmt: skip
    told = Told.of(method or facts.method, span.chart.accounts[account] if account else None)
    rows = GeneralRows(
        span, codes, shown, posted, told.method, Sides(sides), facts.closed_through,
        is_alone=bool(account),
    )  # fmt: skip
    amounts = Shape(told, told.first, Sides(sides), span.currency).columns()
    head = (_DATE,) if account else (*_ACCOUNT, _PERIOD)
    named = {"account": account, "name": span.chart.accounts[account].name} if account else {}
    return Report(
        report="general-ledger",
        title="report.general_ledger_of" if account else "report.general_ledger",
        columns=(*head, _SUMMARY, *amounts),
        rows=rows,
        parameters={
            "from_period": str(span.first), **named, **choice.parameters(),
            "sides": Sides(sides).value, "method": told.method.value,
            "include_unposted": include_unposted,
        },
        brought=rows.brought(),
        **traced(span),
    )  # fmt: skip


def _by_month(
    book: Book, span: Span, *, include_unposted: bool
) -> dict[Period, dict[str, Figures]]:
    return {
        month: book.figures(month, include_unposted=include_unposted).figures
        for month in months(span.first, span.last)
    }


@frozen
class GeneralRows:
    """The rows, made as they are read. The mark of a page is the position of an account."""

    span: Span
    codes: list[str]
    shown: Mapping[Period, Mapping[str, Figures]]
    posted: Mapping[Period, Mapping[str, Figures]]
    method: Method
    sides: Sides
    closed_through: int
    is_alone: bool

    def brought(self) -> dict[str, Cell]:
        """What the year of one account alone had before the span."""
        if not self.is_alone:
            return {}
        figures = self._figures(self.shown, self.span.first, self.codes[0])
        before = Sums(
            figures.year_to_date_debit_minor - figures.debit_minor,
            figures.year_to_date_credit_minor - figures.credit_minor,
        )
        return self._shape(self.codes[0]).turnover(before, None, whole=True)

    def __iter__(self) -> Iterator[Row]:
        for code in self.codes:
            yield from self._account(code)

    def page(self, mark: Any | None, size: int) -> Page:
        """The rows of as many accounts as have at least `size`."""
        at = mark or 0
        rows: list[Row] = []
        while at < len(self.codes) and len(rows) < size:
            rows += self._account(self.codes[at])
            at += 1
        return Page(tuple(rows), at if at < len(self.codes) else None)

    def starts(self) -> list[tuple[str, Any]]:
        """Every account."""
        accounts = self.span.chart.accounts
        return [(f"{code} {accounts[code].name}", at) for at, code in enumerate(self.codes)]

    @staticmethod
    def _figures(of: Mapping[Period, Mapping[str, Figures]], month: Period, code: str) -> Figures:
        return of[month].get(code) or Figures()

    def _shape(self, code: str) -> Shape:
        account = self.span.chart.accounts[code]
        told = Told.of(self.method, account)
        return Shape(told, account.normal_side, self.sides, self.span.currency)

    def _account(self, code: str) -> Iterator[Row]:
        shape = self._shape(code)
        for month in months(self.span.first, self.span.last):
            figures = self._figures(self.shown, month, code)
            is_posted = figures == self._figures(self.posted, month, code)
            for row in self._month(code, month, figures, shape):
                yield row if is_posted else evolve(row, is_posted=False)

    def _month(self, code: str, month: Period, figures: Figures, shape: Shape) -> Iterator[Row]:
        of_month = Sums(figures.debit_minor, figures.credit_minor)
        of_year = Sums(figures.year_to_date_debit_minor, figures.year_to_date_credit_minor)
        label = "row.brought_forward" if month.month == 1 else "row.opening_balance"
        opening, closing = figures.opening_minor, figures.closing_minor
        yield self._row(code, month, RowKind.OPENING, label, shape, None, opening)
        yield self._row(
            code, month, RowKind.MONTH_TOTAL, "row.month_total", shape, of_month, closing
        )
        yield self._row(code, month, RowKind.YEAR_TOTAL, "row.year_total", shape, of_year, closing)
        if month.month == 12 and month.key <= self.closed_through and closing:
            label = "row.carried_down"
            yield self._row(code, month, RowKind.CARRIED_DOWN, label, shape, None, closing)

    def _row(
        self, code: str, month: Period, kind: RowKind, label: str, shape: Shape,
        sums: Sums | None, balance_minor: int,
    ) -> Row:  # fmt: skip
        day = month.first_day if kind is RowKind.OPENING else month.last_day
        cells: dict[str, Cell] = (
            {"date": day}
            if self.is_alone
            else {
                "code": code, "name": self.span.chart.accounts[code].name,
                "period": str(month),
            }
        )  # fmt: skip
        cells["summary"] = label
        if sums is not None:
            cells |= shape.turnover(sums, None, whole=True)
        cells |= shape.standing(Balance(balance_minor, 0, has_money=True))
        return Row(kind, cells, account=code)
