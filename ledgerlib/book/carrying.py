"""Carrying profit and loss forward (结转损益) by the chart's closing rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.amount import to_minor
from ..core.carrying import carry_lines
from ..core.chart import Occasion
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Kind, Line, State, Voucher
from ..refusal import refuse_if
from ..store import balances, selecting
from .choosing import parse_period
from .entering import enter_one
from .vouchers import MOST_PROBLEMS, check_period, label
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: The summaries of closing vouchers, by occasion.
SUMMARY = {Occasion.PERIOD_END: "结转本期损益", Occasion.YEAR_END: "年末结转"}


def carry_forward(book: Book, period: Period | str) -> list[Voucher]:
    """Enter the closing vouchers of a period as drafts, to be reviewed and posted like any other.

    One for the rules of the period's end and, in December, one for those of the
    year's end. Everything else of the period must be posted. Run again after
    late vouchers it brings only what came since. Returns no voucher where there
    is nothing to carry.
    """
    period = parse_period(period)
    with book._acting("carry_forward") as work:
        refuse_if(check_period(work, period) or _waiting(work, period))
        balances_minor = leaf_balances(work, period)
        vouchers = []
        for occasion in occasions(period):
            rules = work.chart.rules(occasion)
            lines = carry_lines(
                work.chart, rules, balances_minor, work.currency.scale, SUMMARY[occasion]
            )
            for line in lines:
                moved = line.side * to_minor(line.amount, work.currency.scale)
                balances_minor[line.account] = balances_minor.get(line.account, 0) + moved
            if lines:
                vouchers.append(_enter(work, book.who, period, lines))
        return vouchers


def _enter(work: Work, who: str, period: Period, lines: list[Line]) -> Voucher:
    return enter_one(work, who, Voucher(day=period.last_day, lines=tuple(lines), kind=Kind.CLOSING))


def _waiting(work: Work, period: Period) -> list[Problem]:
    """Vouchers of the period, or of one before it, that are not posted yet."""
    chosen = selecting.Selection(0, period.key)
    return [
        Problem.of("carry_forward.unposted", voucher=label(head))
        for state in (State.DRAFT, State.REVIEWED)
        for head in selecting.in_state(
            work.connection, work.book_id, chosen, state.value, MOST_PROBLEMS
        )
    ]


def occasions(period: Period) -> list[Occasion]:
    """The occasions for carrying that the end of a period is, in order."""
    return [Occasion.PERIOD_END] + ([Occasion.YEAR_END] if period.month == 12 else [])


def leaf_balances(work: Work, period: Period) -> dict[str, int]:
    """What stands on each account at the end of a period, posted, debit positive."""
    figures = balances.figures(
        work.connection, work.book_id, work.facts.currency, period.key, period.key
    )
    return {
        code: figures[number].closing_minor
        for code, number in work.known.ids.items()
        if number in figures
    }


def not_carried(work: Work, period: Period) -> list[Problem]:
    """What the closing rules would still carry at the end of a period."""
    balances_minor = leaf_balances(work, period)
    return [
        Problem.of(
            "close.not_carried", account=line.account, name=work.chart.accounts[line.account].name
        )
        for occasion in occasions(period)
        for line in carry_lines(
            work.chart, work.chart.rules(occasion), balances_minor, work.currency.scale, "-"
        )
        if any(
            rule.selects(work.chart.accounts[line.account]) for rule in work.chart.rules(occasion)
        )
    ]
