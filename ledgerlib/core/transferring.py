"""Working a transfer out: its lines from the figures of a period, and what of them is still to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from attrs import define, evolve, field, frozen

from .account import Side
from .amount import EXACT, AmountError, from_minor, minor_text, rounded, to_minor
from .chart import Chart
from .commodity import Commodity
from .dimension import label_of, parse_label
from .formula import Formula, FormulaError, Options, Source, Unit, evaluate, functions, parse
from .problem import Problem
from .transfer import Transfer, TransferLine
from .transfer_checking import OTHERS
from .voucher import Line, Measure

#: Values this large are no amounts, and are told of before they are rounded.
_HUGE = Decimal(10) ** 20


@frozen
class Combination:
    """One of those that a line is for each of: a leaf account, and a dimension of it.

    `label` is None where the account shows no dimension at all, and empty for what has none
    while others have; `kinds` are the kinds it is told apart by, none for all.
    """

    leaf: str
    label: str | None = None
    kinds: tuple[str, ...] = ()


class TransferFigures(Source, Protocol):
    """The figures of a period as transfers read them."""

    def within(self, combination: Combination) -> Source:
        """The same, where nothing else is said, of one combination only."""

    def combinations(self, account: str, kinds: tuple[str, ...]) -> list[Combination]:
        """The leaves below an account, and the dimensions of each, that show any figures."""


def compute(
    transfer: Transfer,
    chart: Chart,
    commodities: Mapping[str, Commodity],
    figures: TransferFigures,
) -> tuple[list[Line], list[Problem]]:
    """The lines of a transfer, or what is wrong with it.

    Amounts are rounded half up to the currency, quantities to their unit. Lines that move
    nothing are left out. What does not balance is a problem.
    """
    working = _Computing(transfer, chart, commodities, figures)
    working.evaluate()
    if working.problems:
        return [], [problem.at(transfer=transfer.name) for problem in working.problems]
    off = sum(row.signed_minor for row in working.rows)
    if off:
        difference = minor_text(off, figures.scale)
        problem = Problem.of("transfer.unbalanced", transfer=transfer.name, difference=difference)
        return [], [problem]
    lines = [working.line(row) for row in working.rows]
    return [line for line in lines if not line.moves_nothing], []


@define(eq=False)
class _Row:
    """One line to be: a line of the transfer, for the one combination it is now about, if any."""

    number: int
    line: TransferLine
    amount_formula: Formula
    quantity_formula: Formula | None
    combination: Combination | None
    amount_minor: int = 0
    quantity_minor: int = 0

    @property
    def asks(self) -> frozenset[str]:
        """What of the other lines it asks for."""
        return functions(self.amount_formula) & OTHERS

    @property
    def signed_minor(self) -> int:
        """Its amount, debit positive."""
        return self.line.side * self.amount_minor

    def placed(self, code: str, chart: Chart) -> str:
        """The account below `code` with the same further digits as the leaf the row is about.

        A code that has none below it, a range or a prefix stands for itself. Raises
        FormulaError where the account has some below it, and not that one.
        """
        if self.combination is None or code not in chart.accounts or chart.is_leaf(code):
            return code
        below = code + self.combination.leaf.removeprefix(self.line.each)
        if below not in chart.accounts:
            named = {"account": code, "leaf": self.combination.leaf}
            raise FormulaError(Problem.of("transfer.no_sub_account", **named))
        return below


@define
class _Computing:
    """A transfer while it is worked out."""

    transfer: Transfer
    chart: Chart
    commodities: Mapping[str, Commodity]
    figures: TransferFigures
    problems: list[Problem] = field(factory=list)
    rows: list[_Row] = field(init=False)
    #: The rows about each combination; all of them under None.
    about: dict[Combination | None, list[_Row]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rows = []
        for number, line in enumerate(self.transfer.lines, 1):
            amount = parse(line.amount)
            quantity = parse(line.quantity) if line.quantity else None
            places: list[Combination | None] = [None]
            if line.each:
                places = [*self.figures.combinations(line.each, line.by)]
            self.rows += [_Row(number, line, amount, quantity, place) for place in places]
        self.about = {None: self.rows}
        for row in self.rows:
            if row.combination is not None:
                self.about.setdefault(row.combination, []).append(row)

    def evaluate(self) -> None:
        """Work all rows out: those first that ask for no others, last what is left over."""
        for row in self.rows:
            try:
                row.placed(row.line.account, self.chart)
            except FormulaError as error:
                self.problems += [problem.at(**self.where(row)) for problem in error.problems]
        if self.problems:
            return
        for stage in ("", "counterpart", "difference"):
            for row in self.rows:
                if (max(row.asks) if row.asks else "") == stage:
                    self.evaluate_row(row)
            if self.problems:
                return

    def evaluate_row(self, row: _Row) -> None:
        """Work a row's amount and quantity out; what is wrong goes to the problems."""
        source = _RowSource(self, row)
        try:
            unit = self.unit(row)
            row.amount_minor = _minor(evaluate(row.amount_formula, source), self.figures.scale)
            if row.quantity_formula is not None and unit is None:
                account = self.chart.accounts[row.placed(row.line.account, self.chart)]
                named = {"account": account.code, "name": account.name, "field": "unit"}
                raise FormulaError(Problem.of("transfer.no_unit", **named))
            if row.quantity_formula is not None and unit is not None:
                row.quantity_minor = _minor(evaluate(row.quantity_formula, source), unit.scale)
        except FormulaError as error:
            self.problems += [problem.at(**self.where(row)) for problem in error.problems]
        except AmountError as error:
            self.problems.append(error.problem.at(**self.where(row)))

    def where(self, row: _Row) -> dict[str, int | str]:
        """The place of a row in a problem."""
        place: dict[str, int | str] = {"line": row.number}
        if row.combination is not None:
            place["cell"] = f"{row.combination.leaf} {row.combination.label or ''}".strip()
        return place

    def unit(self, row: _Row) -> Commodity | None:
        """What a row is measured in: as it says, or as its account is kept."""
        account = self.chart.accounts[row.placed(row.line.account, self.chart)]
        return self.commodities.get(row.line.unit or account.unit)

    def line(self, row: _Row) -> Line:
        """The line that a row comes to."""
        unit, measure = self.unit(row), None
        if unit is not None:
            quantity = from_minor(row.quantity_minor, unit.scale)
            measure = Measure(unit.code, quantity, None, unit.kind)
        label = row.combination.label if row.combination else None
        return Line(
            row.placed(row.line.account, self.chart),
            row.line.side,
            from_minor(row.amount_minor, self.figures.scale),
            row.line.summary or self.transfer.summary or self.transfer.name,
            dimension=_merged(label or "", row.line.dimension),
            measure=measure,
        )


