"""Users, policies, the log, backup, restore and verification, sheets in and out, print: by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from ledger_tui.app import LedgerApp
from ledger_tui.language import DOMAIN
from ledger_tui.screens.safety import _shown_place
from ledger_tui.widgets.ask_form import FormDialog
from ledger_tui.widgets.form import Field
from ledgerlib import Book, Period, Refused, Role
from ledgerlib.language import catalog
from tests.tui.conftest import screen_text, settled, waited

Drive = Callable[..., LedgerApp]


def form(app: LedgerApp) -> FormDialog:
    assert isinstance(app.screen, FormDialog), screen_text(app)
    return app.screen


async def go(app: LedgerApp, pilot: Pilot[Any], screen: str, *keys: str) -> None:
    app.go(screen)
    await settled(app, pilot)
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)


def test_a_user_is_added_with_limits_and_a_password(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "users", "f5")
        for name, value in (
            ("name", "会计"), ("accounts", "101-199"), ("password", "12345678"), ("again", "1234"),
        ):  # fmt: skip
            form(app).put(name, value)
        await pilot.press("f8")
        await waited(app, pilot, "两次口令不同")
        assert form(app).values()["name"] == "会计"
        form(app).put("again", "12345678")
        await pilot.press("f8")
        await waited(app, pilot, "已保存用户 会计")

    drive(acts, mess_fund, "主管")
    with Book.open(mess_fund, by="会计", password="12345678") as book:
        (person,) = [each for each in book.people() if each.name == "会计"]
        assert (person.roles, person.accounts) == (frozenset({Role.MAKER}), ("101-199",))


def test_roles_kept_apart_are_refused_in_the_form(drive: Drive, mess_fund: str) -> None:
    """审核员 is not made cashier too (会计基础工作规范 第十二条)."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "users", "down", "down", "enter")
        assert "审核员" in screen_text(app) or "司务长" in screen_text(app)
        await pilot.press("right", "right", "right", "space", "f8")
        await waited(app, pilot, "✗")

    drive(acts, mess_fund, "主管")


def test_a_password_that_was_forgotten_is_set_by_the_supervisor(
    drive: Drive, mess_fund: str
) -> None:
    with Book.open(mess_fund, by="司务长") as book:
        book.set_password("forgotten1")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "users")
        app.screen.fill("司务长")  # type: ignore[attr-defined]
        await pilot.press("f6")
        await settled(app, pilot)
        form(app).put("password", "remembered")
        form(app).put("again", "remembered")
        await pilot.press("f8")
        await waited(app, pilot, "已设定 司务长")

    drive(acts, mess_fund, "主管")
    with Book.open(mess_fund, by="司务长") as book, pytest.raises(Refused):
        book.log_in("forgotten1")
    with Book.open(mess_fund, by="司务长", password="remembered"):
        pass


def test_a_user_is_removed_and_what_they_did_stays(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "users")
        app.screen.fill("审核员")  # type: ignore[attr-defined]
        await pilot.press("delete")
        await settled(app, pilot)
        await pilot.press("f8")
        await waited(app, pilot, "已停用 审核员")

    drive(acts, mess_fund, "主管")
    with Book.open(mess_fund) as book:
        assert "审核员" not in [each.name for each in book.people()]
        assert book.voucher("2008-01/记/1").reviewer == "审核员"


def test_a_policy_is_explained_set_and_recorded(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "policies")
        app.screen.fill("cashier_signs")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settled(app, pilot)
        await pilot.press("right", "f8")
        await waited(app, pilot, "已修改")
        await go(app, pilot, "log")
        assert "cashier_signs" in screen_text(app)

    drive(acts, mess_fund, "主管")
    with Book.open(mess_fund) as book:
        assert book.policies()["cashier_signs"] == "yes"


def test_a_policy_is_the_supervisors(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "policies", "enter")
        await pilot.press("right", "f8")
        await waited(app, pilot, "✗")

    drive(acts, mess_fund, "司务长")


