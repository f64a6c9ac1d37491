"""What the parts of a pack share while it is written: the book, its span, tables, exact texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from attrs import define, field

from ...book import Book
from ...book.auditing import AuditedFacts
from ...book.work import Progress
from ...core.amount import minor_text
from ...core.chart import Chart
from ...core.period import Period, day_from_key
from .destination import Destination
from .dictionary import Dictionary


@define
class Writing:
    """A pack on its way."""

    book: Book
    facts: AuditedFacts
    first: Period
    last: Period
    include_unposted: bool
    target: Destination
    dictionary: Dictionary
    chart: Chart
    progress: Progress | None = None
    vouchers: int = 0
    lines: int = 0
    records: int = 0
    codes: dict[int, str] = field(init=False)
    scales: dict[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.codes = {row[0]: row[1] for row in self.facts.chart[0]}
        self.scales = {code: scale for code, scale, _kind in self.facts.chart[2]}

    @property
    def currency(self) -> str:
        """The book's own currency."""
        return self.facts.facts.currency

    def periods(self) -> list[Period]:
        """The periods of the span."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].next())
        return found

    def table(self, name: str, rows: Iterable[Iterable[Any]]) -> None:
        """Write a csv file under the columns that the dictionary has for it, row by row."""
        with self.target.file(name) as file:
            out = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=False)
            writer = csv.writer(out, lineterminator="\n")
            columns = self.dictionary.columns(name)
            writer.writerow(columns)
            for row in rows:
                cells = list(row)
                assert len(cells) == len(columns), f"{name} has a cell for each column"
                writer.writerow(cells)
            out.flush()
            out.detach()

    def amount(self, minor: int, commodity: str) -> str:
        """An amount as exact text in the commodity's unit, with all its decimals."""
        return minor_text(int(minor), self.scales[commodity])


def period_text(key: int) -> str:
    """The period of a key, 200801, as 2008-01."""
    return str(Period.from_key(key))


def day_text(key: int) -> str:
    """The day of a key, 20080105, as 2008-01-05; nothing for none."""
    return day_from_key(key).isoformat() if key else ""


def yes(flag: object) -> str:
    """A flag as a word."""
    return "yes" if flag else "no"


def canonical(content: Any) -> bytes:
    """A value in the encoding that the chain is taken over (see core/canonical.py)."""
    return json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()  # fmt: skip
