"""The whole vouchers that move some accounts, with what each line says of its dimension."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import frozen

from ..core.account import Side
from ..core.period import Period, day_from_key
from ..core.voucher import Kind, VoucherKey
from ..store import dimensions, movements
from .balances import span_of

if TYPE_CHECKING:
    from .book import Book


@frozen
class MovedLine:
    """A line as it moves its account. The amount is in minor units of what was asked for."""

    account: str
    side: Side
    amount_minor: int
    summary: str
    dimension: str

    @property
    def debit_minor(self) -> int:
        """What it moves, debit positive."""
        return self.side * self.amount_minor


@frozen
class Movement:
    """A voucher with all its lines in the book's currency, or in the commodity asked for."""

    voucher: VoucherKey
    day: date
    kind: Kind
    lines: tuple[MovedLine, ...]


def movements_on(
    book: Book,
    accounts: Collection[str],
    first: Period | str,
    last: Period | str | None = None,
    *,
    include_unposted: bool = False,
    commodity: str = "",
) -> Iterator[Movement]:
    """The posted vouchers over a span of periods that have a line on one of these leaf accounts.

    They come by day and number and are streamed, with their lines in the book's currency or,
    of a quantity book, in this `commodity`.
    """
    with book._reading() as work:
        span = span_of(work, first, last, commodity)
        ids = work.known.ids
        code_of = {number: code for code, number in ids.items()}
        labels = {0: ""}
        rows = movements.lines_of_vouchers_on(
            work.connection, work.book_id, span.currency.code,
            [ids[code] for code in accounts if code in ids], span.first.key, span.last.key,
            include_unposted=include_unposted,
        )  # fmt: skip
        for _, lines in groupby(rows, key=lambda row: row.voucher_id):
            found = list(lines)
            unread = {row.dimension_id for row in found} - labels.keys()
            if unread:
                if len(labels) > 50_000:
                    labels = {0: ""}
                    unread = {row.dimension_id for row in found}
                labels |= dimensions.labels_of(work.connection, work.book_id, unread)
            head = found[0]
            yield Movement(
                VoucherKey(Period.from_key(head.period), head.word, head.number, head.part),
                day_from_key(head.day),
                Kind(head.kind),
                tuple(
                    MovedLine(
                        code_of[row.account_id], Side(row.side), row.amount_minor, row.summary,
                        labels[row.dimension_id],
                    )
                    for row in found
                ),
            )  # fmt: skip
