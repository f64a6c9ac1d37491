"""A book whose lines are in goods: rice balances against rice, and every figure is one of rice or of flour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Book, Line, NewBook, Period, Refused, Side, VoucherFilter, create, load_chart

ITEMS = ("米", "面")
YEAR = 2011


def kept(place: str, *, opening: tuple[Line, ...] = ()) -> Book:
    """A 粮秣账 in kilograms, as its supervisor works on it; one person reviews it, another keeps it."""
    chart = load_chart("grain")
    book = create(place, NewBook("粮秣账", chart.chart, Period(YEAR, 1), "grain"), by="主管")
    book.add_user("司务长", ["maker", "poster"])
    for item in ITEMS:
        book.set_commodity(item, scale=3)
    if opening:
        book.set_opening(opening)
    book.start()
    return book


def entry(account: str, side: Side, kilograms: str | Decimal, item: str) -> Line:
    return Line(account, side, Decimal(kilograms), "摘要", commodity=item)


def moved(debit: str, credit: str, kilograms: str | Decimal, item: str) -> tuple[Line, Line]:
    return (
        entry(debit, Side.DEBIT, kilograms, item), entry(credit, Side.CREDIT, kilograms, item)
    )  # fmt: skip


def closing(book: Book, month: int, item: str, **more: Any) -> dict[str, int]:
    """What stands at a month's end, in grams, debit positive."""
    figures = book.figures(Period(YEAR, month), commodity=item, **more).figures
    return {code: each.closing_minor for code, each in figures.items() if each.closing_minor}


def finish(book: Book, month: int) -> None:
    period, keeper = Period(YEAR, month), book.acting_as("司务长")
    if book.count_vouchers(VoucherFilter(period, period)):
        book.review(period)
        keeper.post(period)
    keeper.close(period)


def test_each_item_is_read_by_itself(place: str) -> None:
    """
    期初  102 现粮库存 收 米 20 面 5  201 对上往来 收 米 20 面 5
    1-05  101 粮秣库存 收 米 100      201 对上往来 收 米 100
    1-08  102 现粮库存 收 面 7.125    101 … nothing of rice
    """
    opening = (*moved("102", "201", "20", "米"), *moved("102", "201", "5", "面"))
    with kept(place, opening=opening) as book:
        sums = {"米": (20_000, 20_000), "面": (5_000, 5_000)}
        assert (book.opening().debit_minor, book.opening().goods) == (0, sums)
        keeper = book.acting_as("司务长")
        keeper.enter(date(YEAR, 1, 5), "拨付", *moved("101", "201", "100", "米"))
        keeper.enter(date(YEAR, 1, 8), "借入", *moved("102", "202", "7.125", "面"))
        assert closing(book, 1, "米") == {"102": 20_000, "201": -20_000}
        assert closing(book, 1, "米", include_unposted=True)["101"] == 100_000
        assert closing(book, 1, "面", include_unposted=True)["102"] == 12_125
        assert closing(book, 1, "") == {}
        finish(book, 1)
        span = book.figures(Period(YEAR, 1), commodity="面")
        assert (span.currency.code, span.currency.scale) == ("面", 3)
        assert span.figures["202"].credit_minor == 7_125
        details = book.details(Period(YEAR, 1), commodity="米").details
        assert {d.account: m.amount.closing_minor for d, m in details.items()} == {
            "101": 100_000, "102": 20_000, "201": -120_000
        }  # fmt: skip
        lines = [
            (move.day.day, line.account, line.debit_minor)
            for move in book.movements_on(["102"], Period(YEAR, 1), commodity="面")
            for line in move.lines
        ]
        assert lines == [(8, "102", 7_125), (8, "202", -7_125)]
        assert book.verify().is_sound


def test_goods_that_the_book_has_not_are_refused(place: str, refused: Callable[..., Any]) -> None:
    with kept(place) as book:
        with refused("commodity.unknown"):
            book.figures(Period(YEAR, 1), commodity="豆")
        with refused("commodity.unknown"):
            book.details(Period(YEAR, 1), commodity="豆")


