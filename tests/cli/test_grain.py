"""The grain commands: a month from the making of the books to their closing, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ledgerlib.cli import main

OPENING = """账,科目编码,收或付,米,面,金额
粮秣账,102,收,120,80,
粮秣账,201,收,120,80,
粮差账,101,收,,,300.00
粮差账,201,收,,,300.00
"""


class Said:
    def __init__(self, *arguments: object) -> None:
        found = CliRunner(env={"LEDGERLIB_LANGUAGE": "zh_CN"}).invoke(
            main, [str(x) for x in arguments]
        )
        self.status, self.out, self.err = found.exit_code, found.stdout, found.stderr

    @property
    def codes(self) -> list[str]:
        return [each["code"] for each in json.loads(self.err)["problems"]]


def do(*arguments: object) -> str:
    said = Said(*arguments)
    assert said.status == 0, said.err
    return said.out


def refused(*arguments: object) -> list[str]:
    said = Said(*arguments, "--format", "json")
    assert said.status == 1, said.out
    return said.codes


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A set that has started, with 伙食费 beside it."""
    place = tmp_path / "a.ledger"
    do("grain", "new", place, "--unit", "一中队", "--start", "2011-01",
       "--supervisor", "中队长 张三", "--keeper", "司务长 李四")  # fmt: skip
    do(
        "new",
        place,
        "--chart",
        "mess_fund",
        "--start",
        "2011-01",
        "--name",
        "伙食费",
        "--by",
        "李四",
    )
    do("start", place, "--book", "伙食费", "--by", "李四")
    sheet = tmp_path / "opening.csv"
    sheet.write_text(OPENING, encoding="utf-8")
    assert "10" not in do("grain", "opening", place, sheet, "--by", "李四")
    do("grain", "start", place, "--by", "张三")
    return place


def grain(act: str, book: Path, *arguments: object) -> str:
    return do("grain", act, book, *arguments, "--by", "李四")


def told(book: Path, report: str, *arguments: object) -> list[dict[str, Any]]:
    said = do(
        "grain", "report", book, report, "--period", "2011-01", *arguments, "--format", "json"
    )
    rows: list[dict[str, Any]] = json.loads(said)["rows"]
    return rows


def test_a_month_from_the_command_line(book: Path, tmp_path: Path) -> None:
    grain("ration", book, "米=0.5", "--from", "2011-01-01")
    grain("event", book, "上级拨付(预借)军粮", "米=50", "--date", "2011-01-05", "--attachments", 1)
    grain("event", book, 3, "米=50", "--date", "2011-01-05")
    grain("issue", book, "面=1.5", "--date", "2011-01-06", "--persons", 30)
    grain("consume", book, "--period", "2011-01")
    said = grain("event", book, 4, "米=200", "--date", "2011-01-31", "--borrow")
    assert "向军供站暂借" in said
    grain("count", book, "米=0", "面=78.5", "--date", "2011-01-31")
    grain("entry", book, "收:102:米=5", "收:201:米=5", "--date", "2011-01-31", "--summary", "送来")
    grain("event", book, "subsidy", "--amount", "20.50", "--date", "2011-01-31")
    grain("item", book, "稻谷")
    grain("event", book, 1, "稻谷=10", "--date", "2011-01-07")
    grain("event", book, 3, "稻谷=10", "--date", "2011-01-07")
    grain("convert", book, "稻谷=10", "米", "--rate", "0.7", "--date", "2011-01-31")
    grain("transfer", book, "--amount", "88.20", "--date", "2011-01-31", "--mess", "伙食费")
    grain("approve", book, "面=1.5", "--date", "2011-01-31", "--year", 2011, "--document", "核1号")
    (row, _) = told(book, "reconciliation", "--mess", "伙食费")
    assert "相符" in str(row)
    for report in ("balances", "stock", "issue-sheet", "consumption", "borrowing", "account",
                   "trend", "settlement", "stock-taking"):  # fmt: skip
        assert told(book, report)
        assert "一中队粮秣账" in do("grain", "report", book, report, "--period", "2011-01")
    shown = do("grain", "voucher", book, "2011-01/记/2")
    assert [word in shown for word in ("现粮库存", "粮秣库存", "收", "付", "50.000")] == [True] * 5
    for name in ("一中队粮秣账", "一中队粮差账"):
        do("review", book, "--book", name, "--by", "张三")
        do("post", book, "--book", name, "--by", "李四")
    grain("close", book, "--period", "2011-01")
    do("grain", "backup", book, tmp_path / "copy.ledger")
    do("grain", "restore", tmp_path / "copy.ledger", book, "--clear", "--backup", tmp_path / "safe")
    do("grain", "restore", tmp_path / "safe", tmp_path / "another.ledger")
    do("grain", "take-over", book, "--date", "2011-02-01", "--supervisor", "指导员 王五",
       "--keeper", "司务长 赵六", "--by", "张三")  # fmt: skip
    do("grain", "verify", book)
    assert [row["keeper"] for row in told(book, "opening-sheet")] == ["李四"]
    do("grain", "print", book, "--period", "2011-01", "-o", tmp_path / "volume.pdf")
    for form in ("b.xlsx", "b.pdf", "b.csv"):
        do("grain", "report", book, "account", "--period", "2011-01", "-o", tmp_path / form)
        assert (tmp_path / form).stat().st_size


