"""The columns that reports of balances share: opening, turnover, year to date, closing by side."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..core.amount import from_minor
from ..core.balance import Figures, split

AMOUNTS = (
    "opening_debit", "opening_credit", "debit", "credit", "ytd_debit", "ytd_credit",
    "closing_debit", "closing_credit",
)  # fmt: skip


def minor_of(figures: Figures) -> tuple[int, ...]:
    """The figures in the order of `AMOUNTS`, balances on the side where they really stand."""
    return (
        *split(figures.opening_minor),
        figures.debit_minor,
        figures.credit_minor,
        figures.year_to_date_debit_minor,
        figures.year_to_date_credit_minor,
        *split(figures.closing_minor),
    )


def amounts(minor: Iterable[int], scale: int) -> dict[str, Decimal]:
    """Minor units in the order of `AMOUNTS` as cells."""
    return {key: from_minor(value, scale) for key, value in zip(AMOUNTS, minor, strict=True)}


def amounts_of(figures: Figures, scale: int) -> dict[str, Decimal]:
    """The figures as cells."""
    return amounts(minor_of(figures), scale)
