"""Where a book is: a file by its path, or a PostgreSQL database by its address."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static

from ..language import text
from ..model.paths import SUFFIXES, completed, completions
from ..widgets.footer import LedgerFooter
from ..widgets.form import Field, Row
from .dialog import Dialog


class PathField(Field):
    """A path: Tab completes it, Down goes into the list."""

    BINDINGS = [
        Binding("tab", "screen.complete", show=False),
        Binding("down", "screen.to_list", show=False),
    ]


class FileDialog(Dialog[str]):
    """A path typed, with what is there below it; Tab or Right completes it."""

    FAMILIES = ("dialog",)
    DEFAULT_CSS = """
    FileDialog OptionList { height: 10; border: none; padding: 0; }
    """

    def __init__(
        self, typed: str = "", *, title: str = "", suffixes: tuple[str, ...] = SUFFIXES
    ) -> None:
        super().__init__()
        self._typed, self._title, self._suffixes = typed, title, suffixes

    def compose(self) -> ComposeResult:
        """The path, what it may be, keys."""
        with Vertical(id="dialog"):
            yield Static(self._title or text("open.file"), id="title", markup=False)
            yield Row(
                text("open.path"), PathField(self._typed, id="field-file", help_code="open.path")
            )
            yield Static(text("open.completing"), markup=False)
            yield OptionList(compact=True, markup=False)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Show what is in the folder."""
        self.query_one("#field-file").focus()
        self._fill()

    def _fill(self) -> None:
        paths = self.query_one(OptionList)
        paths.clear_options()
        paths.add_options(completions(self.query_one(Field).value, suffixes=self._suffixes))

    def on_input_changed(self) -> None:
        """Show what begins so."""
        self._fill()

    def action_complete(self) -> None:
        """Type as much as is certain."""
        field = self.query_one(Field)
        found = completions(field.value, suffixes=self._suffixes)
        field.value = completed(field.value, found)
        field.focus()
        field.action_end()

    def action_to_list(self) -> None:
        """Into the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a file, go into a folder."""
        path = str(event.option.prompt)
        if path.endswith("/"):
            field = self.query_one(Field)
            field.value = path
            field.focus()
            field.action_end()
        else:
            self.dismiss(path)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Open it."""
        self.action_dialog_accept()

    def action_dialog_accept(self) -> None:
        """Open what was typed."""
        typed = self.query_one(Field).value.strip()
        if typed:
            self.dismiss(typed)


class ServerDialog(Dialog[str]):
    """The parts of a PostgreSQL address; the password is not remembered."""

    FAMILIES = ("dialog",)
    PARTS = (
        ("host", "localhost"), ("port", "5432"), ("database", ""), ("user", ""), ("secret", ""),
    )  # fmt: skip

    def __init__(self, typed: dict[str, str] | None = None) -> None:
        super().__init__()
        self.typed = {**dict(self.PARTS), **(typed or {})}

    def compose(self) -> ComposeResult:
        """A field for each part, keys."""
        with Vertical(id="dialog"):
            yield Static(text("open.server"), id="title", markup=False)
            for part, default in self.typed.items():
                field = Field(
                    default, id=f"field-{part}", help_code=f"open.{part}", password=part == "secret"
                )
                yield Row(text(f"open.{part}"), field)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Begin with the machine."""
        self.query_one("#field-host").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Walk on; from the last field, open it."""
        if event.input.id == "field-secret":
            self.action_dialog_accept()
        else:
            self.focus_next()

    def action_dialog_accept(self) -> None:
        """Put the address together; what is typed as a whole address in the first field is one."""
        from urllib.parse import quote

        parts = {part: self.query_one(f"#field-{part}", Field).clean for part, _ in self.PARTS}
        self.typed = parts
        if "://" in parts["host"]:
            self.dismiss(parts["host"])
            return
        if not parts["database"]:
            self.tell(text("open.no_database"), "!")
            self.query_one("#field-database").focus()
            return
        secret = f":{quote(parts['secret'], safe='')}" if parts["secret"] else ""
        who = f"{quote(parts['user'], safe='')}{secret}@" if parts["user"] else ""
        self.dismiss(
            f"postgresql://{who}{parts['host']}:{parts['port']}/{quote(parts['database'])}"
        )


def parts_of(place: str) -> dict[str, str]:
    """The parts of an address that was remembered, for the dialog."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(place)
    return {
        "host": parts.hostname or "",
        "port": str(parts.port or 5432),
        "database": unquote(parts.path.lstrip("/")),
        "user": unquote(parts.username or ""),
    }
