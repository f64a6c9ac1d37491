"""The chronological record (序时账): every line in order, filtered, with states and page totals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledgerlib import Book, NewBook, Period, create, credit, debit, render, reports
from ledgerlib.book.finding import VoucherFilter
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.core.voucher import Measure, State

from .ledger_books import ACCOUNTS, keep, told

JANUARY = Period(2024, 1)


@pytest.fixture
def book(file: str) -> Iterator[Book]:
    """记-1 of 01-09 收 7; 记-2 of 01-05 付 3 to 甲, 2 公斤; 记-3 a draft of 01-10"""
    with create(file, NewBook("某公司", ACCOUNTS, JANUARY, "test"), by="主管") as made:
        made.add_user("会计", ["maker", "poster"])
        made.set_commodity("公斤", scale=3, kind=CommodityKind.GOODS)
        made.set_dimension_kind("partner", is_open=True)
        made.start()
        rice = Measure("公斤", Decimal(2), Decimal("1.50"), CommodityKind.GOODS)
        of_a = debit("2202", "3", dimension="partner:甲", measure=rice)
        keep(
            made,
            (date(2024, 1, 9), "收", [debit("1001", "7"), credit("3001", "7")]),
            (date(2024, 1, 5), "付", [of_a, credit("1001", "3")]),
        )
        made.acting_as("会计").enter(
            date(2024, 1, 10), "草稿", debit("1001", "1"), credit("3001", "1")
        )
        yield made


def test_by_day_and_by_number(book: Book) -> None:
    """By day 记-2 comes first; by number 记-1 does."""
    by_day = told(reports.chronological(book, JANUARY), "voucher", "code", "debit", "credit")
    assert by_day == [
        "付 记-2 2202 3.00 -", "付 记-2 1001 - 3.00", "收 记-1 1001 7.00 -", "收 记-1 3001 - 7.00",
    ]  # fmt: skip
    by_number = told(
        reports.chronological(book, JANUARY, by_number=True), "voucher", "code", "debit", "credit"
    )
    assert by_number == by_day[2:] + by_day[:2]


def test_states_are_shown_and_drafts_only_where_asked_for(book: Book) -> None:
    """A draft is there with include_unposted; void vouchers where the filter asks for them."""
    report = reports.chronological(book, JANUARY, include_unposted=True)
    assert told(report, "state")[-1] == "草稿 state.draft"
    assert [row.is_posted for row in report.rows] == [True] * 4 + [False] * 2
    book.acting_as("会计").void("2024-01/记/3")
    void = reports.chronological(book, JANUARY, asked=VoucherFilter(states=[State.VOID]))
    assert told(void, "state") == ["草稿 state.void"] * 2
    assert "作废" in render.table(void)


def test_vouchers_are_chosen_whole(book: Book) -> None:
    """By account, dimension and number; a voucher that is found has all its lines."""
    for asked in (
        VoucherFilter(account="2202"),
        VoucherFilter(dimension={"partner": ["甲"]}),
        VoucherFilter(numbers=(2, 2)),
    ):
        assert told(reports.chronological(book, JANUARY, asked=asked), "code") == [
            "付 2202",
            "付 1001",
        ]


def test_pages_are_totalled_only_where_that_is_asked_for(book: Book) -> None:
    """Pages of three lines: 3 + 7 against 3, then 0 against 7; in all 10 against 10."""
    report = reports.chronological(book, JANUARY, page_lines=3)
    totals = [each for each in told(report, "debit", "credit") if "total" in each]
    assert totals == ["subtotal 10.00 3.00", "subtotal - 7.00", "total 10.00 10.00"]
    assert render.table(report).count("合计") == 3


def test_quantities_and_dimensions(book: Book) -> None:
    """2 公斤 at 1.50 for 甲."""
    report = reports.chronological(book, JANUARY, by_measure=True)
    assert told(report, "dimension", "measure", "quantity", "price")[0] == "付 甲 公斤 2.000 1.50"


def test_an_account_that_is_not_there_is_refused(book: Book, refused: Any) -> None:
    with refused("account.unknown"):
        list(reports.chronological(book, JANUARY, asked=VoucherFilter(account="9")).rows)
