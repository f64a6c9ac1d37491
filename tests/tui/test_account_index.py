"""Accounts are found while they are typed: by code, name and initials, among thousands in no time."""

from __future__ import annotations

from time import perf_counter

import pytest

from ledger_tui.model.account_index import AccountIndex
from ledgerlib import Account, Category, Chart, Side


def _account(code: str, name: str, mnemonic: str = "", **more: object) -> Account:
    return Account(code, name, Category.ASSET, Side.DEBIT, mnemonic=mnemonic, **more)  # type: ignore[arg-type]


INDEX = AccountIndex(
    Chart.of(
        [
            _account("1001", "库存现金", "kcxj"),
            _account("1002", "银行存款", "yhck"),
            _account("100201", "工商银行", "gsyh"),
            _account("100202", "建设银行", "jsyh"),
            _account("1405", "库存商品", "kcsp"),
            _account("1406", "停用科目", "tykm", is_disabled=True),
        ]
    )
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1001", "1001"),
        ("１００１", "1001"),
        ("1001 库存现金", "1001"),
        ("kcxj", "1001"),
        ("KCXJ", "1001"),
        ("库存现金", "1001"),
        ("现金", "1001"),
        ("工商", "100201"),
        ("gs", "100201"),
        ("银行存款/工商", "100201"),
        ("1002", None),  # has accounts below it
        ("库存", None),  # two of them
        ("100", None),
        ("1406", None),  # disabled
        ("9999", None),
        ("", None),
    ],
)
def test_only_a_leaf_is_taken_and_only_where_it_is_the_one(typed: str, found: str | None) -> None:
    account = INDEX.resolve(typed)
    assert (account and account.code) == found


def test_what_begins_with_the_code_comes_before_initials_and_names() -> None:
    assert [a.code for a in INDEX.find("1002")] == ["1002", "100201", "100202"]
    assert [a.code for a in INDEX.find("kc")] == ["1001", "1405"]
    assert [a.code for a in INDEX.find("银行")] == ["1002", "100201", "100202"]
    assert "1406" not in [a.code for a in INDEX.find("")]


def test_the_tree_opens_a_parent_and_names_the_way_down() -> None:
    assert [b.account.code for b in INDEX.tree()] == ["1001", "1002", "1405"]
    opened = INDEX.tree(["1002"])
    assert [(b.account.code, b.level) for b in opened][1:4] == [
        ("1002", 1), ("100201", 2), ("100202", 2),
    ]  # fmt: skip
    assert INDEX.full_name("100201") == "银行存款/工商银行"
    assert INDEX.parent_meant("1002") is not None
    assert INDEX.parent_meant("1001") is None


def test_three_thousand_accounts_are_searched_within_two_milliseconds() -> None:
    accounts = [
        _account(f"{1000 + n // 50}", f"科目{n // 50}", f"km{n // 50}") for n in range(0, 3000, 50)
    ]
    accounts += [
        _account(f"{1000 + n // 50}{n % 50 + 10:02}", f"明细科目{n}号", f"mxkm{n}h")
        for n in range(3000)
    ]
    index = AccountIndex(Chart.of(accounts))
    assert len(index) == 3060
    for typed in ("10", "mxkm29", "明细科目2999", "号", "没有这个"):
        best = min(_timed(index, typed) for _ in range(5))
        assert best < 0.002, (typed, best)


def _timed(index: AccountIndex, typed: str) -> float:
    begun = perf_counter()
    index.find(typed)
    index.resolve(typed)
    return perf_counter() - begun
