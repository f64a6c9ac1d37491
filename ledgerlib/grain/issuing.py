"""The daily issue sheet (每日发放登记): persons fed × ration, and what was really issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from .. import Period, Problem, Refused
from ..core.period import day_from_key, day_key
from . import tables
from .living import CONSUMPTION, living
from .rations import may_keep, rations_on
from .set import GrainSet
from .stock import grams, kilograms, stock_from, weights


@frozen
class Issue:
    """What was issued of an item on a day. `consumed_in` is the voucher that took it in, 0 for none yet."""

    day: date
    item: str
    persons: int
    planned_grams: int
    issued_grams: int
    consumed_in: int


def planned(grain_set: GrainSet, day: date, persons: int) -> dict[str, Decimal]:
    """What so many persons are due on a day, by the rations in force."""
    if persons < 0:
        raise Refused([Problem.of("grain.persons", persons=persons)])
    due = rations_on(grain_set, day)
    return {item: kilograms(grams(ration) * persons) for item, ration in due.items()}


def issue(
    grain_set: GrainSet,
    day: date,
    persons: int,
    actual: Mapping[str, Decimal | int | str] | None = None,
) -> list[Issue]:
    """Write the issue sheet of a day: the ration for so many persons, or what `actual` says of an item.

    It stands in place of an earlier one of the day. Refused where the day is in the books already,
    where no ration is in force, and where more was issued than there is: then borrow first.
    """
    due = planned(grain_set, day, persons)
    given = weights(actual or {}, grain_set.items, zero_too=True)
    if not due and not given:
        raise Refused([Problem.of("grain.no_ration", day=str(day))])
    number, i = grain_set.book_id, tables.columns(tables.Issue)
    of_day = (i.book_id == number, i.day == day_key(day))
    rows = [
        tables.Issue(
            book_id=number, day=day_key(day), item=item, persons=persons,
            planned_grams=grams(due.get(item, 0)),
            issued_grams=given.get(item, grams(due.get(item, 0))), consumed_in=0,
        )
        for item in grain_set.items
        if item in due or item in given
    ]  # fmt: skip
    with grain_set.grain.transaction() as connection:
        may_keep(grain_set)
        there = tables.rows(connection, tables.Issue, *of_day)
        alive = living(grain_set, CONSUMPTION)
        if any(row.consumed_in in alive for row in there):
            raise Refused([Problem.of("grain.issued_already", day=str(day))])
        tables.remove(connection, tables.Issue, *of_day)
        tables.put(connection, *rows)
        waiting = _waiting(tables.rows(connection, tables.Issue, i.book_id == number), alive)
        problems = [
            Problem.of("grain.short", item=item, day=str(at), lacking=str(kilograms(-least)))
            for item in {row.item for row in rows}
            for at, least in [_least(grain_set, item, waiting[item])]
            if least < 0
        ]
        if problems:
            raise Refused(problems)
    return [_value(row, alive) for row in rows]


def _value(row: tables.Issue, alive: set[int]) -> Issue:
    return Issue(
        day_from_key(row.day), row.item, row.persons, row.planned_grams, row.issued_grams,
        row.consumed_in if row.consumed_in in alive else 0,
    )  # fmt: skip


def _waiting(rows: list[tables.Issue], alive: set[int]) -> dict[str, dict[date, int]]:
    """What has been issued and is in no voucher yet, by item and day, in grams."""
    found: dict[str, dict[date, int]] = {}
    for row in rows:
        if row.consumed_in not in alive:
            found.setdefault(row.item, {})[day_from_key(row.day)] = row.issued_grams
    return found


def _least(grain_set: GrainSet, item: str, waiting: dict[date, int]) -> tuple[date, int]:
    """The day on which least is left of an item once all that was issued is taken off, and how much."""
    first = min(waiting)
    there = stock_from(grain_set, item, first)
    days = sorted({*waiting, *(day for day in there.by_day if day > first)})
    left = {
        day: there.on(day) - sum(grams for at, grams in waiting.items() if at <= day)
        for day in days
    }
    day = min(days, key=lambda each: (left[each], each))
    return day, left[day]


def issues(grain_set: GrainSet, first: Period, last: Period | None = None) -> list[Issue]:
    """The issue sheets of a span of months, by day and in the order of the items."""
    i, last = tables.columns(tables.Issue), last or first
    span = i.day.between(day_key(first.first_day), day_key(last.last_day))
    with grain_set.grain.reading() as connection:
        rows = tables.rows(connection, tables.Issue, i.book_id == grain_set.book_id, span)
    places = {item: place for place, item in enumerate(grain_set.items)}
    alive = living(grain_set, CONSUMPTION)
    found = [_value(row, alive) for row in rows]
    return sorted(found, key=lambda each: (each.day, places[each.item]))


def issued_not_entered(grain_set: GrainSet, day: date) -> dict[str, int]:
    """What has been issued up to a day and is in no voucher yet, by item, in grams."""
    i = tables.columns(tables.Issue)
    alive = living(grain_set, CONSUMPTION)
    chosen = (
        i.book_id == grain_set.book_id, i.day <= day_key(day), i.consumed_in.not_in(alive)
    )  # fmt: skip
    found = dict.fromkeys(grain_set.items, 0)
    with grain_set.grain.reading() as connection:
        for row in tables.rows(connection, tables.Issue, *chosen):
            found[row.item] += row.issued_grams
    return found
