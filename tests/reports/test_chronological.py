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
from ledgerlib.core.word import Word

from .ledger_books import ACCOUNTS, keep, told

JANUARY = Period(2024, 1)
WORDS = (Word("付"), Word("记"), Word("收"))


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


@pytest.mark.parametrize("by_day", [False, True])
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_page_goes_on_behind_any_voucher(place: str, by_day: bool, newest_first: bool) -> None:
    """Words 付 记 收 on the same days of two months: in pages of any size as in one."""
    with create(
        place, NewBook("某公司", ACCOUNTS, JANUARY, "test", words=WORDS), by="主管"
    ) as book:
        book.add_user("会计", ["maker"])
        book.start()
        maker = book.acting_as("会计")
        for month, day in ((1, 5), (1, 3), (2, 1), (1, 5), (2, 1)):
            for word in ("付", "记", "收"):
                lines = debit("1001", "1"), credit("3001", "1")
                maker.enter(date(2024, month, day), "收", *lines, word=word)
        order = {"by_day": by_day, "newest_first": newest_first}
        whole = book.find_vouchers(**order).rows
        keys = [row.day if by_day else row.key.period for row in whole]
        assert len(set(whole)) == 15
        assert keys == sorted(keys, reverse=newest_first)
        for limit in (1, 2, 4):
            found, mark = [], None
            while True:
                page = book.find_vouchers(**order, after=mark, limit=limit)
                found += page.rows
                mark = page.next
                if mark is None:
                    break
            assert found == list(whole)


def test_an_account_that_is_not_there_is_refused(book: Book, refused: Any) -> None:
    with refused("account.unknown"):
        list(reports.chronological(book, JANUARY, asked=VoucherFilter(account="9")).rows)
