"""The tie to money: the price difference handed to a mess fund (粮差转入伙食费), in both books or in neither.

Where the mess fund is a book of the same database, both vouchers are one transaction. Where it is
in another file or on another server, no transaction spans the two: the voucher there is entered
under an idempotency key and committed while ours still waits, and then ours is. Whatever refuses
either voucher leaves neither. Only a crash between the two commits leaves theirs without ours;
`reconcile` tells of it, and the same act once more finds theirs by its key and enters ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import frozen
from sqlalchemy import Connection

from .. import (
    Book,
    Problem,
    Refused,
    State,
    Voucher,
    VoucherFilter,
    credit,
    debit,
    exact_text,
    to_minor,
)
from ..core.amount import rounded
from ..core.period import day_key
from . import tables
from .events import EVENTS, enter_entries, entries_of
from .rations import may_keep
from .set import GrainSet, Place
from .stock import amount_of

#: What the reference of both vouchers begins with, before the unit's name.
MARK = "粮差转入"


@frozen
class MessFund:
    """The mess-fund book that takes the money in, and as whom; `where` is empty in the same database.

    `into` is the account the money comes in on (102 银行存款; 402 军粮差价补贴 where it has come in
    already), `fund` the fund that it adds to.
    """

    name: str
    by: str
    where: Place | None = None
    into: str = "102"
    fund: str = "401"
    password: str | None = None


@frozen
class Tied:
    """The two vouchers of one transfer."""

    ours: Voucher
    theirs: Voucher


def transfer_to_mess(
    grain_set: GrainSet,
    day: date,
    amount: Decimal | int | str,
    mess: MessFund,
    *,
    summary: str = "粮差转入伙食费",
) -> Tied:
    """Pay a price difference out of the 粮差账 and take it into a mess fund: both, or neither.

    Refused with whatever either book says to it: not so much there, a month closed, a person who
    may not. Repeated after a crash between the two, it completes what was begun.
    """
    sum_paid = amount_of(amount)
    if sum_paid <= 0 or sum_paid != rounded(sum_paid, 2):
        raise Refused([Problem.of("grain.negative", item="元", weight=exact_text(sum_paid))])
    with grain_set.both() as (_, money, connection):
        may_keep(grain_set)
        key = _key(grain_set, connection, day, sum_paid)
        ours = enter_entries(
            money, day, summary, entries_of(EVENTS["subsidy-to-mess"], {"": sum_paid}),
            reference=key,
        )  # fmt: skip
        assert ours.voucher_id is not None
        row = tables.Transfer(
            book_id=grain_set.book_id, voucher_id=ours.voucher_id, day=day_key(day),
            amount_minor=to_minor(sum_paid, 2), mess_book=mess.name, key=key,
        )  # fmt: skip
        tables.put(connection, row)
        with _book(grain_set, mess, connection) as theirs_book:
            theirs = _enter_there(theirs_book, mess, day, sum_paid, summary, key)
        return Tied(ours, theirs)


def _key(grain_set: GrainSet, connection: Connection, day: date, amount: Decimal) -> str:
    """The key of a transfer: the unit, the day, the amount, and which of such it is.

    Only transfers that were committed count, so that one repeated after a crash has its old key.
    """
    t = tables.columns(tables.Transfer)
    same = (
        t.book_id == grain_set.book_id, t.day == day_key(day), t.amount_minor == to_minor(amount, 2)
    )  # fmt: skip
    number = len(tables.rows(connection, tables.Transfer, *same)) + 1
    return f"{MARK} {grain_set.unit} {day} {exact_text(amount)} #{number}"


@contextmanager
def _book(grain_set: GrainSet, mess: MessFund, connection: Connection) -> Iterator[Book]:
    """The mess-fund book: on our own transaction, or in one of its own that is committed behind this."""
    if mess.where is None or same_place(mess.where, grain_set.where):
        yield Book.open(connection, by=mess.by, name=mess.name, password=mess.password)
        return
    with Book.open(mess.where, by=mess.by, name=mess.name, password=mess.password) as book:
        yield book


def same_place(one: Place, other: Place) -> bool:
    """Whether two places are one database: the same file however it is written, or the same address."""
    if "://" in str(one) or "://" in str(other):
        return str(one) == str(other)
    return Path(str(one)).expanduser().resolve() == Path(str(other)).expanduser().resolve()


def _enter_there(
    book: Book, mess: MessFund, day: date, amount: Decimal, summary: str, key: str
) -> Voucher:
    lines = (debit(mess.into, amount), credit(mess.fund, amount))
    entered = book.enter(day, summary, *lines, reference=key, idempotency_key=key)
    if entered.state is State.VOID:
        raise Refused([Problem.of("grain.mess_voided", voucher=str(entered.key))])
    return entered


@frozen
class Matched:
    """A transfer as both books have it; None where one of them has not, or has voided it."""

    key: str
    ours: Voucher | None
    theirs: Voucher | None

    @property
    def agrees(self) -> bool:
        """Whether both have it, with the same amount on the same day."""
        if self.ours is None or self.theirs is None:
            return False
        return (self.ours.day, self.ours.lines[0].amount) == (
            self.theirs.day, self.theirs.lines[0].amount
        )  # fmt: skip


def reconcile(grain_set: GrainSet, mess: MessFund) -> list[Matched]:
    """Every transfer of the set to this mess fund, as the two books have it."""
    t = tables.columns(tables.Transfer)
    with grain_set.grain.reading() as connection:
        rows = tables.rows(
            connection, tables.Transfer, t.book_id == grain_set.book_id, t.mess_book == mess.name
        )
    known = {row.key for row in rows}
    asked = VoucherFilter(text=f"{MARK} {grain_set.unit} ")
    ours = {v.reference: v for v in grain_set.money.vouchers_in(asked) if v.reference in known}
    with Book.open(mess.where or grain_set.where, name=mess.name) as book:
        theirs = {v.reference: v for v in book.vouchers_in(asked)}
    keys = {**dict.fromkeys(ours), **dict.fromkeys(theirs)}
    return [Matched(key, ours.get(key), theirs.get(key)) for key in sorted(keys)]
