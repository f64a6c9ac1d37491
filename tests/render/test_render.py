"""One report in four forms: aligned table, exact csv and json, a spreadsheet of real numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.cells import cell_len

from ledgerlib import credit, debit, render, reports
from ledgerlib.reports import Column, ColumnKind, Report, Row, RowKind
from ledgerlib.testing import new_book

BIG = Decimal("9999999999999.99")


def report(*rows: Row, **changes: Any) -> Report:
    columns = (
        Column("code", "column.code"),
        Column("name", "column.name"),
        Column("level", "column.level", ColumnKind.NUMBER),
        Column("date", "column.date", ColumnKind.DATE),
        Column("debit", "column.debit", ColumnKind.AMOUNT),
    )
    made = {
        "report": "trial-balance", "title": "report.trial_balance", "book": "某单位",
        "period": "2024-01", "columns": columns, "rows": rows,
        "totals": {"debit": sum((r.cells["debit"] for r in rows), Decimal("0.00"))},  # type: ignore[misc]
        "currency": "CNY", "regime": "irreversible", "chain_head": "ab12",
    }  # fmt: skip
    return Report(**{**made, **changes})


def row(code: str, name: str, amount: str, level: int = 1) -> Row:
    cells = {
        "code": code,
        "name": name,
        "level": level,
        "date": date(2024, 1, 5),
        "debit": Decimal(amount),
    }
    return Row(RowKind.ENTRY, cells, level)


MIXED = report(
    row("1001", "库存现金", "12.50"),
    row("1002", "Bank of China", "-1234567.89"),
    row("100201", "工行ＡＢＣ，一个长名字", "9999999999999.99", 2),
    row("2202", "=1+1", "0.00"),
)


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Report]:
    opening = (debit("1001", "100"), debit("100201", "7.05"), credit("3001", "107.05"))
    with new_book(tmp_path / "b.ledger", opening=opening) as book:
        book.enter(
            date(2024, 1, 5), "退货冲销收入", debit("1001", "-80.10"), credit("5001", "-80.10")
        )
        yield reports.trial_balance(book, "2024-01", include_unposted=True)


@pytest.fixture(params=["mixed", "trial"])
def shown(request: pytest.FixtureRequest) -> Report:
    made: Report = MIXED if request.param == "mixed" else request.getfixturevalue("trial")
    return made


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_line_of_the_table_ends_its_columns_at_the_same_place(
    shown: Report, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGERLIB_LANGUAGE", language)
    lines = render.table(shown).splitlines()
    rule = next(line for line in lines if set(line) == {"-"})
    head, *body = [line for line in lines[lines.index(rule) + 1 :] if set(line) != {"-"}]
    assert cell_len(head) == cell_len(rule)
    assert all(cell_len(line) <= cell_len(rule) for line in body)
    shown_last = [line for line in body if line and line[-1].isdigit()]
    assert shown_last
    last = shown.columns[-1].key
    ends = {
        cell_len(line) for line, each in zip(body, shown.rows, strict=False) if each.cells.get(last)
    }
    assert ends <= {cell_len(rule)}


def test_the_table_shows_thousands_red_ink_nothing_for_zero_and_levels() -> None:
    lines = render.table(MIXED).splitlines()
    by_code = {line.split()[0]: line for line in lines if line.strip()}
    assert by_code["1002"].endswith("-1,234,567.89")
    assert by_code["100201"].startswith(" 100201")
    assert by_code["100201"].endswith("9,999,999,999,999.99")
    assert by_code["2202"].endswith("2024-01-05")
    assert "合计" in by_code


def test_a_table_without_rows_still_has_its_head() -> None:
    assert "科目编码" in render.table(report())


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "科目编码"), ("en", "Code")])
def test_csv_is_exact(language: str, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERLIB_LANGUAGE", language)
    read = list(csv.reader(io.StringIO(render.csv(MIXED))))
    assert read[0][0] == title
    assert [line[4] for line in read[1:]] == [
        "12.50", "-1234567.89", "9999999999999.99", "0.00", str(sum(r.cells["debit"] for r in MIXED.rows)),  # type: ignore[misc]
    ]  # fmt: skip
    assert read[3] == ["100201", "工行ＡＢＣ，一个长名字", "2", "2024-01-05", "9999999999999.99"]
    assert {len(line) for line in read} == {5}


def test_json_is_exact_and_in_english_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    read = json.loads(render.json(MIXED))
    assert read["rows"][2] == {
        "code": "100201", "name": "工行ＡＢＣ，一个长名字", "level": 2, "date": "2024-01-05",
        "debit": "9999999999999.99",
    }  # fmt: skip
    assert read["rows"][3]["debit"] == "0.00"
    assert read["chain_head"] == "ab12"
    monkeypatch.setenv("LEDGERLIB_LANGUAGE", "en")
    assert json.loads(render.json(MIXED)) == read


def test_the_trial_balance_as_json_has_the_currencys_decimals(trial: Report) -> None:
    rows = {each["code"]: each for each in json.loads(render.json(trial))["rows"]}
    assert (rows["1001"]["opening_debit"], rows["1001"]["debit"]) == ("100.00", "-80.10")
    assert rows["5001"]["closing_debit"] == "80.10"


def open_again(made: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render.xlsx(made))).active


def test_the_spreadsheets_numbers_are_numbers(shown: Report) -> None:
    sheet = open_again(shown)
    amounts = [i for i, c in enumerate(shown.columns) if c.kind is ColumnKind.AMOUNT]
    for line, each in zip(sheet.iter_rows(min_row=4), shown.rows, strict=False):
        for index in amounts:
            cell = line[index]
            assert cell.data_type == "n"
            assert Decimal(str(cell.value)) == each.cells[shown.columns[index].key]
            assert cell.number_format.startswith("#,##0.00")
            assert "Red" in cell.number_format
        assert isinstance(line[0].value, str), "a code is a text, with its leading zeros"


def test_the_spreadsheet_has_heads_that_stay_and_print_on_every_page(shown: Report) -> None:
    sheet = open_again(shown)
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows in ("1:3", "$1:$3")
    assert [cell.value for cell in sheet[3]][0] == "科目编码"
    assert sheet["A1"].value == "科目余额表"
    assert shown.book in sheet["A2"].value
    assert shown.chain_head in [cell.value for cell in sheet["A"]][-1]


def test_the_spreadsheets_columns_fit_chinese() -> None:
    sheet = open_again(MIXED)
    assert sheet.column_dimensions["B"].width >= cell_len("工行ＡＢＣ，一个长名字")
    assert sheet.column_dimensions["E"].width >= len("9,999,999,999,999.99")


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    cell = next(
        cell for line in open_again(MIXED).iter_rows() for cell in line if cell.value == "=1+1"
    )
    assert cell.data_type != "f"


def test_days_are_days_in_the_spreadsheet() -> None:
    cell = open_again(MIXED)["D4"]
    assert cell.is_date
    assert cell.value.date() == date(2024, 1, 5)


def test_a_currency_without_decimals_has_none_in_the_spreadsheet() -> None:
    made = report(row("1001", "库存现金", "1250"), decimals=0)
    assert open_again(made)["E4"].number_format.startswith("#,##0;")


def test_the_total_row_is_there_once_in_every_form() -> None:
    total = sum((r.cells["debit"] for r in MIXED.rows), Decimal(0))  # type: ignore[misc]
    assert render.table(MIXED).count(f"{total:,f}") == 1
    assert render.csv(MIXED).count("合计") == 1
    assert json.loads(render.json(MIXED))["totals"] == {"debit": str(total)}
    assert [cell.value for cell in open_again(MIXED)["B"]].count("合计") == 1
