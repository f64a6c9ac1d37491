"""The app: the clerk, the book that is open, who works on it, settings, themes, and where one can go."""

from __future__ import annotations

import os
import traceback
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.scrollbar import ScrollBar, ScrollBarRender

from .action import Action, bound_keys
from .actions import ACTIONS, shown_key
from .clerk import Clerk
from .language import text
from .settings import Recent, Settings, home, kept_place
from .terminal_keys import teach
from .themes import THEMES

if TYPE_CHECKING:
    from textual.screen import Screen

    from .model.here import Here
    from .screens.base import Acting

#: The screens by name, each with its module under `screens` and its class; loaded when first opened.
#: What `go` is given besides the name goes to the class: VouchersScreen(asked: VoucherFilter | None).
SCREENS: dict[str, tuple[str, str]] = {
    "welcome": ("welcome", "WelcomeScreen"),
    "wizard": ("wizard", "WizardScreen"),
    "desk": ("desk", "DeskScreen"),
    "keys": ("keymap", "KeymapScreen"),
    "entry": ("voucher_entry", "VoucherEntryScreen"),
    "vouchers": ("vouchers", "VouchersScreen"),
    "voucher": ("voucher", "VoucherScreen"),
    "reports": ("reports", "ReportsScreen"),
    "report": ("report", "ReportScreen"),
    "period_end": ("period_end", "PeriodEndScreen"),
    "closing": ("closing", "ClosingScreen"),
    "recurring": ("transfers", "RecurringScreen"),
    "transfers": ("transfers", "TransfersScreen"),
    "revalue": ("revaluation", "RevaluationScreen"),
    "carry": ("transfers", "CarryScreen"),
    "accounts": ("accounts", "AccountsScreen"),
    "opening": ("opening_balances", "OpeningScreen"),
    "dimensions": ("dimensions", "DimensionsScreen"),
    "rates": ("rates", "RatesScreen"),
    "words": ("words", "WordsScreen"),
    "summaries": ("summaries", "SummariesScreen"),
    "users": ("users", "UsersScreen"),
    "policies": ("policies", "PoliciesScreen"),
    "log": ("log", "LogScreen"),
    "safety": ("safety", "SafetyScreen"),
    "sheets": ("sheets", "SheetsScreen"),
    "printing": ("printing", "PrintingScreen"),
}


