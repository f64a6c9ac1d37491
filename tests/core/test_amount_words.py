"""Amounts in words (大写金额): the examples of the rules, and any amount read back by another reader."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.amount import AmountError, from_minor
from ledgerlib.core.amount_words import amount_words, number_words

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"仟": 3, "佰": 2, "拾": 1}


def read_group(words: str, *, follows: bool, skipped: bool = False) -> int:
    """Four digits. Where a place is passed over inside, 零 must say so; `follows` a higher group.

    `skipped` says that between that group and this one a whole one was passed over: 壹亿零壹仟.
    """
    value, place, zero = 0, 8 if skipped else 4, False
    while words:
        sign, words = words[0], words[1:]
        digit = DIGITS.index(sign)
        if digit == 0:
            assert not zero, "never two zeros in a row"
            assert value or follows, "nothing before it, so no zero"
            zero = True
            continue
        unit = words[:1] if words[:1] in PLACES else ""
        words = words[len(unit) :]
        at = PLACES.get(unit, 0)
        assert at < place, "places descend"
        gap = place - at > 1 and (value or follows)
        assert zero == bool(gap), "零 where places are passed over, and only there"
        value, place, zero = value + digit * 10**at, at, False
    assert not zero, "no zero at the end"
    return value


def read_whole(words: str, *, follows: bool = False, skipped: bool = False) -> int:
    """A whole number from its words: above and below 亿, then above and below 万."""
    for sign, unit in (("亿", 10**8), ("万", 10**4)):
        if sign in words:
            above, _, below = words.rpartition(sign)
            low = 0
            if below:
                # A whole group passed over is one 零, which the group then begins with.
                low = read_whole(below, follows=True, skipped=sign == "亿" and "万" not in below)
            return read_whole(above, follows=follows) * unit + low
    return read_group(words, follows=follows, skipped=skipped)


def read_amount(words: str) -> int:
    """分 from 人民币…: strict about 元 角 分 整."""
    assert words.startswith("人民币")
    words = words.removeprefix("人民币")
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负")
    ends_whole = words.endswith("整")
    words = words.removesuffix("整")
    whole, _, rest = words.rpartition("元")
    yuan = 0 if whole in ("", "零") else read_whole(whole)
    assert (whole == "零") == (words == "零元"), "零元 is for nothing at all"
    minor = 0
    if "角" in rest:
        jiao, _, rest = rest.partition("角")
        minor += 10 * DIGITS.index(jiao)
        assert jiao != "零"
    elif rest and whole:
        assert rest[0] == "零", "元 to 分 passes 角 over"
        rest = rest[1:]
    if rest:
        assert rest[1:] == "分"
        assert rest[0] != "零"
        minor += DIGITS.index(rest[0])
    assert ends_whole == (not rest), "整 behind 元 and 角, never behind 分 (第五十二条)"
    return sign * (yuan * 100 + minor)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("10003.50", "人民币壹万零叁元伍角整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),  # the examples of 支付结算办法 附件一
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("10.00", "人民币壹拾元整"),
        ("100000007.00", "人民币壹亿零柒元整"),
        ("100007000.00", "人民币壹亿零柒仟元整"),
        ("1010101010.01", "人民币壹拾亿壹仟零壹拾万壹仟零壹拾元零壹分"),
        ("0.50", "人民币伍角整"),
        ("0.05", "人民币伍分"),
        ("0", "人民币零元整"),
        ("-0.00", "人民币零元整"),
        ("-300.00", "人民币负叁佰元整"),
    ],
)
def test_amounts_as_the_rules_have_them(amount: str, words: str) -> None:
    assert amount_words(Decimal(amount)) == words


@given(st.integers(-(10**18), 10**18))
def test_any_amount_reads_back(minor: int) -> None:
    """Larger than any one amount of a book: totals are."""
    assert read_amount(amount_words(from_minor(minor, 2))) == minor


@given(st.lists(st.sampled_from("0000012345"), min_size=1, max_size=15).map("".join))
def test_amounts_full_of_zeros_read_back(digits: str) -> None:
    assert read_amount(amount_words(from_minor(int(digits), 2))) == int(digits)


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_different_numbers_have_different_words(one: int, other: int) -> None:
    assert (number_words(one) == number_words(other)) == (one == other)


def test_currencies_are_named() -> None:
    assert amount_words(Decimal("100.50"), "USD") == "美元壹佰元伍角整"
    assert amount_words(Decimal(100), "JPY", 0) == "日元壹佰元整"
    assert amount_words(Decimal("1.005"), "KWD", 3) == "KWD壹元零伍厘"
    assert amount_words(Decimal("1.00000005"), "XYZ", 8) == "", "no words for such parts"


def test_digits_beyond_the_scale_are_refused() -> None:
    with pytest.raises(AmountError) as caught:
        amount_words(Decimal("1.005"))
    assert caught.value.problem.code == "amount.too_precise"


def test_a_whole_group_passed_over_is_one_zero() -> None:
    assert number_words(1_0000_1000) == "壹亿零壹仟"
    assert number_words(100_0010_0000) == "壹佰亿零壹拾万"
    assert number_words(1_0000_0000_0000) == "壹万亿"
