"""The lines on accounts one behind the other, as their ledger shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, or_, select, tuple_

from . import tables
from .details import Wanted, having
from .statement import Lookup, query, stream
from .vouchers import BOOK_ID, NUMBERED
from .word_order import WordOrder

_v, _l, _t = tables.voucher.c, tables.line.c, tables.turnover.c
_of_voucher = and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id)
#: Accounts that are read one by one and merged; more are read and sorted by the database.
_FEW = 8


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


#: A line in the order of a ledger: day, word, number, part, line and account.
Position = tuple[int, str, int, int, int, int]


def _place_of(row: LedgerRow, words: WordOrder) -> tuple[int, ...]:
    """The place of a line in the order of a ledger, as the statements have it."""
    return (row.day, words.rank(row.word), row.number, row.part, row.line_no, row.account_id)


def lines_on(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    first: int,
    last: int,
    *,
    wanted: Wanted | None = None,
    measure: str = "",
    include_unposted: bool = False,
) -> Iterator[LedgerRow]:
    """The lines on some accounts over a span of periods, by day and number, streamed.

    With `wanted`, only those that have one of some values of each kind of dimension; with
    `measure`, only those measured in it.
    """
    clause = _lines(
        connection, book_id, commodity, account_ids, _l.period.between(first, last), wanted,
        measure, include_unposted, WordOrder.of(connection, book_id),
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
    measure: str = "",
    include_unposted: bool = False,
) -> list[LedgerRow]:
    """At most `limit` lines of a period behind a place in the order; at once, however many there are.

    The index of one account is read from its day on. Of a few accounts each is read so, and
    they are merged.
    """
    found: list[LedgerRow] = []
    words = WordOrder.of(connection, book_id)
    of_period = _l.period == period
    behind: list[Any] = [of_period]
    if after is not None and after[0] // 100 >= period:
        place = tuple_(words.column, _v.number, _v.part, _l.line_no)
        same_day = and_(_l.day == after[0], place > tuple_(words.rank(after[1]), *after[2:5]))
        behind += [_l.day >= after[0], or_(_l.day > after[0], same_day)]
    apart = [[each] for each in account_ids] if len(account_ids) <= _FEW else [account_ids]
    for some in apart:
        clause = _lines(
            connection,
            book_id,
            commodity,
            some,
            and_(*behind),
            wanted,
            measure,
            include_unposted,
            words,
        ).limit(limit)
        found += [LedgerRow._make(row) for row in query(connection, clause)]
    if len(apart) > 1:
        found.sort(key=lambda row: _place_of(row, words))
    return found[:limit]


def moved_in(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    first: int,
    last: int,
    *,
    unposted_after: int | None = None,
) -> dict[int, list[int]]:
    """The accounts that may have lines in each period of a span: the turnovers say so at once.

    `unposted_after` takes in vouchers not yet posted, of periods after that one.
    """
    accounts = list(account_ids)
    posted = (
        select(_t.period, _t.account_id)
        .where(
            _t.book_id == book_id, _t.account_id.in_(accounts), _t.commodity == commodity,
            _t.period.between(first, last),
        )
        .distinct()
    )  # fmt: skip
    found = {tuple(row) for row in query(connection, posted)}
    if unposted_after is not None:
        waiting = (
            select(_l.period, _l.account_id)
            .join(tables.voucher, _of_voucher)
            .where(
                _v.book_id == book_id, _v.period > unposted_after, _v.period.between(first, last),
                NUMBERED, _v.state.in_(["draft", "reviewed"]), _l.account_id.in_(accounts),
                _l.commodity == commodity,
            )
            .distinct()
        )  # fmt: skip
        found |= {tuple(row) for row in query(connection, waiting)}
    moved: dict[int, list[int]] = {}
    for period, account_id in sorted(found):
        moved.setdefault(period, []).append(account_id)
    return moved


class EntryRow(NamedTuple):
    """A line as it stands in its voucher, for what stands against it."""

    voucher_id: int
    line_no: int
    account_id: int
    commodity: str
    side: int
    amount_minor: int


_entries = Lookup(
    lambda keys: (
        select(_l.voucher_id, _l.line_no, _l.account_id, _l.commodity, _l.side, _l.amount_minor)
        .where(_l.book_id == BOOK_ID, _l.voucher_id.in_(keys))
        .order_by(_l.voucher_id, _l.line_no)
    )
)


def entries_of(
    connection: Connection, book_id: int, voucher_ids: Iterable[int]
) -> Iterator[EntryRow]:
    """All lines of some vouchers, each voucher's one behind the other."""
    for row in _entries.rows(connection, voucher_ids, book_id=book_id):
        yield EntryRow._make(row)


def _lines(
    connection: Connection,
    book_id: int,
    commodity: str,
    account_ids: Collection[int],
    where: ColumnElement[bool],
    wanted: Wanted | None,
    measure: str,
    include_unposted: bool,
    words: WordOrder,
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
        .join(tables.voucher, _of_voucher)
        .where(
            _l.book_id == book_id,
            or_(*(_l.account_id == each for each in account_ids)),
            *_of_commodity(commodity, bool(wanted)),
            *([_l.measure_commodity == measure] if measure else []),
            where,
            NUMBERED,
            _v.state.in_(states),
            *having(connection, book_id, _l.dimension_id, wanted or {}),
        )
        .order_by(_l.period, _l.day, words.column, _v.number, _v.part, _l.line_no)
    )


def _of_commodity(commodity: str, by_dimension: bool) -> list[Any]:
    """The lines in a commodity; by dimension in words that leave the index of dimensions to be taken.

    It holds only lines that have one, and is not seen to serve unless that is said; and SQLite
    would rather walk the whole account where the commodity stands alone.
    """
    if not by_dimension:
        return [_l.commodity == commodity]
    return [_l.commodity.concat("") == commodity, _l.dimension_id != literal_column("0")]
