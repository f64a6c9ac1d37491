"""Accounts that may not go below nothing (赤字控制): no day, no store, no currency, by no act."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import Account, Book, Category, Line, Measure, Period, Refused, Side, Voucher
from ledgerlib import credit as to_credit
from ledgerlib import debit as to_debit
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.core.problem import Problem
from ledgerlib.testing import CHART, new_book

Refusal = Callable[..., Any]
RICE = Account("1405", "库存商品", Category.ASSET, Side.DEBIT, unit="大米", is_guarded=True)


def kilograms(quantity: str) -> Measure:
    return Measure("大米", Decimal(quantity))


def into(account: str, amount: str, day: int, **more: Any) -> Voucher:
    lines = (to_debit(account, amount, "收", **more), to_credit("3001", amount, "收"))
    return Voucher(date(2024, 1, day), lines)


def out_of(account: str, amount: str, day: int, **more: Any) -> Voucher:
    lines = (to_debit("5602", amount, "付"), to_credit(account, amount, "付", **more))
    return Voucher(date(2024, 1, day), lines)


def enter(book: Book, voucher: Voucher) -> Voucher:
    return book.acting_as("制单").enter(voucher.day, "摘要", *voucher.lines)


def below(act: Callable[[], object]) -> list[tuple[str, str, str, str]]:
    """What a refusal tells of: account, dimension, day and amount with its unit."""
    with pytest.raises(Refused) as caught:
        act()
    return told(caught.value.problems)


def told(problems: list[Problem]) -> list[tuple[str, str, str, str]]:
    assert {p.code for p in problems} <= {"guard.negative"}
    return [
        (
            p.values["account"], p.values["dimension"], p.values["day"],
            f"{p.values['amount']} {p.values['commodity']}",
        )
        for p in problems
    ]  # fmt: skip


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """期初  现金 100.00，不许赤字;  库存商品 0，不许赤字，按大米数量;  实收资本 100.00."""
    opening = (to_debit("1001", "100"), to_credit("3001", "100"))
    with new_book(place, opening=opening) as made:
        made.set_accounts([evolve(CHART.accounts["1001"], is_guarded=True), RICE])
        made.set_dimension_kind("store", "仓库", is_open=True)
        yield made


def test_more_than_there_is_is_not_paid_out(book: Book) -> None:
    """现金 100.00: 付 100.00 goes, another fen does not; nothing of it is stored."""
    enter(book, out_of("1001", "100", 10))
    assert below(lambda: enter(book, out_of("1001", "0.01", 20))) == [
        ("1001", "", "2024-01-20", "-0.01 CNY")
    ]
    assert book.last_number(Period(2024, 1), "记") == 1
    enter(book, into("1001", "0.01", 20))
    enter(book, out_of("1001", "0.01", 20))


def test_a_payment_dated_back_may_not_spend_what_came_later(book: Book) -> None:
    """
    01-10 付 100.00    01-20 收 50.00
    01-12 付 30.00: there was nothing on that day. 01-20 付 30.00 is right: the day as a whole counts.
    And 01-05 付 30.00 leaves −30.00 on the tenth.
    """
    enter(book, out_of("1001", "100", 10))
    enter(book, into("1001", "50", 20))
    assert below(lambda: enter(book, out_of("1001", "30", 12))) == [
        ("1001", "", "2024-01-12", "-30.00 CNY")
    ]
    assert below(lambda: enter(book, out_of("1001", "30", 5))) == [
        ("1001", "", "2024-01-10", "-30.00 CNY")
    ]
    enter(book, out_of("1001", "30", 20))


def test_a_batch_is_looked_at_as_a_whole(book: Book) -> None:
    """The receipt stands behind the payment in the sheet, but before it in time."""
    maker = book.acting_as("制单")
    assert maker.enter_many([out_of("1001", "150", 10), into("1001", "50", 8)]).count == 2
    batch = [into("1001", "50", 12), out_of("1001", "60", 12), out_of("1001", "0.01", 31)]
    assert below(lambda: maker.enter_many(batch)) == [("1001", "", "2024-01-12", "-10.00 CNY")]
    assert book.last_number(Period(2024, 1), "记") == 2


def test_what_a_payment_lives_on_is_not_taken_away(book: Book) -> None:
    """
    01-05 收 50.00    01-10 付 150.00
    The receipt can't be voided, made smaller or dated behind the payment. Made larger it may be.
    """
    receipt = enter(book, into("1001", "50", 5))
    enter(book, out_of("1001", "150", 10))
    maker = book.acting_as("制单")
    wanted = [("1001", "", "2024-01-10", "-50.00 CNY")]
    assert below(lambda: maker.void(receipt)) == wanted
    assert below(lambda: maker.amend(receipt, into("1001", "50", 11))) == wanted
    assert below(lambda: maker.amend(receipt, into("1001", "49.99", 5))) == [
        ("1001", "", "2024-01-10", "-0.01 CNY")
    ]
    assert below(lambda: maker.amend(receipt, into("100201", "50", 5))) == wanted
    maker.amend(receipt, into("1001", "60", 6))
    maker.void("2024-01/记/2")
    maker.void(receipt)
    assert below(lambda: maker.unvoid("2024-01/记/2")) == wanted
    maker.unvoid(receipt)
    maker.unvoid("2024-01/记/2")


def test_a_reversal_may_not_take_what_is_spent(book: Book) -> None:
    """记-1 收 50.00 and 记-2 付 150.00 are posted: 记-1 can't be reversed any more."""
    enter(book, into("1001", "50", 5))
    enter(book, out_of("1001", "150", 10))
    book.acting_as("审核").review()
    book.acting_as("记账").post()
    maker = book.acting_as("制单")
    assert below(lambda: maker.reverse("2024-01/记/1", date(2024, 1, 31))) == [
        ("1001", "", "2024-01-31", "-50.00 CNY")
    ]
    assert below(
        lambda: maker.correct("2024-01/记/1", to_debit("1001", "49"), to_credit("3001", "49"))
    ) == [("1001", "", "2024-01-10", "-50.00 CNY")]
    maker.reverse("2024-01/记/2")
    maker.reverse("2024-01/记/1")