def test_the_log_is_narrowed_by_person_and_content(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "log")
        assert "录入" in screen_text(app)
        await pilot.press("f6")
        await settled(app, pilot)
        form(app).put("who", "审核员")
        await pilot.press("f8")
        await settled(app, pilot)
        shown = screen_text(app)
        assert "共 1 条" in shown
        assert "录入" not in shown
        await pilot.press("enter")
        await settled(app, pilot)
        assert "链值" in screen_text(app)

    drive(acts, mess_fund, "主管")


def test_a_backup_is_made_and_brought_back_to_a_new_place(
    drive: Drive, mess_fund: str, tmp_path: Path
) -> None:
    backup, again = tmp_path / "backup.ledger", tmp_path / "again.ledger"

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "safety", "enter")
        assert "备份-2008-02-20" in form(app).values()["file"]
        form(app).put("file", str(backup))
        await pilot.press("f8")
        await waited(app, pilot, "已备份到")
        await pilot.press("down", "enter")
        await settled(app, pilot)
        form(app).put("file", str(backup))
        form(app).put("place", mess_fund)
        await pilot.press("f8")
        await waited(app, pilot, "✗")  # nothing is overwritten
        form(app).put("place", str(again))
        await pilot.press("f8")
        await waited(app, pilot, "校验无误")

    drive(acts, mess_fund, "主管")
    for place in (backup, again):
        with Book.open(place) as book, Book.open(mess_fund) as first:
            assert book.chain_head() == first.chain_head()


def test_a_sound_book_is_proved_and_a_wrong_anchor_told(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "safety", "down", "down", "enter")
        await pilot.press("f8")
        await waited(app, pilot, "校验无误")
        assert "凭证 2 张" in screen_text(app)
        await pilot.press("enter")
        await settled(app, pilot)
        form(app).put("anchor", "0" * 64)
        await pilot.press("f8")
        await waited(app, pilot, "校验发现的问题")

    drive(acts, mess_fund, "审核员")


def test_the_password_of_an_address_is_not_shown() -> None:
    shown = _shown_place("postgresql://ledger:secret@host/books")
    assert "secret" not in shown
    assert shown.endswith("@host/books")
    assert _shown_place("/home/a@b/mess.ledger") == "/home/a@b/mess.ledger"


def test_a_sheet_of_accounts_is_taken_in_whole_or_not_at_all(
    drive: Drive, mess_fund: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "accounts.csv"
    bad = "code,name,side,category\n10301,周转金,借,资产\n104,,借,资产\n105,借条,上,资产\n"
    sheet.write_text(bad, encoding="utf-8")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "sheets", "down", "enter")
        form(app).put("file", f"{tmp_path}/")
        await pilot.press("f7")  # the sheets that are there
        await waited(app, pilot, "mess-2008")
        shown = [str(each.prompt) for each in app.screen.query_one(OptionList).options]
        assert str(sheet) in shown
        field = app.screen.query_one(Field)
        assert field.size.height == 1, "no scrollbar stands in the place of a long path"
        assert not field.show_horizontal_scrollbar or not field.scrollbar_size_horizontal
        await pilot.press("escape")
        await settled(app, pilot)
        form(app).put("file", str(sheet))
        await pilot.press("f8")
        await waited(app, pilot, "2. ✗")  # every problem at once
        good = "code,name,side,category\n103,周转金,借,资产\n"
        sheet.write_text(good, encoding="utf-8")
        await pilot.press("f8")
        await waited(app, pilot, "已导入 1 行")

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert book.chart().accounts["103"].name == "周转金"


