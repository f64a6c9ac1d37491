"""GB/T 24589.1-2010 read back: against a schema, and by a plain reader that adds the year up again."""

from __future__ import annotations

import json
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ledgerlib import Account, Book, Category, Line, Period, Refused, Side, Voucher, credit, debit
from ledgerlib.exchange import gbt_24589
from ledgerlib.exchange.outgoing import ExportOptions, ExportUnit
from ledgerlib.testing import balanced_lines, new_book, vouchers

from .closings import closing_of

SCHEMAS = Path(gbt_24589.__file__).with_name("schemas")
SIDE = {"借": 1, "贷": -1, "平": 0}
MONTHS = [Period(2023, 11), Period(2023, 12), Period(2024, 1)]
Rows = dict[str, list[dict[str, str]]]


def exported(book: Book, folder: Path, **asked: Any) -> Rows:
    """The rows of both files by table, which must be valid by the schemas."""
    rows: Rows = defaultdict(list)
    gbt_24589.write_gbt_24589(book, folder, ExportOptions(**asked))
    for file, schema in (("公共档案", "public"), ("总账", "ledger")):
        path = folder / f"{file}.xml"
        valid = etree.XMLSchema(etree.parse(SCHEMAS / f"gbt_24589_{schema}.xsd"))
        valid.assertValid(etree.parse(path))
        text = path.read_bytes().decode(asked.get("encoding", "UTF-8"))
        root = ElementTree.fromstring(text.partition("?>")[2])
        assert root.tag == file
        for row in root:
            assert row.get("locID")
            rows[row.tag].append({each.tag: each.text or "" for each in row})
    return rows


def key_of(row: dict[str, str]) -> tuple[str, ...]:
    """Where a balance stands: account, items, currency, unit."""
    items = [value for name, value in row.items() if name.startswith("辅助项")]
    return (row["科目编号"], *items, row["币种编码"], row["计量单位"])


def standing(row: dict[str, str], when: str) -> list[Decimal]:
    """An opening or closing, debit positive: quantity, foreign, local."""
    side = SIDE[row[f"{when}余额方向"]]
    columns = (f"{when}数量", f"{when}原币余额", f"{when}本币余额")
    found = [side * Decimal(row[column]) for column in columns]
    assert side or not any(Decimal(row[column]) for column in columns)
    return found


def moved(row: dict[str, str], side: str) -> list[Decimal]:
    return [Decimal(row[f"{side}{what}"]) for what in ("数量", "原币金额", "本币金额")]


def check(rows: Rows) -> dict[str, Decimal]:
    """Add the vouchers up, and compare every balance of every month; the closings by account."""
    lines: dict[tuple[str, tuple[str, ...], str], list[Decimal]] = defaultdict(
        lambda: [Decimal(0)] * 3
    )
    for row in rows["记账凭证"]:
        if row["作废标志"] == "0":
            for side in ("借方", "贷方"):
                at = (row["会计期间号"], key_of(row), side)
                lines[at] = [a + b for a, b in zip(lines[at], moved(row, side), strict=True)]
    months = [row["会计期间号"] for row in rows["会计期间"]]
    balance: dict[tuple[str, ...], list[Decimal]] = {}
    for month in months:
        shown = {key_of(r): r for r in rows["科目余额及发生额"] if r["会计期间号"] == month}
        assert len(shown) == sum(r["会计期间号"] == month for r in rows["科目余额及发生额"])
        wanted = {k for k, amounts in balance.items() if any(amounts)}
        wanted |= {k for m, k, side in lines if m == month and any(lines[m, k, side])}
        assert month == months[0] or wanted <= shown.keys()
        for key, row in shown.items():
            opening, closing = standing(row, "期初"), standing(row, "期末")
            if month != months[0]:
                assert opening == balance.get(key, [0, 0, 0])
            for side in ("借方", "贷方"):
                assert moved(row, side) == lines[month, key, side]
            debits, credits = moved(row, "借方"), moved(row, "贷方")
            sums = [a + b - c for a, b, c in zip(opening, debits, credits, strict=True)]
            assert closing == sums
            balance[key] = closing
    found: dict[str, Decimal] = defaultdict(Decimal)
    for key, amounts in balance.items():
        found[key[0]] += amounts[2]
    assert sum(found.values()) == 0
    return {code: amount for code, amount in found.items() if amount}


@settings(max_examples=5)
@given(
    opening=st.just(()) | balanced_lines(),
    months=st.tuples(
        *(st.lists(vouchers(p.first_day, p.last_day), max_size=4) for p in MONTHS)
    ),
)  # fmt: skip
def test_a_random_year_adds_up_again(
    new_place: Callable[[], str], keep_month: Callable[..., None],
    opening: tuple[Line, ...], months: tuple[list[Voucher], ...],
) -> None:  # fmt: skip
    """
    2023-11, 2023-12   random vouchers, carried forward, closed, rolled over
    2024-01            random vouchers, not closed
    """
    with new_book(new_place(), start=MONTHS[0], opening=opening) as book:
        for period, written in zip(MONTHS, months, strict=True):
            keep_month(book, period, written, closed=period.year == 2023)
        head = book.chain_head()
        with tempfile.TemporaryDirectory() as folder:
            assert check(exported(book, Path(folder), year=2023)) == closing_of(book, "2023-12")
            rows = exported(book, Path(folder), year=2024)
            assert check(rows) == closing_of(book, "2024-01")
        posted = [v for v in book.posted() if v.day.year == 2024]
        assert len(rows["记账凭证"]) == sum(len(voucher.lines) for voucher in posted)
        assert book.chain_head() == head


