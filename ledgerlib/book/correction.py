"""Putting right what is posted: a reversal, another entry in its place, or one over the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..core import correction as rule
from ..core.problem import Problem
from ..core.voucher import Line, State, Voucher, VoucherKey
from ..refusal import Refused, refuse_if
from ..store import generated
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
        original, day = _to_undo(work, what, day)
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
        original, day = _to_undo(work, what, day)
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
    black, what was too much in red, seen from the voucher with what adjusted it before.
    Errors of an earlier year are for `correct`.
    """
    with book._acting("reverse") as work:
        original, day = _posted(work, what, day)
        if rule.is_of_earlier_year(original, day):
            raise Refused([Problem.of("adjust.earlier_year", voucher=original.label)])
        assert original.voucher_id is not None
        before = [
            line
            for head in _adjusting(work, original.voucher_id)
            for line in read_voucher(work, head).lines
        ]
        voucher, problems = rule.adjustment(
            original, day, _in_form(work, book.who, lines), work.facts.currency, before=before,
            attachments=attachments,
        )  # fmt: skip
        refuse_if(problems)
        made = _enter(work, book.who, voucher)
        assert made.voucher_id is not None
        origin = _origin(original.voucher_id)
        generated.add(work.connection, work.book_id, made.voucher_id, origin)
        return made


_ADJUSTS = "adjust "


def _origin(voucher_id: int) -> str:
    """What the vouchers that adjust another are found by."""
    return f"{_ADJUSTS}{voucher_id}"


def outdated(work: Work, head: store.Head) -> list[Problem]:
    """Whether a void voucher over a difference would come back to a voucher changed since."""
    origin = generated.origin_of(work.connection, work.book_id, head.voucher_id)
    if not origin.startswith(_ADJUSTS):
        return []
    adjusted = int(origin.removeprefix(_ADJUSTS))
    since = [each for each in _adjusting(work, adjusted) if each.voucher_id > head.voucher_id]
    undone = store.reversing(work.connection, work.book_id, adjusted)
    since += [undone] if undone is not None else []
    named = {"voucher": label(head)}
    return [Problem.of("unvoid.outdated", **named, earlier=label(each)) for each in since]


def _adjusting(work: Work, voucher_id: int) -> list[store.Head]:
    """The vouchers in force that adjust this one: neither void nor reversed."""
    connection, book_id = work.connection, work.book_id
    return [
        head
        for head in generated.of_origin(connection, book_id, _origin(voucher_id))
        if store.reversing(connection, book_id, head.voucher_id) is None
    ]


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


def _to_undo(
    work: Work, what: Voucher | VoucherKey | str, day: date | None
) -> tuple[Voucher, date]:
    """The same for one that is undone: nothing that adjusts it may be left standing."""
    original, day = _posted(work, what, day)
    assert original.voucher_id is not None
    refuse_if(
        Problem.of("reverse.adjusted", voucher=original.label, earlier=label(head))
        for head in _adjusting(work, original.voucher_id)
    )
    return original, day


def _enter(work: Work, who: str, voucher: Voucher) -> Voucher:
    words = work.known.words.values()
    return enter_one(work, who, rule.fitting_word(voucher, words, work.chart))


def _in_form(work: Work, who: str, lines: Sequence[Line]) -> list[Line]:
    """Lines with their dimensions written as the book writes them, to be compared with what it has."""
    labels = Labels(work, who)
    return [labels.in_form(line) if line.dimension else line for line in lines]
