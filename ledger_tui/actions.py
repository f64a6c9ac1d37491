"""The registry of actions, which keys, footer, menus, palette, help and the manual read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .action import FORBIDDEN, MENUS, Action, bound_keys, shown_key
from .families import (
    accounts,
    app,
    calculator,
    cell,
    closing,
    desk,
    dialog,
    dimensions,
    entry,
    exporting,
    form,
    go,
    keymap,
    log,
    opening,
    period_end,
    rates,
    report,
    reports,
    rows,
    table,
    users,
    voucher,
    voucher_filter,
    vouchers,
    welcome,
    wizard,
    words,
    work,
)
from .families import list as list_family
from .language import text

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = [
    "ACTIONS", "EVERYWHERE", "FORBIDDEN", "MENUS", "Action", "bindings", "bound",
    "help_of", "label_of", "of_families", "shown_key",
]  # fmt: skip

#: The families of every screen of the app.
EVERYWHERE = ("app", "go")
#: All actions by id, family by family.
ACTIONS: dict[str, Action] = {
    action.id: action
    for family in (
        app,
        go,
        dialog,
        welcome,
        wizard,
        desk,
        keymap,
        table,
        entry,
        cell,
        calculator,
        reports,
        report,
        exporting,
        form,
        vouchers,
        voucher_filter,
        voucher,
        list_family,
        rows,
        period_end,
        work,
        closing,
        accounts,
        dimensions,
        rates,
        opening,
        words,
        users,
        log,
    )
    for action in family.ACTIONS
}


def of_families(*families: str) -> list[Action]:
    """The actions of some families, in the order of the registry."""
    return [action for action in ACTIONS.values() if action.family in families]


def bindings(*families: str) -> list[BindingType]:
    """The bindings of some families, for a screen or a widget: each does `perform` on the screen."""
    return bound(of_families(*families))


def bound(actions: Iterable[Action]) -> list[BindingType]:
    """The bindings of some actions."""
    from textual.binding import Binding

    return [
        Binding(
            bound_keys(action.keys), f"screen.perform('{action.id}')", action.id, id=action.id,
            show=False,
        )
        for action in actions
    ]  # fmt: skip


def label_of(action: Action) -> str:
    """What an action is called: a word or two."""
    return text(f"action.{action.id}")


def help_of(action: Action) -> str:
    """What an action does: a sentence."""
    return text(f"action.{action.id}.help")
