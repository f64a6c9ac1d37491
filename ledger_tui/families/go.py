"""Where one can go: `go.X` opens the screen that is registered as X."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("go.welcome", ("alt+0", "f22"), "book", rank=0, needs_book=False),
    Action("go.desk", ("alt+1", "f13"), "book", rank=0),
    Action("go.entry", ("alt+2", "f14"), "voucher", act="enter", rank=0),
    Action("go.vouchers", ("alt+3", "f15"), "voucher", rank=0),
    Action("go.period_end", ("alt+4", "f16"), "period", rank=0),
    Action("go.reports", ("alt+5", "f17"), "report", rank=0),
)
