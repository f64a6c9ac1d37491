"""Finding dimension values (核算项目) while one is typed: a page at a time, however many there are."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from ..core.dimension import DimensionValue
from ..store import dimensions as store
from .dimensions import _known_kind

if TYPE_CHECKING:
    from .book import Book


def find_dimension_values(
    book: Book, kind: str, text: str = "", *, after: str = "", limit: int = 200
) -> list[DimensionValue]:
    """Values of a kind whose code or mnemonic begins with a text or whose name holds it.

    In the order of their codes, those behind the code `after`; disabled ones are left out.
    Refused where the book has no such kind.
    """
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    with book._reading() as work:
        known = _known_kind(work, kind)
        return store.search_values(work.connection, work.book_id, known.code, wanted, after, limit)
