"""The command line: the public acts as commands, one file for each family of them."""

from . import books, people, periods, reports, sheets, vouchers
from .app import main

__all__ = ["books", "main", "people", "periods", "reports", "sheets", "vouchers"]
