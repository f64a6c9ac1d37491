"""The bookkeeping method (记账方法): how debit and credit are told, as 借 and 贷 or as 收 and 付.

Within there is only debit and credit. In receive-and-pay bookkeeping (收付记账法) an account of
holdings (结存类) shows its debit as received (收) and its credit as paid (付); every other account
shows its credit as received and its debit as paid. So Σ holdings (收 − 付) = Σ others (收 − 付) says
no other thing than debit = credit.
"""

from __future__ import annotations

from enum import StrEnum

from .account import Account, Category, Side


class Method(StrEnum):
    """The two methods. The value is what a book keeps of its own."""

    DEBIT_CREDIT = "debit_credit"
    RECEIVE_PAY = "receive_pay"


#: What holds something (结存类). Assets are holdings too, in a book with a chart of the other method.
HOLDINGS = frozenset({Category.HOLDING, Category.ASSET})


def receiving_side(account: Account) -> Side:
    """The side on which something received stands (收): debit of holdings, credit of all others."""
    return Side.DEBIT if account.category in HOLDINGS else Side.CREDIT
