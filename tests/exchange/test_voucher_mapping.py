"""Voucher sheets of Kingdee and Yonyou, read by a column mapping that is saved and used again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from ledgerlib import (
    Account,
    Book,
    Category,
    DimensionValue,
    Period,
    Refused,
    Side,
    Voucher,
    exact,
    import_vouchers,
)
from ledgerlib.cli import main
from ledgerlib.exchange.mapping_schema import from_content, read_mapping, ready_mappings
from ledgerlib.exchange.voucher_mapping import find_mapping, guess_mapping
from ledgerlib.exchange.vouchers import preview_vouchers
from ledgerlib.testing import new_book

Codes = Callable[..., Any]
ACCOUNTS = [
    Account("1122", "应收账款", Category.ASSET, Side.DEBIT),
    Account("112201", "国内", Category.ASSET, Side.DEBIT),
    Account("1123", "预付账款", Category.ASSET, Side.DEBIT),
]


@pytest.fixture
def book(place: str) -> Book:
    """
    1001 库存现金   1122 应收账款   112201 应收账款_国内   5001 主营业务收入   5602 管理费用
    往来单位 001 甲公司
    """
    book = new_book(place)
    book.set_accounts(ACCOUNTS)
    book.set_dimension_kind("partner", "往来单位", is_open=True)
    book.set_dimension_values([DimensionValue("partner", "001", "甲公司")])
    return book


def lines(book: Book, key: str) -> list[str]:
    """The lines of a voucher: 借 112201 partner:001 100.00 销售."""
    return [
        f"{'借' if line.side > 0 else '贷'} {line.account} {line.dimension} {line.amount} {line.summary}"
        for line in book.voucher(key).lines
    ]


def read(book: Book, file: Path, name: str) -> int:
    return import_vouchers(book.acting_as("制单"), file, mapping=find_mapping(book, name)).count


KIS = """\
某某公司 记账凭证,,,,,,,,,
日期,会计期间,凭证字号,摘要,科目代码,科目名称,币别,借方,贷方,制单
2024/1/5,1,记-1,销售,1122.01,应收账款_国内_甲公司,人民币,"1,100.00",,张三
,,,销售,5001,主营业务收入,人民币,,"1,100.00",
2024/1/9,1,记-2,办公,5602,管理费用,人民币,50.00,0.00,李四
,,,办公,1001,库存现金,人民币,0.00,50.00,
,,,合计,,,,"1,150.00","1,150.00",
"""


def test_a_sheet_of_kingdee_kis(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "凭证.csv"
    file.write_text(KIS, "gb18030")
    assert read(book, file, "kingdee_kis") == 2
    assert lines(book, "2024-01/记/1") == ["借 112201  1100.00 销售", "贷 5001  1100.00 销售"]
    assert book.voucher("2024-01/记/1").reference == "制单 张三"
    assert book.voucher("2024-01/记/1").maker == "制单", "who entered it here made it here"


def test_a_sheet_of_kingdee_k3(book: Book, tmp_path: Path) -> None:
    """Field names, amounts in one column, 1 for debit and 0 for credit, dimensions in triplets; xlsx."""
    sheet = Workbook()
    for row in (
        ("FDATE", "FPERIOD", "FGROUP", "FNUM", "FENTRYID", "FEXP", "FACCTID", "FCLSNAME1", "FOBJID1",
         "FOBJNAME1", "FCYID", "FEXCHRATE", "FDC", "FFCYAMT", "FAMOUNT"),
        (date(2024, 1, 5), 1, "记", 1, 0, "销售", "1122.01", "客户", "001", "甲公司", "RMB", 1, 1, 100, 100),
        (date(2024, 1, 5), 1, "记", 1, 1, "销售", "5001", "", "", "", "RMB", 1, 0, 100, 100),
    ):  # fmt: skip
        sheet.active.append(row)
    sheet.save(tmp_path / "k3.xlsx")
    assert read(book, tmp_path / "k3.xlsx", "kingdee_k3") == 1
    assert lines(book, "2024-01/记/1") == [
        "借 112201 partner:001 100.00 销售", "贷 5001  100.00 销售",
    ]  # fmt: skip


T3 = """\
制单日期,凭证类别字,凭证号,附单据数,摘要,科目编码,金额借方,金额贷方,数量,外币,汇率,客户编码
2024-01-05,记,1,2,销售,112201,100.00,0,0,0,0,甲公司
2024-01-05,记,1,2,销售,5001,0,100.00,0,0,0,
2024-01-06,记,2,0,退货,112201,-10.00,0,0,0,0,001
2024-01-06,记,2,0,退货,5001,0,-10.00,0,0,0,
"""


def test_a_sheet_of_yonyou(book: Book, tmp_path: Path) -> None:
    """Red ink stays on its side; a customer is told by name or by code."""
    file = tmp_path / "凭证.csv"
    file.write_text(T3, "utf-8")
    assert read(book, file, "yonyou_t3") == 2
    assert lines(book, "2024-01/记/2") == [
        "借 112201 partner:001 -10.00 退货", "贷 5001  -10.00 退货",
    ]  # fmt: skip
    assert book.voucher("2024-01/记/1").attachments == 2


OWN = """
name = "乙公司"
date_formats = ["%m/%d/%Y"]
name_tail = "partner"
[columns]
date = "记账日"
number = "号"
summary = "说明"
account = "科目全名"
amount = "金额"
direction = "方向"
"""
OWN_SHEET = """\
记账日,号,说明,科目全名,方向,金额,备注
01/05/2024,1,收款,1001 库存现金,借,100,
,,,应收账款_国内_甲公司,贷,100,x
01/08/2024,2,预付,预付账款_丙公司,借,7,
,,,1001-库存现金,贷,7,
"""


def test_a_mapping_of_ones_own_is_kept_and_used_again(book: Book, tmp_path: Path) -> None:
    (tmp_path / "乙.toml").write_text(OWN, "utf-8")
    (tmp_path / "乙.csv").write_text(OWN_SHEET, "utf-8")
    mapping = read_mapping(tmp_path / "乙.toml")
    book.set_mapping(mapping.name, mapping.content())
    assert find_mapping(book, "乙公司") == mapping
    (tmp_path / "again.toml").write_text(mapping.as_toml(), "utf-8")
    assert read_mapping(tmp_path / "again.toml") == mapping
    done = import_vouchers(book.acting_as("制单"), tmp_path / "乙.csv", mapping=mapping)
    assert done.ignored == ("备注",)
    assert lines(book, "2024-01/记/1") == [
        "借 1001  100.00 收款", "贷 112201 partner:001 100.00 收款",
    ]  # fmt: skip
    assert book.voucher("2024-01/记/2").lines[0].dimension == "partner:丙公司"
    assert book.verify().is_sound
    book.remove_mapping("乙公司")
    assert book.mappings() == {}


def test_everything_that_is_wrong_is_told_at_its_row(
    book: Book, tmp_path: Path, refused: Codes
) -> None:
    file = tmp_path / "凭证.csv"
    file.write_text(
        "日期,会计期间,凭证字,凭证号,摘要,科目代码,方向,本位币金额\n"
        "2024-02-05,1,记,1,a,1001,借,5\n"
        "2024-02-05,2,记,1,a,9999,中,5\n"
        "32日,2,记,2,a,1001,借,x\n",
        "utf-8",
    )
    with pytest.raises(Refused) as caught:
        read(book, file, "kingdee_kis")
    found = {(p.code, p.values["row"]) for p in caught.value.problems}
    assert found == {
        ("mapping.other_period", 2), ("mapping.direction", 3), ("account.unknown", 3),
        ("date.malformed", 4), ("amount.malformed", 4),
    }  # fmt: skip
    with refused("voucher.unknown"):
        book.voucher("2024-02/记/1")


def test_a_mapping_that_is_wrong_says_all_of_it(refused: Codes) -> None:
    with refused("mapping.key", "mapping.value", "mapping.column", "mapping.lacks"):
        from_content(
            "x", {"colums": 1, "header_row": "a", "columns": {"debbit": "x", "amount": "y"}}
        )


def test_a_sheet_without_the_columns_is_refused(book: Book, tmp_path: Path, refused: Codes) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    with refused("mapping.title"):
        read(book, tmp_path / "x.csv", "kingdee_kis")
    with refused("file.missing"):
        read(book, tmp_path / "none.csv", "kingdee_kis")
    with refused("definition.unknown"):
        find_mapping(book, "nobody's")


def test_a_preview_stores_nothing(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "凭证.csv"
    file.write_text(T3.replace(",记,", ",转,"), "utf-8")
    head = book.chain_head()
    found, done = preview_vouchers(
        book.acting_as("制单"), file, mapping=find_mapping(book, "yonyou_t3")
    )
    assert (done.count, [voucher.word for voucher in found]) == (2, ["转", "转"])
    assert isinstance(found[0], Voucher)
    assert (book.chain_head(), book.words()) == (head, ["记"])
    assert read(book, file, "yonyou_t3") == 2, "what was only looked at can be entered"


@pytest.mark.parametrize(
    ("sheet", "needed"),
    [(KIS, {"voucher_no", "debit", "credit"}), (T3, {"word", "number", "debit", "credit"}),
     (OWN_SHEET.replace("科目全名", "会计科目").replace("记账日", "日期").replace("说明", "摘要"),
      {"number", "account", "amount", "direction"})],
)  # fmt: skip
def test_a_mapping_is_guessed_from_the_titles(tmp_path: Path, sheet: str, needed: set[str]) -> None:
    (tmp_path / "s.csv").write_text(sheet, "utf-8")
    mapping, _unknown = guess_mapping(tmp_path / "s.csv", "猜")
    assert {"date", "summary", *needed} <= mapping.columns.keys()
    (tmp_path / "m.toml").write_text(mapping.as_toml(), "utf-8")
    assert read_mapping(tmp_path / "m.toml") == mapping


def test_the_mappings_that_come_along_are_sound() -> None:
    assert list(ready_mappings()) == ["kingdee_k3", "kingdee_kis", "yonyou_t3"]
    assert all(each.title for each in ready_mappings().values())


def test_on_the_command_line(tmp_path: Path) -> None:
    place = str(tmp_path / "book.ledger")
    with new_book(place) as book:
        book.set_accounts(ACCOUNTS)
    (tmp_path / "乙.toml").write_text(OWN, "utf-8")
    (tmp_path / "t3.csv").write_text(T3, "utf-8")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, list(arguments))
        assert done.exit_code == 0, done.output
        return done.output

    run("mapping", "save", place, str(tmp_path / "乙.toml"), "--by", "制单")
    assert "乙公司" in run("mapping", "list", place)
    assert 'name = "乙公司"' in run("mapping", "show", place, "乙公司")
    run("mapping", "remove", place, "乙公司", "--by", "制单")
    assert "[columns]" in run("mapping", "guess", str(tmp_path / "t3.csv"))
    sheet = ("import", place, "vouchers", str(tmp_path / "t3.csv"), "--by", "制单", "--mapping")
    assert "销售" in run(*sheet, "yonyou_t3", "--preview")
    assert "2" in run(*sheet, "yonyou_t3")
    with Book.open(place) as book:
        assert book.voucher("2024-01/记/1").lines[0].amount == exact("100.00")
        assert book.last_number(Period(2024, 1), "记") == 2
