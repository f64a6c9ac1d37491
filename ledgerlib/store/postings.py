"""What acts of posting have frozen: digests by act, continuous numbers, and what reverses what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from . import tables
from .selecting import NUMBERS, Selection
from .statement import BulkInsert, Statement, query, query_column
from .vouchers import BOOK_ID, PAGE, Head, head_by_id

_v, _d = tables.voucher.c, tables.posted_voucher.c


insert_digests = BulkInsert(tables.posted_voucher)

_digests_of_posting = Statement(
    select(_d.voucher_id, _d.digest)
    .where(
        _d.book_id == BOOK_ID,
        _d.sequence == bindparam("sequence"),
        _d.voucher_id > bindparam("after"),
    )
    .order_by(_d.voucher_id)
    .limit(PAGE)
)


def posting_digests(
    connection: Connection, book_id: int, sequence: int
) -> Iterator[tuple[Any, ...]]:
    """The vouchers that one act of posting froze, with their digests, in order of id."""
    after = 0
    while True:
        rows = _digests_of_posting.rows(connection, book_id=book_id, sequence=sequence, after=after)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1][0]


def numbering(connection: Connection, book_id: int) -> list[tuple[int, str, int, int, int, int]]:
    """For each period and word: how many posted vouchers there are, their lowest and highest number.

    The last figure is how many numbers they have: parts of one number share it.
    """
    clause = (
        select(_v.period, _v.word, func.count(), func.min(_v.number), func.max(_v.number), NUMBERS)
        .where(_v.book_id == book_id, _v.state == "posted")
        .group_by(_v.period, _v.word)
        .order_by(_v.period, _v.word)
    )
    return [tuple(row) for row in query(connection, clause)]


def posting_sequences(connection: Connection, book_id: int) -> list[int]:
    """The sequence numbers of all acts of posting that froze a voucher."""
    clause = select(_d.sequence).where(_d.book_id == book_id).distinct().order_by(_d.sequence)
    return query_column(connection, clause)


def posted_without_digest(connection: Connection, book_id: int, most: int) -> list[Head]:
    """Posted vouchers that no act of posting froze: there should be none."""
    frozen = select(_d.voucher_id).where(_d.book_id == book_id)
    rows = query(
        connection,
        select(tables.voucher)
        .where(_v.book_id == book_id, _v.state == "posted", _v.voucher_id.not_in(frozen))
        .limit(most),
    )
    return [Head._make(row) for row in rows]


def was_posted(connection: Connection, book_id: int, voucher_id: int) -> bool:
    """Whether a voucher, unposted since, was ever posted: its digest then stays for ever."""
    clause = select(_d.sequence).where(_d.book_id == book_id, _d.voucher_id == voucher_id).limit(1)
    return bool(query(connection, clause))


def reversed_outside(
    connection: Connection, book_id: int, chosen: Selection
) -> list[tuple[Head, Head]]:
    """Chosen posted vouchers whose reversal is not chosen and not void, each with its reversal."""
    found = []
    clause = select(tables.voucher).where(
        _v.book_id == book_id, _v.reverses_id > 0, _v.state != "void"
    )
    for red in (Head._make(row) for row in query(connection, clause)):
        original = head_by_id(connection, book_id, red.reverses_id)
        if original is None or original.state != "posted" or not chosen.holds(original):
            continue
        if not (chosen.holds(red) and red.state == "posted"):
            found.append((original, red))
    return found
