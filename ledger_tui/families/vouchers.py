"""The list of vouchers: what can be done with those that are marked, or with the one under the cursor."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("vouchers.filter", ("f6", "ctrl+s", "slash"), "voucher", rank=20),
    Action("vouchers.entry", ("f5", "ctrl+n", "n"), "voucher", act="enter", rank=26),
    Action("vouchers.mark", ("space", "insert"), "edit", rank=21),
    Action("vouchers.mark_all", ("asterisk", "ctrl+a"), "edit", rank=22),
    Action("vouchers.unmark", ("minus", "alt+n"), "edit", rank=0),
    Action("vouchers.one_by_one", ("f12", "alt+g", "g"), "voucher", act="review", rank=23),
    Action("vouchers.review", ("f8", "ctrl+e", "r"), "voucher", act="review", rank=24),
    Action("vouchers.unreview", ("f20", "alt+8", "u"), "voucher", act="unreview", rank=0),
    Action("vouchers.sign", ("ctrl+y", "alt+9", "s"), "voucher", act="sign", rank=0),
    Action("vouchers.unsign", ("ctrl+x", "alt+6"), "voucher", act="unsign", rank=0),
    Action("vouchers.post", ("ctrl+l", "alt+7", "p"), "voucher", act="post", rank=25),
    Action("vouchers.void", ("delete", "ctrl+d"), "voucher", act="void", rank=0),
    Action("vouchers.unvoid", ("ctrl+z", "alt+z"), "voucher", act="unvoid", rank=0),
    Action("vouchers.order", ("alt+o", "o"), "edit", rank=30),
    Action("vouchers.export", ("f11", "alt+w"), "voucher", rank=0),
)
