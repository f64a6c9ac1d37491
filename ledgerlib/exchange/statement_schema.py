"""What may stand in a statement's TOML file, and the noting of all that may not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import define, field, frozen

from ..core.formula import Formula, FormulaError, functions, parse
from ..core.problem import Problem
from ..core.statement import Basis, What
from .toml_places import Places

#: What a transfer has and a statement has not.
_FOREIGN: Final = frozenset({"counterpart", "difference", "moving_cost", "rate"})


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _number(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


def _switch(value: Any) -> bool:
    return isinstance(value, bool)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _formulas(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9


@frozen
class Key:
    """A key of a table: what its value must be, an example of it, and whether it must be there."""

    fits: Callable[[Any], bool]
    sample: str
    required: bool = False


_TEXT = Key(_text, '"…"')
_NAME = Key(_text, '"…"', True)
_TEXTS = Key(_texts, '["…", "…"]')
_SWITCH = Key(_switch, "true")
_WORDS: Final = {enum: tuple(word.value for word in enum) for enum in (Basis, What)}

#: What may stand in each kind of table.
SCHEMA: Final[dict[str, dict[str, Key]]] = {
    "": {
        "id": _NAME,
        "title": _NAME,
        "english_title": _TEXT,
        "form": _TEXT,
        "basis": Key(_one_of(*_WORDS[Basis]), " | ".join(_WORDS[Basis]), True),
        "kind": _TEXT,
        "covers": _TEXTS,
        "line_numbers": _SWITCH,
        "yearly": Key(lambda value: isinstance(value, dict), "[yearly]"),
        "left": _TEXT,
        "right": _TEXT,
        "column": Key(_tables, "[[column]]", True),
        "row": Key(_tables, "[[row]]", True),
        "check": Key(_tables, "[[check]]"),
        "open": Key(_tables, "[[open]]"),
    },
    "yearly": {
        "title": _TEXT,
        "english_title": _TEXT,
        "form": _TEXT,
        "column": Key(_tables, "[[yearly.column]]", True),
    },
    "column": {
        "key": _NAME,
        "title": _NAME,
        "english_title": _TEXT,
        "what": Key(_one_of(*_WORDS[What]), " | ".join(_WORDS[What]), True),
        "part": _TEXT,
        "plus": _TEXTS,
        "minus": _TEXTS,
    },
    "row": {
        "label": _NAME,
        "english_label": _TEXT,
        "line": Key(_number, "12"),
        "level": Key(_whole, "1"),
        "formula": _TEXT,
        "formulas": Key(_formulas, '{ part = "…" }'),
        "excess": Key(lambda value: isinstance(value, dict), '{ of = ["…"], over = ["…"] }'),
        "total": _SWITCH,
        "memo": _SWITCH,
        "side": Key(_one_of("left", "right"), "left | right"),
    },
    "excess": {
        "of": Key(_texts, '["5*"]', True),
        "over": _TEXTS,
        "beside": _TEXTS,
        "without": _TEXTS,
    },
    "check": {"formula": _NAME, "message": _NAME, "english_message": _TEXT, "columns": _TEXTS},
    "open": {"what": _NAME, "source": _TEXT},
}


@define
class Reading:
    """One file being read: its name, where its tables stand, and what is wrong with it."""

    file: str
    places: Places
    problems: list[Problem] = field(factory=list)

    def wrong(self, problem: Problem, table: str, number: int, key: str, cell: str) -> None:
        """Something is wrong with a key of the table that stands there as the n-th of its kind."""
        row = self.places.line(table, number, key)
        self.problems.append(problem.at(file=self.file, row=row, cell=cell))

    def checked(
        self, schema: str, found: Mapping[str, Any], table: str, number: int, name: str = ""
    ) -> dict[str, Any]:
        """The values of a table that are what they must be; the others are problems."""
        known = SCHEMA[schema]
        cell = name or f"[[{table}]] {number + 1}" if table else name or "-"
        sound = {}
        for key, value in found.items():
            if key not in known:
                problem = Problem.of("statement.key_unknown", key=key, known=" ".join(known))
                self.wrong(problem, table, number, key, cell)
            elif not known[key].fits(value):
                named = {"key": key, "value": _shortened(value), "sample": known[key].sample}
                self.wrong(Problem.of("statement.value", **named), table, number, key, cell)
            else:
                sound[key] = value
        for key, rule in known.items():
            if rule.required and (key not in found or found[key] in ("", [])):
                problem = Problem.of("statement.key_missing", key=key)
                self.wrong(problem, table, number, "", cell)
        return sound

    def formula(self, text: str, table: str, number: int, key: str, cell: str) -> Formula | None:
        """The formula that a text stands for, where it is one and a statement can compute it."""
        row = self.places.line(table, number, key)
        where = {"file": self.file, "row": row, "cell": f"{cell} {key}".strip()}
        try:
            formula = parse(text)
        except FormulaError as error:
            self.problems += [problem.at(**where) for problem in error.problems]
            return None
        for name in sorted(functions(formula) & _FOREIGN):
            self.problems.append(Problem.of("statement.function", function=name, **where))
        return formula


def _shortened(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
