"""What the attacks share: plain SQL by hand, other processes, and books in a known state."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from ledgerlib import Book, Refused, credit, debit
from ledgerlib.store.engine import connect, url_of
from ledgerlib.testing import new_book

#: What every digest, key and balance hangs on; an export must leave all of it as it was.
TABLES = (
    "book", "commodity", "account", "closing_rule", "book_user", "policy", "voucher_word",
    "counter", "dimension", "opening_balance", "voucher", "line", "turnover", "record",
    "posted_voucher", "idempotency_key",
)  # fmt: skip


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
        return {name: self.table(name) for name in TABLES}

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


class Failure(Exception):  # noqa: N818
    """Something fails in the caller's own program."""


@pytest.fixture
def that_fails() -> Callable[..., Any]:
    """A transaction of the caller's that fails at its end, and is rolled back."""

    @contextmanager
    def block(transaction: AbstractContextManager[Connection]) -> Iterator[Connection]:
        try:
            with transaction as connection:
                yield connection
                raise Failure
        except Failure:
            pass

    return block


@pytest.fixture
def refused() -> Callable[..., Any]:
    """A block whose act is refused for exactly these reasons."""

    @contextmanager
    def block(*codes: str) -> Iterator[None]:
        with pytest.raises(Refused) as caught:
            yield
        assert {problem.code for problem in caught.value.problems} == set(codes)

    return block


@pytest.fixture
def is_refused() -> Callable[[Callable[[], object]], bool]:
    """Whether an act is refused, where either answer will do if nothing wrong comes of it."""

    def attempt(act: Callable[[], object]) -> bool:
        try:
            act()
        except Refused:
            return True
        return False

    return attempt


@pytest.fixture
def month(place: str) -> Iterator[Book]:
    """
    2024-01  期初  现金 100.00  实收资本 100.00
             记-1  收入 80.00 现金    记-2  费用 30.00 现金        both posted
    """
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as book:
        maker = book.acting_as("制单")
        maker.enter(date(2024, 1, 5), "销售收入", debit("1001", "80"), credit("5001", "80"))
        maker.enter(date(2024, 1, 6), "支付办公费", debit("5602", "30"), credit("1001", "30"))
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        yield book


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a Python script as another process, its lines to be read from `stdout`."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
