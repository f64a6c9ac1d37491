"""Accounts from a sheet: code, name, side, category; English or Chinese words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, frozen

from ..core.account import Account, Cash, Category, Side
from ..core.chart import Chart
from ..core.dimension import kind_code
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
#: What means yes and no in a column that asks for one of them.
_FLAGS = dict.fromkeys(
    (
        "1",
        "yes",
        "true",
        "y",
        "t",
        "是",
        "有",
        "√",
        "✓",
        "v",
        "停用",
        "禁用",
        "控制",
        "不许",
        "调汇",
    ),
    True,
) | dict.fromkeys(("", "0", "no", "false", "n", "f", "否", "无", "不", "×", "x", "-"), False)
_CASH_OF = {
    "": Cash.NONE, "cash": Cash.CASH, "现金": Cash.CASH, "bank": Cash.BANK, "银行": Cash.BANK,
    "equivalent": Cash.EQUIVALENT, "现金等价物": Cash.EQUIVALENT, "等价物": Cash.EQUIVALENT,
}  # fmt: skip
#: What the official charts call money at hand, for sheets that have no column that says so.
_CASH_NAMES = {
    "库存现金": Cash.CASH, "现金": Cash.CASH, "银行存款": Cash.BANK,
    "其他货币资金": Cash.EQUIVALENT, "零余额账户用款额度": Cash.BANK,
}  # fmt: skip
_SEVERAL = re.compile(r"[\s,，、;；/|]+")


@frozen
class AccountsSheet:
    """What a sheet of accounts holds. `receives` is whether it speaks of 收 and 付."""

    accounts: list[Account]
    problems: list[Problem]
    ignored: tuple[str, ...]
    receives: bool
    #: The columns the sheet has; of an account that is there already the others stay as they are.
    columns: frozenset[str] = frozenset()


def read_accounts(path: Path) -> AccountsSheet:
    """Read a sheet of accounts; every bad row is among the problems."""
    accounts: list[Account] = []
    sheet = read_sheet(path, ("code", "name", "side", "category"))
    problems = sheet.problems
    receives = False
    seen: set[str] = set()
    columns: set[str] = set()
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
        found += _check_more(cells)
        if not cells["name"]:
            found.append(Problem.of("account.unnamed", account=code, field="name"))
        if found or category is None or side is None:
            problems += [problem.at(file=path.name, row=row) for problem in found]
            continue
        accounts.append(_account(code, category, side, cells))
        columns |= cells.keys()
    return AccountsSheet(accounts, problems, sheet.ignored, receives, frozenset(columns))


def flag(cells: Mapping[str, str], key: str) -> bool:
    """Whether a cell says yes; a word that is neither yes nor no is told of by `check_flag`."""
    return _FLAGS.get(cells.get(key, "").lower(), False)


def check_flag(cells: Mapping[str, str], key: str) -> list[Problem]:
    """Whether a cell that asks for yes or no has one of them."""
    value = cells.get(key, "")
    return [] if value.lower() in _FLAGS else [Problem.of("account.flag", field=key, value=value)]


def _check_more(cells: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the columns that a sheet of accounts need not have."""
    found = []
    if cells.get("cash", "").lower() not in _CASH_OF:
        found.append(Problem.of("account.cash", field="cash", value=cells["cash"]))
    for key in ("disabled", "revalued", "guarded"):
        found += check_flag(cells, key)
    for key in ("first_year", "last_year"):
        year = cells.get(key, "")
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            found.append(Problem.of("account.year", field=key, value=year))
    return found


def _account(code: str, category: Category, side: Side, cells: Mapping[str, str]) -> Account:
    kinds = _several(cells.get("dimensions", "") or cells.get("dimension", ""))
    return Account(
        code, cells["name"], category, side,
        is_disabled=flag(cells, "disabled"),
        mnemonic=cells.get("mnemonic", ""),
        dimensions=tuple(sorted({kind_code(kind) for kind in kinds})),
        unit=cells.get("unit", ""),
        currencies=tuple(_several(cells.get("currencies", "").upper())),
        is_revalued=not cells.get("revalued", "") or flag(cells, "revalued"),
        cash=(
            _CASH_OF[cells["cash"].lower()]
            if "cash" in cells
            else _CASH_NAMES.get(cells["name"], Cash.NONE)
        ),
        is_guarded=flag(cells, "guarded"),
        first_year=int(cells.get("first_year", "") or 0),
        last_year=int(cells.get("last_year", "") or 0),
    )  # fmt: skip


def _several(text: str) -> list[str]:
    return [word for word in _SEVERAL.split(text) if word]


#: What of an account each column holds.
_HELD = {
    "mnemonic": "mnemonic", "dimensions": "dimensions", "dimension": "dimensions", "unit": "unit",
    "currencies": "currencies", "revalued": "is_revalued", "cash": "cash",
    "guarded": "is_guarded", "disabled": "is_disabled", "first_year": "first_year",
    "last_year": "last_year",
}  # fmt: skip


def merged(sheet: AccountsSheet, chart: Chart) -> list[Account]:
    """The accounts of a sheet; what it has no column for stays as the chart has it."""
    held = {_HELD[column] for column in sheet.columns if column in _HELD}
    return [
        evolve(account, **{name: getattr(old, name) for name in set(_HELD.values()) - held})
        if (old := chart.accounts.get(account.code))
        else account
        for account in sheet.accounts
    ]
