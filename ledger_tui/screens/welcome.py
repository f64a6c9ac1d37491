"""The first screen: recent books, opening another, making a new one."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import Refused

from ..language import text
from ..settings import Recent
from .base import LedgerScreen
from .where import FileDialog, ServerDialog, parts_of


class WelcomeScreen(LedgerScreen[None]):
    """Which book to work on."""

    FAMILIES = ("welcome",)
    holds_nothing = True
    name_code = "welcome"
    DEFAULT_CSS = """
    WelcomeScreen #body { padding: 1 2; }
    WelcomeScreen OptionList { border: none; height: 1fr; padding: 0; background: $background; }
    WelcomeScreen .said { height: auto; }
    """

    def body(self) -> ComposeResult:
        """A greeting, what can be done, and the recent books."""
        yield Static(text("welcome.title"), classes="said", markup=False)
        yield Static("", classes="said", id="said", markup=False)
        books = OptionList(id="books")
        books.help_code = "welcome.books"  # type: ignore[attr-defined]
        yield books

    async def reload(self) -> None:
        """Show the recent books."""
        self._fill()

    def _fill(self) -> None:
        recent = self.app.settings.recent
        books = self.query_one("#books", OptionList)
        at = books.highlighted or 0
        books.clear_options()
        books.add_options([Option(_shown(each)) for each in recent])
        books.display = bool(recent)
        said = text("welcome.recent") if recent else text("welcome.none")
        self.query_one("#said", Static).update(f"\n{said}")
        if recent:
            books.highlighted = min(at, len(recent) - 1)
            books.focus()

    @property
    def _highlighted(self) -> Recent | None:
        at = self.query_one("#books", OptionList).highlighted
        recent = self.app.settings.recent
        return recent[at] if at is not None and at < len(recent) else None

    def on_option_list_option_selected(self) -> None:
        """Open the book."""
        chosen = self._highlighted
        if chosen is not None:
            self.do(self._open(chosen), key="open")

    async def _opened(self, place: str, name: str = "") -> bool:
        """Whether there is nothing more to ask; after a refusal the place can be put right."""
        try:
            await self.app.open_book(place, name)
        except Refused as refused:
            await self.show_problems(refused.problems)
            return False
        return True

    def action_welcome_new(self) -> None:
        """Make a new book."""
        self.app.go("wizard")

    async def _open(self, chosen: Recent) -> None:
        """Open a recent book; of an address whose password is asked for, after asking."""
        try:
            await self.app.open_book(chosen.place, chosen.name)
        except Refused as refused:
            await self.show_problems(refused.problems)
            if "://" in chosen.place:
                await self._ask_server(ServerDialog(parts_of(chosen.place)), chosen.name)

    async def action_welcome_file(self) -> None:
        """Open a file by its path."""
        typed = ""
        while (place := await self.app.push_screen_wait(FileDialog(typed))) is not None:
            if await self._opened(place):
                return
            typed = place

    async def action_welcome_server(self) -> None:
        """Open a book of a PostgreSQL database."""
        await self._ask_server(ServerDialog())

    async def _ask_server(self, dialog: ServerDialog, name: str = "") -> None:
        while (place := await self.app.push_screen_wait(dialog)) is not None:
            if await self._opened(place, name):
                return
            dialog = ServerDialog(dialog.typed)

    def action_welcome_forget(self) -> None:
        """Take the highlighted book from the list; the book itself stays."""
        chosen = self._highlighted
        if chosen is not None:
            self.app.settings.forget(chosen)
            self.app.settings.save()
            self._fill()
            self.tell(text("welcome.forgotten", name=chosen.name))


def _shown(recent: Recent) -> Text:
    who = f"  {recent.who}" if recent.who else ""
    at = f"  {recent.at.replace('T', ' ')}" if recent.at else ""
    shown = Text(recent.name, "bold", no_wrap=True)
    shown.append(f"{who}{at}\n  {recent.place}", "not bold")
    return shown
