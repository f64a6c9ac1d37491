"""How many vouchers stand under each voucher word."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from . import tables
from .statement import query

_v = tables.voucher.c


def used(connection: Connection, book_id: int, words: Iterable[str]) -> dict[str, int]:
    """Those of the words that have vouchers, void ones too, and how many."""
    clause = (
        select(_v.word, func.count())
        .where(_v.book_id == book_id, _v.word.in_(list(words)))
        .group_by(_v.word)
    )
    return {row[0]: row[1] for row in query(connection, clause)}
