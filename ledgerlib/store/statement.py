"""Core statements compiled once for a database and run with plain tuples.

Running a compiled statement through the driver costs a fraction of what
SQLAlchemy's full execution costs a row, and stays the same statement on both
databases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row, Table, bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Item = TypeVar("Item")
#: A row of any columns, and the result that yields such rows.
AnyRow = Row[*tuple[Any, ...]]
AnyResult = CursorResult[*tuple[Any, ...]]


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
                dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
            )
            assert isinstance(compiled, SQLCompiler)
            names = tuple(compiled.positiontup or ())
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            found = self._compiled[connection.dialect.name] = (str(compiled), names, fixed)
        return found

    def run(self, connection: Connection, **values: Any) -> AnyResult:
        """Run it once with these values."""
        sql, names, fixed = self.compiled(connection)
        return connection.exec_driver_sql(
            sql, tuple(values[name] if name in values else fixed[name] for name in names)
        )

    def fetch(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query as the driver's own tuples: for reading by the hundred thousand."""
        cursor = self.run(connection, **values).cursor
        assert cursor is not None
        return cursor.fetchall()  # type: ignore[return-value]

    def run_many(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run it for each row, given as a tuple in the order of the statement's parameters."""
        if rows:
            sql, _names, _fixed = self.compiled(connection)
            connection.exec_driver_sql(sql, list(rows) if len(rows) > 1 else rows[0])


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
        if connection.dialect.name == "postgresql" and len(rows) > 20:
            cursor = connection.connection.cursor()
            with cursor.copy(self._copy) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.close()
            return
        sql, names, _fixed = self._insert.compiled(connection)
        assert list(names) == self.columns
        connection.exec_driver_sql(sql, rows if len(rows) > 1 else rows[0])


def in_chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
