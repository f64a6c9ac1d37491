"""Promise 8: the library never commits behind the caller's back; the caller's rows and the voucher go together."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from ledgerlib import Account, Book, Category, Refused, Role, Side, Voucher, credit, debit
from ledgerlib.store.engine import connect, url_of
from ledgerlib.testing import new_book

By = Callable[..., Any]
DAY = date(2024, 1, 9)
LINES = (debit("1001", "5", "保费"), credit("5001", "5", "保费"))


@pytest.fixture
def book(place: str, by_hand: By) -> Iterator[Book]:
    """A book in a database that also holds the caller's own table of policies."""
    with new_book(place) as made:
        with by_hand(place) as hand:
            hand.run("CREATE TABLE insured (name TEXT PRIMARY KEY, voucher TEXT NOT NULL)")
        yield made


@pytest.fixture
def engine(place: str) -> Iterator[Engine]:
    """The caller's own engine."""
    made = connect(url_of(place))
    yield made
    made.dispose()


def _insure(connection: Connection, name: str, voucher: object = "-") -> None:
    connection.exec_driver_sql(f"INSERT INTO insured VALUES ('{name}', '{voucher}')")


def _state(by_hand: By, place: str) -> tuple[list[str], int]:
    """Who is insured, and how many vouchers there are, as another connection sees it."""
    with by_hand(place, commit=False) as hand:
        names = [row[0] for row in hand.rows("SELECT name FROM insured ORDER BY name")]
        return names, hand.rows("SELECT COUNT(*) FROM voucher")[0][0]


def test_rows_and_voucher_commit_together(book: Book, by_hand: By, place: str) -> None:
    """投保人甲 and 记-1, in one transaction of the book."""
    with book.transaction() as connection:
        entered = book.acting_as("制单").enter(DAY, "保费", *LINES)
        _insure(connection, "甲", entered.key)
    assert _state(by_hand, place) == (["甲"], 1)
    assert book.verify().is_sound


@pytest.mark.parametrize("first", ["row", "voucher"])
def test_rows_and_voucher_roll_back_together(
    first: str, book: Book, that_fails: By, by_hand: By, place: str
) -> None:
    """Whichever was written first, neither is there when the block raises."""
    head = book.chain_head()
    with that_fails(book.transaction()) as connection:
        if first == "row":
            _insure(connection, "甲")
        book.acting_as("制单").enter(DAY, "保费", *LINES)
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        book.add_user("新人", [Role.MAKER])
        if first == "voucher":
            _insure(connection, "甲")
    assert _state(by_hand, place) == ([], 0)
    assert book.chain_head() == head
    assert "新人" not in book.users()
    assert book.verify().is_sound


def test_nobody_sees_anything_before_the_end(book: Book, place: str) -> None:
    """While the block runs, another reader sees the book as it was."""
    head = book.chain_head()
    with Book.open(place) as reader:
        with book.transaction():
            book.acting_as("制单").enter(DAY, "保费", *LINES)
            assert book.chain_head() != head
            assert reader.chain_head() == head
        assert reader.chain_head() == book.chain_head()


ACTS: list[tuple[str, Callable[[Book], object]]] = [
    ("user", lambda b: b.add_user("新人", [Role.MAKER])),
    ("policy", lambda b: b.set_policy("years_ahead", "2")),
    ("account", lambda b: b.set_accounts([Account("1009", "x", Category.ASSET, Side.DEBIT)])),
    ("enter", lambda b: b.acting_as("制单").enter(DAY, "x", *LINES)),
    ("key", lambda b: b.acting_as("制单").enter(DAY, "x", *LINES, idempotency_key="k")),
    ("many", lambda b: b.acting_as("制单").enter_many([Voucher(DAY, LINES, "新")] * 30, make_missing=True)),
    ("void", lambda b: b.acting_as("制单").void("2024-01/记/2")),
    ("renumber", lambda b: b.acting_as("制单").renumber("2024-01")),
    ("review", lambda b: b.acting_as("审核").review("2024-01")),
    ("post", lambda b: b.acting_as("记账").post("2024-01")),
    ("reverse", lambda b: b.acting_as("制单").reverse("2024-01/记/1")),
    ("correct", lambda b: b.acting_as("制单").reverse("2024-01/新/1")),
    ("review again", lambda b: b.acting_as("审核").review("2024-01")),
    ("post again", lambda b: b.acting_as("记账").post("2024-01")),
    ("carry", lambda b: b.acting_as("制单").carry_forward("2024-01")),
    ("review closing", lambda b: b.acting_as("审核").review("2024-01")),
    ("post closing", lambda b: b.acting_as("记账").post("2024-01")),
    ("close", lambda b: b.acting_as("记账").close("2024-01")),
]  # fmt: skip


def test_on_the_callers_connection_no_act_commits(
    book: Book, engine: Engine, by_hand: By, place: str
) -> None:
    """A whole month on the caller's own connection: after the caller's rollback nothing of it is there."""
    with by_hand(place) as hand:
        before = hand.everything()
    with engine.connect() as connection:
        transaction = connection.begin()
        own = Book.open(connection, by="主管")
        _insure(connection, "甲")
        for name, act in ACTS:
            act(own)
            assert connection.in_transaction(), name
            assert transaction.is_active, name
        assert own.facts().closed_through == 202401
        assert own.verify().is_sound
        own.__exit__()
        transaction.rollback()
    with by_hand(place) as hand:
        assert hand.everything() == before
        assert hand.rows("SELECT * FROM insured") == []
    assert book.verify().is_sound