def test_posting_in_another_order_is_held_to_the_same(book: Book) -> None:
    """付-1 lives on 收-1. Posted first, it would leave the posted book below nothing."""
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    for word, voucher in (("收", into("1001", "50", 5)), ("付", out_of("1001", "150", 10))):
        maker.enter_many([evolve(voucher, word=word)], make_missing=True)
    reviewer.review()
    assert below(lambda: poster.post("2024-01", word="付")) == [
        ("1001", "", "2024-01-10", "-50.00 CNY")
    ]
    assert [book.voucher(f"2024-01/{word}/1").state for word in "收付"] == ["reviewed"] * 2
    poster.post("2024-01", word="收")
    poster.post("2024-01", word="付")


def test_stock_is_guarded_by_quantity_whatever_it_is_worth(book: Book) -> None:
    """收 20 kg for 80.00; 付 25 kg for 60.00: money is left, rice is not."""
    enter(book, into("1405", "80", 5, measure=kilograms("20")))
    assert below(lambda: enter(book, out_of("1405", "60", 6, measure=kilograms("25")))) == [
        ("1405", "", "2024-01-06", "-5.000000 大米")
    ]
    assert below(lambda: enter(book, out_of("1405", "90", 6, measure=kilograms("20")))) == [
        ("1405", "", "2024-01-06", "-10.00 CNY")
    ]
    assert below(lambda: enter(book, out_of("1405", "90", 6, measure=kilograms("20.000001")))) == [
        ("1405", "", "2024-01-06", "-10.00 CNY"), ("1405", "", "2024-01-06", "-0.000001 大米"),
    ]  # fmt: skip
    enter(book, out_of("1405", "80", 6, measure=kilograms("20")))


def test_one_stores_grain_does_not_feed_another(book: Book) -> None:
    """甲仓 20 kg, 乙仓 5 kg: 乙仓 gives out no 6 kg, though there are 25 in all."""
    for store, quantity in (("甲", "20"), ("乙", "5")):
        more = {"measure": kilograms(quantity), "dimension": f"store:{store}"}
        enter(book, into("1405", "50", 5, **more))
    out = {"measure": kilograms("6"), "dimension": "仓库：乙"}
    assert below(lambda: enter(book, out_of("1405", "10", 6, **out))) == [
        ("1405", "store:乙", "2024-01-06", "-1.000000 大米")
    ]
    with pytest.raises(Refused, match="1405 库存商品 store:乙 到 2024-01-06 会成赤字"):
        enter(book, out_of("1405", "10", 6, **out))
    # Money is the account's, not the store's.
    enter(book, out_of("1405", "90", 6, measure=kilograms("5"), dimension="store:乙"))


def test_each_currency_is_guarded_by_itself(book: Book) -> None:
    """USD 10 bought, USD 11 to be paid out, though the yuan would do."""
    book.set_commodity("USD", scale=2, kind=CommodityKind.CURRENCY)
    ten, eleven = (Measure("USD", Decimal(q), Decimal(7), CommodityKind.CURRENCY) for q in (10, 11))
    enter(book, into("1001", "70", 5, measure=ten))
    assert below(lambda: enter(book, out_of("1001", "77", 6, measure=eleven))) == [
        ("1001", "", "2024-01-06", "-1.00 USD")
    ]


