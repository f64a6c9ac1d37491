"""Idempotency keys: what was entered under each of them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from . import tables
from .statement import Statement, Upsert
from .vouchers import BOOK_ID

_k = tables.idempotency_key.c

_entered_under = Statement(
    select(_k.voucher_id, _k.digest).where(_k.book_id == BOOK_ID, _k.key == bindparam("key"))
)

_keep_key = Upsert(tables.idempotency_key, replace=["voucher_id", "digest"])


def entered_under(connection: Connection, book_id: int, key: str) -> tuple[int, str] | None:
    """The voucher entered under an idempotency key, and the digest of its content."""
    row = _entered_under.first(connection, book_id=book_id, key=key)
    return (row[0], row[1]) if row else None


def keep_key(connection: Connection, book_id: int, key: str, voucher_id: int, digest: str) -> None:
    """Keep an idempotency key with what was entered under it."""
    _keep_key.run_many(connection, [(book_id, key, voucher_id, digest)])
