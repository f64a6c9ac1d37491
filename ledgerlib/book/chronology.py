"""Whole vouchers one behind the other, a page at a time (序时账)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..core.voucher import State, Voucher
from ..store import finding as store_finding
from ..store import vouchers as store
from .finding import VoucherFilter, _filter
from .vouchers import read_vouchers

if TYPE_CHECKING:
    from .book import Book


@frozen
class WholeVouchers:
    """Some vouchers with their lines, and the mark of those behind them; None at the end."""

    vouchers: tuple[Voucher, ...]
    next: Any | None


def some_vouchers(
    book: Book,
    asked: VoucherFilter | None = None,
    *,
    by_day: bool = False,
    after: Any | None = None,
    limit: int = 200,
) -> WholeVouchers:
    """At most `limit` of the vouchers asked for, whole, behind the mark `after`.

    They are those of `vouchers_in`, in the same order; void ones only where `states` asks for them.
    """
    asked = asked or VoucherFilter()
    if not asked.states:
        asked = evolve(asked, states=(State.DRAFT, State.REVIEWED, State.POSTED))
    with book._reading() as work:
        found = store_finding.find(
            work.connection, work.book_id, _filter(work, asked), by_day=by_day,
            newest_first=False, after=after, limit=limit,
        )  # fmt: skip
        heads = [each.head for each in found]
        page = store.with_lines(work.connection, work.book_id, heads)
        vouchers = tuple(read_vouchers(work, page))
    if len(heads) < limit:
        return WholeVouchers(vouchers, None)
    last = heads[-1]
    at = last.day if by_day else last.period
    return WholeVouchers(vouchers, (at, last.word, last.number, last.part))
