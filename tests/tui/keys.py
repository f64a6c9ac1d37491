"""Pressing keys and waiting for what they bring, where dialogs wait for the user meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.widgets.footer import LedgerFooter
from tests.tui.conftest import screen_text, settled


async def press(app: LedgerApp, pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each when the one before is done with."""
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)


async def fill(app: LedgerApp, pilot: Pilot[Any], name: str, value: str) -> None:
    """Put a value into the field of a dialog, and the focus on it."""
    await until(app, pilot, lambda: bool(app.screen.query(f"#field-{name}")), f"field {name}")
    field: Any = app.screen.query_one(f"#field-{name}")
    field.focus()
    field.value = value
    await settled(app, pilot)


async def until(
    app: LedgerApp, pilot: Pilot[Any], holds: Callable[[], bool], what: str = ""
) -> None:
    """Wait until something holds, at most a few seconds."""
    for _ in range(150):
        await pilot.pause()
        if holds():
            await settled(app, pilot)
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{what or 'it'} never came:\n{screen_text(app)}")


async def until_shown(app: LedgerApp, pilot: Pilot[Any], text: str) -> None:
    """Wait until a text is on the screen."""
    await until(app, pilot, lambda: text in screen_text(app), text)


def told(app: LedgerApp) -> str:
    """What the footer says in place of the keys."""
    return app.screen.query_one(LedgerFooter).told
