"""Revaluing foreign currency at the end of a period (期末调汇).

Monetary items stand at the closing rate; what they differ by is an exchange difference of the
period (企业会计准则第19号——外币折算 第十一条). Accounts that stay at what they cost, such as
stocks or capital paid in, are marked as not revalued.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import evolve

from .account import BALANCE_SHEET, Side
from .amount import from_minor, to_minor
from .balance import Detail
from .carrying import Standing
from .chart import Chart
from .commodity import Commodity
from .dimension import narrowed
from .voucher import Line, Measure


def revalued_accounts(chart: Chart) -> list[str]:
    """The accounts whose foreign currency is brought to the closing rate."""
    return [
        code
        for code, account in chart.accounts.items()
        if account.category in BALANCE_SHEET and account.is_revalued and chart.is_leaf(code)
    ]


def without_rate(
    standing: Mapping[Detail, Standing], rates: Mapping[str, Decimal]
) -> dict[str, list[Detail]]:
    """The currencies that there is something of and no closing rate for, and where it stands."""
    missing: dict[str, list[Detail]] = {}
    for detail, (_, quantity) in sorted(standing.items()):
        if quantity and detail.measure not in rates:
            missing.setdefault(detail.measure, []).append(detail)
    return missing


def differences(
    standing: Mapping[Detail, Standing],
    rates: Mapping[str, Decimal],
    commodities: Mapping[str, Commodity],
    currency: str,
) -> dict[Detail, int]:
    """What each detail lacks to stand at the closing rate, in minor units, debit positive.

    `standing` has what there is of each in the book's own money and in the foreign
    currency. A detail without any foreign currency left should stand at nothing; one whose
    currency has no rate is passed over.
    """
    scale = commodities[currency].scale
    found: dict[Detail, int] = {}
    for detail, (amount_minor, quantity_minor) in sorted(standing.items()):
        target_minor = 0
        if quantity_minor:
            if detail.measure not in rates:
                continue
            quantity = from_minor(quantity_minor, commodities[detail.measure].scale)
            measure = Measure(detail.measure, quantity, rates[detail.measure])
            target_minor = to_minor(measure.value(scale), scale)
        if target_minor != amount_minor:
            found[detail] = target_minor - amount_minor
    return found


def revaluation_lines(
    chart: Chart,
    differences_minor: Mapping[Detail, int],
    rates: Mapping[str, Decimal],
    commodities: Mapping[str, Commodity],
    currency: str,
    into: str,
    summary: str,
    *,
    apart: bool = False,
) -> list[Line]:
    """A line for each difference, and what they come to on the account of exchange differences.

    They move money and no foreign currency. Gains and losses meet in one line (`apart`:
    in two), one for each dimension that the account `into` asks for.
    """
    lines = []
    sums: dict[tuple[str, bool], int] = {}
    scale = commodities[currency].scale
    for detail, minor in differences_minor.items():
        measured = commodities[detail.measure]
        measure = Measure(measured.code, Decimal(0), rates.get(measured.code), measured.kind)
        line = _line(detail.account, minor, scale, summary, detail.dimension)
        lines.append(evolve(line, measure=measure))
        label = narrowed(detail.dimension, chart.accounts[into].dimensions)
        key = (label, apart and minor > 0)
        sums[key] = sums.get(key, 0) + minor
    lines += [
        _line(into, -minor, scale, summary, label) for (label, _), minor in sums.items() if minor
    ]
    return lines


def _line(account: str, minor: int, scale: int, summary: str, dimension: str) -> Line:
    """A line on the side where its amount is not red."""
    side = Side.DEBIT if minor > 0 else Side.CREDIT
    return Line(account, side, from_minor(abs(minor), scale), summary, dimension=dimension)
