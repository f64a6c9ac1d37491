"""Review by a second person (审核): what is posted was seen by someone other than its maker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ..core.period import Period
from ..core.permission import check_person
from ..core.problem import Problem
from ..core.voucher import State
from ..refusal import Refused, refuse_if
from ..store import selecting
from .choosing import What, choose, subject
from .vouchers import MOST_PROBLEMS, check_period, label, read_voucher
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def review(
    book: Book, what: What = None, *, word: str = "", first: int = 0, last: int | None = None
) -> int:
    """Review drafts: one voucher, or all of a period, a word, a span of numbers.

    All or none. The reviewer is not the maker, unless the policy
    `same_person_may_review` allows it, and keeps to the accounts and words that
    are theirs, where any are. Returns how many were reviewed.
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
            refuse_if(check_period(work, Period.from_key(chosen.first_period)))
        refuse_if(_not_theirs(work, book.who, chosen))
        done = selecting.set_reviewed(
            work.connection, work.book_id, chosen, State.DRAFT.value, State.REVIEWED.value, book.who
        )
        if not done:
            raise Refused([Problem.of("review.nothing")])
        work.record(book.who, "review", subject(chosen), None, {"vouchers": done})
        return done


def _not_theirs(work: Work, who: str, chosen: selecting.Selection) -> list[Problem]:
    """What of the drafts chosen lies outside the accounts and words that someone may review."""
    user = work.users[who]
    heads = {}
    if user.accounts:
        others = [number for code, number in work.known.ids.items() if not user.may_use(code)]
        for head in selecting.touching(
            work.connection, work.book_id, chosen, State.DRAFT.value, others, MOST_PROBLEMS
        ):
            heads[head.voucher_id] = head
    if user.words:
        counted = selecting.counts(work.connection, work.book_id, chosen)
        for word in sorted({word for _, word, *_ in counted if not user.may_word(word)}):
            for head in selecting.in_state(
                work.connection, work.book_id, evolve(chosen, word=word), State.DRAFT.value,
                MOST_PROBLEMS,
            ):  # fmt: skip
                heads[head.voucher_id] = head
    return [
        problem
        for _, head in sorted(heads.items())
        for problem in check_person(user, read_voucher(work, head))
    ]


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
