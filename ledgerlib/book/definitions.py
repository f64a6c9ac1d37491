"""What users of a book define under a name, kept and recorded: summaries, templates, transfers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.problem import Problem
from ..refusal import Refused
from ..store import definitions as store
from .work import Work


def define(work: Work, who: str, kind: str, name: str, content: Mapping[str, Any]) -> None:
    """Keep a definition, in place of the one of this name if there is one, with its record."""
    before = store.definition(work.connection, work.book_id, kind, name)
    if before != content:
        store.put(work.connection, work.book_id, kind, name, content)
        work.record(who, "define", f"{kind} {name}", before, content)


def undefine(work: Work, who: str, kind: str, name: str) -> None:
    """Take a definition away, with its record; refused where there is none of the name."""
    before = store.definition(work.connection, work.book_id, kind, name)
    if before is None:
        raise Refused([unknown(work, kind, name)])
    store.remove(work.connection, work.book_id, kind, name)
    work.record(who, "define", f"{kind} {name}", before, None)


def unknown(work: Work, kind: str, name: str) -> Problem:
    """That there is no definition of the name, with those there are."""
    known = "、".join(store.definitions(work.connection, work.book_id, kind)) or "-"
    return Problem.of("definition.unknown", name=name, known=known)