class PlainBar(ScrollBarRender):
    """A scrollbar of colours alone: the signs for parts of a cell are two cells wide on some terminals."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


@frozen
class Start:
    """What the app was started with: a book and a user, where they were named."""

    place: str = ""
    name: str = ""
    who: str = ""


class LedgerApp(App[int], inherit_bindings=False):
    """The bookkeeper's terminal.

    `clerk` speaks to the book; `here` is the book and its user as the head line shows them;
    `version` grows with every change, so that screens know when to read again.
    """

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("ctrl+c", "nothing", show=False, system=True)]
    CSS = """
    * { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    Input { scrollbar-size-horizontal: 0; }
    Toast { max-width: 90%; }
    OptionList, OptionList:focus { border: none; padding: 0; background: transparent; }
    """

    def __init__(
        self,
        start: Start | None = None,
        *,
        settings: Settings | None = None,
        today: date | None = None,
    ) -> None:
        super().__init__()
        teach()
        ScrollBar.renderer = PlainBar
        self.start = start or Start()
        self.settings = settings or Settings.load()
        self.clerk = Clerk()
        self.here: Here | None = None
        self.place = ""
        self.version = 0
        self._today = today
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = self.settings.theme
        self.use_keymap()

    def today(self) -> date:
        """The day of the machine; tests give another."""
        return self._today or date.today()

    # Keys

    def keys_of(self, action: Action) -> tuple[str, ...]:
        """The keys of an action as they are now, the main one first."""
        own = self.settings.keymap.get(action.id)
        return tuple(own.split(",")) if own else action.keys

    def key_of(self, name: str) -> str:
        """The main key of an action, as people write it."""
        return shown_key(self.keys_of(ACTIONS[name])[0])

    def use_keymap(self) -> None:
        """Bind the user's own keys."""
        own = self.settings.keymap.items()
        self.set_keymap({name: bound_keys(tuple(keys.split(","))) for name, keys in own})

    def action_nothing(self) -> None:
        """Ctrl+C copies in fields, and does nothing elsewhere."""

    # Screens

    def on_mount(self) -> None:
        """Show the first screen; open the book that was named."""
        self.push_screen(self.new_screen("welcome"))

    async def on_ready(self) -> None:
        """Tell of a settings file that could not be read, and open the book that was named."""
        if self.settings.put_aside is not None:
            self.acting.tell(text("settings.broken", file=self.settings.put_aside), "!")
        if self.start.place:
            start = self.start
            self.acting.do(self.open_book(start.place, start.name, start.who), key="open")

    @property
    def acting(self) -> Acting[Any]:
        """The screen on top."""
        return self.screen  # type: ignore[return-value]

    def new_screen(self, name: str, *arguments: Any, **named: Any) -> Screen[Any]:
        """A screen by its registered name, loaded when it is first wanted."""
        module, kind = SCREENS[name]
        made: Screen[Any] = getattr(import_module(f".screens.{module}", __package__), kind)(
            *arguments, **named
        )
        return made

    def go(self, name: str, *arguments: Any, **named: Any) -> None:
        """Open a screen on top of this one; Esc leads back. Nothing where it is on top already."""
        module, kind = SCREENS[name]
        if not arguments and not named and type(self.screen).__name__ == kind:
            return
        self.push_screen(self.new_screen(name, *arguments, **named))

    # The book

    async def open_book(self, place: str, name: str = "", who: str = "") -> bool:
        """Open a book, choosing among several and logging in where that is needed; then show the desk.

        Raises Refused as the library does; the book open before stays open then.
        """
        from .screens.open_book import opened

        if not await opened(self, place, name, who):
            return False
        await self.book_opened(place)
        return True

    async def book_opened(self, place: str) -> None:
        """Remember the book that the clerk has opened, and show its desk."""
        self.place = place = kept_place(place)
        await self.book_changed()
        assert self.here is not None
        at = datetime.now().isoformat(timespec="minutes")
        self.settings.opened(Recent(place, self.here.name, self.here.who, at))
        self.settings.save()
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.go("desk")

    async def book_changed(self) -> None:
        """Something was done to the book, or by another user: look again, and let the screen do so."""
        from .model.here import look_at

        self.here = await self.clerk.ask(look_at)
        self.version += 1
        look_again = getattr(self.screen, "look_again", None)
        if look_again is not None:
            look_again()

    async def on_event(self, event: events.Event) -> None:
        """Every key passes here first: what was told before it goes from the footer."""
        if isinstance(event, events.Key) and self._screen_stack:
            before_key = getattr(self.screen, "before_key", None)
            if before_key is not None:
                before_key(event.key)
        await super().on_event(event)

    # What can be done anywhere

    async def action_app_switch_user(self) -> None:
        """Let another person work; what is typed stays where it is."""
        from .screens.open_book import logged_in

        if self.here is not None and await logged_in(self, self.here.who):
            await self.book_changed()
            self.settings.opened(Recent(self.place, self.here.name, self.here.who, ""))
            self.settings.save()
            self.acting.tell(text("login.switched", who=self.here.who))

    def action_app_help(self) -> None:
        """Show what the focused field is for, and the keys of the place."""
        from .screens.help import HelpDialog

        self.push_screen(HelpDialog(self.acting))

    def action_app_palette(self) -> None:
        """Find an action by a few letters of its name, and do it."""
        from .screens.palette import PaletteDialog

        over = self.acting

        def chosen(name: str | None) -> None:
            if name is not None:
                over.perform(name)

        self.push_screen(PaletteDialog(over), chosen)

    def action_app_keys(self) -> None:
        """Give actions other keys."""
        self.go("keys")

    def action_app_theme(self) -> None:
        """The next theme: light, dark, high contrast."""
        names = list(THEMES)
        self.settings.theme = names[(names.index(self.settings.theme) + 1) % len(names)]
        self.theme = self.settings.theme
        self.settings.save()
        self.acting.tell(text("theme.now", theme=text(f"theme.{self.theme}")))

    def action_app_language(self) -> None:
        """The other language, from the next screen on."""
        from .language import language

        other = "en" if language() == "zh_CN" else "zh_CN"
        os.environ["LEDGERLIB_LANGUAGE"] = self.settings.language = other
        self.settings.save()
        look_again = getattr(self.screen, "look_again", None)
        if look_again is not None:
            look_again()
        self.acting.tell(text("language.now"))

    async def action_app_quit(self) -> None:
        """Leave, if every screen may be left."""
        for screen in reversed(self.screen_stack):
            may_leave = getattr(screen, "may_leave", None)
            if may_leave is not None and not await may_leave():
                return
        self.exit(0)

    async def on_unmount(self) -> None:
        """Close the book."""
        await self.clerk.stop()

    # Failures

    def told_failure(self, error: Exception) -> None:
        """Something unforeseen: keep it in the log file, and tell a sentence."""
        if self.is_headless:  # a test wants to see it
            raise error
        self.acting.tell(text("failure", file=logged(error)), "✗")

    def _handle_exception(self, error: Exception) -> None:
        """An error that a widget can't live on after: leave with a sentence, never with a traceback."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        self._return_code = 1
        self.panic(text("failure.left", file=logged(error)))


def logged(error: Exception) -> str:
    """Write an error into the log file; returns the file's path."""
    file = home() / "failures.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now().isoformat()}\n")
            log.writelines(traceback.format_exception(error))
            log.write("\n")
    except OSError:
        return "-"
    return str(file)
