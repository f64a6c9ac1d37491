"""The desk: what waits."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("desk.open", ("f7", "enter", "f2"), "edit", rank=10),
    Action("desk.entry", ("f5", "ctrl+n", "n"), "voucher", act="enter", rank=11),
    Action("desk.charts", ("f4", "ctrl+g", "c"), "edit", rank=14),
)
