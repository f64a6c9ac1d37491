"""The moving average (移动加权平均法): what goods cost that leave a stock.

After every receipt a unit costs what the stock cost divided by how much there is (企业会计准则
第1号——存货 第十四条). The price itself is never rounded: each issue is worked out from the
balance it leaves, and rounded once.
"""

from __future__ import annotations

from attrs import define


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


class NotInStock(Exception):  # noqa: N818 - what a stock lacks is no error of ours
    """More is to be issued than there is."""


@define
class MovingAverage:
    """A stock, receipt by receipt and issue by issue: its amount in 分 and its quantity, both minor units."""

    amount_minor: int = 0
    quantity_minor: int = 0

    def receive(self, amount_minor: int, quantity_minor: int) -> None:
        """Take goods in at what they cost; negative takes them back out at that very cost."""
        self.amount_minor += amount_minor
        self.quantity_minor += quantity_minor

    def issue(self, quantity_minor: int) -> int:
        """What a quantity costs at the average of the moment; it leaves the stock with it.

        A negative quantity comes back at that average. Raises NotInStock where more is to be
        issued than there is.
        """
        if not quantity_minor:
            return 0
        if quantity_minor > self.quantity_minor or not self.quantity_minor:
            raise NotInStock
        cost = issue_cost(self.amount_minor, self.quantity_minor, quantity_minor)
        self.amount_minor -= cost
        self.quantity_minor -= quantity_minor
        return cost
