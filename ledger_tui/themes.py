"""The three themes: light, dark, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

THEMES = {
    "light": Theme(
        "light", primary="#3b6ea5", secondary="#5b7083", accent="#8a3b00", foreground="#1c1c1c",
        background="#f7f5ef", surface="#ffffff", panel="#e4e0d4", success="#1e6b2c",
        warning="#8a5a00", error="#a01818", dark=False,
        variables={"head-line": "#c9d8ea"},
    ),
    "dark": Theme(
        "dark", primary="#2f5d8a", secondary="#5f7f9f", accent="#e6b450", foreground="#e6e6e6",
        background="#14181d", surface="#1c2229", panel="#262e37", success="#7fd18a",
        warning="#e6b450", error="#ff7b72", dark=True,
        variables={"head-line": "#2f5d8a"},
    ),
    "contrast": Theme(
        "contrast", primary="#ffffff", secondary="#ffffff", accent="#ffff00", foreground="#ffffff",
        background="#000000", surface="#000000", panel="#000000", success="#00ff00",
        warning="#ffff00", error="#ff6060", dark=True,
        variables={"head-line": "#0000a0"},
    ),
}  # fmt: skip
