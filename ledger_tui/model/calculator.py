"""The calculator: a sum as it is typed, worked out exactly in fractions, never in floats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from .amounts import half_width

LONGEST = 200
#: Brackets and signs inside one another, at most.
DEEPEST = 40
#: Decimals of a result that does not come out, when it is shown.
SHOWN_DECIMALS = 10
_SIGNS = {"×": "*", "x": "*", "X": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "、": "/"}


class CalculationError(ValueError):
    """A text that is no sum; `code` says why in the catalog."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@frozen
class Result:
    """What a sum comes to, exactly."""

    value: Fraction

    def rounded(self, decimals: int) -> Decimal:
        """The result rounded half up to so many decimals (四舍五入)."""
        scaled = abs(self.value) * 10**decimals
        whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
        return Decimal(-whole if self.value < 0 else whole).scaleb(-decimals)

    def comes_out(self, decimals: int) -> bool:
        """Whether so many decimals hold it exactly."""
        return bool(10**decimals % self.value.denominator == 0)

    def shown(self, decimals: int) -> str:
        """The result for the screen: `decimals` at least, and as many as it takes up to ten."""
        enough = next(
            (n for n in range(decimals, SHOWN_DECIMALS + 1) if self.comes_out(n)), SHOWN_DECIMALS
        )
        return format(self.rounded(enough), ",f")


def calculate(text: str) -> Result:
    """What a text comes to: + - * / × ÷, brackets, and % for a hundredth: (12.5+3)×4, 1000×17%.

    Full-width signs are the plain ones, commas between digits are left out, a trailing = too.
    Raises CalculationError.
    """
    plain = "".join(_SIGNS.get(sign, sign) for sign in half_width(text))
    plain = plain.replace(" ", "").replace(",", "").rstrip("=")
    if not plain:
        raise CalculationError("calculator.empty")
    if len(plain) > LONGEST:
        raise CalculationError("calculator.too_long")
    reader = _Reader(plain)
    value = reader.sum_()
    if reader.at < len(plain):
        raise CalculationError("calculator.malformed")
    return Result(value)


class _Reader:
    """Reads a sum from left to right: a sum of products of signed values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def _next(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _take(self) -> str:
        sign = self._next()
        self.at += 1
        return sign

    def sum_(self) -> Fraction:
        value = self._product()
        while self._next() in ("+", "-"):
            value = value + self._product() if self._take() == "+" else value - self._product()
        return value

    def _product(self) -> Fraction:
        value = self._signed()
        while self._next() in ("*", "/"):
            if self._take() == "*":
                value *= self._signed()
                continue
            by = self._signed()
            if not by:
                raise CalculationError("calculator.by_zero")
            value /= by
        return value

    def _signed(self) -> Fraction:
        self.depth += 1
        if self.depth > DEEPEST:
            raise CalculationError("calculator.too_deep")
        if self._next() in ("+", "-"):
            value = self._signed() if self._take() == "+" else -self._signed()
        else:
            value = self._value()
            while self._next() == "%":
                self._take()
                value /= 100
        self.depth -= 1
        return value

    def _value(self) -> Fraction:
        if self._next() == "(":
            self._take()
            value = self.sum_()
            if self._take() != ")":
                raise CalculationError("calculator.bracket")
            return value
        start = self.at
        while self._next().isdigit() or self._next() == ".":
            self.at += 1
        digits = self.text[start : self.at]
        if not digits.isascii() or digits.count(".") > 1 or not digits.strip("."):
            raise CalculationError("calculator.malformed")
        return Fraction(f"0{digits}" if digits[0] == "." else digits.rstrip("."))
