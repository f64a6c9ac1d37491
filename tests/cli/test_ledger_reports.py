"""The books of account on the command line: each by its name and options, and what they refuse."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from ledgerlib import Book, NewBook, Period, create, credit, debit
from ledgerlib.core.commodity import CommodityKind

from ..reports.ledger_books import ACCOUNTS
from .conftest import run

JANUARY = Period(2024, 1)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """01-05 收 100 from 甲, 01-06 付办公费 30; and a draft of 01-07."""
    path = tmp_path_factory.mktemp("cli") / "book.ledger"
    with create(path, NewBook("某公司", ACCOUNTS, JANUARY, "test"), by="主管") as book:
        book.add_user("会计", ["maker", "poster"])
        book.set_dimension_kind("partner", is_open=True)
        book.set_commodity("公斤", scale=3, kind=CommodityKind.GOODS)
        book.start()
        maker = book.acting_as("会计")
        of_a = credit("2202", "100", dimension="partner:甲")
        maker.enter(date(2024, 1, 5), "收", debit("1001", "100"), of_a)
        maker.enter(date(2024, 1, 6), "付", debit("560201", "30"), credit("1001", "30"))
        book.review(JANUARY)
        maker.post(JANUARY)
        maker.enter(date(2024, 1, 7), "草稿", debit("1001", "5"), credit("3001", "5"))
    return path


REPORTS = {
    "general-ledger --level 2": ("1001", "库存现金", "2024-01", "本月合计", "100.00", "30.00", "借", "70.00"),
    "general-ledger --account 1001": ("2024-01-31", "本月合计", "100.00", "30.00", "借", "70.00"),
    "account-ledger --account 1001 --counter": ("2024-01-05", "记-1", "2202 应付账款", "收", "100.00", "", "借", "100.00"),
    "account-ledger --account 2202 --dimension partner:甲 --sides account": ("2024-01-05", "记-1", "收", "", "100.00", "贷", "100.00"),
    "account-ledger --account 1001 --method receive_pay --totals needed": ("2024-01-06", "记-2", "付", "", "30.00", "收", "70.00"),
    "dimension-ledger --dimension partner": ("甲 甲", "2202 应付账款", "2024-01-05", "记-1", "收", "", "100.00", "贷", "100.00"),
    "multi-column --account 5602": ("2024-01-06", "记-2", "付", "30.00", "", "借", "30.00", "30.00"),
    "journal --account 1001": ("2024-01-06", "", "", "本日合计", "0.00", "30.00", "借", "70.00"),
    "cash-journal": ("2024-01-06", "记-2", "560201 办公费", "付", "", "30.00", "借", "70.00"),
    "bank-journal": ("2024-01-01", "", "", "上年结转", "", "", "", "", "", "平", "0.00"),
    "chronological": ("2024-01-05", "记-1", "收", "1001", "库存现金", "", "100.00", "", "已记账"),
    "chronological --include-unposted --by-number --word 记 --from 3": ("2024-01-07", "记-3", "草稿", "1001", "库存现金", "", "5.00", "", "未审核", "未记账"),
}  # fmt: skip


@pytest.mark.parametrize("asked", REPORTS)
def test_a_book_of_account_is_shown(ledger: Path, asked: str) -> None:
    """As csv, where a row is as it should be; as a table and json without a fault."""
    name, *options = asked.split()
    said = run("report", ledger, name, *options, "--period", "2024-01", "--format", "csv")
    assert said.status == 0, said.err
    assert REPORTS[asked] in {tuple(row) for row in csv.reader(io.StringIO(said.out))}
    for form in ("table", "json"):
        shown = run("report", ledger, name, *options, "--period", "2024-01", "--format", form)
        assert (shown.status, shown.err) == (0, "")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("journal --account 5602", "journal.not_money"),
        ("multi-column --account 1001", "multi_column.nothing"),
        ("account-ledger --account 77", "account.unknown"),
        ("chronological --account 77", "account.unknown"),
        ("general-ledger --account 77", "account.unknown"),
    ],
)
def test_what_there_is_not_is_refused(ledger: Path, asked: str, code: str) -> None:
    """With the problem and its cure, and status 1."""
    name, *options = asked.split()
    said = run("report", ledger, name, *options, "--period", "2024-01", "--format", "json")
    assert (said.status, said.codes) == (1, [code])


@pytest.mark.parametrize(
    "asked",
    [
        "multi-column",
        "dimension-ledger",
        "chronological --word 记 --word 转",
        "cash-journal --level 2",
    ],
)
def test_wrong_usage(ledger: Path, asked: str) -> None:
    """An option that is lacking, given twice, or not of the report: status 2."""
    name, *options = asked.split()
    assert run("report", ledger, name, *options, "--period", "2024-01").status == 2


def test_a_ledger_is_the_same_after_it_was_shown(ledger: Path) -> None:
    """A report never alters the book."""
    with Book.open(ledger) as book:
        before = book.chain_head()
        run("report", ledger, "chronological", "--period", "2024-01")
        assert book.chain_head() == before
