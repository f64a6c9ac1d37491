"""Transfers as values: their order, their file form, what of them is still to do."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.chart import Chart
from ledgerlib.core.commodity import Commodity, CommodityKind
from ledgerlib.core.formula import FormulaError, Options, Unit
from ledgerlib.core.naming import Naming
from ledgerlib.core.period import Period
from ledgerlib.core.transfer import WHEN, Transfer, TransferLine, ordered
from ledgerlib.core.transfer_content import as_content, from_content
from ledgerlib.core.transferring import Combination, compute, left_over
from ledgerlib.core.voucher import Line, Measure, credit, debit

D, C = Side.DEBIT, Side.CREDIT
CHART = Chart.of(
    Account(code, code, Category.ASSET, D, unit=unit)
    for code, unit in (
        ("1403", ""), ("140301", "kg"), ("140302", "kg"), ("2221", ""), ("5051", ""),
        ("505101", ""), ("505102", ""), ("5402", ""), ("540201", ""), ("540202", ""),
    )
)  # fmt: skip
COMMODITIES = {"CNY": Commodity("CNY", 2), "kg": Commodity("kg", 3, CommodityKind.GOODS)}


@define
class Books:
    """Figures that are what the test says, for one combination or for all."""

    figures: dict[tuple[str, str, str], str] = field(factory=dict)  # (label, function, code)
    each: tuple[Combination, ...] = ()
    label: str = ""

    scale = 2

    def within(self, combination: Combination) -> Books:
        return Books(self.figures, self.each, combination.label or "")

    def combinations(self, account: str, kinds: tuple[str, ...]) -> list[Combination]:
        return list(self.each)

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        keys = ((self.label, f"{function}{'#' if unit is Unit.QUANTITY else ''}", c) for c in codes)
        return sum((Decimal(self.figures.get(key, "0")) for key in keys), Decimal(0))

    def rate(self, currency: str, options: Options) -> Decimal:
        return Decimal(7)

    def line(self, label: str) -> Decimal:
        raise AssertionError

    counterpart = difference = lambda self: Decimal(0)


def dr(account: str, amount: str, **more: Any) -> TransferLine:
    return TransferLine(account, D, amount, **more)


def cr(account: str, amount: str, **more: Any) -> TransferLine:
    return TransferLine(account, C, amount, **more)


def come_to(*lines: TransferLine, books: Books | None = None) -> list[tuple[str, str, str]]:
    found, problems = compute(Transfer("试", lines), CHART, COMMODITIES, books or Books())
    assert problems == []
    return [(x.account, x.side.name, str(x.amount)) for x in found]


def wrong(*lines: TransferLine, books: Books | None = None) -> list[dict[str, Any]]:
    found, problems = compute(Transfer("试", lines), CHART, COMMODITIES, books or Books())
    assert found == []
    return [{"code": p.code, **p.values} for p in problems]


def test_each_line_is_rounded_and_the_difference_takes_what_is_left() -> None:
    """三等分 100.00: 33.33, 33.33 and 33.34"""
    thirds = [dr("540201", "100 / 3"), dr("540202", "100 / 3"), dr("2221", "difference()")]
    assert come_to(*thirds, cr("505101", "100")) == [
        ("540201", "DEBIT", "33.33"), ("540202", "DEBIT", "33.33"),
        ("2221", "DEBIT", "33.34"), ("505101", "CREDIT", "100.00"),
    ]  # fmt: skip
    assert come_to(dr("2221", "0.005"), cr("505101", "counterpart()"))[0][2] == "0.01"
    assert come_to(dr("2221", "-0.005"), cr("505101", "counterpart()"))[1][2] == "-0.01"


def test_the_counterpart_is_the_other_side_and_may_be_part_of_a_formula() -> None:
    lines = [dr("540201", "10"), dr("540202", "20"), cr("2221", "counterpart() * 10%")]
    assert come_to(*lines, cr("505101", "difference()"))[2:] == [
        ("2221", "CREDIT", "3.00"), ("505101", "CREDIT", "27.00"),
    ]  # fmt: skip


def test_what_does_not_balance_is_a_problem() -> None:
    assert wrong(dr("2221", "10"), cr("505101", "9")) == [
        {"code": "transfer.unbalanced", "transfer": "试", "difference": "1.00"}
    ]


def test_lines_that_move_nothing_are_left_out() -> None:
    assert come_to(dr("2221", "0.004"), cr("505101", "difference()")) == []


def test_amounts_too_large_are_problems_and_not_digits() -> None:
    (problem,) = wrong(dr("2221", "10000000000000"), cr("505101", "difference()"))
    assert (problem["code"], problem["line"]) == ("amount.too_large", 1)
    huge = " * ".join(["99999999999999999999"] * 4)
    (problem,) = wrong(dr("2221", huge), cr("505101", "difference()"))
    assert (problem["code"], problem["line"]) == ("amount.too_large", 1)


EACH = (Combination("505101", "product:a"), Combination("505102", "product:b"))


def test_a_line_for_each_reads_the_account_below_with_the_same_digits() -> None:
    """
    505101 a sells 2 kg, 140301 has 10 kg at 100.00; 505102 b sells 1 kg, 140302 has 3 kg at 10.00
    """
    figures = {
        ("product:a", "closing", "140301"): "100", ("product:a", "closing#", "140301"): "10",
        ("product:a", "credit#", "505101"): "2", ("product:b", "closing", "140302"): "10",
        ("product:b", "closing#", "140302"): "3", ("product:b", "credit#", "505102"): "1",
    }  # fmt: skip
    lines = (
        dr("5402", "cost(1403, credit_quantity(5051))", each="5051"),
        cr("1403", "counterpart()", each="5051", quantity="credit_quantity(5051)"),
    )
    found, problems = compute(Transfer("试", lines), CHART, COMMODITIES, Books(figures, EACH))
    assert problems == []
    assert [(x.account, x.dimension, str(x.amount), x.measure) for x in found] == [
        ("540201", "product:a", "20.00", None),
        ("540202", "product:b", "3.33", None),
        ("140301", "product:a", "20.00", Measure("kg", Decimal("2.000"))),
        ("140302", "product:b", "3.33", Measure("kg", Decimal("1.000"))),
    ]


def test_every_combination_that_can_not_be_worked_out_is_told() -> None:
    problems = wrong(
        dr("5402", "1 / closing(2221)", each="5051"), cr("2221", "difference()"),
        books=Books(each=EACH),
    )  # fmt: skip
    assert [(p["code"], p["line"], p["cell"]) for p in problems] == [
        ("formula.zero_division", 1, "505101 product:a"),
        ("formula.zero_division", 1, "505102 product:b"),
    ]


def test_a_fixed_dimension_joins_that_of_the_combination() -> None:
    lines = (dr("5402", "1", each="5051", dimension="department:01"), cr("2221", "difference()"))
    found, _ = compute(Transfer("试", lines), CHART, COMMODITIES, Books(each=EACH))
    assert [x.dimension for x in found][:2] == [
        "department:01;product:a", "department:01;product:b",
    ]  # fmt: skip


# Order ---------------------------------------------------------------------------------------


def names(*transfers: Transfer) -> list[str]:
    return [each.name for each in ordered(transfers, Naming(CHART))]


def reads(name: str, formula: str, writes: str = "2221", side: Side = C, **more: Any) -> Transfer:
    return Transfer(name, (TransferLine(writes, side, formula), dr("140301", "0")), **more)


def test_what_is_read_is_entered_first() -> None:
    late, early = reads("b", "closing(5402)"), reads("a", "1", "540202")
    assert names(late, early) == ["a", "b"]
    assert names(early, late) == ["a", "b"]


def test_what_stood_before_or_is_on_the_other_side_is_no_reason_to_wait() -> None:
    entering = reads("a", "1", "540202")  # credits it
    for formula in ("opening(5402)", "year_opening(5402)", "closing(5402, previous=1)",
                    "debit(5402)", "ytd_debit(5402)"):  # fmt: skip
        assert names(reads("b", formula), entering) == ["b", "a"]
    for formula in ("credit(5402)", "net(5402)", "cost(5402, 1)", "average_price(5402)"):
        assert names(reads("b", formula), entering) == ["a", "b"]


def test_one_waits_where_it_says_so() -> None:
    assert names(reads("b", "1", after=("a",)), reads("a", "1")) == ["a", "b"]


def test_those_of_different_months_do_not_wait() -> None:
    one = reads("a", "closing(5402)", "540202", months=(6,))
    assert names(one, reads("b", "closing(5402)", "540201", months=(12,))) == ["a", "b"]
    with pytest.raises(FormulaError) as caught:
        names(one, reads("b", "closing(5402)", "540201"))
    assert caught.value.problem.code == "formula.circular"


def test_what_it_enters_itself_does_not_matter() -> None:
    assert names(reads("a", "closing(5402)", "540202")) == ["a"]


@pytest.mark.parametrize(
    ("when", "due"), [("month", range(1, 13)), ("quarter", (3, 6, 9, 12)), ("year", (12,))]
)
def test_when_it_is_due(when: str, due: Any) -> None:
    every = reads("a", "1", months=WHEN[when])
    assert [m for m in range(1, 13) if every.is_due(Period(2024, m))] == list(due)


# The file form -------------------------------------------------------------------------------

TEXT = st.text("甲乙ab1 ", max_size=4).map(str.strip)
LINES = st.builds(
    TransferLine,
    account=TEXT.filter(bool), side=st.sampled_from(Side), amount=TEXT.filter(bool), quantity=TEXT,
    unit=TEXT, dimension=TEXT, each=TEXT, by=st.lists(TEXT, max_size=2).map(tuple), summary=TEXT,
)  # fmt: skip
TRANSFERS = st.builds(
    Transfer,
    name=TEXT, lines=st.lists(LINES, max_size=3).map(tuple), summary=TEXT, word=TEXT,
    months=st.sets(st.integers(1, 12), min_size=1).map(lambda m: tuple(sorted(m)))
    | st.sampled_from(sorted(WHEN.values())),
    after=st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip


@given(TRANSFERS)
def test_what_is_kept_is_what_is_read_again(transfer: Transfer) -> None:
    assert from_content(transfer.name, as_content(transfer)) == (transfer, [])


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["name", "when", "line", "account", "debit", "by", "after", "x"]), inner
    ),
).filter(lambda content: isinstance(content, dict)))  # fmt: skip
def test_no_content_is_more_than_a_problem(content: Any) -> None:
    transfer, problems = from_content("试", content)
    assert problems or as_content(transfer) is not None


# What is still to do -------------------------------------------------------------------------

AMOUNTS = st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
VOUCHER_LINES = st.lists(
    st.builds(
        Line, st.sampled_from(["140301", "2221"]), st.sampled_from(Side), AMOUNTS, st.just("摘要"),
        dimension=st.sampled_from(["", "product:a"]),
        measure=st.none() | st.builds(Measure, st.just("kg"), AMOUNTS),
    )
)  # fmt: skip


def summed(lines: list[Line]) -> dict[tuple[Any, ...], tuple[Decimal, Decimal]]:
    sums: dict[tuple[Any, ...], tuple[Decimal, Decimal]] = {}
    for x in lines:
        key = (x.account, x.side, x.dimension, x.measure and x.measure.commodity)
        amount, quantity = sums.get(key, (Decimal(0), Decimal(0)))
        sums[key] = (amount + x.amount, quantity + (x.measure.quantity if x.measure else 0))
    return {key: pair for key, pair in sums.items() if any(pair)}


@given(VOUCHER_LINES, VOUCHER_LINES)
def test_what_is_done_and_what_is_left_make_what_is_wanted(
    wanted: list[Line], done: list[Line]
) -> None:
    left = left_over(wanted, done)
    assert summed([*done, *left]) == summed(wanted)
    assert left_over(wanted, [*done, *left]) == []
    assert left_over(wanted, wanted) == []


def test_the_callers_own_precision_makes_no_difference() -> None:
    wanted, done = [debit("2221", "123456789.01", "摘要")], [debit("2221", "0.02", "摘要")]
    with localcontext() as context:
        context.prec = 3
        (left,) = left_over(wanted, done)
        thirds = come_to(dr("2221", "1000000 / 3"), cr("505101", "difference()"))
    assert left.amount == Decimal("123456788.99")
    assert thirds[1] == ("505101", "CREDIT", "333333.33")


def test_settlements_and_summaries_make_no_two_lines_of_one() -> None:
    done = [credit("2221", "1", "改过的摘要", commodity="CNY")]
    (left,) = left_over([credit("2221", "3", "摘要")], done)
    assert (left.summary, left.amount, left.commodity) == ("摘要", 2, "")
