"""Making a new book in the wizard: all answers at once or none, every problem told, nothing half made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from textual.pilot import Pilot
from textual.widgets import OptionList

from ledger_tui.app import LedgerApp
from ledger_tui.model.new_book import Answers, NewUser, all_charts, make, named_twice
from ledger_tui.screens.wizard import WizardScreen
from ledger_tui.widgets.form import Field
from ledger_tui.widgets.problems import ProblemsDialog
from ledgerlib import Book, Refused, Role, load_chart
from tests.tui.conftest import screen_text, settled

Drive = Callable[..., LedgerApp]
SUPERVISOR = NewUser("主管", frozenset({"supervisor"}), "主管的口令有八个字")
KEEPER = NewUser("司务长", frozenset({"maker", "poster"}))


def answers(place: Path, **other: Any) -> Answers:
    return evolve(
        Answers(
            str(place),
            "某中队伙食费",
            load_chart("mess_fund"),
            "2008-01",
            users=(SUPERVISOR, KEEPER),
        ),
        **other,
    )


def test_a_book_is_made_with_its_users_policies_words_and_passwords(tmp_path: Path) -> None:
    asked = answers(
        tmp_path / "a.ledger",
        words="收付转",
        policies={"cashier_signs": "yes", "negative_balance": "warn"},
    )
    make(asked).__exit__()
    with Book.open(tmp_path / "a.ledger") as book:
        people = {person.name: person for person in book.people()}
        assert people["主管"].roles == {Role.SUPERVISOR}
        assert people["司务长"].roles == {Role.MAKER, Role.POSTER}
        assert people["主管"].password
        assert not people["司务长"].password
        assert book.policies()["cashier_signs"] == "yes"
        assert [word.word for word in book.word_rules()] == ["收", "付", "转"]
        assert book.verify().is_sound


def test_every_problem_of_every_step_is_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    """
    No name, a currency that is none; a cashier who keeps accounts, and a password too short.
    """
    cashier = NewUser("出纳", frozenset({"cashier", "maker"}))
    short = evolve(SUPERVISOR, password="123")
    asked = answers(tmp_path / "a.ledger", name="", currency="¥", users=(short, cashier))
    with pytest.raises(Refused) as caught:
        make(asked)
    found = {problem.code for problem in caught.value.problems}
    assert found == {"book.unnamed", "book.currency", "role.apart", "password.short"}
    assert list(tmp_path.iterdir()) == []


def test_a_start_and_a_code_rule_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        make(answers(tmp_path / "a.ledger", start="明年", code_rule="四-二"))
    assert {problem.code for problem in caught.value.problems} == {
        "period.malformed",
        "chart.value",
    }


def test_where_everyone_must_have_a_password_who_has_none_is_still_added(tmp_path: Path) -> None:
    make(answers(tmp_path / "a.ledger", policies={"passwords_required": "yes"})).__exit__()
    with Book.open(tmp_path / "a.ledger") as book:
        assert set(book.users()) == {"主管", "司务长"}


def test_two_of_one_name_are_seen() -> None:
    assert named_twice((SUPERVISOR, KEEPER, SUPERVISOR)) == ["主管"]
    assert named_twice((SUPERVISOR, KEEPER)) == []


def test_every_chart_that_comes_along_is_offered_with_its_name() -> None:
    charts = all_charts()
    assert len(charts) >= 13
    assert all(chart.name and not chart.problems for chart in charts)


async def choose_chart(app: LedgerApp, pilot: Pilot[Any], chart: str) -> WizardScreen:
    screen = app.screen
    assert isinstance(screen, WizardScreen)
    await settled(app, pilot)
    names = [each.chart_id for each in screen._charts]
    screen.query_one("#field-chart", OptionList).highlighted = names.index(chart)
    await settled(app, pilot)
    return screen


def test_the_wizard_by_keys_alone(drive: Drive, tmp_path: Path) -> None:
    place = tmp_path / "mess.ledger"

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("f5")
        screen = await choose_chart(app, pilot, "mess_fund")
        await pilot.press("enter")
        await settled(app, pilot)
        for typed in ("mess", str(place), "2008-01"):
            field = app.focused
            assert isinstance(field, Field)
            field.value = typed
            await pilot.press("enter")
        for _ in range(4):  # currency, code rule, words, regime
            await pilot.press("enter")
            await settled(app, pilot)
        await pilot.press("f8")  # the policies as they are
        await settled(app, pilot)
        assert "主管" in screen_text(app)
        await pilot.press("f8")
        await settled(app, pilot)
        assert str(place) in screen_text(app).replace("\n", "")
        assert not place.exists(), "only looked at so far"
        await pilot.press("f8")
        await settled(app, pilot)
        assert place.exists()
        assert type(app.screen).__name__ == "DeskScreen"
        assert screen not in app.screen_stack

    drive(acts, size=(120, 36))


def test_a_refusal_leads_to_the_field_and_what_was_filled_in_is_still_there(
    drive: Drive, tmp_path: Path
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("f5")
        screen = await choose_chart(app, pilot, "mess_fund")
        screen.query_one("#field-name", Field).value = "某中队"
        screen.query_one("#field-place", Field).value = str(tmp_path / "no" / "folder.ledger")
        for _ in range(5):
            await pilot.press("f8")
            await settled(app, pilot)
        assert isinstance(app.screen, ProblemsDialog)
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.focused is not None
        assert app.focused.id == "field-place"
        assert screen.query_one("#field-name", Field).value == "某中队"

    drive(acts)


def test_esc_goes_back_a_step_and_leaves_only_when_pressed_twice(drive: Drive) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("f5")
        await choose_chart(app, pilot, "mess_fund")
        for key, shown in (
            ("f8", "2/5"), ("escape", "1/5"), ("escape", "1/5"), ("down", "1/5"), ("escape", "1/5"),
        ):  # fmt: skip
            await pilot.press(key)
            await settled(app, pilot)
            assert shown in screen_text(app)
        await pilot.press("escape")
        await settled(app, pilot)
        assert type(app.screen).__name__ == "WelcomeScreen"

    drive(acts)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_wizard_looks(drive: Drive, golden: Any, size: tuple[int, int]) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("f5")
        await choose_chart(app, pilot, "cn_small_business_2013")
        golden(app, f"wizard-chart-{size[0]}x{size[1]}")
        for step in ("unit", "policies", "users"):
            await pilot.press("f8")
            await settled(app, pilot)
            golden(app, f"wizard-{step}-{size[0]}x{size[1]}")

    drive(acts, size=size)
