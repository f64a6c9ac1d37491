"""What can be done with a report on the screen."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("report.options", ("f6", "ctrl+s"), "report", rank=20),
    Action("report.unposted", ("f5", "ctrl+n"), "report", rank=22),
    Action("report.export", ("f8", "ctrl+e"), "report", rank=25),
)
