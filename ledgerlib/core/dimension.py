"""Dimensions (核算项目): what a line is about beside its account: a partner, a department, a person.

A line carries at most one value of each kind. The combination is written as a label,
"department:01;project:p7", kinds in the order of their codes, so that one combination
has one label however it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from attrs import frozen

from .problem import Problem


@frozen
class DimensionKind:
    """A kind of dimension (核算项目类别). An open kind takes new values as they come."""

    code: str
    name: str
    is_open: bool = False


@frozen
class DimensionValue:
    """A value of a kind: a customer, a person. `parent` is the code of the one above it, if any."""

    kind: str
    code: str
    name: str
    parent: str = ""
    is_disabled: bool = False
    mnemonic: str = ""


#: The kinds every trade program has. A book takes one in when it is first asked for.
STANDARD_KINDS: dict[str, str] = {
    "partner": "往来单位",
    "department": "部门",
    "employee": "职员",
    "project": "项目",
    "cash_flow": "现金流量项目",
}
_STANDARD_NAMES = frozenset(STANDARD_KINDS.values())
_ONE_VALUE = re.compile(r"[^\s:：;；|\x00-\x1f]+:[^\s:：;；|\x00-\x1f]+")
_PARTS = re.compile(r"[;；|]")
#: What would be taken for a separator in a label.
FORBIDDEN = re.compile(r"[:：;；|\x00-\x1f]")


def kind_code(name: str, kinds: Mapping[str, DimensionKind] | None = None) -> str:
    """The code of a kind from its code or its name; the text itself where neither is known."""
    if name in STANDARD_KINDS or (kinds and name in kinds):
        return name
    for kind in (kinds or {}).values():
        if name == kind.name:
            return kind.code
    for code, standard in STANDARD_KINDS.items():
        if name == standard:
            return code
    return name


def parse_label(text: str, kinds: Mapping[str, DimensionKind] | None = None) -> dict[str, str]:
    """The values of a label by kind. Raises ValueError where it is none, or has a kind twice.

    Kinds may be said by their names (部门:01), and the signs may be full-width.
    """
    found: dict[str, str] = {}
    for name, value in _taken_apart(text):
        kind = kind_code(name, kinds)
        if kind in found:
            raise ValueError(text)
        found[kind] = value
    return found


@lru_cache(maxsize=65_536)
def _taken_apart(text: str) -> tuple[tuple[str, str], ...]:
    """The kinds and values of a label as they are written; a line's label is asked for often."""
    pairs = []
    for part in _PARTS.split(unicodedata.normalize("NFC", text)):
        kind, sign, value = part.replace("：", ":").partition(":")
        kind, value = kind.strip(), value.strip()
        if not (sign and kind and value) or FORBIDDEN.search(value):
            raise ValueError(text)
        pairs.append((kind, value))
    return tuple(pairs)


def label_of(values: Mapping[str, str]) -> str:
    """The label of a combination: its kinds in the order of their codes."""
    return ";".join(f"{kind}:{values[kind]}" for kind in sorted(values))


def kept_values(label: str) -> dict[str, str]:
    """The values of a label that a book holds; one from before labels had kinds is of the kind "other"."""
    try:
        return parse_label(label)
    except ValueError:
        text = unicodedata.normalize("NFC", FORBIDDEN.sub("-", label)).strip()
        return {"other": text or "-"}


def kept_label(label: str) -> str:
    """The label, spelled as the book spells it today, that a book holds, perhaps from before."""
    kind, _, _ = label.partition(":")
    is_plain = _ONE_VALUE.fullmatch(label) and kind not in _STANDARD_NAMES
    if is_plain and unicodedata.is_normalized("NFC", label):
        return label  # by far the most: one value of a kind, as it is written today
    return label_of(kept_values(label)) if label else ""


def narrowed(label: str, kinds: Collection[str]) -> str:
    """What a label says of some kinds; empty where that is nothing."""
    if not (label and kinds):
        return ""
    return label_of({kind: code for kind, code in parse_label(label).items() if kind in kinds})


def check_value(value: DimensionValue) -> list[Problem]:
    """What is wrong with a value taken by itself."""
    problems = []
    if not value.code or FORBIDDEN.search(value.code):
        problems.append(Problem.of("dimension.code", value=value.code, field="code"))
    if not value.name:
        problems.append(Problem.of("dimension.unnamed", dimension=value.code, field="name"))
    if value.parent and value.parent == value.code:
        problems.append(Problem.of("dimension.circle", dimension=value.code, field="parent"))
    return problems


def circles(parents: Mapping[str, str]) -> Iterable[str]:
    """The values that are their own ancestors, which no hierarchy has."""
    sound: set[str] = set()
    for start in parents:
        path: list[str] = []
        code = start
        while code and code not in sound:
            if code in path:
                yield start
                break
            path.append(code)
            code = parents.get(code, "")
        else:
            sound.update(path)


def with_ancestors(code: str, parents: Mapping[str, str]) -> list[str]:
    """The value and those above it, nearest first."""
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        code = parents.get(code, "")
    return found
