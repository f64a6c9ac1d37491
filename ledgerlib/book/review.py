"""Review by a second person (审核): what is posted was seen by someone other than its maker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import State, VoucherKey
from ..refusal import Refused
from ..store import vouchers as store
from .choosing import What, choose
from .vouchers import MOST_PROBLEMS, check_period

if TYPE_CHECKING:
    from .book import Book


def review(
    book: Book, what: What = None, *, word: str = "", first: int = 0, last: int | None = None
) -> int:
    """Review drafts: one voucher, or all of a period, a word, a span of numbers.

    All or none. The reviewer is not the maker, unless the policy
    `same_person_may_review` allows it. Returns how many were reviewed.
    """
    with book._acting("review") as work:
        chosen = choose(work, what, word, first, last)
        if chosen.one is not None and chosen.one.state != State.DRAFT:
            raise Refused([Problem.of(f"voucher.is_{chosen.one.state}", voucher=label(chosen.one))])
        own = store.made_by(
            work.connection, work.book_id, chosen, State.DRAFT.value, book.who, MOST_PROBLEMS
        )
        if own and not work.policies.same_person_may_review:
            raise Refused(
                Problem.of("review.own", voucher=label(head), name=book.who) for head in own
            )
        if chosen.first_period == chosen.last_period:
            problems = check_period(work, Period.from_key(chosen.first_period))
            if problems:
                raise Refused(problems)
        done = store.set_reviewed(
            work.connection, work.book_id, chosen, State.DRAFT.value, State.REVIEWED.value, book.who
        )
        if not done:
            raise Refused([Problem.of("review.nothing")])
        work.record(book.who, "review", subject(chosen), None, {"vouchers": done})
        return done


def unreview(
    book: Book, what: What = None, *, word: str = "", first: int = 0, last: int | None = None
) -> int:
    """Take one's own review back (谁审核谁取消), so that the maker can amend."""
    with book._acting("unreview") as work:
        chosen = choose(work, what, word, first, last)
        found = store.in_state(
            work.connection, work.book_id, chosen, State.REVIEWED.value, MOST_PROBLEMS
        )
        if not found:
            raise Refused([Problem.of("unreview.nothing")])
        problems = [
            Problem.of("unreview.other", voucher=label(head), name=head.reviewer)
            for head in found
            if head.reviewer != book.who
        ]
        if problems:
            raise Refused(problems)
        done = store.set_reviewed(
            work.connection, work.book_id, chosen, State.REVIEWED.value, State.DRAFT.value, ""
        )
        work.record(book.who, "unreview", subject(chosen), {"vouchers": done}, None)
        return done


def label(head: store.Head) -> str:
    """What a voucher is called, from its head."""
    return str(VoucherKey(Period.from_key(head.period), head.word, head.number))


def subject(chosen: store.Selection) -> str:
    """What a selection is called in the records."""
    first, last = Period.from_key(chosen.first_period), Period.from_key(chosen.last_period)
    if chosen.one is not None:
        return f"{first}/{chosen.word}/{chosen.first}"
    span = str(first) if first == last else f"{first} …"
    numbers = (
        f"{chosen.first or 1}-{chosen.last}"
        if chosen.last < 2**31 - 1
        else f"{chosen.first or 1} …"
    )
    return f"{span}/{chosen.word or '*'}/{numbers}"
