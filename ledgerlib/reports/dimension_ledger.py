"""The ledger of dimensions (核算项目明细账): of a value over its accounts, or of an account by its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from ..book import Book
from ..book.balances import Span
from ..core.dimension import kept_values
from ..core.period import Period
from .account_ledger import shape_of
from .dimension_balance import known_kind
from .figures import Sides
from .ledger_columns import Shape
from .ledger_rows import LedgerAsked, LedgerRows, Totals, named
from .method import Told
from .report import Cell, Column, ColumnKind, Page, Report, Row, traced

_HEAD = (
    Column("value", "column.dimension", ColumnKind.LABEL),
    Column("leaf", "column.account", ColumnKind.LABEL),
)
#: A value of the kind, and an account that carries it.
_Place = tuple[str, str]


def dimension_ledger(
    book: Book,
    kind: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    values: Collection[str] = (),
    accounts: Collection[str] = (),
    sides: Sides | str = Sides.ACTUAL,
    totals: Totals | str = Totals.ALWAYS,
    method: str = "",
    with_counter: bool = False,
    include_unposted: bool = False,
) -> Report:
    """The lines of each value of a kind on each account that carries it, one ledger behind the other.

    With one of `values`, its ledger over all accounts; with one of `accounts`, the ledger of that
    account by each value. Each ledger has its opening and its totals; the other options are those
    of `account_ledger`. Raises Refused for kinds, values, accounts and periods that the book does
    not have.
    """
    first = from_period if from_period is not None else period
    span = book.figures(first, period)
    code = known_kind(span, kind)
    found = book.details(
        span.first, span.last, accounts=accounts, dimension={code: values} if values else None,
        include_unposted=include_unposted, must_exist=True,
    )  # fmt: skip
    places = {
        (value, detail.account)
        for detail in found.details  # also where red ink has left nothing: its lines are there
        if (value := kept_values(detail.dimension).get(code) if detail.dimension else None)
        and (not values or value in values)
    }
    rows = SectionRows(
        book, span, code, sorted(places), Sides(sides), Totals(totals),
        method or book.facts().method, with_counter=with_counter, include_unposted=include_unposted,
    )  # fmt: skip
    return Report(
        report="dimension-ledger",
        title="report.dimension_ledger",
        columns=rows.columns(),
        rows=rows,
        parameters={
            "from_period": str(span.first), "kind": code, "kind_name": span.kinds[code].name,
            "dimension": f"{code}:{','.join(values)}" if values else code,
            "account": " ".join(accounts), "include_unposted": include_unposted,
        },
        **traced(span),
    )  # fmt: skip


@define
class SectionRows:
    """The rows of one ledger behind the other, each opened when it is come to.

    The mark of a page is the position of a ledger, and the mark in it.
    """

    book: Book
    span: Span
    kind: str
    places: Sequence[_Place]
    sides: Sides
    totals: Totals
    method: str
    with_counter: bool = field(kw_only=True)
    include_unposted: bool = field(kw_only=True)

    def columns(self) -> tuple[Column, ...]:
        """The columns: value and account, and those of a ledger in the words of the book."""
        asked, told = self._asked("", ""), Told.of(self.method)
        shape = Shape(told, told.first, self.sides, self.span.currency)
        return (*_HEAD, *asked.columns(), *shape.columns())

    def __iter__(self) -> Iterator[Row]:
        for place in self.places:
            yield from self._ledger(place)

    def page(self, mark: Any | None, size: int) -> Page:
        """At least `size` rows from a mark on, over as many ledgers as that takes."""
        at, inner = mark or (0, None)
        rows: list[Row] = []
        while at < len(self.places) and len(rows) < size:
            page = self._ledger(self.places[at]).page(inner, size - len(rows))
            rows += page.rows
            at, inner = (at, page.next) if page.next is not None else (at + 1, None)
        return Page(tuple(rows), (at, inner) if at < len(self.places) else None)

    def starts(self) -> list[tuple[str, Any]]:
        """Every ledger: its value and account."""
        chart = self.span.chart
        return [
            (f"{value} {named(chart, account)}", (at, None))
            for at, (value, account) in enumerate(self.places)
        ]

    def _asked(self, value: str, account: str) -> LedgerAsked:
        return LedgerAsked(
            account, {self.kind: [value]}, "", self.include_unposted, self.totals,
            with_counter=self.with_counter,
        )  # fmt: skip

    def _ledger(self, place: _Place) -> LedgerRows:
        value, account = place
        asked = self._asked(value, account)
        shape = shape_of(self.span, asked, self.sides, self.method)
        return LedgerRows(self.book, asked, self.span, shape, self._constant(value, account))

    def _constant(self, value: str, account: str) -> Mapping[str, Cell]:
        name = self.book.value_names([f"{self.kind}:{value}"]).get((self.kind, value), "")
        return {"value": f"{value} {name}".strip(), "leaf": named(self.span.chart, account)}
