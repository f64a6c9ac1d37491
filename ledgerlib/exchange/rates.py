"""Rates of exchange from a sheet: currency, rate, and the day or the period that it is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from ..book import Book
from ..core.period import Period, parse_day
from ..core.problem import Problem
from ..core.rate import Rate
from .lines import read_amount
from .opening import Imported, set_at_once
from .sheets import read_sheet

#: The headers of the column for closing rates, which means nothing in other sheets.
_PERIOD: Final = dict.fromkeys(("period", "Period", "期间", "会计期间"), "period")


def import_rates(book: Book, path: Path) -> Imported:
    """Set the rates of a sheet: all or nothing.

    A row with a date is the rate that holds from that day on, one with a period the
    closing rate of that period.
    """
    sheet = read_sheet(path, ("currency", "rate"), _PERIOD)
    rates, rows = [], []
    for row, cells in sheet.rows:
        found: list[Problem] = []
        rate = _read(cells, found)
        sheet.problems.extend(problem.at(file=path.name, row=row) for problem in found)
        if rate is not None:
            rates.append(rate)
            rows.append(row)
    count = set_at_once(book, lambda: book.set_rates(rates), sheet.problems, rows, path)
    return Imported(count, sheet.ignored, tuple(sheet.notes))


def _read(cells: Mapping[str, str], problems: list[Problem]) -> Rate | None:
    """The rate of a row; None, with what is wrong added to `problems`, where there is none."""
    before = len(problems)
    value = read_amount(cells, "rate", problems)
    if value is None and len(problems) == before:
        problems.append(Problem.of("amount.malformed", value="", field="rate"))
    at = _time(cells.get("date", ""), cells.get("period", ""), problems)
    if not cells["currency"]:
        problems.append(Problem.of("rate.no_currency", currency="", field="currency"))
    if len(problems) > before or value is None or at is None:
        return None
    return Rate(cells["currency"], value, at)


def _time(day: str, period: str, problems: list[Problem]) -> date | Period | None:
    if bool(day) == bool(period):
        problems.append(Problem.of("rate.no_time", field="date"))
        return None
    try:
        return parse_day(day) if day else Period.parse(period)
    except ValueError:
        code = "date.malformed" if day else "period.malformed"
        problems.append(Problem.of(code, value=day or period, field="date"))
        return None
