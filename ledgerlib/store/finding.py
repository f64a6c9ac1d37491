"""Vouchers found by what they are: heads with their first summary and their amount, by keyset pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from .statement import query
from .vouchers import NUMBERED, Head

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
    order: tuple[Any, ...] = (
        (_v.day, _v.word, _v.number, _v.part)
        if by_day
        else (_v.period, _v.word, _v.number, _v.part)
    )
    summary = select(_l.summary).where(_of_voucher, _l.line_no == 1).scalar_subquery()
    amount = select(func.sum(_l.amount_minor)).where(_of_voucher, _l.side == 1).scalar_subquery()
    base: Select[Any] = select(tables.voucher, summary, amount).order_by(
        *(column.desc() for column in order) if newest_first else order
    )
    found: list[Found] = []
    for part, place in _behind(asked, after, by_day=by_day, newest_first=newest_first):
        clause = base.where(*_conditions(connection, book_id, part), place)
        rows = query(connection, clause.limit(limit - len(found)))
        found += [Found(Head._make(row[:-2]), row[-2] or "", int(row[-1] or 0)) for row in rows]
        if len(found) >= limit:
            break
    return found


def _behind(
    asked: Filter, after: Place | None, *, by_day: bool, newest_first: bool
) -> list[tuple[Filter, ColumnElement[bool]]]:
    """What is asked for behind a place, near ones first: of its word, of its day or period, of others.

    Said at once, as one comparison of four columns, the database would look for the place from
    the beginning on; a part at a time, the index leads to it.
    """
    if after is None:
        return [(asked, true())]
    at, word = after[:2]
    names = ("first_day", "last_day") if by_day else ("first_period", "last_period")
    bounds: dict[str, Any] = dict.fromkeys(names, at)
    same = evolve(asked, **bounds)
    place, number = tuple_(_v.number, _v.part), tuple_(*after[2:])
    if newest_first:
        bounds = {names[1]: min(getattr(asked, names[1]), at - 1)}
        nearest, of_others = place < number, _v.word < word
    else:
        bounds = {names[0]: max(getattr(asked, names[0]), at + 1)}
        nearest, of_others = place > number, _v.word > word
    others = evolve(asked, **bounds)
    return [(same, and_(_v.word == word, nearest)), (same, of_others), (others, true())]


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
    connection: Connection, book_id: int, asked: Filter
) -> Sequence[ColumnElement[bool]]:
    found: list[Any] = [
        _v.book_id == book_id,
        NUMBERED,
        _within(_v.period, asked.first_period, asked.last_period),
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
