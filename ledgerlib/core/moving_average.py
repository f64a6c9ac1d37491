"""The moving average (移动加权平均法): what goods cost that leave a stock.

After every receipt a unit costs what the stock cost divided by how much there is (企业会计准则
第1号——存货 第十四条). The price itself is never rounded: each issue is worked out from the
balance it leaves, and rounded once.
"""

from __future__ import annotations


def issue_cost(balance_amount_minor: int, balance_quantity_minor: int, quantity_minor: int) -> int:
    """What a quantity costs that is issued from a stock, in minor units (分), half up.

    Both quantities are in the same unit, whatever it is. Issuing all there is takes all
    that it cost, the last fen too: where no quantity is left, no amount is. Raises
    ZeroDivisionError where something is to be issued and nothing is there.
    """
    if quantity_minor == balance_quantity_minor:
        return balance_amount_minor
    return _half_up(balance_amount_minor * quantity_minor, balance_quantity_minor)


def _half_up(numerator: int, denominator: int) -> int:
    """A quotient rounded to a whole number, a half away from zero (四舍五入)."""
    whole = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return whole if (numerator < 0) == (denominator < 0) else -whole
