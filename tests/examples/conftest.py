"""A worked year of examples/, kept once for the tests of a file, and its sheets as plain rows."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import runpy
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import frozen

from ledgerlib import Book, Period

EXAMPLES = Path(__file__).parents[2] / "examples"


@frozen
class Entry:
    """One row of a sheet: an amount, plus for debit and minus for credit, and a quantity likewise."""

    month: int
    voucher: int
    summary: str
    account: str
    amount: Decimal
    quantity: Decimal
    dimension: str


@frozen
class Kept:
    """An example as its script keeps it."""

    sheets: Path
    output: Path
    book: Book
    printed: str
    #: What the statements say beside their figures: checks that fail, items that lack.
    notes: list[str]

    def opening(self) -> list[Entry]:
        return [_entry(row, row["编码"]) for row in _rows(self.sheets / "opening.csv")]

    def entries(self) -> list[Entry]:
        files = sorted((self.sheets / "vouchers").glob("*.csv"))
        return [_entry(row, row["科目编码"]) for file in files for row in _rows(file)]

    def figures(self, statement: str, column: str) -> dict[str, Decimal]:
        """What a statement says, as the script wrote it; labels used twice get a prime."""
        told = json.loads((self.output / "figures.json").read_text(encoding="utf-8"))
        found: dict[str, Decimal] = {}
        for row in told[statement]:
            label = row["label"]
            while label in found:
                label += "'"
            found[label] = Decimal(row.get(column, 0))
        return {label: amount for label, amount in found.items() if amount}

    def check_the_rest(self) -> None:
        """What holds of every example: figures as checked in, sheets that tie, a sound book."""
        expected = (self.sheets / "expected.json").read_text(encoding="utf-8")
        assert expected == (self.output / "figures.json").read_text(encoding="utf-8")
        for sheet in self.output.glob("*.xlsx"):
            assert sheet.stat().st_size > 0
        assert self.notes == []
        found = self.book.verify()
        assert found.is_sound
        assert found.chain_head in self.printed
        vouchers: dict[tuple[int, int], Decimal] = {}
        for entry in self.entries():
            key = (entry.month, entry.voucher)
            vouchers[key] = vouchers.get(key, Decimal(0)) + entry.amount
        assert not any(vouchers.values()), "a voucher of the sheets does not balance"
        assert not sum(entry.amount for entry in self.opening())
        assert self.book.facts().locked_through % 100 == 12
        assert self.book.facts().current == Period(self.book.facts().locked_through // 100 + 1, 1)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _entry(row: dict[str, str], account: str) -> Entry:
    debit, credit = Decimal(row["借方"] or 0), Decimal(row["贷方"] or 0)
    quantity = Decimal(row.get("数量") or 0) * (-1 if row["贷方"] else 1)
    month = int(row["日期"][5:7]) if "日期" in row else 0
    return Entry(
        month, int(row.get("凭证号", 0)), row.get("摘要", ""), account,
        debit - credit, quantity, row["核算项目"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """The example that the test file names in EXAMPLE."""
    name = request.module.EXAMPLE
    output = tmp_path_factory.mktemp(name)
    script = runpy.run_path(str(EXAMPLES / name / "keep_the_year.py"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        book = script["keep_the_year"](output)
    with book:
        told = sys.modules["keeping"].statements(script["EXAMPLE"], book)
        notes = [note for report in told.values() for note in report.notes]
        yield Kept(EXAMPLES / name, output, book, printed.getvalue(), notes)
