"""Which books a database holds."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL

from ..store import books
from .book import failures_told, open_database


def book_names(where: str | Path | URL) -> list[str]:
    """The names of the books of a database, in order; refused where it holds none that can be read."""
    opened = open_database(where)
    try:
        with failures_told(), opened.connect() as connection:
            return sorted(books.names(connection))
    finally:
        opened.dispose()
