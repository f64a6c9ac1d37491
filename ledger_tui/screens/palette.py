"""The command palette: every action that can be reached from here, found by a few letters."""

from __future__ import annotations

import asyncio
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import initials
from ledgerlib.language import LANGUAGES

from ..action import Action
from ..actions import ACTIONS, label_of, shown_key
from ..language import text, text_in
from ..model.finding import Findable, found
from ..widgets.footer import LedgerFooter
from ..widgets.form import Field
from .base import Acting
from .dialog import Dialog

_WIDTH = 70


class PaletteField(Field):
    """What is typed; up and down move in the list meanwhile."""

    BINDINGS = [
        Binding("down", "screen.move(1)", show=False),
        Binding("up", "screen.move(-1)", show=False),
    ]


class PaletteDialog(Dialog[str]):
    """Type a few letters of Chinese, English or pinyin initials; dismissed with the action's id."""

    DEFAULT_CSS = """
    PaletteDialog OptionList { height: 14; border: none; padding: 0; }
    """

    def __init__(self, over: Acting[Any]) -> None:
        super().__init__()
        self._over = over
        self._actions = over.available()
        self._findable = [_findable(action, "") for action in self._actions]

    def compose(self) -> ComposeResult:
        """What is typed, and what fits."""
        with Vertical(id="dialog"):
            yield Static(text("palette.title"), id="title", markup=False)
            yield PaletteField(id="field-palette", help_code="palette")
            yield OptionList(compact=True)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Show all; the pinyin initials come a moment later, for their dictionary is large."""
        self.query_one(Field).focus()
        self._fill()
        self.do(self._learn_initials())

    async def _learn_initials(self) -> None:
        chinese = [text_in("zh_CN", f"action.{action.id}") for action in self._actions]
        letters = await asyncio.to_thread(lambda: [initials(name) for name in chinese])
        self._findable = [
            _findable(action, each) for action, each in zip(self._actions, letters, strict=True)
        ]
        if self.query_one(Field).value:
            self._fill()

    def _fill(self) -> None:
        fitting = [ACTIONS[name] for name in found(self.query_one(Field).value, self._findable)]
        actions = self.query_one(OptionList)
        actions.clear_options()
        actions.add_options([Option(self._shown(action), action.id) for action in fitting])
        actions.highlighted = 0 if fitting else None

    def _shown(self, action: Action) -> Text:
        key = shown_key(self.app.keys_of(action)[0])
        reason = self._over.why_not(action)
        gap = " " * max(1, _WIDTH - cell_len(label_of(action)) - cell_len(key))
        return Text(f"{label_of(action)}{gap}{key}", "dim" if reason else "", no_wrap=True)

    def on_input_changed(self) -> None:
        """Show what fits."""
        self._fill()

    def action_move(self, by: int) -> None:
        """Move in the list while typing goes on."""
        actions = self.query_one(OptionList)
        if by > 0:
            actions.action_cursor_down()
        else:
            actions.action_cursor_up()

    def on_input_submitted(self) -> None:
        """Do what is highlighted."""
        actions = self.query_one(OptionList)
        if actions.highlighted is not None:
            self.dismiss(actions.get_option_at_index(actions.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was clicked on."""
        self.dismiss(event.option_id)


def _findable(action: Action, letters: str) -> Findable:
    names = tuple(text_in(language, f"action.{action.id}") for language in LANGUAGES)
    return Findable(action.id, (*names, action.id), letters)
