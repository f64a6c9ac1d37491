"""What a formula is once it has been read: the tree of its operations, and its errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from .formula_functions import Function
from .problem import Problem

#: The most signs a formula has, and the most levels it is nested.
LONGEST: Final = 2000
DEEPEST: Final = 50

#: Sixty digits hold every sum and product of amounts exactly; a quotient is rounded to them.
ARITHMETIC: Final = Context(
    prec=60,
    rounding=ROUND_HALF_UP,
    Emax=99,
    Emin=-99,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)

Options: TypeAlias = Mapping[str, Decimal | str]


class FormulaError(ValueError):
    """A formula that can't be read or computed; `problems` says everything that is wrong."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems

    @property
    def problem(self) -> Problem:
        """The first of them."""
        return self.problems[0]


_NUMBER = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")


@frozen
class Token:
    """A piece of the text: its kind, its plain form, what the user wrote, and where (from 1)."""

    kind: str
    plain: str
    written: str
    position: int

    @property
    def content(self) -> str:
        """What is between the quotes of a text, in plain form."""
        return self.plain[1:-1].strip()

    @property
    def verbatim(self) -> str:
        """What is between the quotes of a text, exactly as the user wrote it."""
        return self.written[1:-1].strip()

    @property
    def number(self) -> Decimal | None:
        """The number it is, exactly; nothing where it is none or has more than sixty digits."""
        digits = self.plain.rstrip("%").rstrip() if self.kind == "number" else ""
        if len(digits) > ARITHMETIC.prec or not _NUMBER.fullmatch(digits):
            return None
        return ARITHMETIC.scaleb(Decimal(digits), -2 if self.plain.endswith("%") else 0)

    def within(self, text: str) -> dict[str, Any]:
        """The values of a problem with it: the text, the position in it, what was found there."""
        shown = text if len(text) <= LONGEST else f"{text[:40]}…"
        found = self.written if len(self.written) <= 40 else f"{self.written[:40]}…"
        return {"text": shown, "position": self.position, "found": found}


@frozen
class Number:
    """A number as it was written."""

    value: Decimal
    parts: tuple[Node, ...] = ()


@frozen
class Chain:
    """Operands worked off from left to right, with the signs (+ - * /) between them."""

    signs: tuple[Token, ...]
    parts: tuple[Node, ...]


@frozen
class Comparison:
    """Operands each of which stands in a relation to the next: a < b <= c."""

    signs: tuple[str, ...]
    parts: tuple[Node, ...]


@frozen
class Logic:
    """Conditions all of which (and), any of which (or) or none of which (not) must hold."""

    sign: str
    parts: tuple[Node, ...]


@frozen
class Call:
    """A function with its texts (codes, a currency, a label), its operands and its options."""

    function: Function
    token: Token
    texts: tuple[str, ...] = ()
    parts: tuple[Node, ...] = ()
    options: Options = field(factory=dict)


Node: TypeAlias = Number | Chain | Comparison | Logic | Call
