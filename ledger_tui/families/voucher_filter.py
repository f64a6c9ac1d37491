"""The form that asks which vouchers are wanted."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("voucher_filter.kept", ("f4", "ctrl+g"), "edit", rank=12),
    Action("voucher_filter.keep", ("f5", "ctrl+n"), "edit", rank=13),
    Action("voucher_filter.forget", ("f18", "ctrl+d"), "edit", rank=0),
    Action("voucher_filter.clear", ("f3", "ctrl+l"), "edit", rank=14),
)
