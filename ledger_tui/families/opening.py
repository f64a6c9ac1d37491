"""Opening balances."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("opening.save", ("f8", "ctrl+s"), "setup", act="opening", rank=8),
    Action("opening.detail", ("f6", "ctrl+e"), "setup", act="opening", rank=12),
    Action("opening.file", ("f11", "alt+o"), "setup", act="opening", rank=17),
    Action("opening.start", ("f12", "ctrl+l"), "setup", act="start", rank=9),
)
