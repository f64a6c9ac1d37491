"""The names of the dimension values that some labels speak of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.dimension import kept_values
from ..store import dimensions as store

if TYPE_CHECKING:
    from .book import Book


def value_names(book: Book, labels: Iterable[str]) -> dict[tuple[str, str], str]:
    """The name of each dimension value in these labels, by its kind and code.

    Only what the labels name is read, whatever the number of values there are.
    """
    codes: dict[str, set[str]] = {}
    for label in set(labels) - {""}:
        for kind, code in kept_values(label).items():
            codes.setdefault(kind, set()).add(code)
    with book._reading() as work:
        return {
            (kind, code): value.name
            for kind, wanted in codes.items()
            for code, value in store.find_values(
                work.connection, work.book_id, kind, wanted
            ).items()
        }
