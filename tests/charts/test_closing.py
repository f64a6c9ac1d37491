"""The closing rules of the charts that come along, whatever stands on the accounts."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Category, Chart, Occasion, chart_ids, load_chart
from ledgerlib.core.balance import Detail
from ledgerlib.core.carrying import Carried, Standing, carry_lines
from ledgerlib.core.commodity import Commodity
from ledgerlib.core.dimension import label_of
from ledgerlib.core.formula import Options, Unit
from ledgerlib.core.provisions import choose

CNY = {"CNY": Commodity("CNY", 2)}
RESULT = (Category.INCOME, Category.EXPENSE)


def books() -> Iterator[tuple[str, dict[str, str]]]:
    """Every chart with rules, as each kind of book has it."""
    for chart_id in chart_ids():
        chart = load_chart(chart_id).chart
        options = chart.provisions.options
        for chosen in product(*([value.code for value in option.values] for option in options)):
            if chart.closing_rules:
                yield chart_id, {o.code: v for o, v in zip(options, chosen, strict=True)}


BOOKS = list(books())
NAMES = [" ".join([chart_id, *options.values()]) for chart_id, options in BOOKS]
#: Those whose profit is not distributed by a formula, which goes by what the book shows.
PLAIN = [book for book in BOOKS if book[1].get("reserve") != "statutory"]


@cache
def whole(chart_id: str) -> Chart:
    return load_chart(chart_id).chart


def settled(chart_id: str, options: Mapping[str, str]) -> Chart:
    choice = choose(whole(chart_id), options)
    assert choice.problems == []
    return choice.chart


class AlwaysTen:
    """A source that says ten of everything but what has been distributed already."""

    scale = 2

    def __init__(self, moved: Mapping[Detail, Standing]) -> None:
        self.moved = moved

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        return Decimal(10 if function == "ytd_credit" else 0)


def carry(
    chart: Chart, standing: Mapping[Detail, Standing], *occasions: Occasion
) -> tuple[list[Carried], dict[Detail, Standing]]:
    """What the rules of these occasions carry, and what stands afterwards."""
    left = dict(standing)
    found = []
    for occasion in occasions:
        rules = chart.rules(occasion)
        carried = carry_lines(chart, rules, left, CNY, "CNY", "结转", AlwaysTen)  # type: ignore[arg-type]
        found += carried
        sums = defaultdict(int, {detail: amount for detail, (amount, _) in left.items()})
        for line in (line for each in carried for line in each.lines):
            sums[Detail(line.account, line.dimension)] += line.side * int(line.amount.scaleb(2))
        left = {detail: (amount, 0) for detail, amount in sums.items()}
    return found, left


def anything(chart: Chart, seed: int) -> dict[Detail, Standing]:
    """Some amount, on either side or none, on every leaf, with the dimensions that it demands."""
    chance = random.Random(seed)
    values = {
        kind: [v.code for v in chart.provisions.values if v.kind == kind] or ["甲", "乙"]
        for account in chart.accounts.values()
        for kind in account.dimensions
    }
    standing: dict[Detail, Standing] = {}
    for code, account in chart.accounts.items():
        if chart.is_leaf(code):
            for _ in range(2 if account.dimensions else 1):
                label = label_of({kind: chance.choice(values[kind]) for kind in account.dimensions})
                standing[Detail(code, label)] = (
                    chance.choice([0, 1, -1]) * chance.randint(0, 10**8),
                    0,
                )
    return standing


def by_account(standing: Mapping[Detail, Standing]) -> dict[str, Decimal]:
    sums: dict[str, int] = defaultdict(int)
    for detail, (amount, _) in standing.items():
        sums[detail.account] += amount
    return {code: Decimal(minor).scaleb(-2) for code, minor in sorted(sums.items()) if minor}


def of(**balances: str | int) -> dict[Detail, Standing]:
    """Balances by account, debit positive: of(a4001="-100")."""
    return {Detail(code[1:]): (int(Decimal(x).scaleb(2)), 0) for code, x in balances.items()}


@pytest.mark.parametrize(
    ("chart_id", "options"), PLAIN, ids=[" ".join([c, *o.values()]) for c, o in PLAIN]
)
@settings(max_examples=6)
@given(seed=st.integers(0, 10**9))
def test_closing_leaves_nothing_to_close(chart_id: str, options: dict[str, str], seed: int) -> None:
    """Income and expense end the year with nothing, each part balances as before, and again there is nothing."""
    chart = settled(chart_id, options)
    standing = anything(chart, seed)
    carried, left = carry(chart, standing, *Occasion)
    by_hand = [rule for rule in chart.closing_rules if rule.by_hand]
    ended = [
        code
        for code in by_account(left)
        if chart.accounts[code].category in RESULT
        and not any(rule.selects(chart.accounts[code]) for rule in by_hand)
    ]
    # A union's or an old institution's fund that is none of its kind is told of, and not carried.
    strange = {d.account for d in standing if "fund:fiscal" in d.dimension}
    assert set(ended) <= strange
    for rule in chart.closing_rules:
        carries_all = (
            rule.only is None and not rule.by_hand and not rule.dimensions and not rule.amount
        )
        brought = {target for each in chart.closing_rules for target in each.targets}
        for detail, (amount, _) in left.items():
            if carries_all and rule.selects(chart.accounts[detail.account]):
                assert not amount or (detail.account in brought and rule.occasion == "period")
    for each in carried:
        parts = defaultdict(Decimal)
        for line in each.lines:
            parts[chart.part_of(line.account)] += line.side * line.amount
        assert set(parts.values()) == {Decimal(0)}, each.rule.name
    again, _ = carry(chart, left, *Occasion)
    assert [each.rule.name for each in again] == []


@pytest.mark.parametrize(("chart_id", "options"), BOOKS, ids=NAMES)
def test_every_rule_says_why_and_finds_something(chart_id: str, options: dict[str, str]) -> None:
    """With 1.00 on every leaf each rule has something to carry, and its lines bear its name."""
    chart = settled(chart_id, options)
    funds = [v.code for v in chart.provisions.values if v.kind == "fund"]
    standing = {
        Detail(code, f"fund:{fund}" if "fund" in account.dimensions else ""): (
            -100 if account.code.startswith("8401") or account.code == "3403" else 100 * account.normal_side, 0,
        )
        for code, account in chart.accounts.items()
        if chart.is_leaf(code)
        for fund in (funds if "fund" in account.dimensions else [""])
    }  # fmt: skip
    standing |= {Detail("408", "fund:special"): (-100, 0)} if "408" in chart.accounts else {}
    carried, _ = carry(chart, standing, *Occasion)
    wanted = {rule.name for rule in chart.closing_rules if not rule.by_hand}
    assert {each.rule.name for each in carried} == wanted
    assert all(line.summary == each.rule.name for each in carried for line in each.lines)


# 政府会计制度


def test_the_ladder_of_a_public_institution() -> None:
    """
    财务会计  收入 1,000 − 费用 700 → 本期盈余 300 → 本年盈余分配 → 累计盈余
    预算会计  财政拨款 500 − 财政支出 450 → 8101 累计结转 50（项目 p1）
              专项 200 − 专项支出 180 → 8201 累计结转 20
              经营 100 − 经营支出 70 → 经营结余 30 → 分配 → 非财政拨款结余
              其他 80 + 投资收益 20 − 其他支出 60 − 上缴 10 → 其他结余 30 → 分配 → 非财政拨款结余
    """
    chart = settled("cn_government_2019", {"unit": "institution"})
    standing = of(
        a1002="0", a4001="-900", a4101="-100", a5001="600", a5101="100", a3401="-8", a3501="5",
        a6401="-100", a7301="70", a610102="-80", a6602="-20", a720103="60", a7401="10",
    )  # fmt: skip
    standing |= {
        Detail("600102", "project:p1"): (-500_00, 0), Detail("72010102", "project:p1"): (450_00, 0),
        Detail("660101", "project:p2"): (-200_00, 0), Detail("720102", "project:p2"): (180_00, 0),
    }  # fmt: skip
    _, month = carry(chart, standing, Occasion.PERIOD_END)
    assert by_account(month)["3301"] == Decimal(-300)
    assert by_account(month)["600102"] == Decimal(-500), "预算收支只在年末结转"
    _, year = carry(chart, month, Occasion.YEAR_END)
    assert by_account(year) == {
        "3001": Decimal("-303"),  # 300 + 无偿调拨 8 − 以前年度调整 5
        "810107": Decimal("-50"), "820105": Decimal("-20"), "820204": Decimal("-60"),
    }  # fmt: skip
    assert year[Detail("810107", "project:p1")] == (-50_00, 0)
    assert year[Detail("820105", "project:p2")] == (-20_00, 0)


def test_a_loss_in_business_is_not_distributed() -> None:
    """经营收入 50 − 经营支出 70：经营结余借方 20 留在账上，待以后年度弥补."""
    chart = settled("cn_government_2019", {"unit": "institution"})
    _, year = carry(chart, of(a6401="-50", a7301="70"), *Occasion)
    assert by_account(year) == {"8401": Decimal(20)}


def test_an_administrative_unit_has_nothing_to_distribute() -> None:
    """行政单位：其他结余直接转入非财政拨款结余."""
    chart = settled("cn_government_2019", {"unit": "administrative"})
    carried, year = carry(chart, of(a660902="-30", a710103="10"), *Occasion)
    assert by_account(year) == {"820204": Decimal(-20)}
    assert "其他结余转入非财政拨款结余" in [each.rule.name for each in carried]


def test_the_unused_quota_becomes_what_the_treasury_owes() -> None:
    """年末注销额度：借 财政应返还额度 贷 零余额账户用款额度，预算会计同时."""
    chart = settled("cn_government_2019", {"unit": "administrative"})
    _, year = carry(chart, of(a1011="40", a800101="40"), *Occasion)
    assert by_account(year) == {"120102": Decimal(40), "800103": Decimal(40)}


def test_a_finished_project_is_carried_on_by_a_second_run() -> None:
    """分析填列 借 810107 贷 810204 之后再结转一次：进入累计结余."""
    chart = settled("cn_government_2019", {"unit": "institution"})
    _, year = carry(chart, of(a810107="-20", a810204="-30"), *Occasion)
    assert by_account(year) == {"810107": Decimal(-20), "810205": Decimal(-30)}


# 社会保险基金


def test_the_medical_fund_is_closed_to_the_pool_and_the_personal_accounts() -> None:
    """
    统筹    保费 700 + 财政补贴 50 + 利息 7 − 待遇 500 − 大病 30 − 上解 20 = 207
    个账    保费 300 + 转移收入 9 − 待遇 200 − 转移支出 4 = 105
    待转    保费 60、利息 1：不做月结
    """
    chart = settled("cn_social_insurance_fund_2018", {"insurance": "职工医保"})
    standing = of(
        a400101="-700", a4101="-50", a42010101="-7", a50010101="500", a5101="30", a530101="20",
        a400102="-300", a4301="-9", a50010203="200", a5201="4", a4601="-60", a4602="-1",
    )  # fmt: skip
    _, year = carry(chart, standing, *Occasion)
    assert by_account(year) == {
        "300101": Decimal(-207), "300102": Decimal(-105), "4601": Decimal(-60), "4602": Decimal(-1),
    }  # fmt: skip


def test_every_other_fund_is_closed_to_one_balance() -> None:
    """工伤：收入 100 − 支出 60 → 一般基金结余 3001，没有下级."""
    chart = settled("cn_social_insurance_fund_2018", {"险种": "工伤保险"})
    assert chart.is_leaf("3001")
    assert "300101" not in chart.accounts
    _, month = carry(chart, of(a4001="-100", a500113="55", a5102="5"), Occasion.PERIOD_END)
    assert by_account(month) == {"3001": Decimal(-40)}


# 工会、事业单位（2013）、民间非营利组织


def test_a_union_is_closed_by_the_nature_of_its_funds() -> None:
    """财政 100 − 90 → 33103；专项 50 − 30 → 32103；其余 200 − 120 → 32203；年末各归累计."""
    chart = settled("cn_trade_union_2021", {"level": "county_and_above"})
    standing = of(a40401="-100", a40302="-40", a402="-200")
    standing |= {
        Detail("408", "fund:special"): (-10_00, 0),
        Detail("50404", "fund:fiscal"): (90_00, 0),
        Detail("50404", "fund:special"): (30_00, 0),
        Detail("50601", "fund:general"): (120_00, 0),
    }
    _, month = carry(chart, standing, Occasion.PERIOD_END)
    assert by_account(month) == {
        "32103": Decimal(-20),
        "32203": Decimal(-80),
        "33103": Decimal(-10),
    }
    _, year = carry(chart, month, Occasion.YEAR_END)
    assert by_account(year) == {"32104": Decimal(-20), "32205": Decimal(-80), "33104": Decimal(-10)}


def test_the_old_institution_distributes_a_surplus_and_keeps_a_loss() -> None:
    """财政补助结转 10，非财政补助结转 20，事业结余 70 → 事业基金，经营亏损 15 不结转."""
    chart = settled("cn_public_institution_2013", {})
    standing = of(a4001="-100", a4401="-5", a5301="20", a5101="30")
    standing |= {
        Detail("5001", "fund:fiscal"): (90_00, 0),
        Detail("4101", "fund:special"): (-50_00, 0),
        Detail("5001", "fund:special"): (30_00, 0),
        Detail("4101", "fund:general"): (-200_00, 0),
        Detail("5401", "fund:general"): (100_00, 0),
    }
    _, year = carry(chart, standing, *Occasion)
    assert by_account(year) == {
        "3001": Decimal(-70), "3301": Decimal(-10), "3401": Decimal(-20), "3403": Decimal(15),
    }  # fmt: skip


def test_restricted_income_makes_restricted_net_assets() -> None:
    """限定性捐赠 80 → 限定性净资产；非限定 50 − 费用 30 → 非限定性净资产."""
    chart = settled("cn_nonprofit_2004", {})
    _, month = carry(chart, of(a410101="-80", a410102="-50", a5201="30"), Occasion.PERIOD_END)
    assert by_account(month) == {"3101": Decimal(-20), "3102": Decimal(-80)}


# 企业


@pytest.mark.parametrize(
    ("chart_id", "overheads", "production"),
    [("cn_small_business_2013", "4101", "4001"), ("cn_enterprise_cas", "5101", "5001")],
)
def test_overheads_and_research_are_carried_before_profit_and_loss(
    chart_id: str, overheads: str, production: str
) -> None:
    """制造费用 → 生产成本；费用化研发支出 → 管理费用 → 本年利润。季节性生产的不自动分配."""
    chart = settled(chart_id, {})
    research = "430101" if production == "4001" else "530101"
    standing = {Detail(overheads): (30_00, 0), Detail(research): (20_00, 0)}
    _, month = carry(chart, standing, Occasion.PERIOD_END)
    profit = "3103" if production == "4001" else "4103"
    assert by_account(month) == {production: Decimal(30), profit: Decimal(20)}
    seasonal = settled(chart_id, {"overhead": "seasonal"})
    _, month = carry(seasonal, standing, Occasion.PERIOD_END)
    assert by_account(month) == {overheads: Decimal(30), profit: Decimal(20)}


def test_what_is_declared_is_what_members_and_owners_decide() -> None:
    """农村集体、合作社：手工分配记入各项分配，年末结清到未分配."""
    for chart_id, profit, shares, kept in (
        ("cn_rural_collective_2023", "321", "32201", "32202"),
        ("cn_farmer_cooperative_2021", "331", "33201", "33202"),
    ):
        chart = settled(chart_id, {})
        standing = {Detail(profit): (-100_00, 0), Detail(shares): (60_00, 0)}
        _, year = carry(chart, standing, Occasion.YEAR_END)
        assert by_account(year) == {kept: Decimal(-40)}
