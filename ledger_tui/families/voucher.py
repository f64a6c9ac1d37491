"""A voucher as it is printed: looking through, reviewing, and what else becomes of it."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("voucher.review", ("f8", "ctrl+s", "r"), "voucher", act="review", rank=10),
    Action("voucher.previous", ("pageup", "ctrl+pageup"), "voucher", rank=12),
    Action("voucher.next", ("pagedown", "ctrl+pagedown"), "voucher", rank=11),
    Action("voucher.unreview", ("f20", "alt+8", "u"), "voucher", act="unreview", rank=0),
    Action("voucher.sign", ("f6", "ctrl+y", "s"), "voucher", act="sign", rank=16),
    Action("voucher.unsign", ("f18", "alt+6"), "voucher", act="unsign", rank=0),
    Action("voucher.post", ("f12", "ctrl+l", "p"), "voucher", act="post", rank=15),
    Action("voucher.amend", ("f4", "ctrl+e", "e"), "voucher", act="amend", rank=13),
    Action("voucher.copy", ("f5", "ctrl+g", "c"), "voucher", act="enter", rank=17),
    Action("voucher.void", ("delete", "ctrl+d"), "voucher", act="void", rank=0),
    Action("voucher.reverse", ("f3", "alt+7"), "voucher", act="reverse", rank=18),
    Action("voucher.correct", ("f7", "f2", "alt+9"), "voucher", act="reverse", rank=14),
    Action("voucher.unpost", ("ctrl+f11", "alt+z"), "voucher", rank=0),
    Action("voucher.documents", ("f21", "ctrl+a"), "voucher", rank=0),
    Action("voucher.history", ("f11", "alt+i", "i"), "voucher", rank=19),
)
