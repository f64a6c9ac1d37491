"""Fields of forms: one line each, with a label before and help on F1."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ..screens.dialog import Dialog
from .footer import LedgerFooter


class Field(Input, inherit_bindings=False):
    """A line to type in; Enter walks on. It leaves ctrl+letters to the screen, but for copy and paste.

    `clean` is what was typed, with full-width digits and signs made plain.
    """

    DEFAULT_CSS = """
    Field { border: none; height: 1; padding: 0; background: $panel; width: 1fr; }
    Field:focus { border: none; background: $primary 40%; }
    """
    BINDINGS = [
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("home", "home", show=False),
        Binding("end", "end", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("enter", "submit", show=False),
        Binding("ctrl+x", "cut", show=False),
        Binding("ctrl+c", "copy", show=False),
        Binding("ctrl+v", "paste", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, value: str = "", *, help_code: str = "", **more: Any) -> None:
        super().__init__(value, compact=True, select_on_focus=True, **more)
        self.help_code = help_code

    @property
    def clean(self) -> str:
        """What was typed, trimmed, in the characters of its half width."""
        return unicodedata.normalize("NFKC", self.value).strip()


class ChoiceDialog(Dialog[str]):
    """A list of choices to take one from; dismissed with its value."""

    def __init__(self, title: str, options: Sequence[tuple[str, str]], chosen: str = "") -> None:
        super().__init__()
        self._title = title
        self._options = list(options)
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Title, choices, keys."""
        with Vertical(id="dialog"):
            yield Static(self._title, id="title", markup=False)
            yield OptionList(
                *(Option(Text(label), value) for value, label in self._options), compact=True
            )
            yield LedgerFooter()

    def on_mount(self) -> None:
        """The present choice is highlighted."""
        values = [value for value, _ in self._options]
        choices = self.query_one(OptionList)
        choices.highlighted = values.index(self._chosen) if self._chosen in values else 0
        choices.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(event.option_id)


class Choice(Widget, can_focus=True):
    """One of several, on one line: left and right change it, Space, F7 or F2 show them all."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; background: $panel; }
    Choice:focus { background: $primary 40%; }
    """
    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("space,f7,f2", "show_all", show=False),
        Binding("enter", "submit", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another one is chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            """The widget it comes from."""
            return self.choice

    class Submitted(Changed):
        """Enter was pressed on it."""

    def __init__(
        self, options: Sequence[tuple[str, str]], value: str = "", *, title: str = "",
        help_code: str = "", **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(**more)
        self.options = list(options)
        self.title = title
        self.help_code = help_code
        first = self.options[0][0] if self.options else ""
        self.set_reactive(Choice.value, value or first)

    def set_options(self, options: Sequence[tuple[str, str]], value: str = "") -> None:
        """Offer other choices."""
        self.options = list(options)
        values = [each for each, _ in self.options]
        wanted = value or self.value
        self.value = wanted if wanted in values else values[0] if values else ""
        self.refresh()

    @property
    def label(self) -> str:
        """What the present choice is called."""
        return dict(self.options).get(self.value, self.value)

    def render(self) -> Text:
        """The choice between two signs that say there are more."""
        room = max(0, self.size.width - 4)
        shown = self.label
        if cell_len(shown) > room:
            shown = set_cell_size(shown, room)
        return Text(f"< {shown} >", no_wrap=True)

    def watch_value(self) -> None:
        """Tell that another one is chosen."""
        if self.is_mounted:
            self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """The next one, or the one before."""
        values = [value for value, _ in self.options]
        if values:
            at = values.index(self.value) if self.value in values else 0
            self.value = values[(at + by) % len(values)]

    def action_show_all(self) -> None:
        """Show all choices in a list."""

        def chosen(value: str | None) -> None:
            if value is not None:
                self.value = value

        self.app.push_screen(ChoiceDialog(self.title, self.options, self.value), chosen)

    def action_submit(self) -> None:
        """Enter: walk on."""
        self.post_message(self.Submitted(self))

    def on_click(self, event: events.Click) -> None:
        """A click shows all choices."""
        self.action_show_all()


class Switch(Choice):
    """Yes or no."""

    def __init__(self, value: bool = False, **more: Any) -> None:
        from ..language import text

        options = [("yes", f"✓ {text('word.yes')}"), ("no", f"- {text('word.no')}")]
        super().__init__(options, "yes" if value else "no", **more)

    @property
    def is_on(self) -> bool:
        """Whether it is yes."""
        return self.value == "yes"


class Row(Horizontal):
    """A label of fixed width, and the field behind it."""

    DEFAULT_CSS = """
    Row { height: 1; width: 100%; }
    Row > .label { width: 16; height: 1; }
    Row.wide > .label { width: 52; }
    Row > .note { width: auto; height: 1; color: $text-muted; padding-left: 1; }
    """

    def __init__(self, label: str, field: Widget, note: str = "", **more: Any) -> None:
        super().__init__(**more)
        self._label = label
        self.field = field
        self._note = note

    def compose(self) -> ComposeResult:
        """Label, field, note."""
        yield Static(self._label, classes="label", markup=False)
        yield self.field
        if self._note:
            yield Static(self._note, classes="note", markup=False)
