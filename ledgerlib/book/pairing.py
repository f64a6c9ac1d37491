"""Pairing (平行记账): the budget lines that belong beside a voucher's financial ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from ..core.parallel import Compared, Pairing, Suggestion, compare, suggest
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Kind, Line, State, Voucher, VoucherKey
from ..refusal import Refused, refuse_if
from ..store import vouchers as store
from ..store.selecting import Selection, counts
from .choosing import parse_period
from .drafts import amend, draft
from .options import read_pairings
from .vouchers import label, read_voucher
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def suggest_pair(
    book: Book, lines: Iterable[Line], choices: Mapping[str, str] | None = None
) -> Suggestion:
    """The budget lines to add beside these; `choices` settles accounts that have others below them.

    {"7201": "720103"}, or {"7201": "720102;project:p1"} where that one demands a dimension.
    """
    with book._reading() as work:
        return suggest(list(lines), work.chart, _pairings(work), choices)


def pair(
    book: Book, what: VoucherKey | Voucher | str, choices: Mapping[str, str] | None = None
) -> Voucher:
    """Add the budget lines to a draft; refused where something is left to decide, or nothing to add."""
    with book.transaction(), book._acting("amend") as work:
        head = draft(work, what, State.DRAFT)
        before = read_voucher(work, head)
        parts = {part for line in before.lines if (part := work.chart.part_of(line.account))}
        if len(parts) > 1:
            raise Refused([Problem.of("parallel.paired_already", voucher=label(head))])
        found = suggest(before.lines, work.chart, _pairings(work), choices)
        refuse_if(problem.at(voucher=label(head)) for problem in found.undecided)
        if not found.lines:
            raise Refused([Problem.of("parallel.nothing", voucher=label(head))])
        return amend(book, before, evolve(before, lines=(*before.lines, *found.lines)))


def check_pairs(book: Book, period: Period | str) -> Iterator[tuple[Voucher, Compared]]:
    """The vouchers of a period, posted or not, whose budget side is not what their money says.

    Closing vouchers move no money and voided ones nothing; both are passed over.
    """
    period = parse_period(period)
    with book._reading() as work:
        chart, pairings = work.chart, _pairings(work)
        chosen = Selection(period.key, period.key)
        series = {
            (word, state)
            for _, word, state, *_ in counts(work.connection, work.book_id, chosen)
            if state != State.VOID
        }
        for word, state in sorted(series):
            for page in store.pages(
                work.connection, work.book_id, period.key, word, state, 0, 2**31 - 1
            ):
                for head, _lines in page:
                    voucher = read_voucher(work, head)
                    found = compare(voucher.lines, chart, pairings)
                    if found.lacking and voucher.kind is not Kind.CLOSING:
                        yield voucher, found


def _pairings(work: Work) -> tuple[Pairing, ...]:
    """The pairings of the book; refused where its chart has none."""
    found = read_pairings(work)
    if not found:
        raise Refused([Problem.of("parallel.none", book=work.facts.name)])
    return found
