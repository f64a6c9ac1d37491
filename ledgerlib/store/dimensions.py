"""Dimensions in the database: kinds, values, and the combinations that lines are interned under."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from ..core.dimension import (
    DimensionKind,
    DimensionValue,
    kept_label,
    kept_values,
    parse_label,
)
from . import tables
from .statement import BulkInsert, Lookup, Upsert, in_chunks, query, stream

_d, _k, _n = tables.dimension.c, tables.dimension_kind.c, tables.dimension_value.c
_add = BulkInsert(tables.dimension)
_add_parts = BulkInsert(tables.dimension_part)
_set_kind = Upsert(tables.dimension_kind, replace=["name", "is_open"])
_set_value = Upsert(tables.dimension_value, replace=["name", "parent", "is_disabled", "mnemonic"])
#: How many combinations are written at a time.
_MANY = 5000
BOOK_ID: BindParameter[int] = bindparam("book_id")
_labels = Lookup(
    lambda keys: select(_d.dimension_id, _d.label).where(
        _d.book_id == BOOK_ID, _d.dimension_id.in_(keys)
    )
)


@lru_cache(maxsize=20_000)
def number_of(label: str) -> int:
    """The number that stands for a combination of dimension values in lines; 0 for none.

    It is drawn from the label by SHA-256, so that the digest of a voucher, which
    holds the number, holds the label too.
    """
    return int.from_bytes(sha256(label.encode()).digest()[:8]) >> 1 if label else 0


def intern(connection: Connection, book_id: int, labels: Iterable[str]) -> None:
    """See to it that every combination is in the database, with the values it is made of."""
    for some in in_chunks(sorted(set(labels) - {""}), _MANY):
        numbers = {number_of(label): label for label in some}
        there = _as_stored(connection, book_id, numbers)
        for number, label in numbers.items():
            known = there.get(number, label)
            assert known == label, "two labels draw the same number once in a few billion books"
        fresh = {number: label for number, label in numbers.items() if number not in there}
        # In the order of their keys, which the database writes quickest.
        _add.run(connection, [(book_id, number, label) for number, label in sorted(fresh.items())])
        parts = [
            (book_id, kind, code, number)
            for number, label in fresh.items()
            for kind, code in parse_label(label).items()
        ]
        _add_parts.run(connection, sorted(parts))


def labels_of(connection: Connection, book_id: int, numbers: Iterable[int]) -> dict[int, str]:
    """The labels of these combinations, however they were once spelled; 0 is none."""
    stored = _as_stored(connection, book_id, numbers)
    return {number: kept_label(label) for number, label in stored.items()}


def _as_stored(connection: Connection, book_id: int, numbers: Iterable[int]) -> dict[int, str]:
    return {0: "", **dict(_labels.rows(connection, sorted(set(numbers) - {0}), book_id=book_id))}


def changed(connection: Connection, book_id: int) -> int:
    """How many combinations no longer have the label they were made with, or the values of it."""
    part = tables.dimension_part.c
    labels = select(_d.dimension_id, _d.label).where(_d.book_id == book_id)
    parts = select(part.dimension_id, part.kind, part.code).where(part.book_id == book_id)
    expected = found = wrong = 0
    for number, label in stream(connection, labels):
        wrong += number != number_of(label)
        for kind, code in kept_values(label).items():
            expected ^= _mark(number, kind, code)
    for number, kind, code in stream(connection, parts):
        found ^= _mark(number, kind, code)
    return wrong + (expected != found)


def _mark(number: int, kind: str, code: str) -> int:
    """What stands for one value of a combination; the marks of a whole table are put into one sum."""
    return int.from_bytes(sha256(f"{number} {kind} {code}".encode()).digest()[:16])


def kinds(connection: Connection, book_id: int) -> dict[str, DimensionKind]:
    """The kinds of the book, by code."""
    clause = select(_k.kind, _k.name, _k.is_open).where(_k.book_id == book_id).order_by(_k.kind)
    return {
        row[0]: DimensionKind(row[0], row[1], bool(row[2])) for row in query(connection, clause)
    }


def set_kinds(connection: Connection, book_id: int, wanted: Iterable[DimensionKind]) -> None:
    """Add kinds, or change those that have the code."""
    _set_kind.run_many(connection, [(book_id, k.code, k.name, k.is_open) for k in wanted])


def set_values(connection: Connection, book_id: int, wanted: Iterable[DimensionValue]) -> None:
    """Add values, or change those that have the code."""
    _set_value.run_many(
        connection,
        [(book_id, v.kind, v.code, v.name, v.parent, v.is_disabled, v.mnemonic) for v in wanted],
    )


def _value(row: Any) -> DimensionValue:
    return DimensionValue(row[0], row[1], row[2], row[3], bool(row[4]), row[5])


_columns = (_n.kind, _n.code, _n.name, _n.parent, _n.is_disabled, _n.mnemonic)


_values = Lookup(
    lambda keys: select(*_columns).where(
        _n.book_id == BOOK_ID, _n.kind == bindparam("kind"), _n.code.in_(keys)
    )
)


def values(connection: Connection, book_id: int, kind: str) -> Iterator[DimensionValue]:
    """All values of a kind in the order of their codes, streamed."""
    clause = select(*_columns).where(_n.book_id == book_id, _n.kind == kind).order_by(_n.code)
    for row in stream(connection, clause):
        yield _value(row)


def search_values(
    connection: Connection, book_id: int, kind: str, text: str, after: str, limit: int
) -> list[DimensionValue]:
    """Values behind a code that are not disabled and fit a text in lower case, in the order of codes."""
    clause = select(*_columns).where(_n.book_id == book_id, _n.kind == kind, _n.code > after)
    clause = clause.where(_n.is_disabled.is_(False))
    if text:
        clause = clause.where(
            or_(
                func.lower(_n.code).startswith(text, autoescape=True),
                func.lower(_n.mnemonic).startswith(text, autoescape=True),
                func.lower(_n.name).contains(text, autoescape=True),
            )
        )
    rows = query(connection, clause.order_by(_n.code).limit(limit))
    return [_value(row) for row in rows]


def find_values(
    connection: Connection, book_id: int, kind: str, codes: Collection[str]
) -> dict[str, DimensionValue]:
    """Those of the codes that are values of the kind."""
    rows = _values.rows(connection, sorted(codes), book_id=book_id, kind=kind)
    return {row[1]: _value(row) for row in rows}


def parents(connection: Connection, book_id: int, kind: str) -> dict[str, str]:
    """The values of a kind that stand below another, with the one above them."""
    clause = select(_n.code, _n.parent).where(
        _n.book_id == book_id, _n.kind == kind, _n.parent != ""
    )
    return {row[0]: row[1] for row in query(connection, clause)}
