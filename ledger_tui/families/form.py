"""Forms whose fields have something to choose from."""

from __future__ import annotations

from ..action import Action

ACTIONS = (Action("form.lookup", ("f7", "f2"), "edit", rank=11),)
