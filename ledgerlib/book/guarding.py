"""Accounts that may not go below nothing on any day (赤字控制): cash, bank, stock.

Looked at after every act that could bring one there, back-dated entries included.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ..core.amount import minor_text
from ..core.period import Period, day_from_key
from ..core.problem import Problem
from ..refusal import refuse_if
from ..store import dimensions, running
from .choosing import parse_period
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def warnings(book: Book, period: Period | str) -> list[Problem]:
    """Guarded accounts below nothing, up to a period's end, where the policy only warns of them."""
    last = str(parse_period(period).last_day)
    with book._reading() as work:
        if work.policies.negative_balance != "warn":
            return []
        return [problem for problem in below_nothing(work) if problem.values["day"] <= last]


def guard(work: Work, *, posted_only: bool = False) -> None:
    """Refuse what has been done where it leaves a guarded account below nothing, by policy."""
    if work.chart.guarded and work.policies.negative_balance == "refuse":
        refuse_if(below_nothing(work, posted_only=posted_only))


def below_nothing(work: Work, *, posted_only: bool = False) -> list[Problem]:
    """Each guarded account, and each dimension and measure of one, with the first day it is below nothing.

    Closed months can't change; the walk begins with what stood at the end of the last
    of them. Drafts count unless `posted_only` says otherwise, void ones never.
    """
    chart, ids = work.chart, work.known.ids
    guarded = {ids[code]: code for code in chart.guarded}
    if not guarded:
        return []
    sides = {number: int(chart.accounts[code].normal_side) for number, code in guarded.items()}
    found = [
        (commodity, each)
        for commodity in _kept_in(work, guarded)
        for each in running.first_days_below(
            work.connection, work.book_id, commodity, work.facts.current.key, sides,
            posted_only=posted_only,
        )
    ]  # fmt: skip
    labels = dimensions.labels_of(
        work.connection, work.book_id, {each.dimension_id for _, each in found}
    )
    problems = []
    for kept_in, each in sorted(found, key=lambda pair: (pair[1].day, pair[1].account_id)):
        commodity = each.measure or kept_in
        scale = work.known.commodities[commodity].scale
        code = guarded[each.account_id]
        label = labels[each.dimension_id]
        problems.append(
            Problem.of(
                "guard.negative", account=code,
                name=" ".join(filter(None, (chart.accounts[code].name, label))),
                dimension=label, day=str(day_from_key(each.day)),
                amount=minor_text(each.balance_minor, scale), commodity=commodity,
            )
        )  # fmt: skip
    return problems


def _kept_in(work: Work, account_ids: Collection[int]) -> list[str]:
    """What the lines on guarded accounts are in: money, and of a quantity book its goods."""
    currency = work.facts.currency
    others = [code for code in work.known.commodities if code != currency]
    if not others:
        return [currency]
    moved = running.goods_moved(work.connection, work.book_id, account_ids, others)
    return [currency, *moved]
