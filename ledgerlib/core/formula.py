"""Formulas of transfers (自动转账) and statements: 期末("1001-1012") + 3% × L12.

A formula is read once, with everything that is wrong with it named, and computed as often as
one likes from a source of figures. Numbers are exact decimals. A condition is a number
too: 1 where it holds, 0 where it does not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal, Overflow
from itertools import pairwise
from typing import Final, Protocol

from attrs import field, frozen

from .formula_functions import FUNCTIONS, Function, Kind, Unit
from .formula_reading import read
from .formula_tree import (
    ARITHMETIC,
    Call,
    Chain,
    Comparison,
    FormulaError,
    Logic,
    Node,
    Number,
    Options,
    Token,
)
from .moving_average import issue_cost
from .problem import Problem

__all__ = [
    "FUNCTIONS",
    "Formula",
    "FormulaError",
    "Function",
    "Kind",
    "Options",
    "Source",
    "Unit",
    "evaluate",
    "expand",
    "functions",
    "in_order",
    "lines",
    "parse",
    "problems",
    "references",
]


class Source(Protocol):
    """Where a formula has its figures from: a transfer, or a statement, of some period."""

    @property
    def scale(self) -> int:
        """The decimals of the book's currency, to which the cost of an issue is rounded."""

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        """What the accounts that the codes name show together; see `expand`.

        `function` is opening, closing, debit, credit, net, year_opening, ytd_debit,
        ytd_credit or ytd_net; or debit_balances, credit_balances, and both with
        year_opening_ before them: the sum of those details (leaf account × dimension)
        whose balance stands on that side. Balances and net turnovers are positive
        on the account's normal side. Turnovers leave closing vouchers out.

        A transfer knows one more: moving_cost, of the stock account and of the one that
        tells what was sold.

        `options` may hold dimension and currency (texts), previous (a whole number of
        periods back) and with_closing (1: closing vouchers too). They always hold a
        currency where the unit is Unit.CURRENCY, in whose own units the figure then is.
        """

    def rate(self, currency: str, options: Options) -> Decimal:
        """The price of one unit of a currency, at the close of the period.

        `options` may hold kind (a text) and previous.
        """

    def line(self, label: str) -> Decimal:
        """Another line of the same statement."""

    def counterpart(self) -> Decimal:
        """The sum of the lines on the other side of the transfer (对方)."""

    def difference(self) -> Decimal:
        """What balances the voucher (差额)."""


@frozen
class Formula:
    """A formula that was read: its text as the user wrote it, and the tree it stands for."""

    text: str
    tree: Node = field(eq=False, repr=False)


def parse(text: str) -> Formula:
    """The formula that a text stands for. Raises FormulaError with all that is wrong with it."""
    tree, found = read(text)
    if found:
        raise FormulaError(*found)
    return Formula(text, tree)


def problems(text: str) -> list[Problem]:
    """All that is wrong with the text of a formula, in the order of the text."""
    return read(text)[1]


def evaluate(formula: Formula, source: Source) -> Decimal:
    """What the formula comes to, unrounded but for quotients, which have sixty digits.

    Raises FormulaError where it divides by zero or its result has a hundred digits.
    """
    return ARITHMETIC.plus(_Evaluation(formula.text, source).value(formula.tree))


def references(formula: Formula) -> tuple[str, ...]:
    """The account codes, ranges and prefixes that a formula reads, each once."""
    calls = (call for call in _calls(formula) if call.function.kind in (Kind.FIGURE, Kind.STOCK))
    return tuple(dict.fromkeys(code for call in calls for code in call.texts))


def lines(formula: Formula) -> tuple[str, ...]:
    """The labels of the statement's lines that a formula reads, each once."""
    calls = (call for call in _calls(formula) if call.function.name == "line")
    return tuple(dict.fromkeys(call.texts[0] for call in calls))


def functions(formula: Formula) -> frozenset[str]:
    """The names of the functions it uses, such as counterpart: that one waits for the others."""
    return frozenset(call.function.name for call in _calls(formula))


