"""Reading posted vouchers one behind the other, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.period import Period
from ..core.voucher import State, Voucher
from ..store import postings
from ..store import vouchers as store
from .choosing import parse_period
from .vouchers import read_vouchers

if TYPE_CHECKING:
    from .book import Book


def posted(book: Book, *, last: Period | str | None = None) -> Iterator[Voucher]:
    """Every posted voucher up to the end of period `last`, by period, word and number.

    They are read a page at a time, so a book of any size streams through.
    """
    end = None if last is None else parse_period(last).key
    with book._reading() as work:
        for period, word, _count, low, high, _numbers in postings.numbering(
            work.connection, work.book_id
        ):
            if end is not None and period > end:
                return
            for page in store.pages(
                work.connection, work.book_id, period, word, State.POSTED.value, low - 1, high
            ):
                yield from read_vouchers(work, page)
