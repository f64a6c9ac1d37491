"""Carrying accounts forward by the chart's closing rules (结转损益)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import define, field, frozen

from .account import Side
from .amount import DIVIDING, from_minor, rounded, to_minor
from .balance import Detail
from .chart import Chart, ClosingRule
from .commodity import Commodity
from .dimension import narrowed
from .formula import Source, evaluate, parse
from .voucher import Line, Measure

#: What stands on a detail, debit positive: in money, and in what it measures.
Standing = tuple[int, int]

#: Where a rule's formula has its figures from, given what the rules before it have moved.
SourceOf = Callable[[Mapping[Detail, Standing]], Source]


@frozen
class Carried:
    """What one rule carries: its lines balance, and each is there because of the rule."""

    rule: ClosingRule
    lines: tuple[Line, ...]


def carry_lines(
    chart: Chart,
    rules: Iterable[ClosingRule],
    standing: Mapping[Detail, Standing],
    commodities: Mapping[str, Commodity],
    currency: str,
    summary: str,
    source_of: SourceOf | None = None,
) -> list[Carried]:
    """What each rule carries, in the order of the rules; nothing for one that finds nothing.

    `standing` holds each detail's balance, debit positive, in minor units. Each detail is
    cleared by one line on the side opposite to its balance, its quantity with it; then comes
    a line for each target, one for each dimension that the target demands or the rule splits
    by. A later rule sees what an earlier one brought, so profit can go on to be distributed.
    `summary` is that of rules without a name; `source_of` is asked by rules with a formula.
    Raises FormulaError or AmountError where a formula has no result that can be entered.
    """
    carrying = _Carrying(chart, dict(standing), commodities, currency, summary, source_of)
    return [each for rule in rules if not rule.by_hand for each in carrying.carry(rule)]


def left_by_hand(
    chart: Chart, rules: Iterable[ClosingRule], standing: Mapping[Detail, Standing]
) -> list[tuple[ClosingRule, str]]:
    """The accounts on which something stands that a rule leaves to the bookkeeper (手工结转)."""
    found: dict[tuple[ClosingRule, str], None] = {}
    for rule in rules:
        if rule.by_hand:
            for detail in _selected(chart, rule, standing):
                if any(standing[detail]):
                    found[rule, detail.account] = None
    return list(found)


@define
class _Carrying:
    """The balances while rule after rule is carried out."""

    chart: Chart
    balances: dict[Detail, Standing]
    commodities: Mapping[str, Commodity]
    currency: str
    summary: str
    source_of: SourceOf | None
    #: What the rules so far have moved, debit positive.
    moved: dict[Detail, Standing] = field(factory=dict)

    def carry(self, rule: ClosingRule) -> Iterator[Carried]:
        """What a rule carries: in one go, or income and expense each by itself."""
        if rule.amount:
            lines = self._distribute(rule)
            if lines:
                yield Carried(rule, tuple(lines))
            return
        selected = _selected(self.chart, rule, self.balances)
        if rule.only is not None:
            selected = self._on_side(rule, selected, rule.only)
        for side in (Side.CREDIT, Side.DEBIT) if rule.by_direction else (None,):
            part = [
                d for d in selected if side in (None, self.chart.accounts[d.account].normal_side)
            ]
            lines = self._clear(rule, part)
            if lines:
                yield Carried(rule, tuple(lines))

    def _on_side(self, rule: ClosingRule, details: list[Detail], side: Side) -> list[Detail]:
        """The details of those accounts whose balance, with all that is below them, is on a side.

        The accounts meant are the outermost that the rule selects: 8401, whatever its details.
        """
        outermost = {}
        for code in {detail.account for detail in details}:
            chain = (code, *self.chart.ancestors(code))
            chosen = [each for each in chain if rule.selects(self.chart.accounts[each])]
            outermost[code] = chosen[-1]
        sums: dict[str, int] = {}
        for detail in details:
            account = outermost[detail.account]
            sums[account] = sums.get(account, 0) + self.balances[detail][0]
        return [d for d in details if sums[outermost[d.account]] * side > 0]

    def _clear(self, rule: ClosingRule, details: list[Detail]) -> list[Line]:
        lines = []
        brought: dict[Detail, int] = {}
        for detail in details:
            amount, quantity = self.balances[detail]
            if not (amount or quantity):
                continue
            lines.append(self._line(rule, detail, -amount, -quantity))
            into = rule.target_of(detail.account)
            kept = {*self.chart.accounts[into].dimensions, *rule.split_by}
            target = Detail(into, narrowed(detail.dimension, kept))
            brought[target] = brought.get(target, 0) + amount
        lines += [
            self._line(rule, target, amount, 0)
            for target, amount in sorted(brought.items())
            if amount
        ]
        return lines

    def _distribute(self, rule: ClosingRule) -> list[Line]:
        """Debit the first account with what the formula comes to, credit the target."""
        assert self.source_of is not None, "a formula needs a source of figures"
        result = evaluate(parse(rule.amount), self.source_of(self.moved))
        scale = self.commodities[self.currency].scale
        minor = to_minor(rounded(result, scale), scale)
        if minor <= 0:
            return []
        source = next(
            code
            for code, account in self.chart.accounts.items()
            if self.chart.is_leaf(code) and rule.selects(account)
        )
        return [
            self._line(rule, Detail(source), minor, 0),
            self._line(rule, Detail(rule.into), -minor, 0),
        ]

    def _line(self, rule: ClosingRule, detail: Detail, signed_minor: int, quantity: int) -> Line:
        """One line on the side where its amount is not negative, and the balances after it."""
        for held in (self.balances, self.moved):
            before = held.get(detail, (0, 0))
            held[detail] = (before[0] + signed_minor, before[1] + quantity)
        side = Side.DEBIT if (signed_minor or quantity) > 0 else Side.CREDIT
        scale = self.commodities[self.currency].scale
        measure = None
        if detail.measure:
            measured = self.commodities[detail.measure]
            rate = None
            if quantity and measured.is_currency:
                worth = from_minor(signed_minor, scale)
                rate = abs(DIVIDING.divide(worth, from_minor(quantity, measured.scale)))
            shown = from_minor(side * quantity, measured.scale)
            measure = Measure(measured.code, shown, rate, measured.kind)
        return Line(
            detail.account, side, from_minor(abs(signed_minor), scale), rule.name or self.summary,
            dimension=detail.dimension, measure=measure,
        )  # fmt: skip


def _selected(chart: Chart, rule: ClosingRule, balances: Mapping[Detail, Standing]) -> list[Detail]:
    """The details that a rule carries, in the order of the chart."""
    codes = {code for code, account in chart.accounts.items() if rule.selects(account)}
    return sorted(d for d in balances if d.account in codes and rule.takes(d.dimension))
