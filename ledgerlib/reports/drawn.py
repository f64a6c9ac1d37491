"""A statement drawn up from a book: its amounts, and how each came about."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from ..book import Book
from ..core.formula import Formula, Kind
from ..core.formula_terms import terms
from ..core.period import Period
from ..core.statement import (
    Computed,
    InColumn,
    NoFigures,
    Statement,
    StatementColumn,
    StatementRow,
    What,
    compute,
    span_of,
)
from .statement_source import BookSource, Part, Reading, reading_of

#: How often a statement is read anew where somebody acts in the book meanwhile.
_MOST_TRIES = 5


@frozen
class Working:
    """A formula, and for each of its calls (see `terms`) what it was given by the accounts."""

    formula: Formula
    parts: tuple[tuple[Part, ...], ...]


@frozen
class Workings:
    """How the amounts of a whole statement came about.

    `cells` by the position of the row and the key of the column; `lines` are the numbers by
    which rows call each other, shown or not; `sums` the columns that add up others (the keys
    added, and those taken off); `names` those of the accounts.
    """

    cells: Mapping[tuple[int, str], Working]
    lines: tuple[str, ...]
    sums: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    names: Mapping[str, str]


@frozen
class Drawn:
    """A statement drawn up from a book: its amounts, and what they were read from."""

    statement: Statement
    reading: Reading
    first: Period
    last: Period
    computed: Computed
    _sources: dict[tuple[Period, Period], BookSource] = field(factory=dict, repr=False)

    def source(self, column: StatementColumn) -> BookSource | None:
        """The figures that a column reads; nothing where the book had not begun."""
        first, last = span_of(column.what, self.first, self.last)
        if first < self.reading.start:
            return None
        return self._sources.setdefault((first, last), BookSource(self.reading, first, last))

    def seen(self, column: StatementColumn, source: BookSource) -> InColumn:
        """The source as the column sees it."""
        values = {
            row.line: amounts.get(column.key)
            for row, amounts in zip(self.statement.rows, self.computed.amounts, strict=True)
            if row.line
        }
        return InColumn(source, column.what, values)


def draw_up(
    book: Book,
    statement: Statement,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    include_unposted: bool = False,
) -> Drawn:
    """Compute a statement of a period, or of a span of periods that ends with it."""
    for _ in range(_MOST_TRIES):
        reading = reading_of(book, statement, period, include_unposted=include_unposted)
        last = reading.span.last
        first = book.figures(from_period, last).first if from_period is not None else last
        drawn = Drawn(statement, reading, first, last, Computed([]))
        computed = compute(statement, drawn.source, reading.span.currency.scale)
        drawn = Drawn(statement, reading, first, last, computed, drawn._sources)
        # Figures and details are read one after the other: with a posting between, read anew.
        if book.chain_head() == reading.span.chain_head:
            break
    return drawn


def working(
    row: StatementRow, column: StatementColumn, source: BookSource, seen: InColumn
) -> Working | None:
    """How a row's amount in a column comes about; nothing where it has no formula there."""
    formula = row.formula_in(column)
    if formula is None:
        return None
    parts: list[tuple[Part, ...]] = []
    for term in terms(formula):
        call = term.call
        found: list[Part] = []
        if call.function.kind is Kind.FIGURE and not seen.is_nothing(call.function.figure):
            try:
                found = source.parts(
                    seen.turned(call.function.figure), call.texts, call.function.unit, call.options
                )
            except NoFigures:
                found = []
        parts.append(tuple(found))
    return Working(formula, tuple(parts))


def workings(drawn: Drawn) -> Workings:
    """How all amounts of a statement came about."""
    statement = drawn.statement
    cells = {}
    for column in (each for each in statement.columns if each.what is not What.SUM):
        source = drawn.source(column)
        if source is None:
            continue
        seen = drawn.seen(column, source)
        for number, row in enumerate(statement.rows):
            made = working(row, column, source, seen)
            if made is not None:
                cells[number, column.key] = made
    sums = {c.key: (c.plus, c.minus) for c in statement.columns if c.what is What.SUM}
    accounts = drawn.reading.span.chart.accounts
    names = {code: account.name for code, account in accounts.items()}
    return Workings(cells, tuple(row.line for row in statement.rows), sums, names)
