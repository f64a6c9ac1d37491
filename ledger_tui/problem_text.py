"""Problems in words, those of the library and the terminal's own alike."""

from __future__ import annotations

from ledgerlib import Problem
from ledgerlib import language as library

from .language import DOMAIN, library_text, text


def _is_own(problem: Problem) -> bool:
    return f"{problem.code}.cure" in library.catalog(library.language(), DOMAIN)


def message(problem: Problem) -> str:
    """What is wrong, in a sentence."""
    if _is_own(problem):
        return text(problem.code, **problem.values)
    return library.message(problem)


def cure(problem: Problem) -> str:
    """What to do about it, here: by the terminal's menus and keys where the library names a command."""
    if _is_own(problem):
        return text(f"{problem.code}.cure", **problem.values)
    if f"cure.{problem.code}" in library.catalog(library.language(), DOMAIN):
        return text(f"cure.{problem.code}", **problem.values)
    return library.cure(problem)


def place(problem: Problem) -> str:
    """Where it is: 第3行 借方金额."""
    if not _is_own(problem):
        return library.place(problem)
    parts = []
    if "line" in problem.values:
        parts.append(library_text("place.line", value=problem.values["line"]))
    if "field" in problem.values:
        name = str(problem.values["field"])
        code = f"entry.{'dimension' if name.startswith('dimension:') else name}"
        if code in library.catalog(library.language(), DOMAIN):  # a form shows the field itself
            parts.append(text(code))
    return " ".join(parts)


def said(problem: Problem) -> str:
    """What is wrong and what to do, on one line."""
    return f"{message(problem)} {cure(problem)}"
