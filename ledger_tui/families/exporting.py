"""While a report is being written into a file."""

from __future__ import annotations

from ..action import Action

ACTIONS = (Action("exporting.behind", ("f8", "ctrl+s"), "report", rank=10),)
