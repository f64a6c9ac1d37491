"""What can be done in a table of a report."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("table.open", ("enter", "ctrl+o"), "report", rank=10),
    Action("table.find", ("f3", "ctrl+f"), "report", rank=30),
    Action("table.find_next", ("f4", "ctrl+g"), "report", rank=40),
    Action("table.jump", ("f7", "f2"), "report", rank=45),
    Action("table.earlier", ("ctrl+pageup", "alt+comma"), "report", rank=0),
    Action("table.later", ("ctrl+pagedown", "alt+full_stop"), "report", rank=0),
    Action("table.top", ("home", "ctrl+home"), "report", rank=0),
    Action("table.bottom", ("end", "ctrl+end"), "report", rank=0),
)
