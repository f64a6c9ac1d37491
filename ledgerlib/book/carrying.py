"""Carrying profit and loss forward (结转损益) by the chart's closing rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..core.balance import Detail
from ..core.carrying import Standing, carry_lines
from ..core.chart import ClosingRule, Occasion
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Kind, Line, State, Voucher
from ..core.word import transfer_word
from ..refusal import refuse_if
from ..store import selecting
from .choosing import parse_period
from .details import standing
from .entering import enter_one
from .vouchers import MOST_PROBLEMS, check_period, label, moved
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: The summaries of closing vouchers, by occasion.
SUMMARY = {Occasion.PERIOD_END: "结转本期损益", Occasion.YEAR_END: "年末结转"}


def carry_forward(book: Book, period: Period | str, *, apart: bool = False) -> list[Voucher]:
    """Enter the closing vouchers of a period as drafts, to be reviewed and posted like any other.

    One for the rules of the period's end and, in December, one for those of the
    year's end; `apart` makes one for each rule, so that income and expense stand apart.
    Everything else of the period must be posted. Run again after late vouchers it brings
    only what came since. Returns no voucher where there is nothing to carry.
    """
    period = parse_period(period)
    with book._acting("carry_forward") as work:
        refuse_if(check_period(work, period) or _waiting(work, period))
        return [enter_one(work, book.who, voucher) for voucher in _carrying(work, period, apart)]


def preview_carry_forward(
    book: Book, period: Period | str, *, apart: bool = False
) -> list[Voucher]:
    """The closing vouchers that `carry_forward` would enter now, without a number."""
    period = parse_period(period)
    with book._reading() as work:
        refuse_if(check_period(work, period))
        return _carrying(work, period, apart)


def _carrying(work: Work, period: Period, apart: bool) -> list[Voucher]:
    """The closing vouchers of a period, each occasion seeing what those before it brought."""
    balances = _standing(work, period)
    word = transfer_word(work.known.words.values())
    vouchers = []
    for occasion in occasions(period):
        by_rule = _lines(work, work.chart.rules(occasion), balances, SUMMARY[occasion])
        for line in (line for lines in by_rule for line in lines):
            detail, (amount, quantity) = moved(work, line)
            before = balances.get(detail, (0, 0))
            balances[detail] = (before[0] + amount, before[1] + quantity)
        together = [line for lines in by_rule for line in lines]
        for lines in by_rule if apart else [together]:
            if lines:
                vouchers.append(Voucher(period.last_day, tuple(lines), word, kind=Kind.CLOSING))
    return vouchers


def _lines(
    work: Work, rules: Iterable[ClosingRule], balances: Mapping[Detail, Standing], summary: str
) -> list[list[Line]]:
    return carry_lines(
        work.chart, rules, balances, work.known.commodities, work.facts.currency, summary
    )


def _standing(work: Work, period: Period) -> dict[Detail, Standing]:
    """What stands, posted, on the accounts that a period's closing rules carry."""
    rules = work.chart.rules(*occasions(period))
    codes = [
        code
        for code, account in work.chart.accounts.items()
        if any(rule.selects(account) for rule in rules)
    ]
    return standing(work, period, codes)


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


def not_carried(work: Work, period: Period) -> list[Problem]:
    """The accounts that the closing rules would still carry at the end of a period."""
    balances = _standing(work, period)
    left: dict[str, None] = {}
    for occasion in occasions(period):
        rules = work.chart.rules(occasion)
        for lines in _lines(work, rules, balances, "-"):
            for line in lines:
                account = work.chart.accounts[line.account]
                if any(rule.selects(account) for rule in rules):
                    left[line.account] = None
    return [
        Problem.of("close.not_carried", account=code, name=work.chart.accounts[code].name)
        for code in left
    ]
