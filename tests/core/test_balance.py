"""Figures roll up the tree: a parent is the sum of its leaves, and the books still balance."""

from __future__ import annotations

from attrs import astuple
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.balance import Figures, roll_up, split
from ledgerlib.core.chart import Chart

CODES = ["1001", "1002", "100201", "10020101", "10020102", "100202", "2202"]
TREE = Chart.of(Account(code, code, Category.ASSET, Side.DEBIT) for code in CODES)
MINOR = st.integers(-(10**15), 10**15)
FIGURES = st.builds(Figures, MINOR, MINOR, MINOR, MINOR, MINOR)
LEAVES = st.dictionaries(st.sampled_from([code for code in CODES if TREE.is_leaf(code)]), FIGURES)


@given(LEAVES)
def test_a_parent_is_the_sum_of_its_leaves(leaves: dict[str, Figures]) -> None:
    kept = {code: astuple(figures) for code, figures in leaves.items()}
    totals = roll_up(TREE, leaves)
    for code in CODES:
        below = [kept[leaf] for leaf in (code, *TREE.leaves_below(code)) if leaf in kept]
        assert (code in totals) == bool(below)
        if below:
            assert astuple(totals[code]) == tuple(
                sum(column) for column in zip(*below, strict=True)
            )
    assert {code: astuple(figures) for code, figures in leaves.items()} == kept


@given(LEAVES)
def test_what_the_first_level_adds_up_to_is_what_the_leaves_do(leaves: dict[str, Figures]) -> None:
    totals = roll_up(TREE, leaves)
    for name in ("opening_minor", "debit_minor", "credit_minor", "closing_minor"):
        first = sum(getattr(totals[code], name) for code in totals if TREE.level(code) == 1)
        assert first == sum(getattr(figures, name) for figures in leaves.values())


@given(LEAVES)
def test_accounts_come_in_code_order(leaves: dict[str, Figures]) -> None:
    assert list(roll_up(TREE, leaves)) == [c for c in CODES if c in roll_up(TREE, leaves)]


@given(FIGURES, FIGURES)
def test_closing_is_opening_and_turnover(one: Figures, other: Figures) -> None:
    assert one.closing_minor == one.opening_minor + one.debit_minor - one.credit_minor
    together = Figures(*astuple(one))
    together.add(other)
    assert together.closing_minor == one.closing_minor + other.closing_minor


@given(MINOR)
def test_a_balance_stands_on_the_side_where_it_really_is(balance: int) -> None:
    debit, credit = split(balance)
    assert debit - credit == balance
    assert min(debit, credit) == 0
    assert max(debit, credit) == abs(balance)


def test_figures_are_blank_only_where_there_is_nothing_at_all() -> None:
    assert Figures().is_blank
    assert not Figures(debit_minor=100, credit_minor=100).is_blank
    assert not Figures(year_to_date_debit_minor=1).is_blank
    assert not Figures(opening_minor=-1).is_blank