def test_on_the_callers_connection_all_is_there_when_the_caller_commits(
    book: Book, engine: Engine, by_hand: By, place: str
) -> None:
    """The same month, committed by the caller."""
    with (
        engine.connect() as connection,
        connection.begin(),
    ):
        own = Book.open(connection, by="主管")
        _insure(connection, "甲")
        for _name, act in ACTS:
            act(own)
    assert _state(by_hand, place)[0] == ["甲"]
    assert book.facts().closed_through == 202401
    assert book.verify().is_sound


def test_an_act_refused_within_a_transaction_leaves_the_rest_usable(
    book: Book, by_hand: By, place: str
) -> None:
    """The first voucher and the caller's row stand; the refused act left nothing; the next goes on."""
    maker = book.acting_as("制单")
    with book.transaction() as connection:
        maker.enter(DAY, "好", *LINES)
        _insure(connection, "甲")
        for bad in (
            lambda: maker.enter(DAY, "坏", debit("1001", "5"), credit("5001", "6")),
            lambda: maker.enter_many([Voucher(DAY, LINES)] * 50 + [Voucher(DAY, LINES[:1])]),
            lambda: maker.enter(DAY, "坏", *LINES, number=1),
            lambda: book.close("2024-01"),
            lambda: book.set_policy("years_ahead", "many"),
            lambda: maker.correct("2024-01/记/1", *LINES),
        ):
            head = book.chain_head()
            with pytest.raises(Refused):
                bad()
            assert book.chain_head() == head
        assert maker.enter(DAY, "好", *LINES).number == 2
        _insure(connection, "乙")
    assert _state(by_hand, place) == (["乙", "甲"], 2)
    assert book.verify().is_sound


def test_an_act_refused_on_the_callers_connection_leaves_the_rest_usable(
    book: Book, engine: Engine, by_hand: By, place: str
) -> None:
    """The same on a connection of the caller's own."""
    with (
        engine.connect() as connection,
        connection.begin(),
    ):
        maker = Book.open(connection, by="制单")
        maker.enter(DAY, "好", *LINES)
        _insure(connection, "甲")
        with pytest.raises(Refused):
            maker.enter_many([Voucher(DAY, LINES)] * 50 + [Voucher(DAY, LINES[:1])])
        assert maker.enter(DAY, "好", *LINES).number == 2
    assert _state(by_hand, place) == (["甲"], 2)
    assert book.verify().is_sound


def test_a_transaction_within_another_goes_back_alone(
    book: Book, that_fails: By, by_hand: By, place: str
) -> None:
    """The inner block raises and is caught: only what it did is gone; the outer one still decides."""
    maker = book.acting_as("制单")
    with book.transaction() as connection:
        _insure(connection, "甲")
        maker.enter(DAY, "外", *LINES)
        with that_fails(maker.transaction()):
            _insure(connection, "乙")
            maker.enter(DAY, "内", *LINES)
            book.set_accounts([Account("1009", "x", Category.ASSET, Side.DEBIT)])
        assert "1009" not in book.chart().accounts
        with maker.transaction():
            maker.enter(DAY, "内", *LINES)
    assert _state(by_hand, place) == (["甲"], 2)
    with that_fails(book.transaction()), book.transaction():
        maker.enter(DAY, "内", *LINES)
    assert _state(by_hand, place) == (["甲"], 2)
    assert book.verify().is_sound


def test_what_the_caller_rolled_back_is_forgotten(book: Book, engine: Engine, place: str) -> None:
    """
    On the caller's connection account 1008 is added and rolled back; elsewhere 1009 is added.
    An entry on 1008 is refused then, and by no means lands on 1009.
    """
    with engine.connect() as connection:
        own = Book.open(connection, by="主管")
        connection.rollback()
        transaction = connection.begin()
        own.set_accounts([Account("1008", "甲", Category.ASSET, Side.DEBIT)])
        transaction.rollback()
        book.set_accounts([Account("1009", "乙", Category.ASSET, Side.DEBIT)])
        with connection.begin():
            assert set(own.chart().accounts) == set(book.chart().accounts)
            with pytest.raises(Refused):
                own.enter(DAY, "x", debit("1008", "5"), credit("5001", "5"))
    assert book.verify().is_sound


def test_one_call_outside_of_a_transaction_is_one_of_its_own(
    book: Book, by_hand: By, place: str
) -> None:
    """Entered, returned, there: for everyone, without another word."""
    book.acting_as("制单").enter(DAY, "x", *LINES)
    assert _state(by_hand, place) == ([], 1)


PLAIN = """
import sys
from datetime import date
from sqlalchemy import create_engine
from ledgerlib import Book, credit, debit
from ledgerlib.store.engine import url_of

lines = (debit("1001", "5", "x"), credit("5001", "5", "x"))
engine = create_engine(url_of(sys.argv[1]))
with engine.connect() as connection:
    book = Book.open(connection, by="制单")
    book.enter(date(2024, 1, 9), "x", *lines)
    connection.rollback()
    entered = Book.open(connection, by="制单").enter(date(2024, 1, 9), "x", *lines)
    connection.commit()
    print(entered.number, flush=True)
with Book.open(sys.argv[1], by="制单") as book:
    print(book.enter(date(2024, 1, 9), "x", *lines).number, flush=True)
"""


def test_any_engine_of_the_callers_will_do(
    book: Book, place: str, child: Callable[..., subprocess.Popen[str]]
) -> None:
    """A program opens the book on a connection of an engine it made itself, as SQLAlchemy makes it."""
    out, err = child(PLAIN, place).communicate(timeout=60)
    assert (out.split(), err[-2000:]) == (["1", "2"], "")
    assert book.verify().is_sound
