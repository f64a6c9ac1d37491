"""Several of a few: roles, each switched on and off with Space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Several(Widget, can_focus=True):
    """A line of words of which several can be chosen: left and right move, Space chooses."""

    DEFAULT_CSS = """
    Several { height: 1; width: 1fr; background: $panel; }
    Several:focus { background: $primary 40%; }
    """
    BINDINGS = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("space", "choose", show=False),
        Binding("enter", "submit", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    at: reactive[int] = reactive(0)

    class Submitted(Message):
        """Enter was pressed on it."""

    def __init__(
        self, options: Sequence[tuple[str, str]], chosen: Iterable[str] = (), *,
        help_code: str = "", **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(**more)
        self.options = list(options)
        self.chosen = set(chosen)
        self.help_code = help_code

    def render(self) -> Text:
        """✓ before those that are chosen, the one under the cursor underlined."""
        shown = Text(no_wrap=True)
        for place, (value, label) in enumerate(self.options):
            style = "reverse" if self.has_focus and place == self.at else ""
            shown.append(self._word(value, label), style)
            shown.append(" ")
        return shown

    def _word(self, value: str, label: str) -> str:
        return f"{'✓' if value in self.chosen else '-'}{label}"

    def action_move(self, by: int) -> None:
        """The next word, or the one before."""
        self.at = (self.at + by) % len(self.options)

    def action_choose(self) -> None:
        """Choose the word under the cursor, or choose it no more."""
        self.chosen ^= {self.options[self.at][0]}
        self.refresh()

    def action_submit(self) -> None:
        """Enter: walk on."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """A click on a word switches it."""
        begin = 0
        for place, (value, label) in enumerate(self.options):
            end = begin + cell_len(self._word(value, label))
            if begin <= event.x < end:
                self.at = place
                self.action_choose()
            begin = end + 1
