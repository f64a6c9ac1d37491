"""Putting right what is posted: a reversal, another entry in its place, or one over the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..core import correction as rule
from ..core.problem import Problem
from ..core.voucher import Line, State, Voucher, VoucherKey
from ..refusal import Refused, refuse_if
from ..store import vouchers as store
from .dimensions import Labels
from .entering import enter_one
from .vouchers import find, label, read_voucher
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def reverse(
    book: Book,
    what: Voucher | VoucherKey | str,
    day: date | None = None,
    *,
    instead: Mapping[str, str] | None = None,
) -> Voucher:
    """Enter the reversal of a posted voucher as a draft. A voucher is reversed once.

    In the same year it is red (注销某月某日某号凭证); a voucher of an earlier year is undone by a
    blue one on the opposite sides (更正某年某月某日某号凭证), in which `instead` names the accounts
    that take the place of those of profit and loss: {"5602": "3104"}. Its day, where none is
    given, is the voucher's own while that month is open, else the first day of the
    current period: a closed month is put right in the open one.
    """
    with book._acting("reverse") as work:
        original, day = _posted(work, what, day)
        spread = rule.spread(instead or {}, original.lines, work.chart)
        refuse_if(rule.check_earlier_year(original, day, original.lines, spread, work.chart))
        return _enter(work, book.who, rule.reversal(original, day, spread))


def correct(
    book: Book,
    what: Voucher | VoucherKey | str,
    *lines: Line,
    day: date | None = None,
    attachments: int = 0,
    instead: Mapping[str, str] | None = None,
) -> tuple[Voucher, Voucher]:
    """Reverse a posted voucher and enter what it should have been (订正某月某日某号凭证).

    Returns the reversal and the right voucher, both drafts; both are entered or none.
    Of an earlier year both are blue, and `instead` holds for both.
    """
    with book._acting("reverse") as work:
        original, day = _posted(work, what, day)
        both = [*original.lines, *lines]
        spread = rule.spread(instead or {}, both, work.chart)
        refuse_if(rule.check_earlier_year(original, day, both, spread, work.chart))
        undone = _enter(work, book.who, rule.reversal(original, day, spread))
        right = rule.right_entry(original, day, lines, spread, attachments)
        return undone, _enter(work, book.who, right)


def adjust(
    book: Book,
    what: Voucher | VoucherKey | str,
    *lines: Line,
    day: date | None = None,
    attachments: int = 0,
) -> Voucher:
    """Enter the difference between a posted voucher and its right lines (调整某月某日某号凭证).

    For amounts alone: accounts and sides must be the same. What was too little comes in
    black, what was too much in red. Errors of an earlier year are for `correct`.
    """
    with book._acting("reverse") as work:
        original, day = _posted(work, what, day)
        if rule.is_of_earlier_year(original, day):
            raise Refused([Problem.of("adjust.earlier_year", voucher=original.label)])
        voucher, problems = rule.adjustment(
            original, day, _in_form(work, book.who, lines), work.facts.currency, attachments
        )
        refuse_if(problems)
        return _enter(work, book.who, voucher)


def _posted(work: Work, what: Voucher | VoucherKey | str, day: date | None) -> tuple[Voucher, date]:
    """A posted voucher that nothing reverses yet, and the day on which it is put right."""
    head = find(work, what)
    if head.state != State.POSTED:
        raise Refused([Problem.of("reverse.not_posted", voucher=label(head))])
    earlier = store.reversing(work.connection, work.book_id, head.voucher_id)
    if earlier is not None:
        raise Refused([Problem.of("reverse.again", voucher=label(head), earlier=label(earlier))])
    original = read_voucher(work, head)
    if day is None:
        closed = work.facts.is_closed(original.period)
        day = work.facts.current.first_day if closed else original.day
    return original, day


def _enter(work: Work, who: str, voucher: Voucher) -> Voucher:
    words = work.known.words.values()
    return enter_one(work, who, rule.fitting_word(voucher, words, work.chart))


def _in_form(work: Work, who: str, lines: Sequence[Line]) -> list[Line]:
    """Lines with their dimensions written as the book writes them, to be compared with what it has."""
    labels = Labels(work, who)
    return [labels.in_form(line) if line.dimension else line for line in lines]
