"""Rolling the year over (年结): what stands at its end opens the next, and the year is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.balance import Measured
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from ..store import balances, details
from .opening import opening_digest
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def roll_over(book: Book, year: int) -> int:
    """Lock a year whose twelve months are closed, and bring its balances to next January.

    A balance goes over on the side where it really stands, with its dimensions and
    quantities, in money and, of a quantity book, in each of its goods. Returns how many balances open the new year.
    """
    with book._acting("roll_over") as work:
        facts = work.facts
        if not facts.is_started or not facts.start.year <= year <= facts.current.year + 1:
            raise Refused([Problem.of("roll_over.outside", year=year, start=str(facts.start))])
        december, january = Period(year, 12), Period(year + 1, 1)
        if december.key <= facts.locked_through:
            raise Refused([Problem.of("roll_over.again", year=year)])
        refuse_if(
            Problem.of("roll_over.open", period=str(period))
            for period in facts.open_months_through(december)
        )
        rows: list[tuple[Any, ...]] = []
        for (account_id, dimension_id, measure, commodity), measured in _ends(work, december):
            amount = measured.amount.closing_minor
            quantity = measured.quantity.closing_minor
            if amount or quantity:
                side = 1 if (amount or quantity) > 0 else -1
                rows.append(
                    (
                        work.book_id, january.key, len(rows) + 1, account_id, commodity,
                        side, side * amount, dimension_id, measure, side * quantity,
                        0, 0, 0, 0, 0, 0,
                    )
                )  # fmt: skip
        balances.put_openings(work.connection, rows)
        work.change(locked_through=december.key)
        work.record(
            book.who, "roll_over", str(year), {"locked_through": facts.locked_through},
            {"locked_through": december.key, **opening_digest(work, january.key)},
        )  # fmt: skip
        return len(rows)


def _ends(work: Work, december: Period) -> list[tuple[tuple[int, int, str, str], Measured]]:
    """What stands at the year's end, in every commodity, by account, dimension and measure."""
    found = {
        (*key, commodity): measured
        for commodity in balances.commodities_kept(work.connection, work.book_id)
        for key, measured in details.details(
            work.connection, work.book_id, commodity, december.key, december.key
        ).items()
    }
    return sorted(found.items(), key=lambda item: item[0])