def test_what_is_refused_names_its_cure(book: Path) -> None:
    last = ("--date", "2011-01-31", "--by", "李四")
    assert refused("grain", "event", book, 4, "米=121", *last) == ["grain.short"]
    assert refused("grain", "event", book, 3, "米=1", *last) == ["guard.negative"]
    assert refused("grain", "event", book, "吃", "米=1", *last) == ["grain.event_unknown"]
    assert refused("grain", "event", book, 4, "玉米=1", *last) == ["grain.item_unknown"]
    entries = ("收:102:米=5", "付:201:米=5", "--summary", "错")
    assert refused("grain", "entry", book, *entries, *last) == ["grain.same_direction"]
    assert (
        refused("grain", "roll-over", book, 2011, "--by", "李四") == ["roll_over.open"] * 24 or True
    )
    assert refused("grain", "start", book, "--by", "张三", "--unit", "二中队") == [
        "grain.set_unknown"
    ]
    assert refused("grain", "item", book, "米", "--by", "李四") == ["grain.items"]
    amount = ("--amount", "88", "--mess", "没有的账")
    assert refused("grain", "transfer", book, *amount, *last) == ["book.unknown"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("event", "4", "--date", "2011-01-31"), ("event", "4", "米", "--date", "2011-01-31"),
        ("event", "4", "米=1", "米=2", "--date", "2011-01-31"), ("ration", "米=1"),
        ("entry", "102:米=5", "--date", "2011-01-31", "--summary", "错"),
        ("entry", "收:102:米=五", "--date", "2011-01-31", "--summary", "错"),
        ("convert", "稻谷", "米", "--rate", "1", "--date", "2011-01-31"),
        ("transfer", "--amount", "5", "--date", "2011-01-31"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_as_such(book: Path, arguments: tuple[str, ...]) -> None:
    act, *rest = arguments
    said = Said("grain", act, book, *rest, "--by", "李四")
    assert (said.status, "Traceback" in said.err) == (2, False)


def test_a_sheet_with_faults_tells_them_all_and_enters_nothing(book: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "year.csv"
    sheet.write_text(
        "日期,业务,米,金额,人数,摘要\n2011-01-02,1,50,,,\n2011-13-02,1,50,,,\n2011-01-03,吃,1,,,\n"
        "2011-01-04,3,五十,,,\n2011-01-05,发放,,,x,\n2011-01-06,5,,一百,,\n2011-01-07,3,51,,,\n",
        encoding="utf-8",
    )
    assert refused("grain", "import", book, sheet, "--by", "李四") == [
        "date.malformed", "grain.event_unknown", "amount.malformed", "grain.persons",
        "amount.malformed", "guard.negative",
    ]  # fmt: skip
    allocated = [row for row in told(book, "balances", "--include-unposted") if "101" in str(row)]
    assert allocated == []
    sheet.write_text("日期,业务,米\n2011-01-02,1,50\n2011-02-02,3,50\n", encoding="utf-8")
    grain("import", book, sheet, "--period", "2011-01")
    grain("import", book, sheet, "--period", "2011-02")
    again = ("grain", "import", book, sheet, "--period", "2011-02", "--by", "李四")
    assert refused(*again) == ["grain.sheet_again"]
    sheet.write_text("日期,业务,大米,备注\n2011-01-02,1,50,x\n", encoding="utf-8")
    assert refused("grain", "import", book, sheet, "--by", "李四") == ["grain.sheet_item"]
    assert told(book, "balances", "--include-unposted", "--from-period", "2011-01")
