"""A book as it stands at one moment, for whoever reads several things that must fit together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .book import Book


@contextmanager
def snapshot(book: Book) -> Iterator[Book]:
    """The book as it stands now, for reading: what is done meanwhile by others is not seen.

    For exports that read balances, vouchers and statements one after the other. Nobody
    waits for it, and it waits for nobody.
    """
    with book._reading() as work:
        yield type(book).open(work.connection, by=book.who, name=work.facts.name)
