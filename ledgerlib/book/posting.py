"""Posting (记账): reviewed vouchers become unchangeable, and turnovers and the chain take them in."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..core.canonical import voucher_digest
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import State
from ..refusal import Refused, refuse_if
from ..store import books, postings, selecting
from ..store import vouchers as store
from .choosing import What, choose, subject
from .guarding import guard
from .signing import not_signed
from .turnovers import Turnovers
from .vouchers import MOST_PROBLEMS, check_period, label, posted_counter_name
from .work import Progress, Work

if TYPE_CHECKING:
    from .book import Book


def post(
    book: Book,
    what: What = None,
    *,
    word: str = "",
    first: int = 0,
    last: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Post the reviewed vouchers of a period (the current one unless named), as one act.

    Refused where a chosen voucher is not reviewed, where a number is missing
    before one of them, and where an earlier period is still open. Returns how
    many were posted.
    """
    with book._acting("post") as work:
        chosen = choose(work, what if what is not None else work.facts.current, word, first, last)
        chosen = _with_its_parts(chosen)
        period = Period.from_key(chosen.first_period)
        refuse_if(check_period(work, period) or _too_early(work, period))
        spans = _spans_to_post(work, chosen)
        # The record of the act comes behind its vouchers' digests, and knows its number beforehand.
        sequence = work.head[0] + 1
        turnovers = Turnovers()
        digests: list[tuple[Any, ...]] = []
        done = 0
        total = sum(end - start for start, end in spans.values())
        if work.policies.cashier_signs:
            refuse_if(not_signed(work, chosen))
        for each, (after, end) in spans.items():
            for page in store.pages(
                work.connection,
                work.book_id,
                period.key,
                each,
                State.REVIEWED.value,
                after,
                end,
                chosen.one,
            ):
                digests = _take_in(work, book.who, sequence, page, turnovers)
                turnovers.write(work, all_of_them=False)
                done += len(page)
                if progress:
                    progress(done, total)
        turnovers.write(work)
        changed = selecting.set_posted(
            work.connection,
            work.book_id,
            chosen,
            State.REVIEWED.value,
            State.POSTED.value,
            book.who,
        )
        assert changed == done, "every chosen voucher is posted, and no other"
        guard(work, posted_only=True)
        books.set_counters(
            work.connection, work.book_id,
            {posted_counter_name(period, each): end for each, (_, end) in spans.items()},
        )  # fmt: skip
        if done > len(digests):  # more than one page: all of them again, in the order of their ids
            digests = list(postings.posting_digests(work.connection, work.book_id, sequence))
        recorded = work.record(
            book.who, "post", subject(chosen), None,
            {"vouchers": done, "digest": digest_of_posting(digests)},
        )  # fmt: skip
        assert recorded == sequence
        return done


def _with_its_parts(chosen: selecting.Selection) -> selecting.Selection:
    """The parts of one number are posted together, whichever of them was named."""
    return evolve(chosen, one=None) if chosen.one is not None and chosen.one.part else chosen


def _too_early(work: Work, period: Period) -> list[Problem]:
    """Posting into a month waits until the month before is closed."""
    current = work.facts.current
    if period <= current:
        return []
    return [Problem.of("post.earlier_open", period=str(period), current=str(current))]


def _spans_to_post(work: Work, chosen: selecting.Selection) -> dict[str, tuple[int, int]]:
    """For each word what is posted last and what is to be; refused where it may not be."""
    counted = selecting.counts(work.connection, work.book_id, chosen)
    problems = []
    if any(state == State.DRAFT for _, _, state, *_ in counted):
        drafts = selecting.in_state(
            work.connection, work.book_id, chosen, State.DRAFT.value, MOST_PROBLEMS
        )
        problems += [Problem.of("post.not_reviewed", voucher=label(head)) for head in drafts]
    period = Period.from_key(chosen.first_period)
    spans = {}
    for _, word, state, _count, _low, high, numbers, most_parts in counted:
        if state == State.REVIEWED:
            name = posted_counter_name(period, word)
            last = books.counter(work.connection, work.book_id, name)
            spans[word] = (last, high)
            if high - last != numbers or most_parts:
                problems += [
                    Problem.of("post.gap", period=str(period), word=word, first=start, last=end)
                    for start, end in store.gaps(
                        work.connection, work.book_id, period.key, word, last, high
                    )
                ]
                if high - last != numbers and not problems:
                    named = {"period": str(period), "word": word, "number": last + 1}
                    problems.append(Problem.of("post.begins_later", **named))
    if not spans and not problems:
        problems.append(Problem.of("post.nothing"))
    refuse_if(problems)
    return spans


