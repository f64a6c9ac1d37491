"""The lines on an account, as its ledger shows them (明细账)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from ..core.account import Side
from ..core.period import Period, day_from_key
from ..core.problem import Problem
from ..core.voucher import State, VoucherKey
from ..refusal import Refused
from ..store import dimensions, ledgers
from .balances import span_of
from .details import wanted_dimensions

if TYPE_CHECKING:
    from .book import Book


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
    include_unposted: bool = False,
) -> Iterator[LedgerLine]:
    """The lines on an account, and those below it, over a span of periods, by day and number.

    They are streamed. `dimension` wants one of some values of each kind: one person's lines
    among a million are found at once.
    """
    with book._reading() as work:
        span = span_of(work, first, last)
        chart, ids = work.chart, work.known.ids
        if account not in chart.accounts:
            raise Refused([Problem.of("account.unknown", account=account)])
        code_of = {ids[code]: code for code in (account, *chart.leaves_below(account))}
        wanted = wanted_dimensions(work, dimension)
        labels = {0: ""}
        for row in ledgers.lines_on(
            work.connection, work.book_id, work.facts.currency, list(code_of), span.first.key,
            span.last.key, wanted=wanted, include_unposted=include_unposted,
        ):  # fmt: skip
            if row.dimension_id not in labels:
                if len(labels) > 50_000:
                    labels = {0: ""}
                labels |= dimensions.labels_of(work.connection, work.book_id, [row.dimension_id])
            yield LedgerLine(
                VoucherKey(Period.from_key(row.period), row.word, row.number, row.part),
                day_from_key(row.day), row.line_no, State(row.state), code_of[row.account_id],
                Side(row.side), row.amount_minor, row.summary, labels[row.dimension_id],
                row.measure_commodity, row.measure_minor,
                Decimal(row.rate) if row.rate else None, row.settlement, row.bill_number,
            )  # fmt: skip
