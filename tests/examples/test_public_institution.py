"""The institution's year worked out a second way, by its sheets and Decimal alone, and compared."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from ledgerlib import reports

EXAMPLE = "public_institution"
ZERO = Decimal(0)
#: Budget spending and income by where the year's end takes them: 财政拨款, 专项, 其他.
FISCAL = ("6001", "720101")
SPECIAL = ("610101", "660101", "720102")
OTHER = ("610102", "660902", "720103")


def fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Worked:
    """Turnover (debit plus, credit minus) of the sheets and of the depreciation they lead to."""

    def __init__(self, opening: list[Any], entries: list[Any]) -> None:
        self.opening: dict[str, Decimal] = defaultdict(Decimal)
        self.moved: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        for entry in opening:
            self.opening[entry.account] += entry.amount
        for entry in entries:
            self.moved[entry.month, entry.account] += entry.amount
        for month in range(1, 13):
            cost = self.opening["1601"] + self.turnover(1, month, "1601")
            operating = fen(cost / 120 * Decimal("0.7"))
            administrative = fen(cost / 120 * Decimal("0.3"))
            self.moved[month, "5001"] += operating
            self.moved[month, "5101"] += administrative
            self.moved[month, "1602"] -= operating + administrative

    def turnover(self, first: int, last: int, *codes: str) -> Decimal:
        return sum(
            (a for (m, c), a in self.moved.items() if first <= m <= last and c.startswith(codes)),
            ZERO,
        )

    def before(self, *codes: str) -> Decimal:
        return sum((a for code, a in self.opening.items() if code.startswith(codes)), ZERO)

    def after(self, *codes: str) -> Decimal:
        """What stands after December, before anything is carried."""
        return self.before(*codes) + self.turnover(1, 12, *codes)


@pytest.fixture(scope="module")
def worked(kept: Any) -> Worked:
    return Worked(kept.opening(), kept.entries())


def some(wanted: dict[str, Decimal]) -> dict[str, Decimal]:
    return {label: amount for label, amount in wanted.items() if amount}


@pytest.mark.parametrize("column", ["closing", "year_opening"])
def test_the_balance_sheet_is_what_the_sheets_add_up_to(
    kept: Any, worked: Worked, column: str
) -> None:
    of = worked.after if column == "closing" else worked.before
    current, fixed = of("1002", "1201", "1214", "1302"), of("1601", "1602")
    debts = -of("2")
    # The surplus of the year ends in 3001, less what went from there to the special fund (3302).
    accumulated, special = -of("3001", "3302", "4", "5"), -of("3101")
    assert kept.figures("balance-sheet", column) == some({
        "货币资金": of("1002"), "财政应返还额度": of("1201"), "预付账款": of("1214"),
        "存货": of("1302"), "流动资产合计": current, "固定资产原值": of("1601"),
        "减：固定资产累计折旧": -of("1602"), "固定资产净值": fixed, "非流动资产合计": fixed,
        "资产总计": current + fixed, "应付账款": -of("2302"), "流动负债合计": debts,
        "负债合计": debts, "累计盈余": accumulated, "专用基金": special,
        "净资产合计": accumulated + special, "负债和净资产总计": debts + accumulated + special,
    })  # fmt: skip
    assert current + fixed == debts + accumulated + special


@pytest.mark.parametrize(("column", "first"), [("period", 12), ("year_to_date", 1)])
def test_income_and_expenses_are_what_the_sheets_add_up_to(
    kept: Any, worked: Worked, column: str, first: int
) -> None:
    def net(*codes: str) -> Decimal:
        return worked.turnover(first, 12, *codes)

    assert kept.figures("income-statement", column) == some({
        "一、本期收入": -net("4"), "（一）财政拨款收入": -net("4001"),
        "（二）事业收入": -net("4101"), "（六）非同级财政拨款收入": -net("4601"),
        "（九）利息收入": -net("4604"), "二、本期费用": net("5"),
        "（一）业务活动费用": net("5001"), "（二）单位管理费用": net("5101"),
        "三、本期盈余": -net("4", "5"),
    })  # fmt: skip


def test_budget_income_and_spending_are_what_the_sheets_add_up_to(
    kept: Any, worked: Worked
) -> None:
    def net(*codes: str) -> Decimal:
        return worked.turnover(1, 12, *codes)

    assert kept.figures("budget-income-and-spending", "year_to_date") == {
        "一、本年预算收入": -net("6"), "（一）财政拨款预算收入": -net("6001"),
        "（二）事业预算收入": -net("6101"), "（七）非同级财政拨款预算收入": -net("6601"),
        "（九）其他预算收入": -net("6609"), "二、本年预算支出": net("7"),
        "（二）事业支出": net("7201"), "三、本年预算收支差额": -net("6", "7"),
    }  # fmt: skip


def test_the_ladder_takes_every_kind_of_money_where_it_belongs(kept: Any, worked: Worked) -> None:
    """6/7 财政 → 8101（完成的项目 → 8102），专项 → 8201，其他 → 8501 → 8701（提取 → 8301）→ 8202。"""
    of = worked.after
    wanted = {
        "810107": -of("8101", *FISCAL), "810205": -of("8102"), "820105": -of("8201", *SPECIAL),
        "820204": -of("8202", "8701", *OTHER), "8301": -of("8301"),
        "3001": -of("3001", "3302", "4", "5"), "3101": -of("3101"),
    }  # fmt: skip
    told = {
        row.cells["code"]: row.cells["opening_credit"] - row.cells["opening_debit"]
        for row in reports.trial_balance(kept.book, "2025-01").rows
        if row.cells["code"][0] in "345678"
    }
    opened = {  # without the accounts above, which show the sum of those below
        code: amount
        for code, amount in told.items()
        if not any(other != code and other.startswith(code) for other in told)
    }
    money = -sum(opened.pop(code) for code in ("800102", "800103"))
    assert opened == wanted
    assert money == sum(wanted[code] for code in ("810107", "810205", "820105", "820204", "8301"))
    told = kept.figures("budget-balances", "year_to_date")
    assert told["四、年末预算结转结余"] == money
    assert told["1.财政拨款结转"] == wanted["810107"]
    assert told["2.财政拨款结余"] == wanted["810205"]


def test_surplus_and_budget_balance_differ_by_what_the_reconciliation_says(
    kept: Any, worked: Worked
) -> None:
    told = kept.figures("reconciliation", "year_to_date")
    surplus = -worked.turnover(1, 12, "4", "5")
    budget = -worked.turnover(1, 12, "6", "7")
    assert told["三、本年盈余（本年收入与费用的差额）"] == surplus
    assert told["一、本年预算结余（本年预算收支差额）"] == budget
    assert told["二、差异调节"] == surplus - budget
    assert told["（2）计提的折旧费用和摊销费用"] == -worked.turnover(1, 12, "1602")


def test_every_voucher_of_the_sheets_balances_in_both_parts(kept: Any) -> None:
    """Accounts 1 to 5 by themselves, and 6 to 8; and money at hand moves as 资金结存 does."""
    parts: dict[tuple[int, int, bool], Decimal] = defaultdict(Decimal)
    for entry in kept.entries():
        parts[entry.month, entry.voucher, entry.account[0] in "678"] += entry.amount
    assert not any(parts.values())
    budgeted = {key[:2] for key in parts if key[2]}
    assert len(budgeted) > 50
    assert {key[:2] for key in parts} - budgeted, "accruals have no budget part"
    for month in range(1, 13):
        assert reports.parallel_check(kept.book, f"2024-{month:02}").rows == ()


def test_the_rest_of_the_example_holds(kept: Any) -> None:
    kept.check_the_rest()
