"""Fixtures: every test of the store runs on SQLite and on a private PostgreSQL server; SQL by hand."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from ledgerlib import Refused
from ledgerlib.store import tables
from ledgerlib.store.engine import connect, url_of

settings.register_profile(
    "default", deadline=None, max_examples=8, suppress_health_check=list(HealthCheck)
)
settings.register_profile(
    "deep",
    deadline=None,
    max_examples=300,
    stateful_step_count=80,
    suppress_health_check=list(HealthCheck),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="many more examples, for the night")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("deep" if config.getoption("--deep") else "default")
    os.environ["LEDGERLIB_LANGUAGE"] = "zh_CN"


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a private PostgreSQL server, without a database name."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    as_root = os.geteuid() == 0
    if as_root:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    home = Path(tempfile.mkdtemp(prefix="ledgerlib-pg-"))
    if as_root:
        shutil.chown(home, "postgres", "postgres")

    def run(*command: str) -> None:
        prefix = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if as_root else []
        )
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd=home)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(home / "data")
    run(
        str(binaries / "initdb"),
        "-D",
        data,
        "-U",
        "ledger",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    )
    # The machine does not lose its power during a test: only benchmarks wait for the disk.
    fsync = os.environ.get("LEDGERLIB_TEST_FSYNC", "off")
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=40"
    options += f" -c fsync={fsync}"
    run(str(binaries / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(home / "log"), "start")
    try:
        yield f"postgresql://ledger@127.0.0.1:{port}"
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def _names() -> Iterator[int]:
    return iter(range(1, 1_000_000))


@pytest.fixture
def new_postgresql(postgresql_server: str, _names: Iterator[int]) -> Callable[[], str]:
    """Makes a place without tables in PostgreSQL and returns its URL.

    A schema of its own: a database would take a hundred times as long.
    """

    def make() -> str:
        import psycopg

        name = f"t{next(_names)}"
        with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{postgresql_server}/postgres?options=-csearch_path%3D{name}"

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_place(
    request: pytest.FixtureRequest, tmp_path: Path, _names: Iterator[int]
) -> Callable[[], str]:
    """Makes a place for a new book: a file that is not there yet, or an empty database."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"book-{next(_names)}.ledger")
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    """A place for a new book, once on each database."""
    return new_place()


class ByHand:
    """Someone with a database client of their own, who knows the tables and none of the rules."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @property
    def database(self) -> str:
        """Which of the two databases it is."""
        return self.connection.dialect.name

    def run(self, statement: str) -> int:
        """Run a statement; the number of rows it touched."""
        return self.connection.exec_driver_sql(statement.replace("%", "%%")).rowcount

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def table(self, name: str) -> list[tuple[Any, ...]]:
        """All rows of a table, in an order of their own."""
        return sorted(self.rows(f"SELECT * FROM {name}"), key=repr)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables."""
        return {name: self.table(name) for name in (table.name for table in tables.ALL)}

    def refusal_of(self, statement: str) -> str:
        """What the database says to a statement that it must refuse; empty where it obeys."""
        try:
            with self.connection.begin_nested() as savepoint:
                self.run(statement)
                savepoint.rollback()
        except DBAPIError as error:
            return str(error.orig)
        return ""

    def drop_the_guards(self) -> None:
        """Take every trigger away, as only someone who means harm would."""
        if self.database == "sqlite":
            query = "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'"
        else:
            query = (
                "SELECT t.tgname, ' ON ' || c.relname FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
                " AND c.relnamespace = current_schema()::regnamespace"
            )
        for name, on in self.rows(query):
            self.run(f"DROP TRIGGER {name}{on}")
        if self.database == "postgresql":
            self.run("SET LOCAL session_replication_role = replica")  # nor foreign keys


def plain_engine(place: str) -> Engine:
    """An engine without any of the settings that the library makes on SQLite."""
    url = url_of(place)
    if url.get_backend_name() != "sqlite":
        return connect(url)
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@pytest.fixture
def by_hand() -> Callable[..., Any]:
    """Opens a plain connection on a place, which commits when the block ends unless told not to."""

    @contextmanager
    def opened(place: str, *, commit: bool = True) -> Iterator[ByHand]:
        engine = plain_engine(place)
        try:
            with engine.connect() as connection:
                transaction = connection.begin()
                yield ByHand(connection)
                if commit:
                    transaction.commit()
                else:
                    transaction.rollback()
        finally:
            engine.dispose()

    return opened


@pytest.fixture
def refused() -> Callable[..., Any]:
    """A block whose act is refused for exactly these reasons."""

    @contextmanager
    def block(*codes: str) -> Iterator[None]:
        with pytest.raises(Refused) as caught:
            yield
        assert {problem.code for problem in caught.value.problems} == set(codes)

    return block
