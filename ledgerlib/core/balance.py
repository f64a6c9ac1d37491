"""Balances and turnovers, rolled up the tree of accounts into a trial balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from attrs import define, field

from .chart import Chart


@define
class Figures:
    """What an account shows over a span of periods, in minor units, debit positive.

    `opening_minor` is its balance before the span; debit and credit are the
    turnovers within it; year-to-date those since the year began.
    """

    opening_minor: int = 0
    debit_minor: int = 0
    credit_minor: int = 0
    year_to_date_debit_minor: int = 0
    year_to_date_credit_minor: int = 0

    @property
    def closing_minor(self) -> int:
        """Opening + debit − credit."""
        return self.opening_minor + self.debit_minor - self.credit_minor

    @property
    def year_opening_minor(self) -> int:
        """What stood at the beginning of the year (年初数): closing less the year's turnover."""
        return self.closing_minor - self.year_to_date_debit_minor + self.year_to_date_credit_minor

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing at all to show."""
        return not (
            self.opening_minor
            or self.debit_minor
            or self.credit_minor
            or self.year_to_date_debit_minor
            or self.year_to_date_credit_minor
        )

    def add(self, other: Figures) -> None:
        """Take another account's figures in."""
        self.opening_minor += other.opening_minor
        self.debit_minor += other.debit_minor
        self.credit_minor += other.credit_minor
        self.year_to_date_debit_minor += other.year_to_date_debit_minor
        self.year_to_date_credit_minor += other.year_to_date_credit_minor


class Detail(NamedTuple):
    """Where a balance stands below its account: the label of a dimension, a measure, or neither."""

    account: str
    dimension: str = ""
    measure: str = ""


@define
class Measured:
    """Figures in money, and beside them those of the quantity or foreign currency measured."""

    amount: Figures = field(factory=Figures)
    quantity: Figures = field(factory=Figures)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing at all to show."""
        return self.amount.is_blank and self.quantity.is_blank

    def add(self, other: Measured) -> None:
        """Take another detail's figures in."""
        self.amount.add(other.amount)
        self.quantity.add(other.quantity)


def sum_up(details: Iterable[tuple[Detail, Measured]]) -> dict[Detail, Measured]:
    """The figures added up by what the details say of themselves, however often each comes."""
    totals: dict[Detail, Measured] = {}
    for detail, measured in details:
        totals.setdefault(detail, Measured()).add(measured)
    return totals


def roll_up(chart: Chart, leaves: Mapping[str, Figures]) -> dict[str, Figures]:
    """Figures of every account that has any, parents as the sums of what is below them."""
    totals: dict[str, Figures] = {}
    for code, figures in leaves.items():
        for place in (code, *chart.ancestors(code)):
            totals.setdefault(place, Figures()).add(figures)
    return {code: totals[code] for code in chart.accounts if code in totals}


def split(balance_minor: int) -> tuple[int, int]:
    """A balance as (debit, credit): on the side where it really stands."""
    return (balance_minor, 0) if balance_minor >= 0 else (0, -balance_minor)
