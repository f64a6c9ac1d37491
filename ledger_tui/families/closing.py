"""Closing a period: everything that stands in its way."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("closing.close", ("f8", "ctrl+s"), "period", act="close", rank=10),
    Action("closing.cure", ("enter", "f7", "f2"), "period", rank=11),
)
