"""Openings and turnovers: read by the few hundred rows, kept by posting, proved from the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
)

from ..core.balance import Figures
from . import tables
from .statement import BulkInsert, Statement, Upsert, query, query_column, run
from .vouchers import NUMBERED


class OpeningRow(NamedTuple):
    """An opening balance as it is read: the columns of its table."""

    book_id: int
    period: int
    line_no: int
    account_id: int
    commodity: str
    side: int
    amount_minor: int
    dimension_id: int
    measure_commodity: str
    measure_minor: int
    debit_minor: int = 0
    credit_minor: int = 0
    closing_debit_minor: int = 0
    closing_credit_minor: int = 0
    measure_debit_minor: int = 0
    measure_credit_minor: int = 0


_t, _o, _v, _l, _a = (
    tables.turnover.c,
    tables.opening_balance.c,
    tables.voucher.c,
    tables.line.c,
    tables.account.c,
)
_SUMS = ["debit_minor", "credit_minor", "measure_debit_minor", "measure_credit_minor"]
_add = Upsert(tables.turnover, add=_SUMS)
_add_by_dimension = Upsert(tables.dimension_turnover, add=_SUMS)
_insert_openings = BulkInsert(tables.opening_balance)
BOOK_ID: BindParameter[int] = bindparam("book_id")

#: (period, account_id, commodity, measure_commodity, is_closing)
TurnoverKey = tuple[int, int, str, str, bool]
#: (account_id, dimension_id, period, commodity, measure_commodity, is_closing)
DimensionKey = tuple[int, int, int, str, str, bool]
#: Debit, credit, and the same of what is measured.
Sums = tuple[int, int, int, int]

_net = _t.debit_minor - _t.credit_minor
_before = _t.period < bindparam("first")
_counted = _t.is_closing.in_([False, bindparam("with_closing")])
_in_span = and_(_t.period >= bindparam("first"), _counted)
_in_year = and_(_t.period >= bindparam("year_start"), _counted)
_figures = Statement(
    select(
        _t.account_id,
        func.sum(case((_before, _net), else_=0)),
        func.sum(case((_in_span, _t.debit_minor), else_=0)),
        func.sum(case((_in_span, _t.credit_minor), else_=0)),
        func.sum(case((_in_year, _t.debit_minor), else_=0)),
        func.sum(case((_in_year, _t.credit_minor), else_=0)),
    )
    .where(
        _t.book_id == BOOK_ID,
        _t.commodity == bindparam("commodity"),
        _t.period.between(bindparam("base"), bindparam("last")),
    )
    .group_by(_t.account_id)
)
_base = Statement(
    select(func.max(_o.period)).where(_o.book_id == BOOK_ID, _o.period <= bindparam("first"))
)
_closing_too: BindParameter[int] = bindparam("with_closing")
_openings = Statement(
    select(
        _o.account_id,
        func.sum(_o.side * _o.amount_minor),
        func.sum(_o.debit_minor + _closing_too * _o.closing_debit_minor),
        func.sum(_o.credit_minor + _closing_too * _o.closing_credit_minor),
    )
    .where(
        _o.book_id == BOOK_ID,
        _o.period == bindparam("base"),
        _o.commodity == bindparam("commodity"),
    )
    .group_by(_o.account_id)
)
_opening_rows = Statement(
    select(tables.opening_balance)
    .where(_o.book_id == BOOK_ID, _o.period == bindparam("period"))
    .order_by(_o.line_no)
)


def base_of(connection: Connection, book_id: int, first: int) -> int:
    """The period whose openings a span beginning with `first` is counted from; 0 for none."""
    (base,) = _base.first(connection, book_id=book_id, first=first) or (0,)
    return base or 0


def add_turnovers(
    connection: Connection, book_id: int, turnovers: Mapping[TurnoverKey, Sequence[int]]
) -> None:
    """Add debit and credit, and what was measured, to the turnovers kept."""
    _add.run_many(connection, [(book_id, *key, *sums) for key, sums in turnovers.items()])


def add_dimension_turnovers(
    connection: Connection, book_id: int, turnovers: Mapping[DimensionKey, Sequence[int]]
) -> None:
    """The same by dimension; in the order of their key, which the database writes quickest."""
    _add_by_dimension.run_many(
        connection, [(book_id, *key, *sums) for key, sums in sorted(turnovers.items())]
    )


def figures(
    connection: Connection,
    book_id: int,
    commodity: str,
    first: int,
    last: int,
    *,
    with_closing: bool = True,
    unposted_after: int | None = None,
) -> dict[int, Figures]:
    """Each account's figures over a span of periods, by account_id.

    Without closing vouchers their turnover within the span is left out; what they
    did before it is in the openings all the same. `unposted_after` takes vouchers not yet posted in, of periods after that one;
    there can be none in closed periods.
    """
    found: dict[int, Figures] = {}
    base = base_of(connection, book_id, first)
    year_start = last // 100 * 100 + 1
    # The year's turnovers before a start in its middle stand with the openings.
    for account_id, balance, debit, credit in _openings.rows(
        connection, book_id=book_id, base=base, commodity=commodity, with_closing=int(with_closing)
    ):
        this_year = base >= year_start
        found[account_id] = Figures(
            opening_minor=int(balance),
            year_to_date_debit_minor=int(debit) if this_year else 0,
            year_to_date_credit_minor=int(credit) if this_year else 0,
        )
    for row in _figures.rows(
        connection, book_id=book_id, commodity=commodity, base=base, first=first, last=last,
        year_start=year_start, with_closing=with_closing,
    ):  # fmt: skip
        sums = (int(value) for value in row[1:])
        found.setdefault(row[0], Figures()).add(Figures(*sums))
    if unposted_after is not None:
        for account_id, period, kind, *sums_of_sides in _unposted_sums.rows(
            connection, book_id=book_id, commodity=commodity, after=unposted_after, last=last
        ):
            counted = with_closing or kind != "closing"
            within = period >= first and counted
            this_year = period >= year_start and counted
            debit, credit = (int(each) for each in sums_of_sides)
            found.setdefault(account_id, Figures()).add(
                Figures(
                    debit - credit if period < first else 0,
                    debit if within else 0,
                    credit if within else 0,
                    debit if this_year else 0,
                    credit if this_year else 0,
                )
            )
    return found


def _by_side(side: int) -> Any:
    return func.sum(case((_l.side == side, _l.amount_minor), else_=0))


_unposted_sums = Statement(
    select(_l.account_id, _v.period, _v.kind, _by_side(1), _by_side(-1))
    .join(tables.voucher, and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id))
    .where(
        _v.book_id == BOOK_ID,
        _v.period > bindparam("after"),
        NUMBERED,
        _v.period <= bindparam("last"),
        or_(_v.state == "draft", _v.state == "reviewed"),
        _l.commodity == bindparam("commodity"),
    )
    .group_by(_l.account_id, _v.period, _v.kind)
)


def has_postings(connection: Connection, book_id: int) -> bool:
    """Whether any voucher was ever posted."""
    d = tables.posted_voucher.c
    return bool(query(connection, select(d.sequence).where(d.book_id == book_id).limit(1)))


def openings(connection: Connection, book_id: int, period: int) -> list[OpeningRow]:
    """The opening balances that were entered for, or brought to, a period."""
    rows = _opening_rows.rows(connection, book_id=book_id, period=period)
    return [OpeningRow._make(row) for row in rows]


def opening_periods(connection: Connection, book_id: int) -> list[int]:
    """The periods that have openings of their own: the start and each January rolled over to."""
    return list(
        query_column(
            connection,
            select(_o.period).where(_o.book_id == book_id).distinct().order_by(_o.period),
        )
    )


def commodities_kept(connection: Connection, book_id: int) -> list[str]:
    """The commodities in which posted lines and openings are: of a money book, its currency."""
    found: set[str] = set()
    for column, of_book in ((_t.commodity, _t.book_id), (_o.commodity, _o.book_id)):
        clause = select(column).where(of_book == book_id).distinct()
        found |= set(query_column(connection, clause))
    return sorted(found)


def put_openings(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write opening balances: tuples in the order of the table's columns."""
    _insert_openings.run(connection, rows)


def remove_openings(connection: Connection, book_id: int, period: int) -> None:
    """Take the openings of a book that has not started out."""
    run(
        connection, delete(tables.opening_balance).where(_o.book_id == book_id, _o.period == period)
    )


def used_accounts(connection: Connection, book_id: int) -> set[int]:
    """The accounts that have a line or an opening."""
    with_lines = exists().where(_l.book_id == _a.book_id, _l.account_id == _a.account_id)
    with_opening = exists().where(_o.book_id == _a.book_id, _o.account_id == _a.account_id)
    return set(
        query_column(
            connection,
            select(_a.account_id).where(_a.book_id == book_id, or_(with_lines, with_opening)),
        )
    )
