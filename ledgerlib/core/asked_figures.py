"""What formulas ask of an account's figures: which of them a function means, and whose balance is whose."""

from __future__ import annotations

from typing import Final

from .account import Account, Side
from .balance import Figures
from .dimension import narrowed

#: The figures that are turnovers: they leave closing vouchers out unless a formula says otherwise.
TURNOVERS: Final = frozenset({"debit", "credit", "net", "ytd_debit", "ytd_credit", "ytd_net"})
#: The kinds of dimension that say whose balance it is, beside those an account demands.
PARTIES: Final = ("partner", "employee")


def figure_of(function: str, figures: Figures, side: Side) -> int:
    """A figure in minor units; balances and net turnovers positive on the side that counts."""
    match function:
        case "opening":
            return side * figures.opening_minor
        case "closing":
            return side * figures.closing_minor
        case "year_opening":
            return side * figures.year_opening_minor
        case "debit":
            return figures.debit_minor
        case "credit":
            return figures.credit_minor
        case "net":
            return side * (figures.debit_minor - figures.credit_minor)
        case "ytd_debit":
            return figures.year_to_date_debit_minor
        case "ytd_credit":
            return figures.year_to_date_credit_minor
        case "ytd_net":
            return side * (figures.year_to_date_debit_minor - figures.year_to_date_credit_minor)
    raise AssertionError(function)


def party_of(label: str, account: Account) -> str:
    """Whose balance it is: the dimensions that the account demands, and partners and people.

    What else a line happens to carry (a department, a cash-flow item) does not make
    two debtors out of one.
    """
    return narrowed(label, (*account.dimensions, *PARTIES))


def one_sided(function: str, figures: Figures) -> int:
    """The balance, debit positive, that a function of one-sided balances looks at."""
    at_opening = function.startswith("year_opening")
    return figures.year_opening_minor if at_opening else figures.closing_minor


def wanted_side(function: str) -> Side:
    """The side that such a function adds up (明细科目借方、贷方余额合计)."""
    return Side.DEBIT if function.endswith("debit_balances") else Side.CREDIT
