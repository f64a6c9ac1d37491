"""Formulas: what bookkeepers write is computed exactly, and whatever else is refused by name."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.formula import (
    FUNCTIONS,
    FormulaError,
    Kind,
    Options,
    Source,
    Unit,
    evaluate,
    expand,
    functions,
    in_order,
    lines,
    parse,
    problems,
    references,
)
from ledgerlib.core.formula_functions import NAMES


@define
class Books:
    """A small set of books: figures by function, code and unit, and a record of what was asked."""

    figures: Mapping[tuple[str, str, Unit], str] = field(factory=dict)
    statement: Mapping[str, str] = field(factory=dict)
    scale: int = 2
    asked: list[tuple[str, tuple[str, ...], Unit, dict[str, Decimal | str]]] = field(factory=list)

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        self.asked.append((function, codes, unit, dict(options)))
        known = {code for name, code, of in self.figures if (name, of) == (function, unit)}
        named = [code for pattern in codes for code in expand(pattern, sorted(known))]
        return sum((Decimal(self.figures[function, code, unit]) for code in named), Decimal(0))

    def rate(self, currency: str, options: Options) -> Decimal:
        return Decimal("7.1000" if options.get("kind") == "opening" else "7.1884")

    def line(self, label: str) -> Decimal:
        return Decimal(self.statement[label])

    def counterpart(self) -> Decimal:
        return Decimal("-1600.00")

    def difference(self) -> Decimal:
        return Decimal("0.03")


def closing(**balances: str) -> Books:
    """Books that show these closing balances: closing(a1001="491.00")."""
    return Books({("closing", code[1:], Unit.MONEY): value for code, value in balances.items()})


def worth(text: str, source: Source | None = None) -> Decimal:
    return evaluate(parse(text), source or Books())


def codes_of(text: str) -> list[str]:
    return [problem.code for problem in problems(text)]


def only_problem(text: str) -> Mapping[str, object]:
    [problem] = problems(text)
    return {"code": problem.code, **problem.values}


# What bookkeepers write ---------------------------------------------------------------------


def test_cash_on_the_balance_sheet_is_three_accounts_together() -> None:
    """货币资金 = 库存现金 491.00 + 银行存款 8,169.00 + 其他货币资金 0.50."""
    books = closing(a1001="491.00", a1002="8169.00", a1012="0.50")
    for text in (
        'closing("1001", "1002", "1012")',
        "closing(1001, 1002, 1012)",
        "期末(1001,1002,1012)",
        "QM(1001)+qm(1002)+Qm(1012)",
        "期末（“1001-1012”）",
        "closing(1001-1012)",
        "CLOSING(1001:1012)",
        "closing(10*)",
        "ＱＭ（１００１，１００２，１０１２）",
    ):
        assert worth(text, books) == Decimal("8660.50"), text


def test_income_tax_is_a_quarter_of_the_profit_if_there_is_one() -> None:
    formula = parse("如果（L30 > 0，四舍五入（行(30) × 25％，2），0）")
    assert evaluate(formula, Books(statement={"30": "1234.58"})) == Decimal("308.65")
    assert evaluate(formula, Books(statement={"30": "-88.00"})) == 0


def test_what_is_not_chosen_is_not_looked_at() -> None:
    """The unit cost of a month without output is no division by zero."""
    assert worth("if(L2 != 0, L1 / L2, 0)", Books(statement={"1": "80", "2": "0"})) == 0
    assert worth("if(1 > 2, line(99), 3)") == 3
    assert worth("1 > 2 and 1 / 0 > 0") == 0
    assert worth("1 < 2 or 1 / 0 > 0") == 1


def test_a_statement_checks_itself() -> None:
    """资产总计 = 负债和所有者权益总计; a condition counts 1 where it holds."""
    balanced = Books(statement={"30": "7993.33", "53": "7993.330"})
    assert worth("L30 == L53", balanced) == 1
    assert worth("L30 ≠ L53", balanced) == 0
    assert worth("not (L30 == L53)", balanced) == 0
    assert worth("0 <= L30 <= L53 AND L30 ≥ L53", balanced) == 1


def test_the_transfer_asks_for_the_rest_of_its_voucher() -> None:
    for text in ("counterpart()", "对方()", "JG()", "jg( )"):
        assert worth(text) == Decimal("-1600.00")
    for text in ("difference()", "差额()", "CE（）"):
        assert worth(text) == Decimal("0.03")
    assert functions(parse("-CE() + round(QM(1001))")) == {"difference", "round", "closing"}


def test_a_foreign_balance_is_revalued_at_the_closing_rate() -> None:
    """USD 100.00 stand at 710.00 and are worth 718.84: 8.84 to bring up."""
    books = Books(
        {
            ("closing", "100202", Unit.CURRENCY): "100.00",
            ("closing", "100202", Unit.MONEY): "710.00",
        }
    )
    text = 'round(外币期末(100202, "USD") * 汇率("USD"), 2) - 期末(100202, 币别="USD")'
    assert worth(text, books) == Decimal("8.84")
    assert worth('rate("USD", kind="opening")') == Decimal("7.1000")
    assert books.asked == [
        ("closing", ("100202",), Unit.CURRENCY, {"currency": "USD"}),
        ("closing", ("100202",), Unit.MONEY, {"currency": "USD"}),
    ]


def test_options_go_to_the_source() -> None:
    books = Books()
    worth('debit("5001*", 含结转=1, 上期=2, 核算项目="部门：（一）")', books)
    worth("sje(1405, previous=1)", books)
    worth('net_currency("1002", "1003", "USD")', books)
    assert books.asked == [
        (
            "debit",
            ("5001*",),
            Unit.MONEY,
            {"with_closing": Decimal(1), "previous": Decimal(2), "dimension": "部门：（一）"},
        ),
        ("net", ("1405",), Unit.QUANTITY, {"previous": Decimal(1)}),
        ("net", ("1002", "1003"), Unit.CURRENCY, {"currency": "USD"}),
    ]


RICE = {
    ("closing", "1405", Unit.MONEY): "100.00",
    ("closing", "1405", Unit.QUANTITY): "30.000",
}


def test_rice_is_issued_at_its_moving_average() -> None:
    """30 kg stand at 100.00: ten cost 33.33, and the last of them take the last fen along."""
    assert worth('cost("1405", 10)', Books(RICE)) == Decimal("33.33")
    assert worth('成本("1405", 30)', Books(RICE)) == Decimal("100.00")
    assert worth("cost(1405, 数量期末(1405) - 20)", Books(RICE)) == Decimal("33.33")
    assert worth("cost(1405, 10)", Books(RICE, scale=0)) == Decimal(33)
    assert worth("round(平均单价(1405), 4)", Books(RICE)) == Decimal("3.3333")


def test_an_empty_store_has_no_price_and_issues_nothing() -> None:
    empty = Books()
    assert worth("average_price(1405)", empty) == 0
    assert worth("cost(1405, 0)", empty) == 0
    with pytest.raises(FormulaError) as caught:
        worth("1 + cost(1405, 5)", empty)
    assert caught.value.problem.code == "formula.zero_division"
    assert caught.value.problem.values["position"] == 5


@given(
    st.decimals(0, 10**9, places=2),
    st.integers(1, 10**6),
    st.lists(st.integers(1, 500), min_size=1),
)
def test_whatever_is_issued_in_whatever_parts_the_stock_ends_at_nothing(
    amount: Decimal, more: int, parts: list[int]
) -> None:
    """Every issue at its moving average, the last one with whatever is left."""
    parts = [*parts, more]
    quantity = Decimal(sum(parts))
    for part in parts:
        stock = {
            ("closing", "1405", Unit.MONEY): str(amount),
            ("closing", "1405", Unit.QUANTITY): str(quantity),
        }
        issued = worth(f"cost(1405, {part})", Books(stock))
        assert issued == issued.quantize(Decimal("0.01"))
        assert abs(Fraction(issued) - Fraction(amount) * part / Fraction(quantity)) <= Fraction(
            1, 200
        )
        amount -= issued
        quantity -= part
    assert amount == quantity == 0


# Codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1001", "1001"),
        ("0101", "0101"),
        ("00", "00"),
        ("1002.01", "1002.01"),
        ("1002.01.003", "1002.01.003"),
        ("10020100000000000000000000000000000001", "10020100000000000000000000000000000001"),
        ("5*", "5*"),
        ("5001 - 5999", "5001-5999"),
        ("0101:0199", "0101:0199"),
        ('"1002-01"', "1002-01"),
        ("' 1001 '", "1001"),
        ("“１００１”", "1001"),
        ('"往来A"', "往来A"),
        ('"*"', "*"),
    ],
)
def test_codes_come_through_as_they_were_written(written: str, code: str) -> None:
    assert references(parse(f"期末({written}) - 3")) == (code,)


def test_references_and_lines_are_named_once_and_in_order() -> None:
    formula = parse('L3 + QC(1002,1001) - max(QM(1001), cost("1405", L12)) * line("1a") + 行(3)')
    assert references(formula) == ("1002", "1001", "1405")
    assert lines(formula) == ("3", "12", "1a")
    assert references(parse('rate("USD")')) == ()
    assert lines(parse("行（“（一）”） + 行（１２）")) == ("（一）", "12")


CODES = ["1001", "1002", "100201", "1002-01", "5001", "500101", "5999", "599901", "6000"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("1002", ["1002"]),
        ("1002-01", ["1002-01"]),
        ("5*", ["5001", "500101", "5999", "599901"]),
        ("*", CODES),
        ("5001-5999", ["5001", "500101", "5999", "599901"]),
        ("5001:5001", ["5001", "500101"]),
        ("1002-01:1002-01", ["1002-01"]),
        ("5999-5001", []),
        ("7777", []),
        ("7*", []),
    ],
)
def test_a_pattern_names_accounts(pattern: str, expected: list[str]) -> None:
    assert expand(pattern, CODES) == expected


# Every name ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for f in FUNCTIONS.values() for n in (f.name, *f.aliases)])
def test_every_name_is_used_as_its_usage_says(name: str) -> None:
    """The examples in messages and documentation can be copied as they are."""
    usage = NAMES[name.casefold()].usage(name)
    assert usage.startswith(f"{name}(")
    assert problems(usage) == []
    assert problems(usage.replace(name, name.upper(), 1)) == []


def test_no_two_functions_share_a_name() -> None:
    assert len(NAMES) == sum(len(function.names) for function in FUNCTIONS.values())


@pytest.mark.parametrize(
    ("name", "figure", "unit"),
    [
        ("QC", "opening", Unit.MONEY),
        ("SQC", "opening", Unit.QUANTITY),
        ("WQC", "opening", Unit.CURRENCY),
        ("QM", "closing", Unit.MONEY),
        ("SQM", "closing", Unit.QUANTITY),
        ("WQM", "closing", Unit.CURRENCY),
        ("JE", "net", Unit.MONEY),
        ("SJE", "net", Unit.QUANTITY),
        ("WJE", "net", Unit.CURRENCY),
        ("数量借方发生额", "debit", Unit.QUANTITY),
        ("外币贷方累计", "ytd_credit", Unit.CURRENCY),
        ("年初借方余额合计", "year_opening_debit_balances", Unit.MONEY),
        ("借方余额合计", "debit_balances", Unit.MONEY),
        ("ytd_debit_quantity", "ytd_debit", Unit.QUANTITY),
        ("累计净额", "ytd_net", Unit.MONEY),
    ],
)
def test_names_of_the_trade(name: str, figure: str, unit: Unit) -> None:
    assert (NAMES[name.casefold()].figure, NAMES[name.casefold()].unit) == (figure, unit)


def test_the_table_says_what_each_function_is() -> None:
    assert {f.kind for f in FUNCTIONS.values()} == set(Kind)
    assert FUNCTIONS["net"].aliases == ("净额", "净发生额", "JE")
    assert FUNCTIONS["closing"].usage("期末").startswith('期末("1001", "5001-5999", 核算项目=')


# Arithmetic --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3 - 4 / 2", "7"),
        ("10 - 2 - 3", "5"),
        ("10 - (2 - 3)", "11"),
        ("100 / 5 / 2", "10"),
        ("-(-2) + +1", "3"),
        ("3%", "0.03"),
        ("200 × 3 ％ ÷ 6", "1"),
        ("０．１ ＋ ０．２", "0.3"),
        ("0.1 + 0.2", "0.3"),
        ("3。5 − .5 － 1.", "2"),
        ("007", "7"),
        ("round(2.345)", "2.35"),
        ("round(-2.345, 2)", "-2.35"),
        ("round(2.5, n=0)", "3"),
        ("四舍五入(1250, -2)", "1300"),
        ("round(1.5, 30)", "1.5"),
        ("abs(-0.01)", "0.01"),
        ("min(3, 1, 2) + max(-5, -7)", "-4"),
        ("IF(1 >= 1, 2, 3)", "2"),
        ("not 5 == 5", "0"),
        ("1 < 2 < 2", "0"),
        ("\n 1\n+ 1 ", "2"),
    ],
)
def test_arithmetic(text: str, value: str) -> None:
    assert worth(text) == Decimal(value)


def test_no_digit_is_lost_and_no_float_comes_near() -> None:
    digits = "123456789012345678901234567890.123456789012345678901234567890"[:60]
    assert worth(digits) == Decimal(digits)
    assert worth("999999999999.99 * 999999999999.99") == Decimal("999999999999980000000000.0001")
    assert str(worth("1 / 3")) == "0." + "3" * 60
    assert str(worth("2 / 3")) == "0." + "6" * 59 + "7"
    assert str(worth("-1 * 0")) == "0"


def test_the_callers_own_precision_makes_no_difference() -> None:
    with localcontext() as context:
        context.prec = 3
        assert worth("1234567.89 + 0.01 - round(99999.995, 2)") == Decimal("1134567.90")
        assert worth("-abs(-1234567.89)") == Decimal("-1234567.89")
        assert worth("cost(1405, 10)", Books(RICE)) == Decimal("33.33")
        assert getcontext().prec == 3


Tree = tuple[str, Fraction]


def sums(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "×": operator.mul}

    def join(left: Tree, sign: str, right: Tree) -> Tree:
        return f"({left[0]} {sign} {right[0]})", signs[sign](left[1], right[1])

    return st.one_of(
        st.builds(join, inner, st.sampled_from(sorted(signs)), inner),
        inner.map(lambda tree: (f"-{tree[0]}", -tree[1])),
        inner.map(lambda tree: (f"abs({tree[0]})", abs(tree[1]))),
        st.tuples(inner, inner).map(
            lambda two: (
                f"if({two[0][0]} < {two[1][0]}, 1, 2)",
                Fraction(1 + (two[0][1] >= two[1][1])),
            )
        ),
    )


AMOUNTS = st.decimals(0, 10**6, places=2).map(lambda amount: (str(amount), Fraction(amount)))
TREES = st.recursive(AMOUNTS, sums, max_leaves=6)


@given(TREES)
def test_sums_and_products_are_exact(tree: Tree) -> None:
    text, value = tree
    assert Fraction(worth(text)) == value


@given(TREES, TREES)
def test_a_quotient_has_sixty_digits(left: Tree, right: Tree) -> None:
    text = f"{left[0]} / {right[0]}"
    if not right[1]:
        assert parse(text)
        with pytest.raises(FormulaError):
            worth(text)
    else:
        value = left[1] / right[1]
        assert abs(Fraction(worth(text)) - value) <= abs(value) * Fraction(1, 10**59)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_rounding_is_half_up_away_from_zero(value: Decimal, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    rounded = Fraction(worth(f"round({value}, {decimals})"))
    assert rounded % unit == 0
    assert abs(rounded) == (abs(Fraction(value)) + unit / 2) // unit * unit
    assert rounded * Fraction(value) >= 0


@given(st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1, max_size=150))
def test_a_long_sum_is_not_nested(amounts: list[Decimal]) -> None:
    text = " + ".join(f"({amount})" for amount in amounts)
    assert worth(text) == sum(amounts, Decimal(0))


# What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("", 1, ""),
        ("  ", 1, ""),
        ("1 2", 3, "2"),
        ("1 +", 3, "+"),
        ("(1 + 2", 1, "("),
        ("1 + 2)", 6, ")"),
        ("1e5", 1, "1e5"),
        ("2 + 3j", 5, "3j"),
        ("1_000", 1, "1_000"),
        ("0x10", 1, "0x10"),
        ("80元", 1, "80元"),
        ("1.2.3", 1, "1.2.3"),
        ("9" * 61, 1, "9" * 40 + "…"),
        ("9 ** 9", 3, "**"),
        ("9 // 2", 3, "//"),
        ("(1 + 2)%", 8, "%"),
        ("1, 2", 2, ","),
        ("()", 1, "("),
        ("3(4)", 2, "("),
        ("“现金”", 1, "“现金”"),
        ('1 + "1001', 5, '"1001'),
        ("if(L1 = L2, 1, 0)", 7, "="),
        ("max(1 + 1 = 2, 0)", 11, "="),
        ("max(*1)", 5, "*"),
        ("5*", 2, "*"),
        ("(5*)", 2, "5*"),
        ("a.b", 2, "."),
        ("QM(1001)[0]", 9, "["),
        ("期末（1001） ＆ 1", 10, "＆"),
    ],
)
def test_what_can_not_stand_there_is_pointed_at(text: str, position: int, found: str) -> None:
    first = problems(text)[0]
    assert first.code == "formula.syntax"
    assert dict(first.values) == {"text": text, "position": position, "found": found}
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.problem == first
    assert isinstance(caught.value, ValueError)


def test_a_misspelt_function_is_answered_with_the_nearest() -> None:
    """期未 for 期末: two problems in one formula are two problems."""
    first, second, third = problems("期未(1001) + clsoing(foo, 1002) - L12")
    assert (first.values["position"], first.values["found"]) == (1, "期未")
    assert first.values["similar"] == "期末、期初"
    assert (second.values["found"], third.values["found"]) == ("clsoing", "foo")
    assert "closing" in str(second.values["similar"])
    assert {p.code for p in (first, second, third)} == {"formula.name_unknown"}


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("closing()", 1, "closing"),
        ("closing + 1", 1, "closing"),
        ("closing(1 + 2)", 9, "1"),
        ("closing(debit(1001))", 9, "debit"),
        ("closing(1001%)", 9, "1001%"),
        ('closing("")', 9, '""'),
        ('closing("1001,1002")', 9, '"1001,1002"'),
        ('closing("1*2")', 9, '"1*2"'),
        ("closing(1001, 上期=-1)", 18, "-"),
        ("closing(1001, previous=1.5)", 24, "1.5"),
        ("closing(1001, previous=QM(1002))", 24, "QM"),
        ("closing(1001, previous=1, 上期=1)", 27, "上期"),
        ("closing(1001, colour=1)", 15, "colour"),
        ("closing(1001, with_closing=1)", 15, "with_closing"),
        ("debit(5001, with_closing=2)", 26, "2"),
        ('closing(1001, dimension="")', 25, '""'),
        ("closing(1001, dimension=01)", 25, "01"),
        ('closing(1001, currency="usd")', 24, '"usd"'),
        ('closing_quantity(1405, currency="USD")', 24, "currency"),
        ("closing_currency(1002)", 1, "closing_currency"),
        ('WQM("USD")', 1, "WQM"),
        ("rate()", 1, "rate"),
        ('rate("dollar")', 6, '"dollar"'),
        ("line()", 1, "line"),
        ("line(1 + 1)", 6, "1"),
        ("JG(1001)", 1, "JG"),
        ("cost(1405)", 1, "cost"),
        ("if(1, 2)", 1, "if"),
        ("round(1, 2, 3)", 1, "round"),
        ("round(1, 2, n=3)", 1, "round"),
        ("round(1.234, L1)", 14, "L1"),
        ("round(1.234, 99999999999)", 14, "99999999999"),
        ("min()", 1, "min"),
    ],
)
def test_what_a_function_does_not_take_is_answered_with_its_usage(
    text: str, position: int, found: str
) -> None:
    problem = only_problem(text)
    assert problem["code"] == "formula.argument"
    assert (problem["position"], problem["found"]) == (position, found)
    assert str(problem["usage"]).startswith(f"{problem['function']}(")


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert codes_of("foo(1) + closing() + 余额 * round()") == [
        "formula.name_unknown",
        "formula.argument",
        "formula.name_unknown",
        "formula.argument",
    ]
    assert codes_of("1e5 + 2 ** 3 + {}") == ["formula.syntax"] * 4
    with pytest.raises(FormulaError) as caught:
        parse("foo(1) + bar(2)")
    assert [p.values["position"] for p in caught.value.problems] == [1, 10]


def test_division_by_zero_is_told_where() -> None:
    with pytest.raises(FormulaError) as caught:
        worth("1 ＋ (2 ÷ （L1))", Books(statement={"1": "0.00"}))
    assert caught.value.problem.code == "formula.zero_division"
    assert caught.value.problem.values["position"] == 8
    assert caught.value.problem.values["found"] == "÷"


def test_what_grows_beyond_all_amounts_is_told_where() -> None:
    with pytest.raises(FormulaError) as caught:
        worth("L1 * L1", Books(statement={"1": "1" + "0" * 59}))
    assert caught.value.problem.code == "formula.too_large"
    assert caught.value.problem.values["position"] == 4


def test_a_formula_has_a_length_and_a_depth() -> None:
    assert worth("1" + " " * 1999) == 1
    assert worth("+".join("1" * 1000)) == 1000
    assert worth("(" * 50 + "1" + ")" * 50) == 1
    assert worth("-" * 40 + "1") == 1
    for text, position in [
        ("1" + " " * 2000, 2001),
        ("(" * 51 + "1" + ")" * 51, 51),
        ("abs(" * 50 + "1" + ")" * 50, 201),
        ("-" * 51 + "1", 51),
    ]:
        problem = only_problem(text)
        assert problem["code"] == "formula.too_long"
        assert (problem["position"], problem["longest"], problem["deepest"]) == (position, 2000, 50)


@pytest.mark.parametrize("piece", ["-", "+", "not ", "(", "abs(", "-(", "if(1, 1, ", "1+(1*("])
def test_however_deep_the_nesting_it_is_only_refused(piece: str) -> None:
    assert codes_of(piece * (1999 // len(piece)) + "1")


# Hostile input -----------------------------------------------------------------------------------

HOSTILE = [
    "__import__('os').system('true')",
    "__import__('os')",
    "().__class__.__bases__[0].__subclasses__()",
    "open('/etc/passwd')",
    "eval('1')",
    "exec('raise SystemExit')",
    "lambda: 1",
    "[x for x in (1, 2)]",
    "(x := 1)",
    "f'{1}'",
    "'%s' % 1",
    "'a' * 999999999",
    "9**9**9**9",
    "1 if 1 else 1/0",
    "closing(*('1001',))",
    "closing(**{'a': 1})",
    "closing(closing)",
    "closing.__globals__",
    "getattr(closing, 'x')",
    "True",
    "None",
    "...",
    "_0",
    "_0(_1)",
    "await x",
    "import os",
    "1; 2",
    "1 # 2",
    "'\\N{BULLET}'",
    "\x00",
    "\ud800",
    "١٢٣",
    "NaN",
    "Infinity",
    "1 is 1",
    "1 in 1",
    "~1",
    "1 << 99",
    "1 @ 1",
    "max(x for x in 1)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert problems(text) == list(caught.value.problems)
    assert all(1 <= int(p.values["position"]) <= len(text) + 1 for p in caught.value.problems)


PIECES = st.sampled_from(
    [*NAMES, "L1", "(", ")", ",", "=", "+", "-", "*", "/", "%", "<", "==", "≥", "and", "not", "or"]
    + [
        "1",
        "0",
        "2.5",
        "1001",
        "5*",
        "5001:5999",
        '"1001"',
        "“USD”",
        "'",
        "lambda",
        "**",
        ".",
        "：",
    ]
    + ["previous=1", '币别="USD"', " ", "\n", "（", "）", "，", "if(", "round(", "期末(", "\u3000"]
)


def attempt(text: str) -> None:
    """Whatever the text, it is a formula or a FormulaError; and a formula is a number or one."""
    found = problems(text)
    for problem in found:
        position, what = int(problem.values["position"]), str(problem.values["found"])
        assert 1 <= position <= len(text) + 1
        assert text[position - 1 :].startswith(what.removesuffix("…"))
    if found:
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert list(caught.value.problems) == found
        return
    formula = parse(text)
    assert formula.text == text
    books = Books(statement=dict.fromkeys(lines(formula), "1.5"))
    with suppress(FormulaError):
        assert evaluate(formula, books).is_finite()


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_is_refused(text: str) -> None:
    attempt(text)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_pieces_of_formulas_are_a_formula_or_are_refused(text: str) -> None:
    attempt(text)


@given(st.lists(PIECES, min_size=1, max_size=3).map("".join), st.integers(20, 300))
def test_any_piece_over_and_over_is_a_formula_or_is_refused(piece: str, times: int) -> None:
    attempt((piece * times)[:2100])


@pytest.mark.parametrize("text", [*HOSTILE, 'round(期末("1001") * 3%, 2) > 0 and not L12'])
def test_python_never_sees_what_the_user_wrote(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parser gets placeholders and signs only, and nothing is compiled or run."""
    original = ast.parse

    def watched(source: str, mode: str) -> ast.AST:
        assert re.fullmatch(r"(_\d+|and|or|not|[-+*/(),<>=!]+| )+", source)
        return original(source, mode=mode)

    monkeypatch.setattr("ast.parse", watched)
    monkeypatch.setattr("builtins.eval", None)
    monkeypatch.setattr("builtins.exec", None)
    problems(text)


