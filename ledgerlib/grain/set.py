"""A unit's grain set (军粮账): its 粮秣账 in kilograms and its 粮差账 in money, made and started together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, field, frozen
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from .. import (
    Book,
    Line,
    NewBook,
    Period,
    Problem,
    Refused,
    Role,
    book_names,
    create,
    create_filled,
    load_chart,
)
from ..core.period import day_from_key, day_key
from . import tables
from .entries import Entry, check_entries, line_of

#: The items of the paper form: 米 面 油 豆.
ITEMS = ("米", "面", "油", "豆")
#: Kilograms with three decimals.
SCALE = 3
#: The unit in which every weight is kept and shown.
UNIT = "kg"

Place = str | Path | URL
Found = TypeVar("Found")


@frozen
class Person:
    """Someone who answers for a set: rank (职别) and name (姓名)."""

    name: str
    rank: str = ""


@frozen
class Custody:
    """Who answers for a set from a day on (接管): supervisor (主管人) and keeper (经管人)."""

    day: date
    supervisor: Person
    keeper: Person


@frozen
class NewSet:
    """What a set is made with. The supervisor reviews, the keeper enters, posts and closes."""

    unit: str
    start: Period
    supervisor: Person
    keeper: Person
    items: Sequence[str] = ITEMS


@define
class GrainSet:
    """The two books of a unit, as one person works on them; a context manager that closes both."""

    where: Place
    grain: Book
    money: Book
    unit: str
    #: The number of the 粮秣账, which leads the keys of the set's tables.
    book_id: int
    #: The name of the 粮差账.
    money_name: str
    _password: str | None = field(default=None, repr=False)
    #: The head of the 粮秣账's chain, and what has been read of the book since it became that.
    _remembered: tuple[str, dict[Any, Any]] = field(
        factory=lambda: ("", {}), init=False, repr=False
    )
    #: Whether a transaction over both books is under way.
    _is_joined: bool = field(default=False, init=False)

    def __enter__(self) -> GrainSet:
        return self

    def __exit__(self, *_: object) -> None:
        self.grain.__exit__()
        self.money.__exit__()

    @property
    def who(self) -> str:
        """Who works on it."""
        return self.grain.who

    @property
    def items(self) -> tuple[str, ...]:
        """The items in the order of their columns."""
        number = tables.columns(tables.Item).book_id == self.book_id
        with self.grain.reading() as connection:
            found = tables.rows(connection, tables.Item, number)
        return tuple(row.item for row in sorted(found, key=lambda row: int(row.ordinal)))

    def acting_as(self, who: str, password: str | None = None) -> GrainSet:
        """The same books as another person works on them (换操作员)."""
        grain, money = (book.acting_as(who, password) for book in (self.grain, self.money))
        return GrainSet(
            self.where, grain, money, self.unit, self.book_id, self.money_name, password
        )

    @contextmanager
    def both(self) -> Iterator[tuple[Book, Book, Connection]]:
        """One transaction over both books and the set's own tables: all of it or nothing.

        Until it ends, `money` is the 粮差账 on its connection; one within another is a part of it.
        """
        with self.grain.transaction() as connection:
            if self._is_joined:
                yield self.grain, self.money, connection
                return
            alone, self._is_joined = self.money, True
            try:
                self.money = Book.open(
                    connection, by=self.who, name=self.money_name, password=self._password
                )
                yield self.grain, self.money, connection
            finally:
                self.money, self._is_joined = alone, False

    def remembered(self, key: Any, read: Callable[[], Found]) -> Found:
        """What is read of the 粮秣账, read once as long as the book is as it was.

        Every act on a book moves the head of its chain, and one taken back never had that head.
        """
        head = self.grain.chain_head()
        if self._remembered[0] != head:
            self._remembered = (head, {})
        kept = self._remembered[1]
        if key not in kept:
            kept[key] = read()
        found: Found = kept[key]
        return found

    def custody(self) -> list[Custody]:
        """Who has answered for the set, one behind the other; the last does now."""
        number = tables.columns(tables.Custody).book_id == self.book_id
        with self.grain.reading() as connection:
            return [
                Custody(
                    day_from_key(row.day), Person(row.supervisor, row.supervisor_rank),
                    Person(row.keeper, row.keeper_rank),
                )
                for row in tables.rows(connection, tables.Custody, number)
            ]  # fmt: skip


def make_set(where: Place, new: NewSet) -> GrainSet:
    """Make both books of a unit in one database, as one act: both are there, or neither.

    The supervisor makes them and is returned as working on them; the keeper may enter, post and
    close. Refused where either book can't be made.
    """
    unit, names = new.unit.strip(), {new.supervisor.name.strip(), new.keeper.name.strip()}
    problems = [] if unit else [Problem.of("grain.unit_unnamed")]
    if len(names) < 2 or "" in names:
        problems.append(Problem.of("grain.one_person", name=new.keeper.name))
    if not new.items or len(set(new.items)) < len(new.items) or not all(map(str.strip, new.items)):
        problems.append(Problem.of("grain.items", items="、".join(new.items)))
    if problems:
        raise Refused(problems)

    def fill(grain: Book) -> None:
        with grain.transaction() as connection:
            money = create(
                connection, _new_book("grain_money", f"{unit}粮差账", new.start),
                by=new.supervisor.name,
            )  # fmt: skip
            tables.make(connection)
            number = grain.facts().book_id
            made = tables.GrainSet(
                book_id=number, money_book_id=money.facts().book_id, unit=unit,
                version=tables.VERSION,
            )  # fmt: skip
            tables.put(connection, made)
            for book in (grain, money):
                book.add_user(new.keeper.name, _KEEPER)
            _add_custody(
                connection, number,
                Custody(new.start.first_day, new.supervisor, new.keeper),
            )  # fmt: skip
            for item in new.items:
                _add_item(grain, connection, item.strip())

    grain = _new_book("grain", f"{unit}粮秣账", new.start)
    create_filled(where, grain, fill, by=new.supervisor.name).__exit__()
    return open_set(where, by=new.supervisor.name, unit=unit)


#: What the keeper of a set may do in both its books.
_KEEPER = (Role.MAKER, Role.POSTER)


def _new_book(chart_id: str, name: str, start: Period) -> NewBook:
    found = load_chart(chart_id)
    return NewBook(name, found.chart, start, chart_id, method=found.method)


def open_set(
    where: Place, *, by: str = "", unit: str = "", password: str | None = None
) -> GrainSet:
    """Open the set of a unit; `unit` chooses among several of one database."""
    ids = book_names(where)
    found: dict[str, tuple[int, int]] = {}
    if ids:
        with Book.open(where, name=min(ids)) as any_book, any_book.reading() as connection:
            found = _sets(connection)
            names = tables.book_names(connection, [n for pair in found.values() for n in pair])
    if unit.strip() not in found and (unit or len(found) != 1):
        known = "、".join(sorted(found)) or "-"
        raise Refused([Problem.of("grain.set_unknown", unit=unit or "-", known=known)])
    unit = unit.strip() or next(iter(found))
    grain, money = (names[number] for number in found[unit])
    first = Book.open(where, by=by, name=grain, password=password)
    try:
        second = Book.open(where, by=by, name=money, password=password)
    except BaseException:
        first.__exit__()
        raise
    return GrainSet(where, first, second, unit, found[unit][0], money, password)


def _sets(connection: Connection) -> dict[str, tuple[int, int]]:
    """The sets of a database by unit; refused where one was made by a later version."""
    if not tables.exist(connection):
        return {}
    rows = tables.rows(connection, tables.GrainSet)
    later = [row for row in rows if row.version > tables.VERSION]
    if later:
        raise Refused(
            Problem.of("grain.newer", unit=row.unit, found=row.version, known=tables.VERSION)
            for row in later
        )
    return {row.unit: (row.book_id, row.money_book_id) for row in rows}


def _add_custody(connection: Connection, book_id: int, custody: Custody) -> None:
    number = tables.columns(tables.Custody).book_id == book_id
    row = tables.Custody(
        book_id=book_id, ordinal=len(tables.rows(connection, tables.Custody, number)) + 1,
        day=day_key(custody.day), supervisor_rank=custody.supervisor.rank,
        supervisor=custody.supervisor.name, keeper_rank=custody.keeper.rank,
        keeper=custody.keeper.name,
    )  # fmt: skip
    tables.put(connection, row)


def take_over(grain_set: GrainSet, day: date, supervisor: Person, keeper: Person) -> None:
    """Hand the set over to others (接管): recorded with the day, and in both books' own records.

    Who keeps it now may enter, post and close; who supervises it may do everything. Those who
    have handed it over may do nothing any more. The supervisor does this.
    """
    if not keeper.name.strip() or keeper.name == supervisor.name:
        raise Refused([Problem.of("grain.one_person", name=keeper.name)])
    before = grain_set.custody()[-1]
    if day < before.day:
        raise Refused([Problem.of("grain.custody_before", day=str(day), last=str(before.day))])
    leaving = {before.supervisor.name, before.keeper.name} - {supervisor.name, keeper.name}
    with grain_set.both() as (grain, money, connection):
        for book in (grain, money):
            book.add_user(supervisor.name, [Role.SUPERVISOR])
            book.add_user(keeper.name, _KEEPER)
        _add_custody(connection, grain.facts().book_id, Custody(day, supervisor, keeper))
        for book in (grain, money):
            # Whoever hands over is the last to go, for the others are their act.
            for name in sorted(leaving, key=lambda each: each == book.who):
                book.remove_user(name)


def set_password(grain_set: GrainSet, new: str, *, name: str = "", old: str = "") -> None:
    """Set a password in both books, or in neither: one's own, or as the supervisor anyone's.

    One's own takes the old one, where there is one, and acts go on under the new one.
    """
    name = name.strip() or grain_set.who
    with grain_set.both() as (grain, money, _):
        for book in (grain, money):
            book.set_password(new, name=name, old=old)
    if name == grain_set.who:
        grain_set._password = new
        grain_set.money.log_in(new)


def add_item(grain_set: GrainSet, item: str) -> None:
    """Add an item of the unit's own (小米, 稻谷), in kilograms with three decimals."""
    item = item.strip()
    if not item or item in grain_set.items:
        raise Refused([Problem.of("grain.items", items=item)])
    with grain_set.grain.transaction() as connection:
        _add_item(grain_set.grain, connection, item)


