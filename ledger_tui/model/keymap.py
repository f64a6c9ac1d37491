"""Keys given to actions by the user: which are taken, and which no terminal can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..action import FORBIDDEN, Action


def taken_by(
    key: str, action: Action, among: Iterable[Action], keymap: Mapping[str, str]
) -> Action | None:
    """The action that already has a key where this one can be reached too, or None."""
    for other in among:
        if other.id != action.id and key in keys_of(other, keymap):
            return other
    return None


def keys_of(action: Action, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of an action as the user has them."""
    own = keymap.get(action.id)
    return tuple(own.split(",")) if own else action.keys


def is_usable(key: str) -> bool:
    """Whether a key can be given to an action: no letter of typing, none that terminals confuse."""
    if key in FORBIDDEN or key in ("enter", "tab", "shift+tab", "up", "down", "left", "right"):
        return False
    return len(key) > 1 and not key.startswith("shift+") or key.startswith("shift+f")


def changed(action: Action, key: str, keymap: Mapping[str, str]) -> dict[str, str]:
    """The keymap with a new main key for an action; its alternatives stay."""
    others = [each for each in keys_of(action, keymap)[1:] if each != key]
    return {**keymap, action.id: ",".join([key, *others])}