def test_an_account_that_grows_on_the_credit_side_is_seen_from_there(book: Book) -> None:
    """应付账款, guarded: more paid than owed."""
    book.set_accounts([evolve(CHART.accounts["2202"], is_guarded=True)])
    maker = book.acting_as("制单")
    maker.enter(date(2024, 1, 5), "欠", to_debit("5602", "30"), to_credit("2202", "30"))
    pay = (to_debit("2202", "31"), to_credit("1001", "31"))
    assert below(lambda: maker.enter(date(2024, 1, 6), "还", *pay)) == [
        ("2202", "", "2024-01-06", "-1.00 CNY")
    ]


def test_an_account_above_guards_those_below_it(book: Book) -> None:
    """1002 is guarded: neither 100201 nor 100202 goes below nothing, each by itself."""
    book.set_accounts([evolve(CHART.accounts["1002"], is_guarded=True)])
    enter(book, into("100201", "50", 5))
    assert below(lambda: enter(book, out_of("100202", "10", 6))) == [
        ("100202", "", "2024-01-06", "-10.00 CNY")
    ]
    enter(book, out_of("100201", "50", 6))


def test_a_closed_month_is_left_behind_and_what_it_left_is_there(book: Book) -> None:
    """January ends with 现金 20.00; in February 20.01 can't be paid, and 20.00 can."""
    enter(book, out_of("1001", "80", 10))
    finish(book, "2024-01")
    february = evolve(out_of("1001", "20.01", 5), day=date(2024, 2, 5))
    assert below(lambda: enter(book, february)) == [("1001", "", "2024-02-05", "-0.01 CNY")]
    enter(book, evolve(out_of("1001", "20", 5), day=date(2024, 2, 5)))
    finish(book, "2024-02")
    assert book.verify().is_sound


def test_entries_of_later_months_and_years_are_looked_at_too(book: Book) -> None:
    """Entry runs ahead: next January's payment lives on this January's cash."""
    enter(book, evolve(out_of("1001", "100", 5), day=date(2025, 1, 5)))
    assert below(lambda: enter(book, out_of("1001", "1", 10))) == [
        ("1001", "", "2025-01-05", "-1.00 CNY")
    ]


def finish(book: Book, period: str) -> None:
    """What is left to do in a month: review, post, carry forward, close."""
    for _ in range(2):
        left = {problem.code for problem in book.can_close(period)}
        if "close.draft" in left:
            book.acting_as("审核").review(period)
        if left & {"close.draft", "close.reviewed"}:
            book.acting_as("记账").post(period)
        if "close.not_carried" in {problem.code for problem in book.can_close(period)}:
            book.acting_as("制单").carry_forward(period)
    book.acting_as("记账").close(period)


def test_where_the_policy_only_warns_it_is_told_and_done(book: Book, refused: Refusal) -> None:
    book.set_policy("negative_balance", "warn")
    enter(book, out_of("1001", "130", 20))
    enter(book, evolve(out_of("1001", "5", 5), day=date(2024, 3, 1)))
    assert told(book.warnings("2024-01")) == [("1001", "", "2024-01-20", "-30.00 CNY")]
    enter(book, into("1001", "40", 25))
    assert told(book.warnings("2024-01")) == [("1001", "", "2024-01-20", "-30.00 CNY")]
    book.set_policy("negative_balance", "refuse")
    assert book.warnings("2024-01") == [], "what is refused needs no warning"
    book.acting_as("审核").review("2024-01")
    with refused("guard.negative"):
        book.acting_as("记账").post("2024-01")
    book.set_policy("negative_balance", "warn")
    finish(book, "2024-01")
    assert told(book.warnings("2024-02")) == [], "March pays 5.00 out of 10.00"
    assert book.verify().is_sound


def test_a_month_does_not_close_on_a_day_below_nothing(book: Book) -> None:
    """It came there while the policy only warned; the supervisor has changed it since."""
    book.set_policy("negative_balance", "warn")
    enter(book, out_of("1001", "130", 20))
    enter(book, into("1001", "40", 25))
    book.acting_as("审核").review()
    book.acting_as("记账").post()
    book.acting_as("制单").carry_forward("2024-01")
    book.acting_as("审核").review()
    book.acting_as("记账").post()
    assert book.can_close("2024-01") == []
    book.set_policy("negative_balance", "refuse")
    assert told(book.can_close("2024-01")) == [("1001", "", "2024-01-20", "-30.00 CNY")]
    assert below(lambda: book.close("2024-01")) == told(book.can_close("2024-01"))


def test_an_account_is_guarded_from_then_on_only_where_it_can_be(book: Book) -> None:
    """财务费用 stands at −5.00 on a day: it can't be guarded until that is put right."""
    maker = book.acting_as("制单")
    maker.enter(date(2024, 1, 5), "利息", to_debit("1001", "5"), to_credit("5603", "5"))
    guarded = evolve(CHART.accounts["5603"], is_guarded=True)
    assert below(lambda: book.set_accounts([guarded])) == [("5603", "", "2024-01-05", "-5.00 CNY")]
    assert not book.chart().accounts["5603"].is_guarded
    maker.void("2024-01/记/1")
    book.set_accounts([guarded])


