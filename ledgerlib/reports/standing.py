"""What stands on the accounts over a span of periods, as reports of balances read it."""

from __future__ import annotations

from collections.abc import Collection

from attrs import field, frozen

from ..book import Book
from ..book.balances import Span
from ..core.balance import Detail, Measured, roll_up
from ..core.period import Period


@frozen
class Standing:
    """The figures of the accounts, parents summed up, and of what is below them where asked for."""

    span: Span
    accounts: dict[str, Measured]
    details: dict[Detail, Measured] = field(factory=dict)

    def of(self, code: str) -> Measured:
        """The figures of an account; blank where it has none."""
        return self.accounts.get(code) or Measured()

    def below(self, code: str) -> dict[Detail, Measured]:
        """The figures below an account, by dimension and measure, in their order."""
        return {d: self.details[d] for d in sorted(self.details) if d.account == code}


@frozen
class Asked:
    """What figures a report wants: of which periods, with what is not posted, with closing vouchers.

    `details` wants what is below the accounts too: by measure, and by dimension where it says so.
    """

    first: Period | str
    last: Period | str
    include_unposted: bool = False
    with_closing: bool = True
    details: bool = False
    by_dimension: bool = False
    accounts: Collection[str] = ()

    def read(self, book: Book) -> Standing:
        """The figures. Raises Refused for periods or accounts that the book does not have."""
        if not self.details:
            span = book.figures(
                self.first, self.last, include_unposted=self.include_unposted,
                with_closing=self.with_closing,
            )  # fmt: skip
            return Standing(span, {code: Measured(each) for code, each in span.figures.items()})
        found = book.details(
            self.first, self.last, accounts=self.accounts, by_dimension=self.by_dimension,
            include_unposted=self.include_unposted, with_closing=self.with_closing,
        )  # fmt: skip
        chart = found.span.chart
        leaves: dict[str, Measured] = {}
        for detail, measured in found.details.items():
            leaves.setdefault(detail.account, Measured()).add(measured)
        amounts = roll_up(chart, {code: each.amount for code, each in leaves.items()})
        quantities = roll_up(chart, {code: each.quantity for code, each in leaves.items()})
        accounts = {code: Measured(amounts[code], quantities[code]) for code in amounts}
        return Standing(found.span, accounts, found.details)
