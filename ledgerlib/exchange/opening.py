"""Opening balances from a sheet: code, debit, credit; several rows may share a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from ..book import Book
from ..book.opening import OpeningLine
from ..core.checking import check_account
from ..core.problem import Problem
from ..refusal import Refused
from .lines import headers_of, read_amount, read_line
from .sheets import read_sheet


@frozen
class Imported:
    """What an import did: how many, and the columns that meant nothing to it."""

    count: int
    ignored: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


def import_opening(book: Book, path: Path) -> Imported:
    """Enter a sheet of opening balances in place of those there are: all or nothing."""
    more = headers_of(book.dimension_kinds().values())
    sheet = read_sheet(path, ("code", "debit", "credit"), more)
    if any("期末" in title or "closing" in title.lower() for title in sheet.ignored):
        raise Refused([Problem.of("opening.two_balances", file=path.name)])
    problems = sheet.problems
    currency, chart = book.facts().currency, book.chart()
    units = {account.code: account.unit for account in chart.accounts.values() if account.unit}
    lines, rows = [], []
    for row, cells in sheet.rows:
        if not any(cells.get(key) for key in _FIGURES):
            continue  # a sheet often lists accounts that have nothing
        found: list[Problem] = []
        opening = _read(cells, currency, units, found)
        if found and cells["code"]:
            found += check_account(cells["code"], chart)
        problems += [problem.at(file=path.name, row=row) for problem in found]
        if opening is not None and not _is_nothing(opening):
            lines.append(opening)
            rows.append(row)
    set_at_once(book, lambda: book.set_opening(lines, make_missing=True), problems, rows, path)
    return Imported(len(lines), sheet.ignored, tuple(sheet.notes))


class _NotStored(Exception):  # noqa: N818 - it was only tried, to hear what the book says to it
    """Takes back what was stored of a sheet with faults."""


#: What a sheet is that lacks the rows with faults; nobody has to put that right.
_OF_THE_WHOLE = (
    "opening.unbalanced", "opening.year_unbalanced", "opening.part_unbalanced", "account.off_rule",
)  # fmt: skip


def set_at_once(
    book: Book, act: Callable[[], int], problems: list[Problem], rows: list[int], path: Path
) -> int:
    """Carry an act on the good rows of a sheet out, or refuse with all that is wrong with all of them.

    Where rows have faults the act is only tried: what the book says to the others is told
    with them, and nothing stays. `rows` are those of the act's lines.
    """
    found = list(problems)
    try:
        with book.transaction():
            count = act()
            if found:
                raise _NotStored
            return count
    except _NotStored:
        pass
    except Refused as refused:
        found += [
            with_rows(problem, rows, path)
            for problem in refused.problems
            if not problems or problem.code not in _OF_THE_WHOLE
        ]
    raise Refused(sorted(found, key=lambda problem: problem.values.get("row", 0)))


_YEAR = ("ytd_debit", "ytd_credit", "ytd_quantity_debit", "ytd_quantity_credit")
_FIGURES = ("debit", "credit", "quantity", "foreign_amount", "actual", *_YEAR)


def _read(
    cells: Mapping[str, str], currency: str, units: Mapping[str, str], problems: list[Problem]
) -> OpeningLine | None:
    """The opening a row stands for. A row may have only the turnovers of the year before."""
    balance = cells if cells["debit"] or cells["credit"] else {**cells, "debit": "0"}
    line = read_line(balance, currency, problems, units)
    year = [read_amount(cells, key, problems) or Decimal(0) for key in _YEAR]
    actual = read_amount(cells, "actual", problems)
    return None if line is None else OpeningLine(line, year[0], year[1], actual, year[2], year[3])


def _is_nothing(opening: OpeningLine) -> bool:
    return opening == OpeningLine(opening.line) and opening.line.moves_nothing


def with_rows(problem: Problem, rows: list[int], path: Path) -> Problem:
    """Say the row of the sheet instead of the number of the line."""
    if "line" not in problem.values or "row" in problem.values:
        return problem
    values = {key: value for key, value in problem.values.items() if key != "line"}
    return Problem(problem.code, values).at(file=path.name, row=rows[problem.values["line"] - 1])
