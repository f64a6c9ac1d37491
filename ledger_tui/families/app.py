"""What can be done anywhere."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("app.help", ("f1", "alt+k"), "help", rank=90, needs_book=False),
    Action("app.back", ("escape", "alt+b"), "book", rank=80, needs_book=False),
    Action("app.menu", ("f10", "alt+m"), "help", rank=91, needs_book=False),
    Action("app.palette", ("ctrl+p", "alt+p"), "help", rank=92, needs_book=False),
    Action("app.switch_user", ("f9", "ctrl+u"), "book", rank=85),
    Action("app.refresh", ("ctrl+r", "alt+u"), "book", rank=0),
    Action("app.keys", ("ctrl+k", "alt+j"), "system", rank=0, needs_book=False),
    Action("app.theme", ("ctrl+t", "alt+t"), "system", rank=0, needs_book=False),
    Action("app.language", ("alt+l", "ctrl+underscore"), "system", rank=0, needs_book=False),
    Action("app.quit", ("ctrl+q", "alt+x"), "book", rank=95, needs_book=False),
)
