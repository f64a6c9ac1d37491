"""Red-ink reversal: the same voucher, every amount negative on its own side."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Side
from ledgerlib.core.correction import correction_summary, named, reversal
from ledgerlib.core.voucher import Kind, Line, Measure, Voucher, credit, debit
from ledgerlib.testing import vouchers

LATER = date(2024, 12, 31)
POSTED = st.builds(
    lambda voucher, number: evolve(voucher, number=number), vouchers(), st.integers(1)
)
WRONG = Voucher(
    date(2008, 3, 12),
    (debit("1001", "310", "购买蔬菜"), credit("1002", "310", "购买蔬菜")),
    number=17,
)


def turnover(*vouchers: Voucher) -> dict[tuple[str, Side], Decimal]:
    sums: dict[tuple[str, Side], Decimal] = defaultdict(Decimal)
    for voucher in vouchers:
        for line in voucher.lines:
            sums[line.account, line.side] += line.amount
    return {key: amount for key, amount in sums.items() if amount}


def bare(voucher: Voucher) -> list[Line]:
    return [evolve(line, summary="") for line in voucher.lines]


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
    red = reversal(WRONG, date(2008, 4, 30))
    assert [line.summary for line in red.lines] == ["注销3月12日记17号凭证 购买蔬菜"] * 2
    blue = correction_summary(WRONG, date(2008, 4, 30), "购买蔬菜")
    assert blue == "订正3月12日记17号凭证 购买蔬菜"


def test_a_long_summary_still_fits() -> None:
    long = evolve(WRONG, lines=tuple(evolve(line, summary="摘" * 200) for line in WRONG.lines))
    assert all(len(line.summary) == 200 for line in reversal(long, LATER).lines)
    assert len(correction_summary(long, LATER, "摘" * 200)) == 200


def test_the_measure_is_reversed_with_the_amount() -> None:
    """50 kg at 4.60 go back as −50 kg at 4.60."""
    rice = Measure("大米", Decimal("50"), Decimal("4.60"))
    voucher = evolve(WRONG, lines=(evolve(WRONG.lines[0], measure=rice), WRONG.lines[1]))
    measure = reversal(voucher, LATER).lines[0].measure
    assert measure == Measure("大米", Decimal("-50"), Decimal("4.60"))


def test_the_reversal_of_a_closing_voucher_is_a_closing_voucher() -> None:
    """So that the turnover before closing does not see it either."""
    assert reversal(evolve(WRONG, kind=Kind.CLOSING), LATER).kind is Kind.CLOSING
