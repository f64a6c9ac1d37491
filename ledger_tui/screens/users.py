"""Users: who may act on the book, in which roles, within which limits; passwords."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlib import Book, Problem, Refused, Role, User

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen

_ROLES = (Role.SUPERVISOR, Role.MAKER, Role.REVIEWER, Role.CASHIER, Role.POSTER, Role.AUDITOR)


class UsersScreen(ListScreen):
    """The users of the book."""

    FAMILIES = ("list", "rows", "users")
    name_code = "users"
    needs = "user"

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[str, User] = {}

    def columns(self) -> Sequence[Col]:
        """Name, roles, limits, state."""
        return (
            Col(text("users.name"), 14), Col(text("users.roles")),
            Col(text("users.limits"), 20), Col(text("users.state"), 14),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """Everybody who may act."""
        people = await self.ask(lambda book: book.people())
        self._people = {person.name: person for person in people}
        return [Line(p.name, (p.name, _roles(p), _limits(p), _state(p))) for p in people]

    def said(self) -> str:
        """How many may act."""
        return text("users.said", count=len(self._people))

    def detail(self, line: Line) -> str:
        """What somebody may do."""
        person = self._people.get(line.key)
        return text("users.detail", who=line.key, roles=_roles(person)) if person else ""

    def _asks(self, person: User | None) -> list[Ask]:
        roles = [(role.value, library_text(f"role.{role}")) for role in _ROLES]
        held = " ".join(person.roles) if person else Role.MAKER.value
        asks = [] if person else [Ask("name", text("users.name"), help_code="users.name")]
        asks += [
            Ask("roles", text("users.roles"), held, "several", roles, "users.roles"),
            Ask("accounts", text("users.accounts"), " ".join(person.accounts) if person else "",
                "text", help_code="users.accounts"),
            Ask("words", text("users.words"), " ".join(person.words) if person else "",
                "text", help_code="users.words"),
        ]  # fmt: skip
        if person is None:
            asks += _password_asks(is_new=True)
        return asks

    async def _edit(self, person: User | None) -> None:
        async def deed(values: dict[str, str]) -> str:
            name = person.name if person else values["name"]
            _same(values)

            def add(book: Book) -> None:
                with book.transaction():
                    book.add_user(
                        name, values["roles"].split(), accounts=values["accounts"].split(),
                        words=values["words"].split(),
                    )  # fmt: skip
                    if values.get("password"):
                        book.set_password(values["password"], name=name)

            if person is None and name in self._people:
                raise Refused([Problem.of("users.there", name=name, field="name")])
            await self.act(add)
            return name

        title = text("users.edit", name=person.name) if person else text("users.new")
        done = await self.app.push_screen_wait(FormDialog(title, self._asks(person), deed))
        if done is not None:
            await self.reload()
            self.fill(str(done))
            self.tell(text("users.done", name=done))

    async def action_list_open(self) -> None:
        """Give the user under the cursor other roles or limits."""
        person = self._people.get(self.key)
        if person is not None:
            await self._edit(person)

    async def action_rows_add(self) -> None:
        """A new user."""
        await self._edit(None)

    async def action_rows_remove(self) -> None:
        """Let somebody act no more; what they have done stays under their name."""
        name = self.key

        async def deed(_values: dict[str, str]) -> None:
            await self.act(lambda book: book.remove_user(name))

        said = text("users.remove.said", name=name)
        form = FormDialog(text("users.remove"), [], deed, said=said)
        if not name:
            return
        if await self.app.push_screen_wait(form):
            self.tell(text("users.removed", name=name))

    async def action_users_password(self) -> None:
        """A new password for the user under the cursor, which also unlocks them."""
        await self._password(self.key)

    async def action_users_own_password(self) -> None:
        """A new password of one's own."""
        assert self.app.here is not None
        await self._password(self.app.here.who)

    async def _password(self, name: str) -> None:
        here = self.app.here
        person = self._people.get(name)
        if here is None or person is None:
            return
        own = name == here.who
        asks = [Ask("old", text("users.old"), "", "secret", (), "users.old")]
        asks = (asks if own and person.password else []) + _password_asks(is_new=False)

        async def deed(values: dict[str, str]) -> None:
            _same(values)
            old = values.get("old", "")
            await self.act(lambda book: book.set_password(values["password"], name=name, old=old))

        form = FormDialog(text("users.password.title", name=name), asks, deed)
        if await self.app.push_screen_wait(form):
            self.tell(text("users.password.done", name=name))


def _password_asks(*, is_new: bool) -> list[Ask]:
    note = text("users.password.note") if is_new else ""
    return [
        Ask("password", text("users.password"), "", "secret", (), "users.password", note),
        Ask("again", text("users.again"), "", "secret", (), "users.again"),
    ]


def _same(values: dict[str, str]) -> None:
    """A password is typed twice, for nobody sees it."""
    if values.get("password", "") != values.get("again", ""):
        raise Refused([Problem.of("users.differ", field="again")])


def _roles(person: User) -> str:
    return " ".join(library_text(f"role.{role}") for role in _ROLES if role in person.roles)


def _limits(person: User) -> str:
    return " ".join([*person.words, *person.accounts])


def _state(person: User) -> str:
    if person.is_locked:
        return text("login.is_locked")
    return library_text("user.with_password") if person.password else ""
