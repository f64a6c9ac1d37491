"""Rates of exchange (汇率): what a unit of a currency is worth in the book's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import frozen

from .commodity import Commodity
from .period import Period
from .problem import Problem

#: The most decimals a rate has, and what it stays below.
DECIMALS: Final = 10
LARGEST: Final = Decimal(10**9)


class RateKind(StrEnum):
    """Whether a rate is for entering vouchers or for revaluing (记账汇率、调整汇率)."""

    DAY = "day"
    CLOSING = "closing"


#: The rates that a formula may ask for: that of the period's end, of its beginning, of its last day.
RATE_KINDS: Final = {
    "closing": "closing", "期末": "closing", "opening": "opening", "期初": "opening",
    "day": "day", "当日": "day",
}  # fmt: skip


@frozen
class Rate:
    """A rate: that of a day holds from then on until the next, that of a period at its end."""

    currency: str
    rate: Decimal
    at: date | Period

    @property
    def kind(self) -> RateKind:
        """Which of the two it is."""
        return RateKind.CLOSING if isinstance(self.at, Period) else RateKind.DAY


def check_rate(rate: Rate, commodity: Commodity | None, base: str) -> list[Problem]:
    """What is wrong with a rate, for a currency of the book, or one it does not have yet."""
    problems = []
    if rate.currency == base:
        problems.append(Problem.of("rate.of_base", currency=base, field="currency"))
    elif commodity is not None and not commodity.is_currency:
        problems.append(Problem.of("rate.of_goods", commodity=rate.currency, field="currency"))
    if not (rate.rate.is_finite() and 0 < rate.rate < LARGEST and _is_short(rate.rate)):
        named = {"value": f"{rate.rate:.40}", "decimals": DECIMALS, "field": "rate"}
        problems.append(Problem.of("rate.out_of_bounds", **named))
    return problems


def _is_short(value: Decimal) -> bool:
    """Whether it has no more decimals than a rate may have."""
    return bool(10**DECIMALS % value.as_integer_ratio()[1] == 0)
