"""Promise 5: can_close(period) returns all blockers, each with its voucher and its cure; close refuses exactly then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from typing import Any

import pytest

from ledgerlib import Book, Period, Problem, Refused, Voucher, credit, debit
from ledgerlib.language import cure, message
from ledgerlib.testing import new_book

By = Callable[..., Any]
FEBRUARY = Period(2024, 2)


class _Undo(Exception):  # noqa: N818
    """Raised to roll a scenario back."""


@contextmanager
def scenario(book: Book) -> Iterator[None]:
    """A state of the book that is gone when the block ends."""
    try:
        with book.transaction():
            yield
            raise _Undo
    except _Undo:
        pass


def _codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def _what_close_says(book: Book, period: Period | str) -> list[Problem]:
    try:
        with book.transaction():
            book.close(period)
            assert book.facts().is_closed(Period.parse(period))
            raise _Undo
    except Refused as refused:
        return refused.problems
    except _Undo:
        return []


def _enter(book: Book, account: str = "3001", number: int | None = None) -> Voucher:
    return book.acting_as("制单").enter(
        date(2024, 2, 9), "x", debit("1001", "5"), credit(account, "5"), number=number
    )


def _post_all(book: Book, period: str) -> None:
    book.acting_as("审核").review(period)
    book.acting_as("记账").post(period)


def _carried(book: Book, period: str) -> None:
    if book.acting_as("制单").carry_forward(period):
        _post_all(book, period)


def test_every_mixture_of_blockers_is_told_in_full(month: Book) -> None:
    """
    February with or without: January open, income posted and not carried, a voucher posted,
    a draft, a void voucher, a reviewed one, a number left out. Sixty-four states and more.
    """
    seen = set()
    for open_before, income, draft, void, reviewed, gap in product([False, True], repeat=6):
        with scenario(month):
            expected: dict[str, int] = {}
            if not open_before:
                _carried(month, "2024-01")
                month.close("2024-01")
            else:
                # What January leaves uncarried stands on the accounts in February too.
                expected |= {"close.earlier_open": 1, "close.not_carried": 2}
            if income and not open_before:
                _enter(month, "5001")
                _post_all(month, "2024-02")
                expected["close.not_carried"] = 1
            if void:
                month.acting_as("制单").void(_enter(month))
                expected["close.void"] = 1  # it holds its number, so there is no gap besides
            if reviewed:
                month.acting_as("审核").review(_enter(month))
                expected["close.reviewed"] = 1
            if draft:
                for _ in range(2):
                    _enter(month)
                expected["close.draft"] = 2
            if gap:
                _enter(month, number=50)
                expected["close.draft"] = expected.get("close.draft", 0) + 1
                expected["post.gap"] = 1
            told = month.can_close(FEBRUARY)
            counts = {code: sum(p.code == code for p in told) for code in _codes(told)}
            assert counts == expected
            assert _what_close_says(month, FEBRUARY) == told
            seen.add(frozenset(expected))
    assert len(seen) > 20
    assert month.verify().is_sound


def test_each_blocker_names_its_voucher_and_its_cure(month: Book) -> None:
    """Three drafts, two reviewed, one void: each by its number, each with what to do about it."""
    drafts = [_enter(month) for _ in range(6)]
    month.acting_as("审核").review("2024-02", first=4, last=5)
    month.acting_as("制单").void(drafts[5])
    _enter(month, number=9)
    told = month.can_close(FEBRUARY)
    vouchers = {(p.code, p.values["voucher"]) for p in told if "voucher" in p.values}
    assert vouchers == {
        *(("close.draft", f"2024-02/记/{number}") for number in (1, 2, 3, 9)),
        *(("close.reviewed", f"2024-02/记/{number}") for number in (4, 5)),
        ("close.void", "2024-02/记/6"),
    }
    assert [(p.values["first"], p.values["last"]) for p in told if p.code == "post.gap"] == [(7, 8)]
    for problem in told:
        assert message(problem)
        assert cure(problem)
        assert problem.code not in message(problem)


@pytest.mark.parametrize(
    ("period", "code"),
    [("2023-12", "period.before_start"), ("2031-01", "period.too_far")],
    ids=["before the start", "too far ahead"],
)
def test_periods_that_the_book_does_not_keep_are_refused_alike(
    period: str, code: str, month: Book
) -> None:
    """A month before the book began, and one years ahead."""
    told = month.can_close(period)
    assert code in _codes(told)
    assert _what_close_says(month, period) == told


def test_a_closed_month_is_closed_once(month: Book) -> None:
    """Closing January twice is refused, and can_close knows it."""
    _carried(month, "2024-01")
    assert month.can_close("2024-01") == []
    month.close("2024-01")
    assert _codes(month.can_close("2024-01")) == {"period.closed"}
    assert _what_close_says(month, "2024-01") == month.can_close("2024-01")


def test_a_book_that_has_not_started_closes_nothing(place: str) -> None:
    """The openings come first."""
    with new_book(place, started=False) as book:
        assert _codes(book.can_close("2024-01")) == {"book.not_started"}
        assert _what_close_says(book, "2024-01") == book.can_close("2024-01")


def test_december_carries_the_years_end_too(place: str) -> None:
    """本年利润 itself must go to 利润分配 before December is closed."""
    with new_book(place, start=Period(2024, 12)) as book:
        book.acting_as("制单").enter(
            date(2024, 12, 9), "x", debit("1001", "5"), credit("5001", "5")
        )
        _post_all(book, "2024-12")
        told = book.can_close("2024-12")
        assert {(p.code, p.values["account"]) for p in told} == {("close.not_carried", "5001")}
        month_end, year_end = book.acting_as("制单").carry_forward("2024-12")
        book.acting_as("审核").review(month_end)
        book.acting_as("记账").post(month_end)
        assert {(p.code, p.values.get("account")) for p in book.can_close("2024-12")} == {
            ("close.draft", None), ("close.not_carried", "3103"),
        }  # fmt: skip
        book.acting_as("审核").review(year_end)
        book.acting_as("记账").post(year_end)
        assert book.can_close("2024-12") == []
        book.close("2024-12")


def test_a_trial_balance_that_does_not_hold_blocks_the_closing(
    month: Book, by_hand: By, place: str
) -> None:
    """A turnover changed by plain SQL: January is not closed over it."""
    _carried(month, "2024-01")
    with by_hand(place) as hand:
        hand.run("UPDATE turnover SET debit_minor = debit_minor + 1 WHERE account_id = 1")
    assert _codes(month.can_close("2024-01")) == {"close.trial_balance"}
    assert _what_close_says(month, "2024-01") == month.can_close("2024-01")


def test_asking_changes_nothing_and_needs_no_name(month: Book, by_hand: By, place: str) -> None:
    """Whoever may read may ask; only whoever may close closes."""
    _enter(month)
    with by_hand(place) as hand:
        before = hand.everything()
    with Book.open(place) as reader:
        assert _codes(reader.can_close("2024-02")) >= {"close.draft", "close.earlier_open"}
    with by_hand(place) as hand:
        assert hand.everything() == before


def test_following_the_cures_leads_to_the_close(month: Book) -> None:
    """Draft, reviewed, void, gap, uncarried: one by one they go, and then the month closes."""
    for number in (3, 4, 5, 9):
        month.acting_as("制单").enter(
            date(2024, 1, 9), "x", debit("1001", "5"), credit("5001", "5"), number=number
        )
    month.acting_as("审核").review("2024-01/记/4")
    month.acting_as("制单").void("2024-01/记/5")
    codes = {"close.draft", "close.reviewed", "close.void", "post.gap", "close.not_carried"}
    assert _codes(month.can_close("2024-01")) == codes
    month.acting_as("制单").renumber("2024-01")
    assert _codes(month.can_close("2024-01")) == codes - {"close.void", "post.gap"}
    _post_all(month, "2024-01")
    assert _codes(month.can_close("2024-01")) == {"close.not_carried"}
    _carried(month, "2024-01")
    assert month.can_close("2024-01") == []
    month.close("2024-01")
    assert month.facts().current == FEBRUARY
