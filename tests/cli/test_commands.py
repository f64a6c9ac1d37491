"""The command line: a small company's life through it, and the shape of what it answers."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledgerlib.cli import main

Run = Callable[..., Any]
HEAD = "凭证号,日期,摘要,科目编码,借方,贷方,附件数\n"
JANUARY = HEAD + (
    "1,2008-01-05,销售商品收款,100201,5000.00,,2\n1,2008-01-05,销售商品收款,5001,,5000.00,\n"
    "2,2008-01-12,支付办公用品,5602,300.00,,1\n2,2008-01-12,支付办公用品,1001,,300.00,\n"
)
FEBRUARY = HEAD + (
    "1,2008-02-03,提取备用金,1001,1000.00,,1\n1,2008-02-03,提取备用金,100201,,1000.00,\n"
    "付-1,2008-02-20,支付水电费,5602,120.50,,1\n付-1,2008-02-20,支付水电费,1001,,120.50,\n"
)
ROW = ["code", "name", "level", "opening_debit", "opening_credit", "debit", "credit",
       "ytd_debit", "ytd_credit", "closing_debit", "closing_credit"]  # fmt: skip


@pytest.fixture
def kept(unit: Path, ledgerlib: Run) -> Path:
    """The book with January posted, carried forward and closed, and February posted."""
    book = unit / "unit.ledger"
    (unit / "january.csv").write_text(JANUARY, "utf-8")
    (unit / "february.csv").write_text(FEBRUARY, "utf-8")
    steps = [("import", book, "vouchers", unit / "january.csv", "--by", "会计")]
    for month in ("2008-01", "2008-02"):
        if month == "2008-02":
            steps += [("import", book, "vouchers", unit / "february.csv", "--by", "会计")]
        steps += [
            ("review", book, "--period", month, "--by", "复核"),
            ("post", book, "--period", month, "--by", "复核"),
            ("carry-forward", book, "--period", month, "--by", "会计"),
            ("review", book, "--period", month, "--by", "复核"),
            ("post", book, "--period", month, "--by", "复核"),
        ]
        if month == "2008-01":
            steps += [("close", book, "--period", month, "--by", "主管")]
    for step in steps:
        said = ledgerlib(*step)
        assert said.status == 0, said.err
        assert said.out.strip()
        assert not said.err
    return book


def rows_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in data["rows"]}


def test_the_trial_balance_as_json_is_shaped_as_promised(kept: Path, ledgerlib: Run) -> None:
    said = ledgerlib("report", kept, "trial-balance", "--period", "2008-02", "--format", "json")
    assert not said.err
    data = said.data
    assert {"report", "book", "period", "rows", "totals", "chain_head"} <= data.keys()
    assert (data["report"], data["book"], data["period"]) == ("trial-balance", "某公司", "2008-02")
    assert all(list(row) == ROW for row in data["rows"])
    assert list(data["totals"]) == ROW[3:]
    assert all(isinstance(row[key], str) for row in data["rows"] for key in ROW[3:])
    assert rows_of(data)["1001"] == {
        "code": "1001", "name": "库存现金", "level": 1,
        "opening_debit": "700.00", "opening_credit": "0.00",
        "debit": "1000.00", "credit": "120.50", "ytd_debit": "1000.00", "ytd_credit": "420.50",
        "closing_debit": "1579.50", "closing_credit": "0.00",
    }  # fmt: skip
    assert [row["code"] for row in data["rows"]] == sorted(row["code"] for row in data["rows"])
    assert rows_of(data)["100201"]["level"] == 2
    assert rows_of(data)["1002"]["closing_debit"] == rows_of(data)["100201"]["closing_debit"]
    verified = ledgerlib("verify", kept, "--format", "json").data
    assert data["chain_head"] == verified["chain_head"]


def test_totals_count_each_account_once(kept: Path, ledgerlib: Run) -> None:
    for options in ((), ("--level", "1"), ("--from-period", "2008-01")):
        totals = ledgerlib("report", kept, "trial-balance", "--period", "2008-02", *options,
                           "--format", "json").data["totals"]  # fmt: skip
        assert totals["opening_debit"] == totals["opening_credit"]
        assert totals["debit"] == totals["credit"]
        assert totals["closing_debit"] == totals["closing_credit"] == "14579.50"


def test_the_turnover_with_and_without_closing_vouchers(kept: Path, ledgerlib: Run) -> None:
    command = ("report", kept, "trial-balance", "--period", "2008-01", "--format", "json")
    after, before = ledgerlib(*command).data, ledgerlib(*command, "--without-closing").data
    assert rows_of(after)["5001"]["closing_credit"] == "0.00"
    assert rows_of(before)["5001"]["closing_credit"] == "5000.00"
    assert rows_of(after)["3103"]["closing_credit"] == "4700.00"
    assert "3103" not in rows_of(before)


def test_a_span_of_months(kept: Path, ledgerlib: Run) -> None:
    data = ledgerlib("report", kept, "trial-balance", "--from-period", "2008-01", "--period",
                     "2008-02", "--format", "json").data  # fmt: skip
    cash = rows_of(data)["1001"]
    assert (cash["opening_debit"], cash["debit"], cash["credit"]) == (
        "1000.00",
        "1000.00",
        "420.50",
    )


def test_unposted_vouchers_only_when_asked_for(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    (tmp_path / "v.csv").write_text(JANUARY, "utf-8")
    ledgerlib("import", book, "vouchers", tmp_path / "v.csv", "--by", "会计")
    command = ("report", book, "trial-balance", "--period", "2008-01", "--format", "json")
    assert "5001" not in rows_of(ledgerlib(*command).data)
    assert rows_of(ledgerlib(*command, "--include-unposted").data)["5001"]["credit"] == "5000.00"


def test_the_same_report_as_table_csv_and_xlsx(kept: Path, ledgerlib: Run) -> None:
    command = ("report", kept, "trial-balance", "--period", "2008-02")
    data = ledgerlib(*command, "--format", "json").data
    table = ledgerlib(*command).out
    assert "科目余额表" in table
    assert "1,579.50" in table
    assert "Trial balance" in ledgerlib(*command, language="en").out
    sheet = list(csv.reader(io.StringIO(ledgerlib(*command, "--format", "csv").out)))
    assert [[str(row[key]) for key in ROW] for row in data["rows"]] == sheet[1:-1]
    place = kept.parent / "out.xlsx"
    said = ledgerlib(*command, "--format", "xlsx", "-o", place)
    assert said.status == 0
    assert not said.out
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(place).active.rows]
    assert any(row[0] == "1001" and row[-2] == 1579.5 for row in cells)


@pytest.mark.parametrize(
    ("form", "mark"), [("csv", b"\xef\xbb\xbf"), ("json", b"{"), ("table", b" ")]
)
def test_a_report_into_a_file(form: str, mark: bytes, kept: Path, ledgerlib: Run) -> None:
    place = kept.parent / "out"
    said = ledgerlib("report", kept, "trial-balance", "--period", "2008-02", "--format", form,
                     "-o", place)  # fmt: skip
    assert (said.status, said.out) == (0, "")
    assert place.read_bytes().startswith(mark)
    assert "库存现金" in place.read_text("utf-8")


def test_words_are_made_and_kept(kept: Path, ledgerlib: Run) -> None:
    said = ledgerlib("reverse", kept, "2008-02/付/1", "--by", "会计", "--format", "json")
    assert said.data["reversal"].startswith("2008-02/付/")
    assert "注销2月20日付1号凭证" in said.data["summary"]


def test_a_closed_month_is_put_right_in_the_open_one(kept: Path, ledgerlib: Run) -> None:
    said = ledgerlib("reverse", kept, "2008-01/记/2", "--by", "会计", "--format", "json")
    assert said.data["reversal"].startswith("2008-02/记/")
    again = ledgerlib("reverse", kept, "2008-01/记/2", "--by", "会计", "--format", "json")
    assert (again.status, again.codes) == (1, ["reverse.again"])
    assert again.problems[0]["values"]["earlier"] == said.data["reversal"]


def test_nothing_goes_into_a_closed_month(kept: Path, ledgerlib: Run) -> None:
    late = HEAD + "9,2008-01-31,漏记,5602,1,,\n9,2008-01-31,漏记,1001,,1,\n"
    (kept.parent / "late.csv").write_text(late, "utf-8")
    said = ledgerlib("import", kept, "vouchers", kept.parent / "late.csv", "--by", "会计",
                     "--format", "json")  # fmt: skip
    assert (said.status, said.codes) == (1, ["period.closed"])
    said = ledgerlib("reverse", kept, "2008-01/记/2", "--date", "2008-01-31", "--by", "会计",
                     "--format", "json")  # fmt: skip
    assert "period.closed" in said.codes


def test_the_maker_does_not_review(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    (tmp_path / "v.csv").write_text(JANUARY, "utf-8")
    ledgerlib("import", book, "vouchers", tmp_path / "v.csv", "--by", "主管")
    said = ledgerlib("review", book, "--by", "主管", "--format", "json")
    assert (said.status, said.codes) == (1, ["review.own"] * 2)
    assert ledgerlib("policy", book, "same_person_may_review", "yes", "--by", "主管").status == 0
    assert ledgerlib("review", book, "--by", "主管", "--format", "json").data["count"] == 2


def test_choosing_vouchers_by_word_and_number(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    (tmp_path / "v.csv").write_text(JANUARY, "utf-8")
    ledgerlib("import", book, "vouchers", tmp_path / "v.csv", "--by", "会计")
    one = ("--period", "2008-01", "--word", "记", "--from", "2", "--to", "2", "--by", "复核")
    assert ledgerlib("review", book, *one, "--format", "json").data["count"] == 1
    said = ledgerlib("post", book, *one, "--format", "json")
    assert said.status == 1, "number 1 stands before it and is not posted"
    ledgerlib("review", book, "--by", "复核")
    assert ledgerlib("post", book, "--by", "复核", "--format", "json").data["count"] == 2


def test_void_renumber_and_close(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    (tmp_path / "v.csv").write_text(JANUARY, "utf-8")
    ledgerlib("import", book, "vouchers", tmp_path / "v.csv", "--by", "会计")
    assert ledgerlib("void", book, "2008-01/记/1", "--by", "会计").status == 0
    said = ledgerlib("can-close", book, "--period", "2008-01", "--format", "json")
    assert {"close.draft", "close.void"} <= set(said.codes)
    said = ledgerlib("renumber", book, "--period", "2008-01", "--by", "会计", "--format", "json")
    assert said.data["count"] == 1
    ledgerlib("review", book, "--by", "复核")
    assert ledgerlib("post", book, "--by", "复核", "--format", "json").data["count"] == 1


def test_a_void_voucher_is_told_of_once(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    """It holds its number, so no number is missing."""
    (tmp_path / "v.csv").write_text(JANUARY, "utf-8")
    ledgerlib("import", book, "vouchers", tmp_path / "v.csv", "--by", "会计")
    ledgerlib("void", book, "2008-01/记/1", "--by", "会计")
    said = ledgerlib("can-close", book, "--period", "2008-01", "--format", "json")
    assert sorted(said.codes) == ["close.draft", "close.void"]


def test_a_want_of_permission_names_the_act_in_the_readers_language(
    book: Path, ledgerlib: Run
) -> None:
    command = ("close", book, "--period", "2008-01", "--by", "会计")
    assert "结账" in ledgerlib(*command).err
    assert "(close)" in ledgerlib(*command, language="en").err


def test_the_year_is_closed_rolled_over_backed_up_and_restored(kept: Path, ledgerlib: Run) -> None:
    anchor = ledgerlib("verify", kept, "--format", "json").data["chain_head"]
    for month in range(2, 13):
        said = ledgerlib("close", kept, "--period", f"2008-{month:02}", "--by", "主管")
        assert said.status == 0, said.err
    said = ledgerlib("roll-over", kept, "--year", "2008", "--by", "主管", "--format", "json")
    assert said.data["count"] == 4
    january = ("trial-balance", "--period", "2009-01", "--format", "json")
    data = ledgerlib("report", kept, *january).data
    assert {code: (row["opening_debit"], row["opening_credit"], row["ytd_debit"])
            for code, row in rows_of(data).items()} == {
        "1001": ("1579.50", "0.00", "0.00"), "1002": ("13000.00", "0.00", "0.00"),
        "100201": ("13000.00", "0.00", "0.00"), "3001": ("0.00", "10000.00", "0.00"),
        "3103": ("0.00", "4579.50", "0.00"),
    }  # fmt: skip
    assert ledgerlib(
        "roll-over", kept, "--year", "2008", "--by", "主管", "--format", "json"
    ).codes == ["roll_over.again"]
    copy, back = kept.parent / "copy.ledger", kept.parent / "back.ledger"
    assert ledgerlib("backup", kept, copy).status == 0
    assert ledgerlib("restore", copy, back).status == 0
    assert ledgerlib("report", back, *january).data == data
    assert ledgerlib("verify", back, "--anchor", anchor).status == 0


def test_the_log_tells_who_did_what(kept: Path, ledgerlib: Run) -> None:
    said = ledgerlib("log", kept, "--who", "复核", "--format", "json")
    entries = [json.loads(line) for line in said.out.splitlines()]
    assert {entry["who"] for entry in entries} == {"复核"}
    assert [entry["act"] for entry in entries] == ["review", "post"] * 4
    assert "结账" in ledgerlib("log", kept, "--what", "close").out
    assert ledgerlib("log", kept, "--until", "1999").out == ""
    assert ledgerlib("log", kept, "--since", "2999").out == ""


def test_several_books_in_one_file(book: Path, ledgerlib: Run) -> None:
    made = ledgerlib("new", book, "--chart", "mess_fund", "--start", "2008-01", "--name", "食堂",
                     "--by", "司务长")  # fmt: skip
    assert made.status == 0
    assert ledgerlib("verify", book, "--format", "json").codes == ["book.which"]
    assert ledgerlib("verify", book, "--book", "食堂").status == 0
    assert ledgerlib("start", book, "--book", "食堂", "--by", "司务长").status == 0


def test_the_charts_that_come_along(ledgerlib: Run) -> None:
    charts = ledgerlib("charts", "--format", "json").data
    assert {"mess_fund", "cn_small_business_2013"} <= {chart["id"] for chart in charts}
    for chart in charts:
        assert chart["accounts"] > 0
        assert chart["name"] in ledgerlib("charts").out


def test_a_reversible_book_takes_posting_and_closing_back(unit: Path, ledgerlib: Run) -> None:
    book = unit / "reversible.ledger"
    (unit / "v.csv").write_text(JANUARY.replace(",5602,", ",1001,"), "utf-8")
    for step in (
        ("new", book, "--chart", unit / "chart.csv", "--start", "2008-01", "--name", "可逆",
         "--regime", "reversible", "--by", "主管"),
        ("user", book, "add", "会计", "--role", "maker,poster", "--by", "主管"),
        ("start", book, "--by", "主管"),
        ("import", book, "vouchers", unit / "v.csv", "--by", "会计"),
        ("review", book, "--by", "主管"),
        ("post", book, "--by", "会计"),
        ("close", book, "--period", "2008-01", "--by", "会计"),
        ("reopen", book, "--period", "2008-01", "--by", "主管"),
        ("unpost", book, "--period", "2008-01", "--by", "主管"),
        ("unreview", book, "--period", "2008-01", "--by", "主管"),
        ("verify", book),
    ):  # fmt: skip
        said = ledgerlib(*step)
        assert said.status == 0, said.err


def test_the_demo_in_a_folder_of_its_own(tmp_path: Path, ledgerlib: Run) -> None:
    said = ledgerlib("demo", tmp_path / "demo")
    assert said.status == 0, said.err
    assert {"mess-2008.ledger", "trial-balance-2008-12.xlsx"} <= {
        path.name for path in (tmp_path / "demo").iterdir()
    }
    assert ledgerlib("verify", tmp_path / "demo" / "mess-2008.ledger").status == 0


def test_the_demo_speaks_english_to_english_readers(tmp_path: Path, ledgerlib: Run) -> None:
    said = ledgerlib("demo", tmp_path / "demo", language="en")
    first, *_ = said.out.splitlines()
    assert "建账" not in first


def test_every_command_of_the_promise_is_there_with_help(ledgerlib: Run) -> None:
    promised = {"charts", "new", "user", "import", "start", "review", "post", "reverse",
                "carry-forward", "close", "reopen", "roll-over", "report", "verify", "log",
                "backup", "restore", "demo"}  # fmt: skip
    assert promised <= set(main.commands)
    for name in main.commands:
        said = ledgerlib(name, "--help")
        assert said.status == 0
        assert said.out.count("BOOK BOOK") == 0, "the usage line names the book once"


@pytest.mark.parametrize(
    ("lang", "zh"), [("zh_CN.UTF-8", True), ("en_US.UTF-8", False), ("C", True)]
)
def test_the_language_follows_the_locale(lang: str, zh: bool, tmp_path: Path) -> None:
    """As it is really started: a process of its own, in an empty folder."""
    keep = {key: os.environ[key] for key in ("PATH", "HOME", "SYSTEMROOT") if key in os.environ}
    program = [sys.executable, "-m", "ledgerlib.cli"]
    environment = {**keep, "LANG": lang, "PYTHONUTF8": "1"}
    told = subprocess.run([*program, "verify", "no.ledger"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert told.returncode == 1
    assert ("没有文件" in told.stderr) is zh
    told = subprocess.run([*program, "--help"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert told.returncode == 0
    assert ("复式记账" in told.stdout) is zh
