"""Completing a path that is being typed: folders, and files that may be books."""

from __future__ import annotations

from pathlib import Path

#: What the files of books are called.
SUFFIXES = (".ledger", ".db", ".sqlite")


def completions(typed: str, most: int = 50, suffixes: tuple[str, ...] = SUFFIXES) -> list[str]:
    """The paths that begin as typed: folders end with a slash; hidden ones only where asked for."""
    folder, _, begun = typed.rpartition("/")
    place = Path(f"{folder}/" if "/" in typed else ".").expanduser()
    try:
        found = sorted(place.iterdir())
    except OSError:
        return []
    head = f"{folder}/" if "/" in typed else ""
    shown = []
    for path in found:
        if not path.name.startswith(begun) or (path.name.startswith(".") and not begun):
            continue
        if path.is_dir():
            shown.append(f"{head}{path.name}/")
        elif path.suffix in suffixes:
            shown.append(f"{head}{path.name}")
    return shown[:most]


def completed(typed: str, found: list[str]) -> str:
    """As much as all that was found have in common; what was typed where they have nothing more."""
    if not found:
        return typed
    first, last = min(found), max(found)
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length] if length > len(typed) else typed
