"""The command line: the public acts as commands, one file for each family of them."""

from . import books, dimensions, people, periods, reports, sheets, vouchers
from .app import main

__all__ = ["books", "dimensions", "main", "people", "periods", "reports", "sheets", "vouchers"]
