"""The ledger of an account (明细账): three columns, quantities, foreign currency, totals, sides, 收付."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    NewBook,
    Period,
    Side,
    create,
    credit,
    debit,
    render,
    reports,
)
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.core.voucher import Measure
from ledgerlib.reports.report import RowKind

from .ledger_books import keep, told

JANUARY = Period(2024, 1)
CHART = Chart.of(
    [
        Account("101", "现粮库存", Category.HOLDING, Side.DEBIT),
        Account("201", "对上往来", Category.SOURCE, Side.CREDIT),
        Account("301", "粮秣报销", Category.USE, Side.DEBIT),
        Account("401", "库存商品", Category.ASSET, Side.DEBIT),
        Account("40101", "大米", Category.ASSET, Side.DEBIT),
        Account("40102", "面粉", Category.ASSET, Side.DEBIT),
    ],
    code_rule=(3, 2),
)


def rice(quantity: str, rate: str | None = None) -> dict[str, Any]:
    price = Decimal(rate) if rate else None
    return {"measure": Measure("大米", Decimal(quantity), price, CommodityKind.GOODS)}


def dollars(amount: str, rate: str) -> dict[str, Any]:
    return {"measure": Measure("USD", Decimal(amount), Decimal(rate), CommodityKind.CURRENCY)}


@pytest.fixture
def book(file: str) -> Iterator[Book]:
    with create(file, NewBook("某中队", CHART, JANUARY, "test"), by="主管") as made:
        made.add_user("会计", ["maker", "poster"])
        made.set_commodity("大米", scale=3, kind=CommodityKind.GOODS)
        made.set_commodity("USD", scale=2, kind=CommodityKind.CURRENCY)
        made.set_dimension_kind("partner", is_open=True)
        made.set_policy("revalue_before_close", "no")
        yield made


def test_three_columns_over_two_months(book: Book) -> None:
    """
    01-05 收上级拨款 300  01-20 报销 100
    03-02 报销 250 (more than there was)     February moves nothing, and is totalled all the same
    """
    book.start()
    keep(
        book,
        (date(2024, 1, 5), "拨款", [debit("101", "300"), credit("201", "300")]),
        (date(2024, 1, 20), "报销", [debit("301", "100"), credit("101", "100")]),
        (date(2024, 2, 1), "无关", [debit("301", "1"), credit("201", "1")]),
        (date(2024, 3, 2), "报销", [debit("301", "250"), credit("101", "250")]),
    )
    report = reports.account_ledger(book, "101", "2024-03", from_period="2024-01")
    assert told(report, "debit", "credit", "side", "balance") == [
        "opening - - side.even -",
        "拨款 300.00 - side.debit 300.00",
        "报销 - 100.00 side.debit 200.00",
        "month_total 300.00 100.00 side.debit 200.00",
        "year_total 300.00 100.00 side.debit 200.00",
        "month_total - - side.debit 200.00",
        "year_total 300.00 100.00 side.debit 200.00",
        "报销 - 250.00 side.credit 50.00",
        "month_total - 250.00 side.credit 50.00",
        "year_total 300.00 350.00 side.credit 50.00",
    ]
    entry = next(row for row in report.rows if row.kind is RowKind.ENTRY)
    assert (str(entry.voucher), entry.account) == ("2024-01/记/1", "101")


def test_the_side_may_be_the_accounts_own_with_a_sign(book: Book) -> None:
    """Rule Q: 101 is a debit account; 50 too much spent is 借 −50, not 贷 50."""
    book.start()
    keep(book, (date(2024, 1, 2), "报销", [debit("301", "50"), credit("101", "50")]))
    actual = reports.account_ledger(book, "101", JANUARY)
    signed = reports.account_ledger(book, "101", JANUARY, sides="account")
    assert told(actual, "side", "balance")[1] == "报销 side.credit 50.00"
    assert told(signed, "side", "balance")[1] == "报销 side.debit -50.00"
    assert told(signed, "side", "balance")[0] == "opening side.even -"


def test_by_hands_custom_a_single_entry_needs_no_month_total(book: Book) -> None:
    """第六十三条 by custom: January two entries, February one, March none."""
    book.start()
    keep(
        book,
        (date(2024, 1, 5), "拨款", [debit("101", "300"), credit("201", "300")]),
        (date(2024, 1, 6), "拨款", [debit("101", "30"), credit("201", "30")]),
        (date(2024, 2, 5), "拨款", [debit("101", "3"), credit("201", "3")]),
        (date(2024, 3, 5), "无关", [debit("301", "1"), credit("201", "1")]),
    )
    report = reports.account_ledger(book, "101", "2024-03", from_period="2024-01", totals="needed")
    assert told(report, "debit") == [
        "opening -", "拨款 300.00", "拨款 30.00", "month_total 330.00", "year_total 330.00",
        "拨款 3.00", "year_total 333.00",
    ]  # fmt: skip


def test_a_closed_year_is_carried_down(book: Book) -> None:
    """December closed: 结转下年 with the balance; January begins with 上年结转, its year with nothing."""
    book.start()
    lines = [debit("101", "300"), credit("201", "300")]
    keep(book, (date(2024, 1, 5), "拨款", lines))
    assert "carried_down" not in str(told(reports.account_ledger(book, "101", "2024-12"), "date"))
    for month in range(1, 13):
        book.close(Period(2024, month))
    book.roll_over(2024)
    keep(book, (date(2025, 1, 8), "拨款", lines))
    report = reports.account_ledger(book, "101", "2025-01", from_period="2024-12")
    assert told(report, "date", "debit", "side", "balance") == [
        "opening 2024-12-01 - side.debit 300.00",
        "month_total 2024-12-31 - side.debit 300.00",
        "year_total 2024-12-31 300.00 side.debit 300.00",
        "carried_down 2024-12-31 - side.debit 300.00",
        "opening 2025-01-01 - side.debit 300.00",
        "拨款 2025-01-08 300.00 side.debit 600.00",
        "month_total 2025-01-31 300.00 side.debit 600.00",
        "year_total 2025-01-31 300.00 side.debit 600.00",
    ]
    labels = [row.cells["summary"] for row in report.rows]
    assert labels[0] == "row.opening_balance"
    assert labels[3:5] == ["row.carried_down", "row.brought_forward"]


def test_quantity_and_amount(book: Book) -> None:
    """
    opening 100 公斤 460.00; bought 50 at 5.00 = 250.00; issued 30 for 142.00; bought 10 = 46.00
    average 710 ÷ 150 = 4.7333, 568 ÷ 120 = 4.7333, 614 ÷ 130 = 4.7231; bought in all 296 ÷ 60 = 4.9333
    """
    book.set_opening([debit("40101", "460", **rice("100")), credit("201", "460")])
    book.start()
    keep(
        book,
        (
            date(2024, 1, 5),
            "购入",
            [debit("40101", "250", **rice("50", "5.00")), credit("201", "250")],
        ),
        (date(2024, 1, 6), "发出", [debit("301", "142"), credit("40101", "142", **rice("30"))]),
        (date(2024, 1, 7), "购入", [debit("40101", "46", **rice("10")), credit("201", "46")]),
    )
    report = reports.account_ledger(book, "40101", JANUARY, measure="大米")
    keys = [
        f"{part}{each}"
        for part in ("debit", "credit", "balance")
        for each in ("_quantity", "_price", "")
    ]
    assert told(report, *keys) == [
        "opening - - - - - - 100.000 4.60 460.00",
        "购入 50.000 5.00 250.00 - - - 150.000 4.7333 710.00",
        "发出 - - - 30.000 4.7333 142.00 120.000 4.7333 568.00",
        "购入 10.000 4.60 46.00 - - - 130.000 4.7231 614.00",
        "month_total 60.000 4.9333 296.00 30.000 4.7333 142.00 130.000 4.7231 614.00",
        "year_total 60.000 4.9333 296.00 30.000 4.7333 142.00 130.000 4.7231 614.00",
    ]
    assert [c.group for c in report.columns if c.key in keys][:3] == ["column.debit_turnover"] * 3
    assert "数量金额明细账（大米）" in render.table(report)


def test_an_account_of_quantities_alone_has_its_side_by_quantity(book: Book) -> None:
    """收 50 公斤 without money: 借 50, not 平. With money the money says it: all of it gone is 平."""
    book.start()
    keep(
        book,
        (
            date(2024, 1, 5),
            "入库",
            [debit("101", "0", **rice("50")), debit("301", "1"), credit("201", "1")],
        ),
        (
            date(2024, 1, 6),
            "超发",
            [credit("101", "0", **rice("80")), debit("301", "1"), credit("201", "1")],
        ),
        (date(2024, 1, 7), "购入", [debit("40101", "10", **rice("2")), credit("201", "10")]),
        (date(2024, 1, 8), "发出", [debit("301", "10"), credit("40101", "10", **rice("1"))]),
    )
    alone = reports.account_ledger(book, "101", JANUARY, measure="大米")
    assert told(alone, "side", "balance_quantity")[1:3] == [
        "入库 side.debit 50.000", "超发 side.credit 30.000",
    ]  # fmt: skip
    with_money = reports.account_ledger(book, "40101", JANUARY, measure="大米")
    assert told(with_money, "side", "balance_quantity", "balance")[2] == "发出 side.even 1.000 -"


def test_foreign_currency(book: Book) -> None:
    """USD 100 at 7.10 in, USD 40 at 7.20 out; 101 has 50.00 元 besides, which is not of this ledger."""
    book.start()
    keep(
        book,
        (
            date(2024, 1, 5),
            "收汇",
            [debit("101", "710", **dollars("100", "7.10")), credit("201", "710")],
        ),
        (date(2024, 1, 6), "人民币", [debit("101", "50"), credit("201", "50")]),
        (
            date(2024, 1, 7),
            "付汇",
            [debit("301", "288"), credit("101", "288", **dollars("40", "7.20"))],
        ),
    )
    report = reports.account_ledger(book, "101", JANUARY, measure="USD")
    assert told(report, "debit_quantity", "debit_price", "debit", "balance_quantity", "balance_price", "balance")[:3] == [
        "opening - - - - - -",
        "收汇 100.00 7.1000 710.00 100.00 7.1000 710.00",
        "付汇 - - - 60.00 7.0333 422.00",
    ]  # fmt: skip
    titles = {column.key: column.title for column in report.columns}
    assert titles["debit_quantity"] == "column.foreign_amount"
    assert titles["balance_price"] == "column.exchange_rate"


def test_receive_and_pay(book: Book) -> None:
    """
    收付记账法: 拨粮 300, 就餐 100. 现粮库存 收 300 付 100 余收; 对上往来 收 300; 粮秣报销 付 100 余付.
    """
    book.start()
    keep(
        book,
        (date(2024, 1, 5), "拨粮", [debit("101", "300"), credit("201", "300")]),
        (date(2024, 1, 6), "就餐", [debit("301", "100"), credit("101", "100")]),
    )
    expected = {
        "101": ["拨粮 300.00 - side.receive 300.00", "就餐 - 100.00 side.receive 200.00"],
        "201": ["拨粮 300.00 - side.receive 300.00"],
        "301": ["就餐 - 100.00 side.pay 100.00"],
    }
    for code, rows in expected.items():
        report = reports.account_ledger(book, code, JANUARY, method="receive_pay")
        shown = told(report, "receive", "pay", "side", "balance")
        assert shown[1 : 1 + len(rows)] == rows
        titles = [
            column.title for column in report.columns if column.key in ("receive", "pay", "balance")
        ]
        assert titles == ["column.receive", "column.pay", "column.balance"]
    assert "收入" in render.table(
        reports.account_ledger(book, "101", JANUARY, method="receive_pay")
    )


def test_lines_of_accounts_below_say_where_they_stand(book: Book) -> None:
    """401 over 40101 大米 and 40102 面粉: in order of days, each with its account."""
    book.start()
    keep(
        book,
        (date(2024, 1, 6), "购面", [debit("40102", "20"), credit("201", "20")]),
        (date(2024, 1, 5), "购米", [debit("40101", "10"), credit("201", "10")]),
    )
    report = reports.account_ledger(book, "401", JANUARY)
    assert told(report, "leaf", "balance")[1:3] == [
        "购米 40101 大米 10.00",
        "购面 40102 面粉 30.00",
    ]
    assert [row.account for row in report.rows][1:3] == ["40101", "40102"]


def test_what_is_not_posted_is_shown_where_asked_for_and_marked(book: Book) -> None:
    """A draft of 5 beside a posted 300."""
    book.start()
    keep(book, (date(2024, 1, 5), "拨款", [debit("101", "300"), credit("201", "300")]))
    book.acting_as("会计").enter(date(2024, 1, 9), "草稿", debit("101", "5"), credit("201", "5"))
    assert told(reports.account_ledger(book, "101", JANUARY), "balance")[-1] == "year_total 300.00"
    report = reports.account_ledger(book, "101", JANUARY, include_unposted=True)
    assert told(report, "balance")[-1] == "year_total 305.00"
    assert [row.is_posted for row in report.rows if row.kind is RowKind.ENTRY] == [True, False]


def test_a_dimension_is_named_in_the_head(book: Book) -> None:
    """对上往来 of 甲 alone: 7 of 17."""
    book.start()
    keep(
        book,
        (date(2024, 1, 5), "甲", [debit("101", "7"), credit("201", "7", dimension="partner:甲")]),
        (date(2024, 1, 6), "乙", [debit("101", "10"), credit("201", "10", dimension="partner:乙")]),
    )
    report = reports.account_ledger(book, "201", JANUARY, dimension={"partner": ["甲"]})
    assert told(report, "balance")[-1] == "year_total 7.00"
    assert report.remarks == ("往来单位：甲",)


def test_what_the_book_does_not_have_is_refused(book: Book, refused: Any) -> None:
    """No such account, goods, value, period."""
    book.start()
    with refused("account.unknown"):
        reports.account_ledger(book, "999", JANUARY)
    with refused("commodity.unknown"):
        reports.account_ledger(book, "101", JANUARY, measure="玉米")
    with refused("dimension.unknown"):
        reports.account_ledger(book, "101", JANUARY, dimension={"partner": ["丙"]})
    with refused("period.before_start"):
        reports.account_ledger(book, "101", "2023-12")
