"""What comes again every month, quarter or year is entered once in each period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from ledgerlib import Book, Every, Period, Recurrence, Refused, Side, Template, TemplateLine
from ledgerlib.store import generated
from ledgerlib.testing import new_book


def monthly(name: str, amount: str, day: int = 31, every: Every = Every.MONTH) -> Template:
    return Template(
        name,
        (TemplateLine("5602", Side.DEBIT, amount), TemplateLine("100201", Side.CREDIT, "balance")),
        recurrence=Recurrence(every, Period(2024, 1), day, Period(2024, 12)),
    )


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """房租 every month on the last day, 物业费 every quarter from January on the 20th."""
    with new_book(place) as book:
        maker = book.acting_as("制单")
        maker.set_template(monthly("房租", "3000"))
        maker.set_template(monthly("物业费", "900", 20, Every.QUARTER))
        yield book


def test_what_is_due_is_entered_once(book: Book) -> None:
    """
    2024-01  记-1  1月31日 房租 3000.00    记-2  1月20日 物业费 900.00
    2024-02  记-1  2月29日 房租 3000.00
    """
    maker = book.acting_as("制单")
    made = maker.enter_recurring("2024-01")
    assert [(v.day, v.lines[0].summary, v.lines[0].amount) for v in made] == [
        (date(2024, 1, 31), "房租", Decimal(3000)), (date(2024, 1, 20), "物业费", Decimal(900)),
    ]  # fmt: skip
    assert maker.enter_recurring("2024-01") == []
    assert [v.day for v in maker.enter_recurring("2024-02")] == [date(2024, 2, 29)]
    assert book.last_number(Period(2024, 1), "记") == 2
    assert book.verify().is_sound


def test_what_was_entered_is_shown_beside_what_is_due(book: Book) -> None:
    maker = book.acting_as("制单")
    assert [(due.template.name, due.voucher) for due in book.recurring("2024-02")] == [
        ("房租", None)
    ]
    (made,) = maker.enter_recurring("2024-02")
    (due,) = book.recurring("2024-02")
    assert due.voucher is not None
    assert due.voucher.key == made.key
    assert book.recurring("2025-01") == []
    with book._reading() as work:
        origin = generated.origin_of(work.connection, work.book_id, made.voucher_id or 0)
        heads = generated.of_origin(work.connection, work.book_id, origin, 202402)
        elsewhere = generated.of_origin(work.connection, work.book_id, origin, 202403)
    assert origin == "recurring 房租"
    assert [head.voucher_id for head in heads] == [made.voucher_id]
    assert elsewhere == []


def test_a_changed_template_enters_nothing_twice(book: Book) -> None:
    """The rent goes up in the middle of January: what was entered for January stands."""
    maker = book.acting_as("制单")
    maker.enter_recurring("2024-01")
    maker.set_template(monthly("房租", "3500"))
    assert maker.enter_recurring("2024-01") == []
    assert [v.lines[0].amount for v in maker.enter_recurring("2024-02")] == [Decimal(3500)]


def test_what_was_voided_is_entered_anew_even_after_renumbering(book: Book) -> None:
    maker = book.acting_as("制单")
    first, _ = maker.enter_recurring("2024-01")
    maker.void(first)
    (second,) = maker.enter_recurring("2024-01")
    maker.void(second)
    maker.renumber("2024-01")
    (third,) = maker.enter_recurring("2024-01")
    assert third.lines[0].summary == "房租"
    assert maker.enter_recurring("2024-01") == []
    assert book.verify().is_sound


def test_all_that_is_due_or_nothing(book: Book) -> None:
    """One of them stands on an account that was disabled since: none is entered, and it is named."""
    account = book.chart().accounts["5603"]
    maker = book.acting_as("制单")
    lines = (TemplateLine("5603", Side.DEBIT, "5"), TemplateLine("100201", Side.CREDIT, "5"))
    recurrence = Recurrence(Every.YEAR, Period(2024, 1))
    maker.set_template(Template("年费", lines, recurrence=recurrence))
    maker.set_template(Template("会费", lines, recurrence=recurrence))
    book.set_accounts([evolve(account, is_disabled=True)])
    with pytest.raises(Refused) as caught:
        maker.enter_recurring("2024-01")
    assert [(p.code, p.values["voucher"]) for p in caught.value.problems] == [
        ("account.disabled", "年费"), ("account.disabled", "会费"),
    ]  # fmt: skip
    assert book.last_number(Period(2024, 1), "记") == 0
    assert [due.voucher for due in book.recurring("2024-01")] == [None] * 4


def test_a_closed_month_takes_nothing_that_comes_again(book: Book) -> None:
    book.acting_as("记账").close("2024-01")
    with pytest.raises(Refused) as caught:
        book.acting_as("制单").enter_recurring("2024-01")
    assert {problem.code for problem in caught.value.problems} == {"period.closed"}
