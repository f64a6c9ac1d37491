"""Carrying accounts forward by the chart's closing rules (结转损益)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from .account import Side
from .amount import from_minor
from .chart import Chart, ClosingRule
from .voucher import Line


def carry_lines(
    chart: Chart,
    rules: Iterable[ClosingRule],
    balances_minor: Mapping[str, int],
    scale: int,
    summary: str,
) -> list[Line]:
    """The lines that carry what stands on the rules' accounts into their targets.

    `balances_minor` holds each leaf account's balance, debit positive. Each
    account is cleared by one line on the side opposite to its balance; each rule
    ends with one line for its target. Rules run in order and a later one sees
    what an earlier one brought, so profit can go on to be distributed.
    """
    balances = dict(balances_minor)
    lines: list[Line] = []
    for rule in rules:
        carried = 0
        for code, account in chart.accounts.items():
            balance = balances.get(code, 0)
            if balance and rule.selects(account):
                lines.append(_line(code, -balance, scale, summary))
                carried += balance
                balances[code] = 0
        if carried:
            lines.append(_line(rule.into, carried, scale, summary))
            balances[rule.into] = balances.get(rule.into, 0) + carried
    return lines


def _line(code: str, signed_minor: int, scale: int, summary: str) -> Line:
    side = Side.DEBIT if signed_minor > 0 else Side.CREDIT
    amount: Decimal = from_minor(abs(signed_minor), scale)
    return Line(code, side, amount, summary)
