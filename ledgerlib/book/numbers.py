"""The numbers of a period's vouchers: how far they go, what is missing, what is void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..core.period import Period
from ..core.voucher import State
from ..store import selecting
from ..store import vouchers as store
from .choosing import parse_period

if TYPE_CHECKING:
    from .book import Book


@define
class Numbers:
    """The numbers of one word in one period. `missing` are spans, first and last inclusive."""

    period: Period
    word: str
    first: int = 0
    last: int = 0
    #: How many vouchers there are in each state.
    counts: dict[State, int] = field(factory=dict)
    missing: list[tuple[int, int]] = field(factory=list)


def numbers(book: Book, first: Period | str, last: Period | str | None = None) -> list[Numbers]:
    """The numbers of each period and word over a span of periods (凭证连续编号)."""
    begin = parse_period(first)
    end = parse_period(last) if last is not None else begin
    with book._reading() as work:
        found: dict[tuple[int, str], Numbers] = {}
        chosen = selecting.Selection(begin.key, end.key)
        for period, word, state, count, low, high, *_ in selecting.counts(
            work.connection, work.book_id, chosen
        ):
            each = found.setdefault(
                (period, word), Numbers(Period.from_key(period), word, low, high)
            )
            each.first, each.last = min(each.first, low), max(each.last, high)
            each.counts[State(state)] = count
        for (period, word), each in found.items():
            each.missing = store.gaps(
                work.connection, work.book_id, period, word, 0, each.last, void_too=True
            )
        order = {word: place for place, word in enumerate(work.known.words)}
        behind = len(order)
        return [found[key] for key in sorted(found, key=lambda k: (k[0], order.get(k[1], behind)))]
