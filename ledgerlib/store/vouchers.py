"""Vouchers and lines in the database: written in bulk, read by keyset pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from ..core.voucher import VoucherKey
from . import tables
from .statement import BulkInsert, Statement, query, query_column, run

#: Vouchers read or written at a time.
PAGE = 2000

insert_heads = BulkInsert(tables.voucher)
insert_lines = BulkInsert(tables.line)


class Head(NamedTuple):
    """The head of a voucher as it is read: the columns of its table."""

    book_id: int
    voucher_id: int
    period: int
    word: str
    number: int
    day: int
    kind: str
    attachments: int
    reference: str
    reverses_id: int
    state: str
    maker: str
    cashier: str
    reviewer: str
    poster: str
    part: int = 0


class LineWithCode(NamedTuple):
    """A line as it is read, with the code of its account."""

    book_id: int
    voucher_id: int
    line_no: int
    period: int
    account_id: int
    commodity: str
    side: int
    amount_minor: int
    summary: str
    dimension_id: int
    measure_commodity: str
    measure_minor: int
    rate: str
    settlement: str
    bill_number: str
    bill_day: int
    day: int
    code: str


#: A line as the driver gives it: a tuple in the order of the table's columns.
LineRow = tuple[Any, ...]
#: Heads with their lines.
Page = list[tuple[Head, list[LineRow]]]

_v, _l = tables.voucher.c, tables.line.c
BOOK_ID: BindParameter[int] = bindparam("book_id")
#: Said with every look-up by number, so that the index of numbers serves it.
NUMBERED = _v.number > literal_column("0")


_head_by_key = Statement(
    select(tables.voucher).where(
        _v.book_id == BOOK_ID,
        _v.period == bindparam("period"),
        _v.word == bindparam("word"),
        _v.number == bindparam("number"),
        _v.part == bindparam("part"),
        NUMBERED,
    )
)
_head_by_id = Statement(
    select(tables.voucher).where(_v.book_id == BOOK_ID, _v.voucher_id == bindparam("voucher_id"))
)
_reversing = Statement(
    select(tables.voucher).where(
        _v.book_id == BOOK_ID,
        _v.reverses_id == bindparam("voucher_id"),
        _v.reverses_id > 0,
        _v.state != "void",
    )
)
_numbers = Statement(
    select(_v.number, _v.part)
    .where(
        _v.book_id == BOOK_ID,
        _v.period == bindparam("period"),
        _v.word == bindparam("word"),
        _v.state != bindparam("left_out"),
        _v.number > bindparam("after"),
        NUMBERED,
    )
    .order_by(_v.number, _v.part)
)
_page_of_heads = Statement(
    select(tables.voucher)
    .where(
        _v.book_id == BOOK_ID,
        _v.period == bindparam("period"),
        _v.word == bindparam("word"),
        _v.number >= bindparam("after"),
        or_(_v.number > bindparam("after"), _v.part > bindparam("after_part")),
        NUMBERED,
        _v.number <= bindparam("last"),
        _v.state == bindparam("state"),
    )
    .order_by(_v.number, _v.part)
    .limit(PAGE)
)
_lines_of_span = Statement(
    select(tables.line)
    .where(
        _l.book_id == BOOK_ID, _l.voucher_id.between(bindparam("first_id"), bindparam("last_id"))
    )
    .order_by(_l.voucher_id, _l.line_no)
)
_heads_of_span = Statement(
    select(tables.voucher)
    .where(
        _v.book_id == BOOK_ID, _v.voucher_id.between(bindparam("first_id"), bindparam("last_id"))
    )
    .order_by(_v.voucher_id)
)


def head(connection: Connection, book_id: int, key: VoucherKey) -> Head | None:
    """The head of the voucher with this key."""
    return _head(
        _head_by_key.first(
            connection,
            book_id=book_id,
            period=key.period.key,
            word=key.word,
            number=key.number,
            part=key.part,
        )
    )


def head_by_id(connection: Connection, book_id: int, voucher_id: int) -> Head | None:
    """The head of the voucher with this id."""
    return _head(_head_by_id.first(connection, book_id=book_id, voucher_id=voucher_id))


def reversing(connection: Connection, book_id: int, voucher_id: int) -> Head | None:
    """The head of the voucher that reverses this one, if there is one that is not void."""
    return _head(_reversing.first(connection, book_id=book_id, voucher_id=voucher_id))


def _head(row: tuple[Any, ...] | None) -> Head | None:
    return Head._make(row) if row is not None else None


_parts = Statement(
    select(_v.part, _v.state)
    .where(
        _v.book_id == BOOK_ID,
        _v.period == bindparam("period"),
        _v.word == bindparam("word"),
        _v.number == bindparam("number"),
        NUMBERED,
    )
    .order_by(_v.part)
)


def parts(
    connection: Connection, book_id: int, period: int, word: str, number: int
) -> dict[int, str]:
    """The vouchers, void ones too, that have this number: their parts (0 for a whole) and states."""
    rows = _parts.rows(connection, book_id=book_id, period=period, word=word, number=number)
    return {row[0]: row[1] for row in rows}


def latest_day(connection: Connection, book_id: int, period: int, word: str) -> int:
    """The latest day of a period's vouchers of a word, void ones left out; 0 where there is none."""
    clause = select(func.max(_v.day)).where(
        _v.book_id == book_id, _v.period == period, _v.word == word, NUMBERED, _v.state != "void"
    )
    return query_column(connection, clause)[0] or 0


