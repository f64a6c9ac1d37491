"""GB/T 19581-2004 read back: against a schema, and by a plain reader that adds the year up again."""

from __future__ import annotations

import json
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ledgerlib import Book, Line, Period, Voucher
from ledgerlib.exchange import gbt_19581
from ledgerlib.exchange.outgoing import ExportOptions
from ledgerlib.testing import balanced_lines, new_book, vouchers

from .closings import closing_of

SCHEMA = Path(gbt_19581.__file__).with_name("schemas") / "gbt_19581.xsd"
SPACE = "{http://schemas.accounting.org.cn/2004/datainterface/gssm}"
MONTHS = [Period(2023, 11), Period(2023, 12)]
SIGN = {"借": 1, "贷": -1}
Rows = dict[str, list[dict[str, str]]]


def exported(book: Book, path: Path, **asked: Any) -> Rows:
    """The rows by table, those of 辅助核算项档案 by their own; the file must be valid."""
    rows: Rows = defaultdict(list)
    gbt_19581.write_gbt_19581(book, path, ExportOptions(**asked))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.parse(path))
    text = path.read_bytes().decode(asked.get("encoding", "UTF-8"))
    root = ElementTree.fromstring(text.partition("?>")[2])
    assert (root.tag, root.get(f"{SPACE}locID")) == (f"{SPACE}会计核算软件数据", "t000")
    for row in [*root, *(root.find(f"{SPACE}辅助核算项档案") or ())]:
        assert row.get(f"{SPACE}locID")
        name = row.tag.removeprefix(SPACE)
        rows[name].append({each.tag.removeprefix(SPACE): each.text or "" for each in row})
    return rows


def check(rows: Rows) -> dict[str, Decimal]:
    """Add the vouchers up, and compare every balance of every month; closings, debit positive."""
    sign = {row["科目编号"]: SIGN[row["余额方向"]] for row in rows["会计科目"]}
    lines: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    kinds = {"金额": "发生额", "外币金额": "外币发生额"}
    for row in rows["记账凭证"]:
        key = (str(int(row["凭证日期"][4:6])), row["科目编号"], row["币种"], row["辅助核算组"])
        if row["作废标志"] == "0":
            for side in ("借方", "贷方"):
                for what, column in kinds.items():
                    lines[*key, f"{side}{column}"] += Decimal(row[f"{side}{what}"])
    turnovers: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    balance: dict[tuple[str, ...], Decimal] = {}
    first = rows["科目余额及发生额"][0]["会计月度"] if rows["科目余额及发生额"] else ""
    for row in rows["科目余额及发生额"]:
        month, code = row["会计月度"], row["科目编号"]
        key = (month, code, row["币种"], row["辅助核算组"])
        for side in ("借方", "贷方"):
            for column in kinds.values():
                turnovers[*key, f"{side}{column}"] += Decimal(row[f"{side}{column}"])
        for when, debit, credit in (
            ("余额", "借方发生额", "贷方发生额"), ("外币余额", "借方外币发生额", "贷方外币发生额"),
            ("数量", "借方发生数量", "贷方发生数量"),
        ):  # fmt: skip
            opening, closing = Decimal(row[f"期初{when}"]), Decimal(row[f"期末{when}"])
            moved = Decimal(row[debit]) - Decimal(row[credit])
            assert closing == opening + sign[code] * moved
            # What is counted in goods stands apart from what is not, under the same key.
            place = (code, row["币种"], row["辅助核算组"], when, str(Decimal(row["期初数量"]) != 0))
            if month != first and when == "外币余额":
                assert opening == balance.get(place, 0)
            balance[place] = closing
    assert {k: v for k, v in turnovers.items() if v} == {k: v for k, v in lines.items() if v}
    last = rows["科目余额及发生额"][-1]["会计月度"] if rows["科目余额及发生额"] else ""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows["科目余额及发生额"]:
        if row["会计月度"] == last:
            found[row["科目编号"]] += sign[row["科目编号"]] * Decimal(row["期末余额"])
    return {code: amount for code, amount in found.items() if amount}


