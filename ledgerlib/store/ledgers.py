"""The lines on accounts one behind the other, as their ledger shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, or_, select, tuple_

from . import tables
from .details import Wanted, having
from .statement import query, stream
from .vouchers import NUMBERED

_v, _l = tables.voucher.c, tables.line.c


class LedgerRow(NamedTuple):
    """A line with what its ledger shows of its voucher."""

    day: int
    period: int
    word: str
    number: int
    part: int
    state: str
    kind: str
    line_no: int
    account_id: int
    side: int
    amount_minor: int
    summary: str
    dimension_id: int
    measure_commodity: str
    measure_minor: int
    rate: str
    settlement: str
    bill_number: str
    voucher_id: int


#: The order of a ledger: by day and number, and the place of a line in it.
Position = tuple[int, str, int, int, int, int]


def position_of(row: LedgerRow) -> Position:
    """The place of a line in the order of a ledger."""
    return (row.day, row.word, row.number, row.part, row.line_no, row.account_id)


def lines_on(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    first: int,
    last: int,
    *,
    wanted: Wanted | None = None,
    include_unposted: bool = False,
) -> Iterator[LedgerRow]:
    """The lines on some accounts over a span of periods, by day and number, streamed.

    With `wanted`, only those that have one of some values of each kind of dimension.
    """
    clause = _lines(
        connection, book_id, commodity, account_ids, _l.period.between(first, last), wanted,
        include_unposted,
    )  # fmt: skip
    for row in stream(connection, clause):
        yield LedgerRow._make(row)


def some_lines_on(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    period: int,
    after: Position | None,
    limit: int,
    *,
    wanted: Wanted | None = None,
    include_unposted: bool = False,
) -> list[LedgerRow]:
    """At most `limit` lines of a period behind a place in the order; at once, however many there are.

    The index of one account is read from its day on. Of several accounts each is read so, and
    they are merged.
    """
    found: list[LedgerRow] = []
    of_period = _l.period == period
    behind: list[Any] = [of_period]
    if after is not None and after[0] // 100 >= period:
        place = tuple_(_v.word, _v.number, _v.part, _l.line_no)
        same_day = and_(_l.day == after[0], place > tuple_(*after[1:5]))
        behind += [_l.day >= after[0], or_(_l.day > after[0], same_day)]
    for account_id in account_ids:
        clause = _lines(
            connection, book_id, commodity, [account_id], and_(*behind), wanted, include_unposted
        ).limit(limit)
        found += [LedgerRow._make(row) for row in query(connection, clause)]
    if len(account_ids) > 1:
        found.sort(key=position_of)
    return found[:limit]


def _lines(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    where: ColumnElement[bool],
    wanted: Wanted | None,
    include_unposted: bool,
) -> Select[Any]:
    states = ["posted", "reviewed", "draft"] if include_unposted else ["posted"]
    columns: list[Any] = [
        _l.day, _l.period, _v.word, _v.number, _v.part, _v.state, _v.kind, _l.line_no,
        _l.account_id, _l.side, _l.amount_minor, _l.summary, _l.dimension_id,
        _l.measure_commodity, _l.measure_minor, _l.rate, _l.settlement, _l.bill_number,
        _l.voucher_id,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(tables.voucher, and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id))
        .where(
            _l.book_id == book_id,
            or_(*(_l.account_id == each for each in account_ids)),
            *_of_commodity(commodity, bool(wanted)),
            where,
            NUMBERED,
            _v.state.in_(states),
            *having(connection, book_id, _l.dimension_id, wanted or {}),
        )
        .order_by(_l.period, _l.day, _v.word, _v.number, _v.part, _l.line_no)
    )


def _of_commodity(commodity: str, by_dimension: bool) -> list[Any]:
    """The lines in a commodity; by dimension in words that leave the index of dimensions to be taken.

    It holds only lines that have one, and is not seen to serve unless that is said; and SQLite
    would rather walk the whole account where the commodity stands alone.
    """
    if not by_dimension:
        return [_l.commodity == commodity]
    return [_l.commodity.concat("") == commodity, _l.dimension_id != literal_column("0")]
