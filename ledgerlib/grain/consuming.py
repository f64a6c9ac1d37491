"""The month's consumption (食用消耗): what the issue sheets come to, as one voucher."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from .. import Period, Problem, Refused, Voucher
from ..core.period import day_key
from . import tables
from .borrowing import borrow_for, check_stock
from .events import enter_event
from .issuing import issues
from .living import CONSUMPTION, living
from .rations import may_keep
from .set import GrainSet
from .stock import kilograms


def consume(
    grain_set: GrainSet,
    period: Period | str,
    *,
    day: date | None = None,
    summary: str = "",
    borrow: bool = False,
) -> Voucher:
    """Enter what the issue sheets of a month come to and is in no voucher yet, on its last day.

    With `borrow` what is lacking in stock is borrowed from the station first, in a voucher of its
    own; without it, that is refused with how much of each item it is. Sheets whose voucher was
    voided are taken again.
    """
    period = Period.parse(period) if isinstance(period, str) else period
    day = day or period.last_day
    with grain_set.grain.transaction() as connection:
        may_keep(grain_set)
        _free_the_voided(grain_set, connection)
        found = [each for each in issues(grain_set, period) if not each.consumed_in]
        sums: dict[str, int] = defaultdict(int)
        for each in found:
            sums[each.item] += each.issued_grams
        eaten = {item: kilograms(weight) for item, weight in sums.items() if weight}
        if not eaten:
            raise Refused([Problem.of("grain.nothing_issued", period=str(period))])
        if borrow:
            borrow_for(grain_set, day, eaten)
        problems = check_stock(grain_set, day, eaten)
        if problems:
            raise Refused(problems)
        text = summary or f"{period.month}月份食用消耗"
        voucher = enter_event(
            grain_set, "consume", day, eaten, summary=text, reference=f"{CONSUMPTION} {period}"
        )
        i = tables.columns(tables.Issue)
        tables.change(
            connection, tables.Issue, i.book_id == grain_set.book_id, i.consumed_in == 0,
            i.day.between(day_key(period.first_day), day_key(period.last_day)),
            consumed_in=voucher.voucher_id,
        )  # fmt: skip
        return voucher


def _free_the_voided(grain_set: GrainSet, connection: Connection) -> None:
    """Sheets whose consumption voucher was voided wait again."""
    i = tables.columns(tables.Issue)
    dead = i.consumed_in.not_in([0, *living(grain_set, CONSUMPTION)])
    tables.change(connection, tables.Issue, i.book_id == grain_set.book_id, dead, consumed_in=0)
