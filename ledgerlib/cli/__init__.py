"""The command line: the public acts as commands, one file for each family of them."""

from . import (
    attachments,
    books,
    charts,
    corrections,
    dimensions,
    people,
    periods,
    rates,
    reports,
    sheets,
    statements,
    templates,
    transfers,
    vouchers,
    words,
)
from .app import main

__all__ = [
    "attachments",
    "books",
    "charts",
    "corrections",
    "dimensions",
    "main",
    "people",
    "periods",
    "rates",
    "reports",
    "sheets",
    "statements",
    "templates",
    "transfers",
    "vouchers",
    "words",
]
