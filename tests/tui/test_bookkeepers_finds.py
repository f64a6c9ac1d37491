"""What a bookkeeper ran into at the terminal: each find with the keys that were pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.screens.accounts import AccountsScreen
from ledger_tui.screens.list_screen import FindPrompt
from ledger_tui.screens.opening_balances import OpeningScreen
from ledger_tui.widgets.form import Field

from .conftest import screen_text, settled, waited

Drive = Callable[..., LedgerApp]


def _focus(app: LedgerApp) -> str:
    return (app.focused.id if app.focused is not None else "") or ""


def test_down_and_up_walk_through_a_form(drive: Drive, mess_fund: str) -> None:
    """Down leads from the code of a new account to its name, Up back."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("accounts")
        await settled(app, pilot)
        await pilot.press("f5")
        await settled(app, pilot)
        assert _focus(app) == "field-code"
        await pilot.press("down")
        assert _focus(app) == "field-name"
        await pilot.press("down", "down", "up", "up", "up")
        assert _focus(app) == "field-code"

    drive(acts, mess_fund, "主管")


def test_the_keys_of_a_form_stay_on_the_screen_beside_a_refusal(
    drive: Drive, mess_fund: str
) -> None:
    """An account without a name is refused at 80×24, and F8 and Esc can still be read."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("accounts")
        await settled(app, pilot)
        await pilot.press("f6")
        await settled(app, pilot)
        await pilot.press("f8")
        await waited(app, pilot, "✗")
        await settled(app, pilot)
        assert "F8 确定" in screen_text(app)

    drive(acts, mess_fund, "主管")


def test_what_is_typed_fast_in_a_list_is_sought_whole(drive: Drive, mess_fund: str) -> None:
    """银行 is pasted into the list of accounts: one prompt opens, with both letters in their order."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("accounts")
        await settled(app, pilot)
        screen = app.screen
        assert isinstance(screen, AccountsScreen)
        screen.begin("银")
        screen.begin("行")
        await settled(app, pilot)
        assert [type(each) for each in app.screen_stack].count(FindPrompt) == 1
        assert app.screen.query_one(Field).value == "银行"
        await pilot.press("enter")
        await settled(app, pilot)
        assert screen.sought == "银行"

    drive(acts, mess_fund, "主管")


def test_f3_again_seeks_something_else(drive: Drive, mess_fund: str) -> None:
    """After 101 was sought, F3 and 102 seek 102, not 101102."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("accounts")
        await settled(app, pilot)
        screen = app.screen
        assert isinstance(screen, AccountsScreen)
        for code in ("101", "102"):
            await pilot.press("f3")
            await waited(app, pilot, "查找：")
            await pilot.press(*code, "enter")
            await settled(app, pilot)
            assert screen.sought == code

    drive(acts, mess_fund, "主管")


def test_full_width_digits_begin_an_opening_balance(drive: Drive, mess_fund: str) -> None:
    """With the input method on, １ begins an amount as 1 does, and no search."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("opening")
        await settled(app, pilot)
        assert isinstance(app.screen, OpeningScreen)
        app.screen.begin("１")
        app.screen.begin("５")
        await waited(app, pilot, "的期初余额")
        assert app.screen.query_one(Field).clean == "15"

    drive(acts, mess_fund, "主管")


def test_without_templates_it_is_said_how_one_comes_to_be(drive: Drive, mess_fund: str) -> None:
    """F3 in a voucher of a book without templates names the key that keeps one, and opens no empty list."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("entry")
        await settled(app, pilot)
        await pilot.press("f3")
        await waited(app, pilot, "还没有模式凭证")
        assert app.key_of("entry.keep_template") in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_a_half_typed_voucher_is_dropped_by_asking_twice_and_comes_back_by_undo(
    drive: Drive, mess_fund: str
) -> None:
    """F5 warns, F5 again clears the lines, Ctrl+Z has them again: nothing typed is lost."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("entry")
        await settled(app, pilot)
        await pilot.press(*"abc", "enter", *"101", "enter")
        await settled(app, pilot)
        assert "101 库存现金" in screen_text(app)
        await pilot.press("f5")
        await waited(app, pilot, "再按一次 F5 清空")
        assert "101 库存现金" in screen_text(app)
        await pilot.press("f5")
        await waited(app, pilot, "撤销找回")
        assert "101 库存现金" not in screen_text(app)
        await pilot.press("ctrl+z")
        await waited(app, pilot, "101 库存现金")

    drive(acts, mess_fund, "司务长")
