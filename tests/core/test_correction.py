"""What puts a posted voucher right: red, blue, or the difference (会计基础工作规范 第五十一条（五）)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.chart import Chart
from ledgerlib.core.correction import (
    adjustment,
    check_earlier_year,
    fitting_word,
    named,
    replaced,
    reversal,
    right_entry,
    spread,
)
from ledgerlib.core.voucher import Kind, Line, Measure, Settlement, Voucher, credit, debit
from ledgerlib.core.word import WORD_SETS, Word
from ledgerlib.testing import CHART, amounts, vouchers

LATER = date(2024, 12, 31)
NEXT_YEAR = date(2025, 1, 6)


@st.composite
def posted(draw: st.DrawFn) -> Voucher:
    """A numbered voucher whose lines carry a quantity here and there, red ones too."""
    voucher = evolve(draw(vouchers()), number=draw(st.integers(1, 99)))
    measures = st.none() | st.builds(
        Measure, st.sampled_from(["大米", "面粉"]), amounts(10**6), st.just(Decimal("4.60"))
    )
    lines = tuple(evolve(line, measure=draw(measures)) for line in voucher.lines)
    return evolve(voucher, lines=lines)


POSTED = posted()
WRONG = Voucher(
    date(2008, 3, 12),
    (debit("1001", "310", "购买蔬菜"), credit("1002", "310", "购买蔬菜")),
    number=17,
)


def balances(*vouchers: Voucher) -> dict[tuple[str, str], Decimal]:
    """What the vouchers come to on every account, in money and in every measure."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for voucher in vouchers:
        for line in voucher.lines:
            sums[line.account, ""] += line.side * line.amount
            if line.measure:
                sums[line.account, line.measure.commodity] += line.side * line.measure.quantity
    return {key: amount for key, amount in sums.items() if amount}


def turnover(*vouchers: Voucher) -> dict[tuple[str, Side, str], Decimal]:
    """The same by side: what the turnovers come to."""
    sums: dict[tuple[str, Side, str], Decimal] = defaultdict(Decimal)
    for voucher in vouchers:
        for line in voucher.lines:
            sums[line.account, line.side, ""] += line.amount
            if line.measure:
                sums[line.account, line.side, line.measure.commodity] += line.measure.quantity
    return {key: amount for key, amount in sums.items() if amount}


def bare(voucher: Voucher) -> list[Line]:
    return [evolve(line, summary="") for line in voucher.lines]


# In the same year: red


@given(POSTED)
def test_the_reversal_of_a_reversal_is_the_original(voucher: Voucher) -> None:
    once = evolve(reversal(voucher, LATER), number=1)
    assert bare(reversal(once, LATER)) == bare(voucher)


@given(POSTED)
def test_turnover_falls_back_to_where_it_was(voucher: Voucher) -> None:
    """A red line stays on its side: not the balance alone, the turnover too is as before."""
    red = reversal(voucher, LATER)
    assert turnover(voucher, red) == {}
    assert [(x.account, x.side) for x in red.lines] == [(x.account, x.side) for x in voucher.lines]
    assert sum(line.side * line.amount for line in red.lines) == 0


@given(POSTED)
def test_a_reversal_says_what_it_reverses(voucher: Voucher) -> None:
    red = reversal(voucher, LATER)
    assert (red.reverses, red.word, red.day) == (voucher.key, voucher.word, LATER)
    assert (red.kind, red.number, red.attachments) == (Kind.REVERSAL, None, 0)
    day = f"{voucher.day.month}月{voucher.day.day}日"
    assert all(x.summary.startswith(f"注销{day}记{voucher.number}号凭证 ") for x in red.lines)


def test_day_and_number_are_named_and_the_year_where_it_is_another() -> None:
    assert named(WRONG, date(2008, 4, 30)) == "3月12日记17号"
    assert named(WRONG, date(2009, 1, 5)) == "2008年3月12日记17号"
    assert named(evolve(WRONG, part=2), date(2008, 4, 30)) == "3月12日记17.2号"
    red = reversal(WRONG, date(2008, 4, 30))
    assert [line.summary for line in red.lines] == ["注销3月12日记17号凭证 购买蔬菜"] * 2
    blue = right_entry(WRONG, date(2008, 4, 30), [debit("1001", "130"), credit("1002", "130")])
    assert [line.summary for line in blue.lines] == ["订正3月12日记17号凭证 购买蔬菜"] * 2


