"""The tables of the grain books, beside the ledger's own in the same database.

`book_id` leads every key; it is that of the unit's 粮秣账. Weights are whole grams. The tables are
made with the first set of a database, and each set says which version of them it was made for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKeyConstraint,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlmodel import Field, SQLModel

#: The version of these tables; a set of a later one is refused.
VERSION = 1

_metadata = MetaData()
#: The ledger's own table, as far as keys and names of books go.
_BOOK = Table(
    "book", _metadata, Column("book_id", BigInteger, primary_key=True), Column("name", String)
)


class _OfSet(SQLModel):
    metadata = _metadata


def _of_book() -> tuple[Any, ...]:
    return (ForeignKeyConstraint(["book_id"], ["book.book_id"]),)


class GrainSet(_OfSet, table=True):
    """A unit's grain set: its 粮秣账 (`book_id`) and its 粮差账."""

    __tablename__ = "grain_set"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    money_book_id: int = Field(sa_type=BigInteger)
    unit: str
    version: int


class Custody(_OfSet, table=True):
    """Who answers for a set from a day on (主管人, 经管人, 接管)."""

    __tablename__ = "grain_custody"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    ordinal: int = Field(primary_key=True)
    day: int
    supervisor_rank: str
    supervisor: str
    keeper_rank: str
    keeper: str


class Item(_OfSet, table=True):
    """A kind of grain, oil or beans, in the order of its column."""

    __tablename__ = "grain_item"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    item: str = Field(primary_key=True)
    ordinal: int


class Ration(_OfSet, table=True):
    """What a person is given a day of an item from a day on (口粮标准); 0 ends it."""

    __tablename__ = "grain_ration"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    item: str = Field(primary_key=True)
    from_day: int = Field(primary_key=True)
    grams: int = Field(sa_type=BigInteger)


class Issue(_OfSet, table=True):
    """What was issued of an item on a day, to how many, and what the ration would have been.

    `consumed_in` is the voucher_id that took it into the books, 0 for none yet.
    """

    __tablename__ = "grain_issue"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    day: int = Field(primary_key=True)
    item: str = Field(primary_key=True)
    persons: int
    planned_grams: int = Field(sa_type=BigInteger)
    issued_grams: int = Field(sa_type=BigInteger)
    consumed_in: int = Field(sa_type=BigInteger)


class StockTake(_OfSet, table=True):
    """What was counted of an item on a day, what the books said, and the voucher that made them agree."""

    __tablename__ = "grain_stock_take"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    day: int = Field(primary_key=True)
    item: str = Field(primary_key=True)
    book_grams: int = Field(sa_type=BigInteger)
    counted_grams: int = Field(sa_type=BigInteger)
    voucher_id: int = Field(sa_type=BigInteger)


class Conversion(_OfSet, table=True):
    """A conversion (折算): so much of one item became so much of another, at a rate."""

    __tablename__ = "grain_conversion"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    account: str
    raw: str
    raw_grams: int = Field(sa_type=BigInteger)
    product: str
    product_grams: int = Field(sa_type=BigInteger)
    rate: str


class Transfer(_OfSet, table=True):
    """A price difference handed to a mess fund (粮差转入伙食费), with the key of its voucher there."""

    __tablename__ = "grain_transfer"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    day: int
    amount_minor: int = Field(sa_type=BigInteger)
    mess_book: str
    key: str


class Approval(_OfSet, table=True):
    """An approval of final accounts (决算核准通知书): what of an item is written off, what withdrawn."""

    __tablename__ = "grain_approval"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    year: int = Field(primary_key=True)
    document: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    approved_grams: int = Field(sa_type=BigInteger)
    withdrawn_grams: int = Field(sa_type=BigInteger)
    voucher_id: int = Field(sa_type=BigInteger)


class Sheet(_OfSet, table=True):
    """A sheet of events that has come in, by the digest of its file, and of which month."""

    __tablename__ = "grain_sheet"
    __table_args__ = _of_book()
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    digest: str = Field(primary_key=True)
    file: str


#: In the order in which rows can be copied.
ALL: tuple[type[SQLModel], ...] = (
    GrainSet, Custody, Item, Ration, Issue, StockTake, Conversion, Transfer, Approval, Sheet,
)  # fmt: skip


def exist(connection: Connection) -> bool:
    """Whether the database has the tables."""
    return inspect(connection).has_table("grain_set")


def make(connection: Connection) -> None:
    """Make the tables that the database has not yet."""
    _metadata.create_all(connection, tables=[_table(each) for each in ALL])


def _table(model: type[SQLModel]) -> Table:
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def columns(model: type[SQLModel]) -> Any:
    """The columns of a table, by name."""
    return _table(model).c


def put(connection: Connection, *rows: SQLModel) -> None:
    """Write rows of one table."""
    if rows:
        connection.execute(insert(_table(type(rows[0]))), [row.model_dump() for row in rows])


def change(connection: Connection, model: type[SQLModel], *where: Any, **values: Any) -> None:
    """Set columns of some rows."""
    connection.execute(update(_table(model)).where(*where).values(**values))


def remove(connection: Connection, model: type[SQLModel], *where: Any) -> None:
    """Take some rows away."""
    connection.execute(delete(_table(model)).where(*where))


def rows(connection: Connection, model: type[SQLModel], *where: Any) -> list[Any]:
    """The rows of a table that fulfil some conditions, in the order of its key."""
    table = _table(model)
    return list(connection.execute(select(table).where(*where).order_by(*table.primary_key)))


def book_names(connection: Connection, numbers: list[int]) -> dict[int, str]:
    """The names of some books, by their numbers."""
    clause = select(_BOOK).where(_BOOK.c.book_id.in_(numbers))
    return {row.book_id: row.name for row in connection.execute(clause)}
