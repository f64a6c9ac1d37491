"""One report in four forms: aligned table, exact csv and json, a spreadsheet of real numbers."""

from __future__ import annotations

import csv
import io
import json
import sys
import weakref
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve
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
        "totals": {"debit": sum((r.cells.get("debit") or 0 for r in rows), Decimal("0.00"))},  # type: ignore[misc]
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
    heads = 2 if any(column.group for column in shown.columns) else 1
    below = [line for line in lines[lines.index(rule) + 1 :] if set(line) != {"-"}]
    head, body = below[heads - 1], below[heads:]
    mark = {"zh_CN": "未记账", "en": "not posted"}[language]
    has_marks = bool(shown.parameters.get("include_unposted"))
    end = cell_len(rule) - (cell_len(f"  {mark}") if has_marks else 0)
    assert cell_len(head.removesuffix("记账").removesuffix("Posted").rstrip()) == end
    assert all(cell_len(line) <= cell_len(rule) for line in [*below[:heads], *body])
    last = shown.columns[-1].key
    ends = {
        cell_len(line.removesuffix(mark).rstrip())
        for line, each in zip(body, shown.rows, strict=False)
        if each.cells.get(last)
    }
    assert ends == {end}


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


def first_row(made: Report) -> int:
    """The row of the sheet on which the rows of the report begin: after title, remarks and head."""
    return 5 if any(column.group for column in made.columns) else 4


def open_again(made: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render.xlsx(made))).active


def test_the_spreadsheets_numbers_are_numbers(shown: Report) -> None:
    sheet = open_again(shown)
    amounts = [i for i, c in enumerate(shown.columns) if c.kind is ColumnKind.AMOUNT]
    for line, each in zip(sheet.iter_rows(min_row=first_row(shown)), shown.rows, strict=False):
        for index in amounts:
            cell = line[index]
            assert cell.data_type == "n"
            assert Decimal(str(cell.value)) == each.cells[shown.columns[index].key]
            assert cell.number_format.startswith("#,##0.00")
            assert "Red" in cell.number_format
        assert isinstance(line[0].value, str), "a code is a text, with its leading zeros"


def test_the_spreadsheet_has_heads_that_stay_and_print_on_every_page(shown: Report) -> None:
    sheet = open_again(shown)
    last_head = first_row(shown) - 1
    assert sheet.freeze_panes == f"A{last_head + 1}"
    assert sheet.print_title_rows == f"$3:${last_head}"
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


# Two-level heads, what is not posted, how it prints


def grouped(**changes: Any) -> Report:
    """
                                 ---- 期初余额 ----
    科目编码   科目名称             借方        贷方
    """
    columns = (
        Column("code", "column.code"),
        Column("name", "column.name"),
        Column("a", "column.debit_side", ColumnKind.AMOUNT, group="column.opening_balance"),
        Column("b", "column.credit_side", ColumnKind.AMOUNT, group="column.opening_balance"),
    )
    cells = {"code": "1001", "name": "库存现金", "a": Decimal("12.50"), "b": Decimal("-3.00")}
    return report(Row(RowKind.ENTRY, cells), **{"columns": columns, "totals": {}, **changes})


def test_the_heads_of_a_group_stand_over_its_columns() -> None:
    lines = render.table(grouped()).splitlines()
    at = next(number for number, line in enumerate(lines) if "期初余额" in line)
    begin = cell_len(lines[at + 1][: lines[at + 1].index("借方")])
    where = cell_len(lines[at][: lines[at].index("期初余额")])
    assert begin - 4 <= where < cell_len(lines[at + 1])
    assert "科目编码" in lines[at + 1]
    assert render.csv(grouped()).splitlines()[0] == "科目编码,科目名称,期初余额借方,期初余额贷方"


def test_the_heads_of_a_group_are_one_cell_of_the_spreadsheet() -> None:
    sheet = open_again(grouped())
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A3:A4", "B3:B4", "C3:D3"} <= merged
    assert (sheet["C3"].value, sheet["C4"].value, sheet["D4"].value) == ("期初余额", "借方", "贷方")
    assert sheet["A3"].value == "科目编码"


def test_the_spreadsheet_prints_with_title_unit_and_span_above_and_pages_below() -> None:
    sheet = open_again(grouped(remarks=("记字第1号至第3号",)))
    assert "科目余额表" in sheet.oddHeader.center.text
    assert "某单位" in sheet.oddHeader.left.text
    assert "2024-01" in sheet.oddHeader.right.text
    assert "ab12" in sheet.oddFooter.left.text
    assert sheet.oddFooter.right.text == "第 &P 页 共 &N 页"
    assert sheet.print_area == "'科目余额表'!$A$2:$D$5", (
        "the title is above the page, the rest on it"
    )
    assert "记字第1号至第3号" in sheet["A2"].value


