"""Closing a period (结账), and reopening it where the regime has that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import State
from ..refusal import Refused, refuse_if
from ..store import balances, details, selecting
from ..store import vouchers as store
from .carrying import not_carried
from .choosing import parse_period
from .guarding import below_nothing
from .posting import require_reversible
from .revaluing import not_revalued
from .transfers import not_transferred
from .vouchers import MOST_PROBLEMS, check_period, label
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def can_close(book: Book, period: Period | str) -> list[Problem]:
    """Everything that stands in the way of closing a period, each with its voucher and cure.

    Empty means that `close` will do it; `close` refuses exactly with these.
    """
    period = parse_period(period)
    with book._reading() as work:
        return blockers(work, period)


def blockers(work: Work, period: Period) -> list[Problem]:
    """What `can_close` answers, inside a unit of work."""
    problems = check_period(work, period)
    if problems:
        return problems
    problems += [
        Problem.of("close.earlier_open", period=str(earlier))
        for earlier in work.facts.open_months_through(period.previous())
    ]
    chosen = selecting.Selection(period.key, period.key)
    for state in (State.DRAFT, State.VOID, State.REVIEWED):
        problems += [
            Problem.of(f"close.{state.value}", voucher=label(head))
            for head in selecting.in_state(
                work.connection, work.book_id, chosen, state.value, MOST_PROBLEMS
            )
        ]
    for word in sorted(
        {word for _, word, *_ in selecting.counts(work.connection, work.book_id, chosen)}
    ):
        problems += [
            Problem.of("post.gap", period=str(period), word=word, first=first, last=last)
            for first, last in store.gaps(
                work.connection, work.book_id, period.key, word, 0, 2**31 - 1, void_too=True
            )
        ]
    problems += not_revalued(work, period)
    problems += not_transferred(work, period)
    problems += not_carried(work, period)
    problems += _below_nothing(work, period)
    problems += dimensions_apart(work)
    if not all(
        _balances(work, period, commodity)
        for commodity in balances.commodities_kept(work.connection, work.book_id)
    ):
        problems.append(Problem.of("close.trial_balance", period=str(period)))
    return problems


def _balances(work: Work, period: Period, commodity: str) -> bool:
    """Whether debit equals credit at a period's end, in one commodity."""
    found = balances.figures(work.connection, work.book_id, commodity, period.key, period.key)
    return not sum(figures.closing_minor for figures in found.values())


def _below_nothing(work: Work, period: Period) -> list[Problem]:
    """Guarded accounts below nothing on a day of the period, where the policy refuses that."""
    if not work.chart.guarded or work.policies.negative_balance != "refuse":
        return []
    last = str(period.last_day)
    return [each for each in below_nothing(work) if each.values["day"] <= last]


def dimensions_apart(work: Work) -> list[Problem]:
    """Accounts that demand a dimension of every line, and are not what their dimensions add up to."""
    ids = work.known.ids
    demanding = {ids[code]: code for code in work.chart.demanding
                 if work.chart.accounts[code].dimensions}  # fmt: skip
    apart = details.without_dimension(work.connection, work.book_id, list(demanding))
    return [
        Problem.of(
            "close.dimensions_apart", account=demanding[number],
            name=work.chart.accounts[demanding[number]].name,
        )
        for number in apart
    ]  # fmt: skip


def close(book: Book, period: Period | str) -> None:
    """Close a period: it takes no more entries, and the next one can be posted into."""
    period = parse_period(period)
    with book._acting("close") as work:
        refuse_if(blockers(work, period))
        before = Period.from_key(work.facts.closed_through)
        work.change(closed_through=period.key)
        work.record(
            book.who, "close", str(period), {"closed_through": before.key},
            {"closed_through": period.key},
        )  # fmt: skip


def reopen(book: Book, period: Period | str) -> None:
    """Reopen the period closed last (反结账): the supervisor's act in a reversible book."""
    period = parse_period(period)
    with book._acting("reopen") as work:
        require_reversible(work, "reopen")
        facts = work.facts
        if period.key <= facts.locked_through:
            raise Refused([Problem.of("reopen.locked", period=str(period))])
        if not facts.is_started or period.key != facts.closed_through or period < facts.start:
            raise Refused([Problem.of("reopen.not_last", period=str(period))])
        work.change(closed_through=period.previous().key)
        work.record(
            book.who, "reopen", str(period), {"closed_through": period.key},
            {"closed_through": period.previous().key},
        )  # fmt: skip
