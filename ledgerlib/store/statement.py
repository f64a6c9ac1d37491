"""Core statements compiled once for a database and run with plain tuples.

SQLAlchemy writes each statement once for each database; it is then run on the
driver's own connection, inside SQLAlchemy's transaction, for a fifth of what
SQLAlchemy's full execution costs.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from itertools import count, islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Executable, Table, bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.sql.elements import ClauseElement

Item = TypeVar("Item")


_cursors = count(1)

#: Statements are compiled for the drivers' positional parameters, whatever engine a caller brings.
_DIALECTS: dict[str, Any] = {
    "sqlite": sqlite.dialect(),
    "postgresql": psycopg.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}


class DatabaseFailure(Exception):  # noqa: N818 - a failure of the database's, not an error of ours
    """What the database driver said, from a statement run here."""


class Statement:
    """A Core statement with named parameters, to be run many times."""

    def __init__(self, clause: Executable) -> None:
        self.clause = clause
        self._compiled: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {}

    def clause_for(self, _dialect_name: str) -> Executable:
        """The statement as this database has it."""
        return self.clause

    def compiled(self, connection: Connection) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        """The SQL, the names of its parameters in order, and the values of those that are fixed."""
        found = self._compiled.get(connection.dialect.name)
        if found is None:
            clause = self.clause_for(connection.dialect.name)
            assert isinstance(clause, ClauseElement)
            compiled = clause.compile(
                dialect=_DIALECTS[connection.dialect.name],
                compile_kwargs={"render_postcompile": True},
            )
            names = tuple(getattr(compiled, "positiontup", None) or ())
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            found = self._compiled[connection.dialect.name] = (str(compiled), names, fixed)
        return found

    def _execute(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        sql, names, fixed = self.compiled(connection)
        given = {**fixed, **values} if fixed else values
        return execute(connection, sql, tuple([given[name] for name in names]))

    def ask(self, connection: Connection, **values: Any) -> Any:
        """Send a query; the cursor has its rows. Several asked `together` are waited for once."""
        return self._execute(connection, values)

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        found: list[tuple[Any, ...]] = self._execute(connection, values).fetchall()
        return found

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found: tuple[Any, ...] | None = self._execute(connection, values).fetchone()
        return found

    def change(self, connection: Connection, **values: Any) -> int:
        """Run an update; returns how many rows it changed."""
        cursor = self._execute(connection, values)
        if _is_together(connection):
            with together(connection):
                pass  # its end waits for the answer
        return int(cursor.rowcount)

    def run_many(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run it for each row, given as a tuple in the order of the statement's parameters."""
        if rows:
            sql, _names, _fixed = self.compiled(connection)
            execute_many(connection, sql, rows)


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)


def query(connection: Connection, clause: Executable) -> list[Any]:
    """All rows of a query that is seldom run, as named tuples."""
    cursor = Statement(clause)._execute(connection, {})
    rows = cursor.fetchall()
    row_type = _row_type(tuple(column[0] for column in cursor.description))
    return [row_type._make(row) for row in rows]


def stream(connection: Connection, clause: Executable) -> Iterator[tuple[Any, ...]]:
    """The rows of a query one by one, never all of them in memory."""
    sql, names, fixed = Statement(clause).compiled(connection)
    driver: Any = connection.connection.driver_connection
    try:
        if connection.dialect.name == "postgresql":
            cursor = driver.cursor(name=f"ledgerlib_{next(_cursors)}")
            cursor.itersize = 5000
            cursor.execute(sql, tuple(fixed[name] for name in names))
        else:
            cursor = driver.execute(sql, tuple(fixed[name] for name in names))
        with closing(cursor):
            yield from cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise DatabaseFailure(str(error)) from error


def query_column(connection: Connection, clause: Executable) -> list[Any]:
    """The first column of a query that is seldom run."""
    return [row[0] for row in query(connection, clause)]


def run(connection: Connection, clause: Executable) -> None:
    """Run a statement that is seldom run and returns nothing."""
    Statement(clause)._execute(connection, {})


def execute(connection: Connection, sql: str, values: tuple[Any, ...] = ()) -> Any:
    """Run SQL on the driver's own connection; returns the driver's cursor."""
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        return driver.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DatabaseFailure(str(error)) from error


