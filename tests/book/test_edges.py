"""Corners of the cycle where rules meet: each told as the acts that lead there."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from ledgerlib import Book, Line, Period, Refused, Voucher, credit, debit
from ledgerlib.core.balance import Figures
from ledgerlib.testing import new_book


def people(book: Book) -> tuple[Book, Book, Book]:
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    return maker, reviewer, poster


def keep_one(book: Book, day: date = date(2024, 1, 5)) -> str:
    """One posted voucher: 80.00 of revenue in cash."""
    maker, reviewer, poster = people(book)
    voucher = maker.enter(day, "销售收入", debit("1001", "80"), credit("5001", "80"))
    reviewer.review(voucher)
    poster.post(voucher.period)
    return str(voucher.key)


def test_a_voucher_is_reversed_once_even_by_way_of_a_voided_reversal(place: str) -> None:
    """
    记-1  收入 80.00，已记账     记-2  红字冲销记-1，作废     记-3  红字冲销记-1
    记-2 can't come back to life: 记-1 would be reversed twice.
    """
    with new_book(place) as book:
        key = keep_one(book)
        maker, _, _ = people(book)
        first = maker.reverse(key)
        maker.void(first)
        maker.reverse(key)
        with pytest.raises(Refused):
            maker.unvoid(first)


def test_a_reversal_does_not_outlive_the_posting_it_reverses(place: str) -> None:
    """
    记-1  收入 80.00，已记账     记-2  红字冲销记-1，草稿
    记-1 is unposted and made a draft: 记-2 would undo something that never took place.
    """
    with new_book(place, regime="reversible") as book:
        key = keep_one(book)
        maker, reviewer, poster = people(book)
        red = maker.reverse(key)
        with suppress(Refused):
            book.unpost("2024-01")
            reviewer.unreview(key)
            maker.amend(key, Voucher(date(2024, 1, 5), pair("更改")))
        reviewer.review("2024-01")
        poster.post("2024-01")
        original, undone = book.voucher(key), book.voucher(red.key)
        assert [-line.amount for line in undone.lines] == [line.amount for line in original.lines]


def test_rolling_the_year_over_changes_no_figure(place: str) -> None:
    """What January opens with is the same before and after, with closing vouchers and without."""
    with new_book(place, start=Period(2023, 12)) as book:
        keep_one(book, date(2023, 12, 5))
        maker, reviewer, poster = people(book)
        maker.carry_forward("2023-12")
        reviewer.review("2023-12")
        poster.post("2023-12")
        poster.close("2023-12")
        before = [january(book, with_closing=way) for way in (True, False)]
        poster.roll_over(2023)
        assert [january(book, with_closing=way) for way in (True, False)] == before


def january(book: Book, *, with_closing: bool) -> dict[str, Figures]:
    found = book.figures("2024-01", with_closing=with_closing).figures
    return {code: figures for code, figures in found.items() if not figures.is_blank}


def test_correcting_what_is_reversed_already_is_refused_with_the_reason(place: str) -> None:
    with new_book(place) as book:
        key = keep_one(book)
        maker, _, _ = people(book)
        red = maker.reverse(key)
        with pytest.raises(Refused) as caught:
            maker.correct(key, debit("1001", "8"), credit("5001", "8"))
        (problem,) = caught.value.problems
        assert (problem.code, problem.values["earlier"]) == ("reverse.again", str(red.key))
        assert str(maker.enter(date(2024, 1, 6), "存现", *pair()).key) == "2024-01/记/3"


def test_a_blue_entry_that_does_not_balance_leaves_no_red_one_behind(place: str) -> None:
    with new_book(place) as book:
        key = keep_one(book)
        maker, _, _ = people(book)
        with pytest.raises(Refused):
            maker.correct(key, debit("1001", "8"), credit("5001", "9"))
        assert book.last_number(Period(2024, 1), "记") == 1
        red, blue = maker.correct(key, debit("1001", "8"), credit("5001", "8"))
        assert (red.number, blue.number) == (2, 3)
        assert blue.lines[0].summary == "订正1月5日记1号凭证 销售收入"


def test_a_period_that_is_no_period_is_refused_by_every_act(place: str) -> None:
    with new_book(place) as book:
        for act in (book.renumber, book.post, book.close, book.carry_forward, book.can_close):
            with pytest.raises(Refused) as caught:
                act("一月")
            assert [problem.code for problem in caught.value.problems] == ["period.malformed"]


def pair(summary: str = "") -> tuple[Line, Line]:
    return debit("1001", "1", summary), credit("5001", "1", summary)
