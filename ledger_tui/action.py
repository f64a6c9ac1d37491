"""An action: something the user can do, with its keys, its menu and the act that it needs."""

from __future__ import annotations

from attrs import frozen

#: The menus of the menu bar, in their order, each with the letter that opens it with alt.
MENUS: dict[str, str] = {
    "book": "f",
    "edit": "e",
    "voucher": "v",
    "period": "q",
    "report": "r",
    "setup": "s",
    "system": "y",
    "help": "h",
}
#: Keys that terminals and input methods can't tell from others (tab, enter, escape, backspace).
FORBIDDEN = frozenset({"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+left_square_bracket", "ctrl+h"})
#: How a terminal names shift with a function key, and how people do.
_SHIFTED = {f"f{12 + number}": f"shift+f{number}" for number in range(1, 13)}
_SHOWN = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "delete": "Del", "insert": "Ins",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "up": "Up", "down": "Down",
    "left": "Left", "right": "Right", "tab": "Tab", "backspace": "Backspace",
    "full_stop": ".", "slash": "/", "equals_sign": "=", "plus": "+", "minus": "-",
    "question_mark": "?", "asterisk": "*", "backslash": "\\", "underscore": "_",
    "right_square_bracket": "]", "comma": ",",
}  # fmt: skip


@frozen
class Action:
    """Something the user can do.

    `id` is a family and a name ("voucher.save"): the screen or widget that declares the
    family has a method `action_voucher_save`. `keys` are the main key and its alternatives,
    `menu` the pull-down in which it stands, `act` the act of the library whose permission
    it needs. `rank` orders the footer, the smallest first; 0 keeps it out of the footer.
    Its texts in the catalogs are `action.<id>` (a word or two) and `action.<id>.help`.
    """

    id: str
    keys: tuple[str, ...]
    menu: str
    act: str = ""
    rank: int = 50
    #: Whether it can be done only while a book is open.
    needs_book: bool = True

    @property
    def family(self) -> str:
        """The family it belongs to."""
        return self.id.partition(".")[0]

    @property
    def method(self) -> str:
        """The name of the method that does it, without `action_`."""
        return self.id.replace(".", "_")


def bound_keys(keys: tuple[str, ...]) -> str:
    """The keys as a binding wants them: shift with a function key has two names."""
    return ",".join(
        each for key in keys for each in ((key, _SHIFTED[key]) if key in _SHIFTED else (key,))
    )


def shown_key(key: str) -> str:
    """A key as people write it: Ctrl+S, Shift+F1, Esc."""
    key = _SHIFTED.get(key, key)
    *modifiers, name = key.split("+")
    shown = _SHOWN.get(name, name.upper() if len(name) <= 3 else name)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])
