"""Which vouchers an act means, and what is asked of them or done to them as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from . import tables
from .statement import Statement, query
from .vouchers import BOOK_ID, NUMBERED, Head

_v = tables.voucher.c


@frozen
class Selection:
    """Which vouchers an act means: one, whose head it holds, or spans of periods and numbers.

    Periods are keys such as 200801; the empty word stands for all words.
    """

    first_period: int = 0
    last_period: int = 999912
    word: str = ""
    first: int = 0
    last: int = 2**31 - 1
    one: Head | None = None

    def holds(self, head: Head) -> bool:
        """Whether a voucher is among those selected."""
        if self.one is not None:
            return head.voucher_id == self.one.voucher_id
        return (
            self.first_period <= head.period <= self.last_period
            and self.first <= head.number <= self.last
            and self.word in ("", head.word)
        )


class _Choosing:
    """A statement over a selection; a single voucher is reached by its id."""

    def __init__(self, make: Callable[[ColumnElement[bool]], Executable]) -> None:
        word: BindParameter[str] = bindparam("word")
        self._one = Statement(
            make(and_(_v.book_id == BOOK_ID, _v.voucher_id == bindparam("chosen_id")))
        )
        self._span = Statement(
            make(
                and_(
                    _v.book_id == BOOK_ID,
                    _v.period.between(bindparam("first_period"), bindparam("last_period")),
                    _v.number.between(bindparam("first"), bindparam("last")),
                    NUMBERED,
                    or_(word == "", _v.word == word),
                )
            )
        )

    def _for(self, book_id: int, chosen: Selection) -> tuple[Statement, dict[str, Any]]:
        if chosen.one is not None:
            return self._one, {"book_id": book_id, "chosen_id": chosen.one.voucher_id}
        return self._span, {
            "book_id": book_id,
            "first_period": chosen.first_period,
            "last_period": chosen.last_period,
            "word": chosen.word,
            "first": chosen.first,
            "last": chosen.last,
        }

    def rows(
        self, connection: Connection, book_id: int, chosen: Selection, **values: Any
    ) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        statement, where = self._for(book_id, chosen)
        return statement.rows(connection, **where, **values)

    def change(self, connection: Connection, book_id: int, chosen: Selection, **values: Any) -> int:
        """Run an update; returns how many rows it changed."""
        statement, where = self._for(book_id, chosen)
        return statement.change(connection, **where, **values)


#: How many numbers there are: the parts of one count once.
NUMBERS = func.sum(case((_v.part <= 1, 1), else_=0))

_counts = _Choosing(
    lambda chosen: (
        select(
            _v.period,
            _v.word,
            _v.state,
            func.count(),
            func.min(_v.number),
            func.max(_v.number),
            NUMBERS,
            func.max(_v.part),
        )
        .where(chosen)
        .group_by(_v.period, _v.word, _v.state)
    )
)


_in_state = _Choosing(
    lambda chosen: (
        select(tables.voucher)
        .where(chosen, _v.state == bindparam("state"))
        .order_by(_v.period, _v.word, _v.number, _v.part)
        .limit(bindparam("most"))
    )
)


_made_by = _Choosing(
    lambda chosen: (
        select(tables.voucher)
        .where(chosen, _v.state == bindparam("state"), _v.maker == bindparam("maker"))
        .order_by(_v.period, _v.word, _v.number, _v.part)
        .limit(bindparam("most"))
    )
)


_set_reviewed = _Choosing(
    lambda chosen: (
        update(tables.voucher)
        .where(chosen, _v.state == bindparam("old_state"))
        .values(state=bindparam("state"), reviewer=bindparam("reviewer"))
    )
)


_set_posted = _Choosing(
    lambda chosen: (
        update(tables.voucher)
        .where(chosen, _v.state == bindparam("old_state"))
        .values(state=bindparam("state"), poster=bindparam("poster"))
    )
)


def counts(connection: Connection, book_id: int, chosen: Selection) -> list[tuple[Any, ...]]:
    """How many vouchers are chosen, by period, word and state.

    Count, lowest and highest number, how many numbers, and the highest part of one.
    """
    if chosen.one is not None:
        head = chosen.one
        number = head.number
        return [(head.period, head.word, head.state, 1, number, number, 1, head.part)]
    return _counts.rows(connection, book_id, chosen)


def in_state(
    connection: Connection, book_id: int, chosen: Selection, state: str, most: int
) -> Sequence[Head]:
    """The first few of the chosen vouchers that are in a state."""
    rows = _in_state.rows(connection, book_id, chosen, state=state, most=most)
    return [Head._make(row) for row in rows]


def made_by(
    connection: Connection, book_id: int, chosen: Selection, state: str, maker: str, most: int
) -> Sequence[Head]:
    """The first few of the chosen vouchers in a state that one person made."""
    if chosen.one is not None:
        return [chosen.one] if (chosen.one.state, chosen.one.maker) == (state, maker) else []
    rows = _made_by.rows(connection, book_id, chosen, state=state, maker=maker, most=most)
    return [Head._make(row) for row in rows]


def set_reviewed(
    connection: Connection, book_id: int, chosen: Selection, old: str, new: str, reviewer: str
) -> int:
    """Move the chosen vouchers between draft and reviewed; returns how many."""
    return _set_reviewed.change(
        connection, book_id, chosen, old_state=old, state=new, reviewer=reviewer
    )


def set_posted(
    connection: Connection, book_id: int, chosen: Selection, old: str, new: str, poster: str
) -> int:
    """Move the chosen vouchers between reviewed and posted; returns how many."""
    return _set_posted.change(connection, book_id, chosen, old_state=old, state=new, poster=poster)


def _touching(account_ids: Sequence[int]) -> ColumnElement[bool]:
    line = tables.line.c
    return exists().where(
        line.book_id == _v.book_id,
        line.voucher_id == _v.voucher_id,
        line.account_id.in_(list(account_ids)),
    )


def _where(book_id: int, chosen: Selection) -> ColumnElement[bool]:
    """The condition of a selection, for statements that are seldom run."""
    if chosen.one is not None:
        return and_(_v.book_id == book_id, _v.voucher_id == chosen.one.voucher_id)
    return and_(
        _v.book_id == book_id,
        _v.period.between(chosen.first_period, chosen.last_period),
        _v.number.between(chosen.first, chosen.last),
        NUMBERED,
        true() if not chosen.word else _v.word == chosen.word,
    )


def set_cashier(
    connection: Connection,
    book_id: int,
    chosen: Selection,
    account_ids: Sequence[int],
    *,
    old: str,
    new: str,
) -> int:
    """Put one cashier in the place of another on chosen unposted vouchers that touch the accounts."""
    clause = (
        update(tables.voucher)
        .where(
            _where(book_id, chosen),
            _v.state.in_(["draft", "reviewed"]),
            _v.cashier == old,
            _touching(account_ids),
        )
        .values(cashier=new)
    )
    return Statement(clause).change(connection)


def unsigned(
    connection: Connection, book_id: int, chosen: Selection, account_ids: Sequence[int], most: int
) -> list[Head]:
    """The first few reviewed vouchers that touch the accounts and have no cashier."""
    clause = (
        select(tables.voucher)
        .where(
            _where(book_id, chosen), _v.state == "reviewed", _v.cashier == "",
            _touching(account_ids),
        )
        .order_by(_v.period, _v.word, _v.number, _v.part)
        .limit(most)
    )  # fmt: skip
    return [Head._make(row) for row in query(connection, clause)]


def touching(
    connection: Connection,
    book_id: int,
    chosen: Selection,
    state: str,
    account_ids: Sequence[int],
    most: int,
) -> list[Head]:
    """The first few chosen vouchers of a state that have a line on one of the accounts."""
    clause = (
        select(tables.voucher)
        .where(_where(book_id, chosen), _v.state == state, _touching(account_ids))
        .order_by(_v.period, _v.word, _v.number, _v.part)
        .limit(most)
    )
    return [Head._make(row) for row in query(connection, clause)]
