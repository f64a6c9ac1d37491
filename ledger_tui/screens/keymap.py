"""The key map: every action with its keys, and giving it another."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..actions import ACTIONS, EVERYWHERE, Action, label_of, shown_key
from ..language import text
from ..model.keymap import changed, is_usable, keys_of, taken_by
from ..widgets.footer import LedgerFooter
from .base import LedgerScreen
from .dialog import Dialog


class KeyDialog(Dialog[str]):
    """Waits for one key; Esc leaves things as they are."""

    FAMILIES = ()

    def __init__(self, action: Action) -> None:
        super().__init__()
        self._action = action

    def compose(self) -> ComposeResult:
        """What to do."""
        with Vertical(id="dialog"):
            yield Static(
                text("keymap.press", action=label_of(self._action)), id="title", markup=False
            )
            yield LedgerFooter()

    def on_key(self, event: events.Key) -> None:
        """The key that was pressed."""
        if event.key != "escape":
            event.stop()
            self.dismiss(event.key)


class KeymapScreen(LedgerScreen[None]):
    """Which keys do what."""

    FAMILIES = ("keymap",)
    holds_nothing = True
    name_code = "keys"
    DEFAULT_CSS = """
    KeymapScreen #body { padding: 0 1; }
    KeymapScreen OptionList { height: 1fr; }
    """

    def body(self) -> ComposeResult:
        """The actions, family by family."""
        yield Static(text("keymap.said"), markup=False)
        actions = OptionList(id="actions")
        actions.help_code = "keymap.actions"  # type: ignore[attr-defined]
        yield actions

    async def reload(self) -> None:
        """Show all actions with their keys as they are."""
        self._fill()

    def _fill(self) -> None:
        actions = self.query_one("#actions", OptionList)
        at = actions.highlighted or 0
        actions.clear_options()
        keymap = self.app.settings.keymap
        actions.add_options([Option(_shown(each, keymap), each.id) for each in ACTIONS.values()])
        actions.highlighted = at
        actions.focus()

    @property
    def _action(self) -> Action:
        actions = self.query_one("#actions", OptionList)
        return list(ACTIONS.values())[actions.highlighted or 0]

    def on_option_list_option_selected(self) -> None:
        """Enter on an action."""
        self.perform("keymap.change")

    async def action_keymap_change(self) -> None:
        """Wait for a key, and give it to the action unless it is taken or can't be told apart."""
        action = self._action
        key = await self.app.push_screen_wait(KeyDialog(action))
        if key is None:
            return
        if not is_usable(key):
            self.tell(text("keymap.unusable", key=shown_key(key)), "!")
            return
        keymap = self.app.settings.keymap
        near = [
            other for other in ACTIONS.values()
            if other.family == action.family or other.family in EVERYWHERE or action.family in EVERYWHERE
        ]  # fmt: skip
        other = taken_by(key, action, near, keymap)
        if other is not None:
            self.tell(text("keymap.taken", key=shown_key(key), action=label_of(other)), "!")
            return
        self._keep(changed(action, key, keymap))
        self.tell(text("keymap.changed", key=shown_key(key), action=label_of(action)))

    def action_keymap_reset(self) -> None:
        """The action's own keys again."""
        keymap = dict(self.app.settings.keymap)
        keymap.pop(self._action.id, None)
        self._keep(keymap)

    def action_keymap_reset_all(self) -> None:
        """Every action's own keys again."""
        self._keep({})

    def _keep(self, keymap: dict[str, str]) -> None:
        self.app.settings.keymap = keymap
        self.app.settings.save()
        self.app.use_keymap()
        self._fill()
        self.refresh_chrome()


def _shown(action: Action, keymap: dict[str, str]) -> Text:
    family = set_cell_size(text(f"family.{action.family}"), 12)
    word = set_cell_size(label_of(action), 18)
    keys = "  ".join(shown_key(key) for key in keys_of(action, keymap))
    mark = " *" if action.id in keymap else ""
    gap = " " * max(0, 30 - cell_len(keys))
    return Text(f"{family} {word} {keys}{gap}{mark}", no_wrap=True)