def _add_item(grain: Book, connection: Connection, item: str) -> None:
    grain.set_commodity(item, scale=SCALE)
    number = grain.facts().book_id
    there = tables.rows(connection, tables.Item, tables.columns(tables.Item).book_id == number)
    tables.put(connection, tables.Item(book_id=number, item=item, ordinal=len(there) + 1))


def set_openings(grain_set: GrainSet, grain: Iterable[Entry], money: Iterable[Entry] = ()) -> None:
    """Enter what both books begin with (粮秣转入凭证, 粮差转入凭证), in place of what was there.

    Each entry is what stands on an account, on 收 or on 付.
    """
    with grain_set.both() as (grain_book, money_book, _):
        grain_book.set_opening(_lines(grain_book, grain))
        money_book.set_opening(_lines(money_book, money))


def _lines(book: Book, entries: Iterable[Entry]) -> list[Line]:
    chart = book.chart()
    return [line_of(entry, chart, "") for entry in entries]


def check_openings(
    grain_set: GrainSet, grain: Iterable[Entry], money: Iterable[Entry] = ()
) -> list[Problem]:
    """The trial balance of each book before its start (试算平衡), item by item."""
    return [
        *check_entries(grain, grain_set.grain.chart()),
        *check_entries(money, grain_set.money.chart()),
    ]


def start_set(grain_set: GrainSet) -> None:
    """Start both books, or neither: each must be in balance, of every item."""
    with grain_set.both() as (grain, money, _):
        grain.start()
        money.start()
