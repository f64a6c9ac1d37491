"""What every screen has: menus, palette, help, problems, progress, the key map, themes, failures told."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from ledger_tui.action import MENUS
from ledger_tui.actions import of_families
from ledger_tui.app import LedgerApp, logged
from ledger_tui.clerk import Cancelled
from ledger_tui.screens.desk import DeskScreen
from ledger_tui.screens.help import HelpDialog
from ledger_tui.screens.palette import PaletteDialog
from ledger_tui.settings import Settings
from ledger_tui.widgets.footer import LedgerFooter, laid_out
from ledger_tui.widgets.form import Field
from ledger_tui.widgets.head_line import fitted
from ledger_tui.widgets.menu import PullDown
from ledger_tui.widgets.problems import ProblemsDialog
from ledger_tui.widgets.progress import ProgressDialog
from ledgerlib import Problem
from tests.tui.conftest import GOLDEN, screen_text, settled

Drive = Callable[..., LedgerApp]


async def press(app: LedgerApp, pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)


def test_every_action_of_a_screen_stands_in_a_menu_and_is_done_from_there(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        standing: set[str] = set()
        await press(app, pilot, "f10")
        assert isinstance(app.screen, PullDown)
        for _ in MENUS:
            entries = app.screen.query_one(OptionList)
            standing |= {str(option.id) for option in entries.options}
            await press(app, pilot, "right")
        assert standing == {a.id for a in of_families("app", "go", "desk")}
        await press(app, pilot, "escape", "alt+e")
        assert screen_text(app).count("换图") > 1
        before = screen_text(app)
        await press(app, pilot, "down", "enter")
        assert isinstance(app.screen, DeskScreen)
        assert "货币资金" in screen_text(app)
        assert "货币资金" not in before

    drive(acts, mess_fund, "司务长")


def test_a_click_on_the_menu_bar_pulls_the_menu_down_and_one_on_the_footer_acts(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.click(offset=(2, 1))
        await settled(app, pilot)
        assert isinstance(app.screen, PullDown)
        await press(app, pilot, "escape")
        hint = next(
            h for h in app.screen.query_one(LedgerFooter)._hints if h.action == "desk.charts"
        )
        await pilot.click(offset=(hint.begin, 23))
        await settled(app, pilot)
        assert "货币资金" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_a_menu_says_why_something_cannot_be_done(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "alt+v")
        said = str(app.screen.query_one("#said", Static).render())
        assert said.startswith("!")
        assert "F9" in said

    drive(acts, mess_fund, "审核员")


def test_the_palette_finds_by_chinese_english_and_pinyin_initials(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "ctrl+p")
        assert isinstance(app.screen, PaletteDialog)
        for app.screen_typed in ("换图", "chart", "ht"):  # type: ignore[attr-defined]
            for _ in range(300):  # the initials come from a dictionary read beside the screen
                if app.screen._findable[0].initials:
                    break
                await pilot.pause(0.01)
            app.screen.query_one(Field).value = app.screen_typed  # type: ignore[attr-defined]
            await pilot.pause()
            entries = app.screen.query_one(OptionList)
            assert "desk.charts" in [option.id for option in entries.options]
        app.screen.query_one(Field).value = "换图"
        await press(app, pilot, "enter")
        assert "货币资金" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_f1_explains_the_focused_field_and_lists_the_keys(
    drive: Drive, mess_fund: str, golden: Any
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "f1")
        assert isinstance(app.screen, HelpDialog)
        shown = screen_text(app)
        assert "等着办的事" in shown, "the help of the list that has the focus"
        golden(app, "help-80x24")
        await press(app, pilot, "escape")
        assert isinstance(app.screen, DeskScreen)

    drive(acts, mess_fund, "司务长")


def test_all_problems_are_shown_at_once_each_with_its_cure(
    drive: Drive, mess_fund: str, golden: Any
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.acting.do(app.acting.act(lambda book: book.close("2008-02")))
        await settled(app, pilot)
        assert isinstance(app.screen, ProblemsDialog)
        shown = screen_text(app)
        assert shown.count("✗") == 2
        assert shown.count("->") == 2
        golden(app, "problems-80x24")
        chosen = app.screen._problems[0]
        assert (
            chosen == Problem.of("close.draft", voucher="2008-02/记/1")
            or chosen.code == "close.draft"
        )
        await press(app, pilot, "escape")
        assert isinstance(app.screen, DeskScreen)

    drive(acts, mess_fund, "司务长")


def test_long_work_shows_its_progress_and_esc_cancels_it(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        screen = app.acting
        ended: list[str] = []

        def slowly(_book: Any, progress: Callable[..., None]) -> None:
            for done in range(1000):
                progress(done, 1000)
                time.sleep(0.01)

        async def work() -> None:
            try:
                await screen.work("校验", slowly, changes=False)
            except Cancelled:
                ended.append("cancelled")
                raise

        screen.do(work())
        for _ in range(200):
            await pilot.pause(0.01)
            if isinstance(app.screen, ProgressDialog):
                break
        await pilot.pause(0.3)
        assert "/ 1,000" in screen_text(app)
        await pilot.press("escape")
        for _ in range(200):
            await pilot.pause(0.01)
            if ended:
                break
        await settled(app, pilot)
        assert ended == ["cancelled"]
        assert isinstance(app.screen, DeskScreen)
        assert "已取消" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_short_work_shows_no_bar(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        found = await app.acting.work("校验", lambda book, progress: book.verify(progress=progress))
        assert found.is_sound
        assert isinstance(app.screen, DeskScreen)

    drive(acts, mess_fund, "司务长")


def test_an_action_under_way_is_not_begun_twice(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        begun: list[int] = []

        async def save() -> None:
            begun.append(1)
            await app.acting.ask(lambda _book: time.sleep(0.05))

        app.acting.do(save(), key="save")
        await pilot.pause()
        assert app.acting.do(save(), key="save") is None
        await settled(app, pilot)
        assert begun == [1]

    drive(acts, mess_fund, "司务长")


def test_a_key_given_to_an_action_works_at_once_and_is_kept(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "ctrl+k")
        actions = app.screen.query_one(OptionList)
        actions.highlighted = actions.get_option_index("desk.charts")
        await press(app, pilot, "enter", "f1")
        assert "F1" in app.screen.query_one(LedgerFooter).told, "taken by help"
        await press(app, pilot, "enter", "f6", "escape")
        assert "F6 换图" in screen_text(app)
        await press(app, pilot, "f6")
        assert "货币资金" in screen_text(app)
        assert Settings.load().keymap == {"desk.charts": "f6,ctrl+g,c"}
        await press(app, pilot, "ctrl+k", "f4", "escape")
        assert "F4 换图" in screen_text(app)

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_theme_shows_the_same_words(drive: Drive, mess_fund: str, theme: str) -> None:
    kept = Settings(theme=theme)
    kept.save()
    shown: list[str] = []

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert app.theme == theme
        shown.append(screen_text(app))
        await press(app, pilot, "ctrl+t")
        assert app.theme != theme
        assert Settings.load().theme == app.theme

    drive(acts, mess_fund, "司务长")
    assert "审核" in shown[0]


def test_english_by_a_key(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "alt+l")
        assert screen_text(app).splitlines()[1].strip().startswith("Book(F)")
        assert screen_text(app).splitlines()[1].strip().endswith("Help(H)")
        assert "wait for you" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_something_unforeseen_is_written_to_a_file_with_all_its_traces(home: Path) -> None:
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        file = logged(error)
    assert "ZeroDivisionError" in Path(file).read_text("utf-8")
    assert Path(file).parent == home


def test_the_footer_takes_what_fits_and_the_head_line_leaves_out_what_matters_least() -> None:
    wanted = [("a", "F8", "保存", ""), ("b", "F5", "新凭证", ""), ("c", "F1", "帮助", "")]
    assert [hint.word for hint in laid_out(wanted, 19)] == ["保存", "新凭证"]
    assert [hint.word for hint in laid_out(wanted, 17)] == ["保存", "帮助"]
    parts = ["某中队伙食费", "2008-02", "司务长 制单", "不可逆记账", "2008-02-20", "未记账2"]
    assert fitted(parts, 64).endswith("不可逆记账 | 2008-02-20")
    assert "2008-02 | 司务长" in fitted(parts, 44)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.txt")), ids=lambda file: file.stem)
def test_no_screen_shows_a_sign_whose_width_is_ambiguous(file: Path) -> None:
    """Lines and blocks of drawing, dashes and dots of typesetting: one cell here, two there."""
    shown = set(file.read_text("utf-8"))
    assert {sign for sign in shown if unicodedata.east_asian_width(sign) == "A"} == set()
