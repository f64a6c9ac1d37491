"""Promise 7: Σ debit = Σ credit in every trial balance of every book at every moment."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Book, Period, Voucher, credit, debit, reports
from ledgerlib.reports.report import Report
from ledgerlib.testing import balanced_lines, new_book, vouchers

PAIRS = [
    ("opening_debit", "opening_credit"),
    ("debit", "credit"),
    ("ytd_debit", "ytd_credit"),
    ("closing_debit", "closing_credit"),
]
Refusal = Callable[..., Any]


class _Undo(Exception):  # noqa: N818
    """Raised to roll an example back."""


def _holds(report: Report) -> None:
    """The totals agree, are those of the rows, and every row closes with what it opened and moved."""
    children: dict[str, dict[str, Any]] = {
        str(row.cells["code"]): dict(row.cells) for row in report.rows
    }
    deepest = [
        cells
        for code, cells in children.items()
        if not any(other != code and other.startswith(code) for other in children)
    ]
    for one, other in PAIRS:
        assert report.totals[one] == report.totals[other], (one, report.period, report.parameters)
        for key in (one, other):
            assert report.totals[key] == sum((c[key] for c in deepest), Decimal(0))
    for c in children.values():
        opening, closing = (c[f"{w}_debit"] - c[f"{w}_credit"] for w in ("opening", "closing"))
        assert opening + c["debit"] - c["credit"] == closing


def _all_hold(book: Book, periods: list[str], levels: tuple[int | None, ...] = (None, 1, 2)) -> int:
    """Every way to take the trial balance of these periods; how many there were."""
    taken = 0
    for unposted, with_closing, level in product([False, True], [False, True], levels):
        for last in range(len(periods)):
            for first in {0, last}:
                _holds(
                    reports.trial_balance(
                        book,
                        periods[last],
                        from_period=periods[first],
                        level=level,
                        include_unposted=unposted,
                        with_closing=with_closing,
                    )
                )
                taken += 1
    return taken


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    opening = (
        debit("1001", "100"),
        debit("100201", "-30"),
        credit("3001", "90"),
        credit("2202", "-20"),
    )
    with new_book(place, opening=opening) as made:
        yield made


@settings(max_examples=max(6, settings().max_examples // 3))
@given(
    first=st.lists(vouchers(date(2024, 1, 1), date(2024, 3, 31)), min_size=1, max_size=8),
    late=st.lists(vouchers(date(2024, 1, 1), date(2025, 2, 28)), max_size=4),
)
def test_every_trial_balance_holds_at_every_step_of_the_cycle(
    first: list[Voucher], late: list[Voucher], book: Book
) -> None:
    """Random vouchers, red ink included: entered, reviewed, posted, carried forward, closed, reversed."""
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    periods = ["2024-01", "2024-03", "2025-02"]
    try:
        with book.transaction():
            maker.enter_many(first)
            _all_hold(book, ["2024-02"], (None,))
            reviewer.review()
            for month in ("2024-01", "2024-02"):
                if any(str(v.period) == month for v in first):
                    poster.post(month)
                    _all_hold(book, ["2024-02"], (None,))
                if maker.carry_forward(month):
                    _all_hold(book, ["2024-02"], (None,))
                    reviewer.review(month)
                    poster.post(month)
                poster.close(month)
                _all_hold(book, ["2024-02"], (None,))
            maker.enter_many([v for v in late if v.period > Period(2024, 2)])
            if any(str(v.period) == "2024-01" for v in first):
                maker.reverse("2024-01/记/1")
            assert _all_hold(book, periods) == 12 * 5
            assert book.verify().is_sound
            raise _Undo
    except _Undo:
        pass


@given(lines=balanced_lines())
def test_the_control_account_is_the_sum_of_what_is_below_it(
    lines: tuple[Any, ...], book: Book
) -> None:
    """银行存款 1002 shows what 100201 and 100202 show together, column by column."""
    try:
        with book.transaction():
            book.acting_as("制单").enter_many([Voucher(date(2024, 1, 9), lines)])
            figures = book.figures("2024-01", include_unposted=True).figures
            below = [figures[code] for code in ("100201", "100202") if code in figures]
            for name in ("opening_minor", "debit_minor", "credit_minor", "closing_minor"):
                assert getattr(figures["1002"], name) == sum(getattr(each, name) for each in below)
            raise _Undo
    except _Undo:
        pass


def test_a_void_voucher_moves_nothing(book: Book) -> None:
    """作废: visible with its number, and in no balance."""
    before = book.figures("2024-01", include_unposted=True).figures
    entered = book.acting_as("制单").enter(
        date(2024, 1, 9), "x", debit("1001", "5"), credit("5001", "5")
    )
    assert book.figures("2024-01", include_unposted=True).figures != before
    book.acting_as("制单").void(entered)
    assert book.figures("2024-01", include_unposted=True).figures == before
    _all_hold(book, ["2024-01"])


def test_children_that_cancel_out_hide_nothing(book: Book) -> None:
    """工商银行 +50, 建设银行 −50: the parent shows no balance, and the totals still hold on each level."""
    book.acting_as("制单").enter(
        date(2024, 1, 9), "x", debit("100201", "80"), credit("100202", "80"),
        debit("100202", "30"), credit("100201", "0.01"), debit("1001", "-29.99"),
    )  # fmt: skip
    _all_hold(book, ["2024-01", "2024-02"])


def test_the_balance_goes_over_into_the_new_year(place: str) -> None:
    """December is carried, closed and rolled over; the openings of January are December's balances."""
    with new_book(place, start=Period(2024, 12)) as book:
        maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
        for day in (date(2024, 12, 9), date(2025, 1, 9)):
            maker.enter(day, "x", debit("1001", "80"), credit("5001", "80"))
            maker.enter(day, "x", debit("5602", "30"), credit("2202", "30"))
        periods = ["2024-12", "2025-01"]
        before = book.figures("2025-01", include_unposted=True).figures
        _all_hold(book, periods)
        for _ in range(3):
            reviewer.review("2024-12")
            poster.post("2024-12")
            _all_hold(book, periods)
            if not maker.carry_forward("2024-12"):
                break
        poster.close("2024-12")
        _all_hold(book, periods)
        live = book.figures("2025-01", include_unposted=True).figures
        poster.roll_over(2024)
        _all_hold(book, periods)
        rolled = book.figures("2025-01", include_unposted=True).figures
        assert {c: f for c, f in rolled.items() if not f.is_blank} == {
            c: f for c, f in live.items() if not f.is_blank
        }
        assert before["1001"].opening_minor == rolled["1001"].opening_minor == 8000
        assert rolled["3104"].opening_minor == -5000


def test_openings_out_of_balance_are_never_started_upon(place: str, refused: Refusal) -> None:
    """期初 借 100.00 贷 99.99: shown as they are, and the book does not start."""
    with new_book(place, started=False) as book:
        book.set_opening([debit("1001", "100"), credit("3001", "99.99")])
        with refused("opening.unbalanced"):
            book.start()
        assert not book.facts().is_started


def test_the_totals_do_not_hang_on_the_callers_arithmetic(book: Book) -> None:
    """A program that computes with four digits takes the same trial balance."""
    book.acting_as("制单").enter(
        date(2024, 1, 9), "x", debit("1001", "1234567.89"), credit("5001", "0.12"),
        credit("3001", "1234567.77"),
    )  # fmt: skip
    expected = reports.trial_balance(book, "2024-01", include_unposted=True)
    with decimal.localcontext(decimal.Context(prec=4)):
        found = reports.trial_balance(book, "2024-01", include_unposted=True)
    assert found.totals == expected.totals
    assert found.rows == expected.rows
