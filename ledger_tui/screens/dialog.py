"""Dialogs: over a screen, closed by Esc, with the keys they have in their last line."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.screen import ModalScreen

from ..actions import ACTIONS, Action, bound
from .base import Acting

R = TypeVar("R")


class Dialog(Acting[R | None], ModalScreen[R | None]):
    """A dialog; Esc dismisses it with None. Its body goes into a container `#dialog`."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > #dialog { width: 76; max-width: 96%; height: auto; max-height: 92%; background: $surface; border: ascii $primary; padding: 0 1; }
    Dialog #title { text-style: bold; height: auto; }
    Dialog LedgerFooter { margin-top: 1; background: $surface; }
    """
    #: Of the actions everywhere, those that dialogs have.
    EVERYWHERE: ClassVar[tuple[str, ...]] = ("app.back", "app.help", "app.quit")
    BINDINGS = bound(ACTIONS[name] for name in EVERYWHERE)

    def available(self) -> list[Action]:
        """The dialog's own actions, and the few that every dialog has."""
        return [*super().available(), *(ACTIONS[name] for name in self.EVERYWHERE)]

    def action_app_back(self) -> None:
        """Close the dialog without doing anything."""
        self.dismiss(None)
