"""The cashier's signature (出纳签字) on vouchers that touch money at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.problem import Problem
from ..core.voucher import State
from ..refusal import Refused, refuse_if
from ..store import selecting
from .choosing import What, choose, subject
from .vouchers import MOST_PROBLEMS, label
from .work import Work

if TYPE_CHECKING:
    from .book import Book

_UNPOSTED = (State.DRAFT.value, State.REVIEWED.value)


def sign(
    book: Book, what: What = None, *, word: str = "", first: int = 0, last: int | None = None
) -> int:
    """Sign unposted vouchers that touch cash or bank, as the cashier. Returns how many.

    One voucher, or all of a period, a word, a span of numbers that are not signed yet;
    those that touch no money are passed over.
    """
    with book._acting("sign") as work:
        chosen = choose(work, what, word, first, last)
        done = selecting.set_cashier(
            work.connection, work.book_id, chosen, cash_ids(work), old="", new=book.who
        )
        if not done:
            raise Refused([Problem.of("sign.nothing")])
        work.record(book.who, "sign", subject(chosen), None, {"vouchers": done})
        return done


def unsign(
    book: Book, what: What = None, *, word: str = "", first: int = 0, last: int | None = None
) -> int:
    """Take one's own signatures back from vouchers that are not posted. Returns how many."""
    with book._acting("unsign") as work:
        chosen = choose(work, what, word, first, last)
        others = [
            head
            for state in _UNPOSTED
            for head in selecting.in_state(
                work.connection, work.book_id, chosen, state, MOST_PROBLEMS
            )
            if head.cashier not in ("", book.who)
        ]
        refuse_if(
            Problem.of("unsign.other", voucher=label(head), name=head.cashier) for head in others
        )
        done = selecting.set_cashier(
            work.connection, work.book_id, chosen, cash_ids(work), old=book.who, new=""
        )
        if not done:
            raise Refused([Problem.of("sign.nothing")])
        work.record(book.who, "unsign", subject(chosen), {"vouchers": done}, None)
        return done


def not_signed(work: Work, chosen: selecting.Selection) -> list[Problem]:
    """The reviewed vouchers among those chosen that touch money and have no cashier's signature."""
    heads = selecting.unsigned(work.connection, work.book_id, chosen, cash_ids(work), MOST_PROBLEMS)
    return [Problem.of("post.not_signed", voucher=label(head)) for head in heads]


def cash_ids(work: Work) -> list[int]:
    """The accounts that are money at hand."""
    chart = work.chart
    return [work.known.ids[code] for code in chart.accounts if chart.cash(code)]
