"""Statements as values: what a column makes of a formula, sums, checks, what a code names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.cash_flow import CashFlowItem, propose
from ledgerlib.core.chart import Chart
from ledgerlib.core.formula import FormulaError, Options, Unit, parse
from ledgerlib.core.formula_terms import terms
from ledgerlib.core.naming import Naming
from ledgerlib.core.period import Period
from ledgerlib.core.statement import (
    Basis,
    Excess,
    NoFigures,
    Statement,
    StatementCheck,
    StatementColumn,
    StatementRow,
    What,
    compute,
    order,
    span_of,
)

CHART = Chart.of(
    [
        Account("1001", "库存现金", Category.ASSET, Side.DEBIT),
        Account("1601", "固定资产", Category.ASSET, Side.DEBIT),
        Account("1602", "累计折旧", Category.ASSET, Side.CREDIT),
        Account("2221", "应交税费", Category.LIABILITY, Side.CREDIT),
        Account("222101", "进项税额", Category.LIABILITY, Side.DEBIT),
        Account("222102", "销项税额", Category.LIABILITY, Side.CREDIT),
        Account("5403", "税金及附加", Category.EXPENSE, Side.DEBIT),
        Account("540301", "消费税", Category.EXPENSE, Side.DEBIT),
        Account("540302", "印花税", Category.EXPENSE, Side.DEBIT),
        Account("54030201", "合同印花税", Category.EXPENSE, Side.DEBIT),
    ],
    (4, 2, 2),
)


@define
class Figures:
    """A source that shows a number for each function, and notes what it was asked."""

    shown: Mapping[str, int] = field(factory=dict)
    scale: int = 2
    asked: list[str] = field(factory=list)

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        self.asked.append(function)
        if function not in self.shown:
            raise NoFigures(function)
        return Decimal(self.shown[function])

    def excess(self, excess: Excess, *, over_the_year: bool) -> Decimal:
        return Decimal(1000 if over_the_year else 100)

    def rate(self, currency: str, options: Options) -> Decimal:
        raise NoFigures(currency)

    def line(self, label: str) -> Decimal:
        raise NoFigures(label)

    def counterpart(self) -> Decimal:
        raise NoFigures("")

    def difference(self) -> Decimal:
        raise NoFigures("")


def column(key: str, what: What, **more: object) -> StatementColumn:
    return StatementColumn(key, key, key, what, **more)  # type: ignore[arg-type]


def row(line: str, formula: str = "", **more: object) -> StatementRow:
    return StatementRow(
        f"第{line}行", line=line, formula=parse(formula) if formula else None, **more
    )  # type: ignore[arg-type]


def statement(rows: list[StatementRow], *columns: StatementColumn, checks: tuple[StatementCheck, ...] = ()) -> Statement:  # fmt: skip
    return Statement("s", "表", "sheet", Basis.SPAN, columns, tuple(rows), checks=checks)


EVERY = {
    "opening": 1, "closing": 2, "net": 4, "debit": 8, "credit": 16, "year_opening": 32,
    "ytd_net": 64, "ytd_debit": 128, "ytd_credit": 256, "debit_balances": 512,
    "credit_balances": 1024, "year_opening_debit_balances": 2048, "year_opening_credit_balances": 4096,
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "formula", "value"),
    [
        (What.CLOSING, "期末(1001)", "closing"),
        (What.YEAR_OPENING, "期末(1001)", "year_opening"),
        (What.YEAR_OPENING, "借方余额合计(1122)", "year_opening_debit_balances"),
        (What.YEAR_OPENING, "贷方余额合计(1122)", "year_opening_credit_balances"),
        (What.PERIOD, "净额(5001)", "net"),
        (What.YEAR_TO_DATE, "净额(5001)", "ytd_net"),
        (What.YEAR_TO_DATE, "借方发生(5001)", "ytd_debit"),
        (What.YEAR_TO_DATE, "贷方发生(5001)", "ytd_credit"),
        (What.YEAR_TO_DATE, "期初(1001)", "year_opening"),
        (What.YEAR_TO_DATE, "期末(1001)", "closing"),
        (What.LAST_YEAR, "净额(5001)", "ytd_net"),
        (What.SAME_PERIOD_LAST_YEAR, "净额(5001)", "net"),
        (What.PERIOD, "累计净额(5001)", "ytd_net"),
    ],
)
def test_a_formula_is_of_its_columns_time(what: What, formula: str, value: str) -> None:
    """期末 in a column of year openings is 年初; 净额 in one of the year is 累计净额."""
    done = compute(statement([row("1", formula)], column("c", what)), lambda _: Figures(EVERY))
    assert done.amounts == [{"c": Decimal(EVERY[value])}]


def test_there_is_no_turnover_at_a_years_opening() -> None:
    source = Figures({"year_opening": 32})
    sheet = statement([row("1", "期末(1) + 净额(5) + 借方累计(5)")], column("c", What.YEAR_OPENING))
    assert compute(sheet, lambda _: source).amounts == [{"c": Decimal(32)}]
    assert source.asked == ["year_opening"]


@pytest.mark.parametrize(
    ("what", "span"),
    [
        (What.PERIOD, ("2024-02", "2024-03")),
        (What.CLOSING, ("2024-02", "2024-03")),
        (What.YEAR_OPENING, ("2024-03", "2024-03")),
        (What.YEAR_TO_DATE, ("2024-03", "2024-03")),
        (What.SAME_PERIOD_LAST_YEAR, ("2023-02", "2023-03")),
        (What.LAST_YEAR_TO_DATE, ("2023-03", "2023-03")),
        (What.LAST_YEAR, ("2023-12", "2023-12")),
    ],
)
def test_the_periods_a_column_reads(what: What, span: tuple[str, str]) -> None:
    found = span_of(what, Period(2024, 2), Period(2024, 3))
    assert tuple(str(period) for period in found) == span


def test_lines_read_lines_wherever_they_stand() -> None:
    """A total may stand above what it adds up (一、营业收入 = 其中 …)."""
    rows = [row("1", "L2 + L3"), row("2", "期末(1)"), row("3", "L2 * 2"), StatementRow("标题")]
    sheet = statement(rows, column("c", What.CLOSING))
    assert order(sheet, sheet.columns[0]) == [1, 2, 0, 3]
    assert [each["c"] for each in compute(sheet, lambda _: Figures(EVERY)).amounts] == [
        Decimal(6), Decimal(2), Decimal(4), None,
    ]  # fmt: skip


def test_lines_that_read_each_other_are_a_circle() -> None:
    sheet = statement([row("1", "L2"), row("2", "L1")], column("c", What.CLOSING))
    with pytest.raises(FormulaError):
        order(sheet, sheet.columns[0])


def test_a_line_left_to_be_filled_in_is_blank_and_counts_nothing() -> None:
    rows = [row("1", "期末(1)"), row("2"), row("3", "L1 + L2")]
    amounts = compute(statement(rows, column("c", What.CLOSING)), lambda _: Figures(EVERY)).amounts
    assert [each["c"] for each in amounts] == [Decimal(2), None, Decimal(2)]


def test_where_the_book_had_not_begun_there_is_nothing() -> None:
    """Last year's column of a book that began this year is empty: not nought."""
    rows = [row("1", "净额(5)"), row("2", "L1"), row("3")]
    sheet = statement(rows, column("now", What.PERIOD), column("then", What.LAST_YEAR))
    done = compute(sheet, lambda c: Figures(EVERY) if c.key == "now" else None)
    assert [each["then"] for each in done.amounts] == [None, None, None]
    assert [each["now"] for each in done.amounts] == [Decimal(4), Decimal(4), None]
    assert done.failed == []


