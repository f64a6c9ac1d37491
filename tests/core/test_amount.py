"""Amounts are exact: what goes in comes out, and what can't be kept is refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.amount import (
    LARGEST_MINOR,
    AmountError,
    exact,
    from_minor,
    minor_text,
    to_minor,
)

MINOR = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
SCALES = st.integers(0, 6)


@given(MINOR, SCALES)
def test_minor_units_come_back_from_text_and_from_decimals(minor: int, scale: int) -> None:
    assert to_minor(exact(minor_text(minor, scale)), scale) == minor
    assert to_minor(from_minor(minor, scale), scale) == minor
    assert format(from_minor(minor, scale), "f") == minor_text(minor, scale)


@pytest.mark.parametrize(
    ("minor", "scale", "text"),
    [
        (123456, 2, "1234.56"),
        (-5, 2, "-0.05"),
        (0, 2, "0.00"),
        (50_000, 3, "50.000"),
        (300, 0, "300"),
        (-7, 0, "-7"),
    ],
)
def test_fen_grams_and_yen_as_text(minor: int, scale: int, text: str) -> None:
    assert minor_text(minor, scale) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("12,345,678", "12345678"),
        ("-1,234.5", "-1234.5"),
        ("１２３４．５６", "1234.56"),
        ("１，２３４．５６", "1234.56"),
        ("－３１０．００", "-310.00"),
        ("−310.00", "-310.00"),
        ("３１０。５０", "310.50"),
        (" 80 ", "80"),
        ("+80", "80"),
        (".5", "0.5"),
        ("5.", "5"),
    ],
)
def test_amounts_as_people_type_them(text: str, amount: str) -> None:
    assert exact(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ".",
        "1.2.3",
        "1e5",
        "0x10",
        "NaN",
        "Infinity",
        "十元",
        "1 000",
        "80元",
        "1_000",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(AmountError) as caught:
        exact(text)
    assert caught.value.problem.code == "amount.malformed"
    assert caught.value.problem.values["value"] == text


@pytest.mark.parametrize(
    "text", ["1,23", "12,34,567", "1234,567", ",123", "1,234,56", "0.123,456", "1,,234"]
)
def test_commas_part_thousands_and_nothing_else(text: str) -> None:
    with pytest.raises(AmountError):
        exact(text)


@pytest.mark.parametrize("value", [0.1, 1.0, True, None, b"1", [1], 1j])
def test_a_float_is_refused_by_type(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        exact(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_decimal_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(AmountError):
        exact(Decimal(value))


@given(MINOR.filter(lambda minor: minor % 10 != 0), SCALES)
def test_a_digit_beyond_the_scale_is_refused_never_rounded(minor: int, scale: int) -> None:
    with pytest.raises(AmountError) as caught:
        to_minor(from_minor(minor, scale + 1), scale)
    assert caught.value.problem.code == "amount.too_precise"
    assert caught.value.problem.values["decimals"] == scale


def test_zeros_beyond_the_scale_are_nothing_lost() -> None:
    assert to_minor(Decimal("1.50000"), 2) == 150
    assert to_minor(Decimal("1E+3"), 2) == 100_000


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_amount_fits_and_a_fen_more_does_not(sign: int) -> None:
    assert to_minor(from_minor(sign * LARGEST_MINOR, 2), 2) == sign * LARGEST_MINOR
    with pytest.raises(AmountError) as caught:
        to_minor(from_minor(sign * (LARGEST_MINOR + 1), 2), 2)
    assert caught.value.problem.code == "amount.too_large"


@pytest.mark.parametrize("text", ["9" * 30, "9" * 59, "-" + "9" * 40])
def test_what_is_far_too_large_is_called_so(text: str) -> None:
    with pytest.raises(AmountError) as caught:
        to_minor(exact(text), 2)
    assert caught.value.problem.code == "amount.too_large"


@given(st.lists(MINOR, max_size=9000))
def test_thousands_of_the_largest_add_up_within_a_bigint(amounts: list[int]) -> None:
    assert abs(sum(amounts)) < 2**63
    assert 9000 * LARGEST_MINOR < 2**63


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    try:
        amount = exact(text)
    except AmountError:
        return
    assert exact(f"{amount:f}") == amount
