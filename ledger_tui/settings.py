"""What the terminal remembers for its user: recent books, theme, language, keys, filters."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson
from attrs import asdict, define, field, frozen
from platformdirs import user_data_path

#: How many books are kept among the recent ones.
MOST_RECENT = 20
THEMES = ("light", "dark", "contrast")


@frozen
class Recent:
    """A book that was open: its place (a path or an address without password), its name, who worked on it."""

    place: str
    name: str
    who: str = ""
    at: str = ""


def kept_place(place: str) -> str:
    """A place as it may be remembered: a file by its whole path, an address without its password."""
    scheme, sign, rest = place.partition("://")
    if not sign:
        return str(Path(place).expanduser().absolute())
    who, at, where = rest.rpartition("@")
    return f"{scheme}://{who.partition(':')[0]}{at}{where}"


def home() -> Path:
    """The folder of settings, drafts and the log; LEDGER_TUI_HOME names another."""
    named = os.environ.get("LEDGER_TUI_HOME")
    return Path(named) if named else user_data_path("ledger-tui", appauthor=False)


@define
class Settings:
    """The settings as they are kept in settings.json.

    `keymap` has for an action's id its keys ("f6,ctrl+s"); `kept` is a room for the screens:
    a name such as "vouchers.filters" with any value that JSON can hold.
    """

    recent: list[Recent] = field(factory=list)
    theme: str = "dark"
    language: str = ""
    keymap: dict[str, str] = field(factory=dict)
    kept: dict[str, Any] = field(factory=dict)
    #: Where a file that could not be read was put aside.
    put_aside: Path | None = None

    @classmethod
    def load(cls) -> Settings:
        """The settings of this user; a file that can't be read is put aside, and the app starts plain."""
        file = home() / "settings.json"
        try:
            return cls._read(orjson.loads(file.read_bytes()))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, AttributeError):
            aside = file.with_suffix(".broken.json")
            try:
                file.replace(aside)
            except OSError:
                return cls()
            return cls(put_aside=aside)

    @classmethod
    def _read(cls, stored: dict[str, Any]) -> Settings:
        theme = stored.get("theme", "dark")
        keymap = {str(name): str(keys) for name, keys in stored.get("keymap", {}).items()}
        return cls(
            [Recent(**each) for each in stored.get("recent", [])][:MOST_RECENT],
            theme if theme in THEMES else "dark",
            str(stored.get("language", "")),
            keymap,
            dict(stored.get("kept", {})),
        )

    def save(self) -> bool:
        """Keep them, whole or not at all; False where the folder can't be written."""
        content = {
            "recent": [asdict(each) for each in self.recent],
            "theme": self.theme,
            "language": self.language,
            "keymap": self.keymap,
            "kept": self.kept,
        }
        file = home() / "settings.json"
        beside = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
            beside.replace(file)
        except OSError:
            return False
        return True

    def opened(self, recent: Recent) -> None:
        """Put a book first among the recent ones."""
        others = [r for r in self.recent if (r.place, r.name) != (recent.place, recent.name)]
        self.recent = [recent, *others][:MOST_RECENT]

    def forget(self, recent: Recent) -> None:
        """Take a book from the recent ones."""
        self.recent = [r for r in self.recent if (r.place, r.name) != (recent.place, recent.name)]

    def last_user(self, place: str, name: str) -> str:
        """Who worked last on a book, or empty."""
        for each in self.recent:
            if (each.place, each.name) == (place, name):
                return each.who
        return ""