def test_a_formula_that_cannot_be_computed_leaves_its_cell_and_those_after_it_empty() -> None:
    rows = [row("1", "期末(1) / 净额(5)"), row("2", "L1 + 1"), row("3", "期末(1)")]
    source = Figures({"closing": 2, "net": 0})
    done = compute(statement(rows, column("c", What.CLOSING)), lambda _: source)
    assert [each["c"] for each in done.amounts] == [None, None, Decimal(2)]
    assert [(each.code, each.values["cell"]) for each in done.problems] == [
        ("formula.zero_division", "1 第1行/c")
    ]


def test_columns_of_parts_and_their_sum() -> None:
    """非限定性 + 限定性 = 合计; 减：库存股 is taken off."""
    columns = (
        column("a", What.CLOSING, part="free"),
        column("b", What.CLOSING, part="bound"),
        column("sum", What.SUM, plus=("a", "b")),
        column("less", What.SUM, plus=("a",), minus=("b",)),
    )
    rows = [
        row("1", formulas={"free": parse("期末(1)"), "bound": parse("借方发生(1)")}),
        row("2", formulas={"free": parse("净额(1)")}),
        row("3", "L1 + L2"),
    ]
    amounts = compute(statement(rows, *columns), lambda _: Figures(EVERY)).amounts
    assert [list(each.values()) for each in amounts] == [
        [Decimal(2), Decimal(8), Decimal(10), Decimal(-6)],
        [Decimal(4), None, Decimal(4), Decimal(4)],
        [Decimal(6), Decimal(8), Decimal(14), Decimal(-2)],
    ]


def test_a_check_that_fails_says_where_and_by_how_much() -> None:
    check = StatementCheck(parse("L1 - 期初(1)"), "期末应等于期初")
    sheet = statement([row("1", "期末(1)")], column("a", What.PERIOD), checks=(check,))
    (failed,) = compute(sheet, lambda _: Figures(EVERY)).failed
    assert (failed.check, failed.column.key, failed.difference) == (check, "a", Decimal(1))
    assert compute(sheet, lambda _: Figures({"closing": 1, "opening": 1})).failed == []


