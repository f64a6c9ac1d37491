"""The screen in which keys are given to actions."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("keymap.change", ("f7", "f2", "enter"), "edit", rank=10, needs_book=False),
    Action("keymap.reset", ("delete", "ctrl+d"), "edit", rank=11, needs_book=False),
    Action("keymap.reset_all", ("f4", "ctrl+g"), "edit", rank=12, needs_book=False),
)
