"""The chart is a tree by its codes: who is above whom, and what is carried where."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.chart import Chart, ClosingRule, Occasion, check_chart, code_rule_for
from ledgerlib.testing import CHART


def chart(codes: Iterable[str], rule: tuple[int, ...] = (4, 2, 2, 2)) -> Chart:
    return Chart.of((Account(c, f"科目{c}", Category.ASSET, Side.DEBIT) for c in codes), rule)


def test_the_code_rule_makes_the_tree() -> None:
    """1002 ─ 100201 ─ 10020101, and 1001 beside it."""
    tree = chart(["10020101", "1001", "100201", "100202", "1002"])
    assert list(tree.accounts) == ["1001", "1002", "100201", "10020101", "100202"]
    assert tree.ancestors("10020101") == ["100201", "1002"]
    assert [tree.level(code) for code in tree.accounts] == [1, 1, 2, 3, 2]
    assert [code for code in tree.accounts if tree.is_leaf(code)] == ["1001", "10020101", "100202"]
    assert tree.leaves_below("1002") == ["10020101", "100202"]
    assert tree.leaves_below("1001") == []


def test_a_level_may_be_left_out() -> None:
    assert chart(["1002", "10020101"]).parents["10020101"] == "1002"


def test_a_length_the_rule_does_not_know_has_no_parent() -> None:
    assert chart(["1002", "10021"]).parents["10021"] is None


def test_separators_mark_levels_too() -> None:
    tree = chart(["1002", "1002.01", "1002.01.1", "1002-02", "1002:03", "1002/04"])
    assert tree.ancestors("1002.01.1") == ["1002.01", "1002"]
    assert {tree.parents[c] for c in ("1002-02", "1002:03", "1002/04")} == {"1002"}


def test_a_chart_of_three_digits_has_its_own_rule() -> None:
    assert code_rule_for(["101", "401", "40101"]) == (3, 2, 2, 2)
    assert code_rule_for([]) == (4, 2, 2, 2)
    assert chart(["401", "40101"], (3, 2, 2)).parents["40101"] == "401"


CODES = st.sets(
    st.builds(
        lambda first, rest: f"{first}" + "".join(rest),
        st.integers(1000, 1003),
        st.lists(st.sampled_from(["01", "02", "10"]), max_size=3),
    ),
    min_size=1,
)


@given(CODES)
def test_every_account_is_a_leaf_or_has_one_below(codes: set[str]) -> None:
    tree = chart(codes)
    for code in codes:
        above = tree.ancestors(code)
        assert (
            above == sorted((c for c in codes if code.startswith(c) and c != code), key=len)[::-1]
        )
        assert tree.level(code) == len(above) + 1
        assert tree.is_leaf(code) == (not any(tree.parents[c] == code for c in codes))
        assert tree.is_leaf(code) == (tree.leaves_below(code) == [])


def test_a_rule_takes_all_of_a_category_but_never_its_own_target() -> None:
    equity = ClosingRule(Occasion.PERIOD_END, "3103", (Category.EQUITY,))
    assert [c for c, a in CHART.accounts.items() if equity.selects(a)] == ["3001", "3104"]


def test_a_rule_takes_all_under_its_codes() -> None:
    rule = ClosingRule(Occasion.YEAR_END, "3104", codes=("3103", "1002"))
    taken = [code for code, account in CHART.accounts.items() if rule.selects(account)]
    assert taken == ["1002", "100201", "100202", "3103"]


def test_rules_come_by_occasion_in_the_order_of_the_chart() -> None:
    assert [r.into for r in CHART.rules(Occasion.PERIOD_END)] == ["3103", "3103"]
    assert [r.into for r in CHART.rules(Occasion.YEAR_END)] == ["3104"]
    assert CHART.rules(Occasion.PERIOD_END, Occasion.YEAR_END) == list(CHART.closing_rules)


def test_a_good_chart_has_no_problems() -> None:
    assert check_chart(CHART, list(CHART.accounts.values())) == []


def test_all_that_is_wrong_with_a_chart_is_told_at_once() -> None:
    accounts = [
        Account("1001", "库存现金", Category.ASSET, Side.DEBIT),
        Account("1001", "现金", Category.ASSET, Side.DEBIT),
        Account("1002", "", Category.ASSET, Side.DEBIT),
        Account("3103", "本年利润", Category.EQUITY, Side.CREDIT),
        Account("310301", "甲", Category.EQUITY, Side.CREDIT),
    ]
    rules = [
        ClosingRule(Occasion.PERIOD_END, "3103", (Category.INCOME,)),
        ClosingRule(Occasion.PERIOD_END, "9999", (Category.EXPENSE,)),
        ClosingRule(Occasion.YEAR_END, "9999", codes=("3103",)),
    ]
    found = check_chart(Chart.of(accounts, closing_rules=rules), accounts)
    assert [(problem.code, problem.values["account"]) for problem in found] == [
        ("account.duplicate", "1001"),
        ("account.unnamed", "1002"),
        ("chart.carry_to_parent", "3103"),
        ("chart.carry_to_unknown", "9999"),
    ]


def test_a_chart_without_accounts_is_none() -> None:
    assert [p.code for p in check_chart(Chart.of([]), [])] == ["chart.empty"]


def test_an_account_has_a_code() -> None:
    nameless = [Account("", "没有编码", Category.ASSET, Side.DEBIT)]
    assert check_chart(Chart.of(nameless), nameless)
