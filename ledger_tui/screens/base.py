"""What every screen has: the head line, the menu bar, its body and the footer; and how it acts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker

from ledgerlib import Book, Problem, Refused

from ..action import MENUS, Action
from ..actions import ACTIONS, EVERYWHERE, bindings, label_of, of_families
from ..clerk import Cancelled
from ..language import language, library_text, text

if TYPE_CHECKING:
    from ..app import LedgerApp

R = TypeVar("R")
T = TypeVar("T")


class Acting(Screen[R]):
    """A screen or dialog whose actions come from the registry.

    `FAMILIES` names the families of actions it has; each needs a method `action_<family>_<name>`
    here, on a widget that has the focus, or on the app. A method may be a coroutine: it then
    runs beside the screen, may ask the clerk, push dialogs and wait for them; a refusal is
    shown with all its problems, and a second press while it runs does nothing.
    A widget that declares families of its own (`FAMILIES`, `BINDINGS = bindings(...)`) has
    them while the focus is in it.
    """

    FAMILIES: ClassVar[tuple[str, ...]] = ()
    #: The families that such a screen has beside its own.
    ALSO: ClassVar[tuple[str, ...]] = ()
    app: LedgerApp

    def __init_subclass__(cls, **options: Any) -> None:
        own = cls.__dict__.get("BINDINGS", [])
        added = cls.__dict__.get("FAMILIES", ()) + cls.__dict__.get("ALSO", ())
        cls.BINDINGS = [*own, *bindings(*added)]
        super().__init_subclass__(**options)

    def __init__(self) -> None:
        super().__init__()
        self._under_way: set[str] = set()
        self._is_sure = False
        self._pressed = ""

    # What can be done here

    def available(self) -> list[Action]:
        """The actions that can be reached from here: of the focused widget, the screen, everywhere."""
        families = [
            family for node in self._focus_chain() for family in getattr(node, "FAMILIES", ())
        ]
        return of_families(*families, *self.ALSO)

    def why_not(self, action: Action) -> str:
        """Why an action can't be done now, empty where it can. Screens add reasons of their own."""
        here = self.app.here
        if here is None:
            return text("action.no_book") if action.needs_book else ""
        if action.act and not here.may(action.act):
            act = library_text(f"act.{action.act}")
            return text(
                "action.may_not", who=here.who, act=act, key=self.app.key_of("app.switch_user")
            )
        return ""

    def action_perform(self, name: str) -> None:
        """Do an action by its id: what every key and menu entry comes to."""
        self.perform(name)

    def perform(self, name: str) -> None:
        """Do an action by its id, or say why it can't be done."""
        action = ACTIONS[name]
        reason = self.why_not(action)
        if reason:
            self.tell(f"{label_of(action)}: {reason}", "!")
            return
        for node in (*self._focus_chain(), self.app):
            method = getattr(node, f"action_{action.method}", None)
            if method is not None:
                made = method()
                if inspect.iscoroutine(made):
                    self.do(made, key=action.id)
                return
        if action.family == "go":
            self.app.go(action.id.partition(".")[2])
            return
        raise AssertionError(f"no {action.id} on {type(self).__name__}")

    def _focus_chain(self) -> Iterator[DOMNode]:
        node: DOMNode | None = self.focused
        while node is not None and node is not self:
            yield node
            node = node.parent
        yield self

    # How things are done

    def do(self, work: Coroutine[Any, Any, Any], *, key: str = "") -> Worker[None] | None:
        """Run work beside the screen; a refusal is shown, anything unforeseen is told and logged.

        Work of the same key is not begun twice.
        """
        if key and key in self._under_way:
            work.close()
            return None
        if key:
            self._under_way.add(key)
        return self.run_worker(self._guarded(work, key), group=key or "work", exit_on_error=True)

    async def _guarded(self, work: Coroutine[Any, Any, Any], key: str) -> None:
        try:
            await work
        except Refused as refused:
            await self.show_problems(refused.problems)
        except Cancelled:
            self.tell(text("work.cancelled"), "!")
        except Exception as error:  # a traceback shown to a user would be a defect
            # A screen left while it was reading again has no widgets any more to show it in.
            if not (isinstance(error, NoMatches) and self not in self.app.screen_stack):
                self.app.told_failure(error)
        finally:
            self._under_way.discard(key)

    async def ask(self, question: Callable[[Book], T]) -> T:
        """What the book answers to a reading question. Raises Refused as the library does."""
        return await self.app.clerk.ask(question)

    async def act(self, deed: Callable[[Book], T]) -> T:
        """Let the book act; the head line and every screen then see what has changed."""
        done = await self.app.clerk.ask(deed)
        await self.app.book_changed()
        return done

    async def work(
        self, title: str, deed: Callable[[Book, Callable[..., None]], T], *, changes: bool = True
    ) -> T:
        """Long work with a progress bar and Esc to cancel: the deed gets the library's progress callback.

        Raises Refused, or Cancelled where the user stopped it.
        """
        from ..widgets.progress import worked

        done = await worked(self.app, title, deed)
        if changes:
            await self.app.book_changed()
        return done

    async def show_problems(self, problems: list[Problem], title: str = "") -> None:
        """Show every problem with place and cure; then the focus goes to the field of the one chosen."""
        from ..widgets.problems import ProblemsDialog

        chosen = await self.app.push_screen_wait(ProblemsDialog(problems, title))
        if chosen is not None:
            self.focus_problem(chosen)

    def focus_problem(self, problem: Problem) -> None:
        """Put the focus where a problem is: on the widget `#field-NAME`. Screens know better places."""
        for name in (problem.values.get("field"), problem.code.partition(".")[0]):
            for widget in self.query(f"#field-{name}") if name else ():
                widget.focus()
                return

    def tell(self, message: str, sign: str = "✓") -> None:
        """Say something in the footer until the next key: ✓ done, ! not now, ✗ refused."""
        from ..widgets.footer import LedgerFooter

        for footer in self.query(LedgerFooter):
            footer.tell(message, sign)
            return
        self.app.notify(f"{sign} {message}", markup=False)

    def before_key(self, key: str) -> None:
        """A key is pressed: what was told in the footer goes, and a question asked by `sure` too."""
        from ..widgets.footer import LedgerFooter

        for footer in self.query(LedgerFooter):
            footer.clear()
        if key != self._pressed:
            self._is_sure = False
        self._pressed = key

    def sure(self, question: str) -> bool:
        """Asking by a second press, as Escape does: the question is told, then the same key is True."""
        if self._is_sure:
            return True
        self._is_sure = True
        self.tell(question, "!")
        return False

    def help_of_focus(self) -> str:
        """What F1 says of the focused field: the text `help.<help_code>` of the nearest that has one."""
        for node in self._focus_chain():
            code = getattr(node, "help_code", "")
            if code:
                return text(f"help.{code}")
        return ""


