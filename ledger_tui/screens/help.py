"""Help: what the focused field is for, and the keys of the place."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from ..action import MENUS
from ..actions import EVERYWHERE, help_of, label_of, shown_key
from ..language import text
from ..widgets.footer import LedgerFooter
from .base import Acting, LedgerScreen
from .dialog import Dialog


class HelpDialog(Dialog[None]):
    """The help of a screen, made from the registry."""

    DEFAULT_CSS = """
    HelpDialog VerticalScroll { height: auto; max-height: 70vh; }
    """

    def __init__(self, over: Acting[Any]) -> None:
        super().__init__()
        self._over = over
        self._focus_help = over.help_of_focus()

    def compose(self) -> ComposeResult:
        """The field, the screen, the keys menu by menu."""
        with Vertical(id="dialog"):
            name = self._over.name_code if isinstance(self._over, LedgerScreen) else ""
            title = text(f"screen.{name}") if name else text("help.here")
            yield Static(text("help.title", screen=title), id="title", markup=False)
            with VerticalScroll(can_focus=True):
                if self._focus_help:
                    yield Static(f"> {self._focus_help}\n", markup=False)
                if name:
                    yield Static(text(f"screen.{name}.help") + "\n", markup=False)
                yield Static(self._keys())
            yield LedgerFooter()

    def on_mount(self) -> None:
        """The text can be scrolled at once."""
        self.query_one(VerticalScroll).focus()

    def _keys(self) -> Text:
        shown = Text()
        rows = [
            (a, "  ".join(shown_key(key) for key in self.app.keys_of(a)))
            for menu in MENUS
            for a in self._over.available()
            if a.menu == menu
        ]
        rows.sort(key=lambda row: row[0].family in EVERYWHERE)  # first what is of this place
        width = max((cell_len(keys) for _, keys in rows), default=0)
        words = max((cell_len(label_of(action)) for action, _ in rows), default=0)
        for action, keys in rows:
            shown.append(f"{keys}{' ' * (width - cell_len(keys))}  ", "bold")
            shown.append(f"{set_cell_size(label_of(action), words)}  ")
            shown.append(f"{help_of(action)}\n", "dim")
        return shown
