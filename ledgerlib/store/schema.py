"""The schema and its versions: made at once in a new database, migrated by Alembic in an old one."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import SQLModel

from ..core.problem import Problem
from . import guards, tables
from .engine import for_writing, sqlite_path

#: Where Alembic finds the steps from one version of the schema to the next.
MIGRATIONS = Path(__file__).with_name("migrations")
#: The version that `tables` and `guards` describe.
VERSION = "0003"
_VERSION_TABLE = "ledgerlib_version"


def version_of(connection: Connection) -> str | None:
    """The schema version of the database, or None where it holds no books."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()


def create(connection: Connection, *, with_guards: bool = True) -> None:
    """Make all tables and guards in a database that has none."""
    SQLModel.metadata.create_all(connection, tables=tables.ALL)
    if with_guards:
        guards.install(connection)
    connection.execute(text(f"CREATE TABLE {_VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(
        text(f"INSERT INTO {_VERSION_TABLE} VALUES (:version)"), {"version": VERSION}
    )


def bring_up_to_date(engine: Engine) -> list[Problem]:
    """Migrate an older database, after a backup; the problems where it is none or a newer one."""
    with engine.connect() as connection:
        found = version_of(connection)
    place = str(sqlite_path(engine.url) or engine.url.render_as_string())
    if found is None:
        return [Problem.of("file.not_a_book", file=place)]
    if found == VERSION:
        return []
    script = _scripts(engine)
    if found not in {revision.revision for revision in script.walk_revisions()}:
        return [Problem.of("schema.newer", file=place, found=found, known=VERSION)]
    _back_up_before(engine, found)
    _migrate(engine, script)
    return []


def _scripts(engine: Engine) -> Any:
    # Alembic is slow to import and only a book of an older schema needs it.
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS))


def _migrate(engine: Engine, script: Any) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    with (
        for_writing(engine.connect()) as connection,
        EnvironmentContext(Config(), script, fn=steps) as environment,
    ):
        environment.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            version_table=_VERSION_TABLE,
            transactional_ddl=True,
        )
        with connection.begin():
            environment.run_migrations()


def _back_up_before(engine: Engine, found: str) -> None:
    path = sqlite_path(engine.url)
    if path is None:
        return  # a PostgreSQL server has its own backups, and its DDL rolls back as a whole
    copy = path.with_name(f"{path.name}.before-{VERSION}-from-{found}")
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    shutil.copymode(path, copy)
