"""A gallery of what newcomers feed it, and the answers: every problem with its row, field and cure.

Each picture is a sheet (or a command), the problems it must be told of as
`code @ row field`, and a phrase of the answer in Chinese and in English.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
HEAD = "凭证号,日期,摘要,科目编码,借方,贷方\n"
GOOD = "1,2008-01-05,销售收入,1001,10,\n1,2008-01-05,销售收入,5001,,10\n"


def told(said: Any) -> list[str]:
    """The problems as the gallery writes them: code @ row field."""
    shown = []
    for problem in said.problems:
        where = problem["where"]
        place = " ".join(str(where[key]) for key in ("row", "field") if key in where)
        shown.append(f"{problem['code']} @ {place}".removesuffix(" @ "))
    return shown


def unchanged(ledgerlib: Run, book: Path, before: str) -> bool:
    """Whether the book is sound and its last record is the one it was."""
    data = ledgerlib("verify", book, "--format", "json").data
    return bool(data["chain_head"] == before)


# fmt: off
VOUCHERS = [
    # what            rows of the sheet                             problems                             中文               English
    ("借贷不平",      "1,2008-01-05,收入,1001,10,\n"
                      "1,2008-01-05,收入,5001,,9\n",                ["voucher.unbalanced @ 2"],          "借贷不平",        "both sides must be equal"),
    ("有借无贷",      "1,2008-01-05,收入,1001,10,\n"
                      "1,2008-01-05,收入,100201,5,\n",              ["voucher.one_sided @ 2"],           "有借必有贷",      "one side only"),
    ("没有金额",      "1,2008-01-05,收入,1001,,\n"
                      "1,2008-01-05,收入,5001,,\n",                 ["line.empty @ 2 amount",
                                                                     "line.empty @ 3 amount"],           "没有金额",        "no amount"),
    ("金额为零",      "1,2008-01-05,收入,1001,0,\n"
                      "1,2008-01-05,收入,5001,,0.00\n",             ["line.zero @ 2 amount",
                                                                     "line.zero @ 3 amount"],            "金额为零",        "amount is zero"),
    ("三位小数",      "1,2008-01-05,收入,1001,1.005,\n"
                      "1,2008-01-05,收入,5001,,1.005\n",            ["amount.too_precise @ 2 amount",
                                                                     "amount.too_precise @ 3 amount"],   "不替您四舍五入",  "Nothing is rounded"),
    ("二十个九",      "1,2008-01-05,收入,1001,99999999999999999999,\n"
                      "1,2008-01-05,收入,5001,,99999999999999999999\n",
                                                                    ["amount.too_large @ 2 amount",
                                                                     "amount.too_large @ 3 amount"],     "太大",            "larger than"),
    ("八十个九",      "1,2008-01-05,收入,1001," + "9" * 80 + ",\n"
                      "1,2008-01-05,收入,5001,,9\n",                ["amount.too_large @ 2 debit"],      "太大",            "larger than"),
    ("不是数",        "1,2008-01-05,收入,1001,十元,\n"
                      "1,2008-01-05,收入,5001,,#REF!\n",            ["amount.malformed @ 2 debit",
                                                                     "amount.malformed @ 3 credit"],     "不是金额",        "not an amount"),
    ("小数点写成逗号", '1,2008-01-05,收入,1001,"12,5",\n'
                      "1,2008-01-05,收入,5001,,12.5\n",             ["amount.malformed @ 2 debit"],      "不是金额",        "not an amount"),
    ("借贷同行",      "1,2008-01-05,收入,1001,10,10\n"
                      "1,2008-01-05,收入,5001,,10\n",               ["line.both_sides @ 2 amount"],      "分成两行",        "two lines"),
    ("没有这一天",    "1,2008-02-30,收入,1001,10,\n"
                      "1,2008-02-30,收入,5001,,10\n",               ["date.malformed @ 2 date"],         "不是日期",        "not a day"),
    ("日期三样",      "1,昨天,收入,1001,10,\n1,昨天,收入,5001,,10\n"
                      "2,01/05/2008,收入,1001,10,\n2,01/05/2008,收入,5001,,10\n",
                                                                    ["date.malformed @ 2 date",
                                                                     "date.malformed @ 4 date"],         "2008-01-05 这样", "like 2008-01-05"),
    ("启用之前",      "1,2007-12-31,收入,1001,10,\n"
                      "1,2007-12-31,收入,5001,,10\n",               ["period.before_start @ 2 date"],    "之前",            "before the book's start"),
    ("太远",          "1,2038-01-05,收入,1001,10,\n"
                      "1,2038-01-05,收入,5001,,10\n",               ["period.too_far @ 2 date"],         "太远",            "too far ahead"),
    ("同号不同日",    "1,2008-01-05,收入,1001,10,\n"
                      "1,2008-01-06,收入,5001,,10\n",               ["voucher.two_days @ 3 date"],       "只能有一个日期",  "one day"),
    ("没有这个科目",  "1,2008-01-05,收入,9999,10,\n"
                      "1,2008-01-05,收入,5001,,10\n",               ["account.unknown @ 2 code"],        "没有科目 9999",   "no account 9999"),
    ("非末级科目",    "1,2008-01-05,收入,1002,10,\n"
                      "1,2008-01-05,收入,5001,,10\n",               ["account.not_leaf @ 2 code"],       "100201 工商银行", "accounts below it"),
    ("停用的科目",    "1,2008-01-05,收入,1901,10,\n"
                      "1,2008-01-05,收入,5001,,10\n",               ["account.disabled @ 2 code"],       "已停用",          "is disabled"),
    ("没填科目",      "1,2008-01-05,收入,,10,\n"
                      "1,2008-01-05,收入,5001,,10\n",               ["account.missing @ 2 code"],        "没有填科目编码",  "no account code"),
    ("没有摘要",      "1,2008-01-05,,1001,10,\n"
                      "1,2008-01-05,,5001,,10\n",                   ["summary.missing @ 2 summary",
                                                                     "summary.missing @ 3 summary"],     "没有摘要",        "no summary"),
    ("重号",          GOOD + "2,2008-01-06,收入,1001,10,\n2,2008-01-06,收入,5001,,10\n" + GOOD,
                                                                    ["voucher.duplicate @ 6 voucher_no"], "重复",           "is taken"),
    ("没有凭证号",    ",2008-01-05,收入,1001,10,\n"
                      ",2008-01-05,收入,5001,,10\n",                ["voucher.unnumbered @ 2 voucher_no"], "没有凭证号",    "no voucher number"),
    ("零号",          "0,2008-01-05,收入,1001,10,\n"
                      "0,2008-01-05,收入,5001,,10\n",               ["voucher.number @ 2 voucher_no"],   "1 以上的整数",    "from 1 on"),
    ("负号",          "-3,2008-01-05,收入,1001,10,\n"
                      "-3,2008-01-05,收入,5001,,10\n",              ["voucher.number @ 2 voucher_no"],   "1 以上的整数",    "from 1 on"),
    ("同一张两处错",  "1,2008-01-05,收入,9999,十元,\n"
                      "1,2008-01-05,收入,1002,,10\n",               ["amount.malformed @ 2 debit",
                                                                     "account.unknown @ 2 code",
                                                                     "account.not_leaf @ 3 code"],       "9999",            "9999"),
    ("日期错科目也错", "1,昨天,收入,9999,10,\n1,昨天,收入,5001,,10\n",
                                                                    ["date.malformed @ 2 date",
                                                                     "account.unknown @ 2 code"],        "9999",            "9999"),
    ("三张三样错",    "1,2008-01-05,收入,9999,10,\n1,2008-01-05,收入,5001,,10\n"
                      "2,2008-01-05,收入,1001,x,\n2,2008-01-05,收入,5001,,10\n"
                      "3,2008-01-05,收入,1001,3,\n3,2008-01-05,收入,5001,,4\n",
                                                                    ["account.unknown @ 2 code",
                                                                     "amount.malformed @ 4 debit",
                                                                     "voucher.unbalanced @ 6"],          "共 3 个问题",     "3 problems"),
    ("有币种没原币",  "",                                           ["measure.no_quantity @ 2 foreign_amount"], "没有填原币", "no amount in it"),
]
# fmt: on
SPECIAL = {
    "有币种没原币": "凭证号,日期,摘要,科目编码,借方,贷方,币别,原币金额\n"
    "1,2008-01-05,收入,1001,10,,USD,\n1,2008-01-05,收入,5001,,10,,\n",
}


@pytest.mark.parametrize(
    ("what", "rows", "problems", "zh", "en"), VOUCHERS, ids=[v[0] for v in VOUCHERS]
)
def test_a_sheet_of_vouchers_is_refused_with_every_problem(
    what: str, rows: str, problems: list[str], zh: str, en: str,
    book: Path, tmp_path: Path, ledgerlib: Run,
) -> None:  # fmt: skip
    sheet = tmp_path / "vouchers.csv"
    sheet.write_text(SPECIAL.get(what, HEAD + rows), "utf-8")
    before = ledgerlib("verify", book, "--format", "json").data["chain_head"]
    command = ("import", book, "vouchers", sheet, "--by", "会计")
    said = ledgerlib(*command, "--format", "json")
    assert said.status == 1, said.out
    assert said.out == ""
    assert sorted(told(said)) == sorted(problems)
    assert all(problem["cure"] for problem in said.problems)
    for language, phrase in (("zh_CN", zh), ("en", en)):
        said = ledgerlib(*command, language=language)
        assert said.status == 1
        assert phrase in said.err
    assert unchanged(ledgerlib, book, before), "nothing half stored"


def test_problems_are_told_in_the_order_of_the_rows(
    book: Path, tmp_path: Path, ledgerlib: Run
) -> None:
    sheet = tmp_path / "vouchers.csv"
    sheet.write_text(
        HEAD + "1,2008-01-05,收入,9999,10,\n1,2008-01-05,收入,5001,,10\n"
        "2,昨天,收入,1001,10,\n2,昨天,收入,5001,,10\n",
        "utf-8",
    )
    said = ledgerlib("import", book, "vouchers", sheet, "--by", "会计", "--format", "json")
    rows = [problem["where"]["row"] for problem in said.problems]
    assert rows == sorted(rows)


def test_full_width_digits_are_accepted(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    sheet = tmp_path / "vouchers.csv"
    sheet.write_text(
        HEAD + "１,２００８年１月５日,收入,1001,１，２３４．５０,\n１,2008/1/5,收入,5001,,1234.5\n",
        "utf-8",
    )
    said = ledgerlib("import", book, "vouchers", sheet, "--by", "会计")
    assert said.status == 0, said.err
    shown = ledgerlib("report", book, "trial-balance", "--period", "2008-01", "--include-unposted",
                      "--format", "json").data  # fmt: skip
    (cash,) = [row for row in shown["rows"] if row["code"] == "1001"]
    assert cash["debit"] == "1234.50"


# fmt: off
ONE_CHART = "code,name,side,category\n"
CHARTS = [
    # what          chart.csv                                                    --carry-to   problems
    ("重码",        "1001,甲,debit,asset\n1001,乙,debit,asset\n",                "",          ["account.duplicate @ 3 code"]),
    ("方向不认识",  "1001,甲,sideways,asset\n",                                  "",          ["account.side @ 2 side"]),
    ("类别不认识",  "1001,甲,debit,thing\n",                                     "",          ["account.category @ 2 category"]),
    ("没有编码",    ",甲,debit,asset\n",                                         "",          ["account.uncoded @ 2 code"]),
    ("没有名称",    "1001,,debit,asset\n",                                       "",          ["account.unnamed @ 2 name"]),
    ("没有科目",    "",                                                          "",          ["chart.empty"]),
    ("结转到无",    "1001,甲,debit,asset\n",                                     "3103",      ["chart.carry_to_unknown"]),
    ("结转到上级",  "3103,甲,credit,equity\n310301,乙,credit,equity\n",          "3103",      ["chart.carry_to_parent"]),
    ("几样都有",    "1001,甲,debit,asset\n1001,乙,debit,asset\n1002,,x,asset\n", "9",         ["account.duplicate @ 3 code", "account.side @ 4 side",
                                                                                               "account.unnamed @ 4 name", "chart.carry_to_unknown"]),
]
# fmt: on


@pytest.mark.parametrize(
    ("what", "chart", "target", "problems"), CHARTS, ids=[c[0] for c in CHARTS]
)
def test_a_chart_is_refused_with_every_problem(
    what: str, chart: str, target: str, problems: list[str], tmp_path: Path, ledgerlib: Run
) -> None:
    (tmp_path / "chart.csv").write_text(ONE_CHART + chart, "utf-8")
    said = ledgerlib("new", tmp_path / "new.ledger", "--chart", tmp_path / "chart.csv", "--start",
                     "2008-01", "--name", "某", "--carry-to", target, "--by", "主管",
                     "--format", "json")  # fmt: skip
    assert said.status == 1
    assert sorted(told(said)) == sorted(problems)
    assert not (tmp_path / "new.ledger").exists(), "nothing is left behind"


def _text(path: Path) -> None:
    path.write_text("这不是账套\n", "utf-8")


def _foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.commit()
    connection.close()


def _cut(path: Path, keep: Callable[[int], int]) -> None:
    raw = path.with_name("unit.ledger").read_bytes()
    path.write_bytes(raw[: keep(len(raw))])


# fmt: off
PLACES = [
    # what                  how it is made                              code              中文            English
    ("不是账套",            _text,                                      "file.not_a_book", "不是账套文件", "is not a book"),
    ("空文件",              lambda path: path.write_bytes(b""),         "file.not_a_book", "不是账套文件", "is not a book"),
    ("别的数据库",          _foreign_database,                          "file.not_a_book", "不是账套文件", "is not a book"),
    ("没有文件",            lambda path: None,                          "file.missing",    "没有文件",     "no file"),
    ("文件夹",              lambda path: path.mkdir(),                  "file.is_folder",  "是文件夹",     "is a folder"),
    ("只剩一页",            lambda path: _cut(path, lambda n: 4096),    "file.damaged",    "已损坏",       "damaged"),
    ("只剩一半",            lambda path: _cut(path, lambda n: n // 2),  "file.damaged",    "已损坏",       "damaged"),
    ("少一百字节",          lambda path: _cut(path, lambda n: n - 100), "file.damaged",    "已损坏",       "damaged"),
]
# fmt: on


@pytest.mark.parametrize(("what", "make", "code", "zh", "en"), PLACES, ids=[p[0] for p in PLACES])
def test_what_is_no_book(
    what: str, make: Callable[[Path], object], code: str, zh: str, en: str,
    unit: Path, ledgerlib: Run,
) -> None:  # fmt: skip
    place = unit / "thing"
    make(place)
    for command in (("verify", place), ("start", place, "--by", "主管")):
        assert ledgerlib(*command, "--format", "json").codes == [code]
        for language, phrase in (("zh_CN", zh), ("en", en)):
            said = ledgerlib(*command, language=language)
            assert said.status == 1
            assert phrase in said.err
            assert "sqlite:" not in said.err, "a user gave a path, not an address"


# fmt: off
CHART = ("--chart", "mess_fund", "--start", "2008-01", "--name", "某", "--by", "主管")
COMMANDS = [
    # what                  command ({book}: the book, {here}: its folder)                                              status  code
    ("没有这人",            ("start", "{book}", "--by", "谁"),                                                           1, "user.unknown"),
    ("没说是谁",            ("start", "{book}", "--by", ""),                                                             1, "user.missing"),
    ("没有权限",            ("close", "{book}", "--period", "2008-01", "--by", "会计"),                                  1, "user.may_not"),
    ("没写 --by",           ("start", "{book}"),                                                                         2, ""),
    ("没有这个岗位",        ("user", "{book}", "add", "王", "--role", "boss", "--by", "主管"),                           1, "role.unknown"),
    ("最后一位主管",        ("user", "{book}", "add", "主管", "--role", "maker", "--by", "主管"),                        1, "user.last_supervisor"),
    ("没有这个账套",        ("verify", "{book}", "--book", "无"),                                                        1, "book.unknown"),
    ("启用两次",            ("start", "{book}", "--by", "主管"),                                                         1, "book.started_already"),
    ("启用后期初不平",      ("import", "{book}", "opening", "{here}/uneven.csv", "--by", "会计"),                        1, "opening.unbalanced"),
    ("没有要审的",          ("review", "{book}", "--by", "复核"),                                                        1, "review.nothing"),
    ("没有要记的",          ("post", "{book}", "--by", "复核"),                                                          1, "post.nothing"),
    ("冲销无此凭证",        ("reverse", "{book}", "2008-01/记/1", "--by", "会计"),                                       1, "voucher.unknown"),
    ("凭证叫法不对",        ("reverse", "{book}", "一号", "--by", "会计"),                                               2, ""),
    ("隔月结账",            ("close", "{book}", "--period", "2008-02", "--by", "主管"),                                  1, "close.earlier_open"),
    ("启用前结账",          ("close", "{book}", "--period", "2007-12", "--by", "主管"),                                  1, "period.before_start"),
    ("不可逆反结账",        ("reopen", "{book}", "--period", "2008-01", "--by", "主管"),                                 1, "reopen.irreversible"),
    ("不可逆反记账",        ("unpost", "{book}", "--period", "2008-01", "--by", "主管"),                                 1, "unpost.irreversible"),
    ("以前的年结",          ("roll-over", "{book}", "--year", "1900", "--by", "主管"),                                   1, "roll_over.outside"),
    ("负的年份",            ("roll-over", "{book}", "--year", "-5", "--by", "主管"),                                     1, "roll_over.outside"),
    ("没有这个参数",        ("policy", "{book}", "colour", "red", "--by", "主管"),                                       1, "policy.unknown"),
    ("参数值不对",          ("policy", "{book}", "years_ahead", "200", "--by", "主管"),                                  1, "policy.value"),
    ("期间不对",            ("report", "{book}", "trial-balance", "--period", "2008-13"),                                2, ""),
    ("没有这种报表",        ("report", "{book}", "balance", "--period", "2008-01"),                                      2, ""),
    ("公布表缺科目",        ("report", "{book}", "notice", "--period", "2008-01"),                                       2, ""),
    ("公布表无此科目",      ("report", "{book}", "notice", "--period", "2008-01", "--account", "99"),                    1, "account.unknown"),
    ("期间倒置",            ("report", "{book}", "trial-balance", "--period", "2008-01", "--from-period", "2008-02"),    1, "period.backwards"),
    ("启用前的报表",        ("report", "{book}", "trial-balance", "--period", "1999-01"),                                1, "period.before_start"),
    ("报表写到无处",        ("report", "{book}", "trial-balance", "--period", "2008-01", "-o", "{here}/no/x.txt"),       1, "file.cannot_write"),
    ("没有这个文件",        ("import", "{book}", "vouchers", "{here}/no.csv", "--by", "会计"),                           1, "file.missing"),
    ("没有这个 xlsx",       ("import", "{book}", "vouchers", "{here}/no.xlsx", "--by", "会计"),                          1, "file.missing"),
    ("导入文件夹",          ("import", "{book}", "vouchers", "{here}", "--by", "会计"),                                  1, "file.unreadable"),
    ("备份到无处",          ("backup", "{book}", "{here}/no/copy.ledger"),                                               1, "file.no_folder"),
    ("备份到已有",          ("backup", "{book}", "{book}"),                                                              1, "file.exists"),
    ("恢复到已有",          ("restore", "{book}", "{book}"),                                                             1, "file.exists"),
    ("恢复不是账套的",      ("restore", "{here}/chart.csv", "{here}/new.ledger"),                                       1, "file.not_a_book"),
    ("链头不在",            ("verify", "{book}", "--anchor", "abc"),                                                    1, "anchor.malformed"),
    ("建账无此文件夹",      ("new", "{here}/no/x.ledger", *CHART),                                                       1, "file.no_folder"),
    ("建账在文本文件",      ("new", "{here}/chart.csv", *CHART),                                                         1, "file.not_a_book"),
    ("建账重名",            ("new", "{book}", *CHART[:5], "某公司", *CHART[6:]),                                         1, "book.exists"),
    ("没有这个科目表",      ("new", "{here}/x.ledger", "--chart", "no_such", *CHART[2:]),                                1, "chart.unknown"),
    ("没有科目表文件",      ("new", "{here}/x.ledger", "--chart", "no.csv", *CHART[2:]),                                 1, "file.missing"),
    ("币种不对",            ("new", "{here}/x.ledger", *CHART, "--currency", "人民币"),                                  1, "book.currency"),
    ("账套无名",            ("new", "{here}/x.ledger", *CHART[:5], " ", *CHART[6:]),                                     1, "book.unnamed"),
    ("别种数据库",          ("verify", "mysql://root@localhost/x"),                                                      1, "place.unknown"),
    ("连不上服务器",        ("verify", "postgresql://x@127.0.0.1:1/x"),                                                  1, "server.unreachable"),
    ("没有这台服务器",      ("verify", "postgresql://x@no.such.host.invalid/x"),                                         1, "server.unreachable"),
    ("没有这个命令",        ("destroy", "{book}"),                                                                       2, ""),
]
# fmt: on


@pytest.mark.parametrize(
    ("what", "command", "status", "code"), COMMANDS, ids=[c[0] for c in COMMANDS]
)
def test_a_command_is_refused(
    what: str, command: tuple[str, ...], status: int, code: str, book: Path, ledgerlib: Run
) -> None:
    words = [word.format(book=book, here=book.parent) for word in command]
    before = ledgerlib("verify", book, "--format", "json").data["chain_head"]
    answers = {language: ledgerlib(*words, language=language) for language in ("zh_CN", "en")}
    assert {said.status for said in answers.values()} == {status}
    assert all(said.err and not said.out for said in answers.values())
    if code:
        assert answers["zh_CN"].err != answers["en"].err
        if "--format" not in words and command[0] != "report":
            assert set(ledgerlib(*words, "--format", "json").codes) == {code}
        elif command[0] == "report":
            assert ledgerlib(*words, "--format", "json").codes == [code]
    assert unchanged(ledgerlib, book, before)
    assert not (book.parent / "x.ledger").exists()


def test_an_unbalanced_opening_does_not_start(unit: Path, ledgerlib: Run) -> None:
    book = unit / "second.ledger"
    made = ledgerlib("new", book, "--chart", unit / "chart.csv", "--start", "2008-01",
                     "--name", "二", "--by", "主管")  # fmt: skip
    assert made.status == 0
    (unit / "bad.csv").write_text("科目编码,借方,贷方\n1001,10.00,\n3001,,9.00\n", "utf-8")
    assert ledgerlib("import", book, "opening", unit / "bad.csv", "--by", "主管").status == 0
    said = ledgerlib("start", book, "--by", "主管", "--format", "json")
    assert said.codes == ["opening.unbalanced"]
    assert said.problems[0]["values"]["difference"] == "1.00"
    (unit / "worse.csv").write_text("科目编码,借方,贷方\n9,10.00,\n1002,x,\n3001,1,1\n", "utf-8")
    said = ledgerlib(
        "import", book, "opening", unit / "worse.csv", "--by", "主管", "--format", "json"
    )
    assert {problem["where"]["row"] for problem in said.problems} == {2, 3, 4}


def test_openings_are_put_right_until_the_first_posting(book: Path, ledgerlib: Run) -> None:
    """启用以后、记账以前，期初还可以重录；记账以后不行。"""
    opening = ("import", book, "opening", book.with_name("opening.csv"), "--by", "会计")
    assert ledgerlib(*opening).status == 0
    (book.parent / "one.csv").write_text(HEAD + GOOD, "utf-8")
    for command in (
        ("import", book, "vouchers", book.parent / "one.csv", "--by", "会计"),
        ("review", book, "--by", "复核"),
        ("post", book, "--by", "复核"),
    ):
        assert ledgerlib(*command).status == 0
    assert ledgerlib(*opening, "--format", "json").codes == ["opening.posted"]
    assert "已经记过账，期初余额不能再改" in ledgerlib(*opening).err
    assert "stay as they are" in ledgerlib(*opening, language="en").err


def test_a_book_that_another_process_holds(
    book: Path, tmp_path: Path, ledgerlib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledgerlib.store.engine.PATIENCE_SECONDS", 0.2)
    (tmp_path / "v.csv").write_text(HEAD + GOOD, "utf-8")
    other = sqlite3.connect(book, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        command = ("import", book, "vouchers", tmp_path / "v.csv", "--by", "会计")
        assert ledgerlib(*command, "--format", "json").codes == ["book.busy"]
        assert "占用" in ledgerlib(*command).err
        assert "Another process" in ledgerlib(*command, language="en").err
        assert ledgerlib("verify", book).status == 0, "reading goes on meanwhile"
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert ledgerlib(*command).status == 0


def _full_disk() -> bool:
    return Path("/dev/full").exists()


@pytest.mark.skipif(not _full_disk(), reason="no /dev/full on this machine")
def test_a_full_disk_under_a_report(book: Path, ledgerlib: Run) -> None:
    said = ledgerlib("report", book, "trial-balance", "--period", "2008-01", "--format", "json",
                     "-o", "/dev/full")  # fmt: skip
    assert (said.status, said.codes) == (1, ["disk.full"])


def test_a_report_that_cannot_be_written_leaves_the_one_before(
    book: Path, ledgerlib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book.parent / "balance.xlsx"
    command = (
        "report",
        book,
        "trial-balance",
        "--period",
        "2008-01",
        "--format",
        "xlsx",
        "-o",
        kept,
    )
    assert ledgerlib(*command).status == 0
    before = kept.read_bytes()
    real = Path.open

    def full(path: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
        file = real(path, mode, *more, **others)
        if "w" in mode or "x" in mode:
            file.close()
            raise OSError(28, "No space left on device", str(path))
        return file

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full)
        assert ledgerlib(*command).status == 1
    assert kept.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write what is read-only")
def test_a_read_only_book(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    (tmp_path / "v.csv").write_text(HEAD + GOOD, "utf-8")
    book.chmod(0o444)
    book.parent.chmod(0o555)
    try:
        said = ledgerlib("import", book, "vouchers", tmp_path / "v.csv", "--by", "会计",
                         "--format", "json")  # fmt: skip
        assert (said.status, said.codes) == (1, ["file.read_only"])
    finally:
        book.parent.chmod(0o755)
        book.chmod(0o644)


# fmt: off
SHEETS = [
    # what             bytes of the file                                            name          code
    ("UTF-16",         (HEAD + GOOD).encode("utf-16"),                              "v.csv",      "sheet.encoding"),
    ("西欧乱码",       (HEAD + GOOD).encode() + b"\xe9\xff\xfe",                    "v.csv",      "sheet.encoding"),
    ("空字节",         (HEAD + GOOD).encode() + b"\0",                              "v.csv",      "sheet.encoding"),
    ("改名的文本",     (HEAD + GOOD).encode(),                                      "v.xlsx",     "sheet.not_xlsx"),
    ("旧 xls",         b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),            "v.xls",      "sheet.not_xlsx"),
    ("空的压缩包",     b"PK\x05\x06" + bytes(18),                                   "v.xlsx",     "sheet.not_xlsx"),
    ("没收尾的引号",   (HEAD + '1,2008-01-05,"收入,1001,1,\n').encode(),            "v.csv",      "sheet.unreadable"),
    ("重列",           (HEAD.strip() + ",借方金额\n" + GOOD).encode(),              "v.csv",      "sheet.column_doubled"),
    ("缺列",           GOOD.encode(),                                               "v.csv",      "sheet.column_missing"),
    ("空表",           b"",                                                         "v.csv",      "sheet.column_missing"),
]
# fmt: on


@pytest.mark.parametrize(("what", "raw", "name", "code"), SHEETS, ids=[s[0] for s in SHEETS])
def test_a_file_that_is_no_sheet(
    what: str, raw: bytes, name: str, code: str, book: Path, tmp_path: Path, ledgerlib: Run
) -> None:
    (tmp_path / name).write_bytes(raw)
    command = ("import", book, "vouchers", tmp_path / name, "--by", "会计")
    said = ledgerlib(*command, "--format", "json")
    assert said.status == 1
    assert set(said.codes) == {code}
    assert name in said.problems[0]["place"]
    assert ledgerlib(*command).err != ledgerlib(*command, language="en").err


def test_a_missing_column_is_named_once_in_each_language(
    book: Path, tmp_path: Path, ledgerlib: Run
) -> None:
    (tmp_path / "v.csv").write_text("凭证号,日期,摘要,借方,贷方\n", "utf-8")
    said = ledgerlib(
        "import", book, "vouchers", tmp_path / "v.csv", "--by", "会计", "--format", "json"
    )
    (problem,) = said.problems
    names = problem["values"]["column"].split(" / ")
    assert len(names) == len(set(names))
    assert "科目编码" in names, "the name that the documentation uses"
    (tmp_path / "v.csv").write_text("凭证号,摘要,科目编码,借方,贷方\n", "utf-8")
    said = ledgerlib(
        "import", book, "vouchers", tmp_path / "v.csv", "--by", "会计", "--format", "json"
    )
    names = said.problems[0]["values"]["column"].split(" / ")
    assert len(names) == len(set(names)), names


def test_a_row_with_more_cells_than_the_head_is_refused_not_cut(
    book: Path, tmp_path: Path, ledgerlib: Run
) -> None:
    """10,000.00 without quotation marks is two cells: 10 must not be entered in its place."""
    rows = "1,2008-01-05,收入,1001,10,000.00,\n1,2008-01-05,收入,5001,,10,000.00\n"
    (tmp_path / "v.csv").write_text(HEAD + rows, "utf-8")
    said = ledgerlib(
        "import", book, "vouchers", tmp_path / "v.csv", "--by", "会计", "--format", "json"
    )
    assert said.status == 1, said.out
    assert [problem["where"]["row"] for problem in said.problems] == [2, 3]


def test_a_copy_of_a_book_is_a_book(book: Path, ledgerlib: Run) -> None:
    shutil.copy(book, book.parent / "copy.ledger")
    assert ledgerlib("verify", book.parent / "copy.ledger").status == 0
