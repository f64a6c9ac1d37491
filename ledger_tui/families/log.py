"""The log."""

from __future__ import annotations

from ..action import Action

ACTIONS = (Action("log.filter", ("f6", "ctrl+e"), "system", rank=12),)
