"""Entering a voucher."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("entry.save", ("f8", "f6", "ctrl+s"), "voucher", act="enter", rank=10),
    Action("entry.new", ("f5", "ctrl+n"), "voucher", act="enter", rank=14),
    Action("entry.previous", ("pageup", "ctrl+pageup"), "voucher", rank=16),
    Action("entry.next", ("pagedown", "ctrl+pagedown"), "voucher", rank=0),
    Action("entry.template", ("f3", "alt+8"), "voucher", act="enter", rank=19),
    Action("entry.keep_template", ("f19", "alt+9"), "voucher", act="define", rank=0),
    Action("entry.copy", ("ctrl+g", "alt+d"), "voucher", act="enter", rank=0),
    Action("entry.reverse", ("f20", "alt+7"), "voucher", act="reverse", rank=0),
    Action("entry.void", ("f18", "alt+6"), "voucher", act="void", rank=0),
    Action("entry.documents", ("f21", "ctrl+a"), "voucher", rank=0),
)
