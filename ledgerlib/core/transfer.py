"""Transfers by formula (自动转账): vouchers of a period's end whose amounts the book works out.

Depreciation, surtaxes, income tax, the cost of sales: what comes again every month with other
figures. A transfer names its lines, and for each a formula (`formula`) over the period's
balances and turnovers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from attrs import frozen

from .account import Side
from .formula import Formula, Kind, in_order, parse, references
from .formula_terms import terms
from .formula_tree import Call
from .naming import Naming
from .period import Period

MONTHLY: Final = tuple(range(1, 13))
#: The words for when a transfer is due, and the months they stand for.
WHEN: Final[dict[str, tuple[int, ...]]] = {
    "month": MONTHLY,
    "quarter": (3, 6, 9, 12),
    "year": (12,),
}


@frozen
class TransferLine:
    """A line of a transfer: an account, a side, and the formula of its amount.

    With a formula for the `quantity` it is measured in `unit`, or in the unit that the
    account is kept in. `each` is an account: the line then stands for one line for each leaf
    below that account and each of its dimensions that show any figures, and the formulas
    read only what belongs to that: a code with accounts below it stands for the one below
    it with the same further digits (5001 → 500102, then 1405 → 140502), and every figure is
    that of the dimension, unless it names another (`dimension="*"` is all). `by` keeps
    some kinds of the dimension, where the account has more.
    """

    account: str
    side: Side
    amount: str
    quantity: str = ""
    unit: str = ""
    dimension: str = ""
    each: str = ""
    by: tuple[str, ...] = ()
    summary: str = ""

    @property
    def formulas(self) -> Iterator[tuple[str, str]]:
        """Its formulas, each with the name of the field it stands in."""
        yield "amount", self.amount
        if self.quantity:
            yield "quantity", self.quantity


@frozen
class Transfer:
    """A transfer: its name, its lines, the months in which it is due.

    `after` are the names of transfers that must come before it; those whose accounts it
    reads come before it by themselves. Without a word it gets the book's word for such
    vouchers, without a summary its name is the summary.
    """

    name: str
    lines: tuple[TransferLine, ...]
    summary: str = ""
    word: str = ""
    months: tuple[int, ...] = MONTHLY
    after: tuple[str, ...] = ()

    def is_due(self, period: Period) -> bool:
        """Whether it is due at the end of a period."""
        return period.month in self.months

    def formulas(self) -> list[Formula]:
        """All its formulas, read. Raises FormulaError where one can't be."""
        return [parse(text) for line in self.lines for _, text in line.formulas]

    def read(self, naming: Naming) -> set[str]:
        """The leaf accounts that it reads."""
        patterns = [line.each for line in self.lines if line.each]
        for formula in self.formulas():
            patterns += references(formula)
        return {leaf for pattern in patterns for leaf in naming.leaves((pattern,))}

    def entering(self, naming: Naming) -> set[Moved]:
        """Where it may enter something."""
        return {(leaf, line.side) for line in self.lines for leaf in naming.leaves((line.account,))}

    def depending(self, naming: Naming) -> set[Moved]:
        """Where an entry of the same period changes what it comes to."""
        patterns = {(line.each, side) for line in self.lines for side in Side if line.each}
        for formula in self.formulas():
            for term in terms(formula):
                call = term.call
                is_stock = call.function.kind is Kind.STOCK
                if not (call.function.figure or is_stock) or _stands_before(call):
                    continue
                only = _ONE_SIDE.get(call.function.figure)
                sides = [only] if only else list(Side)
                patterns |= {(code, side) for code in call.texts for side in sides}
        return {(leaf, side) for code, side in patterns for leaf in naming.leaves((code,))}


#: A leaf account and a side of it.
Moved: TypeAlias = tuple[str, Side]
#: The figures that entries on the other side leave as they are.
_ONE_SIDE: Final = {
    "debit": Side.DEBIT, "ytd_debit": Side.DEBIT,
    "credit": Side.CREDIT, "ytd_credit": Side.CREDIT,
}  # fmt: skip


def _stands_before(call: Call) -> bool:
    """Whether what a function reads stood before the period began."""
    return "opening" in call.function.figure or bool(call.options.get("previous"))


def ordered(transfers: Iterable[Transfer], naming: Naming) -> list[Transfer]:
    """The transfers, each behind those that change what it reads, or that it says it follows.

    Those that are never due in the same month wait for each other only where they say so.
    Raises FormulaError where they follow each other in a circle.
    """
    by_name: Mapping[str, Transfer] = {each.name: each for each in transfers}
    entering = {name: each.entering(naming) for name, each in by_name.items()}
    needs = {}
    for name, each in by_name.items():
        depending, months = each.depending(naming), set(each.months)
        changing = {
            other
            for other, moved in entering.items()
            if other != name and moved & depending and months & set(by_name[other].months)
        }
        needs[name] = changing | set(each.after)
    return [by_name[name] for name in in_order(needs)]
