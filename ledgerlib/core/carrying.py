"""Carrying accounts forward by the chart's closing rules (结转损益)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .account import Side
from .amount import from_minor
from .balance import Detail
from .chart import Chart, ClosingRule
from .commodity import Commodity
from .dimension import label_of, parse_label
from .voucher import Line, Measure

#: What stands on a detail, debit positive: in money, and in what it measures.
Standing = tuple[int, int]


def carry_lines(
    chart: Chart,
    rules: Iterable[ClosingRule],
    standing: Mapping[Detail, Standing],
    commodities: Mapping[str, Commodity],
    currency: str,
    summary: str,
) -> list[list[Line]]:
    """For each rule, the lines that carry what stands on its accounts into its target.

    `standing` holds each detail's balance, debit positive, in minor units. Each detail is
    cleared by one line on the side opposite to its balance, its quantity with it; each rule
    ends with a line for its target, one for each dimension that the target demands. Rules
    run in order and a later one sees what an earlier one brought, so profit can go on to be
    distributed.
    """
    balances = dict(standing)
    found: list[list[Line]] = []
    for rule in rules:
        lines: list[Line] = []
        carried: dict[str, int] = {}
        wanted = chart.accounts[rule.into].dimensions
        for detail in _selected(chart, rule, balances):
            amount, quantity = balances[detail]
            if not (amount or quantity):
                continue
            lines.append(_line(detail, -amount, -quantity, commodities, currency, summary))
            label = _kept(detail.dimension, wanted)
            carried[label] = carried.get(label, 0) + amount
            balances[detail] = (0, 0)
        for label, amount in sorted(carried.items()):
            if amount:
                target = Detail(rule.into, label)
                lines.append(_line(target, amount, 0, commodities, currency, summary))
                before, quantity = balances.get(target, (0, 0))
                balances[target] = (before + amount, quantity)
        if lines:
            found.append(lines)
    return found


def _selected(chart: Chart, rule: ClosingRule, balances: Mapping[Detail, Standing]) -> list[Detail]:
    """The details that a rule carries, in the order of the chart."""
    chosen = [detail for detail in balances if rule.selects(chart.accounts[detail.account])]
    return sorted(chosen)


def _kept(label: str, kinds: tuple[str, ...]) -> str:
    """What of a label the target asks for."""
    if not (label and kinds):
        return ""
    return label_of({kind: code for kind, code in parse_label(label).items() if kind in kinds})


def _line(
    detail: Detail,
    signed_minor: int,
    quantity_minor: int,
    commodities: Mapping[str, Commodity],
    currency: str,
    summary: str,
) -> Line:
    """One line on the side where its amount is not negative, with the quantity that goes with it."""
    side = Side.DEBIT if (signed_minor or quantity_minor) > 0 else Side.CREDIT
    measure = None
    if detail.measure:
        measured = commodities[detail.measure]
        quantity = from_minor(side * quantity_minor, measured.scale)
        rate = None
        if quantity and measured.is_currency:
            amount = from_minor(signed_minor, commodities[currency].scale)
            rate = abs(amount / from_minor(quantity_minor, measured.scale))
        measure = Measure(measured.code, quantity, rate, measured.kind)
    amount = from_minor(abs(signed_minor), commodities[currency].scale)
    return Line(detail.account, side, amount, summary, dimension=detail.dimension, measure=measure)
