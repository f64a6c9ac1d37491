"""What a book is made of besides vouchers: its own row, chart, commodities, words, users, policies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen
from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from ..core.account import Account, Cash, Category, Side
from ..core.canonical import as_text
from ..core.chart import Chart, ClosingRule
from ..core.commodity import Commodity, CommodityKind
from ..core.period import Period
from ..core.permission import Role, User
from ..core.provisions import Part
from ..core.word import Word
from . import records, tables
from .definitions import definitions
from .statement import BulkInsert, Statement, Upsert, query, query_column, run, together

BOOK_ID: BindParameter[int] = bindparam("book_id")


@frozen
class Facts:
    """A book's own row. `closed_through` and `locked_through` are keys of periods, inclusive."""

    book_id: int
    name: str
    chart: str
    currency: str
    method: str
    regime: str
    code_rule: str
    start_period: int
    is_started: bool
    closed_through: int
    locked_through: int
    chart_version: int
    created_at: str

    @property
    def start(self) -> Period:
        """The first period of the book."""
        return Period.from_key(self.start_period)

    @property
    def current(self) -> Period:
        """The first period that is still open."""
        return Period.from_key(self.closed_through).next()

    def open_months_through(self, last: Period) -> Iterator[Period]:
        """The months from the current one up to and including `last`."""
        month = self.current
        while month <= last:
            yield month
            month = month.next()

    def is_closed(self, period: Period) -> bool:
        """Whether the period takes no more entries."""
        return period.key <= self.closed_through


_by_id = select(tables.book).where(tables.book.c.book_id == BOOK_ID)
_read = Statement(_by_id)
_lock = Statement(_by_id.with_for_update())
_users = Statement(select(tables.book_user).where(tables.book_user.c.book_id == BOOK_ID))
_policies = Statement(
    select(tables.policy.c.name, tables.policy.c.value).where(tables.policy.c.book_id == BOOK_ID)
)
_counter = Statement(
    select(tables.counter.c.last_value).where(
        tables.counter.c.book_id == BOOK_ID, tables.counter.c.name == bindparam("name")
    )
)
_counters = Statement(
    select(tables.counter.c.name, tables.counter.c.last_value).where(
        tables.counter.c.book_id == BOOK_ID,
        or_(
            tables.counter.c.name == bindparam("first"),
            tables.counter.c.name == bindparam("second"),
        ),
    )
)
_set_counter = Upsert(tables.counter, replace=["last_value"])
_set_policy = Upsert(tables.policy, replace=["value"])
_set_user = Upsert(
    tables.book_user, replace=[c.name for c in tables.book_user.columns if not c.primary_key]
)
_set_account = Upsert(
    tables.account, replace=[c.name for c in tables.account.columns if not c.primary_key]
)


def names(connection: Connection) -> dict[str, int]:
    """The books of the database: name and book_id."""
    rows = query(connection, select(tables.book.c.name, tables.book.c.book_id))
    return {row[0]: row[1] for row in rows}


def lock_registry(connection: Connection) -> None:
    """Let nobody else make a book until this transaction ends (SQLite has one writer anyhow)."""
    if connection.dialect.name == "postgresql":
        run(connection, text("LOCK TABLE book IN SHARE ROW EXCLUSIVE MODE"))


def next_book_id(connection: Connection) -> int:
    """The number of a new book, under the lock of the registry."""
    return 1 + (query_column(connection, select(func.max(tables.book.c.book_id)))[0] or 0)


def add_book(connection: Connection, facts: Mapping[str, Any]) -> None:
    """Write a new book's row."""
    run(connection, insert(tables.book).values(**facts))


def facts(connection: Connection, book_id: int, *, for_writing: bool) -> Facts:
    """The book's row; for writing, locked until the transaction ends."""
    row = (_lock if for_writing else _read).first(connection, book_id=book_id)
    assert row is not None
    return Facts(*row)


def at_hand(
    connection: Connection, book_id: int
) -> tuple[Facts, tuple[int, str], dict[str, User], dict[str, str]]:
    """What an act begins with: the book's row under lock, the head of the chain, users, policies.

    Asked together, and answered in this order: whoever waited for the lock
    reads the head that the one before has left.
    """
    with together(connection):
        wanted = (_lock, records.LAST, _users, _policies)
        asked = [each.ask(connection, book_id=book_id) for each in wanted]
        (row,), last, users, policies = (cursor.fetchall() for cursor in asked)
    return Facts(*row), last[0] if last else (0, ""), _enabled(users), dict(policies)


def change_book(connection: Connection, book_id: int, **values: Any) -> None:
    """Set columns of the book's row."""
    run(connection, update(tables.book).where(tables.book.c.book_id == book_id).values(**values))


def users(connection: Connection, book_id: int) -> dict[str, User]:
    """All enabled users, by name."""
    return _enabled(_users.rows(connection, book_id=book_id))


def _enabled(rows: Iterable[tuple[Any, ...]]) -> dict[str, User]:
    return {user.name: user for user in map(_user, rows) if user.is_enabled}


def _user(row: tuple[Any, ...]) -> User:
    _, name, roles, enabled, accounts, words, password, failures = row
    held = frozenset(Role(word) for word in roles.split())
    return User(
        name, held, tuple(accounts.split()), tuple(words.split()), password, failures, bool(enabled)
    )


def users_as_stored(connection: Connection, book_id: int) -> dict[str, tuple[str, ...]]:
    """Roles, accounts, words and password of all enabled users as texts, whatever they are."""
    rows = _users.rows(connection, book_id=book_id)
    return {row[1]: (row[2], row[4], row[5], row[6]) for row in rows if row[3]}