def _calls(formula: Formula) -> Iterator[Call]:
    waiting = [formula.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            yield node
        waiting += reversed(node.parts)


def expand(pattern: str, codes: Iterable[str]) -> list[str]:
    """Which of the codes a pattern names, in their own order.

    A code names itself, even one that looks like a range (1002-01). "5*" is all codes
    that begin so; "5001-5999" or "5001:5999" all from the lower bound to the upper one and
    what is below that: 599901 too. A parent and its children may both be among them,
    so add up over leaves only.
    """
    codes = list(codes)
    if pattern in codes:
        return [pattern]
    if pattern.endswith("*"):
        return [code for code in codes if code.startswith(pattern[:-1])]
    low, sign, high = pattern.partition(":" if ":" in pattern else "-")
    return [
        code for code in codes if sign and low <= code and (code <= high or code.startswith(high))
    ]


def in_order(dependencies: Mapping[str, Collection[str]]) -> list[str]:
    """The names, each behind those it depends on and otherwise as they were given.

    What a name depends on that is not given itself is passed over. Raises
    FormulaError where names depend on each other in a circle.
    """
    place = {name: number for number, name in enumerate(dependencies)}
    needs = {
        name: sorted(place.keys() & set(needed), key=place.__getitem__)
        for name, needed in dependencies.items()
    }
    ordered: dict[str, None] = {}
    for start in dependencies:
        path = [] if start in ordered else [start]
        while path:
            needed = next((name for name in needs[path[-1]] if name not in ordered), None)
            if needed is None:
                ordered[path.pop()] = None
            elif needed in path:
                circle = " → ".join([*path[path.index(needed) :], needed])
                raise FormulaError(Problem.of("formula.circular", found=needed, circle=circle))
            else:
                path.append(needed)
    return list(ordered)


_ARITHMETIC: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
}
_RELATIONS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@frozen
class _Evaluation:
    """One computation of a formula from a source."""

    text: str
    source: Source

    def value(self, node: Node) -> Decimal:
        match node:
            case Number():
                return node.value
            case Chain():
                total = self.value(node.parts[0])
                for sign, part in zip(node.signs, node.parts[1:], strict=True):
                    total = self.apply(sign.plain, total, self.value(part), sign)
                return total
            case Comparison():
                neighbours = pairwise([self.value(part) for part in node.parts])
                pairs = zip(node.signs, neighbours, strict=True)
                return Decimal(all(_RELATIONS[sign](*pair) for sign, pair in pairs))
            case Logic():
                conditions = (bool(self.value(part)) for part in node.parts)
                holds = all(conditions) if node.sign == "and" else any(conditions)
                return Decimal(holds != (node.sign == "not"))
            case Call():
                return self.call(node)

    def apply(self, sign: str, left: Decimal, right: Decimal, token: Token) -> Decimal:
        """One step of arithmetic; `token` is what is named should it fail."""
        if sign == "/" and not right:
            problem = Problem.of("formula.zero_division", **token.within(self.text))
            raise FormulaError(problem)
        try:
            return _ARITHMETIC[sign](left, right)
        except Overflow:
            problem = Problem.of("formula.too_large", **token.within(self.text))
            raise FormulaError(problem) from None

    def call(self, call: Call) -> Decimal:
        function = call.function
        if function.kind is Kind.FIGURE:
            return self.source.figure(function.figure, call.texts, function.unit, call.options)
        match function.name:
            case "average_price":
                amount, quantity = self.stock(call)
                return self.apply("/", amount, quantity, call.token) if quantity else Decimal(0)
            case "cost":
                return self.cost(call)
            case "rate":
                return self.source.rate(call.texts[0], call.options)
            case "line":
                return self.source.line(call.texts[0])
            case "counterpart":
                return self.source.counterpart()
            case "difference":
                return self.source.difference()
            case "if":
                condition, then, otherwise = call.parts
                return self.value(then if self.value(condition) else otherwise)
            case "round":
                return _rounded(self.value(call.parts[0]), int(call.options.get("n", 2)))
            case "abs":
                return self.value(call.parts[0]).copy_abs()
            case "min":
                return min(self.value(part) for part in call.parts)
            case "max":
                return max(self.value(part) for part in call.parts)
        raise AssertionError(function.name)

    def stock(self, call: Call) -> tuple[Decimal, Decimal]:
        """What is in stock at the close: its amount and its quantity."""
        amount = self.source.figure("closing", call.texts, Unit.MONEY, call.options)
        quantity = self.source.figure("closing", call.texts, Unit.QUANTITY, call.options)
        return amount, quantity

    def cost(self, call: Call) -> Decimal:
        """The cost of a quantity at the average of the period's close (全月一次加权平均).

        With the last of it goes the last fen.
        """
        amount, quantity = self.stock(call)
        issued = self.value(call.parts[0])
        scale = self.source.scale
        whole, part = quantity.as_integer_ratio(), issued.as_integer_ratio()
        try:
            cost_minor = issue_cost(
                int(ARITHMETIC.scaleb(amount, scale)), whole[0] * part[1], part[0] * whole[1]
            )
            return ARITHMETIC.scaleb(Decimal(cost_minor), -scale)
        except ZeroDivisionError:
            problem = Problem.of("formula.zero_division", **call.token.within(self.text))
        except Overflow:
            problem = Problem.of("formula.too_large", **call.token.within(self.text))
        raise FormulaError(problem)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up to so many decimals; what has no more of them stays as it is."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "a figure is a number"
    if exponent >= -decimals:
        return value
    return ARITHMETIC.quantize(value, ARITHMETIC.scaleb(Decimal(1), -decimals))
