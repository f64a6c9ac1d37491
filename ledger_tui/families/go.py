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
    Action("go.accounts", ("ctrl+f1", "alt+f1"), "setup", rank=0),
    Action("go.opening", ("ctrl+f4", "alt+f3"), "setup", rank=0),
    Action("go.dimensions", ("ctrl+f5", "alt+f5"), "setup", rank=0),
    Action("go.rates", ("ctrl+f6", "alt+f6"), "setup", rank=0),
    Action("go.words", ("ctrl+f8", "alt+f8"), "setup", rank=0),
    Action("go.summaries", ("f23", "alt+f2"), "setup", rank=0),
    Action("go.users", ("ctrl+f9", "alt+f9"), "system", rank=0),
    Action("go.policies", ("ctrl+f10", "alt+f10"), "system", rank=0),
    Action("go.log", ("f24", "alt+f11"), "system", rank=0),
    Action("go.safety", ("alt+f12", "alt+end"), "system", rank=0),
    Action("go.sheets", ("alt+f7", "alt+home"), "book", rank=0),
    Action("go.printing", ("alt+pagedown", "alt+insert"), "book", rank=0),
)
