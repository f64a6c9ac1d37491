"""How the vouchers of an act are named: one, a period, a word, a span of numbers, or all."""

from __future__ import annotations

from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Voucher, VoucherKey
from ..refusal import Refused
from ..store.selecting import Selection
from .vouchers import find
from .work import Work

#: A voucher, its key, a period, or a text that names one of these; None is all open periods.
What = Voucher | VoucherKey | Period | str | None


def choose(work: Work, what: What, word: str, first: int, last: int | None) -> Selection:
    """The selection that a caller names; refused where it names nothing the book can have."""
    if isinstance(what, Voucher | VoucherKey) or (isinstance(what, str) and "/" in what[5:]):
        head = find(work, what)
        number = head.number
        return Selection(head.period, head.period, head.word, number, number, one=head)
    if what is None:
        return Selection(work.facts.current.key, word=word, first=first, last=last or 2**31 - 1)
    period = parse_period(what)
    return Selection(period.key, period.key, word, first, last or 2**31 - 1)


def parse_period(text: Period | str) -> Period:
    """The period a text names; refused where it names none."""
    try:
        return Period.parse(text)
    except ValueError:
        raise Refused([Problem.of("period.malformed", value=str(text))]) from None


def subject(chosen: Selection) -> str:
    """What a selection is called in the records."""
    first, last = Period.from_key(chosen.first_period), Period.from_key(chosen.last_period)
    if chosen.one is not None:
        return f"{first}/{chosen.word}/{chosen.first}"
    span = str(first) if first == last else f"{first} …"
    numbers = (
        f"{chosen.first or 1}-{chosen.last}"
        if chosen.last < 2**31 - 1
        else f"{chosen.first or 1} …"
    )
    return f"{span}/{chosen.word or '*'}/{numbers}"
