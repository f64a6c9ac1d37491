"""Every rule of a voucher, and all that is wrong with it told at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.chart import Chart
from ledgerlib.core.checking import check_account, check_balance, check_voucher
from ledgerlib.core.commodity import Commodity, CommodityKind
from ledgerlib.core.voucher import Line, Measure, Voucher, credit, debit
from ledgerlib.testing import CHART, LEAVES, balanced_lines, vouchers

COMMODITIES = {
    "CNY": Commodity("CNY", 2),
    "USD": Commodity("USD", 2),
    "大米": Commodity("大米", 3, CommodityKind.GOODS),
}
DAY = date(2024, 1, 5)


def problems(*lines: Line, chart: Chart = CHART, **more: object) -> list[str]:
    voucher = Voucher(DAY, lines, **more)  # type: ignore[arg-type]
    return [p.code for p in check_voucher(voucher, chart, COMMODITIES, "CNY")]


def in_cny(side: Side, amount: str, **more: object) -> Line:
    return Line("1001", side, Decimal(amount), "摘要", **more)  # type: ignore[arg-type]


@given(vouchers())
def test_a_balanced_voucher_over_leaf_accounts_is_fit(voucher: Voucher) -> None:
    assert check_voucher(voucher, CHART, COMMODITIES, "CNY") == []


@given(balanced_lines(), st.integers(-(10**6), 10**6).filter(bool), st.data())
def test_a_fen_too_much_anywhere_is_found(
    lines: tuple[Line, ...], error: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    wrong = lines[at].amount + Decimal(error).scaleb(-2)
    changed = (*lines[:at], evolve(lines[at], amount=wrong), *lines[at + 1 :])
    (problem,) = check_balance(Voucher(DAY, changed), COMMODITIES, "CNY")
    difference = lines[at].side * Decimal(error).scaleb(-2)
    assert Decimal(problem.values["difference"]) == difference


@given(balanced_lines())
def test_red_ink_balances_as_black_does(lines: tuple[Line, ...]) -> None:
    red = tuple(evolve(line, amount=-line.amount) for line in lines)
    assert check_balance(Voucher(DAY, red), COMMODITIES, "CNY") == []
    assert check_balance(Voucher(DAY, lines + red), COMMODITIES, "CNY") == []


def test_all_problems_come_at_once_each_at_its_line() -> None:
    """
    1  9999 没有的科目 1.00 借         2  1002 有下级的科目 0.00 借, 无摘要
    3  1001 1.005 贷                   附件 10000 张
    """
    voucher = Voucher(
        DAY,
        (
            debit("9999", "1", "摘要"),
            debit("1002", "0"),
            credit("1001", "1.005", "摘要"),
        ),
        attachments=10_000,
    )
    found = check_voucher(voucher, CHART, COMMODITIES, "CNY")
    assert [(problem.code, problem.where.get("line")) for problem in found] == [
        ("account.unknown", 1),
        ("account.not_leaf", 2),
        ("line.zero", 2),
        ("summary.missing", 2),
        ("amount.too_precise", 3),
        ("voucher.attachments", None),
    ]
    assert {problem.where["voucher"] for problem in found} == {voucher.label}


def test_a_voucher_needs_lines() -> None:
    assert problems() == ["voucher.empty"]


def test_debit_without_credit_is_named_as_such() -> None:
    assert problems(in_cny(Side.DEBIT, "5")) == ["voucher.one_sided"]
    assert problems(in_cny(Side.CREDIT, "5"), in_cny(Side.CREDIT, "1")) == ["voucher.one_sided"]
    assert problems(in_cny(Side.DEBIT, "5"), in_cny(Side.CREDIT, "4")) == ["voucher.unbalanced"]


def test_red_and_black_on_one_side_balance() -> None:
    """借 −310.00 与 借 310.00：a line is moved from one account to another by its own side."""
    assert problems(in_cny(Side.DEBIT, "-310"), in_cny(Side.DEBIT, "310")) == []


def test_money_does_not_balance_against_rice() -> None:
    """Each commodity balances by itself."""
    rice = in_cny(Side.CREDIT, "5", commodity="大米")
    assert problems(in_cny(Side.DEBIT, "5"), rice) == ["voucher.unbalanced"] * 2
    assert problems(evolve(rice, side=Side.DEBIT), rice) == []


def test_a_parent_names_the_accounts_below_it() -> None:
    (problem,) = check_account("1002", CHART)
    assert problem.code == "account.not_leaf"
    assert problem.values["below"] == "100201 工商银行、100202 建设银行"


def test_a_disabled_account_takes_no_entry() -> None:
    account = Account("1001", "库存现金", Category.ASSET, Side.DEBIT, is_disabled=True)
    assert [p.code for p in check_account("1001", Chart.of([account]))] == ["account.disabled"]


@pytest.mark.parametrize("code", LEAVES)
def test_a_leaf_takes_entries(code: str) -> None:
    assert check_account(code, CHART) == []


@pytest.mark.parametrize(
    ("summary", "found"),
    [("", ["summary.missing"]), ("  ", ["summary.missing"]), ("摘" * 200, []),
     ("摘" * 201, ["summary.too_long"])],
)  # fmt: skip
def test_a_summary_says_something_within_bounds(summary: str, found: list[str]) -> None:
    good = in_cny(Side.CREDIT, "1")
    assert problems(evolve(in_cny(Side.DEBIT, "1"), summary=summary), good) == found


@pytest.mark.parametrize(("attachments", "is_fit"), [(-1, False), (0, True), (9999, True)])
def test_attachments_are_a_count(attachments: int, is_fit: bool) -> None:
    lines = in_cny(Side.DEBIT, "1"), in_cny(Side.CREDIT, "1")
    assert (problems(*lines, attachments=attachments) == []) == is_fit


def test_an_amount_too_large_is_told_once_and_not_as_unbalanced() -> None:
    assert problems(in_cny(Side.DEBIT, "1e20"), in_cny(Side.CREDIT, "1")) == ["amount.too_large"]


def test_many_large_amounts_that_do_not_balance_are_told_as_unbalanced() -> None:
    """The difference may be larger than any single amount may be: it is told all the same."""
    large = "9999999999999.99"
    lines = [in_cny(Side.DEBIT, large)] * 3 + [in_cny(Side.CREDIT, large)]
    assert problems(*lines) == ["voucher.unbalanced"]


@pytest.mark.parametrize(
    ("measure", "found"),
    [
        (Measure("USD", Decimal("100"), Decimal("7.1234")), []),
        (Measure("USD", Decimal("100")), ["rate.missing"]),
        (Measure("USD", Decimal("1.005"), Decimal(7)), ["amount.too_precise"]),
        (Measure("大米", Decimal("50.125")), []),
        (Measure("面粉", Decimal("50")), ["commodity.unknown"]),
    ],
)
def test_a_measure_has_a_known_commodity_and_money_a_rate(
    measure: Measure, found: list[str]
) -> None:
    line = in_cny(Side.DEBIT, "712.34", measure=measure)
    assert problems(line, in_cny(Side.CREDIT, "712.34")) == found


def test_an_unknown_commodity_is_told() -> None:
    assert problems(in_cny(Side.DEBIT, "1", commodity="EUR")) == ["commodity.unknown"]
