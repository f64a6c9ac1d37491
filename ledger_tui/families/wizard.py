"""Making a new book, step by step."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("wizard.next", ("f8", "ctrl+s", "pagedown"), "edit", rank=10, needs_book=False),
    Action("wizard.previous", ("pageup", "alt+a"), "edit", rank=11, needs_book=False),
    Action("wizard.add_user", ("f5", "ctrl+n"), "edit", rank=20, needs_book=False),
    Action("wizard.remove_user", ("f4", "ctrl+d"), "edit", rank=21, needs_book=False),
)
