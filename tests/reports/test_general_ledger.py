"""The general ledger (总分类账): three rows for each account and period, from the turnovers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ledgerlib import Book, NewBook, Period, create, credit, debit, reports
from ledgerlib.reports.report import RowKind

from .ledger_books import ACCOUNTS, keep, told

JANUARY = Period(2024, 1)


@pytest.fixture
def book(file: str) -> Iterator[Book]:
    """opening 银行 500 = 资本 500; 01-05 付办公费 30; 02-06 收款 7"""
    with create(file, NewBook("某公司", ACCOUNTS, JANUARY, "test"), by="主管") as made:
        made.add_user("会计", ["maker", "poster"])
        made.set_opening([debit("100201", "500"), credit("3001", "500")])
        made.start()
        maker = made.acting_as("会计")
        maker.enter(date(2024, 1, 5), "付", debit("2202", "30"), credit("100201", "30"))
        made.review(JANUARY)
        maker.post(JANUARY)
        made.close(JANUARY)
        keep(made, (date(2024, 2, 6), "收", [debit("100201", "7"), credit("2202", "7")]))
        yield made


def test_accounts_with_opening_or_movement_by_period(book: Book) -> None:
    """1002, 2202 and 3001, which only stands; each with 期初余额, 本月合计, 本年累计 of both months."""
    report = reports.general_ledger(book, "2024-02", from_period="2024-01")
    assert [row.account for row in report.rows] == ["1002"] * 6 + ["2202"] * 6 + ["3001"] * 6
    assert told(report, "period", "debit", "credit", "side", "balance")[:6] == [
        "opening 2024-01 - - side.debit 500.00",
        "month_total 2024-01 - 30.00 side.debit 470.00",
        "year_total 2024-01 - 30.00 side.debit 470.00",
        "opening 2024-02 - - side.debit 470.00",
        "month_total 2024-02 7.00 - side.debit 477.00",
        "year_total 2024-02 7.00 30.00 side.debit 477.00",
    ]


def test_levels_ranges_and_one_account_alone(book: Book) -> None:
    """Level 2 has 100201; a range keeps to 2xxx; one account alone has days in place of periods."""
    deeper = reports.general_ledger(book, JANUARY, level=2)
    assert "100201" in {row.account for row in deeper.rows}
    ranged = reports.general_ledger(book, JANUARY, from_account="2", to_account="2999")
    assert {row.account for row in ranged.rows} == {"2202"}
    alone = reports.general_ledger(book, "2024-02", account="100201")
    assert told(alone, "date", "balance") == [
        "opening 2024-02-01 470.00", "month_total 2024-02-29 477.00", "year_total 2024-02-29 477.00",
    ]  # fmt: skip
    assert [str(alone.brought[key]) for key in ("debit", "credit")] == ["0.00", "30.00"]
    idle = reports.general_ledger(book, JANUARY, account="5001")
    assert told(idle, "side") == [
        "opening side.even",
        "month_total side.even",
        "year_total side.even",
    ]


def test_what_is_not_posted_marks_its_months(book: Book) -> None:
    """A draft in March: its account's March is marked, February is not."""
    book.acting_as("会计").enter(date(2024, 3, 1), "草稿", debit("1001", "1"), credit("3001", "1"))
    report = reports.general_ledger(
        book, "2024-03", from_period="2024-02", accounts=["3001"], include_unposted=True
    )
    assert [row.is_posted for row in report.rows] == [True] * 3 + [False] * 3


def test_the_sides_as_received_and_paid(book: Book) -> None:
    """收付: 银行 (asset) 付 30; 应付账款 debit 30 is 付 too."""
    report = reports.general_ledger(book, JANUARY, method="receive_pay")
    rows = told(report, "receive", "pay", "side", "balance")
    assert rows[1] == "month_total - 30.00 side.receive 470.00"
    assert rows[4] == "month_total - 30.00 side.pay 30.00"
    assert [c.title for c in report.columns[-4:-2]] == ["column.receive", "column.pay"]


def test_a_closed_year_ends_with_what_is_carried_down(book: Book) -> None:
    """结转下年 stands under December once it is closed, and not before."""
    before = reports.general_ledger(book, "2024-12")
    assert RowKind.CARRIED_DOWN not in {row.kind for row in before.rows}
    for month in range(2, 13):
        book.close(Period(2024, month))
    after = reports.general_ledger(book, "2024-12")
    carried = [row.account for row in after.rows if row.kind is RowKind.CARRIED_DOWN]
    assert carried == ["1002", "2202", "3001"]


def test_an_unknown_account_is_refused(book: Book, refused: Any) -> None:
    with refused("account.unknown"):
        reports.general_ledger(book, JANUARY, account="9999")
