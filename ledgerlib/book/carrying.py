"""Carrying profit and loss forward (结转损益) by the chart's closing rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ..core.account import Category
from ..core.amount import AmountError
from ..core.balance import Detail
from ..core.carrying import Carried, Standing, carry_lines, left_by_hand
from ..core.chart import ClosingRule, Occasion
from ..core.formula import FormulaError
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Kind, State, Voucher
from ..core.word import transfer_word
from ..refusal import Refused, refuse_if
from ..store import selecting
from .choosing import parse_period
from .closing_figures import ClosingFigures
from .details import standing
from .entering import enter_one
from .vouchers import MOST_PROBLEMS, check_period, label, moved
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: The summaries of closing vouchers, by occasion, where a rule has no name.
SUMMARY = {Occasion.PERIOD_END: "结转本期损益", Occasion.YEAR_END: "年末结转"}

#: What ends the year with nothing on it.
_RESULT = (Category.INCOME, Category.EXPENSE)


@frozen
class ClosingVoucher:
    """A closing voucher, and for each of its lines the rule that made it."""

    voucher: Voucher
    rules: tuple[ClosingRule, ...]


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
        made = _carrying(work, period, apart)
        return [enter_one(work, book.who, each.voucher) for each in made]


def preview_carry_forward(
    book: Book, period: Period | str, *, apart: bool = False
) -> list[Voucher]:
    """The closing vouchers that `carry_forward` would enter now, without a number."""
    return [each.voucher for each in explain_carry_forward(book, period, apart=apart)]


def explain_carry_forward(
    book: Book, period: Period | str, *, apart: bool = False
) -> list[ClosingVoucher]:
    """The same vouchers, each line with the rule that makes it."""
    period = parse_period(period)
    with book._reading() as work:
        refuse_if(check_period(work, period))
        return _carrying(work, period, apart)


def _carrying(work: Work, period: Period, apart: bool) -> list[ClosingVoucher]:
    """The closing vouchers of a period, each occasion seeing what those before it brought."""
    word = transfer_word(work.known.words.values())
    found = []
    for _, carried in _by_occasion(work, period, _standing(work, period)):
        for together in [[each] for each in carried] if apart else [carried]:
            pairs = [(line, each.rule) for each in together for line in each.lines]
            if pairs:
                lines, rules = zip(*pairs, strict=True)
                voucher = Voucher(period.last_day, lines, word, kind=Kind.CLOSING)
                found.append(ClosingVoucher(voucher, rules))
    return found


def _by_occasion(
    work: Work, period: Period, balances: dict[Detail, Standing]
) -> list[tuple[list[ClosingRule], list[Carried]]]:
    """The rules of each occasion and what they carry; `balances` becomes what stands afterwards."""
    source = ClosingFigures(work, period)
    found = []
    for occasion in occasions(period):
        rules = work.chart.rules(occasion)

        def source_of(since: Mapping[Detail, Standing]) -> ClosingFigures:
            return source.after(since)

        try:
            carried = carry_lines(
                work.chart, rules, balances, work.known.commodities, work.facts.currency,
                SUMMARY[occasion], source_of,
            )  # fmt: skip
        except FormulaError as error:
            raise Refused(error.problems) from None
        except AmountError as error:
            raise Refused([error.problem]) from None
        for line in (line for each in carried for line in each.lines):
            detail, (amount, quantity) = moved(work, line)
            for held in (balances, source.moved):
                before = held.get(detail, (0, 0))
                held[detail] = (before[0] + amount, before[1] + quantity)
        found.append((rules, carried))
    return found


def _standing(work: Work, period: Period) -> dict[Detail, Standing]:
    """What stands, posted, on the accounts that a period's closing rules carry."""
    rules = work.chart.rules(*occasions(period))
    ends_year = bool(rules) and period.month == 12
    codes = [
        code
        for code, account in work.chart.accounts.items()
        if any(rule.selects(account) for rule in rules)
        or (ends_year and account.category in _RESULT)
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
    """What the closing rules would still carry at the end of a period, or leave to be carried by hand."""
    balances = _standing(work, period)
    shown = {detail.account for detail, standing in balances.items() if any(standing)}
    left: dict[str, None] = {}
    by_hand: list[tuple[ClosingRule, str]] = []
    accounts = work.chart.accounts
    try:
        found = _by_occasion(work, period, balances)
    except Refused as refused:
        return refused.problems
    for rules, carried in found:
        for rule, line in ((each.rule, line) for each in carried for line in each.lines):
            if rule.selects(accounts[line.account]) and (line.account in shown or rule.amount):
                left[line.account] = None
        by_hand += left_by_hand(work.chart, rules, balances)
    problems = [
        Problem.of("close.not_carried", account=code, name=accounts[code].name) for code in left
    ]
    problems += [
        Problem.of("close.by_hand", account=code, name=accounts[code].name, rule=rule.name)
        for rule, code in by_hand
    ]
    if period.month == 12:
        problems += [
            Problem.of("close.no_rule", account=code, name=accounts[code].name)
            for code in _forgotten(work, balances)
        ]
    return problems


def _forgotten(work: Work, balances: Mapping[Detail, Standing]) -> list[str]:
    """Accounts of profit and loss that still show something at the year's end, and no rule is about."""
    by_hand = [rule for rule in work.chart.closing_rules if rule.by_hand]
    found: dict[str, None] = {}
    for detail in sorted(balances):
        account = work.chart.accounts[detail.account]
        is_left = balances[detail][0] and account.category in _RESULT
        if is_left and not any(rule.selects(account) for rule in by_hand):
            found[detail.account] = None
    return list(found)
