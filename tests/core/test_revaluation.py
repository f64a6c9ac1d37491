"""Revaluing: afterwards every balance in foreign currency stands at the closing rate."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.balance import Detail
from ledgerlib.core.carrying import Standing
from ledgerlib.core.chart import Chart
from ledgerlib.core.commodity import Commodity
from ledgerlib.core.revaluation import (
    differences,
    revaluation_lines,
    revalued_accounts,
    without_rate,
)
from ledgerlib.core.voucher import Line

COMMODITIES = {code: Commodity(code, scale) for code, scale in (("CNY", 2), ("USD", 2), ("JPY", 0))}
CHART = Chart.of(
    [
        Account("1002", "银行存款", Category.ASSET, Side.DEBIT),
        Account("100201", "美元户", Category.ASSET, Side.DEBIT),
        Account("100202", "日元户", Category.ASSET, Side.DEBIT),
        Account("1405", "库存商品", Category.ASSET, Side.DEBIT, is_revalued=False),
        Account("2202", "应付账款", Category.LIABILITY, Side.CREDIT),
        Account("4001", "生产成本", Category.COST, Side.DEBIT),
        Account("5001", "主营业务收入", Category.INCOME, Side.CREDIT),
        Account("5603", "财务费用", Category.EXPENSE, Side.DEBIT),
    ]
)
RATES = {"USD": Decimal("7.1234"), "JPY": Decimal("0.0478")}


def lines(
    standing: dict[Detail, Standing], *, apart: bool = False, chart: Chart = CHART
) -> list[Line]:
    found = differences(standing, RATES, COMMODITIES, "CNY")
    return revaluation_lines(
        chart, found, RATES, COMMODITIES, "CNY", "5603", "期末调汇", apart=apart
    )


def shown(found: list[Line]) -> list[tuple[str, ...]]:
    return [(x.account, x.side.name.lower(), str(x.amount)) for x in found]


MIXED: dict[Detail, Standing] = {
    Detail("100201", measure="USD"): (700_00, 100_00),
    Detail("100202", measure="JPY"): (5000_00, 100_000),
    Detail("2202", "partner:甲", "USD"): (-7000_00, -1000_00),
}


def test_gains_and_losses_meet_in_one_line() -> None:
    """
    100201 美元户    USD     100.00   账面    700.00   应为    712.34   调增  12.34
    100202 日元户    JPY 100 000      账面  5 000.00   应为  4 780.00   调减 220.00
    2202 应付账款 甲  USD   1 000.00   账面  7 000.00   应为  7 123.40   调增 123.40，是损失
    5603 财务费用                                                     损失 331.06
    """
    found = lines(MIXED)
    assert shown(found) == [
        ("100201", "debit", "12.34"),
        ("100202", "credit", "220.00"),
        ("2202", "credit", "123.40"),
        ("5603", "debit", "331.06"),
    ]
    assert [x.measure and (x.measure.quantity, x.measure.rate) for x in found] == [
        (0, RATES["USD"]), (0, RATES["JPY"]), (0, RATES["USD"]), None,
    ]  # fmt: skip
    assert found[2].dimension == "partner:甲"


def test_or_gains_and_losses_stand_apart() -> None:
    assert shown(lines(MIXED, apart=True))[3:] == [
        ("5603", "credit", "12.34"),
        ("5603", "debit", "343.40"),
    ]


def test_what_is_gained_here_and_lost_there_needs_no_other_account() -> None:
    balanced: dict[Detail, Standing] = {
        Detail("100201", measure="USD"): (700_00, 100_00),
        Detail("2202", measure="USD"): (-700_00, -100_00),
    }
    assert shown(lines(balanced)) == [
        ("100201", "debit", "12.34"),
        ("2202", "credit", "12.34"),
    ]


def test_money_left_over_when_the_currency_is_gone_is_cleared() -> None:
    """An account paid out in dollars at other rates than it was paid in at; no rate is needed."""
    left = {Detail("100201", measure="EUR"): (3_21, 0)}
    found = differences(left, {}, COMMODITIES, "CNY")
    assert found == {Detail("100201", measure="EUR"): -3_21}
    assert without_rate(left, {}) == {}


def test_a_currency_without_a_rate_is_named_and_left_alone() -> None:
    held = {Detail("100201", measure="EUR"): (7_00, 1_00), Detail("2202", measure="EUR"): (0, 1)}
    assert without_rate(held, RATES) == {"EUR": list(held)}
    assert differences(held, RATES, COMMODITIES, "CNY") == {}


def test_what_is_revalued() -> None:
    """Leaves of the balance sheet; not stocks that are marked, nor costs, income and expense."""
    assert revalued_accounts(CHART) == ["100201", "100202", "2202"]


def test_the_difference_goes_to_the_dimension_its_account_asks_for() -> None:
    chart = Chart.of(
        evolve(a, dimensions=("department",)) if a.code == "5603" else a
        for a in CHART.accounts.values()
    )
    held: dict[Detail, Standing] = {
        Detail("2202", f"department:{d};partner:甲", "USD"): (0, -1_00) for d in "ab"
    }
    assert [(x.account, x.dimension) for x in lines(held, chart=chart)[2:]] == [
        ("5603", "department:a"), ("5603", "department:b"),
    ]  # fmt: skip


DETAILS = st.builds(
    Detail,
    st.sampled_from(revalued_accounts(CHART)),
    st.sampled_from(["", "partner:甲", "partner:乙"]),
    st.sampled_from(["USD", "JPY"]),
)
MINOR = st.integers(-(10**12), 10**12)


@given(st.dictionaries(DETAILS, st.tuples(MINOR, MINOR | st.just(0))), st.booleans())
def test_afterwards_everything_stands_at_the_closing_rate(
    standing: dict[Detail, Standing], apart: bool
) -> None:
    """Base money = currency × rate, rounded half up once; the lines balance; no currency moves."""
    found = lines(standing, apart=apart)
    after: dict[Detail, int] = defaultdict(int, {d: amount for d, (amount, _) in standing.items()})
    for line in found:
        measure = line.measure.commodity if line.measure else ""
        after[Detail(line.account, line.dimension, measure)] += line.side * int(line.amount * 100)
        assert line.amount > 0
        assert line.measure is None or line.measure.quantity == 0
    assert sum(line.side * line.amount for line in found) == 0
    for detail, (_, quantity) in standing.items():
        worth = Decimal(quantity).scaleb(-COMMODITIES[detail.measure].scale) * RATES[detail.measure]
        assert after[detail] == int(worth.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    again = {detail: (after[detail], quantity) for detail, (_, quantity) in standing.items()}
    assert lines(again) == []


@given(MINOR, MINOR)
def test_a_revalued_balance_is_within_half_a_fen(amount: int, quantity: int) -> None:
    detail = Detail("100201", measure="USD")
    found = differences({detail: (amount, quantity)}, RATES, COMMODITIES, "CNY")
    exact = Fraction(quantity) * Fraction(RATES["USD"])
    assert abs(amount + found.get(detail, 0) - exact) <= Fraction(1, 2)
