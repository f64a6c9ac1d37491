"""Finding an action by a few letters: Chinese, English, or the initials of the pinyin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from attrs import frozen


@frozen
class Findable:
    """Something with names to be found by; `initials` may come later, for they take a dictionary."""

    id: str
    names: tuple[str, ...]
    initials: str = ""


def found(typed: str, among: Iterable[Findable]) -> list[str]:
    """The ids of what fits, the best first: a name that begins so, then one that has it, then letters in order."""
    wanted = unicodedata.normalize("NFKC", typed).strip().lower()
    if not wanted:
        return [each.id for each in among]
    scored = []
    for place, each in enumerate(among):
        score = min(
            (_score(wanted, name.lower()) for name in (*each.names, each.initials) if name),
            default=9,
        )
        if score < 9:
            scored.append((score, place, each.id))
    return [name for _, _, name in sorted(scored)]


def _score(wanted: str, name: str) -> int:
    if name.startswith(wanted):
        return 0
    if wanted in name:
        return 1
    letters = iter(name)
    return 2 if all(letter in letters for letter in wanted) else 9
