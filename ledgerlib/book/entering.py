"""Entering vouchers (填制凭证), one or a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ..core.canonical import content_digest
from ..core.problem import Problem
from ..core.voucher import DEFAULT_WORD, Line, State, Voucher, VoucherKey
from ..refusal import Refused, refuse_if
from ..store import idempotency
from ..store import vouchers as store
from .entry import Entry
from .guarding import guard
from .vouchers import (
    MOST_PROBLEMS,
    label,
    not_started,
    read_voucher,
    shown,
)
from .work import Progress, Work

if TYPE_CHECKING:
    from .book import Book


#: Lines checked and written at a time: a voucher may have thousands of them.
_LINES_AT_A_TIME = 10_000


@frozen
class Entered:
    """What was entered: how many, the first and the last, and what was noted on the way."""

    count: int
    first: VoucherKey | None
    last: VoucherKey | None


def enter(
    book: Book,
    day: date,
    summary: str,
    *lines: Line,
    word: str = DEFAULT_WORD,
    number: int | None = None,
    attachments: int = 0,
    reference: str = "",
    idempotency_key: str = "",
) -> Voucher:
    """Enter one voucher as a draft, and return it with its number.

    `summary` is that of every line that has none of its own. With an
    `idempotency_key` it is entered once: the same key and content returns the
    first voucher, the same key with other content is refused.
    """
    voucher = Voucher(
        day=day,
        lines=tuple(line if line.summary else evolve(line, summary=summary) for line in lines),
        word=word,
        number=number,
        attachments=attachments,
        reference=reference,
    )
    with book._acting("enter") as work:
        if not idempotency_key:
            return enter_one(work, book.who, voucher)
        digest = content_digest(shown(voucher, work.known.commodities, work.facts.currency))
        earlier = idempotency.entered_under(work.connection, work.book_id, idempotency_key)
        if earlier is None:
            entered = enter_one(work, book.who, voucher)
            assert entered.voucher_id is not None
            idempotency.keep_key(
                work.connection, work.book_id, idempotency_key, entered.voucher_id, digest
            )
            return entered
        voucher_id, earlier_digest = earlier
        if earlier_digest != digest:
            raise Refused([Problem.of("idempotency.other_content", key=idempotency_key)])
        head = store.head_by_id(work.connection, work.book_id, voucher_id)
        if head is None:
            raise Refused([Problem.of("idempotency.removed", key=idempotency_key)])
        return read_voucher(work, head)


def enter_one(work: Work, who: str, voucher: Voucher) -> Voucher:
    """Enter a voucher inside an act, with its own record, and return it with its number."""
    entry = Entry(work, who)
    entry.add([voucher])
    refuse_if(entry.problems)
    entry.finish()
    guard(work)
    number = entry.last.number if entry.last else None
    entered = evolve(
        entry.written or voucher, number=number, voucher_id=entry.voucher_id, maker=who
    )
    work.record(
        who, "enter", str(entered.key), None,
        shown(entered, work.known.commodities, work.facts.currency),
    )  # fmt: skip
    return entered


def enter_many(
    book: Book,
    vouchers: Iterable[Voucher],
    *,
    make_missing: bool = False,
    source: str = "",
    idempotency_key: str = "",
    progress: Progress | None = None,
    problems: list[Problem] | None = None,
) -> Entered:
    """Enter any number of vouchers as one act: all, or none with every problem told.

    They stream through in chunks. Numbers given are kept; vouchers without one
    get the next. With `make_missing`, words and commodities that the book lacks
    are made. A batch with an `idempotency_key` is entered once, and refused when it
    comes again, unless its first voucher has been voided. `source` is recorded (the
    name of a sheet). `problems` is a list to which the stream itself may add while
    it is read; any there refuses all.
    """
    found = problems if problems is not None else []
    with book._acting("enter") as work:
        refuse_if(not_started(work))  # once, not for each of ten thousand vouchers
        if idempotency_key:
            _refuse_again(work, idempotency_key)
        entry = Entry(work, book.who, make_missing=make_missing, problems=found)
        for chunk in _portions(vouchers):
            if len(found) < MOST_PROBLEMS:
                entry.add(chunk)
            if progress:
                progress(entry.seen, None)
        refuse_if(found)
        entry.finish()
        guard(work)
        done = Entered(entry.count, entry.first, entry.last)
        if entry.count and idempotency_key:
            idempotency.keep_key(
                work.connection, work.book_id, idempotency_key, entry.first_id, entry.digest()
            )
        if entry.count:
            work.record(
                book.who, "enter", f"{entry.first} … {entry.last}", None, entry.summed_up(source)
            )
        return done


def _portions(vouchers: Iterable[Voucher]) -> Iterator[list[Voucher]]:
    """The vouchers in lists that are not too long, counted by their lines too."""
    portion: list[Voucher] = []
    lines = 0
    for voucher in vouchers:
        if voucher.reverses is not None and portion:  # what it reverses may be among them
            yield portion
            portion, lines = [], 0
        portion.append(voucher)
        lines += len(voucher.lines)
        if len(portion) >= store.PAGE or lines >= _LINES_AT_A_TIME:
            yield portion
            portion, lines = [], 0
    if portion:
        yield portion


def _refuse_again(work: Work, key: str) -> None:
    earlier = idempotency.entered_under(work.connection, work.book_id, key)
    head = store.head_by_id(work.connection, work.book_id, earlier[0]) if earlier else None
    if head is not None and head.state != State.VOID:
        raise Refused([Problem.of("idempotency.again", voucher=label(head))])
