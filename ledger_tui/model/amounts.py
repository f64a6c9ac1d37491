"""Amounts and codes as they are typed: brought to one width, read exactly, shown for reading."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache

from ledgerlib import AmountError, Problem, exact, to_minor

#: Decimals of a price, at most; of a rate the library has its own.
PRICE_DECIMALS = 10


def half_width(text: str) -> str:
    """The text in one width, the Chinese full stop as a point: what an input method makes of 12.5."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return text.replace("。", ".").replace("−", "-").replace("\N{EN DASH}", "-")


@lru_cache(maxsize=8192)
def read_amount(text: str, decimals: int) -> Decimal | Problem | None:
    """The exact amount in a text; None where it is blank, the problem where it is none.

    `decimals` are those that the commodity has; more are refused, as the library does.
    """
    plain = half_width(text).replace(" ", "")
    if not plain:
        return None
    try:
        amount = exact(plain)
        to_minor(amount, decimals)
    except AmountError as error:
        return error.problem
    return amount


def amount_in(text: str, decimals: int) -> Decimal | None:
    """The amount in a text, None where there is none that can be read."""
    found = read_amount(text, decimals)
    return found if isinstance(found, Decimal) else None


def plain(amount: Decimal, decimals: int) -> str:
    """The amount as it stands in a cell: 1234.50. More decimals stay where it has them."""
    digits = format(amount, "f")
    _, _, fraction = digits.partition(".")
    if len(fraction.rstrip("0")) >= decimals:
        return digits.rstrip("0").rstrip(".") if len(fraction) > decimals else digits
    return format(amount.quantize(Decimal(1).scaleb(-decimals)), "f")


def grouped(amount: Decimal, decimals: int) -> str:
    """The amount for reading: 1,234.50, with its minus sign where it is red ink."""
    return format(Decimal(plain(amount, decimals)), ",f")


def fitted(amount: Decimal, decimals: int, width: int) -> str:
    """The amount for a column so wide: without its commas where they do not fit."""
    text = grouped(amount, decimals)
    return text if len(text) <= width else text.replace(",", "")


def negated(text: str) -> str:
    """The text with its sign turned: 310 and then the minus key is red ink, once more and it is black."""
    bare = text.lstrip(" ")
    if half_width(bare[:1]) == "-":
        return bare[1:]
    return f"-{bare.removeprefix('+')}"
