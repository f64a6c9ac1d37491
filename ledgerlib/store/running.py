"""Balances day by day, to find the first day on which one is below nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from . import tables
from .details import details
from .statement import query, query_column
from .vouchers import NUMBERED

_v, _l = tables.voucher.c, tables.line.c


class Below(NamedTuple):
    """A balance below nothing: where, on which day first, and how much.

    `measure` is what beside the line's own commodity is measured, "" where it is that itself.
    """

    account_id: int
    dimension_id: int
    measure: str
    day: int
    balance_minor: int


def goods_moved(
    connection: Connection, book_id: int, account_ids: Collection[int], among: Collection[str]
) -> list[str]:
    """Which of these commodities lines on these accounts are in."""
    clause = (
        select(_l.commodity)
        .where(
            _l.book_id == book_id, _l.account_id.in_(list(account_ids)),
            _l.commodity.in_(list(among)),
        )
        .distinct()
    )  # fmt: skip
    return sorted(query_column(connection, clause))


def first_days_below(
    connection: Connection,
    book_id: int,
    commodity: str,
    current: int,
    sides: Mapping[int, int],
    *,
    posted_only: bool,
) -> list[Below]:
    """Where accounts, seen from the side on which each grows, are below nothing first.

    It is of lines in one commodity: money, or the goods of a quantity book. That is looked at
    account by account; what is measured beside it, quantities and foreign currency, by dimension
    and commodity as well, for one store's grain does not feed another.
    """
    balances: dict[tuple[int, int, str], int] = {}
    before = details(
        connection, book_id, commodity, current, current, account_ids=list(sides),
        by_dimension=True,
    )  # fmt: skip
    for (account_id, dimension_id, measure), figures in before.items():
        for key, minor in _places(
            account_id, dimension_id, measure,
            figures.amount.opening_minor, figures.quantity.opening_minor,
        ):  # fmt: skip
            balances[key] = balances.get(key, 0) + minor * sides[account_id]
    found: dict[tuple[int, int, str], Below] = {}
    days: dict[tuple[int, int, str], int] = {}

    def settle(key: tuple[int, int, str]) -> None:
        if balances.get(key, 0) < 0 and key not in found:
            found[key] = Below(*key, days[key], balances[key])

    for row in _daily(connection, book_id, commodity, current, list(sides), posted_only):
        account_id, dimension_id, measure, day, amount, quantity = row
        for key, minor in _places(account_id, dimension_id, measure, int(amount), int(quantity)):
            if days.get(key, day) != day:
                settle(key)
            days[key] = day
            balances[key] = balances.get(key, 0) + minor * sides[account_id]
    for key in days:
        settle(key)
    return sorted(found.values(), key=lambda each: (each.day, each.account_id))


def _places(
    account_id: int, dimension_id: int, measure: str, amount: int, quantity: int
) -> Iterator[tuple[tuple[int, int, str], int]]:
    yield (account_id, 0, ""), amount
    if measure:
        yield (account_id, dimension_id, measure), quantity


def _daily(
    connection: Connection,
    book_id: int,
    commodity: str,
    current: int,
    account_ids: list[int],
    posted_only: bool,
) -> list[Any]:
    states = ["posted"] if posted_only else ["posted", "reviewed", "draft"]
    group = (_l.account_id, _l.dimension_id, _l.measure_commodity, _v.day)
    clause = (
        select(*group, func.sum(_l.side * _l.amount_minor), func.sum(_l.side * _l.measure_minor))
        .join(tables.voucher, and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id))
        .where(
            _l.book_id == book_id, _l.account_id.in_(account_ids), _l.commodity == commodity,
            _l.period >= current, NUMBERED, _v.state.in_(states),
        )
        .group_by(*group)
        .order_by(_v.day)
    )  # fmt: skip
    return query(connection, clause)
