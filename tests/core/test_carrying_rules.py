"""Closing rules of every kind: conditional, by dimension, split, mapped, by a formula, by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.balance import Detail
from ledgerlib.core.carrying import Carried, Standing, carry_lines, left_by_hand
from ledgerlib.core.chart import Chart, ClosingRule, Occasion
from ledgerlib.core.closing_rule import names
from ledgerlib.core.commodity import Commodity
from ledgerlib.core.formula import FormulaError, Options, Unit

YEAR = Occasion.YEAR_END
CNY = {"CNY": Commodity("CNY", 2)}


def account(code: str, category: Category, *dimensions: str) -> Account:
    side = Side.DEBIT if category in (Category.ASSET, Category.EXPENSE) else Side.CREDIT
    return Account(code, f"科目{code}", category, side, dimensions=dimensions)


#: A unit with two levels, so that a rule may mean an account with all that is below it.
ACCOUNTS = [
    account("1002", Category.ASSET),
    account("3001", Category.EQUITY),
    account("3101", Category.EQUITY, "fund"),
    account("3301", Category.EQUITY),
    account("4001", Category.INCOME),
    account("400101", Category.INCOME),
    account("400102", Category.INCOME),
    account("4101", Category.INCOME),
    account("5001", Category.EXPENSE),
    account("500101", Category.EXPENSE),
    account("500102", Category.EXPENSE),
    account("5901", Category.EXPENSE),
]
PLAIN = Chart.of(ACCOUNTS)
LEAVES = [code for code in PLAIN.accounts if PLAIN.is_leaf(code)]
LABELS = ["", "fund:special", "fund:fiscal", "fund:special;project:p1", "project:p2"]
STANDINGS = st.dictionaries(
    st.builds(Detail, st.sampled_from(LEAVES), st.sampled_from(LABELS), st.just("")),
    st.tuples(st.integers(-(10**9), 10**9), st.just(0)),
    max_size=10,
)
TARGETS = st.sampled_from(["3001", "3101", "3301"])
PATTERNS = ["4", "4001", "400101", "4101", "5", "5001", "4001-5001", "500102-5901", "3301"]


@st.composite
def rules(draw: st.DrawFn) -> ClosingRule:
    """A rule with any of the conditions and ways that a rule may have."""
    codes = draw(st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True))
    pairs = draw(st.dictionaries(st.sampled_from(PATTERNS), TARGETS, max_size=2))
    return ClosingRule(
        YEAR,
        draw(TARGETS),
        tuple(draw(st.lists(st.sampled_from([Category.INCOME, Category.EXPENSE]), max_size=2))),
        tuple(codes),
        name="结转",
        excluding=tuple(draw(st.lists(st.sampled_from(PATTERNS), max_size=1))),
        dimensions=tuple(
            draw(
                st.lists(st.sampled_from(["fund:special", "fund:fiscal", "project:p1"]), max_size=2)
            )
        ),
        only=draw(st.sampled_from([None, Side.DEBIT, Side.CREDIT])),
        pairs=tuple(pairs.items()),
        split_by=tuple(
            draw(st.lists(st.sampled_from(["fund", "project"]), max_size=2, unique=True))
        ),
        by_direction=draw(st.booleans()),
    )


def carry(chart: Chart, standing: Mapping[Detail, Standing], *wanted: ClosingRule) -> list[Carried]:
    return carry_lines(chart, wanted, standing, CNY, "CNY", "年末结转")


def after(standing: Mapping[Detail, Standing], carried: list[Carried]) -> dict[Detail, Standing]:
    left: dict[Detail, int] = defaultdict(int, {d: amount for d, (amount, _) in standing.items()})
    for line in (line for each in carried for line in each.lines):
        left[Detail(line.account, line.dimension)] += line.side * int(line.amount.scaleb(2))
    return {detail: (amount, 0) for detail, amount in left.items()}


def shown(carried: list[Carried]) -> list[tuple[str, str, Decimal]]:
    return [(x.account, x.dimension, x.side * x.amount) for each in carried for x in each.lines]


def is_meant(rule: ClosingRule, detail: Detail) -> bool:
    """Whether a rule is about a detail, told in another way than the rule itself tells it."""
    code = detail.account
    by_code = any(
        code.startswith(p) or ("-" in p and p[:4] <= code[:4] and code <= p.split("-")[1] + "99"
                               and code >= p.split("-")[0])
        for p in rule.sources
    )  # fmt: skip
    barred = any(
        code.startswith(p) or ("-" in p and p.split("-")[0] <= code <= p.split("-")[1] + "99")
        for p in rule.excluding
    )
    values = dict(part.split(":") for part in detail.dimension.split(";") if part)
    for kind in ("fund", "project"):
        among = [d.split(":")[1] for d in rule.dimensions if d.startswith(kind)]
        if among and values.get(kind) not in among:
            return False
    by_category = PLAIN.accounts[code].category in rule.categories
    return (by_code or by_category) and not barred and code not in rule.targets


@given(STANDINGS, rules())
def test_a_rule_clears_exactly_what_it_means(
    standing: dict[Detail, Standing], rule: ClosingRule
) -> None:
    """Every detail it is about ends with nothing, every other stays, and the targets get the rest."""
    carried = carry(PLAIN, standing, rule)
    left = after(standing, carried)
    meant = {detail for detail in standing if is_meant(rule, detail)}
    if rule.only is None:
        assert all(left[detail] == (0, 0) for detail in meant)
    cleared = {detail for detail in meant if standing[detail][0] and left[detail] == (0, 0)}
    for detail in standing.keys() - cleared:
        if detail.account not in rule.targets:
            assert left[detail] == standing[detail], "what is not carried stays as it is"
    assert sum(amount for amount, _ in left.values()) == sum(a for a, _ in standing.values())
    moved = sum(standing[detail][0] for detail in cleared)
    before = sum(a for d, (a, _) in standing.items() if d.account in rule.targets)
    assert sum(a for d, (a, _) in left.items() if d.account in rule.targets) == before + moved


@given(STANDINGS, rules())
def test_each_rules_lines_balance_are_its_own_and_none_is_red(
    standing: dict[Detail, Standing], rule: ClosingRule
) -> None:
    for each in carry(PLAIN, standing, rule):
        assert each.rule is rule
        assert sum(line.side * line.amount for line in each.lines) == 0
        assert all(line.amount > 0 for line in each.lines)
        assert {line.summary for line in each.lines} == {"结转"}


@given(STANDINGS, st.lists(rules(), max_size=3))
def test_a_second_run_of_unconditional_rules_carries_nothing(
    standing: dict[Detail, Standing], wanted: list[ClosingRule]
) -> None:
    """As long as no rule carries what a later one brings."""
    wanted = [evolve(rule, only=None) for rule in wanted]
    carried = carry(PLAIN, standing, *wanted)
    left = after(standing, carried)
    brings = {target for rule in wanted for target in rule.targets}
    takes = {c for rule in wanted for c, a in PLAIN.accounts.items() if rule.selects(a)}
    if not brings & takes:
        assert carry(PLAIN, left, *wanted) == []


@given(STANDINGS, rules())
def test_a_rule_is_the_same_when_it_comes_back_from_a_book(
    standing: dict[Detail, Standing], rule: ClosingRule
) -> None:
    again = ClosingRule.of(rule.occasion.value, rule.into, rule.content())
    assert again == rule
    assert carry(PLAIN, standing, again) == carry(PLAIN, standing, rule)


# Conditional on the side


@pytest.mark.parametrize(
    ("income", "expense", "carried"),
    [(500, 300, [("8401", "", Decimal("2.00")), ("8701", "", Decimal("-2.00"))]), (300, 500, [])],
)
def test_only_a_surplus_is_distributed(
    income: int, expense: int, carried: list[tuple[str, str, Decimal]]
) -> None:
    """
    经营结余 8401  贷方 2.00：借 8401 贷 8701      借方 2.00（亏损）：不结转
    """
    accounts = [account("8401", Category.EQUITY), account("8701", Category.EQUITY)]
    rule = ClosingRule(YEAR, "8701", codes=("8401",), only=Side.CREDIT)
    standing = {Detail("8401"): (expense - income, 0)}
    assert shown(carry(Chart.of(accounts), standing, rule)) == carried


def test_the_side_is_that_of_the_account_with_all_below_it() -> None:
    """经营结余 甲 贷 100，乙 借 30: 8401 as a whole stands on the credit side, so both go."""
    accounts = [account(code, Category.EQUITY) for code in ("8401", "840101", "840102", "8701")]
    rule = ClosingRule(YEAR, "8701", codes=("8401",), only=Side.CREDIT)
    standing = {Detail("840101"): (-100_00, 0), Detail("840102"): (30_00, 0)}
    assert shown(carry(Chart.of(accounts), standing, rule)) == [
        ("840101", "", Decimal("100.00")),
        ("840102", "", Decimal("-30.00")),
        ("8701", "", Decimal("-70.00")),
    ]
    standing = {Detail("840101"): (-100_00, 0), Detail("840102"): (130_00, 0)}
    assert carry(Chart.of(accounts), standing, rule) == []


# By dimension, split, mapped, by direction


def test_expenses_go_where_their_funds_came_from() -> None:
    """支出 财政 300 → 3001，专项 200 → 3101（按资金性质），其余 50 → 3301."""
    standing = {
        Detail("5901", "fund:fiscal"): (300_00, 0),
        Detail("5901", "fund:special"): (200_00, 0),
        Detail("5901"): (50_00, 0),
    }
    wanted = [
        ClosingRule(YEAR, "3001", codes=("5",), dimensions=("fund:fiscal",)),
        ClosingRule(YEAR, "3101", codes=("5",), dimensions=("fund:special",)),
        ClosingRule(YEAR, "3301", codes=("5",)),
    ]
    assert [shown([each])[-1] for each in carry(PLAIN, standing, *wanted)] == [
        ("3001", "", Decimal("300.00")),
        ("3101", "fund:special", Decimal("200.00")),
        ("3301", "", Decimal("50.00")),
    ]


def test_a_split_keeps_each_project_apart() -> None:
    """财政拨款收入 by project → 本年收支结转 by project; what has no project stands for itself."""
    standing = {
        Detail("4101", "fund:special;project:p1"): (-100_00, 0),
        Detail("4101", "project:p1"): (-10_00, 0),
        Detail("4101", "project:p2"): (-5_00, 0),
        Detail("4101"): (-1_00, 0),
    }
    rule = ClosingRule(YEAR, "3301", codes=("4101",), split_by=("project",))
    assert shown(carry(PLAIN, standing, rule))[-3:] == [
        ("3301", "", Decimal("-1.00")),
        ("3301", "project:p1", Decimal("-110.00")),
        ("3301", "project:p2", Decimal("-5.00")),
    ]


def test_each_of_a_map_goes_its_own_way() -> None:
    """4001 → 3001，其中 400102 → 3301: the closest name says where."""
    standing = {Detail("400101"): (-7_00, 0), Detail("400102"): (-3_00, 0)}
    rule = ClosingRule(YEAR, pairs=(("4001", "3001"), ("400102", "3301")))
    assert shown(carry(PLAIN, standing, rule)) == [
        ("400101", "", Decimal("7.00")),
        ("400102", "", Decimal("3.00")),
        ("3001", "", Decimal("-7.00")),
        ("3301", "", Decimal("-3.00")),
    ]


def test_by_direction_income_and_expense_stand_apart() -> None:
    """收入 10 和支出 4 分别转入 3301，不轧差成 6."""
    standing = {Detail("4101"): (-10_00, 0), Detail("5901"): (4_00, 0)}
    rule = ClosingRule(YEAR, "3301", (Category.INCOME, Category.EXPENSE), by_direction=True)
    assert [shown([each]) for each in carry(PLAIN, standing, rule)] == [
        [("4101", "", Decimal("10.00")), ("3301", "", Decimal("-10.00"))],
        [("5901", "", Decimal("-4.00")), ("3301", "", Decimal("4.00"))],
    ]


@pytest.mark.parametrize(
    ("pattern", "code", "meant"),
    [
        ("4", "4101", True), ("4001", "400101", True), ("4001", "4002", False),
        ("4001-4609", "4609", True), ("4001-4609", "460901", True), ("4001-4609", "4701", False),
        ("4001-4609", "3999", False), ("1002-01", "1002-01", True), ("1002-01", "1002-02", False),
    ],
)  # fmt: skip
def test_a_code_names_itself_what_is_below_and_a_range(
    pattern: str, code: str, meant: bool
) -> None:
    assert names(pattern, code) is meant


# By a formula, by hand


@frozen
class Figures:
    """A source that knows the closing balance of each account, and what rules have moved since."""

    closing: Mapping[str, int]
    moved: Mapping[Detail, Standing]
    scale: int = 2

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        assert (function, unit) == ("closing", Unit.MONEY)
        (code,) = codes
        moved = self.moved.get(Detail(code), (0, 0))[0]
        return Decimal(-self.closing.get(code, 0) - moved).scaleb(-2)

    def rate(self, currency: str, options: Options) -> Decimal:
        raise AssertionError

    def line(self, label: str) -> Decimal:
        raise AssertionError

    def counterpart(self) -> Decimal:
        raise AssertionError

    def difference(self) -> Decimal:
        raise AssertionError


DISTRIBUTING = Chart.of(
    account(code, Category.EQUITY) for code in ("4101", "4103", "410401", "410406")
)
RESERVE = ClosingRule(YEAR, "4101", codes=("410401",), name="提取法定盈余公积",
                      amount='10% * 期末("4103")')  # fmt: skip


def distribute(profit: int, *wanted: ClosingRule) -> list[Carried]:
    standing = {Detail("4103"): (-profit, 0)}
    return carry_lines(
        DISTRIBUTING, wanted, standing, CNY, "CNY", "年末结转",
        lambda moved: Figures({"4103": -profit}, moved),
    )  # fmt: skip


def test_a_tenth_of_the_profit_is_set_aside_and_the_rest_is_kept() -> None:
    """
    净利润 1,234.56   借 410401 贷 4101 123.46     借 4103 贷 410406 1,234.56     借 410406 贷 410401 123.46
    """
    carried = distribute(
        123456,
        RESERVE,
        ClosingRule(YEAR, "410406", codes=("4103",)),
        ClosingRule(YEAR, "410406", codes=("410401",)),
    )
    assert shown(carried) == [
        ("410401", "", Decimal("123.46")), ("4101", "", Decimal("-123.46")),
        ("4103", "", Decimal("1234.56")), ("410406", "", Decimal("-1234.56")),
        ("410401", "", Decimal("-123.46")), ("410406", "", Decimal("123.46")),
    ]  # fmt: skip


@pytest.mark.parametrize("profit", [0, 4, -100_00])
def test_a_loss_or_next_to_nothing_is_not_distributed(profit: int) -> None:
    assert distribute(profit, RESERVE) == []


def test_a_formula_sees_what_rules_before_it_moved() -> None:
    """After the profit has gone on there is nothing left of it to take a tenth of."""
    gone = ClosingRule(YEAR, "410406", codes=("4103",))
    assert [each.rule for each in distribute(100_00, gone, RESERVE)] == [gone]


def test_a_formula_without_a_result_says_so() -> None:
    with pytest.raises(FormulaError):
        distribute(100_00, evolve(RESERVE, amount='1 / (期末("4103") - 100)'))


def test_what_is_by_hand_is_named_and_never_carried() -> None:
    """待转收入: the bookkeeper divides it; until then it stands in the way."""
    rule = ClosingRule(YEAR, codes=("4001",), name="按经验比例划分", by_hand=True)
    standing = {Detail("400101"): (-8_00, 0), Detail("400102"): (0, 0), Detail("4101"): (-1_00, 0)}
    assert carry(PLAIN, standing, rule) == []
    assert left_by_hand(PLAIN, [rule], standing) == [(rule, "400101")]
    assert left_by_hand(PLAIN, [rule], {Detail("400101"): (0, 0)}) == []


def test_a_target_whose_history_moves_down_takes_the_rule_along() -> None:
    rule = ClosingRule(YEAR, "3001", codes=("4",), pairs=(("5", "3301"),))
    moved = rule.moved({"3001": "300101", "3301": "330101"})
    assert (moved.into, moved.pairs, moved.targets) == (
        "300101", (("5", "330101"),), ("300101", "330101"),
    )  # fmt: skip
