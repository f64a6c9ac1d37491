"""An account of the chart: its code, name, category and normal side."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from attrs import frozen


class Side(IntEnum):
    """Debit or credit. The number is the sign it has in Σ side × amount = 0."""

    DEBIT = 1
    CREDIT = -1

    @property
    def opposite(self) -> Side:
        """The other side."""
        return Side(-self)


class Category(StrEnum):
    """What an account is. The last three are those of receive-and-pay books (收付记账法)."""

    ASSET = "asset"
    LIABILITY = "liability"
    COMMON = "common"
    EQUITY = "equity"
    COST = "cost"
    INCOME = "income"
    EXPENSE = "expense"
    HOLDING = "holding"
    SOURCE = "source"
    USE = "use"


@frozen
class Account:
    """An account (会计科目).

    `normal_side` is the side on which it grows. Only leaf accounts, and only
    those not disabled, take entries.
    """

    code: str
    name: str
    category: Category
    normal_side: Side
    is_disabled: bool = False
