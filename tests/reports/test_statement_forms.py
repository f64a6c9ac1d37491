"""Statements as official forms: two sides, form numbers, spreadsheets with live formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from ledgerlib import Book, credit, debit, render
from ledgerlib.reports import Report, RowKind

from .conftest import JANUARY, amounts, keep, shown, started, statement, yuan


def test_the_form_of_a_sheet(company: Book) -> None:
    report = shown(company, "balance_sheet")
    assert report.form is not None
    assert (report.name, report.form.number, report.form.when, report.form.unit) == (
        "资产负债表", "会小企01表", "2024年1月31日", "元",
    )  # fmt: skip
    assert report.form.signatures == ("单位负责人", "会计主管", "制表")
    assert {row.side for row in report.rows} == {"left", "right"}
    assert report.rows[0].kind is RowKind.HEADING
    english = shown(company, "balance_sheet", in_language="en")
    assert (english.name, english.rows[1].cells["label"]) == ("Balance sheet", "Cash and bank")


def test_both_sides_stand_beside_each_other_and_end_together(company: Book) -> None:
    table = render.table(render.side_by_side(shown(company, "balance_sheet")))
    (last,) = [line for line in table.splitlines() if "资产总计" in line]
    assert "负债和所有者权益（或股东权益）总计" in last
    assert last.count("191,200.00") == 2
    assert render.table(shown(company, "income_statement")) == render.table(
        render.side_by_side(shown(company, "income_statement"))
    )


def workbook(report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render.xlsx(report)))


def test_the_official_form_as_a_spreadsheet(company: Book) -> None:
    sheet = workbook(shown(company, "balance_sheet")).active
    assert sheet["A1"].value == "资产负债表"
    assert sheet["H2"].value == "会小企01表"
    assert (sheet["A3"].value, sheet["D3"].value, sheet["H3"].value) == (
        "编制单位：某单位", "2024年1月31日", "单位：元",
    )  # fmt: skip
    assert [cell.value for cell in sheet[4]] == [
        "资产", "行次", "期末余额", "年初余额", "负债和所有者权益", "行次", "期末余额", "年初余额",
    ]  # fmt: skip
    cash = next(row for row in sheet.iter_rows(min_row=5) if row[1].value == 1)
    assert cash[0].value == "  货币资金"
    assert Decimal(str(cash[2].value)) == 98_900
    assert cash[2].data_type == "n"
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {"单位负责人：", "会计主管：", "制表："} <= set(texts)


def worked_out(book: Any) -> Callable[[str, str], Decimal]:
    """What a cell of a workbook comes to, formulas computed."""

    def value(sheet: str, place: str) -> Decimal:
        found = book[sheet][place].value
        if not isinstance(found, str) or not found.startswith("="):
            return Decimal(str(found or 0))
        text = re.sub(
            r"SUM\('([^']+)'!F(\d+):F(\d+)\)",
            lambda m: str(sum((value(m[1], f"F{n}") for n in range(int(m[2]), int(m[3]) + 1)), Decimal(0))),
            found[1:],
        )  # fmt: skip
        text = re.sub(r"\b([A-Z]{1,2}\d+)\b", lambda m: f"({value(sheet, m[1])})", text)
        text = re.sub(r"(?<![\w.'])(\d+(?:\.\d+)?)", r"Decimal('\1')", text)
        return Decimal(eval(text, {"Decimal": Decimal, "MAX": max, "MIN": min, "ABS": abs}))

    return value


@pytest.mark.parametrize("name", ["balance_sheet", "income_statement", "cash_flow"])
def test_live_formulas_come_to_the_same_amounts(company: Book, name: str) -> None:
    """Totals are formulas over lines, lines over the sheet of details; each is what the report says."""
    plain = workbook(shown(company, name)).active
    live = workbook(shown(company, name, with_workings=True))
    value = worked_out(live)
    formulas = 0
    for row in plain.iter_rows(min_row=5):
        for cell in row:
            if isinstance(cell.value, int | float) and cell.number_format.startswith("#,##0"):
                formula = live.active[cell.coordinate].value
                formulas += isinstance(formula, str) and formula.startswith("=")
                assert value(live.active.title, cell.coordinate) == Decimal(str(cell.value))
    assert formulas == sum(bool(row.formula) * 2 for row in statement(company, name).rows)
    details = [[cell.value for cell in row] for row in live["取数明细"].iter_rows(min_row=2)]
    if name == "balance_sheet":
        assert ["应收账款", "期末余额", "1122", "应收账款", "partner:丙", 6300] in details


def test_live_formulas_with_functions_and_sums(file: str) -> None:
    """应交税费 of 企业会计准则: max() of what stands on the wrong side; and columns of sums."""
    opening = [debit("1002", "1000"), credit("4001", "1000")]
    book = started(file, "cn_enterprise_cas", opening)
    keep(
        book,
        JANUARY,
        ("进项留抵", [debit("22210101", "130"), credit("1002", "130")]),
        ("所得税", [debit("6801", "70"), credit("222111", "70")]),
        ("提取", [debit("410401", "5"), credit("4101", "5")]),
    )
    closing = amounts(book, "balance_sheet", "closing")
    assert (closing["13"], closing["43"], closing["34"]) == ("130.00", "70.00", "1000.00")
    for name in ("balance_sheet", "changes_in_equity"):
        live = workbook(shown(book, name, with_workings=True))
        value = worked_out(live)
        for row in workbook(shown(book, name)).active.iter_rows(min_row=5):
            for cell in row:
                if isinstance(cell.value, int | float) and cell.number_format.startswith("#,##0"):
                    assert value(live.active.title, cell.coordinate) == Decimal(str(cell.value))
    equity = amounts(book, "changes_in_equity", "this_total")
    assert (equity["7"], equity["24"]) == ("-70.00", "930.00")
    assert amounts(book, "changes_in_equity", "this_surplus") == yuan(L6=5, L13=5, L14=5, L24=5)


def test_data_formats_are_exact_and_one_row_a_line(company: Book) -> None:
    report = shown(company, "balance_sheet")
    assert "货币资金,1,98900.00,100000.00" in render.csv(report).splitlines()
    assert '"when": "2024年1月31日"' in render.json(report)
