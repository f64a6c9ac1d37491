"""Formulas of a spreadsheet for the formulas of a statement, over a sheet of what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import define, field

from ..core.formula import Kind
from ..core.formula_terms import terms
from ..core.formula_tree import Call, Chain, Comparison, Logic, Node, Number
from ..reports.drawn import Working
from ..reports.statement_source import Part

#: One line of the sheet of details: the account, its dimension, and what it brings in.
Detail = tuple[str, str, Part]


class NotLiveError(ValueError):
    """A formula that asks for something a spreadsheet does not have: its amount stays as it is."""


@define
class Details:
    """The sheet of details as it grows: what each formula read, a line for each account."""

    sheet: str
    first_row: int
    lines: list[Detail] = field(factory=list)

    def sum_of(self, label: str, column: str, parts: Iterable[Part]) -> str:
        """The formula that adds the parts of one call up, which are written down for it."""
        start = self.first_row + len(self.lines)
        self.lines += [(label, column, part) for part in parts]
        end = self.first_row + len(self.lines) - 1
        return f"SUM('{self.sheet}'!F{start}:F{end})" if end >= start else "0"


def live_formula(
    working: Working,
    label: str,
    column: str,
    details: Details,
    cell_of: Callable[[str], str],
) -> str:
    """A statement's formula as the spreadsheet has it. Raises NotLiveError where it can't."""
    calls = {
        id(term.call): parts
        for term, parts in zip(terms(working.formula), working.parts, strict=True)
    }
    writer = _Writer(calls, label, column, details, cell_of)
    return f"={writer.text(working.formula.tree)}"


@define
class _Writer:
    calls: Mapping[int, tuple[Part, ...]]
    label: str
    column: str
    details: Details
    cell_of: Callable[[str], str]

    def text(self, node: Node) -> str:
        match node:
            case Number():
                return format(node.value, "f")
            case Chain():
                return self.chain(node)
            case Comparison():
                parts = [self.operand(part) for part in node.parts]
                relations = [
                    f"{left}{_RELATIONS.get(sign, sign)}{right}"
                    for sign, left, right in zip(node.signs, parts, parts[1:], strict=False)
                ]
                return f"N(AND({','.join(relations)}))"
            case Logic():
                parts = [self.text(part) for part in node.parts]
                return f"N({node.sign.upper()}({','.join(parts)}))"
            case Call():
                return self.call(node)

    def operand(self, node: Node) -> str:
        written = self.text(node)
        return f"({written})" if isinstance(node, Chain) else written

    def chain(self, node: Chain) -> str:
        """Worked off from left to right, as the language does, whatever the signs bind."""
        written = self.operand(node.parts[0])
        for sign, part in zip(node.signs, node.parts[1:], strict=True):
            if sign.plain in "*/" and written != self.operand(node.parts[0]):
                written = f"({written})"
            written = f"{written}{sign.plain}{self.operand(part)}"
        return written

    def call(self, call: Call) -> str:
        function = call.function
        if function.kind is Kind.FIGURE:
            return self.details.sum_of(self.label, self.column, self.calls[id(call)])
        if function.name == "line":
            return self.cell_of(call.texts[0])
        if function.name == "round":
            return f"ROUND({self.text(call.parts[0])},{call.options.get('n', 2)})"
        if function.name in ("abs", "min", "max", "if"):
            return f"{function.name.upper()}({','.join(self.text(part) for part in call.parts)})"
        raise NotLiveError(function.name)


_RELATIONS = {"==": "=", "!=": "<>"}