class LedgerScreen(Acting[R]):
    """A screen of the app: head line and menu on top, its body, the footer with the keys of the place.

    Subclasses name themselves (`name_code`: the text `screen.<name_code>`), compose `body()`, and
    read what they show in `reload()`, which runs when the screen is shown first, after every
    act, and when the user has changed.
    """

    ALSO = EVERYWHERE
    BINDINGS = [
        Binding(f"alt+{letter}", f"screen.open_menu('{menu}')", show=False)
        for menu, letter in MENUS.items()
    ]
    DEFAULT_CSS = """
    LedgerScreen { layout: vertical; background: $background; }
    LedgerScreen > #body { height: 1fr; }
    """
    name_code: ClassVar[str] = ""
    #: Whether nothing is typed in it, so that it can be composed anew in another language.
    holds_nothing: ClassVar[bool] = False
    #: The version of the book that is shown, see `LedgerApp.version`, and the language.
    _seen = -1
    _spoken = ""

    def compose(self) -> ComposeResult:
        """Head line, menu bar, body, footer."""
        from ..widgets.footer import LedgerFooter
        from ..widgets.head_line import HeadLine
        from ..widgets.menu import MenuBar

        yield HeadLine()
        yield MenuBar()
        with Vertical(id="body"):
            yield from self.body()
        yield LedgerFooter()

    def body(self) -> ComposeResult:
        """The widgets between menu bar and footer."""
        yield from ()

    async def reload(self) -> None:
        """Read again what is shown; asks the clerk."""

    def on_screen_resume(self) -> None:
        """Read again where something has changed since this screen was last shown."""
        self.look_again()

    def look_again(self) -> None:
        """Refresh what hangs on book and user, and read again where they have changed."""
        self.refresh_chrome()
        spoken, self._spoken = self._spoken, language()
        if spoken not in ("", self._spoken) and self.holds_nothing:
            self._seen = self.app.version
            self.do(self._compose_anew(), key="reload")
        elif self._seen != self.app.version:
            self._seen = self.app.version
            self.do(self.reload(), key="reload")

    async def _compose_anew(self) -> None:
        await self.recompose()
        await self.reload()

    def refresh_chrome(self) -> None:
        """Draw head line, menu bar and footer anew."""
        from ..widgets.footer import LedgerFooter
        from ..widgets.head_line import HeadLine
        from ..widgets.menu import MenuBar

        for widget in self.query("HeadLine, MenuBar, LedgerFooter"):
            assert isinstance(widget, HeadLine | MenuBar | LedgerFooter)
            widget.refresh()

    def on_descendant_focus(self) -> None:
        """The keys of the place change with the focus."""
        self.refresh_chrome()

    async def may_leave(self) -> bool:
        """Whether the screen may be left now; one with something unsaved asks first."""
        return True

    async def action_app_back(self) -> None:
        """Go back to the screen below, if this one may be left."""
        if len(self.app.screen_stack) > 2 and await self.may_leave():
            self.dismiss()

    def action_app_refresh(self) -> None:
        """Read everything anew."""
        self._seen = -1
        self.look_again()

    def action_open_menu(self, menu: str) -> None:
        """Alt with a menu's letter."""
        self.open_menu(menu)

    def open_menu(self, menu: str) -> None:
        """Pull a menu down, and do what is chosen in it."""
        from ..widgets.menu import PullDown

        def chosen(name: str | None) -> None:
            if name is not None:
                self.perform(name)

        self.app.push_screen(PullDown(menu, self), chosen)

    def action_app_menu(self) -> None:
        """Pull down the first menu that has something of this place."""
        own = [a.menu for a in of_families(*self.FAMILIES)]
        self.open_menu(own[0] if own else "book")
