"""The accounts of a book as the set-up shows them: a tree with what each carries and what stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from ledgerlib import Account, Book, Cash, Category, Chart, DimensionKind, Side

from ..language import library_text, text
from .amounts import grouped


@frozen
class AccountTree:
    """The chart, what stands on each account (debit positive, 元) and the kinds of dimension."""

    chart: Chart
    balances: Mapping[str, Decimal] = field(factory=dict)
    kinds: Mapping[str, DimensionKind] = field(factory=dict)
    scale: int = 2

    def balance(self, code: str) -> tuple[str, str]:
        """The side on which an account stands and the amount there; empty where there is nothing."""
        amount = self.balances.get(code, Decimal(0))
        if not amount:
            return "", ""
        side = "debit" if amount > 0 else "credit"
        return library_text(f"side.{side}"), grouped(abs(amount), self.scale)

    def carried(self, account: Account) -> str:
        """What its entries must carry, and what it is, in a few words."""
        words = [self.kinds[k].name if k in self.kinds else k for k in account.dimensions]
        words += [account.unit] if account.unit else []
        words += list(account.currencies)
        words += [library_text(f"cash.{account.cash}")] if account.cash else []
        words += [text("accounts.guarded")] if account.is_guarded else []
        words += [text("accounts.disabled")] if account.is_disabled else []
        return " ".join(words)


def read_tree(book: Book) -> AccountTree:
    """Ask the book for its accounts and what stands on them now, unposted vouchers too."""
    facts = book.facts()
    span = book.figures(facts.current, include_unposted=True)
    scale = span.currency.scale
    balances = {
        code: Decimal(each.closing_minor).scaleb(-scale) for code, each in span.figures.items()
    }
    return AccountTree(span.chart, balances, book.dimension_kinds(), scale)


def next_code(chart: Chart, parent: str) -> str:
    """The code that the next account below another would have by the code rule: 1002 to 100201."""
    level, longer = chart.level(parent), len(parent)
    below = sorted(code for code, above in chart.parents.items() if above == parent)
    if below:
        last = below[-1]
        head, tail = parent, last[longer:]
        sign = tail[0] if tail and not tail[0].isalnum() else ""
        digits = tail[len(sign) :]
        if digits.isdecimal():
            return f"{head}{sign}{int(digits) + 1:0{len(digits)}d}"
        return f"{parent}01"
    width = chart.code_rule[level] if level < len(chart.code_rule) else 2
    return f"{parent}{1:0{width}d}"


def account_of(values: Mapping[str, str], before: Account | None) -> Account:
    """The account that a form was filled in with."""

    def is_on(name: str) -> bool:
        return values[name] == "yes"

    def year(name: str) -> int:
        return int(values[name]) if values[name].isdecimal() else 0

    return Account(
        code=before.code if before is not None else values["code"],
        name=values["name"],
        category=Category(values["category"]),
        normal_side=Side.DEBIT if values["side"] == "debit" else Side.CREDIT,
        is_disabled=is_on("disabled"),
        mnemonic=values["mnemonic"],
        dimensions=tuple(values["dimensions"].split()),
        unit=values["unit"],
        currencies=tuple(values["currencies"].upper().split()),
        is_revalued=is_on("revalued"),
        cash=Cash(values["cash"]),
        is_guarded=is_on("guarded"),
        first_year=year("first_year"),
        last_year=year("last_year"),
    )