def test_the_mess_fund_comes_to_what_the_files_say(mess_fund: Book, tmp_path: Path) -> None:
    rows = exported(mess_fund, tmp_path)  # the last year with vouchers, where none is named
    expected = json.loads(
        (Path(__file__).parents[2] / "examples/mess_fund/expected.json").read_text("utf-8")
    )
    sign = {"101": 1, "102": 1, "401": -1, "402": -1}
    year = {c: sign[c] * Decimal(f["closing"]) for c, f in expected["year"].items()}
    assert check(rows) == {code: amount for code, amount in year.items() if amount}
    for month, accounts in expected["months"].items():
        for row in rows["科目余额及发生额"]:
            if row["会计期间号"] == str(int(month[5:])):
                told = accounts[row["科目编号"]]
                assert moved(row, "借方")[2] == Decimal(told["debit"])
                assert moved(row, "贷方")[2] == Decimal(told["credit"])
    (about,) = rows["电子账簿"]
    assert (about["会计年度"], about["标准版本号"]) == ("2008", "GB/T 24589.1-2010")
    red = [r for r in rows["记账凭证"] if r["记账凭证摘要"].startswith("注销3月12日")]
    assert [(r["借方本币金额"], r["贷方本币金额"]) for r in red] == [
        ("-310.00", "0"), ("0", "-310.00"),
    ]  # fmt: skip
    assert {r["凭证来源系统"] for r in red} == {"总账-冲销"}
    sheet = [r for r in rows["报表项数据"] if r["报表项名称"].startswith("库存现金 期末")]
    assert [Decimal(row["报表项数值"]) for row in sheet] == [year["101"]]
    assert mess_fund.chain_head() in (tmp_path / "总账.xml").read_text("utf-8")


def test_what_entries_carry(rich_book: Book, tmp_path: Path) -> None:
    unit = ExportUnit("某公司", "91110000100000000X", "企业单位", "批发业")
    rows = exported(rich_book, tmp_path, year=2024, unit=unit)
    assert check(rows) == closing_of(rich_book, "2024-01")
    (about,) = rows["电子账簿"]
    assert [about[k] for k in ("会计核算单位", "组织机构代码", "单位性质", "行业")] == [
        "某公司", "91110000100000000X", "企业单位", "批发业",
    ]  # fmt: skip
    items = {(r["科目编号"], r["辅助项名称"]): r for r in rows["科目辅助核算"]}
    place = {name: row["辅助项描述"] for (_, name), row in items.items()}
    assert {name: row["对应档案"] for (_, name), row in items.items()} == {
        "部门": "部门档案", "客户": "客户档案", "项目": "project", "现金流量项目": "现金流量项目",
    }  # fmt: skip
    assert [(r["部门编码"], r["部门名称"]) for r in rows["部门档案"]] == [("01", "食堂")]
    assert [(r["客户编码"], r["客户名称"]) for r in rows["客户档案"]] == [("K1", "甲公司")]
    assert [(r["档案编码"], r["是否有层级特征"]) for r in rows["自定义档案项"]] == [
        ("project", "1")
    ]
    assert [
        (r["档案值编码"], r["档案值父节点"], r["档案值级次"]) for r in rows["自定义档案项值"]
    ] == [("p1", "", "1"), ("p11", "p1", "2")]
    assert [(r["币种编码"], r["币种名称"]) for r in rows["币种"]] == [
        ("CNY", "人民币"), ("USD", "美元"),
    ]  # fmt: skip
    assert [r["结算方式编码"] for r in rows["结算方式"]] == ["转账支票"]
    dollars, sale, rice, owed, red, _, _, paid = rows["记账凭证"]
    assert [dollars[k] for k in ("币种编码", "借方原币金额", "借方本币金额", "汇率")] == [
        "USD", "100.00", "712.34", "7.1234",
    ]  # fmt: skip
    assert (dollars["凭证头可扩展字段结构值"], dollars["记账标志"]) == ("出纳", "1")
    assert (sale[place["客户"]], sale[place["项目"]]) == ("K1", "p11")
    assert (rice["计量单位"], Decimal(rice["借方数量"]), rice["单价"]) == ("公斤", 50, "4.60")
    assert (owed["票据号"], owed["票据日期"]) == ("8831", "20240106")
    assert (Decimal(red["借方数量"]), red["借方本币金额"]) == (-30, "-138.00")
    assert (paid["票据日期"], paid[place["现金流量项目"]]) == ("00000000", "03")
    (flow,) = rows["现金流量凭证项目数据"]
    assert [flow[k] for k in ("记账凭证编号", "现金流量项目编码", "现金流量项目属性")] == [
        "4", "03", "流出",
    ]  # fmt: skip
    assert flow["现金流量本币金额"] == "20.00"