def test_what_is_not_posted_is_marked_in_every_form() -> None:
    rows = tuple(
        evolve(row(code, "甲", "1.00"), is_posted=posted)
        for code, posted in (("1001", True), ("1002", False))
    )
    made = report(*rows, parameters={"include_unposted": True})
    by_code = {line[:4]: line for line in render.table(made).splitlines()}
    assert by_code["1002"].endswith("未记账")
    assert "未记账" not in by_code["1001"]
    assert [line.split(",")[-1] for line in render.csv(made).splitlines()] == [
        "记账",
        "",
        "未记账",
        "",
    ]
    told = json.loads(render.json(made))["rows"]
    assert [each.get("is_posted", True) for each in told] == [True, False]
    assert [cell.value for cell in open_again(made)["F"]][2:5] == ["记账", None, "未记账"]


# Streams: nothing is held, and what fails leaves what was there before


class Streamed:
    """Rows that are made anew each time they are read, and never all there."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.made: list[weakref.ref[Row]] = []
        self.most = 0

    def __iter__(self) -> Iterator[Row]:
        for number in range(self.count):
            made = row(f"{number:06}", "批量生成的行", f"{number}.25")
            self.made.append(weakref.ref(made))
            if number % 200 == 0:
                self.most = max(self.most, sum(each() is not None for each in self.made))
                self.made = [each for each in self.made if each() is not None]
            yield made

    def page(self, mark: Any, size: int) -> Any:
        raise NotImplementedError

    def starts(self) -> tuple[()]:
        return ()


@pytest.mark.parametrize("form", ["table", "csv", "json", "xlsx"])
def test_a_report_of_any_length_is_written_without_being_held(form: str, tmp_path: Path) -> None:
    rows = Streamed(3000)
    told: list[int] = []
    made = report(totals={"debit": Decimal("7.00")})
    out = tmp_path / f"long.{form}"
    render.write(evolve(made, rows=rows), out, form, progress=lambda done, whole: told.append(done))
    assert rows.most <= 520, "the first rows give the widths, and no more than they are kept"
    assert len(told) >= 3
    assert told == sorted(told)
    held = report(
        *(row(f"{n:06}", "批量生成的行", f"{n}.25") for n in range(3000)), totals=made.totals
    )
    if form == "xlsx":
        first, second = (list(book.active.values) for book in (
            openpyxl.load_workbook(out), openpyxl.load_workbook(io.BytesIO(render.xlsx(held)))
        ))  # fmt: skip
        assert first == second
        assert len(first) == 3 + 3000 + 2
    else:
        mark = "utf-8-sig" if form == "csv" else "utf-8"
        assert out.read_text(mark) == getattr(render, form)(held)


def test_a_sheet_that_is_full_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["ledgerlib.render.workbook"], "_ROWS_OF_SHEET", 3)
    book = openpyxl.load_workbook(io.BytesIO(render.xlsx(MIXED)))
    assert [len(list(sheet.values)) for sheet in book.worksheets] == [3 + 3 + 1, 3 + 2 + 1]
    assert [sheet["A3"].value for sheet in book.worksheets] == ["科目编码", "科目编码"]


@pytest.mark.parametrize("form", ["table", "csv", "json", "xlsx"])
def test_what_stood_there_stays_where_writing_fails(form: str, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    out.write_bytes(b"before")

    def failing() -> Iterator[Row]:
        yield row("1001", "库存现金", "1.00")
        raise OSError(28, "No space left on device")

    class Failing(Streamed):
        def __iter__(self) -> Iterator[Row]:
            return failing()

    with pytest.raises(OSError, match="No space") as caught:
        render.write(evolve(report(), rows=Failing(1)), out, form)
    assert caught.value.filename == str(out)
    assert out.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def test_csv_goes_out_as_gb_18030_with_every_character(tmp_path: Path) -> None:
    """GB 18030 has all of Unicode: rare characters of names are not lost either."""
    made = report(row("1001", "㐂𠮷有限公司·€", "1.00"))
    render.write(made, tmp_path / "a.csv", "csv", encoding="gb18030")
    assert (tmp_path / "a.csv").read_bytes().decode("gb18030") == render.csv(made)
    render.write(made, tmp_path / "b.csv", "csv")
    assert (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for form, encoding in (("odt", "utf-8"), ("csv", "latin-1")):
        with pytest.raises(ValueError, match=form if form == "odt" else encoding):
            render.write(made, tmp_path / "c", form, encoding=encoding)


def test_the_head_of_the_chain_follows_a_csv_only_where_it_is_asked_for() -> None:
    assert "ab12" not in render.csv(MIXED)
    lines = list(csv.reader(io.StringIO(render.csv(MIXED, trailer=True))))
    assert lines[: len(MIXED.rows) + 2] == list(csv.reader(io.StringIO(render.csv(MIXED))))
    assert "ab12" in lines[-1][0]
    assert all(len(line) == 1 for line in lines[len(MIXED.rows) + 2 :])