@frozen
class _RowSource:
    """The figures for one row: those of its combination, and what the other rows come to."""

    working: _Computing
    row: _Row

    @property
    def scale(self) -> int:
        return self.working.figures.scale

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        figures, combination = self.working.figures, self.row.combination
        placed = tuple(self.row.placed(code, self.working.chart) for code in codes)
        source = figures if combination is None else figures.within(combination)
        return source.figure(function, placed, unit, options)

    def rate(self, currency: str, options: Options) -> Decimal:
        return self.working.figures.rate(currency, options)

    def line(self, label: str) -> Decimal:
        raise AssertionError("a transfer has no lines of a statement")

    def counterpart(self) -> Decimal:
        """The sum of the lines on the other side; for each of several, of those about the same."""
        row = self.row
        others = self.working.about[row.combination]
        minor = sum(each.amount_minor for each in others if each.line.side != row.line.side)
        return from_minor(minor, self.scale)

    def difference(self) -> Decimal:
        """What the other rows lack to balance, on this row's side."""
        row = self.row
        minor = sum(each.signed_minor for each in self.working.rows if each is not row)
        return from_minor(-row.line.side * minor, self.scale)


def _minor(value: Decimal, scale: int) -> int:
    """A value rounded half up once. Raises AmountError for what is too large to be an amount."""
    if value.copy_abs() >= _HUGE:
        raise AmountError(Problem.of("amount.too_large", value=f"{value:.40}"))
    return to_minor(rounded(value, scale), scale)


def _merged(label: str, fixed: str) -> str:
    """A label with the values that a line fixes in it."""
    values = parse_label(label) if label else {}
    return label_of(values | (parse_label(fixed) if fixed else {}))


def left_over(wanted: Iterable[Line], done: Iterable[Line]) -> list[Line]:
    """What of the lines wanted is not done yet, red where too much has been.

    Lines are the same by account, side, dimension and what they measure.
    """
    sums: dict[tuple[str, Side, str, str], Line] = {}
    for sign, lines in ((1, wanted), (-1, done)):
        for line in lines:
            measure = line.measure.commodity if line.measure else ""
            key = (line.account, line.side, line.dimension, measure)
            sums[key] = _plus(sums.get(key), line, Decimal(sign))
    return [line for line in sums.values() if not line.moves_nothing]


def _plus(before: Line | None, line: Line, sign: Decimal) -> Line:
    """A line with the amount and quantity of another added or taken off."""
    zero = evolve(
        line, amount=Decimal(0), commodity="", settlement=None,
        measure=evolve(line.measure, quantity=Decimal(0)) if line.measure else None,
    )  # fmt: skip
    kept = before or zero
    measure = kept.measure
    if measure is not None and line.measure is not None:
        quantity = EXACT.fma(line.measure.quantity, sign, measure.quantity)
        measure = evolve(measure, quantity=quantity)
    return evolve(kept, amount=EXACT.fma(line.amount, sign, kept.amount), measure=measure)
