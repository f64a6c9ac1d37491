"""Accounts from a sheet: code, name, side, category; English or Chinese words."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from attrs import frozen

from ..core.account import Account, Category, Side
from ..core.problem import Problem
from .sheets import read_sheet

_CATEGORIES = {
    Category.ASSET: ("asset", "assets", "资产", "资产类"),
    Category.LIABILITY: ("liability", "liabilities", "负债", "负债类"),
    Category.COMMON: ("common", "共同", "共同类"),
    Category.EQUITY: ("equity", "权益", "所有者权益", "所有者权益类", "净资产", "净资产类", "基金"),
    Category.COST: ("cost", "成本", "成本类"),
    Category.INCOME: ("income", "revenue", "收入", "收入类", "收益"),
    Category.EXPENSE: ("expense", "expenses", "费用", "费用类", "支出", "支出类"),
    Category.HOLDING: ("holding", "结存", "结存类"),
    Category.SOURCE: ("source", "来源", "来源类"),
    Category.USE: ("use", "运用", "运用类"),
}
_CATEGORY_OF = {word: category for category, words in _CATEGORIES.items() for word in words}
_SIDE_OF = {
    "debit": Side.DEBIT, "d": Side.DEBIT, "dr": Side.DEBIT, "借": Side.DEBIT, "借方": Side.DEBIT,
    "credit": Side.CREDIT, "c": Side.CREDIT, "cr": Side.CREDIT, "贷": Side.CREDIT, "贷方": Side.CREDIT,
}  # fmt: skip
_RECEIVE, _PAY = ("receive", "收", "收方"), ("pay", "付", "付方")
_YES = ("1", "yes", "true", "y", "是", "停用", "禁用")


@frozen
class AccountsSheet:
    """What a sheet of accounts holds. `receives` is whether it speaks of 收 and 付."""

    accounts: list[Account]
    problems: list[Problem]
    ignored: tuple[str, ...]
    receives: bool


def read_accounts(path: Path) -> AccountsSheet:
    """Read a sheet of accounts; every bad row is among the problems."""
    accounts: list[Account] = []
    sheet = read_sheet(path, ("code", "name", "side", "category"))
    problems = sheet.problems
    receives = False
    seen: set[str] = set()
    for row, cells in sheet.rows:
        found = []
        code = unicodedata.normalize("NFKC", cells["code"])
        side_word, category_word = cells["side"].lower(), cells["category"].lower()
        if not code:
            found.append(Problem.of("account.uncoded", field="code"))
        elif code in seen:
            found.append(Problem.of("account.duplicate", account=code, field="code"))
        seen.add(code)
        category = _CATEGORY_OF.get(category_word)
        side = _SIDE_OF.get(side_word)
        if side_word in _RECEIVE + _PAY and category is not None:
            # In receive-and-pay books holdings grow by debit, all else by credit (see core/account.py).
            receives = True
            grows = Side.DEBIT if category in (Category.HOLDING, Category.ASSET) else Side.CREDIT
            side = grows if side_word in _RECEIVE else grows.opposite
        if side is None and (category is not None or side_word not in _RECEIVE + _PAY):
            found.append(Problem.of("account.side", field="side", value=cells["side"]))
        if category_word in ("损益", "损益类") and side is not None:
            category = Category.INCOME if side is Side.CREDIT else Category.EXPENSE
        if category is None:
            found.append(Problem.of("account.category", field="category", value=cells["category"]))
        if not cells["name"]:
            found.append(Problem.of("account.unnamed", account=code, field="name"))
        if found or category is None or side is None:
            problems += [problem.at(file=path.name, row=row) for problem in found]
            continue
        disabled = cells.get("disabled", "").lower() in _YES
        accounts.append(Account(code, cells["name"], category, side, disabled))
    return AccountsSheet(accounts, problems, sheet.ignored, receives)
