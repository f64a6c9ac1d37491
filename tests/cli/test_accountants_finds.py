"""What an accountant who audits tried in reports and print and found wrong, each find with its command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from rich.cells import cell_len

from ledgerlib import credit, debit, reports
from ledgerlib.book import Book
from ledgerlib.core.period import Period
from ledgerlib.refusal import Refused
from ledgerlib.render.paper.fonts import find_font
from ledgerlib.reports.log_words import in_words
from ledgerlib.reports.volume import volume

Run = Callable[..., Any]
UNIT = "某某省某某市国家级经济技术开发区进出口贸易与供应链管理（集团）股份有限公司第一分公司华东采购中心"
TRAVEL = "差旅费及外地项目工作人员往返交通食宿补助等各项支出明细归集科目"
CHART = f"""\
科目编码,科目名称,余额方向,类别,现金银行,单位,核算币别,期末调汇
1002,银行存款,借,资产,银行,,USD,√
1405,库存商品,借,资产,,公斤,,
2221,应交税费,贷,负债,,,,
222101,应交增值税,贷,负债,,,,
22210101,销项税额,贷,负债,,,,
3001,实收资本,贷,权益,,,,
5602,管理费用,借,费用,,,,
560201,办公费,借,费用,,,,
560202,{TRAVEL},借,费用,,,,
5603,财务费用,借,费用,,,,
"""
OPENING = """\
科目编码,借方,贷方,数量,币别,原币金额
1002,7100.00,,,USD,1000.00
1405,46.00,,10,,
3001,,7146.00,,,
"""
VOUCHERS = f"""\
凭证号,日期,摘要,科目编码,借方,贷方
记-1,2024-01-05,{"报销外地项目往返交通费" * 4},560202,100.00,
记-1,2024-01-05,报销,22210101,,100.00
"""


def has_font() -> bool:
    """Whether this machine has a Chinese font to print with."""
    try:
        return bool(find_font())
    except Refused:
        return False


needs_font = pytest.mark.skipif(not has_font(), reason="no Chinese font on this machine")


@pytest.fixture
def company(tmp_path: Path, ledgerlib: Run) -> Path:
    """A unit with a long name, an account with a long name, 1,000 美元 and 10 公斤."""
    for name, rows in (("chart", CHART), ("opening", OPENING), ("vouchers", VOUCHERS)):
        (tmp_path / f"{name}.csv").write_text(rows, "utf-8")
    book = tmp_path / "company.ledger"
    for command in (
        ("new", book, "--chart", tmp_path / "chart.csv", "--start", "2024-01", "--name", UNIT,
         "--by", "主管"),
        ("user", book, "add", "会计", "--role", "maker", "--by", "主管"),
        ("import", book, "opening", tmp_path / "opening.csv", "--by", "会计"),
        ("start", book, "--by", "主管"),
        ("import", book, "vouchers", tmp_path / "vouchers.csv", "--by", "会计"),
    ):  # fmt: skip
        said = ledgerlib(*command)
        assert said.status == 0, said.err
    return book


def sheet(ledgerlib: Run, book: Path, *asked: str) -> Any:
    """A report as its spreadsheet, unposted vouchers included."""
    out = book.parent / "report.xlsx"
    said = ledgerlib("report", book, *asked, "--include-unposted", "-o", out)
    assert said.status == 0, said.err
    return openpyxl.load_workbook(out).active


def test_a_long_name_of_the_unit_is_not_printed_over_the_title(
    company: Path, book: Path, ledgerlib: Run
) -> None:
    long = sheet(ledgerlib, company, "trial-balance", "--period", "2024-01")
    assert long.oddHeader.left.text is None
    assert long.print_title_rows.startswith("$2:"), "each page names the unit in its second row"
    short = sheet(ledgerlib, book, "trial-balance", "--period", "2008-01")
    assert short.oddHeader.left.text == "某公司"
    assert short.print_title_rows.startswith("$3:")


def test_what_a_narrow_sheet_says_under_its_title_is_printed_whole(
    company: Path, ledgerlib: Run
) -> None:
    """The numbers of the vouchers stood behind the edge of the printed page."""
    summary = sheet(ledgerlib, company, "voucher-summary", "--period", "2024-01")
    said = summary["A2"]
    assert "记字第1号至第1号" in said.value
    assert said.alignment.wrap_text
    assert "A2:E2" in {str(each) for each in summary.merged_cells.ranges}
    width = sum(summary.column_dimensions[each].width for each in "ABCDE")
    lines = summary.row_dimensions[2].height / 15
    assert lines * width >= cell_len(said.value)


def test_long_names_do_not_make_a_sheet_unreadably_small(company: Path, ledgerlib: Run) -> None:
    """A long name of an account wraps over its column, a long summary within its cell."""
    ledger = sheet(ledgerlib, company, "multi-column", "--period", "2024-01", "--account", "5602")
    titles = {cell.value: cell for row in ledger["A3:Z4"] for cell in row if cell.value}
    travel = titles[TRAVEL]
    assert ledger.column_dimensions[travel.column_letter].width < cell_len(TRAVEL) / 2
    assert ledger.row_dimensions[travel.row].height >= 45
    summary = next(cell for row in ledger["A5:Z9"] for cell in row if "交通费" in str(cell.value))
    assert summary.alignment.wrap_text
    assert ledger.row_dimensions[summary.row].height >= 30


def test_a_date_does_not_touch_the_number_behind_it(company: Path, ledgerlib: Run) -> None:
    ledger = sheet(ledgerlib, company, "account-ledger", "--period", "2024-01", "--account", "5602")
    assert ledger["A5"].is_date
    assert ledger["A5"].alignment.horizontal == "center"


def test_a_code_that_is_set_in_fits_its_column(company: Path, ledgerlib: Run) -> None:
    balance = sheet(ledgerlib, company, "trial-balance", "--period", "2024-01")
    code = next(row[0] for row in balance.iter_rows() if row[0].value == "22210101")
    # Every step of an indent is about two digits wide.
    needed = len(code.value) + 2 * code.alignment.indent
    assert balance.column_dimensions["A"].width > needed


@pytest.mark.parametrize("report", ["measure-balance", "trial-balance"])
def test_ten_kilograms_are_not_ten_point_nought_nought_nought(
    company: Path, ledgerlib: Run, report: str
) -> None:
    more = () if report == "measure-balance" else ("--by-measure",)
    said = ledgerlib("report", company, report, "--period", "2024-01", *more)
    assert said.status == 0
    assert "10.000000" not in said.out
    goods = next(line for line in said.out.splitlines() if "公斤" in line)
    assert " 10 " in goods
    dollars = next(line for line in said.out.splitlines() if "USD" in line)
    assert "1,000.00" in dollars


def test_an_average_price_has_the_decimals_of_the_ledger(company: Path, ledgerlib: Run) -> None:
    rows = (company.parent / "more.csv", company.parent / "ledger.json")
    rows[0].write_text(
        "凭证号,日期,摘要,科目编码,借方,贷方,数量\n"
        "记-2,2024-01-06,购入,1405,4.00,,2\n记-2,2024-01-06,购入,3001,,4.00,\n",
        "utf-8",
    )
    assert ledgerlib("import", company, "vouchers", rows[0], "--by", "会计").status == 0
    asked = ("--period", "2024-01", "--include-unposted", "--format", "json")
    balances = ledgerlib("report", company, "measure-balance", *asked).data["rows"]
    ledger = ledgerlib("report", company, "account-ledger", "--account", "1405", "--measure", "公斤",
                       *asked).data["rows"]  # fmt: skip
    price = next(row["price"] for row in balances if row["code"] == "1405")
    assert price == ledger[-1]["balance_price"] == "4.1667"


@needs_font
def test_a_revaluation_shows_no_amount_in_the_currency(company: Path, ledgerlib: Run) -> None:
    """期末调汇 moves no dollars: the printed voucher has its rate, and no 0.00 for them."""
    for command in (
        ("rate", company, "USD", "7.20", "--period", "2024-01", "--by", "主管"),
        ("revalue", company, "--period", "2024-01", "--into", "5603", "--by", "主管"),
    ):
        assert ledgerlib(*command).status == 0
    shown = printed(ledgerlib, company, "print", "vouchers", company, "--period", "2024-01",
                    "--from", "2", "--form", "quantity")  # fmt: skip
    assert "7.2" in shown.split()
    assert "0.00" not in shown.split()
    assert "100.00" in shown.split()


@needs_font
def test_dollars_keep_their_cents_on_paper_as_on_the_screen(company: Path, ledgerlib: Run) -> None:
    shown = printed(ledgerlib, company, "report", company, "account-ledger", "--period", "2024-01",
                    "--account", "1002", "--measure", "USD")  # fmt: skip
    assert "1,000.00" in shown
    assert "7.10" in shown


@needs_font
def test_a_page_of_a_book_names_the_whole_unit(company: Path, ledgerlib: Run) -> None:
    shown = printed(ledgerlib, company, "print", "ledger", company, "--account", "3001",
                    "--period", "2024-01")  # fmt: skip
    assert UNIT in "".join(shown.split())


@needs_font
def test_a_voucher_names_the_whole_unit(company: Path, ledgerlib: Run) -> None:
    shown = printed(ledgerlib, company, "print", "vouchers", company, "--period", "2024-01")
    assert UNIT in "".join(shown.split())


@needs_font
def test_a_small_cover_says_in_full_who_signs(company: Path, ledgerlib: Run) -> None:
    shown = printed(ledgerlib, company, "print", "books", company, "--kind", "general", "--period",
                    "2024-01", "--paper", "A5-landscape")  # fmt: skip
    assert "会计机构负责人（会计主管人员）：" in shown.split("账簿启用")[0]


def printed(ledgerlib: Run, book: Path, *command: Any) -> str:
    """The lines of text that a command sets on paper, as they are after fitting them in."""
    out = book.parent / "printed.pdf"
    said = ledgerlib(*command, "-o", out)
    assert said.status == 0, said.err
    with pikepdf.open(out) as pdf:
        return "\n".join(line for page in pdf.pages for line in lines_of(page))


def lines_of(page: pikepdf.Page) -> Iterator[str]:
    """The texts of a page; the font's own table says which characters its codes are."""
    tables: dict[str, dict[int, str]] = {}
    named, line = "", ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BT":
                line = ""
            case "Tf":
                named = str(operands[0])
                if named not in tables:
                    table = page.Resources.Font[named].ToUnicode.read_bytes().decode("ascii")
                    pairs = re.findall(r"^<(\w+)> <(\w+)>$", table, re.MULTILINE)
                    tables[named] = {int(code, 16): chr(int(sign, 16)) for code, sign in pairs}
            case "Tj":
                line += "".join(tables[named][code] for code in bytes(operands[0]))
            case "ET" if line:
                yield line


