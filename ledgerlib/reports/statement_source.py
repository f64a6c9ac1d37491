"""Where a statement has its figures from: a book over a span of periods."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import define, field, frozen

from ..book import Book
from ..book.balances import Span
from ..core.account import Side
from ..core.amount import from_minor
from ..core.asked_figures import TURNOVERS, figure_of, one_sided, party_of, wanted_side
from ..core.balance import Detail, Figures, Measured
from ..core.dimension import parse_label, with_ancestors
from ..core.formula import Options, Unit
from ..core.formula_terms import terms
from ..core.naming import Naming
from ..core.period import Period
from ..core.statement import Excess, NoFigures, Statement
from ..core.voucher import Kind


@frozen
class Part:
    """What one account, or one detail of it, brings into a figure, with the sign it has there."""

    account: str
    amount: Decimal
    dimension: str = ""


@define
class BookSource:
    """The figures of a book over the periods `first` to `last`, read as they are asked for.

    Balances are those of `last`. `reading` is what all columns of one statement share.
    """

    reading: Reading
    first: Period
    last: Period

    @property
    def scale(self) -> int:
        """The decimals of the book's currency."""
        return self.reading.span.currency.scale

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        """What the accounts show together."""
        parts = self.parts(function, codes, unit, options)
        return sum((part.amount for part in parts), Decimal(0))

    def parts(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> list[Part]:
        """What each account, or each detail of it, brings into a figure; what is nothing is left out."""
        if function == "moving_cost":
            raise NoFigures(function)  # a statement tells what was carried, not what it should be
        back = int(options.get("previous", 0))
        first, last = self.first.before(back), self.last.before(back)
        if first < self.reading.start:
            raise NoFigures(str(first))
        sides = self.reading.naming.leaves(codes)
        with_closing = function not in TURNOVERS or bool(options.get("with_closing", 0))
        if function.endswith("_balances"):
            return list(self._balances(function, sides, options, first, last))
        if unit is Unit.MONEY and not {"dimension", "currency"} & options.keys():
            figures = self.reading.figures(first, last, with_closing=with_closing).figures
            found = [(code, "", figures.get(code)) for code in sides]
            scale = self.scale
        else:
            found, scale = self._measured(sides, unit, options, first, last, with_closing)
        return [
            Part(code, from_minor(minor, scale), label)
            for code, label, shown in found
            if shown and (minor := figure_of(function, shown, sides[code]))
        ]

    def _measured(
        self, sides: dict[str, Side], unit: Unit, options: Options, first: Period, last: Period,
        with_closing: bool,
    ) -> tuple[list[tuple[str, str, Figures | None]], int]:  # fmt: skip
        """The details that a figure asks for, in money or in what is measured, and their decimals."""
        found: list[tuple[str, str, Figures | None]] = []
        scale = self.scale
        currency = str(options.get("currency", ""))
        details = self.reading.details(first, last, with_closing=with_closing)
        for detail, measured in details:
            wanted = self.reading.has(detail.dimension, str(options.get("dimension", "")))
            if detail.account not in sides or not wanted:
                continue
            if currency and detail.measure != currency:
                continue
            if unit is not Unit.MONEY:
                commodity = self.reading.span.commodities.get(detail.measure)
                scale = commodity.scale if commodity else scale
            figures = measured.amount if unit is Unit.MONEY else measured.quantity
            found.append((detail.account, detail.dimension, figures))
        return found, scale

    def _balances(
        self, function: str, sides: dict[str, Side], options: Options, first: Period, last: Period
    ) -> Iterator[Part]:
        """The balances that stand on one side, party by party (明细科目借方余额合计)."""
        wanted = wanted_side(function)
        standing: dict[tuple[str, str], int] = {}
        for detail, measured in self.reading.details(first, last, with_closing=True):
            if detail.account not in sides or not self.reading.has(
                detail.dimension, str(options.get("dimension", ""))
            ):
                continue
            account = self.reading.span.chart.accounts[detail.account]
            key = (detail.account, party_of(detail.dimension, account))
            standing[key] = standing.get(key, 0) + one_sided(function, measured.amount)
        for (code, party), balance in standing.items():
            if balance * wanted > 0:
                yield Part(code, from_minor(balance * wanted, self.scale), party)

    def excess(self, excess: Excess, *, over_the_year: bool) -> Decimal:
        """What the vouchers of the span, or of the year, come to that count in a row of differences."""
        minor = sum(amount for _, amount in self.exceeding(excess, over_the_year=over_the_year))
        return from_minor(minor, self.scale)

    def exceeding(self, excess: Excess, *, over_the_year: bool) -> list[tuple[str, int]]:
        """Those vouchers, with what each counts in minor units."""
        first = max(Period(self.last.year, 1), self.reading.start) if over_the_year else self.first
        return self.reading.exceeding(excess, first, self.last)

    def rate(self, currency: str, options: Options) -> Decimal:
        """Statements know no rates: their formulas are refused where they ask for one."""
        raise NoFigures(currency)

    def line(self, label: str) -> Decimal:
        """Lines belong to the column that reads this source."""
        raise NoFigures(label)

    def counterpart(self) -> Decimal:
        """A statement is no transfer."""
        raise NoFigures("counterpart")

    def difference(self) -> Decimal:
        """A statement is no voucher."""
        raise NoFigures("difference")


@define
class Reading:
    """What is read of a book for one statement, each thing once."""

    book: Book
    statement: Statement
    span: Span
    start: Period
    naming: Naming
    include_unposted: bool = False
    #: The accounts of which more is asked than what they show as a whole.
    _detailed: list[str] = field(init=False)
    _figures: dict[tuple[Period, Period, bool], Span] = field(factory=dict)
    _details: dict[tuple[Period, Period, bool], list[tuple[Detail, Measured]]] = field(factory=dict)
    _exceeding: dict[tuple[Period, Period, Excess], list[tuple[str, int]]] = field(factory=dict)
    _parents: dict[str, dict[str, str]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        codes: dict[str, None] = {}
        for formula in self.statement.formulas():
            for term in terms(formula):
                call = term.call
                below = call.options.keys() & {"dimension", "currency"}
                if call.function.unit is not Unit.MONEY or below or (
                    call.function.figure.endswith("_balances")
                ):  # fmt: skip
                    codes |= dict.fromkeys(
                        code for text in call.texts for code in self.naming.highest(text)
                    )
        self._detailed = list(codes)

    def figures(self, first: Period, last: Period, *, with_closing: bool) -> Span:
        """The figures of the accounts over a span."""
        key = (first, last, with_closing)
        if key not in self._figures:
            self._figures[key] = self.book.figures(
                first, last, with_closing=with_closing, include_unposted=self.include_unposted
            )
        return self._figures[key]

    def details(
        self, first: Period, last: Period, *, with_closing: bool
    ) -> list[tuple[Detail, Measured]]:
        """The figures below the accounts over a span."""
        key = (first, last, with_closing)
        if key not in self._details:
            found = self.book.details(
                first, last, accounts=self._detailed, with_closing=with_closing,
                include_unposted=self.include_unposted,
            )  # fmt: skip
            self._details[key] = list(found.details.items())
        return self._details[key]

    def has(self, label: str, wanted: str) -> bool:
        """Whether a label has all the values wanted, or ones below them."""
        if not wanted:
            return True
        if not label:
            return False
        values = parse_label(label)
        return all(
            kind in values and code in with_ancestors(values[kind], self._parents_of(kind))
            for kind, code in parse_label(wanted, self.span.kinds).items()
        )

    def _parents_of(self, kind: str) -> dict[str, str]:
        if kind not in self._parents:
            known = self.book.dimension_values(kind) if kind in self.span.kinds else ()
            self._parents[kind] = {value.code: value.parent for value in known if value.parent}
        return self._parents[kind]

    def exceeding(self, excess: Excess, first: Period, last: Period) -> list[tuple[str, int]]:
        """The vouchers that count in a row of differences, with what each counts."""
        key = (first, last, excess)
        if key not in self._exceeding:
            rows = [row.excess for row in self.statement.rows if row.excess is not None]
            pairs = {(each.of, each.over) for each in rows}
            for each in rows:
                self._exceeding[first, last, each] = []
            for of, over in pairs:
                same = [each for each in rows if (each.of, each.over) == (of, over)]
                self._read_exceeding(same, first, last)
        return self._exceeding[key]

    def _read_exceeding(self, same: list[Excess], first: Period, last: Period) -> None:
        """Put every voucher into the first of the rows whose accounts it moves."""
        leaves = self.naming.leaves
        of, over = leaves(same[0].of), leaves(same[0].over)
        beside = [set(leaves(each.beside)) for each in same]
        without = [set(leaves(each.without)) for each in same]
        moving = self.book.movements_on(
            {*of, *over}, first, last, include_unposted=self.include_unposted
        )
        for movement in moving:
            if movement.kind is Kind.CLOSING:
                continue
            minor = sum(
                line.debit_minor * (of.get(line.account, 0) - over.get(line.account, 0))
                for line in movement.lines
            )
            # What takes a voucher back lowers the row that the voucher raised.
            if minor * (-1 if movement.kind is Kind.REVERSAL else 1) <= 0:
                continue
            moved = {line.account for line in movement.lines}
            for each, wanted, unwanted in zip(same, beside, without, strict=True):
                if (not each.beside or moved & wanted) and not moved & unwanted:
                    self._exceeding[first, last, each].append((str(movement.voucher), minor))
                    break


def reading_of(
    book: Book, statement: Statement, last: Period | str, *, include_unposted: bool = False
) -> Reading:
    """What a statement of a book is read with."""
    span = book.figures(last, include_unposted=include_unposted)
    return Reading(book, statement, span, book.facts().start, Naming(span.chart), include_unposted)
