"""The commands about statements, as a bookkeeper uses them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from .conftest import Run

QUICK = """\
id = "quick"
title = "速动资产表"
basis = "instant"
column = [ { key = "now", title = "期末", what = "closing" } ]
row = [
    { line = 1, label = "现金", formula = "期末(1001)" },
    { line = 2, label = "银行", formula = "期末(1002)" },
    { line = 3, label = "合计", formula = "L1 + L2", total = true },
]
"""


@pytest.fixture
def shop(ledgerlib: Run, tmp_path: Path) -> Path:
    """A small company's book with one sale and one payment that lacks a cash-flow item, posted."""
    book = tmp_path / "shop.ledger"
    (tmp_path / "opening.csv").write_text("科目编码,借方,贷方\n1002,5000.00,\n3001,,5000.00\n", "utf-8")  # fmt: skip
    (tmp_path / "vouchers.csv").write_text(
        "凭证号,日期,摘要,科目编码,借方,贷方,核算项目\n"
        "1,2024-01-05,销售,1002,1130.00,,cash_flow:01\n"
        "1,2024-01-05,销售,5001,,1000.00,\n"
        "1,2024-01-05,销售,2221,,130.00,\n"
        "2,2024-01-06,办公费,5602,80.00,,\n"
        "2,2024-01-06,办公费,1002,,80.00,\n",
        "utf-8",
    )
    for command in (
        ("new", book, "--chart", "cn_small_business_2013", "--start", "2024-01", "--name", "某商店", "--by", "主管"),
        ("user", book, "add", "会计", "--role", "maker", "--role", "poster", "--by", "主管"),
        ("statements", "items", book, "--by", "主管"),
        ("import", book, "opening", tmp_path / "opening.csv", "--by", "会计"),
        ("start", book, "--by", "主管"),
        ("import", book, "vouchers", tmp_path / "vouchers.csv", "--by", "会计"),
        ("review", book, "--period", "2024-01", "--by", "主管"),
        ("post", book, "--period", "2024-01", "--by", "会计"),
    ):  # fmt: skip
        told = ledgerlib(*command)
        assert told.status == 0, told.err
    return book


def test_a_statement_is_shown(ledgerlib: Run, shop: Path) -> None:
    told = ledgerlib("statement", shop, "balance-sheet", "--period", "2024-01")
    assert told.status == 0
    assert "会小企01表" in told.out
    assert "6,050.00" in told.out
    told = ledgerlib("statement", shop, "income_statement", "--period", "2024-01", "--format", "json")  # fmt: skip
    profit = told.data["rows"][-1]
    assert (profit["label"], profit["period"]) == ("四、净利润（净亏损以“-”号填列）", "920.00")
    assert (told.data["title"], told.data["notes"]) == ("利润表", [])
    english = ledgerlib("statement", shop, "balance-sheet", "--period", "2024-01", language="en")
    assert "Total assets" in english.out


def test_the_report_command_knows_the_statements(ledgerlib: Run, shop: Path) -> None:
    told = ledgerlib("report", shop, "cash-flow", "--period", "2024-01")
    assert "相差 80.00" in told.out
    told = ledgerlib("report", shop, "cash-flow-worksheet", "--period", "2024-01", "--format", "json")  # fmt: skip
    (row,) = told.data["rows"]
    assert row["proposed"] == "06 支付其他与经营活动有关的现金"


def test_where_a_figure_comes_from(ledgerlib: Run, shop: Path) -> None:
    asked = ("statement", shop, "balance-sheet", "--period", "2024-01", "--line", "51")
    told = ledgerlib(*asked)
    assert told.out.splitlines()[0].startswith("51 未分配利润  920.00")
    assert "5602 管理费用  -80.00" in told.out
    told = ledgerlib(*asked, "--format", "json")
    assert [(a["account"], a["amount"]) for a in told.data["accounts"]] == [
        ("5001", "1000.00"), ("5602", "-80.00"),
    ]  # fmt: skip
    told = ledgerlib(*asked, "--column", "yesterday", "--format", "json")
    assert (told.status, told.codes) == (1, ["statement.column_unknown"])


