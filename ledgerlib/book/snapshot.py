"""A book as it stands at one moment, for exports that read it many times over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from .book import Book


@contextmanager
def snapshot(book: Book) -> Iterator[Book]:
    """The book for reading, all of one moment: what others do meanwhile is not in it.

    Nobody acts in it; every act is refused for want of a person.
    """
    with book._reading() as work:
        place = evolve(book._place, engine=None, connection=None, idle=None, work=work)
        yield type(book)(place, "", owns_place=False)
