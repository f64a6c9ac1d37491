"""Carrying forward: afterwards nothing is left on the accounts of profit and loss."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.carrying import carry_lines
from ledgerlib.core.chart import Chart, ClosingRule, Occasion
from ledgerlib.core.voucher import Line
from ledgerlib.testing import CHART, LEAVES

PERIOD_END, YEAR_END = Occasion.PERIOD_END, Occasion.YEAR_END
BALANCES = st.dictionaries(st.sampled_from(LEAVES), st.integers(-(10**12), 10**12))


def carry(balances: dict[str, int], *occasions: Occasion, chart: Chart = CHART) -> list[Line]:
    return carry_lines(chart, chart.rules(*occasions), balances, 2, "结转")


def after(balances: dict[str, int], lines: list[Line]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int, balances)
    for line in lines:
        sums[line.account] += line.side * int(line.amount.scaleb(2))
    return sums


def shown(lines: list[Line]) -> list[tuple[str, str, str]]:
    return [(x.account, x.side.name.lower(), str(x.amount)) for x in lines]


@given(BALANCES)
def test_nothing_is_left_on_profit_and_loss(balances: dict[str, int]) -> None:
    left = after(balances, carry(balances, PERIOD_END))
    assert left["5001"] == left["5602"] == left["5603"] == 0
    profit = sum(balances.get(code, 0) for code in ("3103", "5001", "5602", "5603"))
    assert left["3103"] == profit
    untouched = set(LEAVES) - {"3103", "5001", "5602", "5603"}
    assert {code: left[code] for code in untouched} == {c: balances.get(c, 0) for c in untouched}


@given(BALANCES)
def test_at_the_year_end_the_profit_goes_on_to_be_distributed(balances: dict[str, int]) -> None:
    left = after(balances, carry(balances, PERIOD_END, YEAR_END))
    moved = sum(balances.get(code, 0) for code in ("3103", "3104", "5001", "5602", "5603"))
    assert (left["3103"], left["3104"]) == (0, moved)


@given(BALANCES)
def test_the_lines_balance_and_none_is_nothing_or_red(balances: dict[str, int]) -> None:
    lines = carry(balances, PERIOD_END, YEAR_END)
    assert sum(line.side * line.amount for line in lines) == 0
    assert all(line.amount > 0 for line in lines)


@given(BALANCES)
def test_a_second_time_there_is_nothing_to_carry(balances: dict[str, int]) -> None:
    lines = carry(balances, PERIOD_END, YEAR_END)
    assert carry(after(balances, lines), PERIOD_END, YEAR_END) == []


def test_a_month_with_a_profit() -> None:
    """收入 80.00 贷，管理费用 30.00 借，财务费用 −2.00（利息收入，贷方余额）"""
    balances = {"5001": -8000, "5602": 3000, "5603": -200, "1001": 5200}
    assert shown(carry(balances, PERIOD_END)) == [
        ("5001", "debit", "80.00"),
        ("3103", "credit", "80.00"),
        ("5602", "credit", "30.00"),
        ("5603", "debit", "2.00"),
        ("3103", "debit", "28.00"),
    ]


def test_income_on_the_wrong_side_is_carried_from_there() -> None:
    """More sales returned than sold: revenue stands on the debit side."""
    assert shown(carry({"5001": 500}, PERIOD_END)) == [
        ("5001", "credit", "5.00"),
        ("3103", "debit", "5.00"),
    ]


def test_expenses_that_cancel_out_are_cleared_without_a_line_for_nothing() -> None:
    assert shown(carry({"5602": 500, "5603": -500}, PERIOD_END)) == [
        ("5602", "credit", "5.00"),
        ("5603", "debit", "5.00"),
    ]


def test_nothing_to_carry() -> None:
    assert carry({}, PERIOD_END, YEAR_END) == []
    assert carry({"1001": 100, "3001": -100}, PERIOD_END, YEAR_END) == []
    assert carry({"5001": 0}, PERIOD_END) == []


def test_a_later_rule_sees_what_an_earlier_one_brought() -> None:
    """Government books: 4xxx and 5xxx → 3301 → 3302 → 3001."""
    accounts = [
        Account("3001", "累计盈余", Category.EQUITY, Side.CREDIT),
        Account("3301", "本期盈余", Category.EQUITY, Side.CREDIT),
        Account("3302", "本年盈余分配", Category.EQUITY, Side.CREDIT),
        Account("4001", "财政拨款收入", Category.INCOME, Side.CREDIT),
        Account("5001", "业务活动费用", Category.EXPENSE, Side.DEBIT),
    ]
    rules = [
        ClosingRule(YEAR_END, "3301", (Category.INCOME, Category.EXPENSE)),
        ClosingRule(YEAR_END, "3302", codes=("3301",)),
        ClosingRule(YEAR_END, "3001", codes=("3302",)),
    ]
    balances = {"4001": -1000, "5001": 700}
    lines = carry(balances, YEAR_END, chart=Chart.of(accounts, closing_rules=rules))
    left = after(balances, lines)
    assert {code: left[code] for code in ("3001", "3301", "3302", "4001", "5001")} == {
        "3001": -300, "3301": 0, "3302": 0, "4001": 0, "5001": 0,
    }  # fmt: skip


def test_the_scale_is_that_of_the_currency() -> None:
    lines = carry_lines(CHART, CHART.rules(PERIOD_END), {"5001": -5}, 0, "結転")
    assert [line.amount for line in lines] == [Decimal(5), Decimal(5)]
    assert {line.summary for line in lines} == {"結転"}
