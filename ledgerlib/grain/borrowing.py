"""Borrowing from the station (暂借): how much is lacking, and what is still owed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from .. import Problem, Voucher
from .events import enter_event
from .set import GrainSet
from .stock import BORROWED, STOCK, kilograms, walk_from, weights


def shortfall(
    grain_set: GrainSet, day: date, wanted: Mapping[str, Decimal | int | str]
) -> dict[str, Decimal]:
    """What would be lacking of each item, were so much taken out of stock on a day.

    Later days count too: what is taken out on the 3rd can't be eaten on the 20th. Drafts count.
    """
    found = {}
    for item, weight in weights(wanted, grain_set.items).items():
        there = walk_from(grain_set.grain, STOCK, item, day).lowest_from(day)
        if there < weight:
            found[item] = kilograms(weight - max(there, 0))
    return found


def check_stock(
    grain_set: GrainSet, day: date, wanted: Mapping[str, Decimal | int | str]
) -> list[Problem]:
    """The same as problems, each with how much to borrow."""
    return [
        Problem.of("grain.short", item=item, day=str(day), lacking=str(lacking))
        for item, lacking in shortfall(grain_set, day, wanted).items()
    ]


def borrow_for(
    grain_set: GrainSet, day: date, wanted: Mapping[str, Decimal | int | str]
) -> Voucher | None:
    """Borrow from the station what is lacking for so much to be taken out of stock on a day."""
    lacking = shortfall(grain_set, day, wanted)
    return enter_event(grain_set, "borrow", day, lacking) if lacking else None


def still_owed(grain_set: GrainSet, day: date) -> dict[str, Decimal]:
    """What is owed to the station at the end of a day, of each item that is."""
    owed = {
        item: walk_from(grain_set.grain, BORROWED, item, day).on(day) for item in grain_set.items
    }
    return {item: kilograms(weight) for item, weight in owed.items() if weight}
