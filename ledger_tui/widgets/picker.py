"""The picker: a list to choose from over the screen, found by typing; as a tree where it has levels.

What it lists comes from a source that is asked a page at a time: nothing is loaded that is not shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from attrs import frozen
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from ..language import text
from ..screens.dialog import Dialog
from .footer import LedgerFooter
from .form import Field

#: Entries asked for at a time.
PAGE = 200


@frozen
class Item:
    """An entry: what is picked by it, its columns, and how it stands in the tree.

    `opens` is whether there are others below it; `picks` whether it can be picked itself.
    """

    key: str
    cells: tuple[str, ...]
    level: int = 1
    picks: bool = True
    opens: bool = False
    is_open: bool = False


#: Asked for the text typed, the entries that are open, and after how many to go on.
Source = Callable[[str, frozenset[str], int], Awaitable[Sequence[Item]]]


class PickList(Widget):
    """The entries, drawn line by line; the keys come from the field above."""

    DEFAULT_CSS = """
    PickList { height: 14; background: $surface; }
    PickList .pick--chosen { text-style: reverse bold; }
    PickList .pick--parent { color: $text-muted; }
    """
    COMPONENT_CLASSES = {"pick--chosen", "pick--parent"}
    chosen: reactive[int] = reactive(0)
    top: reactive[int] = reactive(0)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []

    def show(self, items: Sequence[Item], chosen: int = 0) -> None:
        """Show these entries, one of them chosen."""
        self.items = list(items)
        self.top = 0
        self.chosen = min(chosen, max(len(self.items) - 1, 0))
        self._follow()
        self.refresh()

    def move(self, by: int) -> None:
        """Choose another entry, so many further on."""
        if self.items:
            self.chosen = min(max(self.chosen + by, 0), len(self.items) - 1)
            self._follow()

    def _follow(self) -> None:
        height = max(self.size.height, 1)
        if self.chosen < self.top:
            self.top = self.chosen
        elif self.chosen >= self.top + height:
            self.top = self.chosen - height + 1

    @property
    def item(self) -> Item | None:
        """The entry that is chosen."""
        return self.items[self.chosen] if self.items else None

    def render_line(self, y: int) -> Strip:
        """One entry: a sign for its branch, then its columns."""
        width, at = self.size.width, self.top + y
        if at >= len(self.items):
            note = text("picker.nothing") if not self.items and y == 0 else ""
            return Strip([Segment(set_cell_size(f" {note}", width), self.rich_style)])
        item = self.items[at]
        sign = ("- " if item.is_open else "+ ") if item.opens else "  "
        line = "  " * (item.level - 1) + sign
        for cell, room in zip(item.cells, self._rooms(), strict=False):
            line += (set_cell_size(cell, room) if cell_len(cell) <= room else cell) + "  "
        style = Style()
        if at == self.chosen:
            style = self.get_component_rich_style("pick--chosen")
            line = f">{line}"
        else:
            style = self.get_component_rich_style("pick--parent") if not item.picks else style
            line = f" {line}"
        return Strip([Segment(set_cell_size(line, width), self.rich_style + style)])

    def _rooms(self) -> list[int]:
        shown = self.items[self.top : self.top + self.size.height]
        columns = max((len(item.cells) for item in shown), default=0)
        return [
            min(30, max((cell_len(i.cells[c]) for i in shown if c < len(i.cells)), default=0))
            for c in range(columns)
        ]

    def on_click(self, event: events.Click) -> None:
        """A click chooses, a second one on the same picks."""
        at = self.top + event.y
        if at < len(self.items):
            again = at == self.chosen
            self.chosen = at
            if again:
                self.screen.action_dialog_accept()  # type: ignore[attr-defined]

    def on_mouse_scroll_down(self) -> None:
        """The wheel."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel."""
        self.move(-3)


class Picker(Dialog[str]):
    """A field to type in and the entries that fit; Enter picks one, dismissed with its key.

    `opened` are the branches open at first, `chosen` the entry highlighted.
    """

    FAMILIES = ("dialog",)

    def __init__(
        self,
        title: str,
        source: Source,
        *,
        typed: str = "",
        opened: Sequence[str] = (),
        chosen: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._source = source
        self._typed = typed
        self._opened = set(opened)
        self._chosen = chosen
        self._asked = 0
        self._has_more = False

    def compose(self) -> ComposeResult:
        """Title, field, entries, keys."""
        with Vertical(id="dialog"):
            yield Static(self._title, id="title", markup=False)
            yield Field(self._typed, id="wanted", help_code="picker")
            yield PickList()
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Ask for the first entries."""
        field = self.query_one(Input)
        field.select_on_focus = False
        field.focus()
        field.cursor_position = len(field.value)
        self._ask(self._chosen)

    def on_input_changed(self) -> None:
        """Another letter: ask again."""
        self._ask()

    def _ask(self, chosen: str = "") -> None:
        self._asked += 1
        self._beside("pick", partial(self._fill, self._asked, chosen))

    def _beside(self, group: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run work beside the dialog in place of what the group was at."""

        async def begun() -> None:
            await self._guarded(work(), group)

        self.run_worker(begun, group=group, exclusive=True)  # type: ignore[arg-type]

    async def _fill(self, asked: int, chosen: str) -> None:
        wanted = self.query_one(Input).value
        items = await self._source(wanted, frozenset(self._opened), 0)
        if asked != self._asked:
            return
        self._has_more = len(items) >= PAGE
        at = next((n for n, item in enumerate(items) if item.key == chosen), 0)
        self.query_one(PickList).show(items, at)

    async def _fill_more(self) -> None:
        pick = self.query_one(PickList)
        wanted, asked = self.query_one(Input).value, self._asked
        more = await self._source(wanted, frozenset(self._opened), len(pick.items))
        if asked == self._asked:
            self._has_more = len(more) >= PAGE
            pick.items += more
            pick.refresh()

    def on_key(self, event: events.Key) -> None:
        """The arrows choose while the field has the focus; left and right close and open a branch."""
        pick = self.query_one(PickList)
        steps = {"up": -1, "down": 1, "pageup": -pick.size.height, "pagedown": pick.size.height}
        if event.key in steps:
            pick.move(steps[event.key])
            if self._has_more and pick.chosen > len(pick.items) - pick.size.height:
                self._has_more = False
                self._beside("more", self._fill_more)
        elif event.key == "enter":
            self.action_dialog_accept()
        elif event.key in ("right", "left") and not self.query_one(Input).value:
            self._turn(pick.item, to_open=event.key == "right")
        else:
            return
        event.stop()
        event.prevent_default()

    def _turn(self, item: Item | None, *, to_open: bool) -> None:
        if item is None:
            return
        if item.opens and to_open != item.is_open:
            (self._opened.add if to_open else self._opened.discard)(item.key)
        self._ask(item.key)

    def action_dialog_accept(self) -> None:
        """Pick the chosen entry; one that only leads to others is opened."""
        item = self.query_one(PickList).item
        if item is None:
            return
        if item.picks:
            self.dismiss(item.key)
            return
        self._opened ^= {item.key}
        field = self.query_one(Input)
        if field.value:  # out of what was found into the tree, at this place
            with field.prevent(Input.Changed):
                field.value = ""
            self._opened.add(item.key)
        self._ask(item.key)
