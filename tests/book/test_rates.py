"""Rates of exchange: those of days hold until the next, those of periods are for revaluing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import (
    Book,
    CommodityKind,
    Line,
    Measure,
    Period,
    Rate,
    Refused,
    Side,
    credit,
    debit,
    import_rates,
)
from ledgerlib.core.rate import check_rate
from ledgerlib.testing import new_book

JANUARY = date(2024, 1, 1)


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    with new_book(place) as book:
        yield book.acting_as("制单")


def usd(quantity: str, rate: str | None = None) -> Measure:
    given_rate = Decimal(rate) if rate else None
    return Measure("USD", Decimal(quantity), given_rate, CommodityKind.CURRENCY)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_days_rate_holds_until_the_next(book: Book) -> None:
    """USD  2024-01-01  7.1000    2024-01-15  7.1234    期末 2024-01  7.1500"""
    book.set_rate("USD", "7.1", day=JANUARY)
    book.set_rate("USD", "7.1234", day=date(2024, 1, 15))
    book.set_rate("USD", "7.15", period="2024-01")
    assert book.rate("USD", date(2023, 12, 31)) is None
    assert book.rate("USD", date(2024, 1, 14)) == Decimal("7.1")
    assert book.rate("usd", date(2024, 2, 29)) == Decimal("7.1234")
    assert book.closing_rate("USD", "2024-01") == Decimal("7.15")
    assert book.closing_rate("USD", "2024-02") is None
    assert book.rate("EUR", JANUARY) is None
    assert book.rate("CNY", JANUARY) == book.closing_rate("CNY", "2024-01") == 1
    assert [(str(r.at), str(r.rate)) for r in book.rates()] == [
        ("2024-01", "7.15"), ("2024-01-01", "7.1"), ("2024-01-15", "7.1234"),
    ]  # fmt: skip


def test_a_rate_is_put_right_and_taken_away_and_the_records_keep_it(book: Book) -> None:
    book.set_rate("USD", "71.234", day=JANUARY)
    book.set_rate("USD", "7.1234", day=JANUARY)
    book.set_rate("USD", "7.1234", day=JANUARY)  # nothing changes, nothing is recorded
    book.set_rate("USD", None, day=JANUARY)
    assert book.rates() == []
    acts = [(r.subject, r.before, r.after) for r in book.log() if r.act == "rate"]
    assert acts == [
        ("USD 2024-01-01", "", '{"rate":"71.234"}'),
        ("USD 2024-01-01", '{"rate":"71.234"}', '{"rate":"7.1234"}'),
        ("USD 2024-01-01", '{"rate":"7.1234"}', '{"rate":""}'),
    ]
    with pytest.raises(Refused) as caught:
        book.set_rate("USD", None, day=JANUARY)
    assert codes(caught) == ["rate.none"]
    assert book.verify().problems == []


@pytest.mark.parametrize(
    ("currency", "rate", "code"),
    [
        ("USD", "0", "rate.out_of_bounds"),
        ("USD", "-7.1", "rate.out_of_bounds"),
        ("USD", "7.12345678901", "rate.out_of_bounds"),
        ("USD", "1000000000", "rate.out_of_bounds"),
        ("USD", "七", "amount.malformed"),
        ("CNY", "1", "rate.of_base"),
        ("大米", "4.60", "rate.of_goods"),
        ("UDS", "7.1", "rate.no_currency"),
        ("", "7.1", "rate.no_currency"),
    ],
)
def test_what_is_no_rate_is_refused(book: Book, currency: str, rate: str, code: str) -> None:
    book.set_commodity("大米", scale=3)
    with pytest.raises(Refused) as caught:
        book.set_rate(currency, rate, day=JANUARY)
    assert codes(caught) == [code]
    assert "line" not in caught.value.problems[0].values
    assert book.rates() == []


def test_a_float_is_refused_by_type(book: Book) -> None:
    with pytest.raises(TypeError):
        book.set_rate("USD", 7.1, day=JANUARY)  # type: ignore[arg-type]


def test_all_rates_of_a_batch_or_none(book: Book) -> None:
    wanted = [
        Rate("USD", Decimal("7.1"), JANUARY),
        Rate("USD", Decimal("7.2"), JANUARY),
        Rate("EUR", Decimal(0), Period(2024, 1)),
    ]
    with pytest.raises(Refused) as caught:
        book.set_rates(wanted)
    assert [(p.code, p.values["line"]) for p in caught.value.problems] == [
        ("rate.twice", 2), ("rate.out_of_bounds", 3),
    ]  # fmt: skip
    assert book.rates() == []
    assert book.set_rates([wanted[0], evolve(wanted[2], rate=Decimal("7.8"))]) == 2
    assert book.set_rates([wanted[0]]) == 0


def test_an_exotic_currency_is_added_first(book: Book) -> None:
    book.set_commodity("XBT", scale=8, kind="currency")
    book.set_rate("XBT", "300000", day=JANUARY)
    assert book.rate("XBT", JANUARY) == 300000


def test_the_closing_rate_of_a_closed_period_stays(book: Book) -> None:
    supervisor = book.acting_as("主管")
    supervisor.set_rate("USD", "7.15", period="2024-01")
    supervisor.close("2024-01")
    for rate in ("7.16", None):
        with pytest.raises(Refused) as caught:
            supervisor.set_rate("USD", rate, period="2024-01")
        assert codes(caught) == ["period.closed"]
    supervisor.set_rate("USD", "7.150", period="2024-01")  # the same
    supervisor.set_rate("USD", "7.08", period="2023-12")  # history that nobody had entered
    assert supervisor.closing_rate("USD", "2024-01") == Decimal("7.15")


def test_who_only_reviews_sets_no_rate(book: Book) -> None:
    with pytest.raises(Refused) as caught:
        book.acting_as("审核").set_rate("USD", "7.1", day=JANUARY)
    assert codes(caught) == ["user.may_not"]


# Entering ------------------------------------------------------------------------------------


def test_a_line_without_a_rate_takes_the_days(book: Book) -> None:
    """
    USD  2024-01-01  7.1000   2024-01-15  7.1234

    记-1  1月20日  收美元货款  借 工行 712.34 (USD 100)   贷 收入 712.34
    记-2  1月14日  收美元货款  借 工行 712.34 (USD 100)   贷 收入 712.34     as typed, whatever the rate
    记-3  1月20日  收美元货款  借 工行 712.34 (USD 100 at 7.1234 of the contract: 7.0)
    """
    book.set_rate("USD", "7.1", day=JANUARY)
    book.set_rate("USD", "7.1234", day=date(2024, 1, 15))
    rates = []
    for day, rate in ((20, None), (14, None), (20, "7.0")):
        lines = (
            debit("100201", "712.34", measure=usd("100", rate)),
            credit("5001", "712.34"),
        )
        entered = book.enter(date(2024, 1, day), "收美元货款", *lines)
        kept = book.voucher(entered.key)
        assert kept.lines[0].measure == entered.lines[0].measure
        assert kept.lines[0].measure is not None
        assert kept.lines[0].amount == Decimal("712.34")
        assert kept.lines[1].measure is None
        rates.append(kept.lines[0].measure.rate)
    assert rates == [Decimal("7.1234"), Decimal("7.1"), Decimal("7.0")]


def test_without_any_rate_the_line_is_refused_as_before(book: Book) -> None:
    book.set_rate("USD", "7.1", day=date(2024, 1, 15))
    with pytest.raises(Refused) as caught:
        book.enter(
            date(2024, 1, 14),
            "收美元",
            debit("1001", "71", measure=usd("10")),
            credit("5001", "71"),
        )
    assert codes(caught) == ["rate.missing"]


def test_no_amount_is_invented(book: Book) -> None:
    """借 现金 0.00 (USD 10, 7.1) stays nothing, and does not balance 71.00."""
    book.set_rate("USD", "7.1", day=JANUARY)
    with pytest.raises(Refused) as caught:
        book.enter(JANUARY, "收美元", debit("1001", "0", measure=usd("10")), credit("5001", "71"))
    assert codes(caught) == ["voucher.unbalanced"]


def test_goods_and_adjustments_take_no_rate(book: Book) -> None:
    book.set_rate("USD", "7.1", day=JANUARY)
    book.set_commodity("大米", scale=3)
    rice = Measure("大米", Decimal("2.5"))
    entered = book.enter(
        JANUARY, "调整",
        debit("1001", "10", measure=rice), credit("1001", "10", measure=usd("0")),
    )  # fmt: skip
    assert [x.measure and x.measure.rate for x in book.voucher(entered.key).lines] == [None, None]


def test_amending_takes_the_rate_of_its_own_day(book: Book) -> None:
    book.set_rate("USD", "7.1", day=JANUARY)
    book.set_rate("USD", "7.2", day=date(2024, 1, 15))
    lines = (debit("1001", "71", measure=usd("10")), credit("5001", "71"))
    entered = book.enter(JANUARY, "收美元", *lines)
    summed = tuple(evolve(line, summary="收美元") for line in lines)
    book.amend(entered, evolve(entered, day=date(2024, 1, 16), lines=summed))
    (line, _) = book.voucher(entered.key).lines
    assert line.measure == usd("10", "7.2")


def test_the_same_entry_again_is_the_first_whatever_the_rate_has_become(book: Book) -> None:
    book.set_rate("USD", "7.1", day=JANUARY)
    lines = (debit("1001", "71", measure=usd("10")), credit("5001", "71"))
    first = book.enter(JANUARY, "收美元", *lines, idempotency_key="k")
    book.set_rate("USD", "7.2", day=JANUARY)
    assert book.enter(JANUARY, "收美元", *lines, idempotency_key="k").key == first.key


def test_a_line_is_priced_for_a_screen(book: Book) -> None:
    """USD 100.05 × 7.1234 = 712.69617, rounded once: 712.70."""
    book.set_rate("USD", "7.1234", day=JANUARY)
    line = Line("1001", Side.DEBIT, Decimal(0), measure=usd("100.05"))
    assert book.priced(line, JANUARY) == evolve(
        line, amount=Decimal("712.70"), measure=usd("100.05", "7.1234")
    )
    assert book.priced(line, date(2023, 12, 31)) == line
    assert book.priced(debit("1001", "5"), JANUARY) == debit("1001", "5")


# A sheet -------------------------------------------------------------------------------------


def test_rates_come_from_a_sheet(book: Book, tmp_path: Path) -> None:
    sheet = tmp_path / "汇率.csv"
    sheet.write_text("币别,汇率,日期,期间\nUSD,7.1,2024-01-01,\nUSD,7.15,,2024-01\n欧元,,,\n,,,\n")
    with pytest.raises(Refused) as caught:
        import_rates(book, sheet)
    assert [(p.code, p.values["row"]) for p in caught.value.problems] == [
        ("amount.malformed", 4), ("rate.no_time", 4),
    ]  # fmt: skip
    sheet.write_text("币别,汇率,日期,期间\nUSD,7.1,2024-01-01,\nUSD,7.15,,2024-01\n")
    assert import_rates(book, sheet).count == 2
    assert import_rates(book, sheet).count == 0
    assert book.closing_rate("USD", "2024-01") == Decimal("7.15")
    sheet.write_text("currency,rate,date\nUSD,0,2024-02-01\nEUR,7.8,一月\nUSD,x,2024-01-01\n")
    with pytest.raises(Refused) as caught:
        import_rates(book, sheet)
    assert [(p.code, p.values["row"]) for p in caught.value.problems] == [
        ("rate.out_of_bounds", 2), ("date.malformed", 3), ("amount.malformed", 4),
    ]  # fmt: skip


# A rule --------------------------------------------------------------------------------------

SET = st.dictionaries(
    st.integers(0, 60), st.decimals("0.0000000001", "99999", places=10), max_size=8
)


@settings(max_examples=5)
@given(SET, st.lists(st.integers(-5, 70), min_size=1, max_size=10))
def test_the_latest_rate_set_is_the_one_that_holds(
    new_place: Any, rates: dict[int, Decimal], asked: list[int]
) -> None:
    with new_book(new_place()) as book:
        book.set_rates(Rate("USD", rate, JANUARY + timedelta(n)) for n, rate in rates.items())
        for n in asked:
            before = [each for each in rates if each <= n]
            expected = rates[max(before)] if before else None
            assert book.rate("USD", JANUARY + timedelta(n)) == expected


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_rate_that_is_kept_is_above_nothing_and_exact(value: Decimal) -> None:
    problems = check_rate(Rate("USD", value, JANUARY), None, "CNY")
    fits = value.is_finite() and 0 < value < 10**9 and value * 10**10 % 1 == 0
    assert (problems == []) == fits
