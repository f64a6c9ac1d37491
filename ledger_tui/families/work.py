"""Vouchers that the book makes itself: looked at first, then made."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("work.make", ("f8", "ctrl+s"), "period", rank=10),
    Action("work.options", ("f6", "ctrl+e", "o"), "period", rank=11),
)
