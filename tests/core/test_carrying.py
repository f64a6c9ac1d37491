"""Carrying forward: afterwards nothing is left on the accounts of profit and loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.balance import Detail
from ledgerlib.core.carrying import Standing, carry_lines
from ledgerlib.core.chart import Chart, ClosingRule, Occasion
from ledgerlib.core.commodity import Commodity, CommodityKind
from ledgerlib.core.voucher import Line
from ledgerlib.testing import CHART, LEAVES

PERIOD_END, YEAR_END = Occasion.PERIOD_END, Occasion.YEAR_END
BALANCES = st.dictionaries(st.sampled_from(LEAVES), st.integers(-(10**12), 10**12))
COMMODITIES = {
    "CNY": Commodity("CNY", 2),
    "JPY": Commodity("JPY", 0),
    "USD": Commodity("USD", 2),
    "大米": Commodity("大米", 3, CommodityKind.GOODS),
}
#: What stands below accounts: by department or none, in money alone, in dollars or in rice.
DETAILS = st.dictionaries(
    st.builds(
        Detail,
        st.sampled_from(LEAVES),
        st.sampled_from(["", "department:01", "department:02;project:p1"]),
        st.sampled_from(["", "USD", "大米"]),
    ),
    st.tuples(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6)),
    max_size=8,
).map(lambda found: {d: (amount, q if d.measure else 0) for d, (amount, q) in found.items()})


def carry_details(
    standing: Mapping[Detail, Standing], *occasions: Occasion, chart: Chart = CHART
) -> list[list[Line]]:
    carried = carry_lines(chart, chart.rules(*occasions), standing, COMMODITIES, "CNY", "结转")
    return [list(each.lines) for each in carried]


def carry(balances: dict[str, int], *occasions: Occasion, chart: Chart = CHART) -> list[Line]:
    standing = {Detail(code): (minor, 0) for code, minor in balances.items()}
    by_rule = carry_details(standing, *occasions, chart=chart)
    return [line for lines in by_rule for line in lines]


def after(balances: dict[str, int], lines: list[Line]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int, balances)
    for line in lines:
        sums[line.account] += line.side * int(line.amount.scaleb(2))
    return sums


def after_details(
    standing: Mapping[Detail, Standing], by_rule: Iterable[Iterable[Line]]
) -> dict[Detail, Standing]:
    left: dict[Detail, Standing] = defaultdict(lambda: (0, 0), standing)
    for line in (line for lines in by_rule for line in lines):
        measure = line.measure.commodity if line.measure else ""
        detail = Detail(line.account, line.dimension, measure)
        scale = COMMODITIES[measure].scale if measure else 0
        quantity = int(line.measure.quantity.scaleb(scale)) if line.measure else 0
        amount, before = left[detail]
        amount += line.side * int(line.amount.scaleb(2))
        left[detail] = (amount, before + line.side * quantity)
    return left


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
    rules = CHART.rules(PERIOD_END)
    (carried,) = carry_lines(CHART, rules, {Detail("5001"): (-5, 0)}, COMMODITIES, "JPY", "結転")
    assert [line.amount for line in carried.lines] == [Decimal(5), Decimal(5)]
    assert {line.summary for line in carried.lines} == {"結転"}


@given(DETAILS)
def test_every_detail_of_profit_and_loss_is_cleared_by_itself(
    standing: dict[Detail, Standing],
) -> None:
    """Each department, currency and store of an income or expense account is left with nothing."""
    by_rule = carry_details(standing, PERIOD_END)
    left = after_details(standing, by_rule)
    carried = {"5001", "5602", "5603"}
    assert {standing for detail, standing in left.items() if detail.account in carried} <= {(0, 0)}
    for lines in by_rule:
        assert sum(line.side * line.amount for line in lines) == 0
        assert all(line.amount > 0 or line.measure for line in lines)
        assert len({line.account for line in lines} - carried) <= 1, "one target for each rule"
    untouched = set(LEAVES) - carried - {"3103"}
    assert {d: s for d, s in left.items() if d.account in untouched} == {
        d: s for d, s in standing.items() if d.account in untouched
    }


def test_a_quantity_goes_with_the_money_even_where_that_is_nothing() -> None:
    """其他业务成本 大米 20 kg，金额已冲平：the 20 kg are cleared, and nothing comes to 本年利润."""
    ((line,),) = carry_details({Detail("5602", "", "大米"): (0, 20_000)}, PERIOD_END)
    assert (line.account, line.side, line.amount) == ("5602", Side.CREDIT, 0)
    assert line.measure is not None
    assert (line.measure.quantity, line.measure.rate) == (Decimal(20), None)


def test_red_money_with_black_quantity_stands_on_the_side_of_the_money() -> None:
    """管理费用 −5.00 元，2.000 kg: 借 5.00，−2 kg."""
    ((line, target),) = carry_details({Detail("5602", "", "大米"): (-500, 2000)}, PERIOD_END)
    assert (line.side, line.amount) == (Side.DEBIT, Decimal("5.00"))
    assert line.measure is not None
    assert line.measure.quantity == Decimal(-2)
    assert (target.account, target.side, target.measure) == ("3103", Side.CREDIT, None)


def test_what_the_target_demands_is_kept_and_nothing_else() -> None:
    """本年利润 by department: one line for each; the project goes no further."""
    accounts = [
        Account("3103", "本年利润", Category.EQUITY, Side.CREDIT, dimensions=("department",)),
        Account("5602", "管理费用", Category.EXPENSE, Side.DEBIT),
    ]
    chart = Chart.of(accounts, closing_rules=[ClosingRule(PERIOD_END, "3103", codes=("5602",))])
    standing = {
        Detail("5602", "department:01;project:p1"): (300, 0),
        Detail("5602", "department:01;project:p2"): (200, 0),
        Detail("5602", "department:02"): (700, 0),
    }
    (lines,) = carry_details(standing, PERIOD_END, chart=chart)
    assert [(x.account, x.dimension, x.side * x.amount) for x in lines] == [
        ("5602", "department:01;project:p1", Decimal("-3.00")),
        ("5602", "department:01;project:p2", Decimal("-2.00")),
        ("5602", "department:02", Decimal("-7.00")),
        ("3103", "department:01", Decimal("5.00")),
        ("3103", "department:02", Decimal("7.00")),
    ]
