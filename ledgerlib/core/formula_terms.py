"""What a formula is put together from: its calls in the order of the text, each with its sign."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from .formula import Formula
from .formula_tree import Call, Chain, Node


@frozen
class Term:
    """A call within a formula: 1 where it is added, -1 where it is taken off, 0 for all else.

    What is multiplied, compared or chosen among has no simple share in the result.
    """

    call: Call
    sign: int


def terms(formula: Formula) -> list[Term]:
    """The calls that ask for something: figures, lines, stocks."""
    return list(_terms(formula.tree, 1))


def _terms(node: Node, sign: int) -> Iterator[Term]:
    match node:
        case Chain():
            signs = [token.plain for token in node.signs]
            for number, part in enumerate(node.parts):
                before = signs[number - 1] if number else "+"
                is_scaled = before in "*/" or any(later in "*/" for later in signs[number:])
                yield from _terms(part, 0 if is_scaled else -sign if before == "-" else sign)
        case Call() if node.function.name == "round":
            yield from _terms(node.parts[0], sign)
        case Call() if node.parts:
            yield Term(node, 0)
            for part in node.parts:
                yield from _terms(part, 0)
        case Call():
            yield Term(node, sign)
        case _:
            for part in node.parts:
                yield from _terms(part, 0)
