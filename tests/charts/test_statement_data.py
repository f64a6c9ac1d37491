"""The statements that come along: sound, complete, and balanced whatever stands on whichever account."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from attrs import evolve

import ledgerlib
from ledgerlib.core.chart import Chart
from ledgerlib.core.formula import evaluate
from ledgerlib.core.naming import Naming
from ledgerlib.core.provisions import choose
from ledgerlib.core.statement import TURNOVERS, Computed, Statement, What, compute
from ledgerlib.core.statement_coverage import Probe, coverage, unknown_accounts
from ledgerlib.exchange.cash_flow import cash_flow_items
from ledgerlib.exchange.statements import find_statement, statement_files, statements

CHARTS = [chart_id for chart_id in ledgerlib.chart_ids() if statement_files(chart_id)]
READ = {chart_id: statements(chart_id) for chart_id in CHARTS}
EVERY = [(chart_id, name) for chart_id, found in READ.items() for name in found]
SHEETS = [(chart_id, name) for chart_id, name in EVERY if name.startswith("balance_sheet")]
RESULTS = [(chart_id, name) for chart_id, name in EVERY if name.startswith("income_statement")]
ONE = Decimal(1)


def statement(chart_id: str, name: str) -> Statement:
    return READ[chart_id][name]


@cache
def chart_for(chart_id: str, kind: str) -> Chart:
    """The chart as a book of the kind has it, whose statement it is."""
    chart = ledgerlib.load_chart(chart_id).chart
    for option in chart.provisions.options:
        if kind in {value.code for value in option.values}:
            return choose(chart, {option.code: kind}).chart
    assert not kind
    return chart


def drawn_from(found: Statement, probe: Probe) -> Computed:
    """The statement of a book in which one account shows one unit."""
    return compute(found, lambda _: probe)


def test_only_the_grain_account_in_quantities_has_no_statements() -> None:
    assert set(ledgerlib.chart_ids()) - set(CHARTS) == {"grain"}


@pytest.mark.parametrize(("chart_id", "name"), EVERY)
def test_a_statement_says_what_it_is(chart_id: str, name: str) -> None:
    found = statement(chart_id, name)
    assert found.title
    assert found.english_title.isascii()
    assert all(column.english_title.isascii() for column in found.columns)
    rows = [row for row in found.rows if row.english_label != row.label]
    assert len(rows) == len(found.rows), "every row has its English label"
    assert all(not row.is_total or row.formula or row.formulas for row in found.rows)
    assert found.checks, "nothing would be noticed"
    assert all(point.what for point in found.open_points)
    assert found.kind == "" or name.endswith(found.kind)


@pytest.mark.parametrize(("chart_id", "name"), EVERY)
def test_its_formulas_name_accounts_of_the_chart(chart_id: str, name: str) -> None:
    found = unknown_accounts(statement(chart_id, name), chart_for(chart_id, ""))
    assert [(row.line, code) for row, code in found] == []


@pytest.mark.parametrize(("chart_id", "name"), SHEETS + RESULTS)
def test_every_account_reaches_exactly_one_line(chart_id: str, name: str) -> None:
    """None is forgotten and none counted twice, on whichever side it stands."""
    found = statement(chart_id, name)
    assert found.covers
    chart = chart_for(chart_id, found.kind)
    assert list(coverage(found, chart)) == []


def test_an_account_that_is_forgotten_or_doubled_is_found() -> None:
    """The test above can fail: a line struck, and one read twice, are told of by account."""
    sheet = statement("mess_fund", "balance_sheet")
    cash, bank, *others = sheet.rows
    found = list(coverage(evolve(sheet, rows=(bank, bank, *others)), chart_for("mess_fund", "")))
    assert [(each.code, each.values["account"]) for each in found] == [
        ("statement.account_left_out", "101")
    ], "a line in the place of another is the same line"
    twice = evolve(cash, line="9", formula=bank.formula)
    found = list(
        coverage(evolve(sheet, rows=(cash, bank, twice, *others)), chart_for("mess_fund", ""))
    )
    assert [(each.code, each.values["account"]) for each in found] == [
        ("statement.account_twice", "102")
    ]


@pytest.mark.parametrize(("chart_id", "name"), SHEETS)
def test_a_sheet_is_out_of_balance_by_what_the_ledger_is(chart_id: str, name: str) -> None:
    """One unit on one account, debit or credit, nothing on any other: the sides differ by that unit.

    So they differ by Σ debit − Σ credit of any ledger, which is nothing.
    """
    sheet = statement(chart_id, name)
    chart = chart_for(chart_id, sheet.kind)
    naming = Naming(chart)
    column = next(each for each in sheet.columns if each.what is What.CLOSING)
    wrong = []
    for account in naming.leaves(sheet.covers):
        for value in (ONE, -ONE):
            done = drawn_from(sheet, Probe(naming, account, value))
            balance = next(
                (f.difference for f in done.failed if f.check is sheet.checks[0] and f.column is column),
                None,
            )  # fmt: skip
            if balance != value:
                wrong.append((account, value, balance))
    assert wrong == []


@pytest.mark.parametrize(("chart_id", "name"), RESULTS)
def test_a_result_is_what_the_accounts_turned_over(chart_id: str, name: str) -> None:
    """One unit of income makes the result one more, one unit of expense one less."""
    found = statement(chart_id, name)
    chart = chart_for(chart_id, found.kind)
    naming = Naming(chart)
    result = next(row for row in reversed(found.rows) if row.is_total)
    if chart_id in ("cn_rural_collective_2023", "cn_farmer_cooperative_2021"):
        result = next(row for row in found.rows if row.label in ("四、净收益", "四、本年盈余"))
    if chart_id == "cn_enterprise_cas":
        result = next(row for row in found.rows if row.label.startswith("四、净利润"))
    parts = {column.part: column for column in found.columns if column.what is not What.SUM}
    for account in naming.leaves(found.covers):
        done = drawn_from(found, Probe(naming, account, ONE))
        amounts = done.amounts[found.rows.index(result)]
        shown = [amounts[column.key] for column in parts.values() if amounts[column.key]]
        assert set(shown) == {-ONE}, f"a debit of {account} lowers {result.label}"


class Carried(Probe):
    """A unit that came by a closing voucher: it stands there, and no turnover shows it."""

    def figure(self, function: str, *asked: Any) -> Decimal:
        return Decimal(0) if function in TURNOVERS else super().figure(function, *asked)


def with_additions(chart: Chart) -> Chart:
    """The chart with an account of its own in each class, such as 5998, that no line knows."""
    added = []
    for account in chart.accounts.values():
        code = account.code[0] + "998"[-chart.code_rule[0] + 1 :]
        if chart.level(account.code) == 1 and code not in {each.code for each in added}:
            added.append(evolve(account, code=code, name="自设科目"))
    assert not {each.code for each in added} & set(chart.accounts)
    return chart.of([*chart.accounts.values(), *added], chart.code_rule)


@pytest.mark.parametrize("chart_id", CHARTS)
def test_no_check_holds_whatever_stands_on_the_accounts(chart_id: str) -> None:
    for name, found in READ[chart_id].items():
        chart = with_additions(chart_for(chart_id, found.kind))
        naming = Naming(chart)
        waiting = {check.message for check in found.checks}
        probes = (
            made(naming, code, ONE)
            for code in chart.accounts
            if chart.is_leaf(code)
            for made in (Probe, Carried)
        )
        for probe in probes:
            if not waiting:
                break
            done = drawn_from(found, probe)
            waiting -= {failed.check.message for failed in done.failed}
        assert waiting == set(), name


@pytest.mark.parametrize("chart_id", ["cn_small_business_2013", "cn_enterprise_cas"])
def test_every_cash_flow_item_has_its_line(chart_id: str) -> None:
    found = statement(chart_id, "cash_flow")
    items = cash_flow_items(chart_id)
    read = {
        line.line: line.formula.text for line in found.rows if line.formula and "cash_flow:" in line.formula.text
    }  # fmt: skip
    assert {item.line for item in items} == set(read)
    for item in items:
        assert f'cash_flow:{item.code}"' in read[item.line]
        assert read[item.line].startswith("-") == (not item.is_inflow)
        row = found.row(item.line)
        assert row is not None
        assert row.label.endswith(item.name)
        naming = Naming(chart_for(chart_id, ""))
        assert all(naming.leaves((code,)) for code in item.counterparts)


def test_a_fund_gets_the_statement_of_its_insurance() -> None:
    chart_id = "cn_social_insurance_fund_2018"
    for kind, wanted in (
        ("employee_medical", "income_statement_employee_medical"),
        ("work_injury", "income_statement_work_injury"),
        ("", "income_statement"),
    ):
        assert find_statement(chart_id, "income-statement", [kind]).statement_id == wanted
    assert find_statement(chart_id, "balance-sheet", ["maternity"]).statement_id == "balance_sheet"
    yearly = find_statement(chart_id, "income-statement-year", ["unemployment"])
    assert yearly.statement_id == "income_statement_year_unemployment"
    assert [column.title for column in yearly.columns] == ["本年数", "上年数"]


@pytest.mark.parametrize(
    ("chart_id", "lines"),
    [("cn_small_business_2013", {"balance_sheet": 53, "income_statement": 32, "cash_flow": 22})],
)
def test_official_line_numbers(chart_id: str, lines: dict[str, int]) -> None:
    """会小企01表 has lines 1 to 53, 02表 1 to 32, 03表 1 to 22, in this order."""
    for name, last in lines.items():
        numbers = [row.line for row in statement(chart_id, name).rows if row.line]
        assert numbers == [str(number) for number in range(1, last + 1)]


def test_the_formula_of_a_total_is_what_the_form_says() -> None:
    """会小企01表: 15 = 1 to 9 and 14, for 10 to 13 are 其中项; 30 = 15 + 29; 53 = 47 + 52."""

    class Lines(Probe):
        def line(self, label: str) -> Decimal:
            return Decimal(label)

    chart = chart_for("cn_small_business_2013", "")
    source = Lines(Naming(chart), "1001", Decimal(0))
    sheet = statement("cn_small_business_2013", "balance_sheet")
    for number, value in (("15", 45 + 14), ("20", 18 - 19), ("30", 15 + 29), ("53", 47 + 52)):
        row = sheet.row(number)
        assert row is not None
        assert row.formula is not None
        assert evaluate(row.formula, source) == value
