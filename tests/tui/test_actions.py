"""The registry of actions: every action has a key, another key, a menu entry and its texts, and can be remapped."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser

import ledger_tui
from ledger_tui.action import FORBIDDEN, MENUS, Action, bound_keys, shown_key
from ledger_tui.actions import ACTIONS, EVERYWHERE, of_families
from ledger_tui.app import SCREENS, LedgerApp
from ledger_tui.language import DOMAIN, text_in
from ledger_tui.manual import manual_text
from ledger_tui.model.keymap import changed, is_usable, keys_of, taken_by
from ledger_tui.terminal_keys import teach
from ledgerlib.core.permission import PERMITTED
from ledgerlib.language import catalog


def acting_classes() -> list[type[Any]]:
    """Every screen, dialog and widget of the terminal that has families of actions."""
    root = Path(ledger_tui.__file__).parent
    found: dict[str, type[Any]] = {}
    for folder in ("screens", "widgets"):
        for path in sorted((root / folder).glob("*.py")):
            module = import_module(f"ledger_tui.{folder}.{path.stem}")
            for name, kind in inspect.getmembers(module, inspect.isclass):
                if kind.__module__ == module.__name__ and getattr(kind, "FAMILIES", ()):
                    found[name] = kind
    return list(found.values())


def test_every_action_has_a_key_an_alternative_and_a_menu() -> None:
    for action in ACTIONS.values():
        assert len(action.keys) >= 2, f"{action.id}: a main key and another"
        assert len(set(action.keys)) == len(action.keys), action.id
        assert action.menu in MENUS, action.id


def test_no_action_has_a_key_that_terminals_confuse_with_another() -> None:
    assert [a.id for a in ACTIONS.values() if not FORBIDDEN.isdisjoint(a.keys)] == []
    assert [a.id for a in ACTIONS.values() if any(key != key.lower() for key in a.keys)] == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_action_and_family_has_a_name_and_every_action_a_help(language: str) -> None:
    texts = catalog(language, DOMAIN)
    wanted = {f"action.{name}{end}" for name in ACTIONS for end in ("", ".help")}
    wanted |= {f"family.{action.family}" for action in ACTIONS.values()}
    assert sorted(wanted - set(texts)) == []


def test_an_act_that_an_action_needs_is_one_of_the_library() -> None:
    assert [a.id for a in ACTIONS.values() if a.act and a.act not in PERMITTED] == []


def test_no_key_does_two_things_in_one_place() -> None:
    """Of what a screen has beside the actions everywhere; a widget's own keys go before while it has the focus."""
    double = []
    for kind in acting_classes():
        everywhere = EVERYWHERE if "go" in getattr(kind, "ALSO", ()) else ()
        taken: dict[str, str] = {}
        for action in of_families(*kind.FAMILIES, *everywhere):
            for key in bound_keys(action.keys).split(","):
                if taken.setdefault(key, action.id) != action.id:
                    double.append(f"{kind.__name__} {key}: {taken[key]} and {action.id}")
    assert double == []


def test_every_action_of_a_place_is_bound_there_and_has_its_method() -> None:
    kinds = acting_classes()
    missing = []
    for kind in kinds:
        bindings = kind._merged_bindings.key_to_bindings.values()
        bound = {binding.id for each in bindings for binding in each}
        for action in of_families(*kind.FAMILIES):
            if action.id not in bound:
                missing.append(f"{kind.__name__} does not bind {action.id}")
            if not any(
                hasattr(each, f"action_{action.method}") for each in (kind, LedgerApp, *kinds)
            ):
                missing.append(f"{kind.__name__} has no action_{action.method}")
    assert missing == []


def test_the_letters_that_open_menus_are_free() -> None:
    letters = {f"alt+{letter}" for letter in MENUS.values()}
    assert [a.id for a in ACTIONS.values() if letters & set(a.keys)] == []


def test_keys_with_alt_are_read_as_a_terminal_sends_them() -> None:
    """Escape before the key, as xterm, tmux and SSH send it; Textual alone takes them for others."""
    teach()
    sent = {f"alt+{key}": f"\x1b{key}" for key in "0123456789fb"}
    sent |= {
        f"alt+{name}": f"\x1b[1;3{sign}" for name, sign in zip(("up", "down"), "AB", strict=True)
    }
    for key, sequence in sent.items():
        assert [event.key for event in XTermParser().feed(sequence)] == [key]  # type: ignore[union-attr]


def test_every_action_belongs_to_a_place() -> None:
    families = {family for kind in acting_classes() for family in kind.FAMILIES} | set(EVERYWHERE)
    assert {action.family for action in ACTIONS.values()} <= families


def test_every_place_that_one_can_go_to_is_a_screen() -> None:
    assert {a.id.partition(".")[2] for a in of_families("go")} <= set(SCREENS)


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_loads_and_has_a_name(name: str) -> None:
    module, kind = SCREENS[name]
    found = getattr(import_module(f"ledger_tui.screens.{module}"), kind)
    for language in ("zh_CN", "en"):
        assert text_in(language, f"screen.{found.name_code}")
        assert text_in(language, f"screen.{found.name_code}.help")


def test_the_manual_tells_of_every_action_with_its_keys() -> None:
    manual = manual_text()
    for action in ACTIONS.values():
        assert text_in("zh_CN", f"action.{action.id}") in manual
        assert all(f"`{shown_key(key)}`" in manual for key in action.keys)


def test_keys_are_written_as_people_write_them() -> None:
    assert [shown_key(key) for key in ("f5", "ctrl+s", "alt+1", "f13", "escape", "pagedown")] == [
        "F5", "Ctrl+S", "Alt+1", "Shift+F1", "Esc", "PgDn",
    ]  # fmt: skip


@given(
    action=st.sampled_from(list(ACTIONS.values())), key=st.sampled_from(["f2", "ctrl+y", "alt+z"])
)
def test_a_changed_key_comes_first_and_the_alternatives_stay(action: Action, key: str) -> None:
    keymap = changed(action, key, {})
    assert keys_of(action, keymap) == (key, *[each for each in action.keys[1:] if each != key])


def test_a_key_that_is_taken_is_told_with_its_owner() -> None:
    new, file = ACTIONS["welcome.new"], ACTIONS["welcome.file"]
    assert taken_by("f3", new, ACTIONS.values(), {}) == file
    assert taken_by("f3", new, [new, file], {"welcome.file": "f6"}) is None


@pytest.mark.parametrize("key", ["a", "1", "ctrl+i", "enter", "tab", "shift+a"])
def test_keys_of_typing_are_not_given_to_actions(key: str) -> None:
    assert not is_usable(key)