def test_a_long_summary_still_fits() -> None:
    long = evolve(WRONG, lines=tuple(evolve(line, summary="摘" * 200) for line in WRONG.lines))
    for made in (reversal(long, LATER), right_entry(long, LATER, long.lines)):
        assert all(len(line.summary) == 200 for line in made.lines)


def test_the_measure_is_reversed_with_the_amount_and_the_bill_is_kept() -> None:
    """50 kg at 4.60 by cheque 1234 go back as −50 kg at 4.60 of cheque 1234."""
    rice = Measure("大米", Decimal("50"), Decimal("4.60"))
    cheque = Settlement("现金支票", "1234", date(2008, 3, 11))
    lines = (evolve(WRONG.lines[0], measure=rice), evolve(WRONG.lines[1], settlement=cheque))
    red = reversal(evolve(WRONG, lines=lines), date(2008, 3, 31))
    assert red.lines[0].measure == Measure("大米", Decimal("-50"), Decimal("4.60"))
    assert red.lines[1].settlement == cheque


def test_the_reversal_of_a_closing_voucher_is_a_closing_voucher() -> None:
    """So that the turnover before closing does not see it either."""
    assert reversal(evolve(WRONG, kind=Kind.CLOSING), LATER).kind is Kind.CLOSING


# Of an earlier year: blue


def test_a_voucher_of_an_earlier_year_is_undone_in_blue() -> None:
    """
    2008-03-12  记-17  购买蔬菜                          借 1001 310.00  贷 1002 310.00
    2009-01-05  更正2008年3月12日记17号凭证 购买蔬菜       贷 1001 310.00  借 1002 310.00
    """
    blue = reversal(WRONG, date(2009, 1, 5))
    summary = "更正2008年3月12日记17号凭证 购买蔬菜"
    assert blue.lines == (credit("1001", "310", summary), debit("1002", "310", summary))
    assert (blue.reverses, blue.kind) == (WRONG.key, Kind.REVERSAL)
    right = right_entry(WRONG, date(2009, 1, 5), [debit("1001", "130"), credit("1002", "130")])
    assert {line.summary for line in right.lines} == {summary}


@given(POSTED)
def test_blue_comes_to_nothing_with_what_it_undoes_and_has_no_red(voucher: Voucher) -> None:
    """On every account and in every measure; what was red in the original is black here."""
    blue = reversal(voucher, NEXT_YEAR)
    assert balances(voucher, blue) == {}
    assert all(line.amount > 0 for line in blue.lines)


@given(POSTED)
def test_accounts_of_profit_and_loss_give_way(voucher: Voucher) -> None:
    """Money that 5602 and 5603 got wrong is put right on 3104; nothing else is moved."""
    blue = reversal(voucher, NEXT_YEAR, {"5602": "3104", "5603": "3104"})
    moved = [
        evolve(voucher, lines=tuple(replaced(voucher.lines, {"5602": "3104", "5603": "3104"})))
    ]
    assert balances(*moved, blue) == {}
    assert not {"5602", "5603"} & {line.account for line in blue.lines}


WITH_EARLIER_YEARS = Chart.of(
    [
        *CHART.accounts.values(),
        Account("6901", "以前年度损益调整", Category.EXPENSE, Side.DEBIT),
        Account("560201", "办公费", Category.EXPENSE, Side.DEBIT),
    ]
)
EXPENSE = Voucher(
    date(2008, 3, 12),
    (debit("560201", "310", "办公费"), credit("1001", "310", "办公费")),
    number=17,
)


def test_an_expense_of_an_earlier_year_does_not_fall_into_this_one() -> None:
    """Where the chart has 以前年度损益调整, the cure names it."""
    (problem,) = check_earlier_year(
        EXPENSE, date(2009, 1, 5), EXPENSE.lines, {}, WITH_EARLIER_YEARS
    )
    assert problem.code == "correct.earlier_year"
    assert (problem.values["account"], problem.values["into"]) == ("560201", "6901")
    done = {"560201": "6901"}
    assert not check_earlier_year(
        EXPENSE, date(2009, 1, 5), EXPENSE.lines, done, WITH_EARLIER_YEARS
    )
    assert not check_earlier_year(EXPENSE, date(2009, 1, 5), EXPENSE.lines, {}, CHART)
    itself = evolve(EXPENSE, lines=(debit("6901", "1", "x"), credit("1001", "1", "x")))
    assert not check_earlier_year(itself, date(2009, 1, 5), itself.lines, {}, WITH_EARLIER_YEARS)


