"""The language that people are spoken to in: Chinese first, English by locale.

Texts live in gettext catalogs under `locale/`, one per language, keyed by code.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from .core.problem import Problem

LANGUAGES = ("zh_CN", "en")
_FOLDER = Path(__file__).with_name("locale")


def language() -> str:
    """The language of the environment: English where it asks for English, else Chinese."""
    for variable in ("LEDGERLIB_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(variable, "").split(":")[0].split(".")[0]
        if wanted and wanted not in ("C", "POSIX") and (named := _language_of(wanted)):
            return named
    return LANGUAGES[0]


@cache
def _language_of(wanted: str) -> str:
    """The language for a locale's name, empty where it is none. A screen asks for hundreds of texts."""
    try:
        return "zh_CN" if Locale.parse(wanted).language == "zh" else "en"
    except (ValueError, UnknownLocaleError):
        return ""


@cache
def catalog(name: str, domain: Path = _FOLDER / "ledgerlib") -> dict[str, str]:
    """All texts of a language, by code; a program of its own has a folder and domain of its own."""
    path = domain.parent / name / "LC_MESSAGES" / f"{domain.name}.po"
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=name) if m.id and m.string}


def text(code: str, /, in_language: str | None = None, **values: Any) -> str:
    """The text under a code, filled in. A code without a text is a mistake of ours."""
    return catalog(in_language or language())[code].format_map(values)


def message(problem: Problem, in_language: str | None = None) -> str:
    """What is wrong, in a sentence."""
    return text(problem.code, in_language, **_values(problem, in_language))


def _values(problem: Problem, in_language: str | None) -> dict[str, Any]:
    """The values that fill a message in; what the library itself named, in the reader's language."""
    values = dict(problem.values)
    if "act" in values:
        values["act"] = text(f"act.{values['act']}", in_language)
    for role in ("one", "other"):
        if role in values:
            values[role] = text(f"role.{values[role]}", in_language)
    if "of" in values:
        words = [_named(f"cash.{word}", word, in_language) for word in values["of"].split()]
        values["of"] = "、".join(words) if in_chinese(in_language) else ", ".join(words)
    if "kind" in values:
        kinds = str(values["kind"]).split()
        values["kind"] = " ".join(_named(f"kind.{kind}", kind, in_language) for kind in kinds)
    return values


def _named(code: str, otherwise: str, in_language: str | None) -> str:
    """The text under a code, or what was to be named where there is none."""
    return catalog(in_language or language()).get(code, otherwise)


def in_chinese(in_language: str | None = None) -> bool:
    """Whether people are spoken to in Chinese."""
    return (in_language or language()) == "zh_CN"


def cure(problem: Problem, in_language: str | None = None) -> str:
    """What to do about it."""
    return text(f"{problem.code}.cure", in_language, **_values(problem, in_language))


def place(problem: Problem, in_language: str | None = None) -> str:
    """Where it is: 第3行 凭证 2008-03/记/17. What the message names itself is left out."""
    template = catalog(in_language or language())[problem.code]
    named = [
        text(f"place.{name}", in_language, value=value)
        for name, value in problem.where.items()
        if name != "field" and f"{{{name}}}" not in template
    ]
    if "field" in problem.where:
        named.append(text(f"field.{problem.where['field']}", in_language))
    return " ".join(named)


def explain(problem: Problem, in_language: str | None = None) -> str:
    """Where, what and the cure, on one line."""
    where = place(problem, in_language)
    colon = text("colon", in_language)
    head = f"{where}{colon}" if where else ""
    return f"{head}{message(problem, in_language)} {cure(problem, in_language)}"
