"""Entries as a grain book is kept: an account, 收 or 付, and so much of an item; and the rule they obey.

Holdings (结存类) and the others stand in for one another: what comes into the holdings from outside
them is received on both, what leaves them is paid on both (同收同付); what only moves among the
holdings, or among the others, is paid on one and received on the other (有收有付). Both are one
rule: of every item, Σ holdings (收 − 付) = Σ others (收 − 付). Items are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import instance_of

from .. import Chart, Line, Problem, Side, exact, exact_text
from ..core.amount import EXACT
from ..core.method import HOLDINGS, receiving_side


class Direction(StrEnum):
    """Received or paid, as the signs of the method are written."""

    RECEIVE = "收"
    PAY = "付"

    @property
    def sign(self) -> int:
        """收 adds, 付 takes off."""
        return 1 if self is Direction.RECEIVE else -1


@frozen
class Entry:
    """So much received or paid on an account: kilograms of an item, or 元 where no item is named."""

    account: str
    direction: Direction = field(converter=Direction)
    quantity: Decimal = field(validator=instance_of(Decimal))
    item: str = ""
    summary: str = ""


def received(account: str, quantity: Decimal | int | str, item: str = "") -> Entry:
    """An entry on 收. Raises TypeError for a float."""
    return Entry(account, Direction.RECEIVE, exact(quantity), item)


def paid(account: str, quantity: Decimal | int | str, item: str = "") -> Entry:
    """An entry on 付. Raises TypeError for a float."""
    return Entry(account, Direction.PAY, exact(quantity), item)


def line_of(entry: Entry, chart: Chart, summary: str) -> Line:
    """The line an entry is: on which side 收 stands follows from the account's class."""
    account = chart.accounts.get(entry.account)
    side = receiving_side(account) if account else Side.DEBIT  # the book refuses it by its code
    if entry.direction is Direction.PAY:
        side = side.opposite
    return Line(entry.account, side, entry.quantity, entry.summary or summary, commodity=entry.item)


def entry_of(line: Line, chart: Chart) -> Entry:
    """A line as the method tells it."""
    receives = line.side is receiving_side(chart.accounts[line.account])
    direction = Direction.RECEIVE if receives else Direction.PAY
    return Entry(line.account, direction, line.amount, line.commodity, line.summary)


def check_entries(entries: Iterable[Entry], chart: Chart) -> list[Problem]:
    """Whether entries obey the rule of the method, item by item, and why where they do not."""
    by_item: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.account not in chart.accounts:
            return []  # the book says so, with the account's place
        by_item.setdefault(entry.item, []).append(entry)
    return [
        problem
        for item, of_item in by_item.items()
        for problem in _check_item(item, of_item, chart)
    ]


def _check_item(item: str, entries: list[Entry], chart: Chart) -> list[Problem]:
    """One item: what its holdings moved against what the others did."""
    sums = {True: Decimal(0), False: Decimal(0)}
    for entry in entries:
        is_holding = chart.accounts[entry.account].category in HOLDINGS
        moved = EXACT.multiply(entry.quantity, Decimal(entry.direction.sign))
        sums[is_holding] = EXACT.add(sums[is_holding], moved)
    holdings, others = sums[True], sums[False]
    if holdings == others:
        return []
    classes = {chart.accounts[entry.account].category in HOLDINGS for entry in entries}
    if len(classes) == 1:
        code = "grain.pay_and_receive"
    else:
        code = "grain.same_direction" if holdings == -others else "grain.unbalanced"
    told = "、".join(
        f"{entry.direction} {chart.accounts[entry.account].name} {exact_text(entry.quantity)}"
        for entry in entries
    )
    return [
        Problem.of(
            code, item=item or "元", entries=told,
            holdings=exact_text(holdings), others=exact_text(others),
        )
    ]  # fmt: skip
