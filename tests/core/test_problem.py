"""A problem says what is wrong and where, seen from as far out as one likes."""

from __future__ import annotations

from ledgerlib.core.problem import Problem


def test_where_it_is_goes_from_the_outside_in() -> None:
    problem = Problem.of("amount.malformed", value="八十", field="amount")
    placed = problem.at(line=3, voucher="2024-01/记/17").at(row=41, file="账.csv")
    assert list(placed.where) == ["file", "row", "voucher", "line", "field"]
    assert placed.where["row"] == 41
    assert placed.values["value"] == "八十"
    assert (problem.code, problem.where) == (placed.code, {"field": "amount"})


def test_who_is_nearer_knows_better_where_it_is() -> None:
    assert Problem.of("line.zero", line=2).at(line=1).where == {"line": 2}


def test_problems_are_values() -> None:
    assert Problem.of("line.zero", line=2) == Problem.of("line.zero").at(line=2)
