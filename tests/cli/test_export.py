"""ledgerlib export: every format from one command, refusals and usage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
FORMATS = ["beancount", "hledger", "gbt19581", "gbt24589", "saf-t"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written(form: str, book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    out = tmp_path / "out"
    said = ledgerlib("export", book, form, "-o", out)
    assert (said.status, said.err) == (0, "")
    assert "已导出 2008-01 至 2008-01" in said.out
    files = [out / "公共档案.xml", out / "总账.xml"] if form == "gbt24589" else [out]
    assert all("某公司" in file.read_text("utf-8") for file in files)
    assert ledgerlib("export", book, form, "-o", out, "--format", "json").data["done"] == "export"


@pytest.mark.parametrize("form", ["beancount", "hledger"])
def test_a_text_goes_to_the_screen_where_no_file_is_named(
    form: str, book: Path, ledgerlib: Run
) -> None:
    said = ledgerlib("export", book, form, "--period", "2008-01")
    assert (said.status, said.err) == (0, "")
    assert "期初余额" in said.out
    assert "9000.00 CNY" in said.out


def test_the_unit_and_the_encoding(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    words = (
        "--year",
        "2008",
        "--encoding",
        "gb18030",
        "--nature",
        "企业单位",
        "--unit-name",
        "甲厂",
    )
    assert ledgerlib("export", book, "gbt19581", "-o", tmp_path / "a.xml", *words).status == 0
    text = (tmp_path / "a.xml").read_bytes().decode("gb18030")
    assert "encoding='GB18030'" in text
    assert ">企业单位<" in text
    assert ">甲厂<" in text


def test_what_does_not_fit_is_told_of_and_cut_on_request(
    book: Path, tmp_path: Path, ledgerlib: Run
) -> None:
    lengths = tmp_path / "own.toml"
    lengths.write_text('[gbt_19581."会计科目"]\n"科目名称" = "C..2"\n', "utf-8")
    words = ("export", book, "gbt19581", "-o", tmp_path / "a.xml", "--lengths", lengths)
    said = ledgerlib(*words)
    assert said.status == 1
    assert "会计科目/科目名称 的内容“库存现金”过长，最长 2。" in said.err
    assert not (tmp_path / "a.xml").exists()
    said = ledgerlib(*words, "--cut")
    assert said.status == 0
    assert "! " in said.err
    assert ">库存<" in (tmp_path / "a.xml").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("gbt24589",),
        ("hledger", "--encoding", "gb18030"),
        ("hledger", "--year", "2008", "--period", "2008-01"),
        ("quicken", "-o", "x"),
        ("hledger", "--period", "一月"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], book: Path, ledgerlib: Run) -> None:
    assert ledgerlib("export", book, *words).status == 2


def test_a_folder_that_is_not_there(book: Path, tmp_path: Path, ledgerlib: Run) -> None:
    said = ledgerlib("export", book, "saf-t", "-o", tmp_path / "no" / "a.xml", "--format", "json")
    assert (said.status, said.codes) == (1, ["file.cannot_write"])
