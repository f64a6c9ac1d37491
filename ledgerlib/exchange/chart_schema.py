"""What may stand in a chart's chart.toml and pairings.toml, and the noting of all that may not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from ..core.account import Category, Side
from ..core.chart import Occasion
from ..core.problem import Problem
from .toml_places import Places


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(_text(each) for each in value)


def _text_or_texts(value: Any) -> bool:
    return _text(value) or _texts(value)


def _switch(value: Any) -> bool:
    return isinstance(value, bool)


def _day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _lengths(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(type(x) is int and x > 0 for x in value)


def _table(value: Any) -> bool:
    return isinstance(value, dict)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _names(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(each) for each in value.values())


def _wheres(value: Any) -> bool:
    return isinstance(value, dict) and all(_text_or_texts(each) for each in value.values())


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


def _words(value: Any) -> bool:
    return _texts(value) and set(value) <= {category.value for category in Category}


@frozen
class Key:
    """A key of a table: what its value must be, an example of it, and whether it must be there."""

    fits: Callable[[Any], bool]
    sample: str
    required: bool = False


_WHENS: Final = tuple(occasion.value for occasion in Occasion)
_SIDES: Final = tuple(side.name.lower() for side in Side)
_METHODS: Final = ("debit_credit", "receive_pay")
_TEXT, _NAME = Key(_text, '"…"'), Key(_text, '"…"', True)
_TEXTS, _LIST = Key(_texts, '["…", "…"]'), Key(_texts, '["…", "…"]', True)
_EITHER = Key(_text_or_texts, '"…"')
_SWITCH = Key(_switch, "true")
_DAY = Key(_day, "2013-01-01")
_WHERE = Key(_wheres, '{ unit = "…" }')
_WHEN = Key(_one_of(*_WHENS), " | ".join(_WHENS), True)
_SIDE = Key(_one_of(*_SIDES), " | ".join(_SIDES))

#: What may stand in each kind of table.
SCHEMA: Final[dict[str, dict[str, Key]]] = {
    "chart": {
        "name": _NAME,
        "english_name": _NAME,
        "document": Key(lambda value: isinstance(value, str), '"…"'),
        "effective_from": _DAY,
        "effective_to": _DAY,
        "code_rule": Key(_lengths, "[4, 2, 2]", True),
        "method": Key(_one_of(*_METHODS), " | ".join(_METHODS)),
        "closing": Key(_tables, "[[closing]]"),
        "manual": Key(_tables, "[[manual]]"),
        "open": Key(_tables, "[[open]]"),
        "parts": Key(_table, "[parts.financial]"),
        "options": Key(_table, "[options.unit]"),
        "kinds": Key(_table, "[kinds.work_injury]"),
        "dimensions": Key(_table, "[dimensions.fund]"),
    },
    "closing": {
        "name": _NAME,
        "when": _WHEN,
        "into": _TEXT,
        "categories": Key(_words, " ".join(category.value for category in Category)),
        "codes": _TEXTS,
        "except": _TEXTS,
        "dimension": _EITHER,
        "only": _SIDE,
        "split_by": _EITHER,
        "by": Key(_one_of("direction"), "direction"),
        "map": Key(_names, '{ "6001" = "810106" }'),
        "amount": _TEXT,
        "where": _WHERE,
    },
    "manual": {"when": _WHEN, "what": _NAME, "why": _TEXT, "clears": _TEXTS, "where": _WHERE},
    "open": {"what": _NAME, "source": _NAME},
    "parts": {"name": _NAME, "codes": _LIST},
    "options": {
        "name": _NAME,
        "english_name": _TEXT,
        "values": Key(_names, '{ institution = "事业单位" }'),
        "kinds": _SWITCH,
        "default": _TEXT,
    },
    "kinds": {"name": _NAME, "aliases": _TEXTS, "accounts": _LIST},
    "dimensions": {
        "name": _NAME,
        "values": Key(_names, '{ special = "专项资金" }'),
        "open": _SWITCH,
    },
    "pairings": {"pairing": Key(_tables, "[[pairing]]", True)},
    "pairing": {
        "name": _NAME,
        "accounts": _LIST,
        "except": _TEXTS,
        "side": _SIDE,
        "beside": _TEXTS,
        "budget": _TEXT,
        "money": _SWITCH,
        "trigger": _SWITCH,
        "follows": _SWITCH,
        "where": _WHERE,
    },
}


@define
class Reading:
    """A file of a chart being read: its name, where its tables stand, and all that is wrong with it."""

    file: str
    text: str
    places: Places
    content: dict[str, Any]
    problems: list[Problem] = field(factory=list)
    #: Whether it was TOML at all; what was not is told of, and nothing in it is missed.
    is_read: bool = True

    @classmethod
    def of(cls, path: Path) -> Reading:
        """Read a file as TOML; one that can't be read or is none has nothing in it but its problem."""
        name = f"{path.parent.name}/{path.name}"
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", "") or str(error)
            problem = Problem.of("file.unreadable", file=str(path), reason=reason)
            return cls(name, "", Places.of(""), {}, [problem], is_read=False)
        reading = cls(name, text, Places.of(text), {})
        try:
            reading.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            row = int(found[1]) if found else text.count("\n") + 1
            reading.is_read = False
            reading.problems.append(
                Problem.of("chart.toml_malformed", reason=str(error)).at(file=name, row=row)
            )
        return reading

    def wrong(self, problem: Problem, table: str, number: int | str = 0, key: str = "") -> None:
        """Something is wrong with a key of a table: the n-th of [[closing]], or [parts.financial]."""
        if isinstance(number, str):
            row = self._row_of(f"{table}.{number}", key)
        else:
            row = self.places.line("" if table in ("chart", "pairings") else table, number, key)
        self.problems.append(problem.at(file=self.file, row=row))

    def _row_of(self, header: str, key: str) -> int:
        wanted = re.compile(rf"\s*\[\s*{re.escape(header)}\s*\]")
        lines = self.places.lines
        start = next((n for n, line in enumerate(lines) if wanted.match(line)), 0)
        for number in range(start + 1, len(lines) if key else 0):
            if lines[number].startswith("["):
                break
            if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
                return number + 1
        return start + 1

    def checked(
        self, table: str, found: Mapping[str, Any], number: int | str = 0
    ) -> dict[str, Any]:
        """The values of a table that are what they must be; the others become problems."""
        known = SCHEMA[table]
        sound = {}
        for key, value in found.items():
            if key not in known:
                problem = Problem.of("chart.key_unknown", key=key, known=" ".join(known))
                self.wrong(problem, table, number, key)
            elif not known[key].fits(value):
                shown = str(value) if len(str(value)) <= 40 else f"{str(value)[:40]}…"
                problem = Problem.of("chart.value", key=key, value=shown, sample=known[key].sample)
                self.wrong(problem, table, number, key)
            else:
                sound[key] = value
        for key, rule in known.items():
            if rule.required and key not in found and self.is_read:
                self.wrong(Problem.of("chart.key_missing", key=key), table, number)
        return sound

    def each(self, table: str) -> list[tuple[int, dict[str, Any]]]:
        """The tables of [[closing]] and the like that have all they need, each with its number."""
        return self._sound(table, enumerate(self._list(table)))

    def named(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """The tables of [parts.financial] and the like that have all they need, each with its name."""
        found = self.content.get(table, {})
        if not isinstance(found, dict):
            return []  # told of where the whole is checked
        return self._sound(table, ((n, v if isinstance(v, dict) else {}) for n, v in found.items()))

    def _list(self, table: str) -> list[dict[str, Any]]:
        found = self.content.get(table, [])
        return found if _tables(found) else []

    def _sound(self, table: str, found: Any) -> list[tuple[Any, dict[str, Any]]]:
        checked = [(number, self.checked(table, values, number)) for number, values in found]
        required = {key for key, rule in SCHEMA[table].items() if rule.required}
        return [(number, values) for number, values in checked if required <= values.keys()]


def several(value: str | list[str] | None) -> tuple[str, ...]:
    """One text or several, as a tuple."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def conditions(
    where: Mapping[str, str | list[str]] | None,
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The options under which something is for a book."""
    return tuple((option, several(values)) for option, values in (where or {}).items())