def test_openings_balance_item_by_item(place: str, refused: Callable[..., Any]) -> None:
    """现粮库存 收 米 20, 对上往来 收 面 20: twenty kilograms on either side, and wrong twice."""
    opening = (entry("102", Side.DEBIT, "20", "米"), entry("201", Side.CREDIT, "20", "面"))
    with kept(place) as _:
        pass
    with Book.open(place, by="主管") as book, pytest.raises(Refused) as caught:
        book.set_opening(opening)
    assert [(p.code, p.values["commodity"], p.values["difference"]) for p in caught.value.problems] == [
        ("opening.unbalanced", "米", "20.000"), ("opening.unbalanced", "面", "-20.000"),
    ]  # fmt: skip


def test_stock_may_not_go_below_nothing_though_other_goods_abound(place: str) -> None:
    """面 1000 in stock feeds nobody rice; back-dated, the first day below nothing is named."""
    opening = (*moved("102", "201", "1000", "面"), *moved("102", "201", "30", "米"))
    with kept(place, opening=opening) as book:
        keeper = book.acting_as("司务长")
        keeper.enter(date(YEAR, 1, 20), "食用", *moved("301", "102", "25", "米"))
        with pytest.raises(Refused) as caught:
            keeper.enter(date(YEAR, 1, 10), "食用", *moved("301", "102", "6", "米"))
        (problem,) = caught.value.problems
        told = {key: problem.values[key] for key in ("account", "day", "amount", "commodity")}
        assert problem.code == "guard.negative"
        assert told == {
            "account": "102", "day": "2011-01-20", "amount": "-1.000", "commodity": "米"
        }  # fmt: skip
        keeper.enter(date(YEAR, 1, 10), "食用", *moved("301", "102", "5", "米"))


def test_the_new_year_opens_with_every_item(place: str) -> None:
    opening = (*moved("102", "201", "1.001", "米"), *moved("102", "201", "2", "面"))
    with kept(place, opening=opening) as book:
        for month in range(1, 13):
            finish(book, month)
        assert book.roll_over(YEAR) == 4
        january = {item: book.figures(Period(YEAR + 1, 1), commodity=item) for item in ITEMS}
        found = {item: january[item].figures["102"].opening_minor for item in ITEMS}
        assert found == {"米": 1_001, "面": 2_000}
        assert book.verify().is_sound


ACCOUNTS = {"101": Side.DEBIT, "102": Side.DEBIT, "201": Side.CREDIT, "202": Side.CREDIT}
moves = st.lists(
    st.tuples(
        st.integers(1, 28), st.sampled_from(sorted(ACCOUNTS)), st.sampled_from([*ACCOUNTS, "301"]),
        st.integers(1, 5000), st.sampled_from(ITEMS),
    ).filter(lambda move: move[1] != move[2]),
    max_size=14,
)  # fmt: skip
GUARDED = {"101": 1, "102": 1, "202": -1}


def is_below(balances: list[tuple[int, str, str, int]]) -> bool:
    """Whether a guarded account is below nothing on any day, worked out from the moves alone."""
    for account, sign in GUARDED.items():
        for item in ITEMS:
            running: dict[int, int] = defaultdict(int)
            for day, code, of, grams in balances:
                if (code, of) == (account, item):
                    running[day] += grams * sign
            total = 0
            for day in sorted(running):
                total += running[day]
                if total < 0:
                    return True
    return False


@settings(max_examples=5)
@given(moves=moves)
def test_what_is_taken_in_is_never_below_nothing_and_every_item_balances(
    new_place: Callable[[], str], moves: list[tuple[int, str, str, int, str]]
) -> None:
    """Of every item on every account the book says what a list of its moves says, and refuses the rest."""
    done: list[tuple[int, str, str, int]] = []
    with kept(new_place()) as book:
        keeper = book.acting_as("司务长")
        for day, debit, credit, grams, item in moves:
            both = [(day, debit, item, grams), (day, credit, item, -grams)]
            lines = moved(debit, credit, Decimal(grams).scaleb(-3), item)
            if is_below([*done, *both]):
                with pytest.raises(Refused):
                    keeper.enter(date(YEAR, 1, day), "随机", *lines)
            else:
                keeper.enter(date(YEAR, 1, day), "随机", *lines)
                done += both
        finish(book, 1)
        for item in ITEMS:
            expected: dict[str, int] = defaultdict(int)
            for _, code, of, grams in done:
                expected[code] += grams if of == item else 0
            found = closing(book, 1, item)
            assert found == {code: grams for code, grams in expected.items() if grams}
            assert sum(found.values()) == 0
        assert book.verify().is_sound
