"""The first screen: which book to work on."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("welcome.new", ("f5", "ctrl+n", "n"), "book", rank=10, needs_book=False),
    Action("welcome.file", ("f3", "ctrl+o", "o"), "book", rank=11, needs_book=False),
    Action("welcome.server", ("f4", "ctrl+g", "g"), "book", rank=12, needs_book=False),
    Action("welcome.forget", ("delete", "ctrl+d"), "edit", rank=13, needs_book=False),
)
