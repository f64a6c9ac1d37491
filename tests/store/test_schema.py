"""The schema: made at once or by migrations it is the same; older is migrated, newer refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from ledgerlib import Book, Refused
from ledgerlib.store import engine, schema, tables
from ledgerlib.testing import new_book


def test_book_id_leads_every_key() -> None:
    for table in tables.ALL:
        assert next(iter(table.primary_key.columns)).name == "book_id", table.name
        for index in table.indexes:
            assert next(iter(index.columns)).name == "book_id", index.name
        for constraint in table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", ())]
            assert not columns or columns[0] == "book_id" or "CHECK" in repr(constraint).upper(), (
                constraint
            )
        for constraint in table.foreign_key_constraints:
            assert constraint.column_keys[0] == "book_id"


def _guards(connection: Connection) -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return set(connection.scalars(text(query)))


def test_migrations_from_nothing_make_the_same_schema(new_place) -> None:
    new_book(made_at_once := new_place())
    migrated = new_place()
    made, empty = (engine.connect(engine.url_of(place)) for place in (made_at_once, migrated))
    with made.connect() as connection:
        guards = _guards(connection)
        assert len(guards) >= 15
    schema._migrate(empty, schema._scripts(empty))
    with empty.connect() as connection:
        assert schema.version_of(connection) == schema.VERSION
        assert _guards(connection) == guards
        context = MigrationContext.configure(
            connection, opts={"version_table": "ledgerlib_version"}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    for each in (made, empty):
        each.dispose()


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a version 0002 had come, which adds a column."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    (folder / "versions" / "0002_note.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.execute('ALTER TABLE commodity ADD COLUMN note VARCHAR')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "VERSION", "0002")


def test_an_older_book_is_migrated_after_a_backup(
    place: str, request: pytest.FixtureRequest
) -> None:
    with new_book(place) as book:
        head = book.chain_head()
    request.getfixturevalue("next_version")
    with Book.open(place) as book:
        assert book.chain_head() == head
        assert book.verify().is_sound
    opened = engine.connect(engine.url_of(place))
    with opened.connect() as connection:
        assert schema.version_of(connection) == "0002"
        connection.execute(text("SELECT note FROM commodity"))
    opened.dispose()
    if "://" not in place:
        (backup,) = Path(place).parent.glob("*.before-0002-from-0001")
        assert backup.stat().st_size > 0


def test_a_newer_book_is_refused(place: str) -> None:
    new_book(place).__exit__()
    opened = engine.connect(engine.url_of(place))
    with opened.begin() as connection:
        connection.execute(text("UPDATE ledgerlib_version SET version_num = '0009'"))
    opened.dispose()
    with pytest.raises(Refused) as refused:
        Book.open(place)
    (problem,) = refused.value.problems
    assert problem.code == "schema.newer"
    assert "升级" in str(refused.value)
