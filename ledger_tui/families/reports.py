"""The list of reports."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("reports.options", ("f6", "enter", "ctrl+o"), "report", rank=10),
    Action("reports.show", ("f8", "ctrl+s"), "report", rank=11),
)
