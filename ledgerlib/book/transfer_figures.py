"""Where transfers have their figures from: a period of the book, vouchers not posted yet counted in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from attrs import define, evolve, field, frozen

from ..core.account import Side
from ..core.amount import EXACT, from_minor
from ..core.asked_figures import TURNOVERS, figure_of, one_sided, party_of, wanted_side
from ..core.balance import Detail, Figures, Measured
from ..core.chart import Chart, Occasion
from ..core.dimension import narrowed, parse_label, with_ancestors
from ..core.formula import FormulaError, Options, Unit
from ..core.moving_average import MovingAverage, NotInStock
from ..core.naming import Naming
from ..core.period import Period, day_from_key
from ..core.problem import Problem
from ..core.rate import RATE_KINDS
from ..core.transferring import Combination
from ..core.voucher import Kind, Line
from ..store import dimensions, ledgers
from .details import read_details
from .rates import closing_rates, rate_on
from .vouchers import moved
from .work import Work

#: The figures that closing vouchers of the period itself would change.
_CLOSING = frozenset({"closing", "debit_balances", "credit_balances"})


@frozen
class _Wanted:
    """Which dimensions count: those with one of these values of each kind, or with none of some kinds."""

    values: tuple[tuple[str, frozenset[str]], ...] = ()
    none_of: tuple[str, ...] | None = None

    def takes(self, label: str) -> bool:
        """Whether a detail with this label counts. Without any kinds named, none is to have none at all."""
        if self.none_of is not None:
            found = parse_label(label) if label else {}
            return not any(kind in found for kind in self.none_of) if self.none_of else not found
        found = parse_label(label) if label and self.values else {}
        return all(found.get(kind) in codes for kind, codes in self.values)


@frozen
class _Details:
    """What was read of a period, and where in it each value of a dimension is."""

    by_label: Mapping[str, list[tuple[Detail, Measured]]]

    @classmethod
    def of(cls, found: Iterable[tuple[Detail, Measured]]) -> _Details:
        by_label: dict[str, list[tuple[Detail, Measured]]] = {}
        for detail, measured in found:
            by_label.setdefault(detail.dimension, []).append((detail, measured))
        return cls(by_label)

    @cached_property
    def labels_of(self) -> dict[tuple[str, str], list[str]]:
        """The labels in which each value of each kind occurs."""
        found: dict[tuple[str, str], list[str]] = {}
        for label in self.by_label:
            for pair in parse_label(label).items() if label else ():
                found.setdefault(pair, []).append(label)
        return found

    def taken(self, wanted: _Wanted) -> Iterator[tuple[Detail, Measured]]:
        """Those that count."""
        labels: Iterable[str] = self.by_label
        if wanted.values:
            kind, codes = wanted.values[0]
            labels = [label for code in codes for label in self.labels_of.get((kind, code), ())]
        for label in labels:
            if wanted.takes(label):
                yield from self.by_label[label]


_ReadKey = tuple[Period, bool, bool, frozenset[str] | None]


@define(slots=False)
class TransferFigures:
    """The figures of a period as transfers read them.

    An account of profit and loss shows what stood on it before it was carried forward in
    the period, so that a transfer comes to the same before and after; accounts that profit and
    loss is carried to show what was carried. Of periods before the book's start everything
    is nothing.
    """

    work: Work
    period: Period
    naming: Naming
    #: All leaf accounts that the transfers read: their totals are read at once.
    leaves: frozenset[str]
    #: What vouchers will have brought that are not in the database, or are not to count.
    brought: _Details = field(factory=lambda: _Details({}))
    combination: Combination | None = None
    _read: dict[_ReadKey, _Details] = field(factory=dict)
    _wanted: dict[str, _Wanted] = field(factory=dict)
    _carried: dict[Period, frozenset[str]] = field(factory=dict)

    @property
    def scale(self) -> int:
        """The decimals of the book's currency."""
        return self.work.currency.scale

    def within(self, combination: Combination) -> TransferFigures:
        """The same, where nothing else is said, of one combination only."""
        return evolve(self, combination=combination)

    def after(self, lines: Iterable[Line], *, sign: int = 1) -> TransferFigures:
        """The same with lines of this period brought too, or taken out."""
        brought = {detail: _copy(found) for detail, found in self.brought.taken(_Wanted())}
        for line in lines:
            detail, (amount, quantity) = moved(self.work, line)
            measured = brought.setdefault(detail, Measured())
            measured.add(Measured(*(_turnover(line.side, sign * x) for x in (amount, quantity))))
        return evolve(self, brought=_Details.of(brought.items()))

    def combinations(self, account: str, kinds: tuple[str, ...]) -> list[Combination]:
        """The leaves below an account, and the dimensions of each, that show any figures."""
        leaves = frozenset(self.naming.leaves((account,)))
        sums: dict[tuple[str, str], Measured] = {}
        for detail, measured in self._details(self.period, leaves, False, None, True):
            label = narrowed(detail.dimension, kinds) if kinds else detail.dimension
            sums.setdefault((detail.account, label), Measured()).add(measured)
        found = sorted(key for key, measured in sums.items() if not measured.is_blank)
        if not any(label for _, label in found):
            return [Combination(leaf) for leaf, _ in found]
        return [Combination(leaf, label, kinds) for leaf, label in found]

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        """What the accounts show together."""
        if function == "moving_cost":
            return self._moving_cost(codes, options)
        period = self.period.before(int(options.get("previous", 0)))
        if period < self.work.facts.start:
            return Decimal(0)
        sides = self.naming.leaves(codes)
        wanted = self._wanted_by(options)
        found: list[tuple[Detail, Measured]] = []
        for leaves, with_closing in self._groups(function, frozenset(sides), period, options):
            by_party = function.endswith("_balances")
            found += self._details(period, leaves, with_closing, wanted, by_party)
        found = [each for each in found if self._is_measured(each[0].measure, unit, options)]
        if function.endswith("_balances"):
            return self._balances(function, found)
        scales = {}
        total = Decimal(0)
        for detail, measured in found:
            shown = measured.amount if unit is Unit.MONEY else measured.quantity
            minor = figure_of(function, shown, sides[detail.account])
            if minor:
                scale = self._scale(detail.measure) if unit is not Unit.MONEY else self.scale
                scales[detail.measure] = scale
                total = EXACT.add(total, from_minor(minor, scale))
        if unit is Unit.QUANTITY and len(scales) > 1:
            named = {"accounts": " ".join(codes), "units": "、".join(sorted(scales))}
            raise FormulaError(Problem.of("transfer.several_units", **named))
        return total

    def rate(self, currency: str, options: Options) -> Decimal:
        """The closing rate of the period, that of the one before, or the rate of its last day."""
        period = self.period.before(int(options.get("previous", 0)))
        kind = RATE_KINDS[str(options.get("kind", "closing"))]
        if kind == "day":
            found = rate_on(self.work, currency, period.last_day)
            if found is None:
                raise FormulaError(Problem.of("rate.missing", commodity=currency))
            return found
        period = period.previous() if kind == "opening" else period
        rates = closing_rates(self.work, period)
        if currency not in rates:
            problem = Problem.of("rate.no_closing", currency=currency, period=str(period))
            raise FormulaError(problem)
        return rates[currency]

    def line(self, label: str) -> Decimal:
        """Lines belong to statements."""
        raise AssertionError(label)

    def counterpart(self) -> Decimal:
        """The other lines belong to the transfer that reads these figures."""
        raise AssertionError("counterpart")

    def difference(self) -> Decimal:
        """The other lines belong to the transfer that reads these figures."""
        raise AssertionError("difference")

    def _moving_cost(self, codes: tuple[str, ...], options: Options) -> Decimal:
        """What was sold in the period cost, each sale by the average at its time (移动加权平均法).

        Lines count in the order of their days and numbers. What transfers brought on the stock is
        passed over: it is this very cost.
        """
        stock, sold = (self.naming.leaves((code,)) for code in codes)
        wanted = self._wanted_by(options) or _Wanted()
        average = MovingAverage()
        units: set[str] = set()
        for detail, measured in self._details(self.period, frozenset(stock), True, wanted, True):
            average.receive(measured.amount.opening_minor, measured.quantity.opening_minor)
            units |= {detail.measure} - {""}
        work, total, labels = self.work, 0, {0: ""}
        code_of = {work.known.ids[code]: code for code in (*stock, *sold)}
        for row in ledgers.lines_on(
            work.connection, work.book_id, work.facts.currency, list(code_of), self.period.key,
            self.period.key, include_unposted=True,
        ):  # fmt: skip
            if row.dimension_id not in labels:
                found = dimensions.labels_of(work.connection, work.book_id, [row.dimension_id])
                labels |= found
            code = code_of[row.account_id]
            if not wanted.takes(labels[row.dimension_id]):
                continue
            units |= {row.measure_commodity} - {""}
            if code in sold:
                try:
                    total += average.issue(-row.side * row.measure_minor)
                except NotInStock:
                    day = str(day_from_key(row.day))
                    problem = Problem.of("transfer.not_in_stock", accounts=codes[0], day=day)
                    raise FormulaError(problem) from None
            elif row.kind != Kind.TRANSFER:
                average.receive(row.side * row.amount_minor, row.side * row.measure_minor)
        if len(units) > 1:
            named = {"accounts": " ".join(codes), "units": "、".join(sorted(units))}
            raise FormulaError(Problem.of("transfer.several_units", **named))
        return from_minor(total, self.scale)

    # What is read

    def _groups(
        self, function: str, leaves: frozenset[str], period: Period, options: Options
    ) -> list[tuple[frozenset[str], bool]]:
        """The accounts, in groups, with whether closing vouchers count in what they show."""
        if function in TURNOVERS:
            return [(leaves, bool(options.get("with_closing", 0)))]
        if function not in _CLOSING:
            return [(leaves, True)]
        if period not in self._carried:
            self._carried[period] = _carried(self.work.chart, period)
        carried = leaves & self._carried[period]
        groups = [(carried, False), (leaves - carried, True)]
        return [group for group in groups if group[0]]

    def _details(
        self,
        period: Period,
        leaves: frozenset[str],
        with_closing: bool,
        wanted: _Wanted | None,
        by_dimension: bool,
    ) -> Iterator[tuple[Detail, Measured]]:
        """What there is on some accounts, and what is brought on them; by dimension if asked to."""
        below = by_dimension or wanted is not None
        together = None if not below and leaves <= self.leaves else leaves
        key = (period, with_closing, below, together)
        if key not in self._read:
            codes = sorted(self.leaves if together is None else leaves)
            found = read_details(
                self.work, period, period, codes, by_dimension=below, with_closing=with_closing,
                include_unposted=True,
            )  # fmt: skip
            self._read[key] = _Details.of(found.items())
        wanted = wanted or _Wanted()
        for detail, measured in self._read[key].taken(wanted):
            if detail.account in leaves:
                yield detail, measured
        if period == self.period:
            for detail, measured in self.brought.taken(wanted):
                if detail.account in leaves:
                    yield detail, measured

    def _wanted_by(self, options: Options) -> _Wanted | None:
        """The dimensions that count: those a formula names, else those of the combination."""
        named = str(options.get("dimension", ""))
        if named == "*":
            return None
        if named:
            if named not in self._wanted:
                self._wanted[named] = self._with_all_below(named)
            return self._wanted[named]
        if self.combination is None or self.combination.label is None:
            return None
        if not self.combination.label:
            return _Wanted(none_of=self.combination.kinds)
        values = parse_label(self.combination.label)
        return _Wanted(tuple((kind, frozenset({code})) for kind, code in values.items()))

    def _with_all_below(self, label: str) -> _Wanted:
        """The values that a formula names, each with those below it."""
        work = self.work
        pairs = []
        for kind, code in parse_label(label, work.known.kinds).items():
            parents = dimensions.parents(work.connection, work.book_id, kind)
            below = {each for each in parents if code in with_ancestors(each, parents)}
            pairs.append((kind, frozenset({code, *below})))
        return _Wanted(tuple(pairs))

    def _is_measured(self, measure: str, unit: Unit, options: Options) -> bool:
        """Whether a detail is in what a figure is counted in."""
        base = self.work.facts.currency
        commodity = self.work.known.commodities.get(measure)
        is_foreign = commodity is not None and commodity.is_currency and measure != base
        if unit is Unit.QUANTITY:
            return commodity is not None and not commodity.is_currency
        currency = options.get("currency")
        if currency is None:
            return True
        return not is_foreign if currency == base and unit is Unit.MONEY else measure == currency

    def _scale(self, measure: str) -> int:
        return self.work.known.commodities[measure].scale

    def _balances(self, function: str, found: Iterable[tuple[Detail, Measured]]) -> Decimal:
        """The balances that stand on one side, party by party (明细科目借方、贷方余额合计)."""
        wanted = wanted_side(function)
        standing: dict[tuple[str, str], int] = {}
        for detail, measured in found:
            account = self.work.chart.accounts[detail.account]
            key = (detail.account, party_of(detail.dimension, account))
            standing[key] = standing.get(key, 0) + one_sided(function, measured.amount)
        minor = sum(max(balance * wanted, 0) for balance in standing.values())
        return from_minor(minor, self.scale)


def _carried(chart: Chart, period: Period) -> frozenset[str]:
    """The accounts that are carried at the end of a period, and to which nothing is carried."""
    occasions = [Occasion.PERIOD_END, Occasion.YEAR_END][: 2 if period.month == 12 else 1]
    rules = chart.rules(*occasions)
    targets = {code for rule in chart.closing_rules for code in rule.targets}
    return frozenset(
        code
        for code, account in chart.accounts.items()
        if code not in targets and any(rule.selects(account) for rule in rules)
    )


def _copy(measured: Measured) -> Measured:
    copy = Measured()
    copy.add(measured)
    return copy


def _turnover(side: Side, signed_minor: int) -> Figures:
    """The figures of one line of the period, given debit positive."""
    minor = side * signed_minor
    debit, credit = (minor, 0) if side is Side.DEBIT else (0, minor)
    return Figures(0, debit, credit, debit, credit)
