"""Books of a month that were worked out by hand: a small company, a public institution, a fund."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ledgerlib
from ledgerlib import Book, Line, NewBook, Period, Role, create, credit, debit, reports
from ledgerlib.core.statement import Statement
from ledgerlib.exchange.statements import find_statement
from ledgerlib.reports import Report

JANUARY = Period(2024, 1)


def started(place: str, chart_id: str, opening: list[Line], **options: str) -> Book:
    chart = ledgerlib.load_chart(chart_id).chart
    book = create(place, NewBook("某单位", chart, JANUARY, chart_id, options=options), by="主管")
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    for kind in ("cash_flow", "partner"):
        book.set_dimension_kind(kind, is_open=True)
    book.set_opening(opening)
    book.start()
    return book


def keep(book: Book, period: Period, *vouchers: tuple[str, list[Line]]) -> None:
    """Enter, review and post the vouchers of a month, one a day."""
    maker = book.acting_as("会计")
    for day, (summary, lines) in enumerate(vouchers, 1):
        maker.enter(date(period.year, period.month, day), summary, *lines)
    book.review(period)
    maker.post(period)


def partner(name: str) -> dict[str, str]:
    return {"dimension": f"partner:{name}"}


def flow(item: str) -> dict[str, str]:
    return {"dimension": f"cash_flow:{item}"}


def company_at(place: str) -> Book:
    """
    A small company (小企业会计准则), January 2024.

    opening   现金 2,000  银行 98,000  应收 甲 30,000 丙 贷 5,000  库存商品 20,000
              固定资产 60,000  累计折旧 12,000 | 应付 乙 15,000  税费 3,000  资本 150,000  未分配 25,000
    销售 30,000（其中赊给丙 10,000）  成本 14,000  工资 6,000  折旧 1,000  研发费用化 500  利息 200
    付乙 18,000（多付 3,000）  预收丁 4,000  缴税 3,000  提现 1,000
    """
    opening = [
        debit("1001", "2000"), debit("1002", "98000"), debit("1122", "30000", **partner("甲")),
        credit("1122", "5000", **partner("丙")), debit("1405", "20000"), debit("1601", "60000"),
        credit("1602", "12000"), credit("2202", "15000", **partner("乙")), credit("2221", "3000"),
        credit("3001", "150000"), credit("310402", "25000"),
    ]  # fmt: skip
    book = started(place, "cn_small_business_2013", opening)
    keep(
        book,
        JANUARY,
        ("销售", [debit("1002", "22600", **flow("01")), credit("5001", "20000"), credit("2221", "2600")]),
        ("赊销", [debit("1122", "11300", **partner("丙")), credit("5001", "10000"), credit("2221", "1300")]),
        ("成本", [debit("5401", "14000"), credit("1405", "14000")]),
        ("付货款", [debit("2202", "18000", **partner("乙")), credit("1002", "18000", **flow("03"))]),
        ("计提工资", [debit("5602", "6000"), credit("2211", "6000")]),
        ("发工资", [debit("2211", "6000"), credit("1002", "6000", **flow("04"))]),
        ("折旧", [debit("5602", "1000"), credit("1602", "1000")]),
        ("预收", [debit("1002", "4000", **flow("01")), credit("1122", "4000", **partner("丁"))]),
        ("提现", [debit("1001", "1000"), credit("1002", "1000")]),
        ("缴税", [debit("2221", "3000"), credit("1002", "3000", **flow("05"))]),
        ("研发", [debit("430101", "500"), credit("1002", "500", **flow("06"))]),
        ("付利息", [debit("5603", "200"), credit("1002", "200")]),
    )  # fmt: skip
    return book


def institution_at(place: str) -> Book:
    """
    A public institution (政府会计制度), January 2024: each voucher with its budget part.

    opening   银行 50,000  固定资产 100,000  折旧 20,000 | 应付 5,000  累计盈余 125,000 ‖ 资金结存 50,000
    """
    opening = [
        debit("100201", "50000"), debit("1601", "100000"), credit("1602", "20000"),
        credit("2302", "5000", **partner("供应商")), credit("3001", "125000"),
        debit("800102", "50000"), credit("820204", "50000"),
    ]  # fmt: skip
    book = started(place, "cn_government_2019", opening, unit="institution")
    a = partner("客户")
    keep(
        book,
        JANUARY,
        ("财政拨款", [debit("1011", "30000"), credit("4001", "30000"), debit("800101", "30000"), credit("60010101", "30000")]),
        ("计提工资", [debit("5001", "18000"), credit("220101", "18000")]),
        ("发工资", [debit("220101", "18000"), credit("1011", "18000"), debit("7201010101", "18000"), credit("800101", "18000")]),
        ("购设备", [debit("1601", "6000"), credit("100201", "6000"), debit("720103", "6000"), credit("800102", "6000")]),
        ("折旧", [debit("5101", "1000"), credit("1602", "1000")]),
        ("应收服务费", [debit("1212", "8000", **a), credit("4101", "8000")]),
        ("收服务费", [debit("100201", "3000"), credit("1212", "3000", **a), debit("800102", "3000"), credit("610102", "3000")]),
        ("购材料", [debit("1302", "2000"), credit("100201", "2000"), debit("720103", "2000"), credit("800102", "2000")]),
        ("领材料", [debit("5001", "500"), credit("1302", "500")]),
        ("借款", [debit("100201", "10000"), credit("2001", "10000"), debit("800102", "10000"), credit("650102", "10000")]),
        ("处置", [debit("5301", "400"), debit("1602", "600"), credit("1601", "1000")]),
        ("办公费", [debit("5101", "700"), credit("100201", "700"), debit("720103", "700"), credit("800102", "700")]),
    )  # fmt: skip
    return book


def medical_fund_at(place: str) -> Book:
    """A fund of employees' medical insurance (社会保险基金会计制度), January 2024."""
    opening = [debit("1003", "200000"), credit("300101", "150000"), credit("300102", "50000")]
    book = started(place, "cn_social_insurance_fund_2018", opening, insurance="employee_medical")
    keep(
        book,
        JANUARY,
        ("征缴", [debit("1002", "90000"), credit("400101", "60000"), credit("400102", "30000")]),
        ("财政补贴", [debit("1003", "20000"), credit("4101", "20000")]),
        ("归属未定", [debit("1005", "5000"), credit("4601", "5000")]),
        ("利息", [debit("1003", "1000"), credit("42010101", "700"), credit("42010201", "300")]),
        ("拨用款", [debit("1004", "50000"), credit("1003", "50000")]),
        ("结算", [debit("50010101", "40000"), debit("50010202", "8000"), credit("1004", "48000")]),
        ("退回", [debit("1004", "500"), credit("50010101", "500")]),
        ("大病保险", [debit("5101", "6000"), credit("1003", "6000")]),
    )
    return book


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A place for a new book where one database is enough."""
    return str(tmp_path / "book.ledger")


@pytest.fixture
def company(file: str) -> Book:
    return company_at(file)


@pytest.fixture
def company_anywhere(place: str) -> Book:
    return company_at(place)


@pytest.fixture
def institution(file: str) -> Book:
    return institution_at(file)


@pytest.fixture
def institution_anywhere(place: str) -> Book:
    return institution_at(place)


@pytest.fixture
def medical_fund(file: str) -> Book:
    return medical_fund_at(file)


@pytest.fixture
def medical_fund_anywhere(place: str) -> Book:
    return medical_fund_at(place)


JANUARY = Period(2024, 1)


def statement(book: Book, name: str) -> Statement:
    return find_statement(book.facts().chart, name, book.options().values())


def shown(book: Book, name: str, period: Period = JANUARY, **more: Any) -> Report:
    return reports.statement_report(book, statement(book, name), period, **more)


def amounts(book: Book, name: str, column: str, period: Period = JANUARY) -> dict[str, str]:
    """What a statement shows in a column, by line number; zeros and blanks left out."""
    found = {}
    report = shown(book, name, period)
    for row, line in zip(report.rows, statement(book, name).rows, strict=True):
        amount = row.cells.get(column)
        if line.line and amount:
            found[line.line] = f"{amount:f}"
    return found


def yuan(**lines: int) -> dict[str, str]:
    """L1=98900 as the report has it: {"1": "98900.00"}."""
    return {line[1:]: f"{amount}.00" for line, amount in lines.items()}


def carried(book: Book) -> Book:
    while book.acting_as("会计").carry_forward(JANUARY):
        book.review(JANUARY)
        book.acting_as("会计").post(JANUARY)
    return book
