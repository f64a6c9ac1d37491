"""Column mappings of a book: how the voucher sheets of another program are read, kept for reuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.canonical import nfc
from ..store import definitions as store
from .definitions import define, undefine

if TYPE_CHECKING:
    from .book import Book

_KIND = "mapping"


def mappings(book: Book) -> dict[str, dict[str, Any]]:
    """The contents of the mappings by name, in the order in which they were made."""
    with book._reading() as work:
        return store.definitions(work.connection, work.book_id, _KIND)


def set_mapping(book: Book, name: str, content: Mapping[str, Any]) -> None:
    """Keep a mapping, in place of the one that has its name; see exchange/mapping_schema.py."""
    with book._acting("define") as work:
        define(work, book.who, _KIND, nfc(name.strip()), content)


def remove_mapping(book: Book, name: str) -> None:
    """Take a mapping away. The vouchers read with it stay."""
    with book._acting("define") as work:
        undefine(work, book.who, _KIND, nfc(name.strip()))
