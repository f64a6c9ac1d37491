"""Voucher words."""

from __future__ import annotations

from ..action import Action

ACTIONS = (Action("words.set", ("f6", "ctrl+e"), "setup", act="word", rank=12),)
