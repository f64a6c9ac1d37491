"""What was moved day by day, and by the vouchers of some words and numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from ..core.balance import Figures, roll_up
from ..core.period import Period, day_from_key, day_key
from ..core.problem import Problem
from ..refusal import Refused
from ..store import balances, vouchers
from ..store import daily as store
from .balances import Span, span_of

if TYPE_CHECKING:
    from .book import Book


@define
class DayFigures:
    """What an account moved on a day, in minor units, by how many lines, and its balance before."""

    opening_minor: int = 0
    debit_minor: int = 0
    credit_minor: int = 0
    debits: int = 0
    credits: int = 0

    @property
    def closing_minor(self) -> int:
        """Opening + debit − credit."""
        return self.opening_minor + self.debit_minor - self.credit_minor

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing at all to show."""
        return not (self.opening_minor or self.debits or self.credits)

    def add(self, other: DayFigures) -> None:
        """Take in what another account, or the day behind, moved; balances of accounts add up."""
        self.debit_minor += other.debit_minor
        self.credit_minor += other.credit_minor
        self.debits += other.debits
        self.credits += other.credits


@frozen
class Daily:
    """The movement of a span of days: what stood before it, and each day that has any."""

    span: Span
    first_day: date
    last_day: date
    #: The balance of each account before the first day, parents summed up, debit positive.
    opening: dict[str, int]
    #: What each account moved on each day, parents summed up.
    days: dict[date, dict[str, DayFigures]] = field(factory=dict)


def daily(
    book: Book,
    first_day: date,
    last_day: date | None = None,
    *,
    accounts: Collection[str] = (),
    include_unposted: bool = False,
) -> Daily:
    """What accounts moved on each of some days, and what stood on them before the first.

    `accounts` may be parents. Raises Refused for days before the book's start, days that run
    backwards, and accounts that the book does not have.
    """
    last_day = last_day or first_day
    if last_day < first_day:
        raise Refused(
            [Problem.of("period.backwards", first=first_day.isoformat(), last=last_day.isoformat())]
        )
    with book._reading() as work:
        span = span_of(work, Period.of(first_day), Period.of(last_day))
        chart, ids = work.chart, work.known.ids
        unknown = [code for code in accounts if code not in chart.accounts]
        if unknown:
            raise Refused(Problem.of("account.unknown", account=code) for code in unknown)
        wanted = set(chart.accounts)
        if accounts:
            wanted = {leaf for code in accounts for leaf in (code, *chart.leaves_below(code))}
        code_of = {ids[code]: code for code in wanted}
        figures = balances.figures(
            work.connection, work.book_id, work.facts.currency, span.first.key, span.first.key,
            unposted_after=work.facts.closed_through if include_unposted else None,
        )  # fmt: skip
        leaves = {
            code_of[number]: Figures(each.opening_minor)
            for number, each in figures.items()
            if number in code_of
        }
        rows = store.by_day(
            work.connection, work.book_id, work.facts.currency, span.first.key, day_key(last_day),
            account_ids=list(code_of) if accounts else None, include_unposted=include_unposted,
        )  # fmt: skip
        days: dict[date, dict[str, DayFigures]] = {}
        for row in rows:
            code, day = code_of[row.account_id], day_from_key(row.day)
            if day < first_day:
                net = row.debit_minor - row.credit_minor
                leaves.setdefault(code, Figures()).add(Figures(net))
                continue
            moved = DayFigures(0, row.debit_minor, row.credit_minor, row.debits, row.credits)
            for place in (code, *chart.ancestors(code)):
                days.setdefault(day, {}).setdefault(place, DayFigures()).add(moved)
        opening = {code: each.opening_minor for code, each in roll_up(chart, leaves).items()}
        return Daily(span, first_day, last_day, opening, days)


@frozen
class Counted:
    """The vouchers of a word in a period that were summed up; `missing` are spans of numbers."""

    period: Period
    word: str
    numbers: int
    first: int
    last: int
    attachments: int
    missing: tuple[tuple[int, int], ...] = ()


@frozen
class VoucherSums:
    """What vouchers come to by account, parents summed up, and which vouchers they are."""

    span: Span
    counted: tuple[Counted, ...]


def voucher_sums(
    book: Book,
    first: Period | str,
    last: Period | str | None = None,
    *,
    words: Sequence[str] = (),
    numbers: tuple[int, int | None] = (1, None),
    include_unposted: bool = False,
) -> VoucherSums:
    """Debit and credit of every account over the vouchers of some words, periods and numbers.

    No words are all words. The figures of the span are turnovers only. Raises Refused for words
    that the book does not have and periods before its start.
    """
    with book._reading() as work:
        span = span_of(work, first, last)
        unknown = [word for word in words if word not in work.known.words]
        if unknown:
            known = "、".join(work.known.words)
            raise Refused(Problem.of("word.unknown", word=word, known=known) for word in unknown)
        periods = (span.first.key, span.last.key)
        within = (numbers[0], numbers[1] if numbers[1] is not None else 2**31 - 1)
        code_of = {number: code for code, number in work.known.ids.items()}
        rows = store.of_vouchers(
            work.connection, work.book_id, work.facts.currency, periods, words, within,
            include_unposted=include_unposted,
        )  # fmt: skip
        leaves = {code_of[number]: Figures(0, *sums) for number, *sums in rows}
        counted = []
        for row in store.counts(
            work.connection, work.book_id, periods, words, within, include_unposted=include_unposted
        ):
            low = max(within[0], 1)
            gaps = vouchers.gaps(
                work.connection, work.book_id, row.period, row.word, low - 1, row.last,
                void_too=True,
            )  # fmt: skip
            counted.append(Counted(Period.from_key(row.period), *row[1:], missing=tuple(gaps)))
        return VoucherSums(evolve(span, figures=roll_up(work.chart, leaves)), tuple(counted))


def numbers_missing(
    book: Book, first: Period | str, last: Period | str | None = None
) -> list[Counted]:
    """The first and last number of every period and word, with what is missing between.

    The numbers themselves are read only where their count shows that some are missing.
    """
    with book._reading() as work:
        span = span_of(work, first, last)
        found = []
        for period, word, low, high, count in store.spans_of_numbers(
            work.connection, work.book_id, (span.first.key, span.last.key)
        ):
            gaps = (
                vouchers.gaps(work.connection, work.book_id, period, word, 0, high, void_too=True)
                if count != high
                else []
            )
            found.append(Counted(Period.from_key(period), word, count, low, high, 0, tuple(gaps)))
        return found
