"""The register of source documents in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from ..core.attachment import Attachment, AttachmentKind
from . import tables
from .statement import BulkInsert, query, query_column, run, stream
from .vouchers import Head

_a, _v = tables.attachment.c, tables.voucher.c
_insert = BulkInsert(tables.attachment)
_COLUMNS = (
    _a.voucher_id, _a.ordinal, _a.kind, _a.name, _a.sha256, _a.invoice_code, _a.invoice_number,
    _a.is_withdrawn,
)  # fmt: skip


def _attachment(row: Any) -> Attachment:
    _, ordinal, kind, name, sha256, code, number, withdrawn = row[:8]
    return Attachment(AttachmentKind(kind), name, sha256, code, number, bool(withdrawn), ordinal)


def of_voucher(connection: Connection, book_id: int, voucher_id: int) -> list[Attachment]:
    """The documents of a voucher in their order, withdrawn ones too."""
    clause = (
        select(*_COLUMNS)
        .where(_a.book_id == book_id, _a.voucher_id == voucher_id)
        .order_by(_a.ordinal)
    )
    return [_attachment(row) for row in query(connection, clause)]


def add(connection: Connection, book_id: int, voucher_id: int, attachment: Attachment) -> int:
    """Add a document behind those of its voucher; returns its ordinal."""
    last = select(func.max(_a.ordinal)).where(_a.book_id == book_id, _a.voucher_id == voucher_id)
    ordinal = 1 + (query_column(connection, last)[0] or 0)
    a = attachment
    row = (
        book_id, voucher_id, ordinal, a.kind.value, a.name, a.sha256, a.invoice_code,
        a.invoice_number, False,
    )  # fmt: skip
    _insert.run(connection, [row])
    return ordinal


def withdraw(connection: Connection, book_id: int, voucher_id: int, ordinal: int) -> None:
    """Mark a document as withdrawn."""
    clause = (
        update(tables.attachment)
        .where(_a.book_id == book_id, _a.voucher_id == voucher_id, _a.ordinal == ordinal)
        .values(is_withdrawn=True)
    )
    run(connection, clause)


def same_elsewhere(
    connection: Connection, book_id: int, attachment: Attachment
) -> list[tuple[Attachment, Head]]:
    """Documents in force on live vouchers with the same invoice or the same content.

    A voucher is live unless it is void, or reversed by one that is not.
    """
    same: list[ColumnElement[bool]] = []
    if attachment.invoice_number:
        same.append(
            and_(
                _a.invoice_number == attachment.invoice_number,
                _a.invoice_code == attachment.invoice_code,
            )
        )
    if attachment.sha256:
        same.append(_a.sha256 == attachment.sha256)
    if not same:
        return []
    red = tables.voucher.alias("red")
    clause = (
        select(*_COLUMNS, tables.voucher)
        .join(tables.voucher, and_(_v.book_id == _a.book_id, _v.voucher_id == _a.voucher_id))
        .where(
            _a.book_id == book_id,
            or_(*same),
            _a.is_withdrawn.is_(False),
            _v.state != "void",
            ~exists().where(
                red.c.book_id == book_id,
                red.c.reverses_id == _v.voucher_id,
                red.c.reverses_id > 0,
                red.c.state != "void",
            ),
        )
        .order_by(_a.voucher_id, _a.ordinal)
    )
    return [(_attachment(row), Head._make(row[8:])) for row in query(connection, clause)]


def everything(connection: Connection, book_id: int) -> Iterator[tuple[int, Attachment]]:
    """All documents of the book with the ids of their vouchers, streamed."""
    clause = select(*_COLUMNS).where(_a.book_id == book_id)
    for row in stream(connection, clause):
        yield row[0], _attachment(row)