# The order of lines --------------------------------------------------------------------------


def test_lines_are_computed_behind_those_they_add_up() -> None:
    """利润总额 stands above what it is made of in this statement; the rest keeps its order."""
    statement = {"30": {"21", "22"}, "21": {"1", "2"}, "1": set(), "2": set(), "22": {"99"}}
    assert in_order(statement) == ["1", "2", "21", "22", "30"]


def test_lines_that_are_made_of_each_other_are_named() -> None:
    for dependencies, circle in [
        ({"1": {"1"}}, "1 → 1"),
        ({"3": set(), "12": {"15"}, "15": {"3", "18"}, "18": {"12"}}, "12 → 15 → 18 → 12"),
        ({"9": {"12"}, "12": {"15"}, "15": {"12"}}, "12 → 15 → 12"),
    ]:
        with pytest.raises(FormulaError) as caught:
            in_order(dependencies)
        assert caught.value.problem.code == "formula.circular"
        assert caught.value.problem.values["circle"] == circle


@given(st.permutations(range(12)), st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_any_lines_without_a_circle_find_their_order(
    given_order: list[int], pairs: set[tuple[int, int]]
) -> None:
    needs = {str(n): {str(low) for low, high in pairs if low < high == n} for n in given_order}
    ordered = in_order(needs)
    assert sorted(ordered) == sorted(needs)
    assert all(ordered.index(need) < ordered.index(n) for n in needs for need in needs[n])
    assert in_order({n: needs[n] for n in ordered}) == ordered


def test_a_chain_of_thousands_of_lines_is_no_trouble() -> None:
    names = [str(number) for number in range(3000)]
    chain = {name: {str(int(name) + 1)} for name in names}
    assert in_order(chain) == names[::-1]
