"""Openings: with dimensions and measures, in the middle of a year, put right until the first posting."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    Account,
    Book,
    Category,
    Measure,
    OpeningLine,
    Period,
    Refused,
    Side,
    credit,
    debit,
    reports,
)  # fmt: skip
from ledgerlib.core.balance import Detail
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.testing import CHART, new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]
PAIR = (debit("1001", "100"), credit("3001", "100"))


def codes_of(act: Callable[[], object]) -> list[tuple[str, Any]]:
    with pytest.raises(Refused) as caught:
        act()
    return [(p.code, p.values.get("line")) for p in caught.value.problems]


def dollars(quantity: str) -> Measure:
    return Measure("USD", Decimal(quantity), None, CommodityKind.CURRENCY)


def post_one(book: Book, day: date = date(2024, 1, 5)) -> None:
    book.acting_as("制单").enter(day, "收款", debit("1001", "8"), credit("5001", "8"))
    book.acting_as("审核").review()
    book.acting_as("记账").post()


# What an opening carries


def test_an_opening_is_there_by_partner_currency_and_quantity(place: str) -> None:
    """
    期初  应付账款 甲 30.00  乙 20.00     外币户 USD 10.00 = 71.00     大米 甲仓 5 kg = 20.00
          实收资本 41.00
    """
    with new_book(place, started=False) as book:
        book.set_accounts(
            [
                evolve(CHART.accounts["2202"], dimensions=("partner",)),
                evolve(CHART.accounts["100201"], currencies=("USD",)),
                Account("1405", "库存商品", Category.ASSET, Side.DEBIT, unit="大米"),
            ]
        )
        book.set_dimension_kind("partner", is_open=True)
        book.set_dimension_kind("仓库", is_open=True)
        rice = Measure("大米", Decimal(5))
        openings = [
            credit("2202", "30", dimension="往来单位:甲"),
            credit("2202", "20", dimension="partner：乙"),
            debit("100201", "71", measure=dollars("10")),
            debit("1405", "20", dimension="仓库:甲", measure=rice),
            credit("3001", "41"),
        ]
        assert book.set_opening(openings) == 5
        assert (book.opening().debit_minor, book.opening().credit_minor) == (91_00, 91_00)
        book.start()
        found = book.details("2024-01").details
        assert {
            d: (m.amount.opening_minor, m.quantity.opening_minor) for d, m in found.items()
        } == {
            Detail("2202", "partner:甲"): (-30_00, 0),
            Detail("2202", "partner:乙"): (-20_00, 0),
            Detail("100201", "", "USD"): (71_00, 10_00),
            Detail("1405", "仓库:甲", "大米"): (20_00, 5_000_000),
            Detail("3001"): (-41_00, 0),
        }
        only = book.details("2024-01", dimension={"往来单位": ["乙"]}).details
        assert set(only) == {Detail("2202", "partner:乙")}
        assert book.figures("2024-01").figures["2202"].opening_minor == -50_00
        assert book.verify().is_sound


def test_all_that_is_wrong_with_openings_is_told_line_by_line(place: str) -> None:
    with new_book(place, started=False) as book:
        book.set_accounts(
            [
                evolve(CHART.accounts["2202"], dimensions=("partner",)),
                Account("1405", "库存商品", Category.ASSET, Side.DEBIT, unit="大米"),
            ]
        )
        wrong = [
            credit("2202", "30"), credit("2202", "30", dimension="往来单位:丙"),
            debit("1405", "20"), debit("1002", "1"), debit("9", "1"), debit("1001", "0.001"),
            debit("1001", "1", dimension="甲"), debit("1001", "1", measure=dollars("1")),
        ]  # fmt: skip
        assert codes_of(lambda: book.set_opening(wrong)) == [
            ("dimension.missing", 1), ("dimension.unknown", 2), ("unit.missing", 3),
            ("account.not_leaf", 4), ("account.unknown", 5), ("amount.too_precise", 6),
            ("dimension.malformed", 7), ("commodity.unknown", 8),
        ]  # fmt: skip
        assert book.opening().debit_minor == 0


def test_an_import_makes_what_openings_bring_along(place: str, refused: Refusal) -> None:
    """A sheet of openings in USD for the customer 丙: commodity, kind and value are made."""
    lines = [
        debit("1001", "7", measure=dollars("1")),
        credit("2202", "7", dimension="客户:丙;partner:丁"),
    ]
    with new_book(place, started=False) as book:
        with refused("commodity.unknown", "dimension.kind_unknown"):
            book.set_opening(lines)
        book.set_opening(lines, make_missing=True)
        assert set(book.dimension_kinds()) == {"客户", "partner"}
        assert [v.code for v in book.dimension_values("客户")] == ["丙"]
        book.start()
        assert set(book.details("2024-01").details) == {
            Detail("1001", "", "USD"), Detail("2202", "partner:丁;客户:丙"),
        }  # fmt: skip
        assert book.verify().is_sound


def test_a_red_balance_and_none_at_all_are_openings_too(place: str) -> None:
    """现金 −5.00 in red on the debit side; an account with a quantity and no money."""
    with new_book(place, started=False) as book:
        book.set_commodity("大米", scale=3)
        rice = Measure("大米", Decimal(7))
        book.set_opening(
            [debit("1001", "-5"), credit("3001", "-5"), debit("100201", "0", measure=rice)]
        )
        book.start()
        found = book.details("2024-01").details
        assert found[Detail("1001")].amount.opening_minor == -5_00
        assert found[Detail("100201", "", "大米")].quantity.opening_minor == 7_000
        assert book.verify().is_sound


# In the middle of a year

JUNE = Period(2024, 6)


def year(line: Any, debited: str, credited: str, actual: str | None = None) -> OpeningLine:
    told = None if actual is None else Decimal(actual)
    return OpeningLine(line, Decimal(debited), Decimal(credited), told)


#: 1–5月: 收入 900.00，其中退货 50.00 记在借方；费用 300.00；每月都已结转；5月的收入 80.00 还没有结转。
FIRST_MONTHS = (
    year(debit("1001", "730"), "1000", "370"),
    year(credit("5001", "80"), "900", "980", "930"),
    year(debit("5602", "0"), "300", "300"),
    year(credit("3103", "550"), "300", "850"),
    year(credit("3001", "100"), "0", "0"),
)


@pytest.fixture
def june(place: str) -> Any:
    with new_book(place, start=JUNE, started=False) as book:
        book.set_opening(FIRST_MONTHS)
        book.start()
        yield book


def test_a_year_begun_elsewhere_has_its_turnovers(june: Book) -> None:
    """累计借方 and 累计贷方 stand in the trial balance, opening and turnover of June apart."""
    row = {r.cells["code"]: r.cells for r in reports.trial_balance(june, "2024-06").rows}
    assert (row["1001"]["ytd_debit"], row["1001"]["ytd_credit"]) == (Decimal(1000), Decimal(370))
    assert (row["5001"]["ytd_debit"], row["5001"]["ytd_credit"]) == (Decimal(900), Decimal(980))
    assert row["1001"]["opening_debit"] == row["1001"]["closing_debit"] == Decimal(730)
    figures = june.figures("2024-06").figures
    assert figures["1001"].year_opening_minor == 100_00, "年初数"
    assert figures["3001"].year_opening_minor == -100_00
    assert sum(f.year_opening_minor for f in figures.values() if f) == 0
    totals = reports.trial_balance(june, "2024-06").totals
    assert totals["ytd_debit"] == totals["ytd_credit"] == Decimal(2500)


def test_without_carrying_the_actual_profit_and_loss_is_seen(june: Book) -> None:
    """
    收入 980.00 贷，借方 900.00 of which 850.00 were carried and 50.00 are returns: actual 930.00.
    费用: nobody said what was actual, so all on its credit side was carrying: actual 300.00.
    """
    figures = june.figures("2024-06", with_closing=False).figures
    income, office = figures["5001"], figures["5602"]
    assert (income.year_to_date_debit_minor, income.year_to_date_credit_minor) == (50_00, 980_00)
    assert (office.year_to_date_debit_minor, office.year_to_date_credit_minor) == (300_00, 0)
    post_one(june, date(2024, 6, 5))
    assert june.figures("2024-06").figures["5001"].year_to_date_credit_minor == 988_00
    (closing,) = june.acting_as("制单").carry_forward("2024-06")
    assert [(x.account, x.side * x.amount) for x in closing.lines] == [
        ("5001", Decimal(88)), ("3103", Decimal(-88)),
    ]  # fmt: skip
    june.acting_as("审核").review()
    june.acting_as("记账").post()
    after = june.figures("2024-06", with_closing=False).figures["5001"]
    assert (after.year_to_date_debit_minor, after.year_to_date_credit_minor) == (50_00, 988_00)


def test_the_next_year_begins_anew(june: Book) -> None:
    for month in range(6, 13):
        period = f"2024-{month:02}"
        if june.can_close(period):
            june.acting_as("制单").carry_forward(period)
            june.acting_as("审核").review(period)
            june.acting_as("记账").post(period)
        june.acting_as("记账").close(period)
    for _ in range(2):
        january = june.figures("2025-01").figures
        assert january["3104"].closing_minor == -630_00
        assert all(f.year_to_date_debit_minor == 0 for f in january.values())
        assert (
            june.figures("2024-06", "2024-12").figures["1001"].year_to_date_debit_minor == 1000_00
        )
        if june.facts().locked_through < 202412:
            june.acting_as("记账").roll_over(2024)
    assert june.verify().is_sound


def test_the_turnovers_before_the_start_must_balance_too(place: str) -> None:
    with new_book(place, start=JUNE, started=False) as book:
        wrong = (year(debit("1001", "730"), "1000", "371"), *FIRST_MONTHS[1:])
        book.set_opening(wrong)
        assert codes_of(book.start) == [("opening.year_unbalanced", None)]
        book.set_opening([*FIRST_MONTHS[1:]])
        assert codes_of(book.start) == [
            ("opening.unbalanced", None), ("opening.year_unbalanced", None),
        ]  # fmt: skip
        book.set_opening(FIRST_MONTHS)
        book.start()


def test_year_to_date_is_only_for_the_middle_of_a_year_and_actual_for_profit_and_loss(
    tmp_path: Path,
) -> None:
    with new_book(tmp_path / "january.ledger", started=False) as book:
        assert codes_of(lambda: book.set_opening(FIRST_MONTHS)) == [
            ("opening.no_year_before", n) for n in (1, 2, 3, 4)
        ]
    with new_book(tmp_path / "june.ledger", start=JUNE, started=False) as book:
        wrong = [year(debit("1001", "1"), "1", "0", "1"), year(debit("5602", "1"), "1.001", "0")]
        assert codes_of(lambda: book.set_opening(wrong)) == [
            ("opening.actual_of_balance", 1), ("amount.too_precise", 2),
        ]  # fmt: skip


def test_quantities_of_the_year_before_are_there_by_dimension(place: str) -> None:
    """大米: 期初 5 kg = 20.00，年初以来收 12 kg 48.00，付 7 kg 28.00."""
    with new_book(place, start=JUNE, started=False) as book:
        book.set_commodity("大米", scale=3)
        book.set_dimension_kind("仓库", is_open=True)
        rice = debit("1001", "20", dimension="仓库:甲", measure=Measure("大米", Decimal(5)))
        book.set_opening(
            [
                OpeningLine(rice, Decimal(48), Decimal(28), None, Decimal(12), Decimal(7)),
                OpeningLine(credit("3001", "20"), Decimal(28), Decimal(48)),
            ]
        )
        book.start()
        found = book.details("2024-06").details[Detail("1001", "仓库:甲", "大米")]
        assert found.quantity.opening_minor == 5_000
        assert found.quantity.year_to_date_debit_minor == 12_000
        assert found.quantity.year_to_date_credit_minor == 7_000
        assert found.amount.year_to_date_debit_minor == 48_00
        assert book.verify().is_sound


@given(
    amounts=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=2, max_size=5),
    returns=st.integers(0, 50),
)
def test_the_year_to_date_of_income_is_what_it_actually_was(
    amounts: list[tuple[int, int]], returns: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Months of sales and carrying, told as an opening: without closing the net is the actual sales."""
    sold = sum(pair[0] for pair in amounts)
    carried = sold - returns  # each month was carried whole, so nothing stands on it any more
    where = tmp_path_factory.mktemp("june") / "book.ledger"
    with new_book(where, start=JUNE, started=False) as book:
        book.set_opening(
            [
                year(credit("5001", "0"), str(carried + returns), str(sold), str(sold - returns)),
                year(credit("3103", carried), "0", str(carried)),
                year(debit("1001", carried), str(sold), str(returns)),
            ]
        )
        book.start()
        income = book.figures("2024-06", with_closing=False).figures.get("5001")
        net = income and income.year_to_date_credit_minor - income.year_to_date_debit_minor
        assert (net or 0) == (sold - returns) * 100
        kept = book.figures("2024-06").figures.get("5001")
        assert not kept or kept.year_to_date_debit_minor == sold * 100


