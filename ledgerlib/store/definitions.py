"""What users of a book have defined under a name: summaries, templates, transfers; kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from ..core.canonical import as_text
from . import tables
from .statement import Statement, Upsert, query_column, run

_d = tables.definition.c
_put = Upsert(tables.definition, replace=["content"])
_of_kind = Statement(
    select(_d.name, _d.content)
    .where(_d.book_id == bindparam("book_id"), _d.kind == bindparam("kind"))
    .order_by(_d.ordinal, _d.name)
)


def definitions(connection: Connection, book_id: int, kind: str) -> dict[str, dict[str, Any]]:
    """The contents of all definitions of a kind by name, in the order in which they were made."""
    rows = _of_kind.rows(connection, book_id=book_id, kind=kind)
    return {row[0]: json.loads(row[1]) for row in rows}


def definition(connection: Connection, book_id: int, kind: str, name: str) -> dict[str, Any] | None:
    """The content of one definition, or None where there is none of the name."""
    clause = select(_d.content).where(_d.book_id == book_id, _d.kind == kind, _d.name == name)
    found = query_column(connection, clause)
    return json.loads(found[0]) if found else None


def put(
    connection: Connection, book_id: int, kind: str, name: str, content: Mapping[str, Any]
) -> None:
    """Add a definition behind those of its kind, or give the one of this name another content."""
    last = select(func.max(_d.ordinal)).where(_d.book_id == book_id, _d.kind == kind)
    ordinal = 1 + (query_column(connection, last)[0] or 0)
    _put.run_many(connection, [(book_id, kind, name, ordinal, as_text(content))])


def remove(connection: Connection, book_id: int, kind: str, name: str) -> None:
    """Take a definition away."""
    clause = delete(tables.definition).where(
        _d.book_id == book_id, _d.kind == kind, _d.name == name
    )
    run(connection, clause)
