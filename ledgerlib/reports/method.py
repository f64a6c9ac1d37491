"""How the two sides of an account are told: 借 and 贷, or 收 and 付 (收付记账法)."""

from __future__ import annotations

from attrs import frozen

from ..core.account import Account, Side
from ..core.method import Method, receiving_side


@frozen
class Told:
    """The words for the two sides of an account, in columns and beside balances.

    `first` is the side told first: debit, or that on which the account shows what is received.
    """

    method: Method = Method.DEBIT_CREDIT
    first: Side = Side.DEBIT

    @classmethod
    def of(cls, method: Method | str, account: Account | None = None) -> Told:
        """The words for an account; without one, those of a table of several accounts."""
        method = Method(method)
        if method is Method.DEBIT_CREDIT or account is None:
            return cls(method)
        return cls(method, receiving_side(account))

    @property
    def is_receive_pay(self) -> bool:
        """Whether 收 and 付 stand in place of 借 and 贷."""
        return self.method is Method.RECEIVE_PAY

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides in the order of their columns."""
        return self.first, self.first.opposite

    def key(self, side: Side) -> str:
        """The key of a side's column: debit, credit, receive, pay."""
        if self.is_receive_pay:
            return "receive" if side is self.first else "pay"
        return "debit" if side is Side.DEBIT else "credit"

    def title(self, side: Side) -> str:
        """The code of a side's title: 借方, 贷方, 收入, 付出."""
        names = {"receive": "column.receive", "pay": "column.pay"}
        names |= {"debit": "column.debit_side", "credit": "column.credit_side"}
        return names[self.key(side)]

    def group(self, side: Side) -> str:
        """The code of a side's title over several columns: 借方发生额, 贷方发生额, 收入, 付出."""
        names = {"receive": "column.receive", "pay": "column.pay"}
        names |= {"debit": "column.debit_turnover", "credit": "column.credit_turnover"}
        return names[self.key(side)]

    @property
    def balance(self) -> str:
        """The code of the title over balances: 余额, 结存."""
        return "column.balance" if self.is_receive_pay else "column.remaining"

    def word(self, minor: int) -> str:
        """The code of the word for where a balance stands, debit positive: 借 贷 平, 收 付 平."""
        if not minor:
            return "side.even"
        words = {"receive": "side.receive", "pay": "side.pay"}
        words |= {"debit": "side.debit", "credit": "side.credit"}
        return words[self.key(Side.DEBIT if minor > 0 else Side.CREDIT)]
