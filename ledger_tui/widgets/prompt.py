"""A dialog that asks for one text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from ..screens.dialog import Dialog
from .footer import LedgerFooter
from .form import Field


class Prompt(Dialog[str]):
    """One field; Enter gives its text back, Esc nothing."""

    FAMILIES = ("dialog",)

    def __init__(self, title: str, value: str = "", *, help_code: str = "prompt") -> None:
        super().__init__()
        self._title, self._value, self._help = title, value, help_code

    def compose(self) -> ComposeResult:
        """Title, field, keys."""
        with Vertical(id="dialog"):
            yield Static(self._title, id="title", markup=False)
            yield Field(self._value, help_code=self._help)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Field).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        self.dismiss(event.value.strip())

    def action_dialog_accept(self) -> None:
        """The text as it stands."""
        self.dismiss(self.query_one(Field).value.strip())