def test_what_stands_in_for_nothing_is_told() -> None:
    found = check_earlier_year(
        EXPENSE, date(2008, 5, 1), EXPENSE.lines, {"560201": "6901"}, WITH_EARLIER_YEARS
    )
    assert [problem.code for problem in found] == ["correct.same_year"]
    found = check_earlier_year(
        EXPENSE, date(2009, 1, 5), EXPENSE.lines, {"5603": "6901"}, WITH_EARLIER_YEARS
    )
    assert [problem.code for problem in found] == ["correct.not_used", "correct.earlier_year"]


def test_what_stands_in_for_an_account_stands_in_for_those_below_it() -> None:
    found = spread({"5602": "6901"}, EXPENSE.lines, WITH_EARLIER_YEARS)
    assert found == {"560201": "6901"}


# The difference


def test_too_little_comes_in_black_and_too_much_in_red() -> None:
    """
    记-17  购买蔬菜  借 1001 310.00  贷 1002 310.00    should have been 400.00, or 130.00
    调整3月12日记17号凭证 购买蔬菜  90.00 in black, or −180.00 in red, on the same sides
    """
    for right, difference in (("400", "90"), ("130", "-180")):
        voucher, problems = adjustment(
            WRONG, LATER, [debit("1001", right), credit("1002", right)], "CNY"
        )
        assert not problems
        assert [(x.account, x.side, x.amount) for x in voucher.lines] == [
            ("1001", Side.DEBIT, Decimal(difference)),
            ("1002", Side.CREDIT, Decimal(difference)),
        ]
        assert voucher.lines[0].summary == "调整2008年3月12日记17号凭证 购买蔬菜"
        assert voucher.reverses is None


@given(POSTED, st.data())
def test_voucher_and_adjustment_are_the_right_voucher(
    voucher: Voucher, data: st.DataObject
) -> None:
    """On every account, side and measure, in whatever order the right lines come."""
    right = []
    for line in voucher.lines:
        measure = line.measure and evolve(line.measure, quantity=data.draw(amounts(10**6)))
        right.append(evolve(line, amount=data.draw(amounts()), measure=measure))
    given = data.draw(st.permutations(right))
    made, problems = adjustment(voucher, LATER, given, "CNY")
    wanted = evolve(voucher, lines=tuple(right))
    if turnover(voucher) == turnover(wanted):
        assert "adjust.same" in {problem.code for problem in problems}
    else:
        assert not problems
    assert turnover(voucher, made) == turnover(wanted)
    assert not any(line.moves_nothing for line in made.lines)


@pytest.mark.parametrize(
    "lines",
    [
        [debit("1001", "5"), credit("2202", "5")],
        [credit("1001", "5"), debit("1002", "5")],
        [debit("1001", "5"), credit("1002", "5", dimension="partner:c8")],
        [debit("1001", "5", measure=Measure("大米", Decimal(1))), credit("1002", "5")],
        [debit("1001", "5")],
    ],
    ids=["account", "side", "dimension", "measure", "missing"],
)
def test_what_is_wrong_in_more_than_an_amount_is_no_difference(lines: list[Line]) -> None:
    _, problems = adjustment(WRONG, LATER, lines, "CNY")
    assert {problem.code for problem in problems} == {"adjust.other_accounts"}


def test_nothing_is_no_difference() -> None:
    _, problems = adjustment(WRONG, LATER, list(WRONG.lines), "CNY")
    assert [problem.code for problem in problems] == ["adjust.same"]


# Under which word


def test_a_receipt_is_undone_in_blue_by_a_payment() -> None:
    """收-17 took 310.00 in; next year 付 gives it back. A red one stays 收."""
    cash = Chart.of(
        evolve(a, cash="cash") if a.code == "1001" else a for a in CHART.accounts.values()
    )
    words = WORD_SETS["收付转"]
    receipt = Voucher(
        date(2008, 3, 12), (debit("1001", "310", "x"), credit("5001", "310", "x")), "收", 17
    )
    assert fitting_word(reversal(receipt, date(2008, 4, 1)), words, cash).word == "收"
    assert fitting_word(reversal(receipt, date(2009, 4, 1)), words, cash).word == "付"
    only = [Word("记")]
    assert fitting_word(receipt, only, cash).word == "记"
