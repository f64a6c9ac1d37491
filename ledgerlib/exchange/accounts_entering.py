"""Accounts of a sheet taken into a book: all or nothing."""

from __future__ import annotations

from pathlib import Path

from ..book import Book
from ..refusal import refuse_if
from .accounts import merged, read_accounts
from .opening import Imported, set_at_once


def import_accounts(book: Book, path: Path) -> Imported:
    """Add the accounts of a sheet, or change those that have the code: all or nothing.

    Raises Refused with everything that is wrong with any row.
    """
    sheet = read_accounts(path)
    wanted = merged(sheet, book.chart())
    if not wanted:
        refuse_if(sheet.problems)
    count = set_at_once(book, lambda: book.set_accounts(wanted), sheet.problems, [], path)
    return Imported(count, sheet.ignored)
