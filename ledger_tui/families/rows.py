"""Lists whose rows can be added and taken away."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("rows.add", ("f5", "ctrl+n", "insert"), "edit", rank=11),
    Action("rows.remove", ("delete", "ctrl+d"), "edit", rank=13),
)
