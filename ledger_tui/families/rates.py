"""Currencies, units and rates."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("rates.commodity", ("f6", "ctrl+e"), "setup", act="commodity", rank=12),
    Action("rates.file", ("f11", "alt+o"), "setup", act="rate", rank=0),
)
