"""Stock-taking (盘点): what is counted against what the books say, and the voucher that makes them agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from .. import Problem, Refused, Voucher
from ..core.period import day_from_key, day_key
from . import tables
from .entries import Entry, paid, received
from .events import enter_entries
from .issuing import issued_not_entered
from .living import COUNTING, living
from .rations import may_keep
from .set import GrainSet
from .stock import CONSUMED, STOCK, kilograms, walk_from, weights


@frozen
class Counted:
    """An item as it was counted: what the books said, issue sheets not yet entered taken off."""

    day: date
    item: str
    book_grams: int
    counted_grams: int
    voucher_id: int = 0

    @property
    def difference_grams(self) -> int:
        """More than nothing is surplus (溢), less is shortage (缺)."""
        return self.counted_grams - self.book_grams


def compare_stock(
    grain_set: GrainSet, day: date, counted: Mapping[str, Decimal | int | str]
) -> list[Counted]:
    """What was counted at the end of a day against the books; nothing is stored."""
    found = weights(counted, grain_set.items, zero_too=True)
    issued = issued_not_entered(grain_set, day)
    return [
        Counted(
            day, item,
            walk_from(grain_set.grain, STOCK, item, day).on(day) - issued[item], weight,
        )
        for item, weight in found.items()
    ]  # fmt: skip


def take_stock(
    grain_set: GrainSet,
    day: date,
    counted: Mapping[str, Decimal | int | str],
    *,
    summary: str = "",
) -> Voucher | None:
    """Record a stock-taking, and enter what is over or short as a voucher; None where all agrees.

    Shortage is paid from stock and from 粮秣报销, surplus received on both: it is written off with
    what was eaten, and the approval of the final accounts decides on it.
    """
    if not counted:
        raise Refused([Problem.of("grain.nothing_counted", day=str(day))])
    with grain_set.grain.transaction() as connection:
        may_keep(grain_set)
        compared = compare_stock(grain_set, day, counted)
        entries = [entry for each in compared for entry in _entries(each)]
        voucher = None
        if entries:
            voucher = enter_entries(
                grain_set.grain, day, summary or "盘点溢缺", entries, reference=f"{COUNTING} {day}"
            )
        s, number = tables.columns(tables.StockTake), grain_set.book_id
        dead = s.voucher_id.not_in([0, *living(grain_set, COUNTING)])
        tables.remove(connection, tables.StockTake, s.book_id == number, dead)
        for each in compared:
            again = (s.book_id == number, s.day == day_key(day), s.item == each.item)
            if tables.rows(connection, tables.StockTake, *again):
                raise Refused([Problem.of("grain.counted_already", item=each.item, day=str(day))])
        rows = [
            tables.StockTake(
                book_id=number, day=day_key(day), item=each.item, book_grams=each.book_grams,
                counted_grams=each.counted_grams,
                voucher_id=(voucher.voucher_id or 0) if voucher and each.difference_grams else 0,
            )
            for each in compared
        ]  # fmt: skip
        tables.put(connection, *rows)
        return voucher


def _entries(counted: Counted) -> tuple[Entry, ...]:
    """Received or paid on stock and on what is written off, alike."""
    weight = counted.difference_grams
    if not weight:
        return ()
    act, word = (received, "盘点溢余") if weight > 0 else (paid, "盘点短缺")
    found = [act(account, kilograms(abs(weight)), counted.item) for account in (STOCK, CONSUMED)]
    return tuple(evolve(entry, summary=f"{word} {counted.item}") for entry in found)


def stock_takes(grain_set: GrainSet) -> list[Counted]:
    """Every stock-taking of the set, by day and in the order of the items."""
    number = tables.columns(tables.StockTake).book_id == grain_set.book_id
    places = {item: place for place, item in enumerate(grain_set.items)}
    alive = {0, *living(grain_set, COUNTING)}
    with grain_set.grain.reading() as connection:
        found = [
            Counted(
                day_from_key(row.day), row.item, row.book_grams, row.counted_grams, row.voucher_id
            )
            for row in tables.rows(connection, tables.StockTake, number)
            if row.voucher_id in alive
        ]
    return sorted(found, key=lambda each: (each.day, places[each.item]))
