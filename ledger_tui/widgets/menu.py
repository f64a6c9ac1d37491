"""The menu bar, one line, and the pull-downs under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..action import MENUS, Action, shown_key
from ..actions import help_of, label_of
from ..language import text
from ..screens.dialog import Dialog

if TYPE_CHECKING:
    from ..app import LedgerApp
    from ..screens.base import Acting


def titles(width: int = 80) -> list[tuple[str, str, int]]:
    """The menus with what stands on the bar and the column where it begins."""
    named = [(menu, text(f"menu.{menu}", letter=letter.upper())) for menu, letter in MENUS.items()]
    gap = 2 if 1 + sum(cell_len(title) + 2 for _, title in named) - 2 <= width else 1
    found = []
    at = 1
    for menu, title in named:
        found.append((menu, title, at))
        at += cell_len(title) + gap
    return found


class MenuBar(Widget):
    """The names of the menus; F10 or alt with a letter opens one, a click too."""

    DEFAULT_CSS = """
    MenuBar { height: 1; background: $panel; color: $foreground; }
    """

    def render(self) -> Text:
        """The names of the menus."""
        shown = Text(no_wrap=True)
        for _, title, begin in titles(self.size.width):
            shown.append(" " * (begin - shown.cell_len) + title)
        return shown

    def on_click(self, event: events.Click) -> None:
        """Open the menu that was clicked on."""
        for menu, title, begin in titles(self.size.width):
            if begin <= event.x < begin + cell_len(title):
                self.screen.open_menu(menu)  # type: ignore[attr-defined]


class PullDown(Dialog[str]):
    """A menu pulled down: its actions with their keys; dismissed with the id of the one chosen."""

    DEFAULT_CSS = """
    PullDown { align: left top; background: transparent; }
    PullDown #pulled { width: auto; height: auto; max-height: 90%; max-width: 100%; background: $surface; border: ascii $primary; padding: 0; }
    PullDown OptionList { width: auto; height: auto; max-height: 18; border: none; background: $surface; padding: 0; }
    PullDown #said { width: 100%; height: auto; color: $text-muted; padding: 0 1; }
    """
    BINDINGS = [
        Binding("left", "beside(-1)", show=False),
        Binding("right", "beside(1)", show=False),
        *(
            Binding(f"alt+{letter}", f"show('{menu}')", show=False)
            for menu, letter in MENUS.items()
        ),
    ]
    app: LedgerApp

    def __init__(self, menu: str, over: Acting[Any]) -> None:
        super().__init__()
        self._menu = menu
        self._over = over
        self._shown: list[Action] = []

    def compose(self) -> ComposeResult:
        """The list of actions, and what the highlighted one does."""
        with Vertical(id="pulled"):
            yield OptionList(id="entries")
            yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        """Show the menu it was opened with."""
        self._fill()

    def action_beside(self, step: int) -> None:
        """Show the menu beside."""
        names = list(MENUS)
        self.action_show(names[(names.index(self._menu) + step) % len(names)])

    def action_show(self, menu: str) -> None:
        """Show another menu."""
        self._menu = menu
        self._fill()

    def _fill(self) -> None:
        self._shown = [a for a in self._over.available() if a.menu == self._menu]
        shown = [(label_of(a), shown_key(self.app.keys_of(a)[0]), a) for a in self._shown]
        width = max((cell_len(word) + cell_len(key) for word, key, _ in shown), default=10) + 4
        width = max(width, 24)
        entries = self.query_one("#entries", OptionList)
        entries.clear_options()
        for word, key, action in shown:
            gap = " " * (width - cell_len(word) - cell_len(key))
            dim = "dim" if self._over.why_not(action) else ""
            entries.add_option(Option(Text(f"{word}{gap}{key}", dim, no_wrap=True), action.id))
        begin = next(at for menu, _, at in titles(self.app.size.width) if menu == self._menu)
        pulled = self.query_one("#pulled", Vertical)
        pulled.styles.offset = (max(0, min(begin - 1, self.app.size.width - width - 4)), 2)
        self.query_one("#said", Static).styles.width = width + 2
        if shown:
            entries.highlighted = 0
        else:
            self.query_one("#said", Static).update(text("menu.empty"))
        entries.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the action does, or why it can't be done."""
        action = self._shown[event.option_index]
        reason = self._over.why_not(action)
        self.query_one("#said", Static).update(f"! {reason}" if reason else help_of(action))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was chosen."""
        self.dismiss(event.option_id)

    def on_click(self, event: events.Click) -> None:
        """A click beside the menu closes it; on the bar it opens the one clicked on."""
        if event.screen_y == 1:
            for menu, title, begin in titles(self.app.size.width):
                if begin <= event.screen_x < begin + cell_len(title):
                    self.action_show(menu)
                    return
        if not self.query_one("#pulled").region.contains(event.screen_x, event.screen_y):
            self.dismiss(None)
