"""How money moved (结算方式): the bill's number and day go with the line, and are frozen with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from attrs import evolve
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledgerlib import Book, Line, Refused, Settlement, Voucher, credit, debit
from ledgerlib.testing import new_book

DAY = date(2024, 1, 5)
CHEQUE = Settlement("现金支票", "00123456", date(2024, 1, 4))
LINES = (debit("1001", "500"), credit("100201", "500", settlement=CHEQUE))
KEY = "2024-01/记/1"


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """记-1  提取备用金  借 1001 500.00  贷 100201 500.00 现金支票 00123456"""
    with new_book(place) as book:
        book.acting_as("制单").enter(DAY, "提取备用金", *LINES)
        yield book


def post(book: Book) -> None:
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")


def settlements(voucher: Voucher) -> list[Settlement | None]:
    return [line.settlement for line in voucher.lines]


def by_hand(book: Book, *statements: str) -> None:
    with book.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "settlement", [CHEQUE, Settlement("转账"), Settlement("汇票", "7"), Settlement("", "7")]
)
def test_a_settlement_comes_back_as_it_was_written(book: Book, settlement: Settlement) -> None:
    """In part or whole; and the record of the entry tells it."""
    lines = (LINES[0], evolve(LINES[1], settlement=settlement))
    entered = book.acting_as("制单").enter(DAY, "提取备用金", *lines)
    assert settlements(book.voucher(entered.key)) == [None, settlement]
    (told,) = book.log(what=f"enter {entered.key}")
    assert settlement.method in told.after
    assert settlement.number in told.after
    post(book)
    assert book.verify().is_sound


def test_a_draft_is_amended_and_the_log_tells_both(book: Book) -> None:
    other = Settlement("转账支票", "99")
    lines = tuple(
        evolve(x, summary="提取备用金") for x in (LINES[0], evolve(LINES[1], settlement=other))
    )
    book.acting_as("制单").amend(KEY, Voucher(DAY, lines))
    assert settlements(book.voucher(KEY)) == [None, other]
    (told,) = book.log(what="amend")
    assert "00123456" in told.before
    assert "00123456" not in told.after
    assert "转账支票" in told.after


def test_the_same_entry_with_another_bill_is_another_entry(book: Book) -> None:
    """An idempotency key sees the bill's number."""
    maker = book.acting_as("制单")
    maker.enter(DAY, "提", *LINES, idempotency_key="k")
    other: tuple[Line, Line] = (LINES[0], evolve(LINES[1], settlement=evolve(CHEQUE, number="8")))
    with pytest.raises(Refused) as caught:
        maker.enter(DAY, "提", *other, idempotency_key="k")
    assert [p.code for p in caught.value.problems] == ["idempotency.other_content"]


def test_a_reversal_keeps_the_bill(book: Book) -> None:
    """Of the year in red, of an earlier one in blue."""
    post(book)
    maker = book.acting_as("制单")
    red = maker.reverse(KEY)
    assert settlements(book.voucher(red.key)) == [None, CHEQUE]
    maker.void(red)
    blue = maker.reverse(KEY, date(2025, 1, 2))
    assert settlements(book.voucher(blue.key)) == [None, CHEQUE]


CHANGES = {
    "method": "settlement = '转账'", "number": "bill_number = '00123457'", "day": "bill_day = 20240105",
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_bill_of_a_posted_line_is_refused_and_seen(book: Book, change: str) -> None:
    """The guard refuses plain SQL; whoever takes the guard away is found out by verify."""
    post(book)
    statement = f"UPDATE line SET {CHANGES[change]} WHERE voucher_id = 1 AND line_no = 2"
    with pytest.raises((DBAPIError, Refused)):
        by_hand(book, statement)
    assert book.verify().is_sound
    with book.transaction() as connection:
        on = " ON line" if connection.dialect.name == "postgresql" else ""
    by_hand(book, f"DROP TRIGGER line_of_draft_changes{on}", statement)
    assert [p.code for p in book.verify().problems] == ["verify.voucher"]
