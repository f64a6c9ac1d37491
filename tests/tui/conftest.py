"""Fixtures of the terminal: a mess fund to work on, an app with a settled day, its screen as text."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp, Start
from ledgerlib import (
    NewBook,
    OpeningLine,
    Period,
    create,
    credit,
    debit,
    load_chart,
)

GOLDEN = Path(__file__).with_name("golden")
SIZES = ((80, 24), (100, 30), (160, 50))
TODAY = date(2008, 2, 20)


def screen_text(app: LedgerApp) -> str:
    """The screen as it is seen, line by line, without colours."""
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in lines).rstrip() + "\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings and drafts of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("LEDGER_TUI_HOME", str(folder))
    monkeypatch.setenv("LEDGERLIB_LANGUAGE", "zh_CN")
    return folder


@pytest.fixture(scope="session")
def _mess_fund_made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The mess fund, made once."""
    place = str(tmp_path_factory.mktemp("made") / "mess-2008.ledger")
    found = load_chart("mess_fund")
    new = NewBook("某中队伙食费", found.chart, Period(2008, 1), found.chart_id, method=found.method)
    with create(place, new, by="主管") as officer:
        officer.add_user("司务长", ["maker", "poster"])
        officer.add_user("审核员", ["reviewer"])
        keeper, reviewer = officer.acting_as("司务长"), officer.acting_as("审核员")
        keeper.set_opening([
            OpeningLine(debit("101", "500.00")), OpeningLine(debit("102", "10000.00")),
            OpeningLine(credit("401", "10500.00")),
        ])  # fmt: skip
        keeper.start()
        keeper.enter(
            date(2008, 1, 5), "收到伙食费", debit("102", "8000.00"), credit("401", "8000.00")
        )
        keeper.enter(
            date(2008, 1, 20), "购买副食品", debit("401", "3200.00"), credit("102", "3200.00")
        )
        reviewer.review("2008-01")
        keeper.post("2008-01")
        keeper.close("2008-01")
        keeper.enter(
            date(2008, 2, 3), "提取现金", debit("101", "1000.00"), credit("102", "1000.00")
        )
        keeper.enter(date(2008, 2, 9), "购买大米", debit("401", "260.00"), credit("101", "260.00"))
    return place


@pytest.fixture
def mess_fund(tmp_path: Path, _mess_fund_made: str) -> str:
    """A copy of its own of the mess fund in its second month: 主管 (supervisor), 司务长 (maker, poster), 审核员 (reviewer).

    2008-01 is posted and closed: opening cash 500, bank 10,000, fund 10,500; income 8,000, food 3,200.
    2008-02 has two drafts of 司务长: 提取现金 1,000, 购买大米 260.
    """
    place = tmp_path / "mess-2008.ledger"
    shutil.copy(_mess_fund_made, place)
    return str(place)


Acts = Callable[[LedgerApp, Pilot[Any]], Awaitable[None]]


@pytest.fixture
def drive() -> Callable[..., LedgerApp]:
    """Runs an app in a plain test: drive(acts, place, who, size=(80, 24)) → the app as it ended."""

    def run(
        acts: Acts, place: str = "", who: str = "", size: tuple[int, int] = (80, 24)
    ) -> LedgerApp:
        app = LedgerApp(Start(place, "", who), today=TODAY)
        app.animation_level = "none"

        async def driven() -> None:
            async with app.run_test(size=size) as pilot:
                await settled(app, pilot)
                await acts(app, pilot)

        asyncio.run(driven())
        return app

    return run


async def settled(app: LedgerApp, pilot: Pilot[Any]) -> None:
    """Wait until all work beside the screen is done, or waits for the user in a dialog."""
    from textual.worker import WorkerState

    from ledger_tui.screens.dialog import Dialog

    for _ in range(300):
        await pilot.pause()
        busy = [
            w for w in app.workers
            if w.state in (WorkerState.PENDING, WorkerState.RUNNING)
        ]  # fmt: skip
        if not busy or isinstance(app.screen, Dialog):
            await pilot.pause()
            return
        await asyncio.sleep(0.01)


async def waited(app: LedgerApp, pilot: Pilot[Any], shown: str) -> None:
    """Wait until something stands on the screen: what is done in a dialog takes its time."""
    for _ in range(80):
        await settled(app, pilot)
        if shown in screen_text(app):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{shown!r} did not come:\n{screen_text(app)}")


@pytest.fixture
def golden() -> Callable[[LedgerApp, str], None]:
    """Compares the screen with tests/tui/golden/NAME.txt; LEDGER_TUI_GOLDEN=write writes it anew."""

    def compare(app: LedgerApp, name: str) -> None:
        shown = screen_text(app)
        file = GOLDEN / f"{name}.txt"
        if os.environ.get("LEDGER_TUI_GOLDEN") == "write":
            GOLDEN.mkdir(exist_ok=True)
            file.write_text(shown, encoding="utf-8")
        assert shown == file.read_text("utf-8"), f"{file} shows another screen"

    return compare