def test_what_is_not_posted_is_there_where_asked_for_and_marked(
    rich_file: Book, tmp_path: Path
) -> None:
    rows = exported(rich_file, tmp_path, year=2024, include_unposted=True)
    assert check(rows) == closing_of(rich_file, "2024-01", include_unposted=True)
    flags = [(r["记账凭证编号"], r["记账标志"], r["作废标志"]) for r in rows["记账凭证"][8:]]
    assert flags == [("5", "0", "0")] * 2 + [("6", "0", "1")] * 2
    assert rows["记账凭证"][8]["分录行可扩展字段结构值"] == "外-7"
    assert "含未记账凭证" in (tmp_path / "总账.xml").read_text("utf-8")[:500]


def test_gb_18030_and_signs_that_xml_has_no_place_for(tmp_path: Path) -> None:
    with new_book(tmp_path / "book.ledger", name="--某单位<甲>--") as book:
        lines = (debit("1001", "1", "𠮷野\x0b家&<😀>"), credit("5001", "1", "𠮷"))
        book.acting_as("制单").enter(date(2024, 1, 5), "", *lines)
        rows = exported(
            book, tmp_path / "out", year=2024, encoding="GB18030", include_unposted=True
        )
    assert rows["记账凭证"][0]["记账凭证摘要"] == "𠮷野\ufffd家&<😀>"
    assert rows["电子账簿"][0]["电子账簿名称"] == "--某单位<甲>--"


@pytest.fixture
def long_book(tmp_path: Path) -> Any:
    """An account with a name of 250 signs, and a summary of 150."""
    with new_book(tmp_path / "book.ledger") as book:
        book.set_accounts([Account("1009", "长" * 250, Category.ASSET, Side.DEBIT)])
        lines = (debit("1009", "1", "摘" * 150), credit("5001", "1", "短"))
        book.acting_as("制单").enter(date(2024, 1, 5), "", *lines)
        yield book


def test_what_is_too_long_is_told_of_all_at_once_and_nothing_is_written(
    long_book: Book, tmp_path: Path
) -> None:
    lengths = tmp_path / "own.toml"
    lengths.write_text('[gbt_24589."记账凭证"]\n"记账凭证摘要" = "C..100"\n', "utf-8")
    out = tmp_path / "out"
    asked = ExportOptions(year=2024, include_unposted=True, lengths=lengths)
    with pytest.raises(Refused) as caught:
        gbt_24589.write_gbt_24589(long_book, out, asked)
    told = [(p.code, p.values["cell"], p.values["longest"]) for p in caught.value.problems]
    assert told == [
        ("export.too_long", "会计科目/科目名称", 200),
        ("export.too_long", "记账凭证/记账凭证摘要", 100),
    ]
    assert caught.value.problems[1].where["voucher"] == "2024-01/记/1"
    assert not out.exists()


def test_what_is_too_long_is_cut_where_asked_for(long_book: Book, tmp_path: Path) -> None:
    asked = {"year": 2024, "include_unposted": True, "cut": True}
    out = tmp_path / "out"
    done = gbt_24589.write_gbt_24589(long_book, out, ExportOptions(**asked))
    assert [problem.code for problem in done.warnings] == ["export.too_long"]
    rows = exported(long_book, out, **asked)
    names = {r["科目编号"]: r["科目名称"] for r in rows["会计科目"]}
    assert names["1009"] == "长" * 200


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[gbt_24589."记账凭证"]\n"没有的字段" = "C..9"', "export.layout"),
        ('[gbt_24589."记账凭证"]\n"制单人" = "九个字"', "export.layout"),
        ('[gbt_24589."没有的表"]\n"制单人" = "C..9"', "export.layout"),
        ('[gbt]\n"制单人" = "C..9"', "export.layout"),
        ("记账凭证", "export.not_toml"),
    ],
)
def test_a_file_of_lengths_that_says_nothing_is_refused(
    text: str, code: str, tmp_path: Path, refused: Callable[..., Any]
) -> None:
    lengths = tmp_path / "own.toml"
    lengths.write_text(text, "utf-8")
    with new_book(tmp_path / "book.ledger") as book, refused(code):
        gbt_24589.write_gbt_24589(book, tmp_path / "out", ExportOptions(year=2024, lengths=lengths))


def test_a_span_of_two_years_is_refused(tmp_path: Path, refused: Callable[..., Any]) -> None:
    with new_book(tmp_path / "book.ledger") as book, refused("export.several_years"):
        gbt_24589.write_gbt_24589(
            book, tmp_path / "out", ExportOptions(first="2024-06", last="2025-02")
        )
