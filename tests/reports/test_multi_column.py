"""The multi-column ledger (多栏账) and the ledger of dimensions (核算项目明细账)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ledgerlib import Book, NewBook, Period, create, credit, debit, reports
from ledgerlib.reports.report import Report

from .ledger_books import ACCOUNTS, keep, told

JANUARY = Period(2024, 1)


def partner(name: str) -> dict[str, str]:
    return {"dimension": f"partner:{name}"}


@pytest.fixture
def book(file: str) -> Iterator[Book]:
    """
    01-05 办公费 30 差旅费 20  01-06 退办公费 5（贷方）  01-07 进项 13, 销项 26
    01-08 应付 甲 100 乙 60, and 9 of nobody
    """
    with create(file, NewBook("某公司", ACCOUNTS, JANUARY, "test"), by="主管") as made:
        made.add_user("会计", ["maker", "poster"])
        made.set_dimension_kind("partner", is_open=True)
        made.start()
        keep(
            made,
            (date(2024, 1, 5), "费用", [debit("560201", "30"), debit("560202", "20"), credit("1001", "50")]),
            (date(2024, 1, 6), "退", [debit("1001", "5"), credit("560201", "5")]),
            (date(2024, 1, 7), "税", [debit("222101", "13"), debit("1001", "13"), credit("222102", "26")]),
            (
                date(2024, 1, 8), "货款",
                [
                    debit("1001", "169"), credit("2202", "100", **partner("甲")),
                    credit("2202", "60", **partner("乙")), credit("2202", "9"),
                ],
            ),
        )  # fmt: skip
        yield made


def titles(report: Report) -> list[str]:
    """The columns that are spread: the group and the name of each."""
    return [f"{c.group}/{c.name or c.title}" for c in report.columns if c.key.startswith("of_")]


def spread(report: Report) -> list[str]:
    return told(report, *(c.key for c in report.columns if c.key.startswith("of_")))


def test_an_expense_unfolds_its_debit_and_the_other_side_is_red(book: Book) -> None:
    """管理费用: 办公费 and 差旅费; what came back stands in red (第六十条(五))."""
    report = reports.multi_column(book, "5602", JANUARY)
    assert titles(report) == ["column.debit_side/办公费", "column.debit_side/差旅费"]
    assert spread(report) == [
        "opening - -", "费用 30.00 -", "费用 - 20.00", "退 -5.00 -",
        "month_total 25.00 20.00", "year_total 25.00 20.00",
    ]  # fmt: skip


def test_value_added_tax_unfolds_on_both_sides(book: Book) -> None:
    """应交增值税: 进项税额 in debit, 销项税额 in credit."""
    report = reports.multi_column(book, "2221", JANUARY)
    assert titles(report) == ["column.debit_side/进项税额", "column.credit_side/销项税额"]
    assert spread(report) == [
        "opening - -", "税 13.00 -", "税 - 26.00", "month_total 13.00 26.00", "year_total 13.00 26.00",
    ]  # fmt: skip


def test_by_dimension_what_has_no_value_stands_under_others(book: Book) -> None:
    """应付账款 across partners: 甲, 乙, 其他; of 甲 alone the rest is 其他."""
    report = reports.multi_column(book, "2202", JANUARY, across="partner")
    assert titles(report) == [
        "column.credit_side/乙", "column.credit_side/甲", "column.credit_side/column.others",
    ]  # fmt: skip
    assert spread(report)[-1] == "year_total 60.00 100.00 9.00"
    of_one = reports.multi_column(book, "2202", JANUARY, across="往来单位", values=["甲"])
    assert spread(of_one)[-1] == "year_total 100.00 69.00"


def test_a_side_can_be_chosen(book: Book) -> None:
    """库存现金 has nothing below it; 管理费用 unfolded in credit has its debits in red."""
    report = reports.multi_column(book, "5602", JANUARY, unfold="credit")
    assert titles(report) == ["column.credit_side/办公费", "column.credit_side/差旅费"]
    assert spread(report)[1] == "费用 -30.00 -"
    both = reports.multi_column(book, "5602", JANUARY, unfold="both")
    assert spread(both)[-1] == "year_total 30.00 20.00 5.00 -"


def test_what_cannot_be_spread_is_refused(book: Book, refused: Any, monkeypatch: Any) -> None:
    """An account without children or kind; an unknown kind; far too many columns."""
    with refused("multi_column.nothing"):
        reports.multi_column(book, "1001", JANUARY)
    with refused("dimension.kind_unknown"):
        reports.multi_column(book, "2202", JANUARY, across="部门")
    monkeypatch.setattr(sys.modules["ledgerlib.reports.multi_column"], "_MOST_COLUMNS", 1)
    with refused("multi_column.too_many"):
        reports.multi_column(book, "5602", JANUARY)


def test_the_ledger_of_a_value_and_of_each_value(book: Book, refused: Any) -> None:
    """核算项目明细账: 应付账款 by each partner; of 甲 only its own."""
    report = reports.dimension_ledger(book, "partner", JANUARY, accounts=["2202"])
    assert told(report, "value", "leaf", "credit", "balance") == [
        "opening 乙 乙 2202 应付账款 - -",
        "货款 乙 乙 2202 应付账款 60.00 60.00",
        "month_total 乙 乙 2202 应付账款 60.00 60.00",
        "year_total 乙 乙 2202 应付账款 60.00 60.00",
        "opening 甲 甲 2202 应付账款 - -",
        "货款 甲 甲 2202 应付账款 100.00 100.00",
        "month_total 甲 甲 2202 应付账款 100.00 100.00",
        "year_total 甲 甲 2202 应付账款 100.00 100.00",
    ]
    of_one = reports.dimension_ledger(book, "partner", JANUARY, values=["甲"])
    assert told(of_one, "balance") == told(report, "balance")[4:]
    assert [name for name, _ in report.starts()] == ["乙 2202 应付账款", "甲 2202 应付账款"]
    with refused("dimension.unknown"):
        reports.dimension_ledger(book, "partner", JANUARY, values=["丙"])


def test_columns_say_what_a_month_cost_after_it_was_carried_forward(book: Book) -> None:
    """结转: the account is cleared; its columns, without closing vouchers, still say 25 and 20."""
    maker = book.acting_as("会计")
    while maker.carry_forward(JANUARY):
        book.review(JANUARY)
        maker.post(JANUARY)
    book.close(JANUARY)
    keep(book, (date(2024, 2, 5), "费用", [debit("560201", "7"), credit("1001", "7")]))
    of = ("of_560201_debit", "of_560202_debit")
    columns = ("debit", "credit", "balance", *of)

    def totals(**options: Any) -> list[list[str]]:
        report = reports.multi_column(book, "5602", Period(2024, 2), **options)
        rows = [row for row in report.rows if str(row.kind).endswith("_total")]
        return [[str(row.cells.get(key)) for key in columns] for row in rows]

    real = totals(from_period=JANUARY, with_closing=False)
    assert real[0] == ["50.00", "50.00", "0.00", "25.00", "20.00"]
    assert real[1] == real[0]
    assert real[2] == ["7.00", "0.00", "7.00", "7.00", "0.00"]
    assert real[3] == ["57.00", "50.00", "7.00", "32.00", "20.00"]
    assert totals(with_closing=False) == real[2:], "what the year had before is counted alike"
    assert totals(from_period=JANUARY)[0] == ["50.00", "50.00", "0.00", "0.00", "0.00"]
