"""Ration standards (口粮标准): kilograms for a person a day, by item, each from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from .. import Problem, Refused, may
from ..core.period import day_from_key, day_key
from . import tables
from .set import GrainSet
from .stock import kilograms, weights


@frozen
class Ration:
    """What a person is given a day of an item, from a day on; nothing ends it."""

    item: str
    from_day: date
    kilograms: Decimal


def set_ration(
    grain_set: GrainSet, item: str, kilograms: Decimal | int | str, from_day: date
) -> None:
    """Set the ration of an item from a day on, in place of one of the same day.

    Sheets of issue that are there already keep what they were planned by. The keeper does this,
    and whoever may enter.
    """
    found = weights({item: kilograms}, grain_set.items, zero_too=True)
    r = tables.columns(tables.Ration)
    with grain_set.grain.transaction() as connection:
        may_keep(grain_set)
        number, day = grain_set.book_id, day_key(from_day)
        where = (r.book_id == number, r.item == item, r.from_day == day)
        tables.remove(connection, tables.Ration, *where)
        row = tables.Ration(book_id=number, item=item, from_day=day, grams=found[item])
        tables.put(connection, row)


def rations(grain_set: GrainSet) -> list[Ration]:
    """Every ration standard of the set, by item and day."""
    number = tables.columns(tables.Ration).book_id == grain_set.book_id
    with grain_set.grain.reading() as connection:
        return [
            Ration(row.item, day_from_key(row.from_day), kilograms(row.grams))
            for row in tables.rows(connection, tables.Ration, number)
        ]


def rations_on(grain_set: GrainSet, day: date) -> dict[str, Decimal]:
    """The ration of each item that is in force on a day."""
    latest = {each.item: each for each in rations(grain_set) if each.from_day <= day}
    found = {item: latest[item].kilograms for item in grain_set.items if item in latest}
    return {item: weight for item, weight in found.items() if weight}


def may_keep(grain_set: GrainSet) -> None:
    """Refuse unless whoever works on the set may enter vouchers in its 粮秣账.

    The set's own rows are not the ledger's, and the ledger does not ask for them.
    """
    users = {user.name: user for user in grain_set.grain.people()}
    user = users.get(grain_set.who)
    if user is None or not may(user.roles, "enter"):
        raise Refused([Problem.of("user.may_not", name=grain_set.who or "-", act="enter")])
