"""The first screen: recent books, a file by its path, a database; logging in and switching the user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from ledger_tui.app import LedgerApp
from ledger_tui.screens.login import LoginDialog
from ledger_tui.screens.where import FileDialog, ServerDialog
from ledger_tui.settings import Recent, Settings
from ledger_tui.widgets.footer import LedgerFooter
from ledger_tui.widgets.form import Field
from ledgerlib import Book, NewBook, Period, create, load_chart
from tests.tui.conftest import screen_text, settled

Drive = Callable[..., LedgerApp]


def told(app: LedgerApp) -> str:
    return app.screen.query_one(LedgerFooter).told


def shown(app: LedgerApp) -> str:
    return type(app.screen).__name__


async def press(app: LedgerApp, pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)


def test_without_any_book_the_first_screen_says_how_to_get_one(drive: Drive, golden: Any) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        golden(app, "welcome-empty-80x24")

    drive(acts)


def test_a_book_opened_once_is_among_the_recent_ones_and_opened_by_enter(
    drive: Drive, mess_fund: str
) -> None:
    async def first(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert shown(app) == "DeskScreen"

    drive(first, mess_fund, "司务长")

    async def again(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert "某中队伙食费" in screen_text(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, LoginDialog), (
            "司务长 has no password, but others work here too"
        )
        await press(app, pilot, "enter")
        assert shown(app) == "DeskScreen"
        assert app.here is not None
        assert app.here.who == "司务长", "who worked last is proposed"

    drive(again)


def test_a_file_is_opened_by_its_path_completed_with_tab(
    drive: Drive, mess_fund: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(mess_fund).parent)

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "f3")
        assert isinstance(app.screen, FileDialog)
        await press(app, pilot, "m", "e", "tab")
        assert app.screen.query_one(Field).value == "mess-2008.ledger"
        await press(app, pilot, "enter", "enter")
        assert shown(app) == "DeskScreen"

    drive(acts)


def test_a_file_that_is_no_book_is_refused_with_its_cure(drive: Drive, tmp_path: Path) -> None:
    (tmp_path / "notes.ledger").write_text("牛肉 20 斤")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert shown(app) == "ProblemsDialog"
        assert "->" in screen_text(app)
        await press(app, pilot, "escape")
        assert shown(app) == "WelcomeScreen"
        assert app.here is None

    drive(acts, str(tmp_path / "notes.ledger"))


def test_a_database_without_a_name_is_asked_for_it(drive: Drive) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "f4", "f8")
        assert isinstance(app.screen, ServerDialog)
        assert app.focused is not None
        assert app.focused.id == "field-database"

    drive(acts)


def test_of_several_books_in_a_database_one_is_chosen(drive: Drive, mess_fund: str) -> None:
    chart = load_chart("mess_fund")
    create(mess_fund, NewBook("二中队伙食费", chart.chart, Period(2008, 1)), by="主管").__exit__()

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert shown(app) == "ChoiceDialog"
        await press(app, pilot, "enter")
        assert shown(app) == "DeskScreen"
        assert app.here is not None
        assert app.here.name == "二中队伙食费"

    drive(acts, mess_fund, "主管")


@pytest.mark.postgresql
def test_a_book_of_a_database_server_is_opened_and_remembered_without_the_password(
    drive: Drive, postgresql_server: str
) -> None:
    """
    Two books in one database: one is chosen, and opened again from the recent ones.
    """
    import psycopg

    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE welcome")
    place = f"{postgresql_server}/welcome"
    chart = load_chart("mess_fund")
    for name in ("一中队", "二中队"):
        create(place, NewBook(name, chart.chart, Period(2008, 1)), by="主管").__exit__()
    server = place.removeprefix("postgresql://ledger@").replace("/", ":").split(":")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "f4")
        for part, typed in zip(("host", "port", "database"), server, strict=True):
            app.screen.query_one(f"#field-{part}", Field).value = typed
        app.screen.query_one("#field-user", Field).value = "ledger"
        app.screen.query_one("#field-secret", Field).value = "geheim"
        await press(app, pilot, "f8")
        assert shown(app) == "ChoiceDialog"
        await press(app, pilot, "down", "enter")
        await press(app, pilot, "enter")
        assert app.here is not None
        assert app.here.name == "二中队"
        kept = Settings.load().recent[0]
        assert (kept.place, kept.name) == (place, "二中队")
        await press(app, pilot, "alt+0", "enter", "enter")
        assert shown(app) == "DeskScreen"

    drive(acts)


def test_the_password_is_asked_of_who_has_one_and_a_wrong_one_is_refused(
    drive: Drive, mess_fund: str
) -> None:
    with Book.open(mess_fund, by="主管") as book:
        book.set_password("不能告诉别人的口令", name="审核员")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert isinstance(app.screen, LoginDialog)
        field = app.screen.query_one(Field)
        await press(app, pilot, "enter")
        field.value = "12345678"
        await press(app, pilot, "enter")
        assert "✗" in screen_text(app)
        assert "不能告诉" not in screen_text(app)
        field.value = "不能告诉别人的口令"
        await press(app, pilot, "enter")
        assert shown(app) == "DeskScreen"
        assert app.here is not None
        assert app.here.who == "审核员"

    drive(acts, mess_fund, "审核员")


def test_a_locked_user_is_told_who_unlocks(drive: Drive, mess_fund: str) -> None:
    with Book.open(mess_fund, by="主管") as book:
        book.set_password("不能告诉别人的口令", name="审核员")
    for _ in range(5):
        with pytest.raises(Exception, match="口令"):
            Book.open(mess_fund, by="审核员", password="不对不对不对不对")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert "锁定" in screen_text(app)
        assert "主管" in screen_text(app)

    drive(acts, mess_fund, "审核员")


def test_f9_switches_the_user_and_what_is_typed_stays(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("wizard")
        await settled(app, pilot)
        app.screen.query_one("#field-name", Field).value = "还没输完"
        await press(app, pilot, "f9", "down", "enter")
        assert app.here is not None
        assert app.here.who == "审核员"
        assert app.screen.query_one("#field-name", Field).value == "还没输完"
        assert "审核员" in told(app)
        assert "审核员" in screen_text(app).splitlines()[0]

    drive(acts, mess_fund, "司务长")


def test_esc_in_the_login_leaves_the_user_who_was_there(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "f9", "escape")
        assert app.here is not None
        assert app.here.who == "司务长"
        assert await app.clerk.ask(lambda book: book.who) == "司务长"

    drive(acts, mess_fund, "司务长")


def test_a_book_taken_off_the_list_stays_where_it_is(
    drive: Drive, mess_fund: str, home: Path
) -> None:
    settings = Settings()
    settings.opened(Recent(mess_fund, "某中队伙食费", "司务长"))
    settings.save()

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "delete")
        assert not app.screen.query_one("#books", OptionList).display
        assert Settings.load().recent == []
        assert Path(mess_fund).exists()

    drive(acts)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_recent_books_look(drive: Drive, golden: Any, size: tuple[int, int]) -> None:
    settings = Settings()
    settings.opened(Recent("/账/合作社.ledger", "某合作社", "会计", "2008-02-18T16:20"))
    settings.opened(Recent("/账/mess-2008.ledger", "某中队伙食费", "司务长", "2008-02-19T09:00"))
    settings.save()

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        golden(app, f"welcome-{size[0]}x{size[1]}")

    drive(acts, size=size)
