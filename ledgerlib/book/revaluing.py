"""Revaluing foreign currency at the end of a period (期末调汇)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from ..core.amount import exact_text, minor_text
from ..core.balance import Detail
from ..core.carrying import Standing
from ..core.checking import check_account
from ..core.period import Period
from ..core.problem import Problem
from ..core.revaluation import differences, revaluation_lines, revalued_accounts, without_rate
from ..core.voucher import Kind, Voucher
from ..core.word import transfer_word
from ..refusal import Refused, refuse_if
from ..store import generated
from .choosing import parse_period
from .details import standing
from .entering import enter_one
from .rates import closing_rates
from .vouchers import check_period
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: What remembers that a voucher came from revaluing.
ORIGIN = "revaluation"
SUMMARY = "期末调汇"


def revalue(
    book: Book,
    period: Period | str,
    *,
    into: str | None = None,
    currencies: Collection[str] | None = None,
    apart: bool = False,
) -> Voucher | None:
    """Enter the voucher that brings foreign currency to a period's closing rates, as a draft.

    The exchange difference goes to the account `into`, or to the one the policy
    exchange_difference names; with `apart` gains and losses stand in two lines. Vouchers
    not posted yet are in the balances, so run again it brings only what has changed since.
    Returns None where nothing is to be brought.
    """
    period = parse_period(period)
    with book._acting("revalue") as work:
        refuse_if(check_period(work, period))
        made = _revaluation(work, period, into, currencies, apart)
        if made is None:
            return None
        entered = enter_one(work, book.who, made)
        assert entered.voucher_id is not None
        generated.add(work.connection, work.book_id, entered.voucher_id, ORIGIN)
        used = {line.measure.commodity for line in entered.lines if line.measure}
        at = closing_rates(work, period)
        after = {
            "voucher": str(entered.key),
            "rates": {c: exact_text(at[c]) for c in sorted(used) if c in at},
        }
        work.record(book.who, "revalue", str(period), None, after)
        return entered


def preview_revalue(
    book: Book,
    period: Period | str,
    *,
    into: str | None = None,
    currencies: Collection[str] | None = None,
    apart: bool = False,
) -> Voucher | None:
    """The voucher that `revalue` would enter now, without a number."""
    period = parse_period(period)
    with book._reading() as work:
        refuse_if(check_period(work, period))
        return _revaluation(work, period, into, currencies, apart)


@frozen
class _Held:
    """The foreign currency of a book at the end of a period, and the rates it should stand at."""

    standing: Mapping[Detail, Standing]
    rates: Mapping[str, Decimal]

    def differences(self, work: Work) -> dict[Detail, int]:
        """What each detail lacks to stand at its rate."""
        known, own = work.known.commodities, work.facts.currency
        return differences(self.standing, self.rates, known, own)


def _held(work: Work, period: Period, currencies: Collection[str] | None = None) -> _Held:
    """The foreign currency on accounts that are revalued, unposted vouchers counted in."""
    foreign = _foreign(work) if currencies is None else currencies
    accounts = revalued_accounts(work.chart)
    if not (foreign and accounts):
        return _Held({}, {})
    found = standing(work, period, accounts, measures=foreign, include_unposted=True)
    return _Held(found, closing_rates(work, period))


def _foreign(work: Work) -> list[str]:
    return [
        c.code
        for c in work.known.commodities.values()
        if c.is_currency and c.code != work.facts.currency
    ]


def _revaluation(
    work: Work,
    period: Period,
    into: str | None,
    currencies: Collection[str] | None,
    apart: bool,
) -> Voucher | None:
    unknown = set(currencies or ()) - set(_foreign(work))
    refuse_if(Problem.of("commodity.unknown", commodity=each) for each in sorted(unknown))
    held = _held(work, period, currencies)
    problems = [
        Problem.of("rate.no_closing", currency=currency, period=str(period))
        for currency in without_rate(held.standing, held.rates)
    ]
    found = held.differences(work)
    account = into or work.policies.exchange_difference
    if found and not account:
        problems.append(Problem.of("revalue.no_account"))
    elif found:
        problems += check_account(account, work.chart)
    if problems:
        raise Refused(problems)
    lines = revaluation_lines(
        work.chart, found, held.rates, work.known.commodities, work.facts.currency, account,
        SUMMARY, apart=apart,
    )  # fmt: skip
    word = transfer_word(work.known.words.values())
    kind = Kind.REVALUATION
    return Voucher(period.last_day, tuple(lines), word, kind=kind) if lines else None


def not_revalued(work: Work, period: Period) -> list[Problem]:
    """What foreign currency keeps a period from closing, unless the policy lets it stand."""
    if not _foreign(work) or not work.policies.revalue_before_close:
        return []
    held = _held(work, period)
    problems = [
        Problem.of(
            "close.no_closing_rate", currency=currency, period=str(period),
            accounts="、".join(dict.fromkeys(detail.account for detail in details)),
        )
        for currency, details in without_rate(held.standing, held.rates).items()
    ]  # fmt: skip
    sums: dict[tuple[str, str], int] = {}
    for detail, minor in held.differences(work).items():
        key = (detail.account, detail.measure)
        sums[key] = sums.get(key, 0) + minor
    scale = work.currency.scale
    return problems + [
        Problem.of(
            "close.not_revalued", account=account, name=work.chart.accounts[account].name,
            currency=currency, difference=minor_text(minor, scale),
        )
        for (account, currency), minor in sums.items()
    ]  # fmt: skip