# Putting openings right


def test_openings_can_be_put_right_until_the_first_posting(
    place: str, by_hand: By, refused: Refusal
) -> None:
    """
    启用, then 期初 is found wrong: corrected in balance it is taken, out of balance it is not.
    After the first posting neither Python nor SQL changes it.
    """
    with new_book(place, opening=PAIR) as book:
        maker = book.acting_as("制单")
        maker.set_opening([debit("1001", "120"), credit("3001", "120")])
        with refused("opening.unbalanced"):
            maker.set_opening([debit("1001", "120"), credit("3001", "119")])
        maker.enter(date(2024, 1, 5), "收款", debit("1001", "8"), credit("5001", "8"))
        maker.set_opening(PAIR)
        assert book.figures("2024-01").figures["1001"].opening_minor == 100_00
        told = [(e.who, json.loads(e.after)["lines"]) for e in book.log() if e.act == "opening"]
        assert told == [("主管", 2), ("制单", 2), ("制单", 2)]
        assert book.verify().is_sound
        with by_hand(place, commit=False) as hand:
            hand.run("UPDATE opening_balance SET amount_minor = amount_minor + 1")
            problems = Book.open(hand.connection).verify().problems
            assert [p.code for p in problems] == ["verify.opening"], (
                "the guards let it, verify sees it"
            )
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        with refused("opening.posted"):
            maker.set_opening(PAIR)
        with refused("opening.posted"):
            book.set_opening([])
        with by_hand(place) as hand:
            for statement in (
                "UPDATE opening_balance SET amount_minor = amount_minor + 1",
                "UPDATE opening_balance SET debit_minor = 1",
                "UPDATE opening_balance SET dimension_id = 1",
                "DELETE FROM opening_balance",
                "INSERT INTO opening_balance SELECT book_id, period, 9, account_id, commodity,"
                " side, amount_minor, 0, '', 0, 0, 0, 0, 0, 0, 0 FROM opening_balance"
                " WHERE line_no = 1",
            ):
                assert "guard" in hand.refusal_of(statement), statement
        assert book.verify().is_sound


