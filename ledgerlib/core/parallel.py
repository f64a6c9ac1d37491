"""Parallel accounting (平行记账): a voucher whose parts balance each by itself.

A government unit's voucher has a financial part and, where money of its budget moves, a budget
part beside it (政府会计制度 第一部分 总说明 六). What stands on the budget side follows from
what the financial side pays for or takes in: the pairings of the chart say how.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from .account import Side
from .amount import minor_text, to_minor
from .closing_rule import names
from .commodity import Commodity
from .dimension import label_of, parse_label
from .problem import Problem
from .voucher import Line, Voucher

if TYPE_CHECKING:
    from .chart import Chart


@frozen
class Pairing:
    """What stands in the budget part beside an account of the financial part.

    `accounts`, without those `excluding` names, have `budget` beside them, on the same side and
    with the same amount: where the entry is on `side`, and where one of the accounts `beside`
    is in the voucher too, if these are given. Of several pairings the first that fits counts.

    `is_money` is money at hand, which pairing is about: its movement is one of 资金结存.
    `is_trigger` counts as money moved, though none was at hand (财政直接支付). What `follows` has
    beside it what the rest of the voucher has, if that is one account (增值税). Where there is no
    `budget`, the account is none of the budget's business (应缴财政款、暂收暂付、受托代理).
    """

    name: str
    accounts: tuple[str, ...]
    budget: str = ""
    side: Side | None = None
    excluding: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    is_money: bool = False
    is_trigger: bool = False
    follows: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def fits(self, line: Line, others: Collection[str]) -> bool:
        """Whether the pairing is about such a line in a voucher with these accounts."""
        return (
            self.side in (None, line.side)
            and any(names(each, line.account) for each in self.accounts)
            and not any(names(each, line.account) for each in self.excluding)
            and (not self.beside or any(names(b, code) for b in self.beside for code in others))
        )


@frozen
class Suggestion:
    """The budget lines to add, each with the pairing it is there for, and what is left to decide."""

    lines: tuple[Line, ...] = ()
    because: tuple[Pairing, ...] = ()
    undecided: tuple[Problem, ...] = ()


class Lacking(StrEnum):
    """How a voucher's budget side fails to be what its money says."""

    MISSING = "missing"  # money has moved, and there is no budget side
    DIFFERS = "differs"  # the budget side moves another amount than the money
    NO_MONEY = "no_money"  # the budget side moves money where none has moved


@frozen
class Compared:
    """What money a voucher moved that is the budget's business, and what its budget side moved."""

    lacking: Lacking | None
    money: Decimal
    budget: Decimal


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


def suggest(
    lines: Sequence[Line],
    chart: Chart,
    pairings: Sequence[Pairing],
    choices: Mapping[str, str] | None = None,
) -> Suggestion:
    """The budget lines that belong beside the financial lines of a voucher; none where no money moves.

    Where an account of the budget has others below it the maker chooses:
    `choices` says which, {"7201": "720103"}, with a dimension where that one demands it,
    {"7201": "720102;project:p1"}. A voucher's own budget lines are passed over.
    """
    pairing = _Paired(chart, pairings, dict(choices or {}))
    pairing.read(lines)
    return pairing.suggestion()


def compare(lines: Sequence[Line], chart: Chart, pairings: Sequence[Pairing]) -> Compared:
    """Whether the budget side of a voucher moves the money that its financial side moves."""
    read = _Paired(chart, pairings, {})
    read.read(lines)
    money = read.budget_money
    if not (read.is_triggered or money or read.others):
        return Compared(None, money, money)
    lacking: Lacking | None = None
    if read.is_triggered and not read.others and read.concerns_budget:
        lacking = Lacking.MISSING
    elif money != read.money_of_others:
        lacking = Lacking.DIFFERS if read.is_triggered else Lacking.NO_MONEY
    return Compared(lacking, money, read.money_of_others)


