"""The whole vouchers that move some accounts: what a cash-flow worksheet and a reconciliation read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select

from . import tables
from .statement import stream
from .vouchers import NUMBERED
from .word_order import WordOrder

_v, _l = tables.voucher.c, tables.line.c


class MovementRow(NamedTuple):
    """A line with what is needed of its voucher."""

    voucher_id: int
    period: int
    day: int
    word: str
    number: int
    part: int
    kind: str
    account_id: int
    side: int
    amount_minor: int
    summary: str
    dimension_id: int


def lines_of_vouchers_on(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    first: int,
    last: int,
    *,
    include_unposted: bool = False,
) -> Iterator[MovementRow]:
    """All lines of the vouchers that have one on these accounts, by day and number, streamed."""
    words = WordOrder.of(connection, book_id)
    states = ["posted", "reviewed", "draft"] if include_unposted else ["posted"]
    moving = select(_l.voucher_id).where(
        _l.book_id == book_id,
        _l.account_id.in_(list(account_ids)),
        _l.commodity == commodity,
        _l.period.between(first, last),
    )
    columns: list[Any] = [
        _l.voucher_id, _l.period, _v.day, _v.word, _v.number, _v.part, _v.kind, _l.account_id,
        _l.side, _l.amount_minor, _l.summary, _l.dimension_id,
    ]  # fmt: skip
    clause = (
        select(*columns)
        .join(tables.voucher, and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id))
        .where(
            _l.book_id == book_id,
            _l.commodity == commodity,
            _l.voucher_id.in_(moving),
            NUMBERED,
            _v.state.in_(states),
        )
        .order_by(_v.day, words.column, _v.number, _v.part, _l.line_no)
    )
    for row in stream(connection, clause):
        yield MovementRow._make(row)
