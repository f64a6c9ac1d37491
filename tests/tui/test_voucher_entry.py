"""Entering vouchers in the terminal: by keys alone, refused with all problems, and nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.drafts import Drafts
from ledger_tui.screens.voucher_entry import VoucherEntryScreen
from ledger_tui.widgets.calculator import CalculatorDialog
from ledger_tui.widgets.footer import LedgerFooter
from ledger_tui.widgets.picker import Picker, PickList
from ledger_tui.widgets.problems import ProblemsDialog, ProblemsList
from ledger_tui.widgets.voucher_foot import VoucherFoot
from ledgerlib import (
    Book,
    Chart,
    DimensionValue,
    NewBook,
    Period,
    Side,
    State,
    Template,
    TemplateLine,
    VoucherKey,
    create,
    credit,
    debit,
)

from .conftest import SIZES, screen_text, settled
from .drafting import ACCOUNTS

_KEYS = {"↵": "enter", "→": "right", "↑": "up", "↓": "down", "⌫": "backspace"}


def entry(app: LedgerApp) -> VoucherEntryScreen:
    """The screen of entry, which may lie under a dialog."""
    return next(s for s in app.screen_stack if isinstance(s, VoucherEntryScreen))


async def keys(app: LedgerApp, pilot: Pilot[Any], text: str) -> None:
    """Type into the grid: ↵ is Enter, every other sign itself. Quicker than the pilot's presses."""
    for sign in text:
        name = _KEYS.get(sign, sign)
        entry(app).grid.post_message(events.Key(name, None if sign in _KEYS else sign))
    await settled(app, pilot)


async def press(app: LedgerApp, pilot: Pilot[Any], *names: str) -> None:
    """Press keys of commands, and wait for what they do."""
    await pilot.press(*names)
    await settled(app, pilot)


async def open_entry(app: LedgerApp, pilot: Pilot[Any], *arguments: Any) -> None:
    app.go("entry", *arguments)
    await settled(app, pilot)


def told(app: LedgerApp) -> str:
    """What the footer of the screen says."""
    return app.screen.query_one(LedgerFooter).told


def lines(app: LedgerApp) -> list[tuple[str, str, str, str]]:
    return [
        (x.summary, x.code or x.account, x.debit, x.credit) for x in entry(app).draft.content.lines
    ]


@pytest.fixture
def company(tmp_path: Path) -> str:
    """A company with partners, departments, rice by the kilogram and a dollar account, from 2008-02."""
    place = str(tmp_path / "company.ledger")
    with create(
        place, NewBook("某公司", Chart.of(ACCOUNTS), Period(2008, 2), "test"), by="会计"
    ) as book:
        for code in ("partner", "department", "employee"):
            book.set_dimension_kind(code)
        book.set_dimension_values(
            [DimensionValue("partner", f"K{n:04}", f"客户{n}号") for n in range(1, 601)]
            + [
                DimensionValue("department", "01", "财务科"),
                DimensionValue("employee", "z3", "张三"),
            ]
        )
        book.set_rate("USD", "7.1234", day=date(2008, 2, 1))
        book.set_summary("01", "提取现金备用")
        book.start()
    return place


# Saving


