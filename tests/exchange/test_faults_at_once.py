"""What is wrong with a sheet's rows and what the book says to the others are told together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ledgerlib import Book, Refused, credit, debit, import_opening, import_rates
from ledgerlib.cli import main
from ledgerlib.testing import new_book


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    with new_book(place, started=False) as book:
        yield book


def told(act: Callable[[], object]) -> set[tuple[str, int]]:
    with pytest.raises(Refused) as caught:
        act()
    return {(problem.code, problem.values.get("row", 0)) for problem in caught.value.problems}


def test_openings(book: Book, tmp_path: Path) -> None:
    """A row without a number, one of an account that there is not, one of an account above others."""
    sheet = tmp_path / "期初.csv"
    sheet.write_text("科目编码,借方,贷方\n1001,x,\n9999,1,\n1002,5,\n3001,,6\n", "utf-8")
    assert told(lambda: import_opening(book, sheet)) == {
        ("amount.malformed", 2), ("account.unknown", 3), ("account.not_leaf", 4),
    }  # fmt: skip
    assert book.opening().credit_minor == 0, "and nothing is kept"


def test_rates(book: Book, tmp_path: Path) -> None:
    sheet = tmp_path / "汇率.csv"
    sheet.write_text(
        "币别,汇率,日期\nUSD,x,2024-01-01\nCNY,1,2024-01-01\nUSD,7,2024-01-02\n", "utf-8"
    )
    found = told(lambda: import_rates(book, sheet))
    assert ("amount.malformed", 2) in found
    assert {row for _, row in found} == {2, 3}
    assert list(book.rates()) == []


def test_accounts(tmp_path: Path) -> None:
    place = str(tmp_path / "book.ledger")
    with new_book(place, opening=(debit("1001", "5"), credit("3001", "5"))):
        pass
    sheet = tmp_path / "科目.csv"
    sheet.write_text(
        "科目编码,科目名称,余额方向,类别,赤字控制\n1122,应收账款,哪边,资产,\n1001,库存现金,贷,资产,\n1123,预付,借,资产,控制\n",
        "utf-8",
    )
    done = CliRunner().invoke(main, ["import", place, "accounts", str(sheet), "--by", "制单"])
    assert done.exit_code == 1
    assert "第2行" in done.output, "the row that can't be read"
    assert "1001" in done.output, "and the account with entries whose side would change"
    with Book.open(place) as book:
        assert "1123" not in book.chart().accounts
