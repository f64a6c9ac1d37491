"""What screens that are a list have in common: rows in columns, finding, adding, changing, taking away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from ..action import Action
from ..language import library_text, text
from ..widgets.form import Field
from ..widgets.prompt import Prompt
from ..widgets.row_list import Col, Line, RowList
from .base import LedgerScreen


class FindPrompt(Prompt):
    """A prompt in which something has been typed already: one goes on behind it.

    What stood there before (`is_begun` False) is marked instead: typing takes its place.
    """

    def __init__(
        self, title: str, value: str = "", help_code: str = "list.find", *, is_begun: bool = True
    ) -> None:
        super().__init__(title, value, help_code=help_code)
        self._is_begun = is_begun
        self._early = ""

    def on_mount(self) -> None:
        """The cursor stands at the end of what is there."""
        field = self.query_one(Field)
        field.select_on_focus = not self._is_begun
        field.value += self._early
        field.focus()
        if self._is_begun:
            field.cursor_position = len(field.value)

    def on_key(self, event: events.Key) -> None:
        """A fast hand is ahead of the field: what it types before the field is there is not lost."""
        if event.is_printable and self.focused is None:
            event.stop()
            self._early += event.character or ""
            for field in self.query(Field):
                field.value += self._early
                field.cursor_position, self._early = len(field.value), ""


class ListScreen(LedgerScreen[None]):
    """A line of words, the rows, and a few lines about the row under the cursor.

    Subclasses give `columns()`, read their rows in `read()`, and do what is done with them.
    `needs` is the act of the library that changing them takes.
    """

    FAMILIES: ClassVar[tuple[str, ...]] = ("list",)
    DEFAULT_CSS = """
    ListScreen #list-said { height: auto; max-height: 3; padding: 0 1; text-style: bold; }
    ListScreen #list-detail { height: auto; max-height: 6; padding: 0 1; border-top: ascii $primary; }
    """
    needs: ClassVar[str] = ""
    holds_nothing = True

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        self.lines: list[Line] = []
        #: What was typed in the list and has not come into a prompt yet.
        self._begun = ""

    def body(self) -> ComposeResult:
        """Words, rows, detail."""
        yield Static("", id="list-said", markup=False)
        yield RowList(self.columns(), id="list")
        yield Static("", id="list-detail", markup=False)

    def columns(self) -> Sequence[Col]:
        """The columns."""
        return (Col(""),)

    async def read(self) -> Sequence[Line]:
        """All rows; asks the clerk."""
        return ()

    def said(self) -> str:
        """The line above the rows."""
        return ""

    def detail(self, line: Line) -> str:
        """A few words about a row."""
        return ""

    @property
    def list(self) -> RowList:
        """The rows."""
        return self.query_one("#list", RowList)

    @property
    def key(self) -> str:
        """What the row under the cursor is known by, empty where there is none."""
        line = self.list.line
        return line.key if line is not None else ""

    def why_not(self, action: Action) -> str:
        """Changing takes an act that the user's roles must carry."""
        here = self.app.here
        changing = action.id in ("rows.add", "rows.remove")
        if changing and self.needs and here is not None and not here.may(self.needs):
            act = library_text(f"act.{self.needs}")
            key = self.app.key_of("app.switch_user")
            return text("action.may_not", who=here.who, act=act, key=key)
        return super().why_not(action)

    async def reload(self) -> None:
        """Read the rows anew; the cursor stays on its row."""
        first = not self.lines
        self.lines = list(await self.read())
        self.fill()
        if first:
            self.list.focus()

    def fill(self, key: str = "") -> None:
        """Show the rows in which what is sought stands."""
        wanted = self.sought.lower()
        lines = self.lines
        if wanted:
            lines = [x for x in lines if any(wanted in cell.lower() for cell in x.cells)]
        self.list.show(lines, key or self.key)
        self._say()

    def _say(self) -> None:
        said = self.said()
        if self.sought:
            said = f"{said}  {text('list.sought', text=self.sought, count=len(self.list.lines))}"
        self.query_one("#list-said", Static).update(said.strip())
        self.on_row_list_moved()

    def on_row_list_moved(self) -> None:
        """Tell about the row under the cursor."""
        line = self.list.line
        told = self.detail(line) if line is not None else ""
        detail = self.query_one("#list-detail", Static)
        detail.update(told)
        detail.display = bool(told)

    def on_row_list_opened(self) -> None:
        """A click on the chosen row."""
        self.perform("list.open")

    def on_key(self, event: events.Key) -> None:
        """Letters and digits in the list begin something: a search, where the screen knows nothing else."""
        if event.is_printable and self.list.has_focus and event.character not in (" ", None):
            event.stop()
            self.begin(event.character or "")

    def begin(self, character: str) -> None:
        """A letter or digit was typed in the list."""
        self._begun += character
        self.do(self._find_begun(), key="list.find")

    def taken(self) -> str:
        """What was typed in the list since a prompt was asked for: it goes into the prompt."""
        begun, self._begun = self._begun, ""
        return begun

    async def _find_begun(self) -> None:
        while begun := self.taken():
            await self._find(begun)

    async def action_list_find(self) -> None:
        """Show only the rows in which a text stands; an empty text shows all."""
        await self._find(self.sought, is_begun=False)

    async def _find(self, begun: str, *, is_begun: bool = True) -> None:
        if early := self.taken():  # typed right behind the key, before there was a prompt
            begun, is_begun = f"{begun}{early}" if is_begun else early, True
        prompt = FindPrompt(text("list.find"), begun, is_begun=is_begun)
        wanted = await self.app.push_screen_wait(prompt)
        if wanted is not None:
            self.sought = wanted
            self.fill()

    async def action_list_open(self) -> None:
        """Open the row under the cursor."""

    async def action_app_back(self) -> None:
        """Esc: first all rows again, then back."""
        if self.sought:
            self.sought = ""
            self.fill()
        else:
            await super().action_app_back()