def require_transaction(connection: Connection) -> None:
    """Begin a transaction on a caller's connection that has none yet; the caller commits it.

    SQLAlchemy's own engines for SQLite may leave beginning to the driver, which
    would take a savepoint for a transaction and commit it.
    """
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not driver.in_transaction:
        execute(connection, "BEGIN IMMEDIATE")


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that is rolled back alone if it raises, and never committed alone."""
    execute(connection, "SAVEPOINT ledgerlib_act")
    try:
        yield
    except BaseException:
        execute(connection, "ROLLBACK TO SAVEPOINT ledgerlib_act")
        execute(connection, "RELEASE SAVEPOINT ledgerlib_act")
        raise
    execute(connection, "RELEASE SAVEPOINT ledgerlib_act")


@contextmanager
def savepoint_together(connection: Connection) -> Iterator[None]:
    """The same for a block whose writes are sent together, the savepoint's own statements too."""
    try:
        with together(connection):
            execute(connection, "SAVEPOINT ledgerlib_act")
            yield
            execute(connection, "RELEASE SAVEPOINT ledgerlib_act")
    except BaseException:
        execute(connection, "ROLLBACK TO SAVEPOINT ledgerlib_act")
        execute(connection, "RELEASE SAVEPOINT ledgerlib_act")
        raise


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send what is written in this block without waiting for each answer.

    On PostgreSQL a server's answer takes longer than its work; a query still
    waits for its rows, and the end of the block for everything. SQLite has
    nobody to wait for.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise DatabaseFailure(str(error)) from error


def _is_together(connection: Connection) -> bool:
    driver: Any = connection.connection.driver_connection
    return connection.dialect.name == "postgresql" and bool(driver.info.pipeline_status)


def execute_many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run SQL once for each row, on the driver's own connection."""
    if len(rows) == 1:
        execute(connection, sql, rows[0])
        return
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(sql, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DatabaseFailure(str(error)) from error
    finally:
        cursor.close()


class Lookup:
    """A query for many keys, asked for in portions of a few sizes, so that its SQL is written once.

    A portion that is not full is filled up with its last key.
    """

    _SIZES = (4, 500)

    def __init__(self, make: Callable[[list[BindParameter[Any]]], Executable]) -> None:
        self._statements = {
            size: Statement(make([bindparam(f"key_{n}") for n in range(size)]))
            for size in self._SIZES
        }

    def rows(
        self, connection: Connection, keys: Iterable[Any], **values: Any
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of every key."""
        largest = self._SIZES[-1]
        for some in in_chunks(keys, largest):
            size = next(size for size in self._SIZES if len(some) <= size)
            some += [some[-1]] * (size - len(some))
            named = {f"key_{n}": key for n, key in enumerate(some)}
            yield from self._statements[size].rows(connection, **values, **named)


class Upsert(Statement):
    """Inserts rows; where the key is there already, adds to some columns or sets others anew.

    `run_many` takes rows in the order of the table's columns.
    """

    def __init__(
        self, table: Table, *, add: Sequence[str] = (), replace: Sequence[str] = ()
    ) -> None:
        self.table = table
        self.add = add
        self.replace = replace
        super().__init__(insert(table))

    def clause_for(self, dialect_name: str) -> Executable:
        """INSERT … ON CONFLICT DO UPDATE, which both databases write alike."""
        dialect_insert = sqlite.insert if dialect_name == "sqlite" else postgresql.insert
        table = self.table
        clause = dialect_insert(table).values({c.name: bindparam(c.name) for c in table.columns})
        fresh = clause.excluded
        return clause.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: table.c[name] + fresh[name] for name in self.add}
            | {name: fresh[name] for name in self.replace},
        )


class BulkInsert:
    """Inserts rows given as tuples in the order of the table's columns."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = [column.name for column in table.columns]
        self._insert = Statement(
            insert(table).values({name: bindparam(name) for name in self.columns})
        )
        self._copy = f"COPY {table.name} ({', '.join(self.columns)}) FROM STDIN"

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert all rows: by COPY on PostgreSQL where they are many, by executemany otherwise."""
        if not rows:
            return
        many = len(rows) > 20 and connection.dialect.name == "postgresql"
        if many and not _is_together(connection):
            self._copy_in(connection, rows)
            return
        sql, names, _fixed = self._insert.compiled(connection)
        assert list(names) == self.columns
        execute_many(connection, sql, rows)

    def _copy_in(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        cursor: Any = connection.connection.cursor()
        try:
            with cursor.copy(self._copy) as copy:
                for row in rows:
                    copy.write_row(row)
        except connection.dialect.loaded_dbapi.Error as error:
            raise DatabaseFailure(str(error)) from error
        finally:
            cursor.close()


def in_chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
