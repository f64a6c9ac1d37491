"""The registry of actions: every action has a key, another key, a menu entry and its texts, and can be remapped."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ledger_tui
from ledger_tui.action import FORBIDDEN, MENUS, Action, bound_keys, shown_key
from ledger_tui.actions import ACTIONS, EVERYWHERE, of_families
from ledger_tui.app import SCREENS, LedgerApp
from ledger_tui.language import text_in
from ledger_tui.manual import manual_text
from ledger_tui.model.keymap import changed, is_usable, keys_of, taken_by
from ledger_tui.screens.base import Acting
from ledgerlib.core.permission import PERMITTED

each_action = pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.id)


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


@each_action
def test_every_action_has_a_key_an_alternative_and_a_menu(action: Action) -> None:
    assert len(action.keys) >= 2, "a main key and another"
    assert len(set(action.keys)) == len(action.keys)
    assert action.menu in MENUS


@each_action
def test_no_action_has_a_key_that_terminals_confuse_with_another(action: Action) -> None:
    assert FORBIDDEN.isdisjoint(action.keys)
    assert all(key.islower() or not key.isalpha() for key in action.keys)


@each_action
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_action_has_a_name_and_a_help_in_both_languages(
    action: Action, language: str
) -> None:
    assert text_in(language, f"action.{action.id}")
    assert text_in(language, f"action.{action.id}.help")
    assert text_in(language, f"family.{action.family}")


@each_action
def test_an_act_that_an_action_needs_is_one_of_the_library(action: Action) -> None:
    assert action.act == "" or action.act in PERMITTED


@pytest.mark.parametrize("kind", acting_classes(), ids=lambda kind: kind.__name__)
def test_no_key_does_two_things_in_one_place(kind: type[Any]) -> None:
    """Of what a screen has beside the actions everywhere; a widget's own keys go before while it has the focus."""
    everywhere = EVERYWHERE if issubclass(kind, Acting) and "go" in kind.ALSO else ()
    taken: dict[str, str] = {}
    for action in of_families(*kind.FAMILIES, *everywhere):
        for key in bound_keys(action.keys).split(","):
            assert taken.setdefault(key, action.id) == action.id, (
                f"{key}: {taken[key]} and {action.id}"
            )


@pytest.mark.parametrize("kind", acting_classes(), ids=lambda kind: kind.__name__)
def test_every_action_of_a_place_is_bound_there_and_has_its_method(kind: type[Any]) -> None:
    for action in of_families(*kind.FAMILIES):
        bound = {
            b.id for bindings in kind._merged_bindings.key_to_bindings.values() for b in bindings
        }
        assert action.id in bound
        assert any(
            hasattr(each, f"action_{action.method}")
            for each in (kind, LedgerApp, *acting_classes())
        ), f"{kind.__name__} has no action_{action.method}"


def test_the_letters_that_open_menus_are_free() -> None:
    letters = {f"alt+{letter}" for letter in MENUS.values()}
    assert [a.id for a in ACTIONS.values() if letters & set(a.keys)] == []


def test_keys_with_alt_are_read_as_a_terminal_sends_them() -> None:
    """Escape before the key: what xterm, tmux and SSH send."""
    from textual._xterm_parser import XTermParser

    from ledger_tui.terminal_keys import teach

    teach()
    wanted = {key for a in ACTIONS.values() for key in a.keys if key.startswith("alt+")}
    wanted |= {f"alt+{letter}" for letter in MENUS.values()}
    arrows = {"up": "A", "down": "B", "right": "C", "left": "D"}
    for key in sorted(wanted):
        name = key.removeprefix("alt+")
        sent = f"\x1b[1;3{arrows[name]}" if name in arrows else f"\x1b{name}"
        if len(name) == 1 or name in arrows:
            assert [event.key for event in XTermParser().feed(sent)] == [key]  # type: ignore[union-attr]


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
