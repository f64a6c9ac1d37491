"""Balances by dimension (核算项目余额表): what each value of a kind comes to, account by account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from attrs import define, evolve, field, frozen

from ..book import Book
from ..book.balances import Span
from ..core.balance import Detail, Measured
from ..core.dimension import DimensionValue, kept_values, kind_code, with_ancestors
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from .figures import Choice, Layout, Shown, Sides
from .report import Cell, Column, Report, Row, RowKind, traced
from .standing import Asked, Standing

_HEAD = (
    Column("dimension", "column.dimension"),
    Column("dimension_name", "column.dimension_name"),
    Column("code", "column.code"),
    Column("name", "column.name"),
)
_MEASURE = Column("measure", "column.measure")


def dimension_balance(
    book: Book,
    kind: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    accounts: Collection[str] = (),
    from_account: str = "",
    to_account: str = "",
    values: Iterable[str] = (),
    shown: Shown | str = Shown.USED,
    columns: int = 8,
    sides: Sides | str = Sides.ACTUAL,
    by_measure: bool = False,
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """Opening, turnover, year to date and closing of every value of a kind, for each account.

    With `values` only these, and what stands below them. A value with others below it shows what
    is on it and on them; totals are over what stands on each value itself. What has no value of
    the kind is left out. The other options are those of `trial_balance`; `by_measure` puts each
    goods and currency on a row of its own, in place of the account's. Raises Refused for a kind,
    values or accounts that the book does not have.
    """
    layout, wanted = Layout(columns, Sides(sides), by_measure), Shown(shown)
    first = from_period if from_period is not None else period
    asked = Asked(first, period, include_unposted, with_closing, True, True, accounts)
    choice = Choice(accounts, from_account, to_account)
    with book.snapshot() as now:
        found = asked.read(now)
        code = known_kind(found.span, kind)
        tree = _Tree.of(now.dimension_values(code), code, found.span, set(values))
        posted = evolve(asked, include_unposted=False).read(now) if include_unposted else None
        needs_years = columns == 10 and not with_closing
        years = evolve(asked, with_closing=True).read(now) if needs_years else None
    sums = _Sums.of(found, tree, choice, layout)
    before = _Sums.of(posted, tree, choice, layout).rolled if posted else sums.rolled
    opened = _Sums.of(years, tree, choice, layout) if years else sums
    span = found.span
    page = _Page(layout, wanted, tree, sums, before, opened)
    return Report(
        report="dimension-balance",
        title="report.dimension_balance",
        columns=(*_HEAD, *([_MEASURE] if by_measure else []), *layout.titles()),
        rows=tuple(page.rows(span)),
        totals=sums.totals(layout, wanted, opened),
        parameters={
            "from_period": str(span.first),
            "kind": code,
            "kind_name": span.kinds[code].name,
            "include_unposted": include_unposted,
            "with_closing": with_closing,
            **choice.parameters(),
        },
        **traced(span),
    )


def known_kind(span: Span, kind: str) -> str:
    """The code of a kind from its code or name. Raises Refused where the book has no such kind."""
    code = kind_code(kind, span.kinds)
    if code not in span.kinds:
        kinds = "、".join(f"{k.code} {k.name}" for k in span.kinds.values()) or "-"
        raise Refused([Problem.of("dimension.kind_unknown", kind=kind, known=kinds)])
    return code


@define
class _Tree:
    """The values of a kind as a tree, and which of them are wanted: none named wants all."""

    kind: str
    names: Mapping[str, str]
    parents: Mapping[str, str]
    wanted: set[str]

    @classmethod
    def of(
        cls, values: Iterable[DimensionValue], kind: str, span: Span, wanted: set[str]
    ) -> _Tree:  # fmt: skip
        names, parents = {}, {}
        for value in values:
            names[value.code] = value.name
            if value.parent:
                parents[value.code] = value.parent
        refuse_if(
            Problem.of("dimension.unknown", dimension=value, kind=span.kinds[kind].name)
            for value in sorted(wanted - names.keys())
        )
        return cls(kind, names, parents, wanted)

    def name(self, value: str) -> str:
        return self.names.get(value, value)

    def places(self, label: str) -> list[str]:
        """The value of a label and those above it; none where it is not wanted."""
        value = kept_values(label).get(self.kind) if label else None
        if value is None:
            return []
        above = with_ancestors(value, self.parents)
        return above if not self.wanted or self.wanted.intersection(above) else []


#: A value, an account and, where they are asked for, what is measured.
_Place = tuple[str, str, str]


@define
class _Sums:
    """The figures on each value itself, and with those below it."""

    standing: Standing
    own: dict[_Place, Measured] = field(factory=dict)
    rolled: dict[_Place, Measured] = field(factory=dict)

    @classmethod
    def of(cls, standing: Standing, tree: _Tree, choice: Choice, layout: Layout) -> _Sums:
        made = cls(standing)
        for detail, measured in standing.details.items():
            if measured.is_blank or not choice.holds(standing.span.chart, detail.account):
                continue
            places = tree.places(detail.dimension)
            for value in places:
                place = _place(value, detail, layout)
                made.rolled.setdefault(place, Measured()).add(measured)
            if places:
                place = _place(places[0], detail, layout)
                made.own.setdefault(place, Measured()).add(measured)
        return made

    def year_minor(self, place: _Place) -> int:
        """What stood there at the beginning of the year."""
        return self.rolled.get(place, Measured()).amount.year_opening_minor

    def totals(self, layout: Layout, wanted: Shown, opened: _Sums) -> dict[str, Cell]:
        """The sums of what stands on each value itself."""
        span = self.standing.span
        whole, year_minor = Measured(), 0
        counted = []
        for place in self.own.keys() | opened.own.keys():
            measured = self.own.get(place, Measured())
            year = opened.own.get(place, Measured()).amount.year_opening_minor
            if not wanted.holds(measured, 0 if opened is self else year):
                continue
            side = span.chart.accounts[place[1]].normal_side
            counted.append(layout.cells(measured.amount, side, span.currency.scale, year))
            whole.add(measured)
            year_minor += year
        return layout.totals(counted, whole.amount, span.currency.scale, year_minor)


def _place(value: str, detail: Detail, layout: Layout) -> _Place:
    return value, detail.account, detail.measure if layout.by_measure else ""


@frozen
class _Page:
    """The rows of the report."""

    layout: Layout
    wanted: Shown
    tree: _Tree
    sums: _Sums
    #: What is posted of it.
    before: Mapping[_Place, Measured]
    #: Where what stood at the beginning of the year is read from.
    opened: _Sums

    def rows(self, span: Span) -> Iterator[Row]:
        rolled, opened = self.sums.rolled, self.opened
        for place in sorted(rolled.keys() | opened.rolled.keys()):
            measured, year = rolled.get(place, Measured()), opened.year_minor(place)
            if self.wanted.holds(measured, 0 if opened is self.sums else year):
                yield self._row(span, place, measured, year)

    def _row(self, span: Span, place: _Place, measured: Measured, year_minor: int) -> Row:
        value, account, measure = place
        side = span.chart.accounts[account].normal_side
        cells: dict[str, Cell] = {
            "dimension": value,
            "dimension_name": self.tree.name(value),
            "code": account,
            "name": span.chart.accounts[account].name,
            **({"measure": measure} if self.layout.by_measure else {}),
            **self.layout.cells(measured.amount, side, span.currency.scale, year_minor),
        }
        if measure:
            scale = span.commodities[measure].scale
            cells |= self.layout.quantities(measured.quantity, side, scale)
        is_posted = self.before.get(place, Measured()) == measured
        level = len(with_ancestors(value, self.tree.parents))
        return Row(RowKind.ENTRY, cells, level, account=account, is_posted=is_posted)
