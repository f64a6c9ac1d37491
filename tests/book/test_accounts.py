"""Accounts of a book: codes, history that moves down, years of validity, finding, what entries carry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from ledgerlib import (
    Account,
    Book,
    Category,
    Measure,
    NewBook,
    Period,
    Refused,
    Side,
    Voucher,
    create,
    credit,
    debit,
    reports,
)  # fmt: skip
from ledgerlib.core.chart import Chart
from ledgerlib.core.commodity import Commodity, CommodityKind
from ledgerlib.testing import CHART, new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]
DAY = date(2024, 1, 5)


def expense(code: str, name: str, **more: Any) -> Account:
    return Account(code, name, Category.EXPENSE, Side.DEBIT, **more)


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """
    2024-01  期初  现金 100.00  实收资本 100.00
             记-1  管理费用 30.00 ← 现金，已记账     记-2  管理费用 7.00 ← 现金，草稿
    """
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as made:
        maker = made.acting_as("制单")
        first = maker.enter(DAY, "办公费", debit("5602", "30"), credit("1001", "30"))
        made.acting_as("审核").review(first)
        made.acting_as("记账").post(first)
        maker.enter(DAY, "差旅费", debit("5602", "7"), credit("1001", "7"))
        yield made


def codes_of(act: Callable[[], object]) -> list[tuple[str, Any]]:
    with pytest.raises(Refused) as caught:
        act()
    return [(p.code, p.values.get("account")) for p in caught.value.problems]


# Codes


def test_new_codes_keep_to_the_rule(book: Book) -> None:
    """4-2-2-2: neither three digits below, nor a third level without its second."""
    wrong = [expense("560", "短"), expense("5602011", "七位"), expense("56030101", "无二级")]
    assert codes_of(lambda: book.set_accounts(wrong)) == [
        ("account.off_rule", "560"), ("account.off_rule", "5602011"),
        ("account.off_rule", "56030101"),
    ]  # fmt: skip
    right = [
        expense("560301", "利息"), expense("56030101", "长期"), expense("5602.01", "另分级"),
        expense("FY01", "字母"),
    ]  # fmt: skip
    assert book.set_accounts(right) == 4
    assert book.chart().parents["5602.01"] == "5602"


def test_a_book_that_never_kept_to_the_rule_need_not_now(tmp_path: Path, refused: Refusal) -> None:
    accounts = [expense("56", "两位"), expense("5602", "四位"), expense("560", "三位")]
    chart = Chart.of(accounts, (4, 2))
    strict = NewBook("单位", chart, Period(2024, 1), strict_codes=True)
    with refused("account.off_rule"):
        create(tmp_path / "strict.ledger", strict, by="主管")
    with create(
        tmp_path / "free.ledger", NewBook("单位", chart, Period(2024, 1)), by="主管"
    ) as book:
        book.set_accounts([expense("56021", "五位")])


def test_all_problems_are_told_and_nothing_is_half_done(book: Book) -> None:
    before = book.chart()
    wrong = [expense("5604", ""), expense("", "无码"), expense("5605", "甲"), expense("5605", "乙")]
    codes = {code for code, _ in codes_of(lambda: book.set_accounts(wrong))}
    assert codes == {"account.unnamed", "account.uncoded", "account.duplicate"}
    assert book.chart() == before


# History


def closing_by_account(book: Book, period: str = "2024-01") -> dict[str, int]:
    figures = book.figures(period, include_unposted=True).figures
    return {code: f.closing_minor for code, f in figures.items() if f.closing_minor}


def test_history_goes_down_to_the_first_account_below(book: Book) -> None:
    """管理费用 37.00, posted and draft, becomes 办公费 37.00; 差旅费 begins with nothing."""
    before, totals = closing_by_account(book), reports.trial_balance(book, "2024-01").totals
    book.set_accounts([expense("560202", "差旅费"), expense("560201", "办公费")])
    assert closing_by_account(book) == before | {"560201": 37_00}
    assert reports.trial_balance(book, "2024-01").totals == totals
    for number in (1, 2):
        assert book.voucher(f"2024-01/记/{number}").lines[0].account == "560201"
    assert [p.code for p in book.verify().problems] == []
    entry = list(book.log())[-1]
    assert (entry.act, entry.subject) == ("account", "560202 560201")
    assert json.loads(entry.after)["moved"] == [["5602", "560201"]]
    maker = book.acting_as("制单")
    assert codes_of(
        lambda: maker.enter(DAY, "x", debit("5602", "1"), credit("1001", "1"))
    ) == [("account.not_leaf", "5602")]  # fmt: skip
    maker.enter(DAY, "x", debit("560202", "1"), credit("1001", "1"))
    red = maker.reverse("2024-01/记/1")
    assert red.lines[0].account == "560201"
    book.set_accounts([expense("560203", "会议费")])
    assert closing_by_account(book)["560201"] == 7_00, "a third account changes nothing any more"


def test_history_goes_down_to_a_leaf_however_deep(book: Book) -> None:
    """Two levels come at once: what takes entries is the lowest."""
    book.set_accounts([expense("560201", "办公费"), expense("56020101", "纸张"),
                       expense("56020102", "水电")])  # fmt: skip
    assert book.voucher("2024-01/记/1").lines[0].account == "56020101"
    assert {c: f for c, f in closing_by_account(book).items() if c.startswith("56")} == {
        "5602": 37_00, "560201": 37_00, "56020101": 37_00,
    }  # fmt: skip
    book.acting_as("制单").void("2024-01/记/2")
    book.acting_as("制单").renumber("2024-01")
    (closing,) = book.acting_as("制单").carry_forward("2024-01")
    assert [line.account for line in closing.lines] == ["56020101", "3103"]
    assert book.verify().is_sound


def test_an_opening_goes_down_too(place: str) -> None:
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as book:
        book.set_accounts([Account("300101", "甲方", Category.EQUITY, Side.CREDIT)])
        assert closing_by_account(book) == {"1001": 100_00, "3001": -100_00, "300101": -100_00}
        assert book.verify().is_sound
        book.set_opening([debit("1001", "90"), credit("300101", "90")])
        assert book.verify().is_sound


def test_the_target_of_closing_rules_goes_along(book: Book) -> None:
    """本年利润 is in use and gets 本年利润—甲: what is carried goes there from now on, and on to 3104."""
    maker = book.acting_as("制单")
    book.acting_as("审核").review()
    book.acting_as("记账").post()
    maker.carry_forward("2024-01")
    book.acting_as("审核").review()
    book.acting_as("记账").post()
    book.set_accounts([Account("310301", "甲", Category.EQUITY, Side.CREDIT)])
    assert [(r.into, r.codes) for r in book.chart().closing_rules] == [
        ("310301", ()), ("310301", ()), ("3104", ("3103",)),
    ]  # fmt: skip
    assert book.can_close("2024-01") == []
    maker.enter(DAY, "收款", debit("1001", "9"), credit("5001", "9"))
    book.acting_as("审核").review()
    book.acting_as("记账").post()
    (closing,) = maker.carry_forward("2024-01")
    assert [line.account for line in closing.lines] == ["5001", "310301"]
    assert book.verify().is_sound


def test_the_first_account_below_must_be_what_its_history_is(book: Book) -> None:
    """The side and category of 管理费用, and no dimension that its lines do not carry."""
    income = Account("560201", "收入", Category.INCOME, Side.CREDIT)
    assert codes_of(lambda: book.set_accounts([income])) == [("account.heir_differs", "560201")]
    by_office = expense("560201", "办公费", dimensions=("department",))
    assert codes_of(lambda: book.set_accounts([by_office])) == [("account.history_lacks", "560201")]
    assert codes_of(
        lambda: book.set_accounts([evolve(CHART.accounts["5602"], dimensions=("department",))])
    ) == [("account.history_lacks", "5602")]
    assert codes_of(
        lambda: book.set_accounts([evolve(CHART.accounts["5602"], category=Category.ASSET)])
    ) == [("account.in_use", "5602")]
    book.set_accounts([expense("560201", "办公费"), evolve(by_office, code="560202")])
    assert book.chart().accounts["560202"].dimensions == ("department",)


def test_an_account_without_history_is_divided_freely(book: Book) -> None:
    book.set_accounts([Account("220201", "甲", Category.ASSET, Side.DEBIT)])
    entry = list(book.log())[-1]
    assert json.loads(entry.after)["moved"] == []
    assert book.verify().is_sound


# Years, and disabled accounts


def test_an_account_takes_entries_only_in_its_years(book: Book) -> None:
    """管理费用 until 2024; 研发费用 from 2025."""
    book.set_accounts(
        [evolve(CHART.accounts["5602"], last_year=2024), expense("5604", "研发", first_year=2025)]
    )
    maker = book.acting_as("制单")

    def enter(code: str, year: int) -> Voucher:
        return maker.enter(date(year, 1, 5), "x", debit(code, "1"), credit("1001", "1"))

    assert codes_of(lambda: enter("5602", 2025)) == [("account.not_valid", "5602")]
    assert codes_of(lambda: enter("5604", 2024)) == [("account.not_valid", "5604")]
    enter("5602", 2024)
    entered = enter("5604", 2025)
    changed = Voucher(date(2025, 1, 6), (debit("5602", "1", "x"), credit("1001", "1", "x")))
    assert codes_of(lambda: maker.amend(entered, changed)) == [("account.not_valid", "5602")]
    with pytest.raises(Refused, match="科目 5602 管理费用 在 2025 年度不能使用"):
        enter("5602", 2025)


def test_a_disabled_account_keeps_what_it_has_and_takes_no_more(book: Book) -> None:
    book.set_accounts([evolve(CHART.accounts["5602"], is_disabled=True)])
    maker = book.acting_as("制单")
    assert codes_of(
        lambda: maker.enter(DAY, "x", debit("5602", "1"), credit("1001", "1"))
    ) == [("account.disabled", "5602")]  # fmt: skip
    assert closing_by_account(book)["5602"] == 37_00
    book.set_accounts([CHART.accounts["5602"]])
    maker.enter(DAY, "x", debit("5602", "1"), credit("1001", "1"))


# Finding


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gsyh", ["100201"]), ("GSYH", ["100201"]), ("ｇｓｙｈ", ["100201"]), ("yh", ["1002"]),
        ("1002", ["1002", "100201", "100202"]), ("银行", ["1002", "100201", "100202"]),
        (" 费用", ["5602", "5603"]), ("无", []), ("zw", ["5603"]),
    ],
)  # fmt: skip
def test_accounts_are_found_by_code_initials_and_name(
    typed: str, found: list[str], tmp_path: Path
) -> None:
    """财务费用 has a mnemonic of its own; 银行存款 has yh where yhck would be its initials."""
    with new_book(tmp_path / "book.ledger") as book:
        book.set_accounts(
            [
                evolve(CHART.accounts["5603"], mnemonic="zw"),
                evolve(CHART.accounts["1002"], mnemonic="yh"),
            ]
        )
        assert [account.code for account in book.find_accounts(typed)] == found


def test_initials_follow_a_new_name_and_a_mnemonic_of_ones_own_stays(tmp_path: Path) -> None:
    with new_book(tmp_path / "book.ledger") as book:
        book.set_accounts([evolve(CHART.accounts["5602"], name="业务费用")])
        book.set_accounts([evolve(CHART.accounts["5603"], mnemonic="zw")])
        book.set_accounts([evolve(CHART.accounts["5603"], is_disabled=True)])
        accounts = book.chart().accounts
        assert (accounts["5602"].mnemonic, accounts["5603"].mnemonic) == ("ywfy", "zw")


# What entries carry


def test_a_quantity_account_wants_its_unit_and_a_currency_account_its_currencies(
    book: Book,
) -> None:
    """库存 in kg; 外币户 in USD and EUR, or in yuan alone."""
    book.set_accounts(
        [
            Account("1405", "库存商品", Category.ASSET, Side.DEBIT, unit="千克"),
            Account("100203", "外币户", Category.ASSET, Side.DEBIT, currencies=("USD", "JPY")),
        ]
    )
    with book.transaction() as connection:
        rows = connection.exec_driver_sql("SELECT code, scale, kind FROM commodity ORDER BY code")
        assert [Commodity(r[0], r[1], CommodityKind(r[2])) for r in rows] == [
            Commodity("CNY", 2), Commodity("JPY", 0), Commodity("USD", 2),
            Commodity("千克", 6, CommodityKind.GOODS),
        ]  # fmt: skip
    book.set_commodity("EUR", scale=2, kind=CommodityKind.CURRENCY)
    book.set_commodity("升", scale=3)
    maker = book.acting_as("制单")

    def enter(code: str, unit: str = "", quantity: str = "2", rate: str | None = "5") -> Voucher:
        kind = CommodityKind.CURRENCY if unit.isascii() else CommodityKind.GOODS
        measure = Measure(unit, Decimal(quantity), Decimal(rate) if rate else None, kind)
        line = debit(code, "10", measure=measure if unit else None)
        return maker.enter(DAY, "x", line, credit("3001", "10"))

    assert codes_of(lambda: enter("1405")) == [("unit.missing", "1405")]
    assert codes_of(lambda: enter("1405", "升")) == [("unit.missing", "1405")]
    assert codes_of(lambda: enter("1405", "USD")) == [("unit.missing", "1405")]
    assert codes_of(lambda: enter("1405", "千克", "0.0000001")) == [("amount.too_precise", None)]
    assert codes_of(lambda: enter("100203", "EUR")) == [("currency.not_kept", "100203")]
    assert codes_of(lambda: enter("100203", "USD", rate=None)) == [("rate.missing", None)]
    assert codes_of(lambda: enter("1001", "GBP")) == [("commodity.unknown", None)]
    for code, unit in (("1405", "千克"), ("100203", "USD"), ("100203", ""), ("1001", "EUR")):
        enter(code, unit)
    assert codes_of(lambda: book.set_commodity("USD", scale=3)) == [("commodity.fixed", None)]
    assert codes_of(lambda: book.set_commodity("", scale=3)) == [("commodity.malformed", None)]
    assert codes_of(lambda: book.set_commodity("桶", scale=10)) == [("commodity.malformed", None)]


def test_who_has_no_business_with_accounts_changes_none(book: Book, refused: Refusal) -> None:
    for who in ("审核", "记账"):
        with refused("user.may_not"):
            book.acting_as(who).set_accounts([expense("5604", "研发")])
    assert book.acting_as("制单").set_accounts([expense("5604", "研发")]) == 1
    known = len(list(book.log()))
    assert book.acting_as("制单").set_accounts([expense("5604", "研发")]) == 0
    assert len(list(book.log())) == known


def test_history_moved_by_plain_sql_is_seen(book: Book, by_hand: By, place: str) -> None:
    """The codes of two accounts exchanged: each line would be another account's."""
    with by_hand(place, commit=False) as hand:
        for code, other in (("5603", "?"), ("5602", "5603"), ("?", "5602")):
            hand.run(f"UPDATE account SET code = '{other}' WHERE code = '{code}'")
        problems = Book.open(hand.connection).verify().problems
        assert [p.code for p in problems] == ["verify.chart"]
