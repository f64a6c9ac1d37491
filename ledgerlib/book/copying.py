"""Copying a voucher: the same business once more, on another day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..core.voucher import Voucher, VoucherKey
from .entering import enter_one
from .vouchers import find, read_voucher

if TYPE_CHECKING:
    from .book import Book


def copy(book: Book, what: Voucher | VoucherKey | str, day: date) -> Voucher:
    """Enter a new draft with the lines and the word of a voucher, whatever has become of that one.

    Its number, its documents, its reference, what it reverses and why it was made stay behind.
    """
    with book._acting("enter") as work:
        original = read_voucher(work, find(work, what))
        return enter_one(work, book.who, Voucher(day, original.lines, original.word))
