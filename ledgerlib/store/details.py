"""Balances below the account: by dimension and by what is measured, read and proved from the lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, literal, literal_column, or_, select

from ..core.balance import Figures, Measured
from . import tables
from .balances import Sums, TurnoverKey, base_of
from .statement import query, stream
from .vouchers import NUMBERED

#: account_id, dimension_id (0 for none), measure commodity ("" for none)
Key = tuple[int, int, str]
#: Values wanted of each kind of dimension; an empty mapping wants everything.
Wanted = Mapping[str, Collection[str]]

_o, _v, _l, _p = (
    tables.opening_balance.c,
    tables.voucher.c,
    tables.line.c,
    tables.dimension_part.c,
)


def details(
    connection: Connection,
    book_id: int,
    commodity: str,
    first: int,
    last: int,
    *,
    account_ids: Collection[int] | None = None,
    measures: Collection[str] | None = None,
    wanted: Wanted | None = None,
    by_dimension: bool = True,
    with_closing: bool = True,
    unposted_after: int | None = None,
) -> dict[Key, Measured]:
    """The figures of every account, dimension and measure that has any over a span of periods.

    The parts of an account add up to it: what has no dimension is there under 0.
    With `wanted`, only what has one of those values of each kind, with `measures` only what
    is measured in one of them. Without `by_dimension` all of an account's dimensions are one.
    """
    reader = _Reader(
        connection, book_id, commodity, first, last, account_ids, measures, wanted or {}
    )
    found: dict[Key, Measured] = {}
    if wanted or by_dimension:
        for key, measured in reader.turnovers(tables.dimension_turnover, with_closing):
            _add(found, key if by_dimension else (key[0], 0, key[2]), measured)
    if not wanted:
        parts: dict[Key, Measured] = {}
        for (account_id, _, measure), measured in list(found.items()):
            _add(parts, (account_id, 0, measure), measured)
        for key, measured in reader.turnovers(tables.turnover, with_closing):
            rest = _less(measured, parts[key]) if key in parts else measured
            if not rest.is_blank:
                _add(found, key, rest)
    for key, measured in reader.openings(with_closing):
        _add(found, key if by_dimension else (key[0], 0, key[2]), measured)
    if unposted_after is not None:
        for key, measured in reader.unposted(unposted_after, with_closing):
            _add(found, key if by_dimension else (key[0], 0, key[2]), measured)
    return found


def _add(found: dict[Key, Measured], key: Key, measured: Measured) -> None:
    there = found.get(key)
    if there is None:
        found[key] = there = Measured()
    there.add(measured)


def _less(whole: Measured, part: Measured) -> Measured:
    return Measured(
        _difference(whole.amount, part.amount), _difference(whole.quantity, part.quantity)
    )


def _difference(whole: Figures, part: Figures) -> Figures:
    return Figures(
        whole.opening_minor - part.opening_minor,
        whole.debit_minor - part.debit_minor,
        whole.credit_minor - part.credit_minor,
        whole.year_to_date_debit_minor - part.year_to_date_debit_minor,
        whole.year_to_date_credit_minor - part.year_to_date_credit_minor,
    )


class _Reader:
    """The three places where a balance comes from, each read for the same span and the same details."""

    def __init__(
        self,
        connection: Connection,
        book_id: int,
        commodity: str,
        first: int,
        last: int,
        account_ids: Collection[int] | None,
        measures: Collection[str] | None,
        wanted: Wanted,
    ) -> None:
        self.connection, self.book_id, self.commodity = connection, book_id, commodity
        self.first, self.last = first, last
        self.account_ids, self.measures, self.wanted = account_ids, measures, wanted
        self.base = base_of(connection, book_id, first)
        self.year_start = last // 100 * 100 + 1

    def _chosen(self, columns: Any) -> Any:
        conditions = [columns.book_id == self.book_id]
        if self.account_ids is not None:
            conditions.append(columns.account_id.in_(list(self.account_ids)))
        if self.measures is not None:
            conditions.append(columns.measure_commodity.in_(list(self.measures)))
        return and_(*conditions, *having(self.connection, self.book_id, columns.dimension_id, self.wanted)) \
            if self.wanted else and_(*conditions)  # fmt: skip

    def turnovers(self, table: Any, with_closing: bool) -> Iterator[tuple[Key, Measured]]:
        t = table.c
        dimension = t.dimension_id if "dimension_id" in t else literal(0)
        group = [t.account_id, t.measure_commodity]
        if "dimension_id" in t:
            group.insert(1, t.dimension_id)
        counted = or_(t.is_closing.is_(False), literal(with_closing))
        sums: list[Any] = []
        for debit, credit in (
            (t.debit_minor, t.credit_minor),
            (t.measure_debit_minor, t.measure_credit_minor),
        ):
            within, year = (
                and_(t.period >= self.first, counted),
                and_(t.period >= self.year_start, counted),
            )
            sums.append(func.sum(case((t.period < self.first, debit - credit), else_=0)))
            sums += [func.sum(case((within, each), else_=0)) for each in (debit, credit)]
            sums += [func.sum(case((year, each), else_=0)) for each in (debit, credit)]
        clause = (
            select(t.account_id, dimension, t.measure_commodity, *sums)
            .where(
                self._chosen(t),
                t.commodity == self.commodity,
                t.period.between(self.base, self.last),
            )
            .group_by(*group)
        )
        for row in query(self.connection, clause):
            figures = [int(value) for value in row[3:]]
            yield (row[0], row[1], row[2]), Measured(Figures(*figures[:5]), Figures(*figures[5:]))

    def openings(self, with_closing: bool) -> Iterator[tuple[Key, Measured]]:
        closing = int(with_closing)
        clause = (
            select(
                _o.account_id, _o.dimension_id, _o.measure_commodity,
                func.sum(_o.side * _o.amount_minor), func.sum(_o.side * _o.measure_minor),
                func.sum(_o.debit_minor + closing * _o.closing_debit_minor),
                func.sum(_o.credit_minor + closing * _o.closing_credit_minor),
                func.sum(_o.measure_debit_minor), func.sum(_o.measure_credit_minor),
            )
            .where(self._chosen(_o), _o.period == self.base, _o.commodity == self.commodity)
            .group_by(_o.account_id, _o.dimension_id, _o.measure_commodity)
        )  # fmt: skip
        this_year = int(self.base >= self.year_start)
        for row in query(self.connection, clause):
            amount, quantity, *year = (int(value) for value in row[3:])
            debit, credit, measured_debit, measured_credit = (each * this_year for each in year)
            yield (
                (row[0], row[1], row[2]),
                Measured(
                    Figures(amount, 0, 0, debit, credit),
                    Figures(quantity, 0, 0, measured_debit, measured_credit),
                ),
            )

    def unposted(self, after: int, with_closing: bool) -> Iterator[tuple[Key, Measured]]:
        clause = (
            select(
                _l.account_id, _l.dimension_id, _l.measure_commodity, _v.period, _v.kind,
                *(_by_side(column, side) for column in (_l.amount_minor, _l.measure_minor)
                  for side in (1, -1)),
            )
            .join(tables.voucher, and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id))
            .where(
                self._chosen(_l), _v.period > after, _v.period <= self.last, NUMBERED,
                _v.state.in_(["draft", "reviewed"]), _l.commodity == self.commodity,
            )
            .group_by(_l.account_id, _l.dimension_id, _l.measure_commodity, _v.period, _v.kind)
        )  # fmt: skip
        for row in query(self.connection, clause):
            counted = with_closing or row.kind != "closing"
            sums = [int(value) for value in row[5:]]
            yield (
                (row[0], row[1], row[2]),
                Measured(
                    *(self._placed(row.period, counted, *pair) for pair in (sums[:2], sums[2:]))
                ),
            )

    def _placed(self, period: int, counted: bool, debit: int, credit: int) -> Figures:
        within = counted and period >= self.first
        year = counted and period >= self.year_start
        return Figures(
            debit - credit if period < self.first else 0,
            debit * within, credit * within, debit * year, credit * year,
        )  # fmt: skip


def without_dimension(
    connection: Connection, book_id: int, account_ids: Collection[int]
) -> list[int]:
    """The accounts whose turnovers are not what their dimensions add up to."""
    if not account_ids:
        return []
    sums = []
    for table in (tables.turnover, tables.dimension_turnover):
        t = table.c
        clause = (
            select(t.account_id, func.sum(t.debit_minor), func.sum(t.credit_minor))
            .where(t.book_id == book_id, t.account_id.in_(list(account_ids)))
            .group_by(t.account_id)
        )
        rows = query(connection, clause)
        sums.append({row[0]: (int(row[1]), int(row[2])) for row in rows if row[1] or row[2]})
    whole, parts = sums
    return sorted(
        each for each in whole.keys() | parts.keys() if whole.get(each) != parts.get(each)
    )


#: Combinations that are named one by one, so that the database reaches each of them at once.
_FEW = 200


def having(connection: Connection, book_id: int, column: Any, wanted: Wanted) -> list[Any]:
    """Conditions that a column of combinations has one of the values wanted of each kind."""
    conditions = []
    for kind, codes in wanted.items():
        combinations = select(_p.dimension_id).where(
            _p.book_id == book_id, _p.kind == kind, _p.code.in_(list(codes))
        )
        few = query(connection, combinations.limit(_FEW + 1))
        named = [row[0] for row in few]
        conditions.append(column.in_(named if len(named) <= _FEW else combinations))
    return conditions


def _by_side(column: Any, side: int) -> Any:
    return func.sum(case((_l.side == side, column), else_=0))


# What verification compares


#: Whether a line is of a closing voucher; a literal, for it is grouped by.
_CLOSING = _v.kind == literal_column("'closing'")
_line_sums = [
    _by_side(column, side) for column in (_l.amount_minor, _l.measure_minor) for side in (1, -1)
]
_of_posted = and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id, _v.state == "posted")


def kept_turnovers(connection: Connection, book_id: int) -> dict[TurnoverKey, Sums]:
    """The turnovers as posting kept them, without those that are nothing."""
    t = tables.turnover.c
    rows = query(connection, select(tables.turnover).where(t.book_id == book_id))
    found: dict[TurnoverKey, Sums] = {}
    for _, period, account_id, commodity, measure, closing, *sums in rows:
        if any(sums):
            found[period, account_id, commodity, measure, bool(closing)] = _four(sums)
    return found


def turnovers_of_lines(
    connection: Connection, book_id: int, closed_through: int
) -> dict[TurnoverKey, Sums]:
    """The same added up again from the posted lines.

    All lines are added by the covering index, which needs no sorting; what is not posted
    (only in open periods), what closes accounts (a voucher or two a period) and what
    measures something is then taken off or put apart.
    """
    book = _v.book_id == book_id
    unposted = select(_v.voucher_id).where(
        book, _v.period > closed_through, NUMBERED, _v.state != "posted"
    )
    closing = select(_v.voucher_id).where(book, _v.kind == "closing", _v.state == "posted")
    sums: dict[TurnoverKey, list[int]] = {}

    def put(key: TurnoverKey, amounts: Iterable[int], sign: int = 1) -> None:
        there = sums.setdefault(key, [0, 0, 0, 0])
        for position, amount in enumerate(amounts):
            there[position] += sign * amount

    for key, pair in _amounts(connection, book_id):
        put((*key, "", False), pair)
    for key, pair in _amounts(connection, book_id, unposted):
        put((*key, "", False), pair, -1)
    for key, pair in _amounts(connection, book_id, closing):
        put((*key, "", False), pair, -1)
        put((*key, "", True), pair)
    measured = (
        select(_l.period, _l.account_id, _l.commodity, _l.measure_commodity, _CLOSING, *_line_sums)
        .join(tables.voucher, _of_posted)
        .where(_l.book_id == book_id, _l.measure_commodity != "")
        .group_by(_l.period, _l.account_id, _l.commodity, _l.measure_commodity, _CLOSING)
    )
    for period, account_id, commodity, measure, is_closing, *four in query(connection, measured):
        amounts = [int(each) for each in four]
        put((period, account_id, commodity, "", bool(is_closing)), amounts[:2], -1)
        put((period, account_id, commodity, measure, bool(is_closing)), amounts)
    return {key: _four(each) for key, each in sums.items() if any(each)}


def _four(sums: Iterable[int]) -> Sums:
    debit, credit, measure_debit, measure_credit = sums
    return int(debit), int(credit), int(measure_debit), int(measure_credit)


def _amounts(
    connection: Connection, book_id: int, voucher_ids: Select[int] | None = None
) -> Iterator[tuple[tuple[int, int, str], tuple[int, int]]]:
    # A few vouchers are found by their ids: adding 0 keeps SQLite from walking all lines by account.
    account_id = _l.account_id if voucher_ids is None else _l.account_id + literal_column("0")
    group = (account_id, _l.commodity, _l.period)
    clause = (
        select(*group, func.sum(_l.amount_minor), func.sum(_l.side * _l.amount_minor))
        .where(_l.book_id == book_id)
        .group_by(*group)
    )
    if voucher_ids is not None:
        clause = clause.where(_l.voucher_id.in_(voucher_ids))
    for account, commodity, period, total, net in query(connection, clause):
        debit, credit = (int(total) + int(net)) // 2, (int(total) - int(net)) // 2
        yield (period, account, commodity), (debit, credit)


#: What an account and a dimension come to, by period, commodity, measure and closing.
ByPeriod = dict[tuple[int, str, str, bool], Sums]


def kept_by_dimension(
    connection: Connection, book_id: int
) -> Iterator[tuple[tuple[int, int], ByPeriod]]:
    """The turnovers by dimension as posting kept them, by account and dimension in order."""
    d = tables.dimension_turnover.c
    keys = [d.account_id, d.dimension_id, d.period, d.commodity, d.measure_commodity, d.is_closing]
    sums = [d.debit_minor, d.credit_minor, d.measure_debit_minor, d.measure_credit_minor]
    clause = select(*keys, *sums).where(d.book_id == book_id)
    return _grouped(connection, clause.order_by(d.account_id, d.dimension_id))


def dimensions_of_lines(
    connection: Connection, book_id: int
) -> Iterator[tuple[tuple[int, int], ByPeriod]]:
    """The same added up again from the posted lines, by account and dimension in order."""
    keys = [
        _l.account_id, _l.dimension_id, _l.period, _l.commodity, _l.measure_commodity, _CLOSING,
    ]  # fmt: skip
    clause = (
        select(*keys, *_line_sums)
        .join(tables.voucher, _of_posted)
        .where(_l.book_id == book_id, _l.dimension_id != 0)
        .group_by(*keys)
        .order_by(_l.account_id, _l.dimension_id)
    )
    return _grouped(connection, clause)


def _grouped(
    connection: Connection, clause: Select[Any]
) -> Iterator[tuple[tuple[int, int], ByPeriod]]:
    for key, rows in groupby(stream(connection, clause), key=lambda row: (row[0], row[1])):
        found = {
            (row[2], row[3], row[4], bool(row[5])): _four(row[6:]) for row in rows if any(row[6:])
        }
        if found:
            yield key, found
