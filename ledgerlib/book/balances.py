"""What the reports read: figures of accounts over a span of periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from ..core.balance import Figures, roll_up
from ..core.canonical import nfc
from ..core.chart import Chart
from ..core.commodity import Commodity
from ..core.dimension import DimensionKind
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused
from ..store import balances, books, records
from .choosing import parse_period
from .policy import in_force
from .work import Work

if TYPE_CHECKING:
    from .book import Book


@frozen
class Span:
    """The figures of a book over a span of periods, with what is needed to show them."""

    book: str
    first: Period
    last: Period
    #: What the figures are in: the book's currency, or the goods that were asked for.
    currency: Commodity
    chart: Chart
    figures: dict[str, Figures]
    chain_head: str
    regime: str = ""
    policies: str = ""
    commodities: dict[str, Commodity] = field(factory=dict)
    kinds: dict[str, DimensionKind] = field(factory=dict)


def facts(book: Book) -> books.Facts:
    """The book's own facts: name, currency, regime, start, and how far it is closed."""
    with book._reading() as work:
        return work.facts


def figures(
    book: Book,
    first: Period | str,
    last: Period | str | None = None,
    *,
    include_unposted: bool = False,
    with_closing: bool = True,
    commodity: str = "",
) -> Span:
    """The figures of every account with any over a span of periods, parents summed up.

    They are in the book's currency, or in the `commodity` that lines of a quantity book are in
    (米). Works in any state of the book. Of later years than the last one rolled over,
    openings are computed live.
    """
    with book._reading() as work:
        span = span_of(work, first, last, commodity)
        found = balances.figures(
            work.connection, work.book_id, span.currency.code, span.first.key, span.last.key,
            with_closing=with_closing,
            unposted_after=work.facts.closed_through if include_unposted else None,
        )  # fmt: skip
        leaves = {code: found[number] for code, number in work.known.ids.items() if number in found}
        return evolve(span, figures=roll_up(work.chart, leaves))


def commodity_of(work: Work, code: str) -> Commodity:
    """A commodity of the book by its code, its currency where none is said; refused where it has none."""
    found = work.known.commodities.get(nfc(code) or work.facts.currency)
    if found is None:
        raise Refused([Problem.of("commodity.unknown", commodity=code)])
    return found


def span_of(
    work: Work, first: Period | str, last: Period | str | None, commodity: str = ""
) -> Span:
    """A span of periods of the book, without figures yet; refused where it is none."""
    shown_in = commodity_of(work, commodity)
    first = parse_period(first)
    last = parse_period(last) if last is not None else first
    if first < work.facts.start:
        start = str(work.facts.start)
        raise Refused([Problem.of("period.before_start", period=str(first), start=start)])
    if last < first:
        raise Refused([Problem.of("period.backwards", first=str(first), last=str(last))])
    facts = work.facts
    return Span(
        facts.name, first, last, shown_in, work.chart, {},
        records.last(work.connection, work.book_id)[1], facts.regime,
        in_force(work.policies), dict(work.known.commodities), dict(work.known.kinds),
    )  # fmt: skip
