"""Book, the one door to the ledger: one file per bookkeeper's act."""

from .backup import back_up, restore
from .book import Book
from .changeover import change_over
from .creating import NewBook, create
from .listing import book_names
from .opening import OpeningLine

__all__ = [
    "Book",
    "NewBook",
    "OpeningLine",
    "back_up",
    "book_names",
    "change_over",
    "create",
    "restore",
]
