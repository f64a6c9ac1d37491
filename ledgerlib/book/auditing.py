"""What an auditor takes away, as it is kept: streams of rows, however many there are.

Balances are one thing here, the rows they come from another; nothing is rounded or named anew,
so that every digest can be computed again from what is given out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen
from sqlalchemy import BindParameter, Select, and_, bindparam, func, select

from ..core.attachment import Attachment
from ..core.balance import Figures, roll_up
from ..core.period import Period
from ..store import attachments, balances, books, details, rates, records, tables
from ..store import vouchers as store
from ..store.statement import Lookup, in_chunks, query_column, stream
from .work import Work, shown_account, shown_rule

if TYPE_CHECKING:
    from .book import Book

_d, _p, _v, _l, _o, _t = (
    tables.dimension.c, tables.posted_voucher.c, tables.voucher.c, tables.line.c,
    tables.opening_balance.c, tables.turnover.c,
)  # fmt: skip
_BOOK_ID: BindParameter[int] = bindparam("book_id")
_labels = Lookup(
    lambda keys: select(_d.dimension_id, _d.label).where(
        _d.book_id == _BOOK_ID, _d.dimension_id.in_(keys)
    )
)


@frozen
class AuditedVoucher:
    """A voucher as it is kept. `posted_in` is the record of its posting, 0 where it is not posted."""

    head: store.Head
    lines: list[store.LineRow]
    labels: dict[int, str]
    posted_in: int
    digest: str


@define
class Moved:
    """What one account and combination of dimensions has moved, by commodity and measure.

    Under each pair the opening (amount, measure), and debit, credit and both of the measure by
    period, all in minor units.
    """

    account_id: int
    dimension_id: int
    label: str
    openings: dict[tuple[str, str], list[int]] = field(factory=dict)
    periods: dict[tuple[str, str], dict[int, list[int]]] = field(factory=dict)

    def open(self, key: tuple[str, str], amount: int, measure: int) -> None:
        """Add an opening."""
        there = self.openings.setdefault(key, [0, 0])
        there[0] += amount
        there[1] += measure

    def move(self, key: tuple[str, str], period: int, sums: Collection[int]) -> None:
        """Add a period's turnover."""
        there = self.periods.setdefault(key, {}).setdefault(period, [0, 0, 0, 0])
        for position, amount in enumerate(sums):
            there[position] += int(amount)


@frozen
class AuditedFacts:
    """What is small enough to be read at once."""

    facts: books.Facts
    #: What the digest of the chart is taken over (see `work.chart_digest`).
    chart: list[Any]
    users: dict[str, tuple[str, ...]]
    policies: dict[str, str]
    words: dict[str, str]
    rates: list[rates.RateRow]
    head: tuple[int, str]
    #: The periods that have vouchers of any state, the first and the last.
    with_vouchers: tuple[int, int] | None
    last_posted: int
    commodities: list[str]


def audited_facts(book: Book) -> AuditedFacts:
    """The book's own facts, chart, people, policies, rates, and the head of the chain."""
    with book._reading() as work:
        connection, book_id, known = work.connection, work.book_id, work.known
        span = select(func.min(_v.period), func.max(_v.period)).where(_v.book_id == book_id)
        first, last = next(iter(stream(connection, span)))
        posted = select(func.max(_v.period)).where(_v.book_id == book_id, _v.state == "posted")
        used = select(_t.commodity).where(_t.book_id == book_id).distinct()
        parts = known.chart.parts
        chart: list[Any] = [
            [[known.ids[a.code], *shown_account(a)] for a in known.chart.accounts.values()],
            [shown_rule(rule) for rule in known.chart.closing_rules],
            sorted([c.code, c.scale, c.kind.value] for c in known.commodities.values()),
            *([[[p.code, p.name, list(p.codes)] for p in parts]] if parts else ()),
        ]
        return AuditedFacts(
            work.facts, chart, books.users_as_stored(connection, book_id),
            books.policies(connection, book_id),
            {word.word: word.rule for word in known.words.values()},
            rates.rates(connection, book_id), records.last(connection, book_id),
            (first, last) if first else None, query_column(connection, posted)[0] or 0,
            sorted({work.facts.currency, *query_column(connection, used)}),
        )  # fmt: skip


def audited_figures(
    book: Book, period: Period, commodity: str, *, with_closing: bool, include_unposted: bool
) -> dict[str, Figures]:
    """The figures of a period in one commodity, by account, parents summed up."""
    with book._reading() as work:
        found = balances.figures(
            work.connection, work.book_id, commodity, period.key, period.key,
            with_closing=with_closing,
            unposted_after=work.facts.closed_through if include_unposted else None,
        )  # fmt: skip
        leaves = {code: found[number] for code, number in work.known.ids.items() if number in found}
        return roll_up(work.chart, leaves)