def test_an_unposted_book_is_still_one_that_was_posted(place: str, refused: Refusal) -> None:
    """In the reversible regime the posting can be taken back; that it was is there for ever."""
    with new_book(place, regime="reversible", opening=PAIR) as book:
        post_one(book)
        book.unpost("2024-01")
        with refused("opening.posted"):
            book.set_opening(PAIR)


def test_the_openings_of_a_closed_month_stay(place: str, refused: Refusal) -> None:
    """Nothing was ever posted, but the month is closed, and the next year opened from it."""
    with new_book(place, start=Period(2023, 12), opening=PAIR) as book:
        book.acting_as("记账").close("2023-12")
        with refused("period.closed"):
            book.set_opening([debit("1001", "120"), credit("3001", "120")])
        book.acting_as("记账").roll_over(2023)
        with refused("period.closed"):
            book.set_opening([debit("1001", "120"), credit("3001", "120")])
        assert book.figures("2024-01").figures["1001"].opening_minor == 100_00


def test_openings_brought_by_a_roll_over_are_never_changed(place: str, by_hand: By) -> None:
    """Not even where no voucher was ever posted."""
    with new_book(place, start=Period(2023, 12), opening=PAIR) as book:
        book.acting_as("记账").close("2023-12")
        book.acting_as("记账").roll_over(2023)
        with by_hand(place) as hand:
            for statement in (
                "UPDATE opening_balance SET amount_minor = 1 WHERE period = 202401",
                "DELETE FROM opening_balance WHERE period = 202401",
            ):
                assert "guard" in hand.refusal_of(statement), statement


@pytest.mark.parametrize(
    "column",
    ["debit_minor", "credit_minor", "closing_debit_minor", "closing_credit_minor",
     "measure_debit_minor", "measure_credit_minor", "dimension_id", "measure_minor"],
)  # fmt: skip
def test_verify_sees_every_column_of_an_opening(
    column: str, june: Book, by_hand: By, place: str
) -> None:
    with by_hand(place, commit=False) as hand:
        hand.drop_the_guards()
        hand.run(f"UPDATE opening_balance SET {column} = {column} + 1 WHERE line_no = 1")
        problems = Book.open(hand.connection).verify().problems
        assert "verify.opening" in {p.code for p in problems}
