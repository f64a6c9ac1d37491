"""Logging in and switching the user: who works, and their password where they have one."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import Refused, User

from ..language import library_text, text
from ..problem_text import said
from ..widgets.footer import LedgerFooter
from ..widgets.form import Field, Row
from .dialog import Dialog


class LoginDialog(Dialog[str]):
    """The users with their roles; dismissed with the name of the one who has logged in."""

    FAMILIES = ("dialog",)
    DEFAULT_CSS = """
    LoginDialog #said { height: auto; color: $warning; }
    LoginDialog OptionList { height: auto; max-height: 10; border: none; padding: 0; }
    """

    def __init__(self, book: str, people: list[User], who: str = "") -> None:
        super().__init__()
        self._book = book
        self._people = [person for person in people if person.is_enabled]
        self._who = who

    def compose(self) -> ComposeResult:
        """Title, users, password, what was refused, keys."""
        with Vertical(id="dialog"):
            yield Static(text("login.title", book=self._book), id="title", markup=False)
            users = OptionList(*(Option(_shown(person)) for person in self._people))
            users.help_code = "login.user"  # type: ignore[attr-defined]
            yield users
            yield Row(
                text("login.password"),
                Field(password=True, id="field-password", help_code="login.password"),
                id="password",
            )
            yield Static("", id="said", markup=False)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Who worked last is highlighted."""
        names = [person.name for person in self._people]
        users = self.query_one(OptionList)
        users.highlighted = names.index(self._who) if self._who in names else 0
        users.focus()
        self._show_password()

    @property
    def _person(self) -> User | None:
        at = self.query_one(OptionList).highlighted
        return self._people[at] if at is not None and at < len(self._people) else None

    def _show_password(self) -> None:
        person = self._person
        self.query_one("#password").display = person is not None and bool(person.password)
        said = self._why_not(person) if person is not None else ""
        if person is not None and person.is_locked:
            said = text("login.locked", who=person.name)
        self.query_one("#said", Static).update(said)

    def _why_not(self, person: User) -> str:
        """In a browser, a book that has passwords takes nobody without one: a tab may be left open."""
        is_refused = self.app.is_web and not person.password
        if is_refused and any(each.password for each in self._people):
            return text("login.no_password", who=person.name)
        return ""

    def on_option_list_option_highlighted(self) -> None:
        """The password is asked for only where the user has one."""
        self._show_password()

    def on_option_list_option_selected(self) -> None:
        """Enter on a user: to the password, or in."""
        if self._person is not None and self._person.password:
            self.query_one("#field-password").focus()
        else:
            self.do(self._log_in(), key="log_in")

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter on the password: in."""
        self.do(self._log_in(), key="log_in")

    async def action_dialog_accept(self) -> None:
        """Log in."""
        await self._log_in()

    async def _log_in(self) -> None:
        person = self._person
        if person is None:
            return
        if self._why_not(person):
            return
        field = self.query_one("#field-password", Field)
        try:
            await self.app.clerk.act_as(person.name, field.value if person.password else None)
        except Refused as refused:
            told = "\n".join(said(problem) for problem in refused.problems)
            self.query_one("#said", Static).update(f"✗ {told}")
            field.value = ""
            if person.password:
                field.focus()
            return
        self.dismiss(person.name)


def _shown(person: User) -> Text:
    roles = " ".join(library_text(f"role.{role}") for role in sorted(person.roles))
    marks = [library_text("user.with_password")] if person.password else []
    marks += [text("login.is_locked")] if person.is_locked else []
    return Text(f"{person.name}  {roles}  {' '.join(marks)}".rstrip())
