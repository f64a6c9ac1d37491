"""What the reports of a grain set share: a column for each item, and how they trace to the book."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ... import Period
from ...reports.report import Cell, Column, ColumnKind, traced
from ..set import SCALE, UNIT, GrainSet
from ..stock import kilograms


def item_columns(items: tuple[str, ...], part: str = "", group: str = "") -> tuple[Column, ...]:
    """A column of weights for each item, under the title of a group."""
    return tuple(
        Column(f"{part}{item}", "column.weight", ColumnKind.AMOUNT, name=item, group=group)
        for item in items
    )


def weight_cells(weights: Mapping[str, int], part: str = "") -> dict[str, Cell]:
    """Weights in grams as cells of their items' columns."""
    return {f"{part}{item}": kilograms(grams) for item, grams in weights.items()}


def of_set(grain_set: GrainSet, period: Period) -> dict[str, Any]:
    """What every report says of the 粮秣账 it comes from, as arguments of `Report`, in kilograms."""
    span = grain_set.grain.figures(period)
    return {**traced(span), "currency": UNIT, "decimals": SCALE}


def zero() -> Decimal:
    """Nothing, with the decimals of a weight."""
    return kilograms(0)
