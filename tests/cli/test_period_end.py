"""The period's end on the command line: rates, revaluing, transfers, carrying forward."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Run

TRANSFERS = """\
[[transfer]]
name = "计提费用"
when = "month"

[[transfer.line]]
account = "5602"
debit = "opening(1002) * 1%"

[[transfer.line]]
account = "1901"
credit = "difference()"
"""
BY = ("--by", "会计")
JANUARY = ("--period", "2008-01")


@pytest.fixture
def dollars(book: Path, ledgerlib: Run) -> Path:
    """2008-01  记-1  出口收入  借 工商银行 700.00 (USD 100)   贷 主营业务收入 700.00"""
    assert ledgerlib("rate", book, "USD", "7.0", "--date", "2008-01-01", *BY).status == 0
    sheet = book.parent / "v.csv"
    sheet.write_text(
        "凭证号,日期,摘要,科目编码,借方,贷方,币别,原币金额\n"
        "1,2008-01-05,出口收入,100201,700,,USD,100\n1,2008-01-05,出口收入,5001,,700,,\n"
    )
    assert ledgerlib("import", book, "vouchers", sheet, *BY).status == 0
    return book


def test_rates_are_set_listed_and_taken_away(book: Path, ledgerlib: Run) -> None:
    assert ledgerlib("rate", book, "usd", "7.1234", "--date", "2008-01-05", *BY).out == (
        "2008-01-05 的 USD 汇率设为 7.1234。\n"
    )
    ledgerlib("rate", book, "USD", "7.15", *JANUARY, *BY)
    assert ledgerlib("rates", book).out == (
        "USD  2008-01     7.15  期末汇率\nUSD  2008-01-05  7.1234  记账汇率\n"
    )
    assert ledgerlib("rates", book, "--format", "json").data[0] == {
        "currency": "USD", "kind": "closing", "at": "2008-01", "rate": "7.15",
    }  # fmt: skip
    assert ledgerlib("rate", book, "USD", "--remove", *JANUARY, *BY).status == 0
    refused = ledgerlib("rate", book, "USD", "--remove", *JANUARY, *BY, "--format", "json")
    assert (refused.status, refused.codes) == (1, ["rate.none"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("USD", "7.1"),
        ("USD", "7.1", "--date", "2008-01-01", "--period", "2008-01"),
        ("USD", "--period", "2008-01"),
        ("USD", "7.1", "--period", "2008-01", "--remove"),
        ("USD", "7.1", "--period", "一月"),
    ],
)
def test_a_rate_is_of_one_time(book: Path, ledgerlib: Run, arguments: tuple[str, ...]) -> None:
    assert ledgerlib("rate", book, *arguments, *BY).status == 2


def test_rates_from_a_sheet(book: Path, ledgerlib: Run) -> None:
    sheet = book.parent / "汇率.csv"
    sheet.write_text("币别,汇率,期间\nUSD,7.15,2008-01\nEUR,0,2008-01\n")
    refused = ledgerlib("import", book, "rates", sheet, *BY)
    assert (refused.status, "第3行" in refused.err) == (1, True)
    sheet.write_text("币别,汇率,期间\nUSD,7.15,2008-01\nEUR,7.8,2008-01\n")
    assert ledgerlib("import", book, "rates", sheet, *BY).out == "从 汇率.csv 设了 2 个汇率。\n"


def test_foreign_currency_is_revalued(dollars: Path, ledgerlib: Run) -> None:
    """期末汇率 7.10:  借 工商银行 10.00 (USD 0)   贷 管理费用 10.00"""
    revalue = ("revalue", dollars, *JANUARY, "--into", "5602", *BY)
    refused = ledgerlib(*revalue)
    assert (refused.status, "rate USD 汇率 --period 2008-01" in refused.err) == (1, True)
    ledgerlib("rate", dollars, "USD", "7.1", *JANUARY, *BY)
    assert ledgerlib(*revalue, "--preview").out == (
        "2008-01-31 记 期末调汇\n"
        "    借  100201  工商银行  10.00  (0 USD @ 7.1)\n"
        "    贷  5602  管理费用  10.00\n"
        "以上只是预览，没有录入。\n"
    )
    assert ledgerlib(*revalue).out == "已生成调汇凭证 2008-01/记/2，请审核并记账。\n"
    assert ledgerlib(*revalue).out == "2008-01 没有要调的外币差额。\n"
    assert ledgerlib(*revalue, "--preview").out == "没有要生成的凭证。\n"


def test_what_keeps_a_month_open_says_what_to_run(dollars: Path, ledgerlib: Run) -> None:
    blocked = ledgerlib("can-close", dollars, *JANUARY)
    assert (blocked.status, "科目 100201 有 USD" in blocked.err) == (1, True)
    ledgerlib("rate", dollars, "USD", "7.1", *JANUARY, *BY)
    assert "差额 10.00" in ledgerlib("can-close", dollars, *JANUARY).err


def test_transfers_are_set_listed_seen_and_entered(book: Path, ledgerlib: Run) -> None:
    file = book.parent / "t.toml"
    file.write_text(TRANSFERS)
    refused = ledgerlib("transfers", book, "set", file, *BY)
    assert (refused.status, "自动转账「计提费用」" in refused.err) == (1, True)  # 1901 is disabled
    file.write_text(TRANSFERS.replace("1901", "3001"))
    assert ledgerlib("transfers", book, "set", file, *BY).status == 0
    shown = "计提费用  每月\n    借 5602  opening(1002) * 1%\n    贷 3001  difference()\n"
    assert ledgerlib("transfers", book).out == ledgerlib("transfers", book, "list").out == shown
    kept = ledgerlib("transfers", book, "list", "--format", "json").data
    assert [(each["name"], each["when"], len(each["line"])) for each in kept] == [
        ("计提费用", "month", 2),
    ]  # fmt: skip
    preview = ledgerlib("transfer", book, *JANUARY, "--preview", *BY, "--format", "json").data
    assert [line["amount"] for line in preview["vouchers"][0]["lines"]] == ["90.00", "90.00"]
    assert "计提费用" in ledgerlib("can-close", book, *JANUARY).err
    named = ledgerlib("transfer", book, *JANUARY, "--name", "折旧", *BY)
    assert (named.status, "计提费用" in named.err) == (1, True)
    assert ledgerlib("transfer", book, *JANUARY, "--name", "计提费用", *BY).out == (
        "已生成转账凭证 2008-01/记/1，请审核并记账。\n"
    )
    assert ledgerlib("transfer", book, *JANUARY, *BY).out == "2008-01 没有要转账的。\n"


def test_carrying_forward_is_seen_first_and_income_apart(dollars: Path, ledgerlib: Run) -> None:
    ledgerlib("review", dollars, *JANUARY, "--by", "复核")
    ledgerlib("post", dollars, *JANUARY, "--by", "复核")
    carry = ("carry-forward", dollars, *JANUARY, *BY)
    preview = ledgerlib(*carry, "--preview")
    assert "贷  3103  本年利润  700.00" in preview.out
    assert ledgerlib(*carry, "--apart").out == "已生成结转凭证 2008-01/记/2，请审核并记账。\n"
