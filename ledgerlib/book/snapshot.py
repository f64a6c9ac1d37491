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
    waits for it, and it waits for nobody. It is nobody's, so that no act
    can be done on it.
    """
    with book._reading() as work:
        place = type(book._place)(
            None, work.book_id, work.known, connection=work.connection, work=work
        )
        yield type(book)(place, "", owns_place=False)
