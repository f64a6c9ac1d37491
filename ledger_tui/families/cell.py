"""Typing in the cells of a voucher: what the grid has while the focus is in it."""

from __future__ import annotations

from ..action import Action

ACTIONS = (
    Action("cell.lookup", ("f7", "f2"), "edit", rank=11),
    Action("cell.balance", ("ctrl+f7", "ctrl+e"), "edit", rank=15),
    Action("cell.calculator", ("f11", "f9", "alt+c"), "edit", rank=13),
    Action("cell.flip", ("ctrl+l", "alt+g"), "edit", rank=0),
    Action("cell.red", ("ctrl+x", "alt+n"), "edit", rank=0),
    Action("cell.undo", ("ctrl+z", "alt+z"), "edit", rank=17),
    Action("cell.redo", ("ctrl+y", "alt+w"), "edit", rank=0),
    Action("cell.insert_line", ("insert", "alt+i"), "edit", rank=0),
    Action("cell.delete_line", ("ctrl+delete", "ctrl+d"), "edit", rank=18),
    Action("cell.copy_line", ("f4", "alt+o"), "edit", rank=0),
    Action("cell.line_up", ("alt+up", "ctrl+up"), "edit", rank=0),
    Action("cell.line_down", ("alt+down", "ctrl+down"), "edit", rank=0),
)
