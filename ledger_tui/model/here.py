"""Where the user is: the book, its period, and who works on it, as the head line shows them."""

from __future__ import annotations

from attrs import frozen

from ledgerlib import Book, Period, Role, State, VoucherFilter, may


@frozen
class Here:
    """The book that is open, as its user sees it.

    `period` is the first that is still open; `unposted` counts vouchers on their way.
    """

    name: str
    period: Period
    start: Period
    who: str
    roles: frozenset[Role]
    regime: str
    method: str
    currency: str
    chart: str
    is_started: bool
    unposted: int
    closed_through: int
    #: Whether any user must show a password.
    has_passwords: bool = False

    def may(self, act: str) -> bool:
        """Whether the user's roles carry an act of the library."""
        return may(self.roles, act)


def look_at(book: Book) -> Here:
    """What the head line shows of a book; asked on the clerk's thread."""
    facts = book.facts()
    people = {person.name: person for person in book.people()}
    asked = VoucherFilter(first=facts.current, states=(State.DRAFT, State.REVIEWED))
    unposted = sum(book.count_vouchers(asked).values())
    person = people.get(book.who)
    return Here(
        facts.name,
        facts.current,
        facts.start,
        book.who,
        person.roles if person else frozenset(),
        facts.regime,
        facts.method,
        facts.currency,
        facts.chart,
        facts.is_started,
        unposted,
        facts.closed_through,
        any(person.password for person in people.values()),
    )
