"""Progress of long work: a bar that appears after half a second, and Esc to cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from ledgerlib import Book

from ..language import text
from ..model.bars import bar
from ..screens.dialog import Dialog
from .footer import LedgerFooter

if TYPE_CHECKING:
    from ..app import LedgerApp

T = TypeVar("T")
#: How long work may take before the bar is shown.
PATIENCE_SECONDS = 0.5


class ProgressDialog(Dialog[None]):
    """The bar: how many are done, of how many where that is known."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.done: int = 0
        self.of: int | None = None
        self._cancelled = False

    def compose(self) -> ComposeResult:
        """Title, bar, keys."""
        with Vertical(id="dialog"):
            yield Static(self._title, id="title", markup=False)
            yield Static("", id="bar", markup=False)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Draw the bar four times a second."""
        self.set_interval(0.25, self._draw)
        self._draw()

    def _draw(self) -> None:
        if self._cancelled:
            shown = text("work.cancelling")
        elif self.of:
            shown = f"{bar(self.done, self.of, 40)} {self.done:,} / {self.of:,}"
        else:
            shown = text("work.done_so_far", count=f"{self.done:,}")
        self.query_one("#bar", Static).update(shown)

    def action_app_back(self) -> None:
        """Cancel the work before its next step; nothing of it is stored."""
        self._cancelled = True
        self.app.clerk.cancel()
        self._draw()


async def worked(app: LedgerApp, title: str, deed: Callable[[Book, Callable[..., None]], T]) -> T:
    """Let the clerk do long work; the bar comes where it takes longer than half a second."""
    dialog = ProgressDialog(title)

    def told(*done: Any) -> None:  # on the clerk's thread; numbers are only looked at here
        dialog.done = int(done[0]) if done else dialog.done + 1
        dialog.of = int(done[1]) if len(done) > 1 and done[1] else dialog.of

    work = asyncio.ensure_future(app.clerk.work(deed, told))
    finished, _ = await asyncio.wait({work}, timeout=PATIENCE_SECONDS)
    if finished:
        return work.result()
    await app.push_screen(dialog)
    try:
        return await work
    finally:
        dialog.dismiss(None)
