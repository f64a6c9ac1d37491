"""Opening balances by keys: filled in, even or apart, kept through a crash, stored, and the book started."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model.opening_sheet import Filled, Key, OpeningSheet, read_sheet_of
from ledger_tui.widgets.ask_form import FormDialog
from ledgerlib import (
    Book,
    DimensionValue,
    NewBook,
    OpeningLine,
    Period,
    create,
    credit,
    debit,
    load_chart,
)
from tests.tui.conftest import screen_text, settled, waited

Drive = Callable[..., LedgerApp]


@pytest.fixture
def new_fund(tmp_path: Path) -> str:
    """A mess fund of 2009 that is not started: 主管, and 司务长 as maker."""
    found = load_chart("mess_fund")
    place = str(tmp_path / "new.ledger")
    with create(
        place, NewBook("新账", found.chart, Period(2009, 1), found.chart_id), by="主管"
    ) as book:
        book.add_user("司务长", ["maker", "poster"])
    return place


amounts = st.decimals(-(10**9), 10**9, places=2)


@given(st.dictionaries(st.sampled_from(["101", "102", "401", "402"]), amounts))
def test_what_is_filled_in_adds_up_and_is_kept_as_it_was(filled: dict[str, Decimal]) -> None:
    chart = load_chart("mess_fund").chart
    sheet = OpeningSheet(chart)
    for code, amount in filled.items():
        sheet.put_amount(Key(code), amount)
    debit_sum, credit_sum, *_ = sheet.sums
    net = sum(
        (amount * chart.accounts[code].normal_side for code, amount in filled.items()), Decimal(0)
    )
    assert debit_sum - credit_sum == net
    assert all(row.debit >= 0 and row.credit >= 0 for row in sheet.rows.values())
    again = OpeningSheet(chart)
    again.take(sheet.as_content())
    assert again.rows == sheet.rows
    assert sum((x.line.side * x.line.amount for x in sheet.lines()), Decimal(0)) == net


def test_what_the_book_has_comes_back_as_it_was_set(tmp_path: Path) -> None:
    """Begun in July: 102 借 800, of which this year 借 1,000 贷 500; with a partner behind 401."""
    found = load_chart("mess_fund")
    place = str(tmp_path / "july.ledger")
    with create(place, NewBook("年中", found.chart, Period(2009, 7)), by="主管") as book:
        book.set_dimension_kind("partner", "往来单位")
        book.set_dimension_values([DimensionValue("partner", "01", "军粮站")])
        fund = book.chart().accounts["401"]
        book.set_accounts([evolve(fund, dimensions=("partner",))])
        lines = [
            OpeningLine(debit("102", "800"), Decimal("1000"), Decimal("500")),
            OpeningLine(credit("401", "800", dimension="partner:01"), Decimal("500"), Decimal("1000")),
        ]  # fmt: skip
        book.set_opening(lines)
        sheet = read_sheet_of(book)
        assert sheet.rows[Key("102")] == Filled(
            Decimal("800"), ytd_debit=Decimal("1000"), ytd_credit=Decimal("500")
        )
        book.set_opening(sheet.lines())
        assert read_sheet_of(book).rows == sheet.rows


def test_a_book_is_started_by_keys(drive: Drive, new_fund: str) -> None:
    """
    库存现金 借 500.00   伙食费 贷 500.00
    """

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("enter")  # the desk: the book waits for its openings
        await settled(app, pilot)
        await pilot.press("5")
        await settled(app, pilot)
        await pilot.press("0", "0", "enter")
        await settled(app, pilot)
        assert "不平，差 500.00" in screen_text(app)
        await pilot.press("f12")
        await settled(app, pilot)
        await pilot.press("f8")
        await waited(app, pilot, "✗")  # not even: refused, and nothing lost
        await pilot.press("escape")
        await settled(app, pilot)
        await pilot.press("down")
        await pilot.press("5")
        await settled(app, pilot)
        await pilot.press("0", "0", "enter")
        await settled(app, pilot)
        assert "平衡" in screen_text(app)
        await pilot.press("f12")
        await settled(app, pilot)
        await pilot.press("f8")
        await waited(app, pilot, "账套已启用")

    drive(acts, new_fund, "司务长")
    with Book.open(new_fund) as book:
        assert book.facts().is_started
        assert book.opening().debit_minor == book.opening().credit_minor == 50_000


def test_what_is_typed_and_not_stored_survives_a_crash(drive: Drive, new_fund: str) -> None:
    async def typed(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        await pilot.press("7")
        await settled(app, pilot)
        await pilot.press("enter")
        await settled(app, pilot)

    async def again(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        assert "已取回" in screen_text(app)
        assert "7.00" in screen_text(app)
        await pilot.press("f8")
        await waited(app, pilot, "已保存 1 行")

    drive(typed, new_fund, "司务长")
    drive(again, new_fund, "司务长")
    with Book.open(new_fund) as book:
        assert book.opening().debit_minor == 700


def test_what_is_no_amount_is_told_and_may_be_put_right(drive: Drive, new_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        await pilot.press("1")
        await settled(app, pilot)
        await pilot.press("full_stop", "2", "3", "4", "enter")
        await settled(app, pilot)
        assert "ProblemsDialog" in type(app.screen).__name__
        await pilot.press("escape")
        await settled(app, pilot)
        await pilot.press("backspace", "enter")
        await settled(app, pilot)
        assert "1.23" in screen_text(app)

    drive(acts, new_fund, "司务长")


def test_a_row_with_a_dimension_is_filled_in_by_the_form(drive: Drive, new_fund: str) -> None:
    with Book.open(new_fund, by="主管") as book:
        book.set_dimension_kind("partner", "往来单位")
        book.set_dimension_values(
            [DimensionValue("partner", "01", "军粮站"), DimensionValue("partner", "02", "菜站")]
        )
        fund = book.chart().accounts["401"]
        book.set_accounts([evolve(fund, dimensions=("partner",))])

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        await pilot.press("down", "down")
        for code, key in (("01", "f6"), ("02", "f5")):
            await pilot.press(key)
            await settled(app, pilot)
            assert isinstance(app.screen, FormDialog)
            app.screen.put("dimension", f"partner:{code}")
            app.screen.put("credit", "30")
            await pilot.press("f8")
            await settled(app, pilot)
        await pilot.press("f8")
        await waited(app, pilot, "已保存 2 行")

    drive(acts, new_fund, "司务长")
    with Book.open(new_fund) as book:
        assert book.opening().credit_minor == 6_000


def test_openings_come_from_a_sheet_or_not_at_all(
    drive: Drive, new_fund: str, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("code,debit,credit\n101,5,\n999,,5\n", encoding="utf-8")
    good.write_text("code,debit,credit\n101,5,\n401,,5\n", encoding="utf-8")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        await pilot.press("f11")
        await settled(app, pilot)
        assert isinstance(app.screen, FormDialog)
        app.screen.put("file", str(bad))
        await pilot.press("f8")
        await waited(app, pilot, "999")
        assert isinstance(app.screen, FormDialog)
        app.screen.put("file", str(good))
        await pilot.press("f8")
        await waited(app, pilot, "已导入 2 行")

    drive(acts, new_fund, "司务长")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_openings_look(
    drive: Drive, golden: Any, new_fund: str, size: tuple[int, int]
) -> None:
    with Book.open(new_fund, by="司务长") as book:
        book.set_opening([debit("101", "500"), debit("102", "10000"), credit("401", "10400")])

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        golden(app, f"opening-{size[0]}x{size[1]}")

    drive(acts, new_fund, "主管", size=size)
