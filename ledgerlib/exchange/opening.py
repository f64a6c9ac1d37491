"""Opening balances from a sheet: code, debit, credit; several rows may share a code."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from ..book import Book
from ..core.checking import check_account
from ..core.problem import Problem
from ..refusal import Refused
from .lines import read_line
from .sheets import read_sheet


@frozen
class Imported:
    """What an import did: how many, and the columns that meant nothing to it."""

    count: int
    ignored: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


def import_opening(book: Book, path: Path) -> Imported:
    """Enter a sheet of opening balances in place of those there are: all or nothing."""
    sheet = read_sheet(path, ("code", "debit", "credit"))
    if any("期末" in title or "closing" in title.lower() for title in sheet.ignored):
        raise Refused([Problem.of("opening.two_balances", file=path.name)])
    problems = sheet.problems
    currency, chart = book.facts().currency, book.chart()
    lines, rows = [], []
    for row, cells in sheet.rows:
        if not (cells["debit"] or cells["credit"]):
            continue  # a sheet often lists accounts that have nothing
        found: list[Problem] = []
        line = read_line(cells, currency, found)
        if found and cells["code"]:
            found += check_account(cells["code"], chart)
        problems += [problem.at(file=path.name, row=row) for problem in found]
        if line is not None and line.amount:
            lines.append(line)
            rows.append(row)
    if problems:
        for line, row in zip(lines, rows, strict=True):
            problems += [
                problem.at(file=path.name, row=row)
                for problem in check_account(line.account, chart)
            ]
        raise Refused(sorted(problems, key=lambda problem: problem.values["row"]))
    try:
        book.set_opening(lines, make_missing=True)
    except Refused as refused:
        raise Refused(_with_rows(problem, rows, path) for problem in refused.problems) from None
    return Imported(len(lines), sheet.ignored, tuple(sheet.notes))


def _with_rows(problem: Problem, rows: list[int], path: Path) -> Problem:
    """Say the row of the sheet instead of the number of the line."""
    if "line" not in problem.values or "row" in problem.values:
        return problem
    values = {key: value for key, value in problem.values.items() if key != "line"}
    return Problem(problem.code, values).at(file=path.name, row=rows[problem.values["line"] - 1])
