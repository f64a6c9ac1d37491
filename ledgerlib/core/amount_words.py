"""Amounts in words (大写金额), as bills and vouchers carry them beside the figures.

会计基础工作规范 第五十二条: (二) 零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整; (三) 整 stands behind 元 and
角 and not behind 分; (四) zeros within are one 零. Where the digit of 元 or of 万 is zero and the
next below is not, 零 may be left out (支付结算办法 附件一), and is: 壹仟陆佰捌拾元叁角贰分.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from .amount import EXACT, AmountError
from .problem import Problem

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
#: Tenths, hundredths and so on of the unit.
_PARTS: Final = "角分厘毫"

#: What the currencies that units keep are called before an amount in words.
CURRENCY_NAMES: Final = {
    "CNY": "人民币", "HKD": "港币", "MOP": "澳门元", "TWD": "新台币", "USD": "美元", "EUR": "欧元",
    "JPY": "日元", "GBP": "英镑", "KRW": "韩元", "AUD": "澳大利亚元", "CAD": "加拿大元",
    "SGD": "新加坡元", "NZD": "新西兰元", "CHF": "瑞士法郎", "RUB": "卢布", "THB": "泰铢",
}  # fmt: skip


def amount_words(amount: Decimal, currency: str = "CNY", scale: int = 2) -> str:
    """An amount (元) in words, with its currency's name: 人民币壹万零叁元伍角整.

    A negative amount, red ink, is 负. A currency without a name here is named by its code; one of
    more than four decimals has no words for them, and "" is returned. Raises AmountError for
    digits beyond the scale.
    """
    if scale > len(_PARTS):
        return ""
    minor = int(EXACT.scaleb(amount, scale))  # a total may be larger than any one amount
    if minor != EXACT.scaleb(amount, scale):
        raise AmountError(Problem.of("amount.too_precise", value=str(amount), decimals=scale))
    sign = "负" if minor < 0 else ""
    whole, rest = divmod(abs(minor), 10**scale)
    name = CURRENCY_NAMES.get(currency, currency)
    return f"{name}{sign}{_with_parts(whole, str(rest).rjust(scale, '0') if scale else '')}"


def number_words(number: int) -> str:
    """A whole number in words: 壹万零叁 for 10003, 零 for nothing."""
    assert number >= 0, "a sign is the amount's"
    if number == 0:
        return _DIGITS[0]
    for unit, word in ((10**8, "亿"), (10**4, "万")):
        above, below = divmod(number, unit)
        if above:
            # Where the lower group does not begin at its first place, zeros lie between.
            gap = _DIGITS[0] if 0 < below < unit // 10 else ""
            return f"{number_words(above)}{word}{gap}{number_words(below) if below else ''}"
    return _under_ten_thousand(number)


def _under_ten_thousand(number: int) -> str:
    words = ""
    digits = str(number)
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit != "0":
            words += _DIGITS[int(digit)] + _PLACES[place]
        elif not words.endswith(_DIGITS[0]):
            words += _DIGITS[0]
    return words.rstrip(_DIGITS[0])


def _with_parts(whole: int, parts: str) -> str:
    words = f"{number_words(whole)}元" if whole or not parts.strip("0") else ""
    last = ""
    for digit, unit in zip(parts, _PARTS, strict=False):
        if digit != "0":
            words += _DIGITS[int(digit)] + unit
            last = unit
        elif words and not words.endswith(_DIGITS[0]):
            words += _DIGITS[0]
    words = words.rstrip(_DIGITS[0])
    return words if last and last != "角" else f"{words}整"