def _take_in(
    work: Work,
    who: str,
    sequence: int,
    page: store.Page,
    turnovers: Turnovers,
) -> list[tuple[Any, ...]]:
    """Check a page once more as it is read, freeze its digests, add its lines to the turnovers."""
    digests = []
    for head, lines in page:
        if head.reviewer not in work.users or (
            head.reviewer == head.maker and not work.policies.same_person_may_review
        ):
            raise Refused([Problem.of("post.no_review", voucher=label(head), name=head.reviewer)])
        if not turnovers.take(head, lines):
            raise Refused([Problem.of("post.tampered", voucher=label(head))])
        digests.append((work.book_id, sequence, head.voucher_id, digest_of(head, lines, who)))
    postings.insert_digests.run(work.connection, digests)
    return sorted((voucher_id, digest) for _, _, voucher_id, digest in digests)


def digest_of(head: store.Head, lines: Iterable[store.LineRow], poster: str) -> str:
    """The digest of a voucher as it is posted by someone: see core/canonical.py."""
    (_, voucher_id, period, word, number, day, kind, attachments, reference, reverses_id, _,
     maker, cashier, reviewer, _, part) = head  # fmt: skip
    return voucher_digest(
        (voucher_id, period, word, number, day, kind, attachments, reference, reverses_id,
         maker, cashier, reviewer, poster),
        # The day of the lines is the voucher's, which the digest holds already.
        [(row[2], *row[4:-1]) for row in lines], part,
    )  # fmt: skip


def digest_of_posting(digests: Iterable[tuple[Any, ...]]) -> str:
    """One digest over all vouchers of an act of posting, in the order of their ids."""
    whole = sha256()
    for _voucher_id, digest in digests:
        whole.update(digest.encode())
    return whole.hexdigest()


def unpost(book: Book, what: Period | str, *, word: str = "", first: int = 1) -> int:
    """Take vouchers back from posted to reviewed, from a number to the last (反记账).

    Only in a book that was created with the reversible regime, only in an open
    period, and only by the supervisor; recorded for ever. Returns how many.
    """
    with book._acting("unpost") as work:
        require_reversible(work, "unpost")
        chosen = choose(work, what, word, first, None)
        period = Period.from_key(chosen.first_period)
        refuse_if(check_period(work, period))
        if chosen.one is not None:
            name = posted_counter_name(period, chosen.word)
            if books.counter(work.connection, work.book_id, name) != chosen.one.number:
                raise Refused([Problem.of("unpost.not_last", voucher=label(chosen.one))])
        chosen = _with_its_parts(chosen)
        refuse_if(
            Problem.of("unpost.reversed", voucher=label(original), earlier=label(red))
            for original, red in postings.reversed_outside(work.connection, work.book_id, chosen)
        )
        turnovers = Turnovers(sign=-1)
        counters = {}
        done = 0
        for _, each, state, _count, low, high, *_ in selecting.counts(
            work.connection, work.book_id, chosen
        ):
            if state != State.POSTED:
                continue
            counters[posted_counter_name(period, each)] = low - 1
            for page in store.pages(
                work.connection, work.book_id, period.key, each, State.POSTED.value, low - 1, high
            ):
                for head, lines in page:
                    done += 1
                    turnovers.take(head, lines)
                turnovers.write(work, all_of_them=False)
        if not done:
            raise Refused([Problem.of("unpost.nothing")])
        turnovers.write(work)
        selecting.set_posted(
            work.connection, work.book_id, chosen, State.POSTED.value, State.REVIEWED.value, ""
        )
        books.set_counters(work.connection, work.book_id, counters)
        work.record(book.who, "unpost", subject(chosen), {"vouchers": done}, None)
        return done


def require_reversible(work: Work, act: str) -> None:
    """Refuse unless the book was created with the reversible regime."""
    if work.facts.regime != "reversible":
        raise Refused([Problem.of(f"{act}.irreversible", book=work.facts.name)])
