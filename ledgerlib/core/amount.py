"""Exact amounts: Decimal or text at the edges, whole minor units (分, g) within.

A float is refused by type, digits beyond the scale are refused and never
rounded away, and an amount too large to add up safely is refused by name.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Final

from .problem import Problem

#: Amounts stay under this many minor units (999 999 999 999 999: ten trillion
#: yuan less one fen), so that a BIGINT holds the sum of more than nine thousand
#: of the largest.
LARGEST_MINOR: Final = 10**15 - 1

#: Arithmetic here never rounds, whatever precision the caller has set for their own:
#: what does not fit in 60 digits is refused.
EXACT = Context(prec=60, traps=[Inexact])
#: For quotients, which seldom come out: 60 digits, then rounded half up once to the amount's scale.
DIVIDING = Context(prec=60, rounding=ROUND_HALF_UP)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)


class AmountError(ValueError):
    """A text that is no exact amount; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def exact(value: Decimal | int | str) -> Decimal:
    """The exact decimal that a text, a whole number or a Decimal stands for.

    Full-width digits and signs are read as the plain ones, commas only as
    thousands separators. Raises TypeError for a float (or anything else), and
    AmountError for a text that is no number.
    """
    if isinstance(value, str):
        text = value
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("。", ".")
        text = text.strip().lstrip("¥￥")
        if "," in text and _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if len(text) > 60 and _PLAIN.fullmatch(text):
            raise AmountError(Problem.of("amount.too_large", value=f"{text[:20]}…"))
        if not _PLAIN.fullmatch(text):
            raise AmountError(Problem.of("amount.malformed", value=value[:60]))
        return Decimal(text)
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"an amount is a Decimal, an int or a text, never a {type(value).__name__}")
    amount = Decimal(value)
    if not amount.is_finite():
        raise AmountError(Problem.of("amount.malformed", value=str(value)))
    return amount


def to_minor(amount: Decimal, scale: int) -> int:
    """The amount in whole minor units of a commodity with `scale` decimals.

    Raises AmountError where digits would be lost or the amount is too large.
    """
    if not amount.is_finite():
        raise AmountError(Problem.of("amount.malformed", value=str(amount)[:60]))
    try:
        scaled = EXACT.scaleb(amount, scale)
    except Inexact:
        raise AmountError(
            Problem.of("amount.too_precise", value=f"{amount:.40}", decimals=scale)
        ) from None
    if not -LARGEST_MINOR <= scaled <= LARGEST_MINOR:
        raise AmountError(Problem.of("amount.too_large", value=f"{amount:.40}"))
    minor = int(scaled)
    if minor != scaled:
        raise AmountError(Problem.of("amount.too_precise", value=str(amount), decimals=scale))
    return minor


def from_minor(minor: int, scale: int) -> Decimal:
    """The exact amount that so many minor units are, with `scale` decimals."""
    return EXACT.scaleb(Decimal(minor), -scale)


def rounded(value: Decimal, scale: int) -> Decimal:
    """The value rounded half up to `scale` decimals (四舍五入)."""
    return value.quantize(Decimal(1).scaleb(-scale), context=DIVIDING)


def minor_text(minor: int, scale: int) -> str:
    """Minor units as plain text with exactly `scale` decimals: 123456 is 1234.56."""
    digits = str(abs(minor)).rjust(scale + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-scale]}.{digits[-scale:]}" if scale else f"{sign}{digits}"


def exact_text(amount: Decimal) -> str:
    """The amount as plain text without needless zeros: the same for 1, 1.0 and 1.00."""
    if not amount.is_finite() or amount.adjusted() > 30:
        return str(amount)
    text = format(amount, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text