def test_the_book_goes_out_and_the_auditors_pack(
    drive: Drive, mess_fund: str, tmp_path: Path
) -> None:
    text_file, pack = tmp_path / "mess.beancount", tmp_path / "pack.zip"

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "sheets")
        for key, file in (("out beancount", text_file), ("out audit_pack", pack)):
            app.screen.fill(key)  # type: ignore[attr-defined]
            await pilot.press("enter")
            await settled(app, pilot)
            form(app).put("file", "" if file == pack else str(tmp_path / "none" / "x"))
            await pilot.press("f8")
            await waited(app, pilot, "✗")
            form(app).put("file", str(file))
            await pilot.press("f8")
            await waited(app, pilot, "已写出")

    drive(acts, mess_fund, "主管")
    assert text_file.read_text("utf-8")
    assert pack.read_bytes()[:2] == b"PK"


def test_vouchers_and_books_are_printed(drive: Drive, mess_fund: str, tmp_path: Path) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await go(app, pilot, "printing")
        for key in ("vouchers", "general"):
            app.screen.fill(key)  # type: ignore[attr-defined]
            await pilot.press("enter")
            await settled(app, pilot)
            form(app).put("from_period", "2008-03")
            await pilot.press("f8")
            await waited(app, pilot, "✗")  # backwards
            form(app).put("from_period", "2008-01")
            form(app).put("file", str(tmp_path / f"{key}.pdf"))
            await pilot.press("f8")
            await waited(app, pilot, "已写出")

    drive(acts, mess_fund, "主管")
    for key in ("vouchers", "general"):
        assert (tmp_path / f"{key}.pdf").read_bytes()[:4] == b"%PDF"


def test_everything_is_reached_from_the_menus(drive: Drive, mess_fund: str) -> None:
    """设置 and 系统 list their screens on every screen."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        for letter, words in (
            ("s", ("科目表", "期初余额", "核算项目", "币种和汇率", "凭证字", "摘要和模板")),
            ("y", ("用户和权限", "制度参数", "操作日志", "备份和校验")),
            ("f", ("导入和导出", "打印")),
        ):
            await pilot.press(f"alt+{letter}")
            await settled(app, pilot)
            shown = screen_text(app)
            assert all(word in shown for word in words), shown
            await pilot.press("escape")
            await settled(app, pilot)

    drive(acts, mess_fund, "主管")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_screens_of_the_system_look(
    drive: Drive, golden: Any, mess_fund: str, size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        for name in ("users", "policies", "sheets", "printing"):
            await go(app, pilot, name)
            golden(app, f"system-{name}-{size[0]}x{size[1]}")

    drive(acts, mess_fund, "主管", size=size)


#: The screens with the keys that open their forms.
FORMS = {
    "closing": "", "recurring": "", "carry": "", "transfers": "f6", "revalue": "f6",
    "period_end": "f6", "accounts": "f5 f7", "opening": "f6", "dimensions": "f4 f5",
    "rates": "f5 f6", "words": "f5", "summaries": "f5", "users": "f5 f6", "policies": "f7",
    "log": "f6", "safety": "f7", "sheets": "f7", "printing": "f7",
}  # fmt: skip


def test_every_screen_opens_in_english_too_and_every_field_of_its_forms_has_its_help(
    drive: Drive, mess_fund: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGERLIB_LANGUAGE", "en")
    with Book.open(mess_fund, by="主管") as book:
        book.set_dimension_kind("partner", "往来单位")
        book.set_rate("USD", "7.1", period="2008-02")
    texts = catalog("en", DOMAIN)
    period = Period(2008, 2)
    of_period = ("closing", "recurring", "transfers", "revalue", "carry")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        for name, keys in FORMS.items():
            app.go(name, *((period,) if name in of_period else ()))
            await settled(app, pilot)
            screen = app.screen
            for key in keys.split():
                await pilot.press(key)
                await settled(app, pilot)
                codes = [ask.help_code for ask in form(app)._asks]
                assert [code for code in codes if f"help.{code}" not in texts] == []
                await pilot.press("escape")
                await settled(app, pilot)
            assert app.screen is screen, f"{name}: {screen_text(app)}"
            app.pop_screen()
            await settled(app, pilot)

    drive(acts, mess_fund, "主管")
