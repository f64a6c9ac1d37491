"""The end of a period: its steps."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("period_end.open", ("enter", "f7", "f2"), "period", rank=10),
    Action("period_end.post", ("f12", "ctrl+l", "p"), "period", act="post", rank=11),
    Action("period_end.close", ("f8", "ctrl+s", "c"), "period", rank=12),
    Action("period_end.trial_balance", ("f4", "ctrl+g", "t"), "period", rank=13),
    Action("period_end.previous", ("ctrl+pageup", "alt+comma", "left"), "period", rank=14),
    Action("period_end.next", ("ctrl+pagedown", "alt+full_stop", "right"), "period", rank=15),
    Action("period_end.renumber", ("f6", "alt+n"), "period", act="renumber", rank=0),
    Action("period_end.roll_over", ("f11", "alt+o"), "period", act="roll_over", rank=0),
    Action("period_end.unpost", ("ctrl+f11", "alt+z"), "period", rank=0),
    Action("period_end.reopen", ("ctrl+f2", "ctrl+f12", "alt+w"), "period", rank=0),
)