def test_a_check_of_some_columns_leaves_the_others_alone() -> None:
    check = StatementCheck(parse("1"), "从不成立", columns=("b",))
    sheet = statement([row("1", "期末(1)")], column("a", What.PERIOD), column("b", What.PERIOD), checks=(check,))  # fmt: skip
    assert [each.column.key for each in compute(sheet, lambda _: Figures(EVERY)).failed] == ["b"]


def test_less_than_a_fen_is_no_difference() -> None:
    check = StatementCheck(parse("1 / 3 * 3 - 1 + 0.004"), "分位以下不算")
    sheet = statement([row("1", "期末(1)")], column("a", What.PERIOD), checks=(check,))
    assert compute(sheet, lambda _: Figures(EVERY)).failed == []
    assert len(compute(sheet, lambda _: Figures(EVERY), scale=3).failed) == 1


def test_a_row_of_differences_is_of_its_columns_time() -> None:
    rows = [row("1", excess=Excess(("5*",), ("7*",)))]
    sheet = statement(rows, column("month", What.PERIOD), column("year", What.YEAR_TO_DATE))
    assert compute(sheet, lambda _: Figures()).amounts == [
        {"month": Decimal(100), "year": Decimal(1000)}
    ]


# What a code names


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (("1001",), {"1001": 1}),
        (("1601", "1602"), {"1601": 1, "1602": -1}),
        (("2221",), {"222101": -1, "222102": -1}),
        (("222101",), {"222101": 1}),
        (("22*",), {"222101": -1, "222102": -1}),
        (("1601-1602",), {"1601": 1, "1602": -1}),
        (("5403/消费税",), {"540301": 1}),
        (("5403/印花税",), {"54030201": 1}),
        (("5403/土地增值税",), {}),
        (("2221/进项税额",), {"222101": -1}),
        (("9999",), {}),
        (("222101", "2221"), {"222101": 1, "222102": -1}),
    ],
)
def test_what_codes_name(patterns: tuple[str, ...], expected: dict[str, int]) -> None:
    """
    2221 应交税费（贷）   222101 进项税额（借） counts against it, unless it is named itself
    5403/印花税          whatever lies below 5403 under that name
    """
    assert Naming(CHART).leaves(patterns) == expected


@pytest.mark.parametrize(("code", "known"), [("1001", True), ("16*", True), ("5403/别的", True), ("9*", False), ("9/消费税", False)])  # fmt: skip
def test_whether_a_code_is_known(code: str, known: bool) -> None:
    assert Naming(CHART).is_known(code) is known


@given(st.lists(st.sampled_from(["1*", "2*", "16*", "1601", "2221", "222101", "5*", "5403", "1601-5403"]), min_size=1))  # fmt: skip
def test_no_leaf_is_named_twice_and_each_is_a_leaf(patterns: list[str]) -> None:
    found = Naming(CHART).leaves(tuple(patterns))
    assert all(CHART.is_leaf(code) for code in found)
    assert set(found) == {leaf for each in patterns for leaf in Naming(CHART).leaves((each,))}


# What a formula is put together from


@pytest.mark.parametrize(
    ("formula", "signs"),
    [
        ("期末(1) + 期末(2) - 期末(3)", [1, 1, -1]),
        ("-期末(1)", [-1]),
        ("期末(1) - (期末(2) - 期末(3))", [1, -1, 1]),
        ("期末(1) * 2 + 期末(2)", [0, 1]),
        ("(期末(1) + 期末(2)) * 2", [0, 0]),
        ("L1 - L2", [1, -1]),
        ("round(期末(1) - L2)", [1, -1]),
        ("max(期末(1), 0) - L2", [0, 0, -1]),
        ("if(L1 > 0, L1, L2)", [0, 0, 0, 0]),
    ],
)
def test_the_signs_of_what_is_added(formula: str, signs: list[int]) -> None:
    assert [term.sign for term in terms(parse(formula))] == signs


def test_an_item_is_proposed_by_what_stands_against_the_money() -> None:
    items = [
        CashFlowItem("01", "销售收到", True, "1", ("5001", "1122")),
        CashFlowItem("05", "支付税费", False, "5", ("2221",)),
        CashFlowItem("06", "支付其他", False, "6", ("22", "5602")),
    ]
    assert [i.code for i in propose(items, ["112201"], is_inflow=True)] == ["01"]
    assert propose(items, ["5001"], is_inflow=False) == []
    assert [i.code for i in propose(items, ["222101"], is_inflow=False)] == ["05"]
    assert [i.code for i in propose(items, ["2211", "5602"], is_inflow=False)] == ["06"]
    assert propose(items, [], is_inflow=True) == []
