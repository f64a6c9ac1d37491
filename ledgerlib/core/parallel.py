"""Parallel accounting (平行记账): a voucher whose parts balance each by itself.

A government unit's voucher has a financial part and, where money of its budget moves, a budget
part beside it (政府会计制度 第一部分 总说明 六). What stands on the budget side follows from
what the financial side pays for: the chart's pairings say how.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from .account import Side
from .amount import minor_text, to_minor
from .closing_rule import names
from .commodity import Commodity
from .problem import Problem
from .voucher import Line, Voucher

if TYPE_CHECKING:
    from .chart import Chart


@frozen
class Pairing:
    """What stands beside an account of the financial part in the budget part.

    `accounts` without those `excluding` names, where entries on `side` (on either, where none
    is given) have `budget` beside them. Money at hand (`is_money`) is what pairing is about: its
    movement is one of 资金结存. No `budget` says that the account is none of the budget's
    business (受托代理, 应缴财政款), and `is_trigger` that it counts as money moved though none was at
    hand (财政直接支付). `follows` has beside it what the other accounts of the voucher have (增值税).
    """

    name: str
    accounts: tuple[str, ...]
    budget: str = ""
    side: Side | None = None
    excluding: tuple[str, ...] = ()
    is_money: bool = False
    is_trigger: bool = False
    follows: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def fits(self, line: Line) -> bool:
        """Whether the pairing is about such a line."""
        return (
            self.side in (None, line.side)
            and any(names(each, line.account) for each in self.accounts)
            and not any(names(each, line.account) for each in self.excluding)
        )


def check_parts(
    voucher: Voucher, chart: Chart, commodities: Mapping[str, Commodity], currency: str
) -> list[Problem]:
    """Debit equals credit in each part of the chart, as in the whole."""
    difference: dict[tuple[str, str], int] = defaultdict(int)
    for line in voucher.lines:
        part = chart.part_of(line.account)
        code = line.commodity or currency
        name = part.name if part else ""
        difference[name, code] += line.side * to_minor(line.amount, commodities[code].scale)
    return [
        Problem.of(
            "voucher.part_unbalanced", voucher=voucher.label, part=name, commodity=code,
            difference=minor_text(minor, commodities[code].scale),
        )
        for (name, code), minor in sorted(difference.items())
        if minor
    ]  # fmt: skip
