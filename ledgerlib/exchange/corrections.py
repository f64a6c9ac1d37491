"""The right lines of one voucher from a sheet, in the columns that vouchers are imported from."""

from __future__ import annotations

from pathlib import Path

from ..book import Book
from ..core.problem import Problem
from ..core.voucher import Line
from ..refusal import Refused
from .lines import headers_of, read_line
from .sheets import read_sheet


def read_lines(book: Book, path: Path) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a sheet, and the columns that meant nothing; refused with every bad row told.

    Only accounts and amounts are needed. Number and day, where the sheet has them, say
    nothing here: the voucher is named beside it.
    """
    kinds = book.dimension_kinds().values()
    sheet = read_sheet(path, ("code", "debit", "credit"), headers_of(kinds))
    currency, accounts = book.facts().currency, book.chart().accounts
    units = {account.code: account.unit for account in accounts.values() if account.unit}
    lines, problems = [], sheet.problems
    for row, cells in sheet.rows:
        found: list[Problem] = []
        line = read_line(cells, currency, found, units)
        problems += [problem.at(file=path.name, row=row) for problem in found]
        if line is not None:
            lines.append(line)
    if problems:
        raise Refused(problems)
    return lines, sheet.ignored
