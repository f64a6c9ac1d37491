"""The calculator."""

from __future__ import annotations

from ..action import Action

ACTIONS = (Action("calculator.put", ("f12", "ctrl+s", "f8"), "edit", rank=10, needs_book=False),)
