"""Kinds of dimension and their values."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("dimensions.kind", ("f6", "ctrl+e"), "setup", rank=12),
    Action("dimensions.new_kind", ("f4", "ctrl+g"), "setup", act="dimension", rank=16),
    Action("dimensions.below", ("f12", "ctrl+l"), "setup", act="dimension", rank=15),
)
