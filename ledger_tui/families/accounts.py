"""The tree of accounts."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("accounts.below", ("f6", "ctrl+e"), "setup", act="account", rank=12),
    Action("accounts.ledger", ("f4", "ctrl+g"), "report", rank=15),
    Action("accounts.fold", ("space", "ctrl+l"), "edit", rank=16),
)
