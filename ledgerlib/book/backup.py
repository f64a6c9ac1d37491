"""Backup and restore: all books of a database, to a SQLite file and back, proved on arrival."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.engine import URL

from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from ..store import books, engine, guards, schema, tables
from ..store.engine import for_writing
from ..store.failure import problem_of
from ..store.statement import DatabaseFailure
from .book import Book, connect_to, failures_told, open_database

_CHUNK = 5000


def back_up(where: str | Path | URL, file: str | Path) -> Path:
    """Copy every book of a database into a new SQLite file, whichever database it is.

    The copy is taken at one moment and is a book file itself. Refused where the
    file is there already or its folder is not.
    """
    target = Path(file)
    _require_new(target)
    source = open_database(where)
    try:
        path = engine.sqlite_path(source.url)
        if path is not None:
            with sqlite3.connect(path) as old, sqlite3.connect(target) as new:
                old.backup(new)
        else:
            _copy(source, target)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise Refused([_problem_of(error)]) from error
    finally:
        source.dispose()
    return target


def restore(file: str | Path, where: str | Path | URL) -> list[str]:
    """Bring a backup back to a place that has no books yet, and verify each of them there.

    Returns the names of the books. Refused where the backup is none, where the
    place is taken, and where a book does not verify: then nothing is left behind.
    """
    source = open_database(file)
    try:
        url = engine.url_of(where)
        path = engine.sqlite_path(url)
        if path is not None:
            _require_new(path)
            origin = engine.sqlite_path(source.url)
            assert origin is not None
            with sqlite3.connect(origin) as old, sqlite3.connect(path) as new:
                old.backup(new)
            try:
                return _proved(where)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        _copy(source, url)
        return _proved(where)
    except ValueError:
        raise Refused([Problem.of("place.unknown", file=str(where))]) from None
    except sqlite3.Error as error:
        raise Refused([_problem_of(error)]) from error
    finally:
        source.dispose()


def _problem_of(error: sqlite3.Error) -> Problem:
    return problem_of(DatabaseFailure(str(error))) or Problem.of("disk.failed", reason=str(error))


def _require_new(path: Path) -> None:
    if not path.parent.is_dir():
        raise Refused([Problem.of("file.no_folder", file=str(path), folder=str(path.parent))])
    if path.exists():
        raise Refused([Problem.of("file.exists", file=str(path))])


def _copy(source: Engine, target: Path | URL) -> None:
    """Copy all rows of all tables into an empty database; guards go in when the rows are there."""
    opened = connect_to(engine.url_of(target))
    try:
        with (
            failures_told(),
            source.connect() as reader,
            for_writing(opened.connect()) as writer,
            reader.begin(),
            writer.begin(),
        ):
            if reader.dialect.name == "postgresql":
                reader.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            if inspect(writer).has_table("book"):
                raise Refused([Problem.of("place.taken", file=opened.url.render_as_string())])
            schema.create(writer, with_guards=False)
            _copy_rows(reader, writer)
            guards.install(writer)
    finally:
        opened.dispose()


def _copy_rows(reader: Connection, writer: Connection) -> None:
    for table in tables.ALL:
        rows = reader.execution_options(yield_per=_CHUNK).execute(select(table))
        for part in rows.partitions():
            writer.execute(insert(table), [dict(row._mapping) for row in part])


def _proved(where: str | Path | URL) -> list[str]:
    opened = open_database(where)
    try:
        with opened.connect() as connection:
            names = sorted(books.names(connection))
    finally:
        opened.dispose()
    for name in names:
        with Book.open(where, name=name) as book:
            refuse_if(book.verify().problems)
    return names
