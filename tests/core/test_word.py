"""Voucher words and their rules (会计基础工作规范 第五十条)."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Cash, Side
from ledgerlib.core.chart import Chart
from ledgerlib.core.voucher import Line, Voucher, credit, debit
from ledgerlib.core.word import WORD_SETS, Demand, Word, check_word, transfer_word
from ledgerlib.testing import CHART, LEAVES, balanced_lines

#: 1001 is cash; 1002 is bank, and so are the accounts below it.
MONEY = {"1001": Cash.CASH, "1002": Cash.BANK}
CASH_CHART = Chart.of(
    [evolve(a, cash=MONEY.get(a.code, Cash.NONE)) for a in CHART.accounts.values()]
)
IN_MONEY = {"1001", "100201", "100202"}
RULES = {word.word: word for word in WORD_SETS["收付转"]} | {
    word.word: word for word in WORD_SETS["现银转"]
}


def refused(word: str, *lines: Line) -> list[str]:
    voucher = Voucher(date(2008, 1, 5), lines, word)
    return [problem.code for problem in check_word(voucher, RULES[word], CASH_CHART)]


@pytest.mark.parametrize(
    ("word", "lines", "said"),
    [
        ("收", (debit("1001", "5"), credit("5001", "5")), []),
        ("收", (debit("5602", "5"), credit("1001", "5")), ["word.debit_has"]),
        ("付", (debit("5602", "5"), credit("100201", "5")), []),
        ("付", (debit("100201", "5"), credit("5001", "5")), ["word.credit_has"]),
        ("付", (debit("1001", "5"), credit("100201", "5")), []),
        ("转", (debit("5602", "5"), credit("2202", "5")), []),
        ("转", (debit("5602", "5"), credit("1001", "5")), ["word.has_not"]),
        ("现收", (debit("100201", "5"), credit("5001", "5")), ["word.debit_has"]),
        ("银收", (debit("100201", "5"), credit("5001", "5")), []),
        ("银付", (debit("1001", "5"), credit("5001", "5")), ["word.credit_has"]),
    ],
)
def test_a_voucher_is_what_its_word_says(
    word: str, lines: tuple[Line, ...], said: list[str]
) -> None:
    """Bank is found on the account itself or on the one above it."""
    assert refused(word, *lines) == said


@given(balanced_lines())
def test_every_voucher_is_one_of_receipt_payment_and_transfer(lines: tuple[Line, ...]) -> None:
    """What touches money is 收 or 付 (or both, between two of them), all else 转."""
    fits = [word for word in "收付转" if not refused(word, *lines)]
    moved = {line.side for line in lines if line.account in IN_MONEY}
    expected = [w for w, side in (("收", Side.DEBIT), ("付", Side.CREDIT)) if side in moved]
    assert fits == (expected or ["转"])


@given(balanced_lines(), st.sampled_from(LEAVES), st.sampled_from(list(Demand)))
def test_a_demand_and_its_opposite_never_agree(
    lines: tuple[Line, ...], code: str, demand: Demand
) -> None:
    opposite = {
        Demand.DEBIT_HAS: Demand.DEBIT_HAS_NOT,
        Demand.CREDIT_HAS: Demand.CREDIT_HAS_NOT,
        Demand.HAS: Demand.HAS_NOT,
    }.get(demand)
    if opposite is None:
        return
    voucher = Voucher(date(2008, 1, 5), lines)
    one, other = (
        bool(check_word(voucher, Word("特", each, (code,)), CASH_CHART))
        for each in (demand, opposite)
    )
    assert one != other


@given(
    st.sampled_from(list(Demand)),
    st.lists(st.sampled_from(["cash", "bank", "1001", "5602"]), min_size=1, max_size=3),
)
def test_a_rule_is_read_as_it_is_written(demand: Demand, of: list[str]) -> None:
    word = Word("特", demand, tuple(of)) if demand else Word("特")
    assert Word.parse("特", word.rule) == word


@pytest.mark.parametrize("rule", ["debit_has", "cash", "xx cash", "DEBIT_HAS cash"])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Word.parse("特", rule)


def test_the_book_makes_its_own_vouchers_under_a_word_that_touches_no_money() -> None:
    assert transfer_word(WORD_SETS["收付转"]) == "转"
    assert transfer_word(WORD_SETS["现银转"]) == "转"
    assert transfer_word([*WORD_SETS["收付转"], Word("记")]) == "记"
