"""What the tests of exports share: books to export, and a month kept to its close."""

from __future__ import annotations

import contextlib
import io
import runpy
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from attrs import evolve

from ledgerlib import (
    Book,
    Cash,
    CommodityKind,
    DimensionValue,
    Measure,
    Period,
    Role,
    Settlement,
    Voucher,
    credit,
    debit,
)
from ledgerlib.testing import CHART, new_book

MESS_FUND = Path(__file__).parents[2] / "examples" / "mess_fund"


def _keep_month(book: Book, period: Period, written: list[Voucher], *, closed: bool = True) -> None:
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    if written:
        maker.enter_many(written)
        reviewer.review(period)
        poster.post(period)
    if closed and maker.carry_forward(period):
        reviewer.review(period)
        poster.post(period)
    if closed:
        poster.close(period)
        if period.month == 12:
            poster.roll_over(period.year)


@pytest.fixture
def keep_month() -> Callable[..., None]:
    """Enter, review and post a month; carry it forward and close it unless told not to."""
    return _keep_month


@pytest.fixture
def new_file(tmp_path: Path) -> Callable[[], str]:
    """Makes a place for a new book in a file: what is read is the same on both databases."""
    numbers = count(1)
    return lambda: str(tmp_path / f"random-{next(numbers)}.ledger")


@pytest.fixture(scope="session")
def mess_fund(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The mess fund of 2008, as its example keeps it."""
    example = runpy.run_path(str(MESS_FUND / "keep_the_year.py"))
    with contextlib.redirect_stdout(io.StringIO()):
        book = example["keep_the_year"](tmp_path_factory.mktemp("mess"))
    with book:
        yield book


@pytest.fixture
def rich_book(new_place: Callable[[], str]) -> Iterator[Book]:
    """
    期初   工行 1000.00  实收资本 1000.00
    记-1   收 USD 100.00，汇率 7.1234：工行 712.34  收入 712.34（客户 K1，项目 p1/p11）  出纳签字
    记-2   买大米 50.000 公斤 @ 4.60：应付 −，材料 230.00（部门 01）  转账支票 8831
    记-3   红字冲销记-2 的 30.00 公斤 138.00
    记-4   现金 20.00 现金流量 03 付管理费
    记-5   未记账                                          记-6   作废
    """
    with _rich(new_place()) as book:
        yield book


@pytest.fixture
def rich_file(tmp_path: Path) -> Iterator[Book]:
    """The same in a file, for tests that need no other database."""
    with _rich(str(tmp_path / "rich.ledger")) as book:
        yield book


def _rich(place: str) -> Book:
    book = new_book(place, started=False)
    cash = evolve(CHART.accounts["1001"], cash=Cash.CASH)
    book.set_accounts([cash, evolve(CHART.accounts["100201"], cash=Cash.BANK)])
    book.add_user("出纳", [Role.CASHIER])
    kinds = {"department": "", "customer": "客户", "project": "", "cash_flow": ""}
    for kind, name in kinds.items():
        book.set_dimension_kind(kind, name)
    book.set_dimension_values([
        DimensionValue("department", "01", "食堂"), DimensionValue("customer", "K1", "甲公司"),
        DimensionValue("project", "p1", "大项目"), DimensionValue("project", "p11", "小项目", "p1"),
        DimensionValue("cash_flow", "03", "支付管理费"),
    ])  # fmt: skip
    book.set_opening([debit("100201", "1000"), credit("3001", "1000")])
    book.start()
    _enter_rich(book)
    return book


def _enter_rich(book: Book) -> None:
    dollars = Measure("USD", Decimal("100"), Decimal("7.1234"), CommodityKind.CURRENCY)
    rice = Measure("公斤", Decimal("50.000"), Decimal("4.60"))
    less = Measure("公斤", Decimal("-30.000"), Decimal("4.60"))
    cheque = Settlement("转账支票", "8831", date(2024, 1, 6))
    maker = book.acting_as("制单")
    day = date(2024, 1, 5)
    written = [
        (debit("100201", "712.34", "收外汇", measure=dollars),
         credit("5001", "712.34", "销售", dimension="customer:K1;project:p11")),
        (debit("5602", "230", "买大米", dimension="department:01", measure=rice),
         credit("2202", "230", "买大米", settlement=cheque)),
        (debit("5602", "-138", "退大米", dimension="department:01", measure=less),
         credit("2202", "-138", "退大米")),
        (debit("5602", "20", "管理费"), credit("1001", "20", "管理费", dimension="cash_flow:03")),
    ]  # fmt: skip
    maker.enter_many([Voucher(day, lines) for lines in written], make_missing=True)
    book.acting_as("出纳").sign("2024-01")
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    draft = (debit("1001", "9", "未记账"), credit("5001", "9", "未记账"))
    maker.enter_many([Voucher(day, draft, reference="外-7"), Voucher(day, draft)])
    maker.void("2024-01/记/6")
