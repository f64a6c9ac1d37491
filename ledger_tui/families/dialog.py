"""What every dialog and form has."""

from __future__ import annotations

from ..action import Action

ACTIONS = (Action("dialog.accept", ("f8", "ctrl+s", "f6"), "edit", rank=10, needs_book=False),)