def test_numbers_from_behind_to_before_are_refused(company: Path, ledgerlib: Run) -> None:
    said = ledgerlib("report", company, "voucher-summary", "--period", "2024-01", "--from", "9",
                     "--to", "3", "--format", "json")  # fmt: skip
    assert (said.status, said.codes) == (1, ["number.backwards"])
    with Book.open(company) as book:
        assert reports.voucher_summary(book, Period(2024, 1), first=3, last=3).report


def test_a_folder_that_is_no_pack_is_called_that(tmp_path: Path, ledgerlib: Run) -> None:
    said = ledgerlib("check-pack", tmp_path)
    assert said.status == 1
    assert "不是审计数据包" in said.out
    assert "Error" not in said.out


def test_a_pack_that_can_not_be_written_is_called_by_its_name(
    company: Path, ledgerlib: Run
) -> None:
    where = company.parent / "missing" / "pack.zip"
    said = ledgerlib("audit-pack", company, "-o", where, "--format", "json")
    assert said.status == 1
    assert str(where) in said.err
    assert ".part" not in said.err


def test_the_mess_fund_example_makes_its_folder(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "mess_fund" / "keep_the_year.py"
    done = subprocess.run(
        [sys.executable, example, tmp_path / "new"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / "mess-2008.ledger").exists()


# The auditor's second round


def entered(ledgerlib: Run, book: Path, rows: str) -> None:
    more = book.parent / "more.csv"
    more.write_text(rows, "utf-8")
    said = ledgerlib("import", book, "vouchers", more, "--by", "会计")
    assert said.status == 0, said.err


def journal_rows(ledgerlib: Run, book: Path, *asked: str) -> Any:
    return ledgerlib("report", book, "bank-journal", "--period", "2024-01", "--include-unposted",
                     "--format", "json", *asked).data  # fmt: skip


def test_a_journal_of_dollars_shows_dollars_and_no_rate_on_its_totals(
    company: Path, ledgerlib: Run
) -> None:
    """
    1002 银行存款（美元）   opening USD 1,000 = 7,100.00
    1月5日 收 USD 100 汇率 7.2 = 720.00;  期末汇率 7.15: 调汇 +45.00
    """
    entered(
        ledgerlib, company,
        "凭证号,日期,摘要,科目编码,借方,贷方,币别,原币金额,汇率\n"
        "记-2,2024-01-05,收款,1002,720.00,,USD,100.00,7.2\n"
        "记-2,2024-01-05,收款,3001,,720.00,,,\n",
    )  # fmt: skip
    for command in (
        ("rate", company, "USD", "7.15", "--period", "2024-01", "--by", "主管"),
        ("revalue", company, "--period", "2024-01", "--into", "5603", "--by", "主管"),
    ):
        assert ledgerlib(*command).status == 0
    rows = journal_rows(ledgerlib, company)["rows"]
    entry = next(row for row in rows if row.get("debit_quantity") and row["debit"] == "720.00")
    assert (entry["debit_quantity"], entry["debit_price"]) == ("100.00", "7.2000")
    totals = [row for row in rows if row.get("kind", "").endswith("_total")]
    assert len(totals) >= 3
    assert not any(row.get("debit_price") or row.get("credit_price") for row in totals)
    assert rows[-1]["balance_quantity"] == "1100.00"
    assert rows[-1]["balance_price"] == "7.1500"
    rates = [
        row[key] for row in rows for key in ("debit_price", "balance_price") if row.get(key)
    ]  # fmt: skip
    assert {len(rate.partition(".")[2]) for rate in rates} == {4}


@needs_font
def test_a_bound_journal_of_dollars_shows_dollars(company: Path, ledgerlib: Run) -> None:
    shown = printed(ledgerlib, company, "print", "books", company, "--kind", "bank", "--period",
                    "2024-01")  # fmt: skip
    assert "1,000.00" in shown
    assert "7.1000" in shown


def test_a_range_of_accounts_from_behind_to_before_is_refused(
    company: Path, ledgerlib: Run
) -> None:
    said = ledgerlib("report", company, "general-ledger", "--period", "2024-01", "--from-account",
                     "5602", "--to-account", "1002", "--format", "json")  # fmt: skip
    assert (said.status, said.codes) == (1, ["account.backwards"])
    within = ledgerlib("report", company, "trial-balance", "--period", "2024-01", "--from-account",
                       "222101", "--to-account", "2221", "--format", "json")  # fmt: skip
    assert within.status == 0, "what stands below the last account is in the range"


def test_a_measure_that_an_account_has_not_is_refused(company: Path, ledgerlib: Run) -> None:
    asked = ("--period", "2024-01", "--measure", "USD", "--include-unposted", "--format", "json")
    said = ledgerlib("report", company, "account-ledger", "--account", "5602", *asked)
    assert (said.status, said.codes) == (1, ["account.not_measured"])
    assert ledgerlib("report", company, "account-ledger", "--account", "1002", *asked).status == 0


def test_cash_has_no_journal_of_the_bank(company: Path, book: Path, ledgerlib: Run) -> None:
    said = ledgerlib("report", company, "cash-journal", "--account", "1002", "--period", "2024-01",
                     "--format", "json")  # fmt: skip
    assert (said.status, said.codes) == (1, ["journal.of_other"])


def test_the_log_is_told_in_words_and_in_local_time(
    company: Path, ledgerlib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12号 第三十二条: who did what, when; its codes stay in json for machines."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        told = ledgerlib("report", company, "log")
        data = ledgerlib("report", company, "log", "--format", "json").data
    finally:
        monkeypatch.undo()
        time.tzset()
    assert told.status == 0, told.err
    assert "UTC+08:00" in told.out.splitlines()[1] + told.out.splitlines()[2]
    assert "岗位：制单" in told.out
    assert "启用期间：2024-01" in told.out
    for code in ("maker", "202401", "debit_credit", "attachments", "start_period", "roles"):
        assert code not in told.out
    voucher = {"lines": [["560202", 1, "100", "CNY", "报销", "", []], ["1002", -1, "100", "CNY", "报销", "", []]],
               "day": 20240105}  # fmt: skip
    assert in_words(json.dumps(voucher)) == (
        "分录：借 560202 100 CNY 报销 / 贷 1002 100 CNY 报销；日期：2024-01-05"
    )
    rules = {"words": [["收", "debit_has cash bank equivalent"], ["转", ""]]}
    assert in_words(json.dumps(rules)) == "凭证字：收（借方必有 库存现金 银行存款 现金等价物）、转"
    first = data["rows"][0]
    assert first["act_code"] in ("book", "new", "create")
    stored = datetime.fromisoformat(first["at_utc"].replace("Z", "+00:00"))
    assert first["at"] == f"{stored + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
    assert "202401" in first["after_content"]


def test_a_volume_is_bound_by_the_values_of_a_dimension(company: Path, ledgerlib: Run) -> None:
    """往来明细账: K1 and K2 on 3001, each on a page of its own with only its own lines."""
    with Book.open(company, by="主管") as book:
        book.set_dimension_kind("partner", is_open=True)
        day = date(2024, 1, 8)
        for value, yuan in (("K1", "30"), ("K2", "40")):
            book.acting_as("会计").enter(
                day, "投入", debit("5603", yuan), credit("3001", yuan, dimension=f"partner:{value}")
            )
        made = volume(book, "detail", "2024-01", dimension="往来单位", include_unposted=True)
        assert [(each.code, each.value, each.first_page) for each in made.accounts] == [
            ("3001", "K1", 1), ("3001", "K2", 2),
        ]  # fmt: skip
        sums = [
            [
                placed.row.cells["credit"]
                for page in pages
                for placed in page.rows
                if placed.row.voucher
            ]
            for _, _, pages in made.ledgers()
        ]
        assert sums == [[Decimal("30.00")], [Decimal("40.00")]]
    said = ledgerlib("print", "books", company, "--kind", "general", "--dimension", "partner",
                     "--period", "2024-01", "-o", company.parent / "x.pdf", "--format", "json")  # fmt: skip
    assert said.status != 0
    shown = ledgerlib("report", company, "trial-balance", "--period", "2024-01", "--by-dimension",
                      "--include-unposted")  # fmt: skip
    assert "往来单位:K1" in shown.out
    assert "partner:K1" not in shown.out
