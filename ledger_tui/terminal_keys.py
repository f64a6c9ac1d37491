"""Keys with alt that Textual reads as something else: Mac signs for alt+1, escape and an arrow for alt+up."""

from __future__ import annotations

from enum import Enum
from typing import Any

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}


def teach() -> None:
    """Let alt with digits, letters and arrows be what it is, over SSH and in tmux too."""
    names = {f"\x1b{digit}": f"alt+{digit}" for digit in "0123456789"}
    names |= {"\x1bf": "alt+f", "\x1bb": "alt+b"}
    names |= {f"\x1b[1;3{sign}": f"alt+{arrow}" for sign, arrow in _ARROWS.items()}
    known = Enum("known", {name: name for name in names.values()})  # type: ignore[misc]
    table: Any = ANSI_SEQUENCES_KEYS
    for sequence, name in names.items():
        table[sequence] = (known[name],)
