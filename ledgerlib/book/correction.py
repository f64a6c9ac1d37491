"""Putting right what is posted: a red reversal, and a blue entry in its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve

from ..core import correction as rule
from ..core.problem import Problem
from ..core.voucher import Line, State, Voucher, VoucherKey
from ..refusal import Refused
from ..store import vouchers as store
from .entering import enter_one
from .vouchers import find, label, read_voucher

if TYPE_CHECKING:
    from .book import Book


def reverse(book: Book, what: Voucher | VoucherKey | str, day: date | None = None) -> Voucher:
    """Enter the red reversal of a posted voucher (注销某月某日某号凭证) as a draft.

    Its day, where none is given, is the voucher's own while that month is open,
    else the first day of the current period: a closed month is put right in the
    open one. A voucher is reversed once.
    """
    with book._acting("reverse") as work:
        head = find(work, what)
        if head.state != State.POSTED:
            raise Refused([Problem.of("reverse.not_posted", voucher=label(head))])
        earlier = store.reversing(work.connection, work.book_id, head.voucher_id)
        if earlier is not None:
            raise Refused(
                [Problem.of("reverse.again", voucher=label(head), earlier=label(earlier))]
            )
        original = read_voucher(work, head)
        if day is None:
            closed = work.facts.is_closed(original.period)
            day = work.facts.current.first_day if closed else original.day
        return enter_one(work, book.who, rule.reversal(original, day))


def correct(
    book: Book,
    what: Voucher | VoucherKey | str,
    *lines: Line,
    day: date | None = None,
    attachments: int = 0,
) -> tuple[Voucher, Voucher]:
    """Reverse a posted voucher and enter what it should have been (订正某月某日某号凭证).

    Returns the red and the blue voucher, both drafts; both are entered or none.
    """
    with book.transaction(), book._acting("reverse") as work:
        red = reverse(book, what, day)
        original = read_voucher(work, find(work, what))
        blue = Voucher(
            day=red.day,
            lines=tuple(
                evolve(
                    line,
                    summary=rule.correction_summary(
                        original, red.day, line.summary or original.lines[0].summary
                    ),
                )
                for line in lines
            ),
            word=original.word,
            attachments=attachments,
        )
        return red, enter_one(work, book.who, blue)
