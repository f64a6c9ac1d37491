"""A list of rows in columns, drawn line by line: titles on top, a cursor, letters to none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ..language import text


@frozen
class Col:
    """A column: its title, its width in cells (0 takes what is left), and whether it is of figures."""

    title: str
    width: int = 0
    right: bool = False


@frozen
class Line:
    """A row: what it is known by, its cells, and whether it is shown weakly (disabled, done)."""

    key: str
    cells: tuple[str, ...]
    dim: bool = False
    strong: bool = False


class RowList(Widget, can_focus=True):
    """Rows under titles; Enter or a click on the chosen row opens it (`Opened`).

    `NearEnd` is told when the cursor nears the last row, so that a screen may read more.
    """

    help_code = "list"
    DEFAULT_CSS = """
    RowList { height: 1fr; background: $surface; color: $foreground; }
    RowList > .list--head { background: $panel; color: $foreground; text-style: bold; }
    RowList > .list--cursor { text-style: reverse bold; }
    RowList > .list--dim { color: $text-muted; }
    RowList > .list--strong { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--head", "list--cursor", "list--dim", "list--strong",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
    ]
    cursor: reactive[int] = reactive(0)
    top: reactive[int] = reactive(0)

    class Opened(Message):
        """A row was chosen by Enter or a click."""

    class Moved(Message):
        """The cursor stands on another row."""

    class NearEnd(Message):
        """The cursor is near the last row."""

    def __init__(self, columns: Sequence[Col] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = list(columns)
        self.lines: list[Line] = []

    def show(self, lines: Sequence[Line], key: str = "") -> None:
        """Show these rows; the cursor goes to the row of the key, or stays at its place."""
        self.lines = list(lines)
        keys = [line.key for line in self.lines]
        at = keys.index(key) if key in keys else self.cursor
        self.cursor = max(0, min(at, len(self.lines) - 1))
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def add(self, lines: Sequence[Line]) -> None:
        """Show more rows after the others."""
        self.lines += lines
        self.refresh()

    @property
    def line(self) -> Line | None:
        """The row under the cursor."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 1)

    def _follow(self) -> None:
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + self._height:
            self.top = self.cursor - self._height + 1

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        self._follow()

    def action_move(self, by: int) -> None:
        """The cursor so many rows on."""
        if self.lines:
            self.cursor = max(0, min(self.cursor + by, len(self.lines) - 1))
            self._follow()
            self.post_message(self.Moved())
            if self.cursor + self._height >= len(self.lines):
                self.post_message(self.NearEnd())

    def action_turn(self, by: int) -> None:
        """A page on."""
        self.action_move(by * self._height)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a row, a second one opens it."""
        at = self.top + event.y - 1
        if event.y < 1 or at >= len(self.lines):
            return
        if at == self.cursor:
            self.post_message(self.Opened())
        else:
            self.action_move(at - self.cursor)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.action_move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.action_move(-3)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as there is room."""
        return container.width

    # Drawing

    def widths(self) -> list[int]:
        """The cells of each column: those of no width share what is left."""
        room = self.size.width - 2 - 2 * (len(self.columns) - 1)
        fixed = sum(column.width for column in self.columns)
        open_ones = sum(not column.width for column in self.columns)
        share = max(6, (room - fixed) // open_ones) if open_ones else 0
        return [column.width or share for column in self.columns]

    def _drawn(self, cells: Sequence[str]) -> str:
        parts = []
        for cell, column, width in zip(cells, self.columns, self.widths(), strict=False):
            cell = cell.replace("\N{HORIZONTAL ELLIPSIS}", "..")  # its width is ambiguous
            room = width - cell_len(cell)
            if room < 0:
                parts.append(set_cell_size(cell, width))
            else:
                parts.append(" " * room + cell if column.right else cell + " " * room)
        return "  ".join(parts)

    def render_line(self, y: int) -> Strip:
        """Titles, then the rows."""
        width = self.size.width
        if y == 0:
            head = self._drawn([column.title for column in self.columns])
            style = self.get_component_rich_style("list--head")
            return Strip([Segment(set_cell_size(f" {head}", width), style)])
        at = self.top + y - 1
        if at >= len(self.lines):
            note = text("list.nothing") if not self.lines and y == 1 else ""
            return Strip([Segment(set_cell_size(f" {note}", width), self.rich_style)])
        line = self.lines[at]
        style = self.rich_style
        if at == self.cursor:
            style += (
                self.get_component_rich_style("list--cursor")
                if self.has_focus
                else Style(bold=True)
            )
        elif line.dim:
            style = self.get_component_rich_style("list--dim")
        elif line.strong:
            style += self.get_component_rich_style("list--strong")
        sign = ">" if at == self.cursor else " "
        return Strip([Segment(set_cell_size(f"{sign}{self._drawn(line.cells)}", width), style)])
