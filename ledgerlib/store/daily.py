"""What lines add up to: day by day, and over the vouchers of some words and numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from . import tables
from .statement import query
from .vouchers import NUMBERED
from .word_order import WordOrder

_v, _l = tables.voucher.c, tables.line.c
_of_voucher = and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id)


class DayRow(NamedTuple):
    """What the lines of a day on an account come to, in minor units, and how many they are."""

    account_id: int
    day: int
    debit_minor: int
    credit_minor: int
    debits: int
    credits: int


def _states(include_unposted: bool) -> list[str]:
    return ["posted", "reviewed", "draft"] if include_unposted else ["posted"]


def _sums() -> list[Any]:
    amounts = [func.sum(case((_l.side == side, _l.amount_minor), else_=0)) for side in (1, -1)]
    return [*amounts, *(func.sum(case((_l.side == side, 1), else_=0)) for side in (1, -1))]


def by_day(
    connection: Connection,
    book_id: int,
    commodity: str,
    first_period: int,
    last_day: int,
    *,
    account_ids: Collection[int] | None = None,
    include_unposted: bool = False,
) -> list[DayRow]:
    """The lines from the beginning of a period to a day, added up by account and day."""
    conditions: list[ColumnElement[bool]] = [
        _l.book_id == book_id,
        _l.commodity == commodity,
        _l.period.between(first_period, last_day // 100),
        _l.day <= last_day,
        NUMBERED,
        _v.state.in_(_states(include_unposted)),
    ]
    if account_ids is not None:
        conditions.append(_l.account_id.in_(list(account_ids)))
    clause = (
        select(_l.account_id, _l.day, *_sums())
        .join(tables.voucher, _of_voucher)
        .where(*conditions)
        .group_by(_l.account_id, _l.day)
        .order_by(_l.day)
    )
    return [DayRow(*(int(value) for value in row)) for row in query(connection, clause)]


class CountRow(NamedTuple):
    """The vouchers of a word in a period: how many numbers, the first and the last, attachments."""

    period: int
    word: str
    numbers: int
    first: int
    last: int
    attachments: int


def _chosen(
    book_id: int, periods: tuple[int, int], words: Sequence[str], numbers: tuple[int, int],
    include_unposted: bool,
) -> list[ColumnElement[bool]]:  # fmt: skip
    chosen: list[ColumnElement[bool]] = [
        _v.book_id == book_id,
        _v.period.between(*periods),
        _v.number.between(*numbers),
        NUMBERED,
        _v.state.in_(_states(include_unposted)),
    ]
    return [*chosen, _v.word.in_(list(words))] if words else chosen


def of_vouchers(
    connection: Connection,
    book_id: int,
    commodity: str,
    periods: tuple[int, int],
    words: Sequence[str],
    numbers: tuple[int, int],
    *,
    include_unposted: bool = False,
) -> list[tuple[int, int, int]]:
    """Debit and credit by account over the vouchers of some words, periods and numbers; no words are all."""
    clause = (
        select(_l.account_id, *_sums()[:2])
        .join(tables.voucher, _of_voucher)
        .where(
            _l.book_id == book_id, _l.commodity == commodity, _l.period.between(*periods),
            *_chosen(book_id, periods, words, numbers, include_unposted),
        )
        .group_by(_l.account_id)
    )  # fmt: skip
    return [(row[0], int(row[1]), int(row[2])) for row in query(connection, clause)]


def counts(
    connection: Connection,
    book_id: int,
    periods: tuple[int, int],
    words: Sequence[str],
    numbers: tuple[int, int],
    *,
    include_unposted: bool = False,
) -> list[CountRow]:
    """How many vouchers these are, by period and word; the parts of one number count once."""
    clause = (
        select(
            _v.period, _v.word, func.sum(case((_v.part <= 1, 1), else_=0)), func.min(_v.number),
            func.max(_v.number), func.sum(_v.attachments),
        )
        .where(*_chosen(book_id, periods, words, numbers, include_unposted))
        .group_by(_v.period, _v.word)
    )  # fmt: skip
    rows = [
        CountRow(row[0], row[1], *(int(value) for value in row[2:]))
        for row in query(connection, clause)
    ]
    order = WordOrder.of(connection, book_id)
    return sorted(rows, key=lambda row: (row.period, order.rank(row.word)))


def spans_of_numbers(
    connection: Connection, book_id: int, periods: tuple[int, int]
) -> list[tuple[int, str, int, int, int]]:
    """Period, word, first and last number and how many there are, void ones too: by the index alone."""
    clause = (
        select(
            _v.period, _v.word, func.min(_v.number), func.max(_v.number),
            func.sum(case((_v.part <= 1, 1), else_=0)),
        )
        .where(_v.book_id == book_id, _v.period.between(*periods), NUMBERED)
        .group_by(_v.period, _v.word)
    )  # fmt: skip
    rows = [
        (row[0], row[1], *(int(value) for value in row[2:])) for row in query(connection, clause)
    ]
    words = WordOrder.of(connection, book_id)
    return sorted(rows, key=lambda row: (row[0], words.rank(row[1])))
