"""Opening balances, and the start of a book."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..core.account import Side
from ..core.amount import AmountError, minor_text, to_minor
from ..core.canonical import content_digest
from ..core.checking import check_account
from ..core.problem import Problem
from ..core.voucher import Line
from ..refusal import Refused, refuse_if
from ..store import balances, books
from .commodities import intern_commodities
from .work import Work

if TYPE_CHECKING:
    from .book import Book


@frozen
class Opening:
    """The state of a book's openings: what is on each side, in minor units."""

    debit_minor: int
    credit_minor: int


def set_opening(book: Book, lines: Iterable[Line], *, make_missing: bool = False) -> int:
    """Enter the opening balances of a book that has not started, in place of those it had.

    An account may have several lines, one for each dimension. All or nothing.
    Returns how many lines there are.
    """
    with book._acting("opening") as work:
        if work.facts.is_started:
            raise Refused([Problem.of("opening.started", book=work.facts.name)])
        wanted = list(lines)
        if make_missing:
            intern_commodities(work, book.who, wanted)
        problems = []
        for number, line in enumerate(wanted, 1):
            found = check_account(line.account, work.chart)
            try:
                to_minor(line.amount, work.currency.scale)
                if line.measure:
                    to_minor(
                        line.measure.quantity, work.known.commodities[line.measure.commodity].scale
                    )
            except AmountError as error:
                found.append(error.problem)
            problems += [problem.at(line=number) for problem in found]
        refuse_if(problems)
        start = work.facts.start_period
        before = balances.openings(work.connection, work.book_id, start)
        balances.remove_openings(work.connection, work.book_id, start)
        balances.put_openings(
            work.connection,
            [_row(work, start, number, line) for number, line in enumerate(wanted, 1)],
        )
        work.record(
            book.who, "opening", str(work.facts.start),
            {"digest": _digest(before), "lines": len(before)}, {**opening_digest(work, start)},
        )  # fmt: skip
        return len(wanted)


def _row(work: Work, period: int, number: int, line: Line) -> tuple[Any, ...]:
    measure = line.measure
    return (
        work.book_id, period, number, work.known.ids[line.account], work.facts.currency,
        int(line.side), to_minor(line.amount, work.currency.scale),
        books.dimension_id(work.connection, work.book_id, line.dimension),
        measure.commodity if measure else "",
        to_minor(measure.quantity, work.known.commodities[measure.commodity].scale) if measure else 0,
    )  # fmt: skip


def _digest(rows: Iterable[Any]) -> str:
    return content_digest([list(row)[1:] for row in rows])


def opening_digest(work: Work, period: int) -> dict[str, Any]:
    """What a record keeps of the openings of a period, and verify proves."""
    rows = balances.openings(work.connection, work.book_id, period)
    return {"digest": _digest(rows), "lines": len(rows), "period": period}


def opening(book: Book) -> Opening:
    """The sums of the opening balances entered so far."""
    with book._reading() as work:
        return _sums(work)


def _sums(work: Work) -> Opening:
    sums = {Side.DEBIT: 0, Side.CREDIT: 0}
    for row in balances.openings(work.connection, work.book_id, work.facts.start_period):
        sums[Side(row.side)] += row.amount_minor
    return Opening(sums[Side.DEBIT], sums[Side.CREDIT])


def start(book: Book) -> None:
    """Start the book (启用账套): its openings must balance, and stay as they are from here on."""
    with book._acting("start") as work:
        if work.facts.is_started:
            raise Refused([Problem.of("book.started_already", book=work.facts.name)])
        sums = _sums(work)
        if sums.debit_minor != sums.credit_minor:
            scale = work.currency.scale
            raise Refused(
                [
                    Problem.of(
                        "opening.unbalanced",
                        debit=minor_text(sums.debit_minor, scale),
                        credit=minor_text(sums.credit_minor, scale),
                        difference=minor_text(sums.debit_minor - sums.credit_minor, scale),
                    )
                ]
            )
        work.change(is_started=True)
        work.record(
            book.who, "start", str(work.facts.start), None,
            opening_digest(work, work.facts.start_period),
        )  # fmt: skip
