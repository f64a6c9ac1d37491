"""Screens that are a list: accounts, users, rates, and so on."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("list.open", ("enter", "f7", "f2"), "edit", rank=10),
    Action("list.find", ("f3", "ctrl+f"), "edit", rank=14),
)