def gaps(
    connection: Connection,
    book_id: int,
    period: int,
    word: str,
    after: int,
    last: int,
    *,
    void_too: bool = False,
) -> list[tuple[int, int]]:
    """The spans of numbers that are missing behind `after`, up to the last voucher or `last`.

    A number of which a part is missing counts as missing. A void voucher holds its number where `void_too` says so, and leaves a gap otherwise.
    """
    missing: list[tuple[int, int]] = []
    expected, expected_part = after + 1, 0
    for number, part in _numbers.rows(
        connection,
        book_id=book_id,
        period=period,
        word=word,
        after=after,
        left_out="" if void_too else "void",
    ):
        if number > last:
            break
        if number > expected:
            missing.append((expected, number - 1))
        follows = number == expected - 1 and part == expected_part
        if part > 1 and not follows and (number, number) not in missing:
            missing.append((number, number))
        expected, expected_part = number + 1, part + 1
    return missing


def pages(
    connection: Connection,
    book_id: int,
    period: int,
    word: str,
    state: str,
    after: int,
    last: int,
    one: Head | None = None,
) -> Iterator[Page]:
    """Heads with their lines, in order of number, a page at a time."""
    if one is not None:
        yield with_lines(connection, book_id, [one])
        return
    after_part = 2**31 - 1
    while True:
        found = _page_of_heads.rows(
            connection,
            book_id=book_id,
            period=period,
            word=word,
            state=state,
            after=after,
            after_part=after_part,
            last=last,
        )
        heads = [Head._make(row) for row in found]
        if heads:
            yield with_lines(connection, book_id, heads)
        if len(heads) < PAGE:
            return
        after, after_part = heads[-1].number, heads[-1].part


def by_id(connection: Connection, book_id: int, voucher_ids: Sequence[int]) -> Page:
    """The vouchers with these ids, in ascending order, those that are there."""
    heads: list[Head] = []
    wanted = set(voucher_ids)
    for first, last in _spans(sorted(wanted)):
        rows = _heads_of_span.rows(connection, book_id=book_id, first_id=first, last_id=last)
        heads += [Head._make(row) for row in rows if row[1] in wanted]
    return with_lines(connection, book_id, heads)


def with_lines(connection: Connection, book_id: int, heads: Sequence[Head]) -> Page:
    """Heads with their lines, in the order of the heads."""
    found: dict[int, list[LineRow]] = {row.voucher_id: [] for row in heads}
    # Ids follow numbers closely, so a page is a few dense spans of ids and hardly a line is read in vain.
    for first, last in _spans(sorted(found)):
        for line in _lines_of_span.rows(connection, book_id=book_id, first_id=first, last_id=last):
            at = found.get(line[1])
            if at is not None:
                at.append(line)
    return [(row, found[row.voucher_id]) for row in heads]


_DAY = LineWithCode._fields.index("day")


def on_their_day(head: Head, lines: Iterable[LineRow]) -> bool:
    """Whether the lines are kept under the day of their voucher."""
    return all(line[_DAY] == head.day for line in lines)


def _spans(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted ids as spans in which none is far from the next."""
    spans: list[tuple[int, int]] = []
    for number in ids:
        if spans and number - spans[-1][1] <= 16:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def remove(connection: Connection, book_id: int, voucher_ids: Iterable[int]) -> None:
    """Take vouchers that were never posted out, lines first."""
    ids = list(voucher_ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        for table in (tables.line, tables.attachment, tables.generated, tables.voucher):
            chosen = table.c.voucher_id.in_(part)
            run(connection, delete(table).where(table.c.book_id == book_id, chosen))


def remove_lines(connection: Connection, book_id: int, voucher_id: int) -> None:
    """Take the lines of a draft out, to be written anew."""
    run(connection, delete(tables.line).where(_l.book_id == book_id, _l.voucher_id == voucher_id))


def change(connection: Connection, book_id: int, voucher_id: int, **values: Any) -> None:
    """Set columns of one voucher's head."""
    run(
        connection,
        update(tables.voucher)
        .where(_v.book_id == book_id, _v.voucher_id == voucher_id)
        .values(**values),
    )


_renumber = Statement(
    update(tables.voucher)
    .where(_v.book_id == BOOK_ID, _v.voucher_id == bindparam("the_id"))
    .values(number=bindparam("new_number"), part=bindparam("new_part"))
)


def renumber(connection: Connection, book_id: int, numbers: dict[int, tuple[int, int]]) -> None:
    """Give vouchers new numbers and parts, by way of negative ones so that none is ever doubled."""
    _sql, names, _fixed = _renumber.compiled(connection)
    assert names == ("new_number", "new_part", "book_id", "the_id")
    for sign in (-1, 1):
        _renumber.run_many(
            connection,
            [(sign * new, part, book_id, one) for one, (new, part) in numbers.items()],
        )


def unposted_heads(connection: Connection, book_id: int, period: int, word: str) -> Sequence[Head]:
    """The heads of a period and word that are not posted, void ones too, in order of number."""
    rows = query(
        connection,
        select(tables.voucher)
        .where(
            _v.book_id == book_id,
            _v.period == period,
            _v.word == word,
            NUMBERED,
            _v.state != "posted",
        )
        .order_by(_v.number, _v.part),
    )
    return [Head._make(row) for row in rows]
