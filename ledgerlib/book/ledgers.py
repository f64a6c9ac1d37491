"""The lines on an account, as its ledger shows them (明细账)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from ..core.account import Side
from ..core.counter_accounts import Counter
from ..core.period import Period, day_from_key, day_key
from ..core.problem import Problem
from ..core.voucher import Kind, State, VoucherKey
from ..refusal import Refused
from ..store import dimensions, ledgers
from .balances import Span, span_of
from .counter import counters
from .details import wanted_dimensions
from .work import Work

if TYPE_CHECKING:
    from .book import Book


_NOT_ASKED = Counter()


@frozen
class LedgerLine:
    """A line on an account. The amount is in minor units of the book's currency, the quantity in
    those of the measure."""

    voucher: VoucherKey
    day: date
    line: int
    state: State
    account: str
    side: Side
    amount_minor: int
    summary: str
    dimension: str
    measure: str
    quantity_minor: int
    rate: Decimal | None
    settlement: str
    bill_number: str
    voucher_id: int
    kind: Kind
    #: What stands against it in its voucher (对方科目), where that was asked for.
    counter: Counter = _NOT_ASKED

    @property
    def word(self) -> str:
        """The word of its voucher."""
        return self.voucher.word

    @property
    def number(self) -> int:
        """The number of its voucher."""
        return self.voucher.number


def ledger_lines(
    book: Book,
    account: str,
    first: Period | str,
    last: Period | str | None = None,
    *,
    dimension: Mapping[str, Collection[str]] | None = None,
    measure: str = "",
    include_unposted: bool = False,
    with_counters: bool = False,
) -> Iterator[LedgerLine]:
    """The lines on an account, and those below it, over a span of periods, by day and number.

    They are streamed. `dimension` wants one of some values of each kind: one person's lines
    among a million are found at once; `measure` wants lines that are measured in it.
    `with_counters` works out what stands against each line in its voucher.
    """
    with book._reading() as work:
        asked = _Asked.of(work, account, first, last, dimension)
        rows = ledgers.lines_on(
            work.connection, work.book_id, work.facts.currency, list(asked.code_of),
            asked.span.first.key, asked.span.last.key, wanted=asked.wanted, measure=measure,
            include_unposted=include_unposted,
        )  # fmt: skip
        yield from asked.lines(rows, with_counters=with_counters)


def some_ledger_lines(
    book: Book,
    account: str,
    first: Period | str,
    last: Period | str | None = None,
    *,
    dimension: Mapping[str, Collection[str]] | None = None,
    measure: str = "",
    include_unposted: bool = False,
    with_counters: bool = False,
    after: LedgerLine | None = None,
    limit: int = 200,
) -> list[LedgerLine]:
    """At most `limit` of the same lines, those behind the line `after`; at once in any book."""
    with book._reading() as work:
        asked = _Asked.of(work, account, first, last, dimension)
        start, place = asked.span.first.key, None
        if after is not None:
            key = after.voucher
            number = work.known.ids[after.account]
            place = (day_key(after.day), key.word, key.number, key.part, after.line, number)
            start = key.period.key
        moved = ledgers.moved_in(
            work.connection, work.book_id, work.facts.currency, list(asked.code_of),
            start, asked.span.last.key,
            unposted_after=work.facts.closed_through if include_unposted else None,
        )  # fmt: skip
        found: list[ledgers.LedgerRow] = []
        for period, account_ids in moved.items():
            found += ledgers.some_lines_on(
                work.connection, work.book_id, work.facts.currency, account_ids, period, place,
                limit - len(found), wanted=asked.wanted, measure=measure,
                include_unposted=include_unposted,
            )  # fmt: skip
            if len(found) >= limit:
                break
        return list(asked.lines(found, with_counters=with_counters))


def moved_accounts(
    book: Book,
    account: str,
    first: Period | str,
    last: Period | str | None = None,
    *,
    include_unposted: bool = False,
) -> list[str]:
    """An account and those below it that have lines in a span of periods, however these add up."""
    with book._reading() as work:
        asked = _Asked.of(work, account, first, last, None)
        moved = ledgers.moved_in(
            work.connection, work.book_id, work.facts.currency, list(asked.code_of),
            asked.span.first.key, asked.span.last.key,
            unposted_after=work.facts.closed_through if include_unposted else None,
        )  # fmt: skip
        return sorted({asked.code_of[number] for numbers in moved.values() for number in numbers})


@define
class _Asked:
    """What is asked for in the book's own keys, and how the rows found are told."""

    work: Work
    span: Span
    code_of: dict[int, str]
    wanted: dict[str, Collection[str]]
    labels: dict[int, str] = field(factory=lambda: {0: ""})

    @classmethod
    def of(
        cls, work: Work, account: str, first: Period | str, last: Period | str | None,
        dimension: Mapping[str, Collection[str]] | None,
    ) -> _Asked:  # fmt: skip
        """Refused where the account, a kind of dimension or the span is none of the book's."""
        span = span_of(work, first, last)
        if account not in work.chart.accounts:
            raise Refused([Problem.of("account.unknown", account=account)])
        ids = work.known.ids
        code_of = {ids[code]: code for code in (account, *work.chart.leaves_below(account))}
        return cls(work, span, code_of, wanted_dimensions(work, dimension))

    def lines(
        self, rows: Iterable[ledgers.LedgerRow], *, with_counters: bool
    ) -> Iterator[LedgerLine]:
        """Rows as lines, with what stands against them where that is asked for."""
        if not with_counters:
            yield from map(self.line, rows)
            return
        for row, counter in counters(self.work, rows):
            yield self.line(row, counter)

    def line(self, row: ledgers.LedgerRow, counter: Counter = _NOT_ASKED) -> LedgerLine:
        """A row as a line."""
        work, number = self.work, row.dimension_id
        if number not in self.labels:
            if len(self.labels) > 50_000:
                self.labels = {0: ""}
            self.labels |= dimensions.labels_of(work.connection, work.book_id, [number])
        return LedgerLine(
            VoucherKey(Period.from_key(row.period), row.word, row.number, row.part),
            day_from_key(row.day), row.line_no, State(row.state), self.code_of[row.account_id],
            Side(row.side), row.amount_minor, row.summary, self.labels[number],
            row.measure_commodity, row.measure_minor, Decimal(row.rate) if row.rate else None,
            row.settlement, row.bill_number, row.voucher_id, Kind(row.kind), counter,
        )  # fmt: skip
