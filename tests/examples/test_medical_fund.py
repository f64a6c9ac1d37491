"""The fund's year worked out a second way, by its sheets and Decimal alone, and compared."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from ledgerlib import reports

EXAMPLE = "medical_fund"
ZERO = Decimal(0)
#: What belongs to the pooled fund (统筹基金) and to the personal accounts (个人账户基金).
POOLED = ("400101", "4101", "420101", "450101", "500101", "5101", "530101")
PERSONAL = ("400102", "420102", "4301", "500102", "5201")


def fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Worked:
    """Turnover (debit plus, credit minus) of the sheets and of the division at the year's end."""

    def __init__(self, opening: list[Any], entries: list[Any]) -> None:
        self.opening: dict[str, Decimal] = defaultdict(Decimal)
        self.moved: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        for entry in opening:
            self.opening[entry.account] += entry.amount
        for entry in entries:
            self.moved[entry.month, entry.account] += entry.amount
        for kept, pooled, personal, share in (
            ("4601", "400101", "400102", "0.7"),
            ("4602", "42010101", "42010201", "0.6"),
        ):
            whole = -self.turnover(1, 12, kept)
            self.moved[12, kept] += whole
            self.moved[12, pooled] -= fen(whole * Decimal(share))
            self.moved[12, personal] -= whole - fen(whole * Decimal(share))

    def turnover(self, first: int, last: int, *codes: str) -> Decimal:
        return sum(
            (a for (m, c), a in self.moved.items() if first <= m <= last and c.startswith(codes)),
            ZERO,
        )

    def at(self, last: int, *codes: str) -> Decimal:
        opened = sum((a for code, a in self.opening.items() if code.startswith(codes)), ZERO)
        return opened + self.turnover(1, last, *codes)


@pytest.fixture(scope="module")
def worked(kept: Any) -> Worked:
    return Worked(kept.opening(), kept.entries())


def some(wanted: dict[str, Decimal]) -> dict[str, Decimal]:
    return {label: amount for label, amount in wanted.items() if amount}


@pytest.mark.parametrize(("column", "last"), [("closing", 12), ("year_opening", 0)])
def test_the_balance_sheet_is_what_the_sheets_add_up_to(
    kept: Any, worked: Worked, column: str, last: int
) -> None:
    def of(*codes: str) -> Decimal:
        return worked.at(last, *codes)

    pooled, personal = -of("300101", *POOLED), -of("300102", *PERSONAL)
    assert kept.figures("balance-sheet", column) == some({
        "财政专户存款": of("1003"), "支出户存款": of("1004"), "国库存款": of("1005"),
        "暂付款": of("1101"), "异地就医预付金": of("110102"), "债券投资": of("1201"),
        "资产总计": of("1"), "暂收款": -of("2001"), "负债合计": -of("2"),
        "一般基金结余": pooled + personal, "（一）统筹基金": pooled, "（二）个人账户基金": personal,
        "净资产合计": pooled + personal, "负债与净资产总计": pooled + personal - of("2"),
    })  # fmt: skip
    assert of("1") == pooled + personal - of("2")


@pytest.mark.parametrize(("column", "first"), [("period", 12), ("year_to_date", 1)])
def test_income_and_spending_are_what_the_sheets_add_up_to(
    kept: Any, worked: Worked, column: str, first: int
) -> None:
    """Labels that stand in both funds have a prime in the second."""

    def net(*codes: str) -> Decimal:
        return worked.turnover(first, 12, *codes)

    assert kept.figures("income-statement", column) == some({
        "一、统筹基金收入": -net("400101", "4101", "420101", "450101"),
        "（一）社会保险费收入": -net("400101"), "（二）财政补贴收入": -net("4101"),
        "（三）利息收入": -net("420101"), "（六）其他收入": -net("450101"),
        "二、个人账户基金收入": -net("400102", "420102", "4301"),
        "（一）社会保险费收入'": -net("400102"), "（二）利息收入": -net("420102"),
        "（三）转移收入": -net("4301"),
        "三、统筹基金支出": net("500101", "5101", "530101"),
        "（一）社会保险待遇支出": net("500101"), "1.住院费用支出": net("50010101"),
        "2.门诊大病费用支出": net("50010102"), "3.门诊统筹费用支出": net("50010103"),
        "4.生育医疗费用支出": net("50010104"), "5.生育津贴支出": net("50010105"),
        "（二）大病保险支出": net("5101"), "（三）上解上级支出": net("530101"),
        "四、个人账户基金支出": net("500102", "5201"),
        "（一）社会保险待遇支出'": net("500102"), "2.门诊费用支出": net("50010202"),
        "3.药店医药费用支出": net("50010203"), "（二）转移支出": net("5201"),
        "五、本期基金结余": -net("4", "5"), "（一）统筹基金结余": -net(*POOLED),
        "（二）个人账户基金结余": -net(*PERSONAL), "（三）待转基金": -net("4601", "4602"),
    })  # fmt: skip


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_carries_into_the_fund_that_it_belongs_to(
    kept: Any, worked: Worked, month: int
) -> None:
    """期末：统筹的收支 → 300101，个人账户的 → 300102；待转的留到年末。"""
    told = {
        row.cells["code"]: row.cells["closing_credit"] - row.cells["closing_debit"]
        for row in reports.trial_balance(kept.book, f"2024-{month:02}").rows
    }
    assert told["300101"] == -worked.at(month, "300101", *POOLED)
    assert told["300102"] == -worked.at(month, "300102", *PERSONAL)
    for code in ("4601", "4602"):
        assert told.get(code, ZERO) == -worked.at(month, code)
    left = [
        c for c, amount in told.items() if amount and c[0] in "45" and c not in ("4601", "4602")
    ]
    assert left == []


def test_what_was_kept_to_be_divided_is_divided_in_december(kept: Any, worked: Worked) -> None:
    for code in ("4601", "4602"):
        assert worked.at(11, code) < 0, "something was kept"
        assert worked.at(12, code) == 0
    assert sum(e.amount for e in kept.entries() if e.account == "50010101" and e.amount < 0) == (
        Decimal("-18250.00")
    ), "a wrongful claim recovered lowers what was spent"


def test_the_rest_of_the_example_holds(kept: Any) -> None:
    kept.check_the_rest()
