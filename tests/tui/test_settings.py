"""What the terminal remembers: kept whole, and a broken file is never fatal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_tui.screens.where import parts_of
from ledger_tui.settings import MOST_RECENT, Recent, Settings, kept_place

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def test_settings_are_read_as_they_were_kept(home: Path) -> None:
    kept = Settings(theme="contrast", language="en", keymap={"app.help": "f2,alt+k"})
    kept.opened(Recent("/tmp/a.ledger", "某中队伙食费", "司务长", "2008-02-20T09:00"))
    kept.kept["vouchers.filters"] = [{"name": "我的", "word": "记"}]
    assert kept.save()
    assert Settings.load() == kept


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[1]", b'{"recent": [{"nothing": 1}]}', b"\xff\xfe"]
)
def test_a_broken_file_is_put_aside_and_the_app_starts_plain(home: Path, broken: bytes) -> None:
    home.mkdir()
    (home / "settings.json").write_bytes(broken)
    found = Settings.load()
    assert found.theme == "dark"
    assert found.recent == []
    assert found.put_aside is not None
    assert found.put_aside.read_bytes() == broken
    assert Settings.load().put_aside is None, "once is enough"


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEDGER_TUI_HOME", "/proc/nothing")
    assert not Settings().save()
    assert Settings.load() == Settings()


@given(st.lists(st.tuples(words, words), max_size=40))
def test_the_book_opened_last_is_first_and_none_stands_twice(opened: list[tuple[str, str]]) -> None:
    settings = Settings()
    for place, name in opened:
        settings.opened(Recent(place, name))
    kept = [(recent.place, recent.name) for recent in settings.recent]
    latest = list(dict.fromkeys(reversed(opened)))
    assert kept == latest[:MOST_RECENT]


def test_who_worked_last_on_a_book_is_known() -> None:
    settings = Settings()
    settings.opened(Recent("a.ledger", "伙食费", "司务长"))
    assert settings.last_user("a.ledger", "伙食费") == "司务长"
    settings.forget(settings.recent[0])
    assert settings.last_user("a.ledger", "伙食费") == ""


def test_a_password_of_an_address_is_never_kept(home: Path) -> None:
    place = kept_place("postgresql://ledger:geheim@db.example:5432/books")
    assert place == "postgresql://ledger@db.example:5432/books"
    assert kept_place("postgresql://db.example/books") == "postgresql://db.example/books"
    assert Path(kept_place("a.ledger")).is_absolute()
    assert parts_of(place) == {
        "host": "db.example", "port": "5432", "database": "books", "user": "ledger",
    }  # fmt: skip
