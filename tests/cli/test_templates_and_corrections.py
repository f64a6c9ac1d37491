"""Commands that make vouchers from something: templates, copies, corrections; and what goes with vouchers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
HEAD = "凭证号,日期,摘要,科目编码,借方,贷方\n"
PAID = HEAD + "1,2008-01-12,支付办公用品,5602,300.00,\n1,2008-01-12,支付办公用品,1001,,300.00\n"
RIGHT = "科目编码,借方,贷方,备注\n5602,130.00,,x\n1001,,130.00,x\n"
UTILITIES = """\
name = "水电"
total = 1000.10  # an unquoted amount is read as it is written, never as a binary fraction
every = "month"
first = "2008-02"
[[lines]]
account = "5602"
debit = "30%"
[[lines]]
account = "5602"
debit = "balance"
summary = "电费"
[[lines]]
account = "100201"
credit = "100%"
"""
KEY = "2008-01/记/1"


@pytest.fixture
def posted(unit: Path, ledgerlib: Run) -> Path:
    """记-1 支付办公用品 300.00, posted."""
    book = unit / "unit.ledger"
    (unit / "paid.csv").write_text(PAID, "utf-8")
    (unit / "right.csv").write_text(RIGHT, "utf-8")
    for step in (
        ("import", book, "vouchers", unit / "paid.csv", "--by", "会计"),
        ("review", book, "--period", "2008-01", "--by", "复核"),
        ("post", book, "--period", "2008-01", "--by", "复核"),
    ):
        assert ledgerlib(*step).status == 0
    return book


def test_a_template_from_its_file_to_its_vouchers(unit: Path, book: Path, ledgerlib: Run) -> None:
    file = unit / "水电.toml"
    file.write_text(UTILITIES, "utf-8")
    assert ledgerlib("template", book, "set", file, "--by", "会计").status == 0
    listed = ledgerlib("template", book, "list", "--format", "json").data
    assert (listed[0]["name"], listed[0]["total"]) == ("水电", "1000.1")
    assert "每月  31  2008-02" in ledgerlib("template", book, "list").out
    used = ledgerlib(
        "template", book, "use", "水电", "--date", "2008-01-05", "--total", "10", "--by", "会计"
    )
    assert used.out == "已录入凭证 2008-01/记/1。\n"
    said = ledgerlib(
        "template", book, "use", "水电", "--date", "2008-01-05", "--amount", "水费=3", "--by", "会计",
        "--format", "json",
    )  # fmt: skip
    assert (said.status, said.codes) == (1, ["template.not_asked"])
    assert ledgerlib("template", book, "use", "水电", "--date", "2008-01-05", "--amount", "水费",
                     "--by", "会计").status == 2  # fmt: skip
    for period, count in (("2008-01", 0), ("2008-02", 1), ("2008-02", 0)):
        said = ledgerlib("recurring", book, "--period", period, "--by", "会计", "--format", "json")
        assert said.data["count"] == count
    assert ledgerlib("template", book, "save", KEY, "照旧", "--by", "会计").status == 0
    assert ledgerlib("template", book, "remove", "水电", "--by", "会计").status == 0
    assert [t["name"] for t in ledgerlib("template", book, "list", "--format", "json").data] == [
        "照旧"
    ]


def test_a_template_file_that_makes_no_sense(unit: Path, book: Path, ledgerlib: Run) -> None:
    """Every problem of the file at once, under its name."""
    file = unit / "坏.toml"
    file.write_text('evry = "month"\n[[lines]]\naccount = "5602"\ndebit = "三成"\n', "utf-8")
    said = ledgerlib("template", book, "set", file, "--by", "会计", "--format", "json")
    assert said.codes == ["template.key", "template.malformed"]
    assert said.problems[0]["where"]["file"] == "坏.toml"
    file.write_text("[[lines", "utf-8")
    said = ledgerlib("template", book, "set", file, "--by", "会计", "--format", "json")
    assert said.codes == ["template.not_toml"]
    said = ledgerlib(
        "template", book, "set", unit / "没有.toml", "--by", "会计", "--format", "json"
    )
    assert said.codes == ["file.missing"]


def test_correct_adjust_copy_and_reverse(unit: Path, posted: Path, ledgerlib: Run) -> None:
    """
    记-2 调整 −170.00, void    记-3 注销 −300.00    记-4 订正 130.00    记-5 a copy of 记-1
    """
    right = unit / "right.csv"
    said = ledgerlib("adjust", posted, KEY, right, "--by", "会计")
    assert said.out == (
        "已录入差额调整凭证 2008-01/记/2：调整1月12日记1号凭证 支付办公用品。请审核并记账。\n"
    )
    assert "备注" in said.err
    ledgerlib("void", posted, "2008-01/记/2", "--by", "会计")
    said = ledgerlib("correct", posted, KEY, right, "--by", "会计", "--format", "json")
    assert (said.data["reversal"], said.data["right"]) == ("2008-01/记/3", "2008-01/记/4")
    said = ledgerlib(
        "copy", posted, KEY, "--date", "2008-01-20", "--by", "会计", "--format", "json"
    )
    assert said.data["voucher"] == "2008-01/记/5"
    said = ledgerlib("reverse", posted, KEY, "--by", "会计", "--format", "json")
    assert said.codes == ["reverse.again"]
    ledgerlib("void", posted, "2008-01/记/3", "--by", "会计")
    said = ledgerlib("reverse", posted, KEY, "--date", "2009-01-05", "--instead", "5602=3103",
                     "--by", "会计")  # fmt: skip
    assert said.out.startswith("已录入蓝字更正凭证 2009-01/记/1：更正2008年1月12日记1号凭证")
    usage = ledgerlib("reverse", posted, KEY, "--instead", "5602", "--by", "会计")
    assert usage.status == 2
    right.write_text("科目编码,借方,贷方\n5602,1e3,\n,5,\n", "utf-8")
    said = ledgerlib("adjust", posted, KEY, right, "--by", "会计", "--format", "json")
    assert [p["where"]["row"] for p in said.problems] == [2, 3]


def test_documents_of_a_voucher(unit: Path, posted: Path, ledgerlib: Run) -> None:
    file = unit / "发票.pdf"
    file.write_bytes(b"invoice")
    said = ledgerlib("attach", posted, KEY, file, "--invoice-number", "77", "--by", "会计")
    assert said.out == f"凭证 {KEY} 已登记第 1 号附件：发票.pdf。\n"
    ledgerlib("attach", posted, KEY, "--title", "收条", "--kind", "image", "--by", "会计")
    (first, second) = ledgerlib("attachments", posted, KEY, "--format", "json").data
    assert (first["kind"], first["invoice_number"], len(first["sha256"])) == (
        "electronic",
        "77",
        64,
    )
    assert (second["kind"], second["name"], second["sha256"]) == ("image", "收条", "")
    ledgerlib("copy", posted, KEY, "--date", "2008-01-20", "--by", "会计")
    said = ledgerlib("attach", posted, "2008-01/记/2", file, "--by", "会计", "--format", "json")
    assert (said.status, said.codes) == (1, ["attachment.same_content"])
    assert ledgerlib("attach", posted, KEY, "--withdraw", "1", "--by", "会计").status == 0
    assert "（已撤回）" in ledgerlib("attachments", posted, KEY).out
    assert ledgerlib("verify", posted).status == 0


def test_words_and_summaries(book: Path, ledgerlib: Run) -> None:
    assert ledgerlib("words", book).out == "记\n"
    said = ledgerlib(
        "words", book, "set", "--rule", "记=", "--rule", "收=debit_has 1001 1002", "--by", "主管"
    )
    assert said.out == "凭证字：记 收。\n"
    assert ledgerlib("words", book, "list", "--format", "json").data == [
        {"word": "记", "rule": ""}, {"word": "收", "rule": "debit_has 1001 1002"},
    ]  # fmt: skip
    said = ledgerlib("words", book, "set", "--rule", "付=x", "--by", "主管", "--format", "json")
    assert said.codes == ["word.rule"]
    assert ledgerlib("words", book, "set", "--by", "主管").status == 2
    assert (
        ledgerlib(
            "summary", book, "set", "01", "支付办公费", "--account", "5602", "--by", "会计"
        ).status
        == 0
    )
    assert ledgerlib("summary", book, "list", "zf").out == "01  支付办公费  zfbgf  5602\n"
    assert ledgerlib("summary", book, "remove", "01", "--by", "会计").status == 0
    assert ledgerlib("summary", book, "list", "--format", "json").data == []
