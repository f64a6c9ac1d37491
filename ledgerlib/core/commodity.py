"""What is counted: a currency or goods, with a fixed number of decimals."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class CommodityKind(StrEnum):
    """Money, or something with a weight or a number."""

    CURRENCY = "currency"
    GOODS = "goods"


@frozen
class Commodity:
    """A currency (CNY, 2 decimals) or goods (rice in kg, 3 decimals).

    `scale` is the number of decimals of its unit; it is fixed once used.
    """

    code: str
    scale: int
    kind: CommodityKind = CommodityKind.CURRENCY

    @property
    def is_currency(self) -> bool:
        """Whether it is money."""
        return self.kind is CommodityKind.CURRENCY
