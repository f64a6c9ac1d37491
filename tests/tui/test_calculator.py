"""The calculator works sums out exactly, as they are typed on any keyboard."""

from __future__ import annotations

import ast
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_tui.model.calculator import CalculationError, calculate


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("12.5×4+3", "53"),
        ("(12.5+3)*4", "62"),
        ("1000/3", "333.33"),
        ("1,000.00*17%", "170"),
        ("-310", "-310"),
        ("－３１０＋１０", "-300"),
        ("12。5*2", "25"),
        ("(1+2", None),
        ("1+2)", None),
        ("", None),
        ("5/0", None),
        ("5/(3-3)", None),
        ("1..5", None),
        ("12 34 +", None),
        ("__import__('os')", None),
        ("2**9", None),
        (".5*4", "2"),
        ("5.*2=", "10"),
        ("(" * 3000, None),
        ("-" * 150 + "1", None),
    ],
)
def test_what_is_typed_comes_to_what_paper_says(text: str, result: str | None) -> None:
    if result is None:
        with pytest.raises(CalculationError) as caught:
            calculate(text)
        assert caught.value.code.startswith("calculator.")
    else:
        assert calculate(text).rounded(2) == Decimal(result)


def test_a_half_fen_is_rounded_away_from_nothing() -> None:
    assert calculate("0.125*1").rounded(2) == Decimal("0.13")
    assert calculate("0-0.125").rounded(2) == Decimal("-0.13")
    assert calculate("2/3").shown(2) == "0.6666666667"
    assert calculate("100/8").shown(2) == "12.50"


_sums = st.recursive(
    st.decimals(0, 10**9, places=2).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        inner.map(lambda t: f"(-{t})"),
    ),
    max_leaves=6,
)


def _fraction_of(node: ast.AST) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(node.value)
    if isinstance(node, ast.UnaryOp):
        return -_fraction_of(node.operand)
    assert isinstance(node, ast.BinOp)
    left, right = _fraction_of(node.left), _fraction_of(node.right)
    if isinstance(node.op, ast.Add):
        return left + right
    return left - right if isinstance(node.op, ast.Sub) else left * right


@given(_sums)
def test_it_agrees_with_an_independent_reading_in_fractions(text: str) -> None:
    """Amounts are read as whole fen (×100) by Python's own grammar, which has no floats then."""
    import re

    as_fen = re.sub(r"(\d+)\.(\d\d)", lambda m: f"Q{int(m[1] + m[2])}", text)
    depth = ast.parse(re.sub(r"Q(\d+)", r"(\1*cent)", as_fen), mode="eval")

    class Cents(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return ast.copy_location(ast.Constant(Fraction(1, 100)), node)  # type: ignore[arg-type]

    expected = _fraction_of(Cents().visit(depth).body)
    if len(text) <= 200:
        assert calculate(text).value == expected
