"""Engines: a SQLite file (WAL, synchronous=FULL) or a PostgreSQL server, chosen by URL."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from .statement import execute

#: How long a writer waits for another process to finish, in seconds.
PATIENCE_SECONDS = 10
_WRITING = "ledgerlib_writing"


def url_of(where: str | Path | URL) -> URL:
    """The database URL of a book's place: a path is a SQLite file.

    Raises ValueError for a URL of another database.
    """
    if isinstance(where, URL):
        return where
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser()))
    try:
        url = make_url(where)
    except ArgumentError as error:
        raise ValueError(where) from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ValueError(where)
    return url


def sqlite_path(url: URL) -> Path | None:
    """The file behind a URL, or None where it is no file."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def connect(url: URL) -> Engine:
    """An engine on the database, set up as books need it."""
    if url.get_backend_name() != "sqlite":
        asked = url.query.get("options", "")  # a schema of one's own, say: it stays
        asked = asked if isinstance(asked, str) else " ".join(asked)
        options = f"-c lock_timeout={PATIENCE_SECONDS * 1000} {asked}".strip()
        return create_engine(url, paramstyle="format", connect_args={"options": options})
    path = sqlite_path(url)
    as_it_is = path is not None and _is_read_only(path)
    settings: dict[str, Any] = {"timeout": PATIENCE_SECONDS, "check_same_thread": False}

    def open_as_it_is() -> sqlite3.Connection:
        place = f"file:{quote(str(path))}?immutable=1&mode=ro"
        return sqlite3.connect(place, uri=True, check_same_thread=False)

    if as_it_is:
        engine = create_engine(url, creator=open_as_it_is)
    else:
        engine = create_engine(url, connect_args=settings)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        if not as_it_is:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-32000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        execute(connection, "BEGIN IMMEDIATE" if connection.info.get(_WRITING) else "BEGIN")

    return engine


def _is_read_only(path: Path) -> bool:
    """Whether a book file lies where nothing can be written: on a CD, or in an auditor's hands.

    SQLite then needs to be told that the file will not change under it.
    """
    if not path.exists() or path.with_name(f"{path.name}-wal").exists():
        return False
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def for_writing(connection: Connection, writing: bool = True) -> Connection:
    """Say whether the next transaction writes: SQLite then takes its lock at the beginning.

    A lock taken in the middle of a transaction may be refused at once, without patience.
    """
    connection.info[_WRITING] = writing
    return connection


def one_snapshot(connection: Connection) -> None:
    """Let everything this transaction reads be of one moment, and let it write nothing.

    SQLite's transactions are so by themselves.
    """
    if connection.dialect.name == "postgresql":
        execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
