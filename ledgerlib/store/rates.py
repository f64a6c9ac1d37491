"""Rates of exchange in the database, as exact texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from . import tables
from .statement import Statement, Upsert, query, run

_r = tables.rate.c
_put = Upsert(tables.rate, replace=["rate"])
_on_day = Statement(
    select(_r.rate)
    .where(
        _r.book_id == bindparam("book_id"),
        _r.currency == bindparam("currency"),
        _r.kind == "day",
        _r.at <= bindparam("day"),
    )
    .order_by(_r.at.desc())
    .limit(1)
)


class RateRow(NamedTuple):
    """A rate as it is read. `at` is the key of a day or of a period."""

    currency: str
    kind: str
    at: int
    rate: str


def put(connection: Connection, book_id: int, rows: Sequence[RateRow]) -> None:
    """Add rates, or give those of a currency, kind and time another value."""
    _put.run_many(connection, [(book_id, *row) for row in rows])


def remove(connection: Connection, book_id: int, currency: str, kind: str, at: int) -> None:
    """Take a rate away."""
    run(
        connection,
        delete(tables.rate).where(
            _r.book_id == book_id, _r.currency == currency, _r.kind == kind, _r.at == at
        ),
    )


def on_day(connection: Connection, book_id: int, currency: str, day: int) -> str | None:
    """The rate that holds on a day: the latest set for it or for one before; None for none."""
    row = _on_day.first(connection, book_id=book_id, currency=currency, day=day)
    return row[0] if row else None


def closing(connection: Connection, book_id: int, period: int) -> dict[str, str]:
    """The closing rates of a period, by currency."""
    clause = select(_r.currency, _r.rate).where(
        _r.book_id == book_id, _r.kind == "closing", _r.at == period
    )
    return {row[0]: row[1] for row in query(connection, clause)}


def rates(connection: Connection, book_id: int) -> list[RateRow]:
    """All rates, by currency, kind and time."""
    clause = (
        select(_r.currency, _r.kind, _r.at, _r.rate)
        .where(_r.book_id == book_id)
        .order_by(_r.currency, _r.kind, _r.at)
    )
    return [RateRow(*row) for row in query(connection, clause)]
