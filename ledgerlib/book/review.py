"""Review by a second person (审核): what is posted was seen by someone other than its maker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import State
from ..refusal import Refused
from ..store import selecting
from .choosing import What, choose, subject
from .vouchers import MOST_PROBLEMS, check_period, label

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
        own = selecting.made_by(
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
        done = selecting.set_reviewed(
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
        found = selecting.in_state(
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
        done = selecting.set_reviewed(
            work.connection, work.book_id, chosen, State.REVIEWED.value, State.DRAFT.value, ""
        )
        work.record(book.who, "unreview", subject(chosen), {"vouchers": done}, None)
        return done
