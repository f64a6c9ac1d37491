"""The footer: the keys of the place, as many as fit; or what has just been done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widget import Widget

if TYPE_CHECKING:
    from ..action import Action
    from ..app import LedgerApp
    from ..screens.base import Acting


@frozen
class Hint:
    """A key and a word in the footer, and from where to where they stand."""

    action: str
    key: str
    word: str
    begin: int
    end: int
    #: Why it can't be done now, empty where it can.
    reason: str


def laid_out(wanted: list[tuple[str, str, str, str]], width: int) -> list[Hint]:
    """As many of (action, key, word, reason) as the width takes, in their order."""
    hints: list[Hint] = []
    at = 1
    for action, key, word, reason in wanted:
        end = at + cell_len(key) + 1 + cell_len(word)
        if end > width:
            continue
        hints.append(Hint(action, key, word, at, end, reason))
        at = end + 2
    return hints


class LedgerFooter(Widget):
    """One line at the bottom; what was done stands there until the next key."""

    DEFAULT_CSS = """
    LedgerFooter { height: auto; max-height: 3; background: $panel; color: $foreground; }
    """
    COMPONENT_CLASSES = {"footer--key", "footer--done", "footer--refused"}
    DEFAULT_CSS += """
    LedgerFooter .footer--key { color: $accent; text-style: bold; }
    LedgerFooter .footer--done { color: $success; text-style: bold; }
    LedgerFooter .footer--refused { color: $warning; text-style: bold; }
    """
    app: LedgerApp

    def __init__(self) -> None:
        super().__init__()
        self._told = ""
        self._sign = ""
        self._hints: list[Hint] = []

    def tell(self, message: str, sign: str = "✓") -> None:
        """Show a message in the place of the keys until the next key: ✓ done, ! not now, ✗ refused."""
        self._told, self._sign = message, sign
        self.refresh(layout=True)

    def clear(self) -> None:
        """Show the keys again."""
        if self._told:
            self._told = ""
            self.refresh(layout=True)

    @property
    def told(self) -> str:
        """What stands in the place of the keys, or empty."""
        return self._told

    def render(self) -> Text:
        """The message, or the keys."""
        if self._told:
            style = "footer--done" if self._sign == "✓" else "footer--refused"
            return Text(f" {self._sign} {self._told}", self.get_component_rich_style(style))
        shown = Text(no_wrap=True)
        self._hints = laid_out(self._wanted(), self.size.width)
        key_style = self.get_component_rich_style("footer--key")
        for hint in self._hints:
            shown.append(" " * (hint.begin - shown.cell_len))
            shown.append(hint.key, "dim" if hint.reason else key_style)
            shown.append(f" {hint.word}", "dim" if hint.reason else "")
        return shown

    def _wanted(self) -> list[tuple[str, str, str, str]]:
        from ..actions import label_of, of_families, shown_key

        screen: Acting[Any] = self.screen  # type: ignore[assignment]
        ranked = sorted((a for a in screen.available() if a.rank), key=lambda a: a.rank)
        inner = getattr(screen.focused, "FAMILIES", ())
        taken = {key for a in of_families(*inner) for key in self.app.keys_of(a)}

        def key_here(action: Action) -> str:
            """The first of its keys that the focused widget does not take for something else."""
            keys = self.app.keys_of(action)
            free = (key for key in keys if action.family in inner or key not in taken)
            return shown_key(next(free, keys[0]))

        return [(a.id, key_here(a), label_of(a), screen.why_not(a)) for a in ranked]

    def on_click(self, event: events.Click) -> None:
        """A click on a word does it."""
        for hint in self._hints if not self._told else ():
            if hint.begin <= event.x < hint.end:
                self.screen.perform(hint.action)  # type: ignore[attr-defined]