@settings(max_examples=6)
@given(
    opening=st.just(()) | balanced_lines(),
    months=st.tuples(
        *(st.lists(vouchers(p.first_day, p.last_day), max_size=4) for p in MONTHS)
    ),
)  # fmt: skip
def test_a_random_year_adds_up_again(
    new_file: Callable[[], str], keep_month: Callable[..., None],
    opening: tuple[Line, ...], months: tuple[list[Voucher], ...],
) -> None:  # fmt: skip
    """2023-11 carried forward and closed, 2023-12 posted."""
    with new_book(new_file(), start=MONTHS[0], opening=opening) as book:
        for period, written in zip(MONTHS, months, strict=True):
            keep_month(book, period, written, closed=period.month == 11)
        with tempfile.TemporaryDirectory() as folder:
            rows = exported(book, Path(folder) / "year.xml", year=2023)
        assert check(rows) == closing_of(book, str(MONTHS[1]))
        assert len(rows["记账凭证"]) == sum(len(v.lines) for v in book.posted())


def test_the_mess_fund_comes_to_what_the_files_say(mess_fund: Book, tmp_path: Path) -> None:
    """Balances carry the sign of their account's side: 401 伙食费 is a credit account, and positive."""
    rows = exported(mess_fund, tmp_path / "year.xml", year=2008, encoding="GB18030")
    check(rows)
    expected = json.loads(
        (Path(__file__).parents[2] / "examples/mess_fund/expected.json").read_text("utf-8")
    )
    months = expected["months"]
    assert len(rows["科目余额及发生额"]) > 30
    for row in rows["科目余额及发生额"]:
        told = months[f"2008-{int(row['会计月度']):02}"][row["科目编号"]]
        shown = [row[k] for k in ("期初余额", "借方发生额", "贷方发生额", "期末余额")]
        assert shown == [told[k] for k in ("opening", "debit", "credit", "closing")]
    (about,) = rows["电子账簿"]
    assert (about["年度"], about["科目结构"]) == ("2008", "3,2,2")
    assert {row["结账标志"] for row in rows["记账凭证"]} == {"1"}
    sheet = {row["项目"]: row for row in rows["企业资产负债表"]}
    assert sheet["库存现金"]["期末数"] == months["2008-12"]["101"]["closing"]
    assert sheet["库存现金"]["年初数"] == months["2008-01"]["101"]["opening"]
    assert rows["企业利润表"]


def test_an_account_against_its_side_is_negative(tmp_path: Path) -> None:
    """2023-11  期初  应付账款（贷方科目）借方余额 5.00"""
    from ledgerlib import credit, debit

    opening = (debit("2202", "5"), credit("3001", "5"))
    with new_book(tmp_path / "book.ledger", opening=opening) as book:
        rows = exported(book, tmp_path / "year.xml", year=2024)
    shown = {row["科目编号"]: row["期初余额"] for row in rows["科目余额及发生额"]}
    assert shown == {"2202": "-5.00", "3001": "5.00"}


def test_what_entries_carry(rich_book: Book, tmp_path: Path) -> None:
    rows = exported(rich_book, tmp_path / "year.xml", year=2024, include_unposted=True)
    assert check(rows) == closing_of(rich_book, "2024-01", include_unposted=True)
    units = {(row["类别编号"], row["单位编号"]) for row in rows["单位"]}
    assert units == {
        ("customer", "K1"), ("project", "p1"), ("project", "p11"), ("cash_flow", "03"),
    }  # fmt: skip
    assert [row["部门名称"] for row in rows["部门"]] == ["食堂"]
    dollars, sale, rice, owed, *_ = rows["记账凭证"]
    assert [dollars[k] for k in ("币种", "借方外币金额", "借方金额", "汇率", "出纳人员")] == [
        "USD", "100.00", "712.34", "7.1234", "出纳",
    ]  # fmt: skip
    assert sale["辅助核算组"] == "客户:K1;项目:p11"
    assert (Decimal(rice["数量"]), rice["单价"]) == (50, "4.60")
    assert (owed["结算方式"], owed["票据号"], owed["票据日期"]) == ("转账支票", "8831", "20240106")
    last = [(r["凭证编号"], r["记账人员"], r["作废标志"]) for r in rows["记账凭证"][-4:]]
    assert last == [("5", "", "0")] * 2 + [("6", "", "1")] * 2
    flags = {r["科目编号"]: (r["辅助核算标志"], r["辅助核算项"]) for r in rows["会计科目"]}
    assert (flags["5001"], flags["3001"]) == (("1", "客户,项目"), ("0", ""))
