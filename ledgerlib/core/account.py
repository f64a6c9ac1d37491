"""An account of the chart: its code, name, category, normal side, and what its entries carry."""

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


class Cash(StrEnum):
    """Whether an account is money at hand: what a 收 or 付 voucher and the cashier are about."""

    NONE = ""
    CASH = "cash"
    BANK = "bank"
    EQUIVALENT = "equivalent"


#: Categories that never stand in the income statement: what revaluation looks at (期末调汇).
BALANCE_SHEET = frozenset(
    {Category.ASSET, Category.LIABILITY, Category.COMMON, Category.EQUITY, Category.HOLDING}
)


@frozen
class Account:
    """An account (会计科目).

    `normal_side` is the side on which it grows. Only leaf accounts, and only
    those not disabled and valid in the year, take entries. `mnemonic` (助记码) finds
    it by a few letters. What its entries must carry: a value of each kind in
    `dimensions` (核算项目), a quantity in `unit` (数量核算), or, where `currencies`
    are named, no other currency than these and the book's own. `is_revalued` has its foreign
    currency brought to the closing rate at each period's end; `cash` marks money at hand;
    `is_guarded` may not go below nothing on any day. `first_year` and `last_year`
    bound its validity, 0 for no bound.
    """

    code: str
    name: str
    category: Category
    normal_side: Side
    is_disabled: bool = False
    mnemonic: str = ""
    dimensions: tuple[str, ...] = ()
    unit: str = ""
    currencies: tuple[str, ...] = ()
    is_revalued: bool = True
    cash: Cash = Cash.NONE
    is_guarded: bool = False
    first_year: int = 0
    last_year: int = 0

    def is_valid_in(self, year: int) -> bool:
        """Whether it takes entries of that year."""
        return self.first_year <= year and (not self.last_year or year <= self.last_year)
