"""Vouchers found by what they are: heads with their first summary and their amount, by keyset pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from attrs import evolve, field, frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)

from . import tables
from .details import Wanted, having
from .statement import query, query_column
from .vouchers import NUMBERED, Head
from .word_order import WordOrder

_v, _l = tables.voucher.c, tables.line.c
_of_voucher = and_(_l.book_id == _v.book_id, _l.voucher_id == _v.voucher_id)

#: A place in the order of the list: by number (period, word, number, part) or by day (day, word, …).
Place = tuple[int, str, int, int]


class Found(NamedTuple):
    """A head, the summary of its first line, and its debit in minor units."""

    head: Head
    summary: str
    amount_minor: int


@frozen
class Filter:
    """What is asked of vouchers; what is left as it is asks nothing."""

    first_period: int
    last_period: int
    first_day: int = 0
    last_day: int = 99991231
    word: str = ""
    numbers: tuple[int, int] | None = None
    states: Collection[str] = ()
    kinds: Collection[str] = ()
    maker: str = ""
    not_maker: str = ""
    reviewer: str = ""
    poster: str = ""
    #: Accounts of which one must be on a line.
    account_ids: Collection[int] | None = None
    wanted: Wanted = field(factory=dict)
    #: A text in the summary of a line, or in the reference.
    text: str = ""
    #: Amounts between which a line's lies, in minor units of the currency.
    amounts: tuple[int, int] | None = None
    #: Cash accounts, where vouchers are wanted that wait for the cashier's signature.
    unsigned_on: Collection[int] | None = None


def find(
    connection: Connection,
    book_id: int,
    asked: Filter,
    *,
    by_day: bool,
    newest_first: bool,
    after: Place | None,
    limit: int,
) -> list[Found]:
    """At most `limit` vouchers behind a place in the order."""
    words = WordOrder.of(connection, book_id)
    # A part of the list by number has one word: the index has it in order as it stands.
    order: tuple[Any, ...] = (
        (_v.day, words.column, _v.number, _v.part) if by_day else (_v.number, _v.part)
    )
    summary = select(_l.summary).where(_of_voucher, _l.line_no == 1).scalar_subquery()
    amount = select(func.sum(_l.amount_minor)).where(_of_voucher, _l.side == 1).scalar_subquery()
    base: Select[Any] = select(tables.voucher, summary, amount).order_by(
        *(column.desc() for column in order) if newest_first else order
    )
    found: list[Found] = []
    parts = (
        _days_behind(asked, words, after, newest_first=newest_first)
        if by_day
        else _series_behind(connection, book_id, asked, words, after, newest_first=newest_first)
    )
    for part, place in parts:
        clause = base.where(*_conditions(connection, book_id, part, by_day=by_day), place)
        rows = query(connection, clause.limit(limit - len(found)))
        found += [Found(Head._make(row[:-2]), row[-2] or "", int(row[-1] or 0)) for row in rows]
        if len(found) >= limit:
            break
    return found


#: What is asked for of a part of the list, and what bounds the part besides.
_Part = tuple[Filter, ColumnElement[bool]]


def _days_behind(
    asked: Filter, words: WordOrder, after: Place | None, *, newest_first: bool
) -> Iterator[_Part]:
    """The list by day behind a place, near parts first: of its word, of its day, of other days.

    Said at once, as one comparison of four columns, the database would look for the place from
    the beginning on; a part at a time, the index leads to it.
    """
    if after is None:
        yield asked, true()
        return
    day, word = after[:2]
    same = evolve(asked, first_day=day, last_day=day)
    yield same, and_(_v.word == word, _number_behind(after, newest_first=newest_first))
    rank = words.rank(word)
    yield same, words.column < rank if newest_first else words.column > rank
    if newest_first:
        yield evolve(asked, last_day=min(asked.last_day, day - 1)), true()
    else:
        yield evolve(asked, first_day=max(asked.first_day, day + 1)), true()


def _series_behind(
    connection: Connection, book_id: int, asked: Filter, words: WordOrder, after: Place | None,
    *, newest_first: bool,
) -> Iterator[_Part]:  # fmt: skip
    """The list by number behind a place: period by period, each word's numbers, in the words' order.

    The index has the words of a period by their characters; a word at a time, it serves in any
    order of them, however many vouchers a period has.
    """
    names = [asked.word] if asked.word else list(words.words)
    if newest_first:
        names.reverse()
    low, high = asked.first_period, asked.last_period
    if after is not None:
        at, word = after[:2]
        same = evolve(asked, first_period=at, last_period=at)
        yield same, and_(_v.word == word, _number_behind(after, newest_first=newest_first))
        for each in names[names.index(word) + 1 :] if word in names else ():
            yield same, _v.word == each
        low, high = (low, min(high, at - 1)) if newest_first else (max(low, at + 1), high)
    while (period := _next_period(connection, book_id, low, high, last=newest_first)) is not None:
        same = evolve(asked, first_period=period, last_period=period)
        for each in names:
            yield same, _v.word == each
        low, high = (low, period - 1) if newest_first else (period + 1, high)


def _next_period(
    connection: Connection, book_id: int, low: int, high: int, *, last: bool
) -> int | None:
    """The first period of a span that has vouchers, or the last one."""
    clause = (
        select(_v.period)
        .where(_v.book_id == book_id, _v.period.between(low, high), NUMBERED)
        .order_by(_v.period.desc() if last else _v.period)
        .limit(1)
    )
    found = query_column(connection, clause)
    return found[0] if found else None


def _number_behind(after: Place, *, newest_first: bool) -> ColumnElement[bool]:
    """Numbers and parts behind those of a place, within its word."""
    place, number = tuple_(_v.number, _v.part), tuple_(*after[2:])
    return place < number if newest_first else place > number


def _within(column: Any, first: int, last: int) -> ColumnElement[bool]:
    """A column between two values; said to be the one value where they are the same."""
    within: ColumnElement[bool] = column == first if first == last else column.between(first, last)
    return within


def count(connection: Connection, book_id: int, asked: Filter) -> dict[str, int]:
    """How many vouchers are in each state, among those asked for."""
    clause = (
        select(_v.state, func.count())
        .where(*_conditions(connection, book_id, asked))
        .group_by(_v.state)
    )
    return {row[0]: row[1] for row in query(connection, clause)}


def _conditions(
    connection: Connection, book_id: int, asked: Filter, *, by_day: bool = False
) -> Sequence[ColumnElement[bool]]:
    """What is asked for; by day, the days alone bound the periods, and lead to their index."""
    found: list[Any] = [
        _v.book_id == book_id,
        NUMBERED,
        true() if by_day else _within(_v.period, asked.first_period, asked.last_period),
        _within(
            _v.day,
            max(asked.first_day, asked.first_period * 100),
            min(asked.last_day, asked.last_period * 100 + 99),
        ),
    ]
    if asked.word:
        found.append(_v.word == asked.word)
    if asked.numbers:
        found.append(_v.number.between(*asked.numbers))
    if asked.states:
        found.append(_v.state.in_(list(asked.states)))
    if asked.kinds:
        found.append(_v.kind.in_(list(asked.kinds)))
    for column, name in (
        (_v.maker, asked.maker),
        (_v.reviewer, asked.reviewer),
        (_v.poster, asked.poster),
    ):
        if name:
            found.append(column == name)
    if asked.not_maker:
        found.append(_v.maker != asked.not_maker)
    if asked.text:
        held = _has_line(_l.summary.contains(asked.text, autoescape=True))
        found.append(or_(_v.reference.contains(asked.text, autoescape=True), held))
    if asked.amounts:
        found.append(_has_line(_l.amount_minor.between(*asked.amounts)))
    if asked.account_ids is not None:
        found.append(_has_line(_l.account_id.in_(list(asked.account_ids))))
    if asked.wanted:
        found.append(_has_line(*having(connection, book_id, _l.dimension_id, asked.wanted)))
    if asked.unsigned_on is not None:
        found += [
            _v.cashier == "",
            _v.state.in_(["draft", "reviewed"]),
            _has_line(_l.account_id.in_(list(asked.unsigned_on))),
        ]
    return found


def _has_line(*conditions: Any) -> ColumnElement[bool]:
    return exists(select(_l.line_no).where(_of_voucher, *conditions))
