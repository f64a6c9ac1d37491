"""What a bookkeeper from another program tried and found wrong, each find with its command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledgerlib import Book

Run = Callable[..., Any]
CHART = """\
科目编码,科目名称,余额方向,类别,现金银行,赤字控制,核算项目类别,单位
1001,库存现金,借,资产,现金,√,,
1002,银行存款,借,资产,银行,,,
1122,应收账款,借,资产,,,往来单位,
1405,库存商品,借,资产,,,,公斤
3001,实收资本,贷,权益,,,,
5001,主营业务收入,贷,收入,,,,
"""
HEADS = "凭证号,日期,摘要,科目编码,借方,贷方"


@pytest.fixture
def company(tmp_path: Path, ledgerlib: Run) -> Path:
    """A company whose vouchers are 收, 付 and 转; 会计 makes, 主管 supervises."""
    (tmp_path / "chart.csv").write_text(CHART, "utf-8")
    book = tmp_path / "company.ledger"
    for command in (
        ("new", book, "--chart", tmp_path / "chart.csv", "--start", "2024-01", "--name", "公司",
         "--words", "收付转", "--by", "主管"),
        ("user", book, "add", "会计", "--role", "maker", "--by", "主管"),
        ("start", book, "--by", "主管"),
    ):  # fmt: skip
        said = ledgerlib(*command)
        assert said.status == 0, said.err
    return book


def sheet(book: Path, *rows: str) -> Path:
    path = book.parent / "sheet.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_what_a_sheet_of_accounts_has_no_column_for_stays(company: Path, ledgerlib: Run) -> None:
    rows = sheet(
        company, "科目编码,科目名称,余额方向,类别", "1001,现金,借,资产", "1122,应收款,借,资产"
    )
    assert ledgerlib("import", company, "accounts", rows, "--by", "会计").status == 0
    with Book.open(company) as book:
        accounts = book.chart().accounts
    assert (accounts["1001"].name, accounts["1001"].is_guarded) == ("现金", True)
    assert accounts["1122"].dimensions == ("partner",)


def test_a_maker_does_not_switch_the_supervisors_controls_off(
    company: Path, ledgerlib: Run
) -> None:
    head = "科目编码,科目名称,余额方向,类别,现金银行,赤字控制"
    rows = sheet(company, head, "1001,库存现金,借,资产,,")
    said = ledgerlib("import", company, "accounts", rows, "--by", "会计", "--format", "json")
    assert said.codes == ["account.control"]
    assert ledgerlib("import", company, "accounts", rows, "--by", "主管").status == 0


def test_a_word_that_is_neither_yes_nor_no_is_refused(company: Path, ledgerlib: Run) -> None:
    rows = sheet(company, "科目编码,科目名称,余额方向,类别,期末调汇", "1009,外币,借,资产,也许")
    said = ledgerlib("import", company, "accounts", rows, "--by", "主管", "--format", "json")
    assert said.codes == ["account.flag"]


def test_a_unit_in_use_is_not_taken_away(company: Path, ledgerlib: Run) -> None:
    vouchers = sheet(company, f"{HEADS},数量", "转-1,2024-01-05,投入,1405,10,,5",
                     "转-1,2024-01-05,投入,3001,,10,")  # fmt: skip
    assert ledgerlib("import", company, "vouchers", vouchers, "--by", "会计").status == 0
    rows = sheet(company, "科目编码,科目名称,余额方向,类别,单位", "1405,库存商品,借,资产,吨")
    said = ledgerlib("import", company, "accounts", rows, "--by", "主管", "--format", "json")
    assert said.codes == ["account.measured"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_price_that_is_no_number_is_placed(company: Path, ledgerlib: Run, language: str) -> None:
    rows = sheet(company, f"{HEADS},数量,单价", "转-1,2024-01-05,x,1405,10,,1,十元",
                 "转-1,2024-01-05,x,3001,,10,,")  # fmt: skip
    said = ledgerlib("import", company, "vouchers", rows, "--by", "会计", language=language)
    assert said.status == 1
    assert "十元" in said.err
    assert "KeyError" not in said.err


@pytest.mark.parametrize("number", ["收款-1", "转-22 1/", "转-5 5/3"])
def test_a_number_or_word_that_is_none_does_not_become_another(
    company: Path, ledgerlib: Run, number: str
) -> None:
    rows = sheet(
        company, HEADS, f"{number},2024-01-05,x,1002,10,", f"{number},2024-01-05,x,3001,,10"
    )
    said = ledgerlib("import", company, "vouchers", rows, "--by", "会计", "--format", "json")
    assert said.status == 1
    assert set(said.codes) <= {"word.unknown", "voucher.number"}


def test_renumbering_takes_every_word_and_records_parts(company: Path, ledgerlib: Run) -> None:
    rows = sheet(
        company, HEADS,
        "转-1 1/3,2024-01-05,x,5001,,1", "转-1 1/3,2024-01-05,x,1122,1,",
        "转-1 3/3,2024-01-05,x,5001,,2", "转-1 3/3,2024-01-05,x,1122,2,",
    )  # fmt: skip
    text = rows.read_text("utf-8").replace("贷方\n", "贷方,往来单位\n", 1)
    lines = [text.splitlines()[0]] + [
        f"{line},甲" if ",1122," in line else f"{line}," for line in text.splitlines()[1:]
    ]
    partners = sheet(company, "编码,名称", "甲,甲公司")
    assert ledgerlib("import", company, "dimensions", partners, "--kind", "往来单位",
                     "--by", "会计").status == 0  # fmt: skip
    said = ledgerlib("import", company, "vouchers", sheet(company, *lines), "--by", "会计")
    assert said.status == 0, said.err
    assert ledgerlib("renumber", company, "--period", "2024-01", "--by", "会计").status == 0
    with Book.open(company) as book:
        (told,) = book.log(what="renumber")
        assert '["1.3","1.2"]' in told.after


def test_a_report_refuses_what_it_does_not_take(company: Path, ledgerlib: Run) -> None:
    for options in (
        ("trial-balance", "--dimension", "partner"),
        ("measure-balance", "--measure", "公斤"),
        ("notice", "--account", "1001", "--by-dimension"),
    ):
        said = ledgerlib("report", company, *options, "--period", "2024-01")
        assert said.status == 2, options
    for options in (
        ("account-ledger", "--account", "1405", "--measure", "吨"),
        ("account-ledger", "--account", "1122", "--dimension", "部:03"),
        ("dimension-balance", "--dimension", "往来单位:无此人"),
    ):
        said = ledgerlib("report", company, *options, "--period", "2024-01", "--format", "json")
        assert said.status == 1, options
        assert "internal" not in said.codes, options


def test_a_voucher_is_seen_and_a_draft_amended(company: Path, ledgerlib: Run) -> None:
    """付-1 支票 8801 付 10.00；改成 12.00。"""
    rows = sheet(company, f"{HEADS},结算方式,票据号", "付-1,2024-01-05,付款,3001,10,,,",
                 "付-1,2024-01-05,付款,1002,,10,支票,8801")  # fmt: skip
    assert ledgerlib("import", company, "vouchers", rows, "--by", "会计").status == 0
    seen = ledgerlib("voucher", company, "2024-01/付/1")
    assert "未审核" in seen.out
    assert "1002  银行存款  10.00  支票 8801" in seen.out
    right = sheet(company, "摘要,科目编码,借方,贷方", "付款,3001,12,", "付款,1002,,12")
    assert ledgerlib("amend", company, "2024-01/付/1", right, "--by", "会计").status == 0
    told = ledgerlib("voucher", company, "2024-01/付/1", "--format", "json").data
    assert [line["amount"] for line in told["lines"]] == ["12.00", "12.00"]
    assert (told["maker"], told["state"]) == ("会计", "draft")
