"""Vouchers that come again (周期凭证): templates with a recurrence, entered once in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..core.canonical import content_digest
from ..core.period import Period
from ..core.problem import Problem
from ..core.template import Template, fill
from ..core.voucher import State, Voucher
from ..refusal import Refused, refuse_if
from ..store import generated, idempotency
from ..store import vouchers as store
from .choosing import parse_period
from .entering import enter_one
from .templates import kept_templates
from .vouchers import read_voucher, shown
from .work import Work

if TYPE_CHECKING:
    from .book import Book


@frozen
class Due:
    """A template that is due in a period, and the voucher already entered for it, if there is one."""

    template: Template
    voucher: Voucher | None


def recurring(book: Book, period: Period | str) -> list[Due]:
    """What comes again in a period, entered already or not."""
    period = parse_period(period)
    with book._reading() as work:
        return _due(work, period)


def _due(work: Work, period: Period) -> list[Due]:
    found = []
    for template in kept_templates(work).values():
        if template.recurrence is not None and template.recurrence.day_in(period) is not None:
            found.append(Due(template, _entered(work, template, period)))
    return found


def _key(template: Template, period: Period) -> str:
    return f"recurring {period} {template.name}"


def _entered(work: Work, template: Template, period: Period) -> Voucher | None:
    """The voucher entered for a template in a period; one that was voided counts as none."""
    key = _key(template, period)
    earlier = idempotency.entered_under(work.connection, work.book_id, key)
    head = store.head_by_id(work.connection, work.book_id, earlier[0]) if earlier else None
    return read_voucher(work, head) if head is not None and head.state != State.VOID else None


def enter_recurring(book: Book, period: Period | str) -> list[Voucher]:
    """Enter, as drafts, what is due in a period and was not entered yet. Returns these vouchers.

    Run again it enters nothing twice; a voucher that was voided is entered anew.
    All that is due or none, with every problem told under the template's name.
    """
    period = parse_period(period)
    problems: list[Problem] = []
    made = []
    with book._acting("enter") as work:
        for due in _due(work, period):
            if due.voucher is not None:
                continue
            try:
                made.append(_enter(work, book.who, due.template, period))
            except Refused as refused:
                problems += [
                    Problem(each.code, {**each.values, "voucher": due.template.name})
                    for each in refused.problems
                ]
        refuse_if(problems)
    return made


def _enter(work: Work, who: str, template: Template, period: Period) -> Voucher:
    assert template.recurrence is not None
    day = template.recurrence.day_in(period)
    assert day is not None
    commodities, currency = work.known.commodities, work.facts.currency
    voucher, problems = fill(template, day, commodities, currency)
    refuse_if(problems)
    entered = enter_one(work, who, voucher)
    assert entered.voucher_id is not None
    digest = content_digest(shown(voucher, commodities, currency))
    connection, book_id = work.connection, work.book_id
    key = _key(template, period)
    idempotency.keep_key(connection, book_id, key, entered.voucher_id, digest)
    generated.add(connection, book_id, entered.voucher_id, f"recurring {template.name}")
    return entered
