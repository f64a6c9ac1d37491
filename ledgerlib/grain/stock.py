"""What is in stock on a day, and on each day after it, of one item: the walk that several acts look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from .. import AmountError, Book, Period, Problem, Refused, exact, to_minor
from ..core.amount import from_minor
from .set import SCALE, GrainSet

#: The accounts of a 粮秣账 that these acts speak of.
ALLOCATED, STOCK = "101", "102"
SUPERIOR, BORROWED = "201", "202"
CONSUMED = "301"


@frozen
class Walk:
    """A balance in grams day by day, on the side on which its account grows, drafts included."""

    opening_grams: int
    by_day: Mapping[date, int]

    def on(self, day: date) -> int:
        """What stands at the end of a day."""
        moved = sum(grams for at, grams in self.by_day.items() if at <= day)
        return self.opening_grams + moved

    def lowest_from(self, day: date) -> int:
        """The least that stands at the end of this day or of any later one."""
        days = {day, *(at for at in self.by_day if at > day)}
        return min(self.on(each) for each in days)


def walk(book: Book, account: str, item: str, first: Period, last: Period) -> Walk:
    """The balance of an item on an account over a span of periods, drafts included."""
    chart = book.chart()
    side = chart.accounts[account].normal_side
    found = book.figures(first, commodity=item, include_unposted=True).figures.get(account)
    by_day: dict[date, int] = defaultdict(int)
    for moved in book.movements_on([account], first, last, commodity=item, include_unposted=True):
        for line in moved.lines:
            if line.account == account:
                by_day[moved.day] += side * line.debit_minor
    return Walk(side * found.opening_minor if found else 0, dict(sorted(by_day.items())))


def walk_from(book: Book, account: str, item: str, day: date) -> Walk:
    """The same from the month of a day to the last month that may have entries."""
    return walk(book, account, item, Period.of(day), Period(day.year + 2, 12))


def stock_from(grain_set: GrainSet, item: str, day: date) -> Walk:
    """The stock of an item from the month of a day on: thirty issue sheets walk through it once."""
    month = Period.of(day)
    return grain_set.remembered(
        (STOCK, item, month), lambda: walk_from(grain_set.grain, STOCK, item, day)
    )


def grams(kilograms: Decimal | int | str) -> int:
    """Kilograms as whole grams. Raises TypeError for a float, AmountError for less than a gram."""
    return to_minor(exact(kilograms), SCALE)


def amount_of(amount: Decimal | int | str) -> Decimal:
    """An amount or a rate as it was given; refused where a text is none. Raises TypeError for a float."""
    try:
        return exact(amount)
    except AmountError as error:
        raise Refused([error.problem.at(field="amount")]) from None


def kilograms(weight_grams: int) -> Decimal:
    """Whole grams as kilograms with three decimals."""
    return from_minor(weight_grams, SCALE)


def weights(
    wanted: Mapping[str, Decimal | int | str], items: tuple[str, ...], *, zero_too: bool = False
) -> dict[str, int]:
    """Weights by item in grams, in the order of the items, without those that are nothing.

    Refused where the set has no such item, and where one is less than nothing.
    """
    problems = [
        Problem.of("grain.item_unknown", item=item, known="、".join(items))
        for item in wanted
        if item not in items
    ]
    found = {}
    for item in (each for each in items if each in wanted):
        try:
            found[item] = grams(wanted[item])
        except AmountError as error:
            problems.append(error.problem.at(field="quantity"))
    problems += [
        Problem.of("grain.negative", item=item, weight=str(kilograms(weight)))
        for item, weight in found.items()
        if weight < 0
    ]
    if problems:
        raise Refused(problems)
    return {item: weight for item, weight in found.items() if weight or zero_too}