def set_user(connection: Connection, book_id: int, user: User) -> None:
    """Add a user, or put this in the place of what is kept under the name."""
    _set_user.run_many(
        connection,
        [
            (book_id, user.name, " ".join(sorted(user.roles)), user.is_enabled,
             " ".join(user.accounts), " ".join(user.words), user.password, user.failures)
        ],
    )  # fmt: skip


def policies(connection: Connection, book_id: int) -> dict[str, str]:
    """The policies that were ever set, as they stand."""
    return {row[0]: row[1] for row in _policies.rows(connection, book_id=book_id)}


def set_policy(connection: Connection, book_id: int, name: str, value: str) -> None:
    """Set a policy."""
    _set_policy.run_many(connection, [(book_id, name, value)])


def words(connection: Connection, book_id: int) -> dict[str, Word]:
    """The voucher words with their rules, in the order in which they were made."""
    word = tables.voucher_word.c
    clause = select(word.word, word.rule).where(word.book_id == book_id).order_by(word.ordinal)
    return {row[0]: Word.parse(row[0], row[1]) for row in query(connection, clause)}


def set_words(connection: Connection, book_id: int, wanted: Iterable[Word]) -> None:
    """Put these words, in this order, in the place of those the book has."""
    word = tables.voucher_word
    run(connection, delete(word).where(word.c.book_id == book_id))
    for ordinal, each in enumerate(wanted, 1):
        values = {"word": each.word, "ordinal": ordinal, "rule": each.rule}
        run(connection, insert(word).values(book_id=book_id, **values))


def counter(connection: Connection, book_id: int, name: str) -> int:
    """The last number given out under a name; 0 where none was."""
    row = _counter.first(connection, book_id=book_id, name=name)
    return int(row[0]) if row else 0


def counters(connection: Connection, book_id: int, first: str, second: str) -> tuple[int, int]:
    """The last numbers given out under two names."""
    rows = _counters.rows(connection, book_id=book_id, first=first, second=second)
    found = {row[0]: int(row[1]) for row in rows}
    return found.get(first, 0), found.get(second, 0)


def set_counters(connection: Connection, book_id: int, values: Mapping[str, int]) -> None:
    """Remember the last numbers given out."""
    _set_counter.run_many(connection, [(book_id, name, last) for name, last in values.items()])


def commodities(connection: Connection, book_id: int) -> dict[str, Commodity]:
    """The book's commodities by code."""
    commodity = tables.commodity
    rows = query(
        connection,
        select(commodity.c.code, commodity.c.scale, commodity.c.kind).where(
            commodity.c.book_id == book_id
        ),
    )
    return {code: Commodity(code, scale, CommodityKind(kind)) for code, scale, kind in rows}


def add_commodity(connection: Connection, book_id: int, commodity: Commodity) -> None:
    """Add a commodity."""
    run(
        connection,
        insert(tables.commodity).values(
            book_id=book_id, code=commodity.code, scale=commodity.scale, kind=commodity.kind.value
        ),
    )


def account_ids(connection: Connection, book_id: int) -> dict[str, int]:
    """The numbers that stand for the accounts in lines and turnovers, by code."""
    account = tables.account
    rows = query(
        connection, select(account.c.code, account.c.account_id).where(account.c.book_id == book_id)
    )
    return {row[0]: row[1] for row in rows}


def set_accounts(
    connection: Connection, book_id: int, numbered: Iterable[tuple[int, Account]]
) -> None:
    """Add accounts under new numbers, or change those that have the number."""
    _set_account.run_many(
        connection,
        [  # fmt: skip
            (
                book_id,
                number,
                a.code,
                a.name,
                a.category.value,
                int(a.normal_side),
                a.is_disabled,
                a.mnemonic,
                " ".join(a.dimensions),
                a.unit,
                " ".join(a.currencies),
                a.is_revalued,
                a.cash.value,
                a.is_guarded,
                a.first_year,
                a.last_year,
            )
            for number, a in numbered
        ],
    )


def chart(connection: Connection, book_id: int, code_rule: str) -> Chart:
    """The book's chart with its closing rules and its parts."""
    account, rule = tables.account, tables.closing_rule
    accounts = [
        Account(
            row.code,
            row.name,
            Category(row.category),
            Side(row.normal_side),
            bool(row.is_disabled),
            row.mnemonic,
            tuple(row.dimensions.split()),
            row.unit,
            tuple(row.currencies.split()),
            bool(row.is_revalued),
            Cash(row.cash),
            bool(row.is_guarded),
            row.first_year,
            row.last_year,
        )
        for row in query(connection, select(account).where(account.c.book_id == book_id))
    ]
    rules = [
        ClosingRule.of(row.occasion, row.into_code, json.loads(row.content))
        for row in query(
            connection, select(rule).where(rule.c.book_id == book_id).order_by(rule.c.ordinal)
        )
    ]
    parts = [
        Part(name, content["name"], tuple(content["codes"]))
        for name, content in definitions(connection, book_id, "part").items()
    ]
    return Chart.of(accounts, tuple(int(part) for part in code_rule.split("-")), rules, parts)


_insert_rule = BulkInsert(tables.closing_rule)


def set_closing_rules(connection: Connection, book_id: int, rules: Iterable[ClosingRule]) -> None:
    """Put these closing rules in the place of those the book has."""
    rule = tables.closing_rule
    run(connection, delete(rule).where(rule.c.book_id == book_id))
    _insert_rule.run(
        connection,
        [
            (book_id, ordinal, rule.occasion.value, rule.into, as_text(rule.content()))
            for ordinal, rule in enumerate(rules, 1)
        ],
    )  # fmt: skip