def test_the_official_form_in_a_spreadsheet_with_formulas(
    ledgerlib: Run, shop: Path, tmp_path: Path
) -> None:
    file = tmp_path / "表.xlsx"
    told = ledgerlib("statement", shop, "balance-sheet", "--period", "2024-01", "--live", "-o", file)  # fmt: skip
    assert told.status == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["资产负债表", "取数明细"]
    formulas = [c.value for row in book["资产负债表"].iter_rows() for c in row if c.data_type == "f"]  # fmt: skip
    assert any("SUM('取数明细'!F" in formula for formula in formulas)


def test_a_statement_of_ones_own(ledgerlib: Run, shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "quick.toml"
    file.write_text(QUICK, "utf-8")
    told = ledgerlib("statements", "check", file, "--chart", "cn_small_business_2013")
    assert (told.status, told.out) == (0, "报表“速动资产表”没有问题：3 行，0 条勾稽关系。\n")
    assert ledgerlib("statements", "check", file, "--book", shop).status == 0
    told = ledgerlib("statement", shop, "--file", file, "--period", "2024-01", "--format", "csv")
    assert told.out.splitlines() == ["项目,行次,期末", "现金,1,0.00", "银行,2,6050.00", "合计,3,6050.00"]  # fmt: skip
    told = ledgerlib("statement", shop, "slow", "--file", file, "--period", "2024-01", "--format", "json")  # fmt: skip
    assert told.codes == ["statement.unknown"]


def test_a_file_with_mistakes_is_refused_with_all_of_them(
    ledgerlib: Run, shop: Path, tmp_path: Path
) -> None:
    file = tmp_path / "quick.toml"
    file.write_text(QUICK.replace("L1 + L2", "L1 + L9").replace('"closing"', '"noon"'), "utf-8")
    for command in (("statements", "check", file), ("statement", shop, "--file", file, "--period", "2024-01")):  # fmt: skip
        told = ledgerlib(*command, "--format", "json")
        assert (told.status, told.codes) == (1, ["statement.value", "statement.line_unknown"])
    file.write_text(QUICK.replace("1002", "9999") + 'covers = ["1001", "1002"]\n', "utf-8")
    told = ledgerlib("statements", "check", file, "--chart", "cn_small_business_2013", "--format", "json")  # fmt: skip
    assert told.codes == ["statement.account_unknown", "statement.account_left_out"]


def test_statements_are_listed(ledgerlib: Run) -> None:
    told = ledgerlib("statements", "list", "--chart", "cn_small_business_2013")
    assert told.out.splitlines() == [
        "cn_small_business_2013  balance-sheet  资产负债表  会小企01表",
        "cn_small_business_2013  cash-flow  现金流量表  会小企03表",
        "cn_small_business_2013  income-statement  利润表  会小企02表",
    ]
    every = ledgerlib("statements", "list", "--format", "json").data
    assert {each["chart"] for each in every} >= {"international", "mess_fund"}


def test_what_can_not_be_asked(ledgerlib: Run, shop: Path) -> None:
    assert ledgerlib("statement", shop, "--period", "2024-01").status == 2
    told = ledgerlib("statement", shop, "nonsense", "--period", "2024-01", "--format", "json")
    assert (told.status, told.codes) == (1, ["statement.unknown"])
    told = ledgerlib("statements", "items", shop, "--chart", "mess_fund", "--by", "主管", "--format", "json")  # fmt: skip
    assert told.codes == ["statement.no_items"]
    told = ledgerlib("statement", shop, "balance-sheet", "--period", "2023-01", "--format", "json")
    assert told.codes == ["period.before_start"]


def test_every_statement_that_comes_along_has_a_name_in_the_report_command(ledgerlib: Run) -> None:
    from ledgerlib.cli.statement_reports import NAMES

    ids = {
        each["id"].removesuffix("-" + each["kind"].replace("_", "-"))
        for each in ledgerlib("statements", "list", "--format", "json").data
    }
    assert ids == set(NAMES)
