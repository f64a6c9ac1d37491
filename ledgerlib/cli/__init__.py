"""The command line: the public acts as commands, one file for each family of them."""

from . import (
    attachments,
    books,
    corrections,
    dimensions,
    people,
    periods,
    reports,
    sheets,
    templates,
    vouchers,
    words,
)
from .app import main

__all__ = [
    "attachments",
    "books",
    "corrections",
    "dimensions",
    "main",
    "people",
    "periods",
    "reports",
    "sheets",
    "templates",
    "vouchers",
    "words",
]
