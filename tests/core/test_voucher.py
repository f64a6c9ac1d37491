"""Vouchers and what they are called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Side
from ledgerlib.core.period import Period
from ledgerlib.core.voucher import Line, Voucher, VoucherKey, credit, debit

KEYS = st.builds(
    VoucherKey,
    st.builds(Period, st.integers(1900, 2999), st.integers(1, 12)),
    st.sampled_from(["记", "收", "付", "转"]),
    st.integers(1, 99_999_999),
)


@given(KEYS)
def test_a_key_comes_back_from_its_text(key: VoucherKey) -> None:
    assert VoucherKey.parse(str(key)) == key
    assert VoucherKey.parse(key) is key


@pytest.mark.parametrize(
    "text", ["2008-03/记/17", "200803/记/17", "2008年3月/记/17", "2008-03//17"]
)
def test_march_17_however_it_is_written(text: str) -> None:
    assert VoucherKey.parse(text) == VoucherKey(Period(2008, 3), "记", 17)


@pytest.mark.parametrize("text", ["", "17", "2008-03/记", "2008-13/记/1", "2008-03/记/x"])
def test_what_names_no_voucher_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the value itself is all it says
        VoucherKey.parse(text)


@given(KEYS, KEYS)
def test_keys_order_by_period_word_and_number(one: VoucherKey, other: VoucherKey) -> None:
    as_tuples = [(key.period.key, key.word, key.number) for key in (one, other)]
    assert (one < other) == (as_tuples[0] < as_tuples[1])


def test_debit_and_credit_make_lines() -> None:
    assert debit("1001", "1,000.00", "提现") == Line("1001", Side.DEBIT, Decimal("1000.00"), "提现")
    assert credit("1002", 5) == Line("1002", Side.CREDIT, Decimal(5))
    assert credit("1002", "-5").amount == Decimal(-5)


@pytest.mark.parametrize("make", [debit, credit])
def test_a_float_makes_no_line(make: object) -> None:
    with pytest.raises(TypeError, match="float"):
        make("1001", 1000.0)  # type: ignore[operator]


def test_a_voucher_is_called_by_its_number_or_reference() -> None:
    voucher = Voucher(date(2008, 3, 12), (), number=17)
    assert (voucher.label, str(voucher.key)) == ("2008-03/记/17", "2008-03/记/17")
    assert Voucher(date(2008, 3, 12), (), reference="JV-A7").label == "2008-03/记/JV-A7"
    assert Voucher(date(2008, 3, 12), ()).label == "2008-03/记/?"


def test_a_side_has_its_sign_and_its_opposite() -> None:
    assert (Side.DEBIT.value, Side.CREDIT.value) == (1, -1)
    assert (Side.DEBIT.opposite, Side.CREDIT.opposite) == (Side.CREDIT, Side.DEBIT)
