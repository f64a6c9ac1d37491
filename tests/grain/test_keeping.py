"""Rations, issue sheets, the month's consumption, stock-taking, conversion, and the end of a year."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Period, Refused
from ledgerlib.grain import (
    add_item,
    approve,
    close_month,
    compare_stock,
    consume,
    conversions,
    convert,
    enter_event,
    grain_volume,
    issue,
    issues,
    left_over,
    made_up_of,
    planned,
    rations_on,
    reports,
    roll_over_set,
    set_ration,
    still_owed,
    stock_takes,
    take_stock,
)
from ledgerlib.reports import Report

from .sets import YEAR, balance, day, finish, new_set, told

Refusal = Callable[..., Any]
JANUARY = Period(YEAR, 1)


def cells(report: Report, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(row.cells.get(key) for key in keys) for row in report.rows]


def test_a_ration_holds_from_its_day_until_the_next(place: str) -> None:
    with new_set(place) as kept:
        set_ration(kept, "米", "0.350", day(1))
        set_ration(kept, "面", "0.150", day(1))
        set_ration(kept, "米", "0.400", day(1, 16))
        set_ration(kept, "面", 0, day(1, 16))
        assert rations_on(kept, day(1, 15)) == {"米": Decimal("0.350"), "面": Decimal("0.150")}
        assert rations_on(kept, day(1, 16)) == {"米": Decimal("0.400")}
        assert planned(kept, day(1, 2), 31) == {"米": Decimal("10.850"), "面": Decimal("4.650")}


def test_a_months_sheets_become_its_consumption(place: str, refused: Refusal) -> None:
    """
    米 0.5 a person.  1-05: 20 persons, 10 kg.  1-06: 20 persons, 11 really issued.
    付 现粮库存 米 21  付 粮秣报销 米 21;  planned 20, eaten 21, over 1
    """
    with new_set(place, {"米": "30"}) as kept:
        with refused("grain.no_ration"):
            issue(kept, day(1, 5), 20)
        with refused("grain.nothing_issued"):
            consume(kept, JANUARY)
        set_ration(kept, "米", "0.5", day(1))
        with refused("grain.persons"):
            issue(kept, day(1, 5), -1)
        issue(kept, day(1, 5), 99, {"米": 1})
        issue(kept, day(1, 5), 20)
        issue(kept, day(1, 6), 20, {"米": 11})
        with refused("grain.short"):
            issue(kept, day(1, 7), 20)
        entered = consume(kept, JANUARY)
        assert (entered.day, entered.lines[0].summary) == (day(1, 31), "1月份食用消耗")
        assert told(kept.grain) == [
            [("现粮库存", "付", "21", "米"), ("粮秣报销", "付", "21", "米")]
        ]
        with refused("grain.issued_already"):
            issue(kept, day(1, 6), 20)
        with refused("grain.nothing_issued"):
            consume(kept, JANUARY)
        issue(kept, day(1, 8), 4)
        assert consume(kept, JANUARY).lines[0].amount == 2
        report = reports.consumption(kept, JANUARY, persons=10)
        asked = ("item", "planned", "eaten", "over", "entered", "in_store", "days_left")
        assert cells(report, *asked) == [("米", 22, 23, 1, 23, 7, 1)]
        kept.grain.void(entered)  # and the sheets wait again
        assert consume(kept, JANUARY).lines[0].amount == 21


def test_what_a_month_lacks_is_borrowed_with_it(place: str, refused: Refusal) -> None:
    with new_set(place, {"米": "10"}) as kept:
        set_ration(kept, "米", "0.5", day(1))
        issue(kept, day(1, 5), 20)
        enter_event(kept, "consume", day(1, 30), {"米": 4})  # eaten since, and not by the sheets
        with refused("grain.short"):
            consume(kept, JANUARY)
        consume(kept, JANUARY, borrow=True)
        assert still_owed(kept, day(1, 31)) == {"米": 4}
        register = reports.borrowing_register(kept, JANUARY)
        assert cells(register, "item", "borrowed", "repaid", "owed") == [
            ("米", 4, None, 4), ("米", None, None, 4)
        ]  # fmt: skip


def test_stock_taking_makes_the_books_agree_with_the_store(place: str, refused: Refusal) -> None:
    """
    现粮 米 30 面 10; 5 of rice issued and not entered.  Counted: 米 24.5 (0.5 short), 面 10.2 (0.2 over)
    付 现粮库存 米 0.5 付 粮秣报销 米 0.5;  收 现粮库存 面 0.2 收 粮秣报销 面 0.2
    """
    with new_set(place, {"米": "30", "面": "10"}) as kept:
        issue(kept, day(1, 5), 10, {"米": 5})
        counted = {"米": "24.5", "面": "10.2"}
        assert [c.difference_grams for c in compare_stock(kept, day(1, 9), counted)] == [-500, 200]
        assert take_stock(kept, day(1, 9), counted) is not None
        assert told(kept.grain) == [[
            ("现粮库存", "付", "0.5", "米"), ("粮秣报销", "付", "0.5", "米"),
            ("现粮库存", "收", "0.2", "面"), ("粮秣报销", "收", "0.2", "面"),
        ]]  # fmt: skip
        with refused("grain.counted_already"):
            take_stock(kept, day(1, 9), {"米": 3})
        with refused("grain.nothing_counted"):
            take_stock(kept, day(1, 10), {})
        assert take_stock(kept, day(1, 10), {"米": "24.5", "面": "10.2", "油": 0}) is None
        assert len(stock_takes(kept)) == 5
        found = reports.stock_taking(kept, JANUARY)
        assert cells(found, "item", "surplus", "shortage")[:2] == [
            ("米", 0, Decimal("0.5")), ("面", Decimal("0.2"), 0)
        ]  # fmt: skip
        by_day = reports.stock_by_day(kept, JANUARY)
        asked = cells(by_day, "date", "book 米", "left 米")
        assert asked == [(None, 30, 30), (day(1, 5), 30, 25), (day(1, 9), Decimal("29.5"), Decimal("24.5"))]  # fmt: skip


@settings(max_examples=4)
@given(
    turns=st.lists(
        st.tuples(st.integers(1, 40_000), st.integers(1, 1500)), min_size=1, max_size=5
    )
)  # fmt: skip
def test_a_conversion_conserves_by_its_rate(
    new_place: Callable[[], str], turns: list[tuple[int, int]]
) -> None:
    """稻谷 × 折率 = 米 to the gram, each of them in balance, and stock and superior moved alike."""
    with new_set(new_place(), {"豆": "200"}) as kept:
        taken = made = Decimal(0)
        for grams, per_mille in turns:
            rate, weight = Decimal(per_mille).scaleb(-3), Decimal(grams).scaleb(-3)
            exact = weight * rate
            try:
                convert(kept, day(1, 3), "豆", weight, "油", rate)
            except Refused as refused:
                assert exact < Decimal("0.0005"), refused  # noqa: PT017
                continue
            taken += weight
            product = Decimal(conversions(kept)[-1].product_grams).scaleb(-3)
            assert abs(product - exact) <= Decimal("0.0005")
            made += product
        for account, sign in (("102", 1), ("201", -1)):
            assert balance(kept.grain, account, "豆") == sign * (200 - taken)
            assert balance(kept.grain, account, "油") == sign * made
        assert kept.grain.verify().is_sound


def test_what_is_no_conversion_is_refused(place: str, refused: Refusal) -> None:
    with new_set(place, {"豆": "20"}) as kept:
        for raw, weight, product, rate in (
            ("豆", 1, "豆", 1), ("豆", 1, "油", 0), ("豆", 1, "油", 2), ("豆", 0, "油", "0.2"),
            ("豆", "0.001", "油", "0.2"),
        ):  # fmt: skip
            with refused("grain.conversion"):
                convert(kept, day(1), raw, weight, product, rate)
        with refused("grain.item_unknown"):
            convert(kept, day(1), "豆", 1, "豆油", "0.2")
        add_item(kept, "豆油")
        with refused("guard.negative"):
            convert(kept, day(1), "豆", 21, "豆油", "0.2")
        assert convert(kept, day(1), "豆", 20, "豆油", "0.2").lines[0].summary == (
            "豆20.000公斤折豆油4.000公斤（折率0.2）"
        )


def test_the_years_end_and_what_is_left(place: str, refused: Refusal) -> None:
    """
    米: allocated 100, bought 80, eaten 70.  Approved 65, withdrawn 15 of the 20 still at the station.
    Left: 粮秣库存 5, 现粮库存 10, 粮秣报销 付 5, 对上往来 收 20 = 5 + 10 + 5.
    """
    with new_set(place) as kept:
        enter_event(kept, "allocate", day(1, 3), {"米": 100})
        enter_event(kept, "buy", day(1, 4), {"米": 80})
        enter_event(kept, "consume", day(1, 31), {"米": 70})
        for approved, withdrawn in (({"米": 71}, {}), ({}, {"米": 21})):
            with refused("grain.approved_too_much"):
                approve(kept, YEAR, day(12, 31), "核〔2011〕1号", approved, withdrawn)
        with refused("grain.approval_empty"):
            approve(kept, YEAR, day(12, 31), "", {"米": 1})
        approve(kept, YEAR, day(12, 31), "核〔2011〕1号", {"米": 65}, {"米": 15})
        with refused("grain.approved_already"):
            approve(kept, YEAR, day(12, 31), "核〔2011〕1号", {"米": 1})
        left = {(x.account, x.receives): x.weight for x in left_over(kept, YEAR)}
        assert left == {("101", True): 5, ("102", True): 10, ("201", True): 20, ("301", False): 5}
        assert made_up_of(kept, YEAR, "米") == {"101": 5, "102": 10, "301": 5}
        shown = cells(reports.settlement(kept, YEAR), "code", "side", "weight", "part")
        assert ("201", "side.receive", 20, None) in shown
        approve(kept, YEAR, day(12, 31), "核〔2011〕2号", {"米": 5}, {"米": 5})
        assert [(x.account, x.weight) for x in left_over(kept, YEAR)] == [("102", 10), ("201", 10)]
        for month in range(1, 12):
            finish(kept, month)
        with refused("roll_over.open"):
            roll_over_set(kept, YEAR)
        with refused("close.draft"):
            close_month(kept, Period(YEAR, 12))
        finish(kept, 12)
        assert roll_over_set(kept, YEAR) == (2, 0)
        assert balance(kept.grain, "102", "米", 1, YEAR + 1) == 10
        assert kept.grain.verify().is_sound


def test_an_account_is_a_page_with_items_beside_each_other(place: str) -> None:
    with new_set(place, {"米": "3"}) as kept:
        enter_event(kept, "borrow", day(1, 2), {"米": 1, "面": 2})
        enter_event(kept, "consume", day(1, 3), {"米": "3.5"})
        page = reports.account_page(kept, "102", JANUARY, include_unposted=True)
        asked = ("in 米", "in 面", "out 米", "balance 米", "balance 面")
        eaten, left = Decimal("3.5"), Decimal("0.5")
        assert cells(page, *asked) == [
            (None, None, None, 3, 0), (1, 2, 0, 4, 2), (0, None, eaten, left, 2),
            (1, 2, eaten, left, 2), (1, 2, eaten, left, 2),
        ]  # fmt: skip
        enter_event(kept, "borrow", day(3, 2), {"米": 4})
        page = reports.account_page(kept, "102", Period(YEAR, 3), include_unposted=True)
        assert cells(page, "in 米", "out 米", "balance 米") == [
            (None, None, left), (4, 0, 4 + left), (4, 0, 4 + left), (5, eaten, 4 + left)
        ]  # fmt: skip
        bound = grain_volume(kept, Period(YEAR, 3), from_period=JANUARY, include_unposted=True)
        assert [(each.code, each.first_page) for each in bound.accounts] == [
            ("102", 1), ("201", 2), ("202", 3), ("301", 4)
        ]  # fmt: skip
        assert bound.keeping.keepers == ("司务长 李四",)
        totals = reports.balances(kept, JANUARY, include_unposted=True)
        of_stock = [c[1:] for c in cells(totals, "figure", "米", "面")][:4]
        assert of_stock == [(3, 0), (1, 2), (Decimal("3.5"), 0), (Decimal("0.5"), 2)]
        trend = reports.trend(kept, YEAR)
        assert cells(trend, "item", "2011-01", "total") == [("米", Decimal("3.5"), Decimal("3.5"))]
        assert [i.item for i in issues(kept, JANUARY)] == []
