"""Tables as xml: fields in the order of a layout, each with its length and its locID; streamed.

The layouts are data (`schemas/lengths.toml`), and any length or locID can be given otherwise in
a file of one's own. What does not fit is told of all at once, or cut where that is asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen
from lxml import etree

from ..core.amount import DIVIDING
from ..core.problem import Problem
from ..refusal import Refused, refuse_if

_LENGTHS = Path(__file__).with_name("schemas") / "lengths.toml"
_SPEC = re.compile(
    r"(?P<kind>C\.\.|C|N|D)(?P<length>\d+)(?:\.(?P<decimals>\d+))?(?:\s+(?P<id>\S+))?"
)
#: Problems told of at most; a book that does not fit at all is wrong as a whole.
MOST_PROBLEMS = 1000
#: A field that stands for 辅助项1编号, 辅助项2编号 …
ITEM, MOST_ITEMS = "辅助项", 30
#: What xml has no place for.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NO_DAY = "00000000"

Value = str | int | date | Decimal | None


@frozen
class Field:
    """A field: its name, its locID, and what it takes.

    `kind` is C.. for a text of up to `length` signs, C for one of exactly so many, N for a whole
    number, D for a number with `decimals`.
    """

    name: str
    location: str
    kind: str
    length: int
    decimals: int = 0


@frozen
class Table:
    """A table: its name, its locID, and its fields in order."""

    name: str
    location: str
    fields: tuple[Field, ...]


Layout = dict[str, Table]


def layout(standard: str, own: Path | None = None) -> Layout:
    """The tables of a standard by name; what a file of one's own says of them goes before.

    Refused where that file is no TOML, or names what the standard does not have.
    """
    found = {name: _table(name, content) for name, content in _default()[standard].items()}
    if own is None:
        return found
    given = _read(own)
    problems = [
        Problem.of("export.layout", file=own.name, cell=name, value="")
        for name in given
        if name not in _default()
    ]
    for name, content in given.get(standard, {}).items():
        table = found.get(name)
        for key, spec in content.items() if isinstance(content, dict) else [(name, content)]:
            changed = _changed(table, key, spec) if table else None
            if table is None or changed is None:
                cell = f"{standard}.{name}.{key}"
                problems.append(Problem.of("export.layout", file=own.name, cell=cell, value=spec))
            else:
                found[name] = table = changed
    refuse_if(problems)
    return found


@cache
def _default() -> dict[str, Any]:
    return tomllib.loads(_LENGTHS.read_text("utf-8"))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused([Problem.of("export.not_toml", file=path.name, reason=str(error))]) from None


def _table(name: str, content: Mapping[str, str]) -> Table:
    fields = []
    for key, spec in content.items():
        if key != "locID":
            made = _field(key, spec)
            assert made is not None, spec
            fields.append(made)
    return Table(name, content.get("locID", ""), tuple(fields))


def _field(name: str, spec: object, before: Field | None = None) -> Field | None:
    match = _SPEC.fullmatch(spec.strip()) if isinstance(spec, str) else None
    if match is None or int(match["length"]) < 1:
        return None
    location = match["id"] or (before.location if before else "")
    return Field(
        name, location, match["kind"], int(match["length"]), int(match["decimals"] or 0)
    )  # fmt: skip


def _changed(table: Table, key: str, spec: object) -> Table | None:
    if key == "locID":
        return evolve(table, location=str(spec))
    for number, each in enumerate(table.fields):
        if each.name == key:
            made = _field(key, spec, each)
            fields = (*table.fields[:number], made, *table.fields[number + 1 :]) if made else ()
            return evolve(table, fields=fields) if made else None
    return None


def with_items(found: Layout, count: int) -> Layout:
    """The layout with as many numbered items (辅助项n编号) as there are kinds of dimension."""
    return {
        name: evolve(table, fields=tuple(_numbered(table.fields, count)))
        for name, table in found.items()
    }


def _numbered(fields: tuple[Field, ...], count: int) -> Iterator[Field]:
    for each in fields:
        if each.name != ITEM:
            yield each
            continue
        for number in range(count):
            location = each.location
            if location.isdigit():
                location = str(int(location) + number).rjust(len(location), "0")
            yield evolve(each, name=item_name(number + 1), location=location)


def item_name(number: int) -> str:
    """What a numbered item is called."""
    return f"{ITEM}{number}编号"


@define
class Fitting:
    """What does not fit into its field: collected, or cut where that is asked for."""

    cut: bool = False
    _found: dict[tuple[str, str, str], Problem] = field(factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """What did not fit, each value once."""
        return list(self._found.values())

    def fit(self, table: str, into: Field, value: Value, where: Mapping[str, str]) -> str:
        """The text of a value in its field."""
        if value is None:
            # A day that is not known is written so, a number that is not there as nothing.
            nothing = NO_DAY if into.kind == "C" and into.length == 8 else ""
            return "0" if into.kind in ("N", "D") else nothing
        if isinstance(value, date):
            return value.strftime("%Y%m%d").rjust(8, "0")
        if isinstance(value, str):
            shown = _ILLEGAL.sub("\ufffd", value)
            if len(shown) <= into.length:
                return shown
            self._tell("export.too_long", table, into, value, where, longest=into.length)
            return shown[: into.length]
        return self._number(table, into, Decimal(value), where)

    def _number(self, table: str, into: Field, value: Decimal, where: Mapping[str, str]) -> str:
        value = value + 0  # a zero on the credit side is plain 0.00
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        if -exponent > into.decimals:
            fitting = value.quantize(
                Decimal(1).scaleb(-into.decimals), ROUND_HALF_UP, context=DIVIDING
            )  # fmt: skip
            if fitting != value:
                self._tell("export.too_precise", table, into, value, where, decimals=into.decimals)
            value = fitting
        shown = f"{value:f}"
        digits = len(shown.lstrip("-").replace(".", "").lstrip("0"))
        if digits > into.length:
            # A number can't be cut without being another: it is written whole, and told of.
            self._tell("export.too_long", table, into, value, where, longest=into.length)
        return shown

    def _tell(
        self,
        code: str,
        table: str,
        into: Field,
        value: object,
        where: Mapping[str, str],
        **more: Any,
    ) -> None:
        key = (table, into.name, str(value)[:200])
        if key not in self._found and len(self._found) < MOST_PROBLEMS:
            cell = f"{table}/{into.name}" if table else into.name
            shown = str(value) if len(str(value)) <= 100 else f"{str(value)[:100]}…"
            self._found[key] = Problem.of(code, **where, cell=cell, value=shown, **more)

    def refuse(self) -> None:
        """Refuse where something does not fit and is not to be cut."""
        if not self.cut:
            refuse_if(self.problems)


@define
class TableWriter:
    """Writes rows of the tables of a layout into an xml file under way."""

    into: Any
    layout: Layout
    fitting: Fitting
    #: The namespace of elements and attributes, in braces; empty for none.
    namespace: str = ""

    def row(self, table: str, values: Mapping[str, Value], **where: str) -> None:
        """Write a row: every field of the table, those without a value empty."""
        into, described, space = self.into, self.layout[table], self.namespace
        fit, location = self.fitting.fit, f"{self.namespace}locID"
        with into.element(f"{space}{table}", {location: described.location}):
            for each in described.fields:
                into.write("\n  ")
                with into.element(f"{space}{each.name}", {location: each.location}):
                    shown = fit(table, each, values.get(each.name), where)
                    if shown:
                        into.write(shown)
            into.write("\n")
        into.write("\n")


def emit(into: Any, element: Any, indent: str = "") -> None:
    """Write an element into a file under way, a line each, under the prefixes known there.

    Written whole by lxml, every row would declare its namespace again.
    """
    into.write(indent)
    with into.element(element.tag, element.attrib):
        if len(element):
            into.write("\n")
            for child in element:
                emit(into, child, f"{indent}  ")
            into.write(indent)
        elif element.text:
            into.write(element.text)
    into.write("\n")


def comment(lines: list[str]) -> Any:
    """What a file says of itself, before its root; two hyphens would end a comment."""
    told = re.sub("-(?=-)", "- ", _ILLEGAL.sub("\ufffd", "  ".join(lines)))
    return etree.Comment(f" {told} ")
