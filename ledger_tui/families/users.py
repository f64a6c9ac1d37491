"""Users and roles."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("users.password", ("f6", "ctrl+e"), "system", rank=12),
    Action("users.own_password", ("f4", "ctrl+g"), "system", rank=16),
)
