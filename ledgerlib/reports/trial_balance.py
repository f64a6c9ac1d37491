"""The trial balance (科目余额表): opening, turnover, year to date and closing by account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from attrs import define, evolve, field

from ..book import Book
from ..core.balance import Figures, Measured
from ..core.chart import Chart
from ..core.dimension import DimensionKind, kept_values
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import refuse_if
from .figures import Choice, Layout, Shown, Sides
from .ledger_columns import shown_quantity
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced
from .standing import Asked, Standing


def trial_balance(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    accounts: Collection[str] = (),
    from_account: str = "",
    to_account: str = "",
    level: int | None = None,
    only_leaves: bool = False,
    shown: Shown | str = Shown.USED,
    columns: int = 8,
    sides: Sides | str = Sides.ACTUAL,
    by_dimension: bool = False,
    by_measure: bool = False,
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """The trial balance of a period, or of a span of periods that ends with it.

    Parents show what is below them; `level` leaves deeper accounts out, `only_leaves` those
    with others shown below them. `columns` are 6 (opening, turnover, closing), 8 (with the year
    to date) or 10 (with the balance at the beginning of the year); `sides` says where a balance
    stands. `by_dimension` and `by_measure` put below an account what each dimension, goods and
    currency has of it. Totals are over the deepest accounts shown: of balances on their actual
    side those of parents may be less, for a parent shows the difference of what is below it.
    `with_closing=False` shows the turnover as it was before closing vouchers. Amounts are in 元.
    Raises Refused for accounts that the book does not have, and ValueError for a word or a number
    of columns that there is none of.
    """
    layout = Layout(columns, Sides(sides), by_measure)
    first = from_period if from_period is not None else period
    asked = Asked(
        first, period, include_unposted, with_closing, by_dimension or by_measure, by_dimension
    )  # fmt: skip
    page = _Page.of(book, asked, layout, Shown(shown))
    span, chart = page.found.span, page.found.span.chart
    refuse_if(
        Problem.of("account.unknown", account=code)
        for code in accounts
        if code not in chart.accounts
    )
    choice = Choice(accounts, from_account, to_account, level)
    codes = page.shown_of(chart, choice, only_leaves)
    rows = tuple(page.rows(codes))
    return Report(
        report="trial-balance",
        title="report.trial_balance",
        columns=(*heads(by_dimension, by_measure), *layout.titles()),
        rows=rows,
        totals=page.totals(),
        parameters={
            "from_period": str(span.first),
            "include_unposted": include_unposted,
            "with_closing": with_closing,
            **choice.parameters(),
        },
        **traced(span),
    )


def heads(by_dimension: bool, by_measure: bool) -> Iterator[Column]:
    """The columns that say what a row is about."""
    yield Column("code", "column.code")
    yield Column("name", "column.name")
    if by_dimension:
        yield Column("dimension_label", "column.dimension")
    if by_measure:
        yield Column("measure", "column.measure")
    yield Column("level", "column.level", ColumnKind.NUMBER)


@define
class _Page:
    """The rows as they are made, and what the accounts that count come to."""

    layout: Layout
    wanted: Shown
    found: Standing
    #: The same without what is not posted, where that is shown: to mark what differs.
    posted: Standing | None
    #: The same with closing vouchers: what stood at the beginning of the year has them in it.
    years: Standing
    names: Mapping[tuple[str, str], str]
    counted: list[Mapping[str, Cell]] = field(factory=list)
    whole: Figures = field(factory=Figures)
    year_minor: int = 0

    @classmethod
    def of(cls, book: Book, asked: Asked, layout: Layout, wanted: Shown) -> _Page:
        """Read what such a page needs, all of it as the book stood at one moment."""
        needs_years = layout.columns == 10 and not asked.with_closing
        if not (asked.include_unposted or asked.details or needs_years):
            found = asked.read(book)
            return cls(layout, wanted, found, None, found, {})
        with book.snapshot() as now:
            found = asked.read(now)
            posted = (
                evolve(asked, include_unposted=False).read(now) if asked.include_unposted else None
            )
            years = evolve(asked, with_closing=True).read(now) if needs_years else found
            labels = (each.dimension for each in found.details)
            return cls(layout, wanted, found, posted, years, now.value_names(labels))

    def shown_of(self, chart: Chart, choice: Choice, only_leaves: bool) -> list[str]:
        """The accounts that are shown, in code order."""
        codes = [
            code
            for code in chart.accounts
            if choice.holds(chart, code)
            and self.wanted.holds(self.found.of(code), self._year(code))
        ]
        above = {chart.parents[code] for code in codes} if only_leaves else set()
        return [code for code in codes if code not in above]

    def _year(self, code: str) -> int:
        """What stood on an account at the beginning of the year, where that is a column."""
        figures = self.years.of(code).amount
        return figures.year_opening_minor if self.layout.columns == 10 else 0

    def rows(self, codes: list[str]) -> Iterator[Row]:
        """A row for each account, those of its details below it."""
        chart = self.found.span.chart
        above = {chart.parents[code] for code in codes}
        for code in codes:
            row = self._account(code)
            if code not in above:
                self.counted.append(row.cells)
                self.whole.add(self.found.of(code).amount)
                self.year_minor += self.years.of(code).amount.year_opening_minor
            yield row
            if self.found.details and chart.is_leaf(code):
                yield from self._below(code)

    def totals(self) -> dict[str, Cell]:
        """The sums over the accounts that count."""
        scale = self.found.span.currency.scale
        return self.layout.totals(self.counted, self.whole, scale, self.year_minor)

    def _account(self, code: str) -> Row:
        chart, scale = self.found.span.chart, self.found.span.currency.scale
        account, level = chart.accounts[code], chart.level(code)
        measured = self.found.of(code)
        year = self.years.of(code).amount.year_opening_minor
        cells: dict[str, Cell] = {"code": code, "name": account.name, "level": level}
        cells |= self.layout.cells(measured.amount, account.normal_side, scale, year)
        is_posted = self.posted is None or self.posted.of(code) == measured
        return Row(RowKind.ENTRY, cells, level, account=code, is_posted=is_posted)

    def _below(self, code: str) -> Iterator[Row]:
        """What stands below an account by dimension and measure."""
        span, layout = self.found.span, self.layout
        account, level = span.chart.accounts[code], span.chart.level(code) + 1
        opened = self.years.below(code) if layout.columns == 10 else {}
        for detail in sorted(self.found.below(code).keys() | opened.keys()):
            measured = self.found.details.get(detail, Measured())
            year = opened.get(detail, measured).amount.year_opening_minor
            is_part = bool(detail.dimension or detail.measure)
            if not is_part or not self.wanted.holds(measured, year if opened else 0):
                continue
            cells: dict[str, Cell] = {
                "code": code,
                "name": named(detail.dimension, self.names) or detail.measure,
                "dimension": detail.dimension,
                "dimension_label": labelled(detail.dimension, span.kinds),
                "measure": detail.measure,
                "level": level,
                **layout.cells(measured.amount, account.normal_side, span.currency.scale, year),
            }
            if layout.by_measure and detail.measure:
                scale = span.commodities[detail.measure].scale
                measures = layout.quantities(measured.quantity, account.normal_side, scale)
                cells |= {key: shown_quantity(each) for key, each in measures.items()}
            before = self.posted.details.get(detail, Measured()) if self.posted else measured
            is_posted = before == measured
            yield Row(RowKind.ENTRY, cells, level, account=code, is_posted=is_posted)


def labelled(label: str, kinds: Mapping[str, DimensionKind]) -> str:
    """A label with the names of its kinds: 往来单位:K1."""
    values = kept_values(label) if label else {}
    return ";".join(
        f"{kinds[kind].name if kind in kinds else kind}:{code}" for kind, code in values.items()
    )


def named(label: str, names: Mapping[tuple[str, str], str]) -> str:
    """The names of the values in a label, one behind the other."""
    values: Iterable[tuple[str, str]] = kept_values(label).items() if label else ()
    return " ".join(names.get(each, each[1]) for each in values)