@define
class _Paired:
    """The financial lines of a voucher, sorted into money and what it was for."""

    chart: Chart
    pairings: Sequence[Pairing]
    choices: dict[str, str]
    #: Money by the account of 资金结存 that it is, with the sides on which it moved.
    money: dict[str, list[tuple[Line, Pairing]]] = field(factory=dict)
    #: What the money was for.
    purposes: list[tuple[Line, Pairing | None]] = field(factory=list)
    #: The budget lines that the voucher has already.
    others: list[Line] = field(factory=list)
    is_triggered: bool = False

    def read(self, lines: Sequence[Line]) -> None:
        """Sort a voucher's lines."""
        money = [pairing for pairing in self.pairings if pairing.is_money]
        budget = {self.chart.part_of(pairing.budget) for pairing in money}
        codes = {line.account for line in lines}
        for line in lines:
            if self.chart.part_of(line.account) in budget:
                self.others.append(line)
                continue
            found = next((each for each in self.pairings if each.fits(line, codes)), None)
            if found and found.is_money:
                self.money.setdefault(found.budget, []).append((line, found))
            else:
                self.purposes.append((line, found))
            if found and (found.is_money or found.is_trigger):
                self.is_triggered = True

    @property
    def outside(self) -> Decimal:
        """What of the money was for purposes that are none of the budget's business, debit positive."""
        return sum(
            (line.side * line.amount for line, found in self.purposes if _is_outside(found)),
            Decimal(0),
        )

    @property
    def budget_money(self) -> Decimal:
        """The money that moved, as far as it is the budget's business, debit positive."""
        moved = sum(
            (line.side * line.amount for lines in self.money.values() for line, _ in lines),
            Decimal(0),
        )
        return moved + self.outside

    @property
    def money_of_others(self) -> Decimal:
        """The money that the voucher's own budget lines move, debit positive."""
        budgets = {pairing.budget for pairing in self.pairings if pairing.is_money}
        return sum(
            (x.side * x.amount for x in self.others if any(names(b, x.account) for b in budgets)),
            Decimal(0),
        )

    @property
    def concerns_budget(self) -> bool:
        """Whether the money was for anything that the budget has to do with, or moved between its accounts."""
        inside = any(not _is_outside(found) for _, found in self.purposes)
        net = [sum(x.side * x.amount for x, _ in lines) for lines in self.money.values()]
        return inside or (not self.outside and any(net))

    def suggestion(self) -> Suggestion:
        """The budget lines, as far as they can be told."""
        if not (self.is_triggered and self.concerns_budget):
            return Suggestion()
        undecided: list[Problem] = []
        found: dict[tuple[str, Side, str], tuple[Line, Pairing]] = {}
        for line, pairing in self.purposes:
            if pairing is None:
                named = {"account": line.account, "name": self.chart.accounts[line.account].name}
                undecided.append(Problem.of("parallel.no_pairing", **named))
            elif not _is_outside(pairing):
                budget = self._budget_of(pairing)
                self._put(found, line, pairing, budget, undecided)
        for budget, moved in self.money.items():
            self._put_money(found, budget, moved, undecided)
        kept = [(line, pairing) for line, pairing in found.values() if line.amount]
        return Suggestion(
            tuple(line for line, _ in kept), tuple(pairing for _, pairing in kept), tuple(undecided)
        )

    def _budget_of(self, pairing: Pairing) -> str:
        """The account beside one: its own, or where it follows, that of the rest if it is one."""
        if not pairing.follows:
            return pairing.budget
        rest = {
            each.budget for _, each in self.purposes if each and each.budget and not each.follows
        }
        return rest.pop() if len(rest) == 1 else pairing.budget

    def _put(
        self,
        found: dict[tuple[str, Side, str], tuple[Line, Pairing]],
        line: Line,
        pairing: Pairing,
        budget: str,
        undecided: list[Problem],
    ) -> None:
        code, label = self._leaf(budget, line, undecided)
        key = (code, line.side, label)
        before = found[key][0].amount if key in found else Decimal(0)
        summary = found[key][0].summary if key in found else line.summary
        added = Line(code, line.side, before + line.amount, summary, line.commodity, label)
        found[key] = (added, pairing)

    def _leaf(self, budget: str, line: Line, undecided: list[Problem]) -> tuple[str, str]:
        """The account below that was chosen, or is the only one; and the dimension it keeps."""
        code, _, label = self._chosen(budget).partition(";")
        below = self.chart.leaves_below(code) if code in self.chart.accounts else []
        if code not in self.chart.accounts or below:
            known = "、".join(f"{each} {self.chart.accounts[each].name}" for each in below)
            named = {"account": budget, "name": self.chart.accounts[budget].name}
            problem = Problem.of("parallel.choose", **named, known=known, purpose=line.account)
            if problem not in undecided:
                undecided.append(problem)
            return budget, label
        wanted = self.chart.accounts[code].dimensions
        values = parse_label(line.dimension) if line.dimension else {}
        kept = {kind: value for kind, value in values.items() if kind in wanted}
        kept |= parse_label(label) if label else {}
        return code, label_of(kept)

    def _chosen(self, budget: str) -> str:
        """What was chosen for an account, or for one above it where that lies below this one."""
        for code in (budget, *self.chart.ancestors(budget)):
            choice = self.choices.get(code, "")
            if choice.partition(";")[0].startswith(budget):
                return choice
        return budget

    def _put_money(
        self,
        found: dict[tuple[str, Side, str], tuple[Line, Pairing]],
        budget: str,
        moved: list[tuple[Line, Pairing]],
        undecided: list[Problem],
    ) -> None:
        """The movement of 资金结存: on the side of the money, red where that is; netted where on both."""
        net = sum((line.side * line.amount for line, _ in moved), Decimal(0))
        if self.outside:
            others = [b for b, lines in self.money.items() if b != budget and _net(lines)]
            if others and net:
                undecided.append(Problem.of("parallel.money_unclear", account=budget))
            net += self.outside
        first, pairing = moved[0]
        sides = {line.side for line, _ in moved}
        side = first.side if len(sides) == 1 else Side.DEBIT if net > 0 else Side.CREDIT
        line = Line(budget, side, net * side, first.summary, first.commodity)
        found[budget, side, ""] = (line, pairing)


def _is_outside(pairing: Pairing | None) -> bool:
    return pairing is not None and not pairing.budget and not pairing.follows


def _net(lines: list[tuple[Line, Pairing]]) -> Decimal:
    return sum((line.side * line.amount for line, _ in lines), Decimal(0))
