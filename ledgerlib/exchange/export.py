"""The formats in which a whole book leaves, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..book import Book
from .beancount import write_beancount
from .gbt_19581 import write_gbt_19581
from .gbt_24589 import write_gbt_24589
from .hledger import write_hledger
from .outgoing import Exported, ExportOptions
from .saf_t import write_saf_t

#: Every format by its name. GB/T 24589 writes a folder, the others a file.
FORMATS: dict[str, Callable[[Book, Path, ExportOptions | None], Exported]] = {
    "beancount": write_beancount,
    "hledger": write_hledger,
    "gbt19581": write_gbt_19581,
    "gbt24589": write_gbt_24589,
    "saf-t": write_saf_t,
}
#: Those that are plain text and say nothing of the unit.
TEXTS = ("beancount", "hledger")


def export_book(
    book: Book, form: str, output: str | Path, asked: ExportOptions | None = None
) -> Exported:
    """Write a book in one of the `FORMATS`, whole or not at all; the book is not altered.

    Works in any state of the book. Raises KeyError for a format that there is not, OSError where
    the output can't be written, and Refused with everything that does not fit the format.
    """
    return FORMATS[form](book, Path(output), asked)