def audited_records(book: Book) -> Iterator[records.Recorded]:
    """The records of the chain, oldest first."""
    with book._reading() as work:
        yield from records.read(work.connection, work.book_id)


def audited_postings(book: Book) -> Iterator[tuple[int, int, str]]:
    """What every act of posting froze: its record, the voucher's id and its digest."""
    with book._reading() as work:
        clause = (
            select(_p.sequence, _p.voucher_id, _p.digest)
            .where(_p.book_id == work.book_id)
            .order_by(_p.sequence, _p.voucher_id)
        )
        yield from stream(work.connection, clause)


def audited_combinations(book: Book) -> Iterator[tuple[int, str]]:
    """The combinations of dimensions with the numbers that stand for them."""
    with book._reading() as work:
        clause = select(_d.dimension_id, _d.label).where(_d.book_id == work.book_id)
        yield from stream(work.connection, clause.order_by(_d.dimension_id))


def audited_openings(book: Book) -> Iterator[tuple[balances.OpeningRow, str]]:
    """All opening balances with the labels of their dimensions: of the start and of every roll-over."""
    with book._reading() as work:
        clause = (
            select(tables.opening_balance)
            .where(_o.book_id == work.book_id)
            .order_by(_o.period, _o.line_no)
        )
        for some in in_chunks(stream(work.connection, clause), 500):
            rows = [balances.OpeningRow._make(row) for row in some]
            labels = _labels_of(work, {row.dimension_id for row in rows})
            yield from ((row, labels[row.dimension_id]) for row in rows)


def audited_attachments(book: Book) -> Iterator[tuple[int, Attachment]]:
    """The register of documents, each with the id of its voucher."""
    with book._reading() as work:
        yield from attachments.everything(work.connection, work.book_id)


def audited_vouchers(
    book: Book, first: Period, last: Period, *, include_unposted: bool = False
) -> Iterator[AuditedVoucher]:
    """The vouchers of a span of periods: the posted ones act by act, then what is not posted.

    Within an act they are in the order of their ids, as its digest has them.
    """
    with book._reading() as work:
        for some in in_chunks(stream(work.connection, _frozen(work, first, last)), 500):
            posted = {row[1]: (row[0], row[2]) for row in some}
            found = {each.head.voucher_id: each for each in _read(work, posted)}
            yield from (found[voucher_id] for voucher_id in posted)
        if include_unposted:
            clause = (
                select(_v.voucher_id)
                .where(
                    _v.book_id == work.book_id, _v.period.between(first.key, last.key),
                    _v.state != "posted",
                )
                .order_by(_v.voucher_id)
            )  # fmt: skip
            for some in in_chunks(stream(work.connection, clause), 500):
                yield from _read(work, {row[0]: (0, "") for row in some})


def _frozen(work: Work, first: Period, last: Period) -> Select[Any]:
    """The posted vouchers of a span, each with the last act of posting that froze it."""
    clause = (
        select(_p.sequence, _p.voucher_id, _p.digest)
        .join(tables.voucher, and_(_v.book_id == _p.book_id, _v.voucher_id == _p.voucher_id))
        .where(
            _p.book_id == work.book_id, _v.state == "posted",
            _v.period.between(first.key, last.key),
        )
        .order_by(_p.sequence, _p.voucher_id)
    )  # fmt: skip
    if work.facts.regime != "reversible":
        return clause
    latest = (
        select(_p.voucher_id, func.max(_p.sequence).label("sequence"))
        .where(_p.book_id == work.book_id)
        .group_by(_p.voucher_id)
        .subquery()
    )
    return clause.join(
        latest,
        and_(latest.c.voucher_id == _p.voucher_id, latest.c.sequence == _p.sequence),
    )


def _read(work: Work, posted: dict[int, tuple[int, str]]) -> list[AuditedVoucher]:
    found = store.by_id(work.connection, work.book_id, list(posted))
    labels = _labels_of(work, {row[9] for _, lines in found for row in lines})
    return [AuditedVoucher(head, lines, labels, *posted[head.voucher_id]) for head, lines in found]


def _labels_of(work: Work, numbers: Collection[int]) -> dict[int, str]:
    """The labels of combinations as they were made, from which their numbers are drawn."""
    wanted = sorted(set(numbers) - {0})
    return {0: "", **dict(_labels.rows(work.connection, wanted, book_id=work.book_id))}


