"""What made the vouchers that nobody typed, so that one thing is made once in a period."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select, true

from . import tables
from .statement import BulkInsert, query, query_column
from .vouchers import NUMBERED, Head
from .word_order import WordOrder

_g, _v = tables.generated.c, tables.voucher.c
_add = BulkInsert(tables.generated)


def add(connection: Connection, book_id: int, voucher_id: int, origin: str) -> None:
    """Remember what made a voucher."""
    _add.run(connection, [(book_id, voucher_id, origin)])


def of_origin(
    connection: Connection, book_id: int, origin: str, period_key: int | None = None
) -> list[Head]:
    """The vouchers an origin has made, void ones left out; in one period, or in all for None."""
    clause = (
        select(tables.voucher)
        .join(tables.generated, and_(_g.book_id == _v.book_id, _g.voucher_id == _v.voucher_id))
        .where(
            _g.book_id == book_id,
            _g.origin == origin,
            _v.book_id == book_id,
            _v.period == period_key if period_key is not None else true(),
            _v.state != "void",
            NUMBERED,
        )
        .order_by(_v.period, WordOrder.of(connection, book_id).column, _v.number, _v.part)
    )
    return [Head._make(row) for row in query(connection, clause)]


def origin_of(connection: Connection, book_id: int, voucher_id: int) -> str:
    """What made a voucher; empty where somebody typed it."""
    clause = select(_g.origin).where(_g.book_id == book_id, _g.voucher_id == voucher_id)
    found = query_column(connection, clause)
    return found[0] if found else ""
