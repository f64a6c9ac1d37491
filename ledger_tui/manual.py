"""The manual of keys, written from the registry: what `ledger-tui --manual` prints."""

from __future__ import annotations

from .actions import ACTIONS, MENUS, help_of, label_of, shown_key
from .language import text


def manual_text() -> str:
    """The manual as Markdown: how to get about, then every action family by family with its keys."""
    lines = [f"# {text('manual.title')}", "", text("manual.about"), ""]
    families = dict.fromkeys(action.family for action in ACTIONS.values())
    for family in families:
        lines += [f"## {text(f'family.{family}')}", ""]
        heads = [text(f"manual.{head}") for head in ("action", "keys", "menu", "help")]
        lines += [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
        for action in ACTIONS.values():
            if action.family == family:
                keys = ", ".join(f"`{shown_key(key)}`" for key in action.keys)
                menu = text(f"menu.{action.menu}", letter=MENUS[action.menu].upper())
                lines.append(f"| {label_of(action)} | {keys} | {menu} | {help_of(action)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