def test_a_voucher_is_entered_by_keys_alone_and_the_next_begins(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    """
    2008-02-09  记-3  购买蔬菜  401 伙食费  126.50
                     购买蔬菜                101 库存现金  126.50
    """

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        assert entry(app).draft.content.head.date == "2008-02-09", "the day of the latest voucher"
        await keys(app, pilot, "购买蔬菜↵hsf↵126.5↵↵kcxj↵↵=")
        assert "号 3(暂)" in screen_text(app)
        assert "合计 人民币壹佰贰拾陆元伍角整" in screen_text(app)
        assert "✓ 借贷相等" in screen_text(app)
        await press(app, pilot, "f8")
        assert told(app) == "已保存 2008-02/记/3，金额 126.50"
        assert lines(app) == [("", "", "", "")]
        assert "号 4(暂)" in screen_text(app)
        await keys(app, pilot, "x")
        await press(app, pilot, "pageup")
        assert entry(app).origin is not None
        assert entry(app).origin.key == VoucherKey.parse("2008-02/记/3")
        await press(app, pilot, "pagedown")
        assert lines(app)[0][0] == "x", "what was being typed comes back behind the last voucher"

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        voucher = book.voucher("2008-02/记/3")
    assert voucher.day == date(2008, 2, 9)
    assert voucher.lines == (
        debit("401", "126.50", "购买蔬菜", commodity="CNY"),
        credit("101", "126.50", "购买蔬菜", commodity="CNY"),
    )


def test_the_day_used_last_stays_while_its_month_is_open(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        entry(app).grid.apply(entry(app).draft.move_to(-1, "date"))
        await keys(app, pilot, "21↵↵↵↵买菜↵401↵5↵↵101↵↵=")
        await press(app, pilot, "f6")
        assert entry(app).draft.content.head.date == "2008-02-21"
        await press(app, pilot, "escape")
        await open_entry(app, pilot)
        assert entry(app).draft.content.head.date == "2008-02-21"

    drive(acts, mess_fund, "司务长")


def test_a_refusal_shows_every_problem_and_the_cursor_stands_at_the_first(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵一百↵")
        entry(app).grid.apply(entry(app).draft.move_to(1, "account"))
        await keys(app, pilot, "101")
        await press(app, pilot, "f8")
        assert isinstance(app.screen, ProblemsDialog)
        problems = app.screen.query_one(ProblemsList).problems
        assert [(p.code, p.values["line"]) for p in problems] == [
            ("amount.malformed", 1), ("draft.amount_missing", 2),
        ]  # fmt: skip
        assert (entry(app).draft.row, entry(app).draft.column) == (0, "debit")
        await press(app, pilot, "down", "enter")
        assert (entry(app).draft.row, entry(app).draft.column) == (1, "debit")
        assert lines(app)[0] == ("买菜", "401", "一百", "")

    drive(acts, mess_fund, "司务长")


def test_what_the_book_refuses_leads_to_the_line_too(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵5↵↵101↵↵4.99")
        await press(app, pilot, "f8")
        assert "不平" in screen_text(app)
        assert (entry(app).draft.row, entry(app).draft.column) == (1, "credit")
        assert lines(app)[1] == ("买菜", "101", "", "4.99")
        await press(app, pilot, "escape")
        entry(app).grid.apply(entry(app).draft.move_to(-1, "date"))
        await keys(app, pilot, "2008-01-31↵")
        entry(app).grid.apply(entry(app).draft.move_to(1, "credit"))
        await keys(app, pilot, "5")
        await press(app, pilot, "f8")
        assert isinstance(app.screen, ProblemsDialog)
        assert [p.code for p in app.screen.query_one(ProblemsList).problems] == ["period.closed"]
        assert (entry(app).draft.row, entry(app).draft.column) == (-1, "date")

    drive(acts, mess_fund, "司务长")


def test_a_save_tried_again_after_a_crash_makes_one_voucher(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    """The voucher was stored, and the draft on disk outlived it: the same draft is the same voucher."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵5↵↵101↵↵=")
        draft, draft_id = entry(app).draft, entry(app).draft_id
        await press(app, pilot, "f8")
        entry(app)._show(draft.content, None, draft_id)
        await press(app, pilot, "f8")
        assert told(app) == "已保存 2008-02/记/3，金额 5.00"

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert book.last_number(Period(2008, 2), "记") == 3


def test_what_is_typed_while_it_is_saved_stands_in_the_next_voucher(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵5↵↵101↵↵=")
        grid = entry(app).grid
        app.screen.perform("entry.save")  # type: ignore[attr-defined]
        for sign in "买肉":
            grid.post_message(events.Key(sign, sign))
        grid.post_message(events.Paste("一批"))
        await settled(app, pilot)
        assert "已保存" in told(app)
        assert lines(app) == [("买肉一批", "", "", "")]

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert [x.summary for x in book.voucher("2008-02/记/3").lines] == ["买菜", "买菜"]


def test_another_user_reads_what_one_is_typing_and_it_stays_that_ones(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵5↵")
        await app.clerk.act_as("审核员")
        await app.book_changed()
        await settled(app, pilot)
        before = lines(app)
        await keys(app, pilot, "x")
        assert lines(app) == before
        await app.clerk.act_as("司务长")
        await app.book_changed()
        await settled(app, pilot)
        await keys(app, pilot, "y")
        assert lines(app)[1][0] == "y"

    drive(acts, mess_fund, "司务长")
    assert Drafts(mess_fund, "某中队伙食费", "审核员").waiting() == []
    assert len(Drafts(mess_fund, "某中队伙食费", "司务长").waiting()) == 1


# Those that are there


def test_a_draft_is_amended_a_posted_voucher_only_read(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot, VoucherKey.parse("2008-02/记/2"))
        entry(app).grid.apply(entry(app).draft.move_to(0, "debit"))
        await keys(app, pilot, "261↓")
        entry(app).grid.apply(entry(app).draft.move_to(-1, "word"))
        await press(app, pilot, "backspace", "f8")
        assert isinstance(app.screen, ProblemsDialog)
        await press(app, pilot, "escape", "ctrl+z")
        entry(app).grid.apply(entry(app).draft.move_to(1, "credit"))
        await keys(app, pilot, "=")
        await press(app, pilot, "f8")
        assert told(app) == "已保存 2008-02/记/2，金额 261.00"
        await press(app, pilot, "pageup", "pageup")
        assert entry(app).origin is not None
        assert str(entry(app).origin.key) == "2008-01/记/2"
        assert "已记账" in screen_text(app)
        before = lines(app)
        await keys(app, pilot, "x9↵")
        assert lines(app) == before
        assert "已记账，不能修改" in told(app)
        await press(app, pilot, "f8")
        assert "已记账，不能修改" in told(app)

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert book.voucher("2008-02/记/2").lines[0].amount == Decimal("261.00")


def test_a_posted_voucher_is_reversed_and_one_voided_and_restored(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot, VoucherKey.parse("2008-01/记/2"))
        await press(app, pilot, "f20")
        assert lines(app)[0][2] == "-3200.00"
        assert "-3,200.00" in screen_text(app)
        await press(app, pilot, "f18")
        assert "再按一次" in told(app)
        await press(app, pilot, "f18")
        assert "已作废" in screen_text(app)
        await press(app, pilot, "f18")
        assert entry(app).origin is not None
        assert entry(app).origin.state is State.DRAFT

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert book.voucher("2008-02/记/3").reverses == VoucherKey.parse("2008-01/记/2")


def test_a_voucher_is_copied_with_its_lines_alone(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await press(app, pilot, "ctrl+g")
        assert "还没保存的新凭证" in told(app)
        await press(app, pilot, "pageup", "ctrl+g")
        assert entry(app).origin is None
        assert lines(app)[1] == ("购买大米", "101", "", "260.00")
        await press(app, pilot, "ctrl+z")
        assert lines(app) == [("", "", "", "")]

    drive(acts, mess_fund, "司务长")


def test_someone_who_may_not_enter_reads_and_is_told_why(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot, VoucherKey.parse("2008-02/记/2"))
        before = lines(app)
        await keys(app, pilot, "x")
        assert lines(app) == before
        assert "没有制单权限" in told(app)

    drive(acts, mess_fund, "审核员")


# Looking up


def test_the_accounts_are_looked_up_by_letters_and_a_parent_opens(
    company: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "付款↵1002↵")
        assert isinstance(app.screen, Picker), "an account with others below it leads to them"
        items = app.screen.query_one(PickList).items
        assert [i.key for i in items][:4] == ["1001", "1002", "100201", "100202"]
        await press(app, pilot, "down", "enter")
        assert lines(app)[0][1] == "100201"
        assert entry(app).draft.column == "debit"
        await press(app, pilot, "shift+tab")
        assert entry(app).draft.column == "settlement"
        await press(app, pilot, "f7", "down", "enter")
        assert entry(app).draft.content.lines[0].settlement == "现金支票"
        entry(app).grid.apply(entry(app).draft.move_to(0, "account"))
        await press(app, pilot, "f2", *"kcxj", "enter")
        assert lines(app)[0][1] == "1001"
        entry(app).grid.apply(entry(app).draft.move_to(0, "summary"))
        await press(app, pilot, "f7", *"tq", "enter")
        assert lines(app)[0][0] == "提取现金备用"

    drive(acts, company, "会计")


def test_dimension_values_come_by_pages_and_by_their_names(
    company: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "销售↵yszk↵")
        assert entry(app).draft.column == "dimension:partner"
        await press(app, pilot, "f7")
        pick = app.screen.query_one(PickList)
        assert len(pick.items) == 200
        for _ in range(14):
            await pilot.press("pagedown")
        await settled(app, pilot)
        assert len(pick.items) == 400, "the next page is asked for near the end"
        await press(app, pilot, *"K0600", "enter")
        assert dict(entry(app).draft.content.lines[0].dimensions) == {"partner": "K0600"}
        entry(app).grid.apply(entry(app).draft.move_to(0, "dimension:partner"))
        await keys(app, pilot, "客户577号↵")
        assert dict(entry(app).draft.content.lines[0].dimensions) == {"partner": "K0577"}
        entry(app).grid.apply(entry(app).draft.move_to(0, "dimension:partner"))
        await pilot.pause(0.1)
        assert "K0577 客户577号" in screen_text(app)
        await keys(app, pilot, "没有的↵")
        assert "没有「没有的」" in told(app)
        assert dict(entry(app).draft.content.lines[0].dimensions) == {"partner": "没有的"}

    drive(acts, company, "会计")


def test_quantity_currency_and_settlement_are_entered_and_stored(
    company: str, drive: Callable[..., LedgerApp]
) -> None:
    """
    购大米  1403 大米 50 kg × 4.60      230.00
    购大米  100202 美元户 USD 10.00 × 7.1234 (the day's rate)    71.23
    购大米  100201 工商银行 转账支票 0123                       158.77
    """

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "购大米↵dm↵50↵4.6↵↵")
        assert (entry(app).draft.row, entry(app).draft.column) == (1, "summary")
        await keys(app, pilot, "↵zhmyh↵")
        assert entry(app).draft.column == "currency"
        await keys(app, pilot, "↵10↵")
        await pilot.pause(0.1)
        assert entry(app).draft.content.lines[1].rate == "7.1234"
        await keys(app, pilot, "↵ ↵")  # past the rate, then Space to the credit
        assert lines(app)[1][2:] == ("", "71.23")
        await keys(app, pilot, "↵gsyh↵")
        await press(app, pilot, "shift+tab")
        await keys(app, pilot, "转账支票↵0123↵20↵↵=")
        assert lines(app)[2][2:] == ("", "158.77")
        await press(app, pilot, "f8")
        assert "已保存" in told(app), screen_text(app)

    drive(acts, company, "会计")
    with Book.open(company) as book:
        rice, dollars, bank = book.voucher("2008-02/记/1").lines
    assert rice.measure is not None
    assert (rice.measure.commodity, rice.measure.quantity, rice.measure.rate) == (
        "kg",
        50,
        Decimal("4.6"),
    )
    assert dollars.measure is not None
    assert (dollars.measure.commodity, dollars.measure.rate) == ("USD", Decimal("7.1234"))
    assert bank.settlement is not None
    assert (bank.settlement.number, bank.settlement.day) == ("0123", date(2008, 2, 20))


def test_the_balance_of_the_account_under_the_cursor_counts_what_is_not_posted(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵101↵")
        await pilot.pause(0.2)
        await settled(app, pilot)
        assert (
            app.screen.query_one(VoucherFoot).balance == "101 库存现金 余额(含未记账) 借 1,240.00"
        )

    drive(acts, mess_fund, "司务长")


def test_the_calculator_puts_its_result_into_the_cell(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵")
        await press(app, pilot, "f11", *"12.5*4+3")
        assert isinstance(app.screen, CalculatorDialog)
        assert "= 53.00" in screen_text(app)
        await press(app, pilot, "f12")
        assert lines(app)[0][2] == "53.00"
        await press(app, pilot, "f9", *"/3", "enter", "f12")
        assert lines(app)[0][2] == "17.67"
        await press(app, pilot, "f9", "slash", "0", "enter", "f12", "escape")
        assert lines(app)[0][2] == "17.67"

    drive(acts, mess_fund, "司务长")


def test_a_template_fills_the_lines_and_the_cursor_waits_at_what_it_asks(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    with Book.open(mess_fund, by="司务长") as book:
        food = TemplateLine("401", Side.DEBIT, "?菜金", "市场买菜")
        book.set_template(
            Template("买菜", (food, TemplateLine("101", Side.CREDIT, "balance", "市场买菜")))
        )
        half = TemplateLine("101", Side.DEBIT, "30%")
        rest = TemplateLine("102", Side.CREDIT, "balance", "取款")
        book.set_template(Template("取款", (half, rest), total=Decimal("1000.01")))

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await press(app, pilot, "f3", "enter")
        assert (entry(app).draft.row, entry(app).draft.column) == (0, "debit")
        assert "请填：菜金" in told(app)
        await keys(app, pilot, "88↵")
        entry(app).grid.apply(entry(app).draft.move_to(1, "credit"))
        await keys(app, pilot, "=")
        await press(app, pilot, "f8")
        assert "已保存" in told(app)
        await press(app, pilot, "f3", "down", "enter")
        assert lines(app) == [("取款", "101", "300.00", ""), ("取款", "102", "", "300.00")]
        await press(app, pilot, "f8", "pageup", "f19", *"abc", "enter")
        assert "已存为模式凭证" in told(app)

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert "abc" in book.templates()


def test_documents_are_registered_behind_a_voucher(
    mess_fund: str, tmp_path: Path, drive: Callable[..., LedgerApp]
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"invoice")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot, VoucherKey.parse("2008-02/记/2"))
        await press(app, pilot, "f21")
        await press(app, pilot, "enter")
        app.screen.query_one("Field").value = str(file)  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        assert "a.pdf" in screen_text(app)
        await press(app, pilot, "escape")

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        (one,) = book.attachments("2008-02/记/2")
    assert (one.name, len(one.sha256)) == ("a.pdf", 64)


# Nothing is lost


def test_leaving_takes_two_escapes_and_what_was_typed_is_offered_again(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def leaves(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "购买蔬菜↵401↵12")
        await press(app, pilot, "escape")
        assert "还没有保存" in told(app)
        await press(app, pilot, "escape")
        assert not isinstance(app.screen, VoucherEntryScreen)

    async def comes_back(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await pilot.pause(0.1)
        assert isinstance(app.screen, Picker)
        assert "购买蔬菜" in screen_text(app)
        await press(app, pilot, "enter")
        assert lines(app)[0] == ("购买蔬菜", "401", "12", "")
        assert (entry(app).draft.row, entry(app).draft.column) == (0, "debit")
        await keys(app, pilot, "↵↵101↵↵=")
        await press(app, pilot, "f8")
        assert "已保存" in told(app)

    async def is_done(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await pilot.pause(0.1)
        assert isinstance(app.screen, VoucherEntryScreen)

    drive(leaves, mess_fund, "司务长")
    drive(comes_back, mess_fund, "司务长")
    drive(is_done, mess_fund, "司务长")


_TYPES_AND_WAITS = """
import asyncio, sys
from datetime import date
from ledger_tui.app import LedgerApp, Start
from textual import events

async def main():
    app = LedgerApp(Start(sys.argv[1], "", "司务长"), today=date(2008, 2, 20))
    async with app.run_test(size=(80, 24)) as pilot:
        while app.here is None:
            await pilot.pause(0.05)
        app.go("entry")
        await pilot.pause(0.5)
        for sign in "购买蔬菜":
            app.screen.grid.post_message(events.Key(sign, sign))
        await pilot.pause(0.01)
        print("typed", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def test_a_killed_terminal_has_kept_what_was_typed_a_second_before(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _TYPES_AND_WAITS, mess_fund],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"typed\n"
    time.sleep(1.0)
    child.send_signal(signal.SIGKILL)
    child.wait()
    (kept,) = Drafts(mess_fund, "某中队伙食费", "司务长").waiting()
    assert kept.content.lines[0].summary == "购买蔬菜"

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await pilot.pause(0.1)
        await press(app, pilot, "enter")
        assert lines(app)[0][0] == "购买蔬菜"

    drive(acts, mess_fund, "司务长")


def test_another_language_keeps_what_is_typed(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "买菜↵401↵12")
        await press(app, pilot, "alt+l")
        assert "Summary" in screen_text(app)
        assert lines(app)[0] == ("买菜", "401", "12", "")
        await press(app, pilot, "alt+l")

    drive(acts, mess_fund, "司务长")


# How it looks


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_of_a_voucher(
    size: tuple[int, int],
    company: str,
    drive: Callable[..., LedgerApp],
    golden: Callable[[LedgerApp, str], None],
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await open_entry(app, pilot)
        await keys(app, pilot, "购大米入库↵dm↵50↵4.6↵↵↵glfy↵01↵z3↵-120↵↵1001↵↵三元↵↵yszk↵K0001↵")
        await pilot.pause(0.2)
        await settled(app, pilot)
        golden(app, f"entry-{size[0]}x{size[1]}")

    drive(acts, company, "会计", size)