def audited_movements(
    book: Book, last: Period, *, include_unposted: bool = False
) -> Iterator[Moved]:
    """Everything that moved up to a period by account and combination, from the book's start.

    What of an account has no dimension comes behind its combinations, under the number 0.
    """
    with book._reading() as work:
        rest = _without_dimension(work, last)
        ordered = _merged(work, last, include_unposted=include_unposted)
        for key, rows in groupby(ordered, key=lambda row: (row[0], row[1])):
            moved = Moved(*key, _labels_of(work, [key[1]])[key[1]])
            for _, _, period, commodity, measure, sums in rows:
                if period:
                    moved.move((commodity, measure), period, sums)
                else:
                    moved.open((commodity, measure), *sums)
            for turnover, sums in rest.pop(key[0], {}).items() if not key[1] else ():
                moved.move(turnover[1:], turnover[0], sums)
            yield moved
        for account_id, turnovers in sorted(rest.items()):
            moved = Moved(account_id, 0, "")
            for turnover, kept in turnovers.items():
                moved.move(turnover[1:], turnover[0], kept)
            yield moved


def _without_dimension(
    work: Work, last: Period
) -> dict[int, dict[tuple[int, str, str], list[int]]]:
    """The turnovers of accounts less those by dimension: by account; period, commodity, measure."""
    found: dict[int, dict[tuple[int, str, str], list[int]]] = {}
    kept = details.kept_turnovers(work.connection, work.book_id)
    for (period, account_id, commodity, measure, _closing), sums in kept.items():
        if period <= last.key:
            there = found.setdefault(account_id, {}).setdefault(
                (period, commodity, measure), [0, 0, 0, 0]
            )
            there[:] = [a + b for a, b in zip(there, sums, strict=True)]
    by_dimension = tables.dimension_turnover.c
    group = [
        by_dimension.account_id, by_dimension.period, by_dimension.commodity,
        by_dimension.measure_commodity,
    ]  # fmt: skip
    clause = (
        select(*group, *(func.sum(by_dimension[name]) for name in balances._SUMS))
        .where(by_dimension.book_id == work.book_id, by_dimension.period <= last.key)
        .group_by(*group)
    )
    for account_id, period, commodity, measure, *parts in stream(work.connection, clause):
        there = found.setdefault(account_id, {}).setdefault(
            (period, commodity, measure), [0, 0, 0, 0]
        )
        there[:] = [a - int(b) for a, b in zip(there, parts, strict=True)]
    return {
        account_id: moved
        for account_id, turnovers in found.items()
        if (moved := {key: sums for key, sums in turnovers.items() if any(sums)})
    }


#: account, combination, period (0 for an opening), commodity, measure, sums
_Row = tuple[int, int, int, str, str, list[int]]


def _merged(work: Work, last: Period, *, include_unposted: bool) -> Iterator[_Row]:
    """Openings, turnovers by dimension and unposted lines, in the order of account and combination."""
    sources = [_openings(work), _by_dimension(work, last)]
    if include_unposted:
        sources.append(_unposted(work, last))
    # What has no dimension comes last of its account, whatever its number.
    return merge(*sources, key=lambda row: (row[0], not row[1], row[1]))


def _openings(work: Work) -> Iterator[_Row]:
    clause = (
        select(_o.account_id, _o.dimension_id, _o.commodity, _o.measure_commodity,
               _o.side * _o.amount_minor, _o.side * _o.measure_minor)
        .where(_o.book_id == work.book_id, _o.period == work.facts.start_period)
        .order_by(_o.account_id, _o.dimension_id == 0, _o.dimension_id)
    )  # fmt: skip
    for account_id, dimension_id, commodity, measure, *sums in stream(work.connection, clause):
        yield account_id, dimension_id, 0, commodity, measure, [int(each) for each in sums]


def _by_dimension(work: Work, last: Period) -> Iterator[_Row]:
    for (account_id, dimension_id), found in details.kept_by_dimension(
        work.connection, work.book_id
    ):
        for (period, commodity, measure, _closing), sums in found.items():
            if period <= last.key:
                yield account_id, dimension_id, period, commodity, measure, list(sums)


def _unposted(work: Work, last: Period) -> Iterator[_Row]:
    keys = [_l.account_id, _l.dimension_id, _v.period, _l.commodity, _l.measure_commodity]
    clause = (
        select(*keys, *details._line_sums)
        .join(tables.voucher, and_(_v.book_id == _l.book_id, _v.voucher_id == _l.voucher_id))
        .where(
            _l.book_id == work.book_id, _v.period > work.facts.closed_through,
            _v.period <= last.key, store.NUMBERED, _v.state.in_(["draft", "reviewed"]),
        )
        .group_by(*keys)
        .order_by(_l.account_id, _l.dimension_id == 0, _l.dimension_id)
    )  # fmt: skip
    for account_id, dimension_id, period, commodity, measure, *sums in stream(
        work.connection, clause
    ):
        yield account_id, dimension_id, period, commodity, measure, [int(each) for each in sums]
