"""The one list of reports that command line and terminal ask from."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from ledgerlib import (
    REPORT_OPTIONS,
    REPORTS,
    Book,
    NewBook,
    OptionKind,
    Period,
    by_kind,
    create,
    load_chart,
    reports_of,
)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_takes_options_that_there_are_and_needs_only_those_it_takes(name: str) -> None:
    offered = REPORTS[name]
    assert set(offered.takes) <= set(REPORT_OPTIONS)
    assert set(offered.needs) <= set(offered.takes)
    assert len(set(offered.takes)) == len(offered.takes)
    assert not offered.kinds or "dimension" in offered.takes


def test_every_option_is_taken_by_some_report_and_choices_have_values() -> None:
    assert {name for each in REPORTS.values() for name in each.takes} == set(REPORT_OPTIONS)
    for option in REPORT_OPTIONS.values():
        assert bool(option.choices) == (option.kind is OptionKind.CHOICE), option.name


def test_what_is_lacking_or_given_wrongly_is_named_with_its_option() -> None:
    ledger, matrix = REPORTS["account-ledger"], REPORTS["dimension-combinations"]
    assert ledger.wrong({"period": "2008-01"}) == ("account", "usage.account")
    assert ledger.wrong({"period": "2008-01", "account": "101"}) is None
    given = {"dimension": {"department": ["01"]}, "across": "partner", "period": "2008-01"}
    assert matrix.wrong(given) == ("dimension", "usage.dimension")
    assert matrix.wrong({**given, "dimension": {"department": []}}) is None
    assert evolve(REPORTS["chronological"]).wrong({"period": "2008-01", "words": ("记", "收")}) == (
        "words", "usage.one_word",
    )  # fmt: skip


def test_values_are_sorted_by_their_kinds() -> None:
    assert by_kind(["department:01", "partner", "department：02"]) == {
        "department": ["01", "02"], "partner": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("chart", "has", "has_not"),
    [
        ("mess_fund", {"balance-sheet", "trial-balance"}, {"cash-flow", "dimension-balance"}),
        ("cn_small_business_2013", {"cash-flow", "income-statement"}, {"budget-balances"}),
    ],
)
def test_a_book_is_offered_what_its_chart_has(
    tmp_path: Path, chart: str, has: set[str], has_not: set[str]
) -> None:
    found = load_chart(chart)
    new = NewBook("账套", found.chart, Period(2008, 1), found.chart_id, method=found.method)
    with create(tmp_path / "a.ledger", new, by="主管") as book:
        offered = reports_of(book)
        assert has <= set(offered)
        assert not has_not & set(offered)
        assert offered["balance-sheet"] == "资产负债表"
        book.set_dimension_kind("department")
        assert "dimension-balance" in reports_of(book)
        assert isinstance(book, Book)
