"""Where each blocker of a close is cured: the screen, and what it is told."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from ledgerlib import Period, Problem, State, VoucherFilter, VoucherKey

from .drilling import Wanted
from .period_steps import step_of

_STATES = {"close.draft": State.DRAFT, "close.void": State.VOID, "close.reviewed": State.REVIEWED}


@frozen
class Cure:
    """A screen, by the name it is registered under, with what it is opened with."""

    screen: str
    arguments: tuple[Any, ...] = ()


def cure_of(problem: Problem, period: Period) -> Cure:
    """Where to go for a blocker: to the voucher, the step, the ledger or the period it is about."""
    values = problem.values
    if "voucher" in values:
        try:
            return Cure("voucher", (VoucherKey.parse(str(values["voucher"])),))
        except ValueError:
            states = (_STATES.get(problem.code, State.DRAFT),)
            return Cure("vouchers", (VoucherFilter(first=period, last=period, states=states),))
    if problem.code == "close.earlier_open":
        return Cure("period_end", (Period.parse(str(values["period"])),))
    if problem.code in ("close.by_hand", "close.no_rule"):
        return Cure("entry")
    if problem.code == "close.trial_balance":
        return Cure("safety")
    step = step_of(problem)
    if step in ("gaps", "transfers", "revalue", "carry"):
        return Cure(step, (period,))
    if "account" in values:
        account = str(values["account"])
        given = {"account": account, "period": period, "include_unposted": True}
        return Cure("report", (Wanted("account-ledger", given),))
    return Cure("vouchers", (VoucherFilter(first=period, last=period),))