def test_an_opening_is_not_lowered_under_what_is_spent(book: Book) -> None:
    """期初 can be corrected until the first posting, but 付 100.00 has been entered by now."""
    enter(book, out_of("1001", "100", 10))
    assert below(lambda: book.set_opening([to_debit("1001", "99"), to_credit("3001", "99")])) == [
        ("1001", "", "2024-01-10", "-1.00 CNY")
    ]
    book.set_opening([to_debit("1001", "101"), to_credit("3001", "101")])


# Against a day by day model

#: Day, whether it comes in, the account, store, amount and quantity.
MOVES = st.lists(
    st.tuples(
        st.integers(1, 6), st.booleans(), st.sampled_from(["1001", "1405"]),
        st.sampled_from(["", "store:甲", "store:乙"]), st.integers(1, 4), st.integers(-1, 4),
    ),
    max_size=8,
)  # fmt: skip


def first_days_below(opening: int, moves: list[Any]) -> set[tuple[str, str, str, str]]:
    """Day by day: the first on which cash, or stock in money, or a store's rice is below nothing."""
    balance: dict[tuple[str, str, str], int] = defaultdict(int, {("1001", "", "CNY"): opening})
    found: dict[tuple[str, str, str], tuple[str, str, str, str]] = {}
    for day in range(1, 7):
        for _, comes_in, account, store, amount, quantity in (m for m in moves if m[0] == day):
            sign = 1 if comes_in else -1
            balance[account, "", "CNY"] += sign * amount
            if account == "1405":
                balance[account, store, "大米"] += sign * quantity
        for key, left in balance.items():
            if left < 0 and key not in found:
                account, store, unit = key
                decimals = 2 if unit == "CNY" else 6
                text = f"{Decimal(left):.{decimals}f} {unit}"
                found[key] = (account, store, f"2024-01-0{day}", text)
    return set(found.values())


@given(opening=st.integers(0, 6), moves=MOVES)
def test_what_is_refused_is_what_a_day_by_day_model_says(
    opening: int, moves: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Entered in any order, one by one: exactly the moves that leave a day below nothing are refused."""
    where = tmp_path_factory.mktemp("guard") / "book.ledger"
    lines = (to_debit("1001", opening), to_credit("3001", opening)) if opening else ()
    with new_book(where, opening=lines) as book:
        book.set_accounts([evolve(CHART.accounts["1001"], is_guarded=True), RICE])
        book.set_dimension_kind("store", "仓库", is_open=True)
        kept: list[Any] = []
        for move in moves:
            day, comes_in, account, store, amount, quantity = move
            more: dict[str, Any] = {"dimension": store}
            if account == "1405":
                more["measure"] = kilograms(str(quantity))
            make = into if comes_in else out_of
            voucher = make(account, str(amount), day, **more)
            expected = first_days_below(opening, [*kept, move])
            if expected:
                with pytest.raises(Refused) as caught:
                    enter(book, voucher)
                assert set(told(caught.value.problems)) == expected
            else:
                enter(book, voucher)
                kept.append(move)
        assert (book.last_number(Period(2024, 1), "记")) == len(kept)


def test_the_walk_begins_where_the_last_closed_month_ended(tmp_path: Path) -> None:
    """Openings by store, and what closed months brought, by dimension and measure."""
    with new_book(tmp_path / "book.ledger", started=False) as book:
        book.set_accounts([RICE])
        book.set_dimension_kind("store", "仓库", is_open=True)
        twenty = {"measure": kilograms("20"), "dimension": "store:甲"}
        book.set_opening([to_debit("1405", "80", **twenty), to_credit("3001", "80")])
        book.start()
        enter(book, out_of("1405", "20", 5, measure=kilograms("5"), dimension="store:甲"))
        finish(book, "2024-01")
        for quantity, day in itertools.product(("16", "15.000001"), (1, 28)):
            out = out_of("1405", "60", 5, measure=kilograms(quantity), dimension="store:甲")
            with pytest.raises(Refused):
                enter(book, evolve(out, day=date(2024, 2, day)))
        out = out_of("1405", "60", 5, measure=kilograms("15"), dimension="store:甲")
        enter(book, evolve(out, day=date(2024, 2, 1)))


def test_lines_that_move_nothing_guarded_are_not_in_question(book: Book) -> None:
    red = (Line("5602", Side.DEBIT, Decimal("-5")), Line("3001", Side.CREDIT, Decimal("-5")))
    book.acting_as("制单").enter(date(2024, 1, 5), "红字", *red)
