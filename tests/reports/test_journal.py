"""The journals of cash and bank (第五十七条, 第六十条): counter accounts, settlement, 本日合计."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from ledgerlib import Book, Cash, Chart, NewBook, Period, create, credit, debit, reports
from ledgerlib.core.voucher import Settlement
from ledgerlib.reports.report import RowKind

from .ledger_books import ACCOUNTS, keep, told

JANUARY = Period(2024, 1)


@pytest.fixture
def book(file: str) -> Iterator[Book]:
    with create(file, NewBook("某公司", ACCOUNTS, JANUARY, "test"), by="主管") as made:
        made.add_user("会计", ["maker", "poster"])
        made.start()
        yield made


def test_each_day_is_totalled_with_its_balance(book: Book) -> None:
    """01-05 收 100, 付 30; 01-08 付 20: 本日合计 on both days, then month and year."""
    keep(
        book,
        (date(2024, 1, 5), "收", [debit("1001", "100"), credit("3001", "100")]),
        (date(2024, 1, 5), "付", [debit("560201", "30"), credit("1001", "30")]),
        (date(2024, 1, 8), "付", [debit("560202", "20"), credit("1001", "20")]),
    )
    report = reports.journal(book, "1001", JANUARY)
    assert told(report, "counter", "debit", "credit", "balance") == [
        "opening - - - -",
        "收 3001 实收资本 100.00 - 100.00",
        "付 560201 办公费 - 30.00 70.00",
        "day_total - 100.00 30.00 70.00",
        "付 560202 差旅费 - 20.00 50.00",
        "day_total - - 20.00 50.00",
        "month_total - 100.00 50.00 50.00",
        "year_total - 100.00 50.00 50.00",
    ]
    by_custom = reports.journal(book, "1001", JANUARY, totals="needed")
    assert [row.kind for row in by_custom.rows].count(RowKind.DAY_TOTAL) == 1


def test_the_bank_says_how_money_moved_and_against_what(book: Book) -> None:
    """
    付 两项费用 by cheque 0017; 工资 60 办公 40 against 现金 50 银行 50: which paid which is open,
    and is said to be.
    """
    cheque = {"settlement": Settlement("支票", "0017")}
    keep(
        book,
        (
            date(2024, 1, 5), "费用",
            [debit("560201", "30"), debit("560202", "20"), credit("100201", "50", **cheque)],
        ),
        (
            date(2024, 1, 6), "合付",
            [
                debit("560201", "60"), debit("560202", "40"), credit("1001", "50"),
                credit("100201", "50"),
            ],
        ),
    )  # fmt: skip
    report = reports.journal(book, "100201", JANUARY)
    assert told(report, "counter", "settlement", "bill_number")[1] == (
        "费用 560201 办公费、560202 差旅费 支票 0017"
    )
    assert told(report, "counter")[3] == "合付 多借多贷：560201 办公费、560202 差旅费"
    assert "settlement" not in {c.key for c in reports.journal(book, "1001", JANUARY).columns}


def test_of_many_counter_accounts_some_are_named(book: Book) -> None:
    """收款 against four accounts: three named, and how many there are."""
    others = [credit(code, "1") for code in ("2202", "222102", "3001", "5001")]
    keep(book, (date(2024, 1, 5), "收款", [debit("1001", "4"), *others]))
    counter = told(reports.journal(book, "1001", JANUARY), "counter")[1]
    assert counter == "收款 2202 应付账款、222102 销项税额、3001 实收资本 等 4 个科目"


def test_cash_and_bank_are_found_by_their_marks(book: Book, file: str, refused: Any) -> None:
    """One account marked cash: no need to name it. Two marked bank: which? None: say so."""
    keep(book, (date(2024, 1, 5), "收", [debit("1001", "1"), credit("3001", "1")]))
    assert reports.cash_journal(book, JANUARY).parameters["account"] == "1001"
    assert reports.bank_journal(book, JANUARY).parameters["account"] == "1002"
    assert reports.bank_journal(book, JANUARY, "100202").parameters["account"] == "100202"
    with refused("journal.not_money"):
        reports.journal(book, "2202", JANUARY)
    with refused("account.unknown"):
        reports.journal(book, "9999", JANUARY)
    marks = {"1001": Cash.BANK, "1002": Cash.NONE, "2202": Cash.BANK}
    chart = Chart.of(
        evolve(each, cash=marks.get(each.code, Cash.NONE)) for each in ACCOUNTS.accounts.values()
    )
    with create(f"{file}2", NewBook("另一", chart, JANUARY, "test"), by="主管") as other:
        other.start()
        with refused("journal.which"):
            reports.bank_journal(other, JANUARY)
        with refused("journal.none"):
            reports.cash_journal(other, JANUARY)


def test_financial_and_budget_lines_stand_against_their_own_part(institution: Book) -> None:
    """平行记账: 发工资 credits 零余额 1011; its counter is 应付职工薪酬, never a budget account."""
    report = reports.account_ledger(institution, "1011", JANUARY, with_counter=True)
    counters = [str(row.cells["counter"]) for row in report.rows if row.kind is RowKind.ENTRY]
    assert [each.split()[0] for each in counters] == ["4001", "220101"]
