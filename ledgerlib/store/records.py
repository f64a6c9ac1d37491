"""The records of a book: an append-only chain, the last link held while a book is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from ..core.canonical import record_digest
from .statement import BulkInsert, Statement
from .tables import record


class Recorded(NamedTuple):
    """A record as it is read: the columns of its table."""

    book_id: int
    sequence: int
    at: str
    who: str
    act: str
    subject: str
    before: str
    after: str
    digest: str


_insert = BulkInsert(record)
#: Asks for sequence and digest of the last record.
LAST = Statement(
    select(record.c.sequence, record.c.digest)
    .where(record.c.book_id == bindparam("book_id"))
    .order_by(record.c.sequence.desc())
    .limit(1)
)
_page = Statement(
    select(record)
    .where(record.c.book_id == bindparam("book_id"), record.c.sequence > bindparam("after"))
    .order_by(record.c.sequence)
    .limit(1000)
)


def last(connection: Connection, book_id: int) -> tuple[int, str]:
    """Sequence and digest of the last record: the head of the chain; (0, "") where there is none."""
    row = LAST.first(connection, book_id=book_id)
    return (row[0], row[1]) if row else (0, "")


def append(
    connection: Connection,
    book_id: int,
    head: tuple[int, str],
    at: str,
    who: str,
    act: str,
    subject: str,
    before: str,
    after: str,
) -> tuple[int, str]:
    """Add a record behind `head`, and return the new head."""
    fields = (head[0] + 1, at, who, act, subject, before, after)
    digest = record_digest(head[1], fields)
    _insert.run(connection, [(book_id, *fields, digest)])
    return fields[0], digest


def read(connection: Connection, book_id: int, after: int = 0) -> Iterator[Recorded]:
    """The records behind a sequence number, oldest first, by keyset pages."""
    while True:
        rows = [Recorded._make(row) for row in _page.rows(connection, book_id=book_id, after=after)]
        yield from rows
        if not rows:
            return
        after = rows[-1].sequence
