"""The tables. `book_id` leads every key, so that a book can live on one shard."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

#: What a month's turnover may come to: ten years of such months still add up within a BIGINT.
LARGEST_SUM = 7 * 10**16


def _to(table: str, *columns: str, remote: tuple[str, ...] = ()) -> ForeignKeyConstraint:
    local = ["book_id", *columns]
    return ForeignKeyConstraint(
        local, [f"{table}.{name}" for name in ("book_id", *(remote or columns))]
    )


class Book(SQLModel, table=True):
    """A set of accounts (账套). Periods up to `closed_through` are closed."""

    book_id: int = Field(primary_key=True, sa_type=BigInteger)
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


class Commodity(SQLModel, table=True):
    """A currency or goods with its number of decimals."""

    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    code: str = Field(primary_key=True)
    scale: int
    kind: str


class Account(SQLModel, table=True):
    """An account. `account_id` stays when the code is changed, so posted lines never move."""

    __table_args__ = (_to("book"), UniqueConstraint("book_id", "code"))
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    account_id: int = Field(primary_key=True)
    code: str
    name: str
    category: str
    normal_side: int
    is_disabled: bool
    mnemonic: str
    dimensions: str
    unit: str
    currencies: str
    is_revalued: bool
    cash: str
    is_guarded: bool
    first_year: int
    last_year: int


class ClosingRule(SQLModel, table=True):
    """A rule by which accounts are carried into another; what it says beside that is JSON."""

    __tablename__ = "closing_rule"
    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    ordinal: int = Field(primary_key=True)
    occasion: str
    into_code: str
    content: str


class User(SQLModel, table=True):
    """Someone who may act on the book: roles as words, ranges of accounts and words, all by spaces.

    `password` is an argon2 hash, empty for none; `failures` counts refused log-ins in a row.
    """

    __tablename__ = "book_user"
    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(primary_key=True)
    roles: str
    is_enabled: bool
    accounts: str
    words: str
    password: str
    failures: int


class Policy(SQLModel, table=True):
    """A policy in force; its history is in the records."""

    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(primary_key=True)
    value: str


class Word(SQLModel, table=True):
    """A voucher word (凭证字) of the book."""

    __tablename__ = "voucher_word"
    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    word: str = Field(primary_key=True)
    ordinal: int
    rule: str


class Counter(SQLModel, table=True):
    """A locked counter: the last number given out under a name."""

    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(primary_key=True)
    last_value: int = Field(sa_type=BigInteger)


class Dimension(SQLModel, table=True):
    """An interned combination of dimension values, such as customer:c8."""

    __table_args__ = (_to("book"), UniqueConstraint("book_id", "label"))
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    dimension_id: int = Field(primary_key=True, sa_type=BigInteger)
    label: str


class DimensionPart(SQLModel, table=True):
    """The values that an interned combination is made of, to find combinations by any of them."""

    __tablename__ = "dimension_part"
    __table_args__ = (_to("book"), _to("dimension", "dimension_id"))
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    dimension_id: int = Field(primary_key=True, sa_type=BigInteger)


class DimensionKind(SQLModel, table=True):
    """A kind of dimension (核算项目类别). An open kind takes new values as they come."""

    __tablename__ = "dimension_kind"
    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(primary_key=True)
    name: str
    is_open: bool


class DimensionValue(SQLModel, table=True):
    """A value of a kind. `parent` is the code of the value above it, empty for none."""

    __tablename__ = "dimension_value"
    __table_args__ = (_to("book"), _to("dimension_kind", "kind"))
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    name: str
    parent: str
    is_disabled: bool
    mnemonic: str


class OpeningBalance(SQLModel, table=True):
    """An opening balance of the start period, or of the January a roll-over opened.

    The turnovers of the year before a start in its middle stand beside it, those
    of closing vouchers apart.
    """

    __tablename__ = "opening_balance"
    __table_args__ = (
        _to("book"),
        _to("account", "account_id"),
        Index("opening_by_account", "book_id", "period", "account_id", "dimension_id"),
    )
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    period: int = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    account_id: int
    commodity: str
    side: int
    amount_minor: int = Field(sa_type=BigInteger)
    dimension_id: int = Field(sa_type=BigInteger)
    measure_commodity: str
    measure_minor: int = Field(sa_type=BigInteger)
    debit_minor: int = Field(sa_type=BigInteger)
    credit_minor: int = Field(sa_type=BigInteger)
    closing_debit_minor: int = Field(sa_type=BigInteger)
    closing_credit_minor: int = Field(sa_type=BigInteger)
    measure_debit_minor: int = Field(sa_type=BigInteger)
    measure_credit_minor: int = Field(sa_type=BigInteger)


class Voucher(SQLModel, table=True):
    """The head of a voucher. `reverses_id` is 0 where it reverses none."""

    __table_args__ = (
        _to("book"),
        # Renumbering passes through negative numbers. And PostgreSQL, as long as it has no statistics
        # of a new table, would look a voucher_id up in this index if it held every row.
        Index(
            "voucher_number",
            "book_id",
            "period",
            "word",
            "number",
            "part",
            unique=True,
            sqlite_where=text("number > 0"),
            postgresql_where=text("number > 0"),
        ),
        CheckConstraint(
            "state NOT IN ('reviewed', 'posted') OR reviewer <> ''",
            name="voucher_reviewed_by_someone",
        ),
        CheckConstraint("state <> 'posted' OR poster <> ''", name="voucher_posted_by_someone"),
        CheckConstraint("day / 100 = period", name="voucher_day_in_period"),
        # The vouchers in order of time (序时账), from any day on.
        Index(
            "voucher_by_day",
            "book_id",
            "day",
            "word",
            "number",
            "part",
            sqlite_where=text("number > 0"),
            postgresql_where=text("number > 0"),
        ),
        Index(
            "voucher_reversing",
            "book_id",
            "reverses_id",
            sqlite_where=text("reverses_id > 0"),
            postgresql_where=text("reverses_id > 0"),
        ),
    )
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    period: int
    word: str
    number: int
    day: int
    kind: str
    attachments: int
    reference: str
    reverses_id: int = Field(sa_type=BigInteger)
    state: str
    maker: str
    cashier: str
    reviewer: str
    poster: str
    part: int


class Line(SQLModel, table=True):
    """A line of a voucher. A red-ink amount is negative on its own side."""

    __table_args__ = (
        _to("voucher", "voucher_id"),
        _to("account", "account_id"),
        CheckConstraint("side IN (1, -1)", name="line_has_a_side"),
        # Covers verification (grouped without sorting) and the reading of one account's ledger.
        Index(
            "line_by_account",
            "book_id",
            "account_id",
            "commodity",
            "period",
            "day",
            "voucher_id",
            "line_no",
            "side",
            "amount_minor",
        ),
        # One person's ledger among a million; lines without a dimension cost nothing here.
        Index(
            "line_by_dimension",
            "book_id",
            "account_id",
            "dimension_id",
            "period",
            "day",
            sqlite_where=text("dimension_id <> 0"),
            postgresql_where=text("dimension_id <> 0"),
        ),
        Index(
            "line_by_measure",
            "book_id",
            "account_id",
            "measure_commodity",
            "period",
            sqlite_where=text("measure_commodity <> ''"),
            postgresql_where=text("measure_commodity <> ''"),
        ),
    )
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    line_no: int = Field(primary_key=True)
    period: int
    account_id: int
    commodity: str
    side: int
    amount_minor: int = Field(sa_type=BigInteger)
    summary: str
    dimension_id: int = Field(sa_type=BigInteger)
    measure_commodity: str
    measure_minor: int = Field(sa_type=BigInteger)
    rate: str
    settlement: str
    bill_number: str
    bill_day: int
    #: The day of its voucher, so that an account's ledger is read in order from any day on.
    day: int


def _within_bounds(name: str) -> CheckConstraint:
    sums = ("debit_minor", "credit_minor", "measure_debit_minor", "measure_credit_minor")
    return CheckConstraint(
        " AND ".join(f"{each} BETWEEN -{LARGEST_SUM} AND {LARGEST_SUM}" for each in sums),
        name=f"{name}_within_bounds",
    )


class Turnover(SQLModel, table=True):
    """What posted lines add up to; closing vouchers apart. Kept by posting, proved by verify.

    Beside the money the quantity or foreign currency measured, where there is one.
    """

    __table_args__ = (_to("account", "account_id"), _within_bounds("turnover"))
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    period: int = Field(primary_key=True)
    account_id: int = Field(primary_key=True)
    commodity: str = Field(primary_key=True)
    measure_commodity: str = Field(primary_key=True)
    is_closing: bool = Field(primary_key=True)
    debit_minor: int = Field(sa_type=BigInteger)
    credit_minor: int = Field(sa_type=BigInteger)
    measure_debit_minor: int = Field(sa_type=BigInteger)
    measure_credit_minor: int = Field(sa_type=BigInteger)


class DimensionTurnover(SQLModel, table=True):
    """The same of lines with a dimension, by dimension: led by it, so that one person's is one reach."""

    __tablename__ = "dimension_turnover"
    __table_args__ = (_to("account", "account_id"), _within_bounds("dimension_turnover"))
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    account_id: int = Field(primary_key=True)
    dimension_id: int = Field(primary_key=True, sa_type=BigInteger)
    period: int = Field(primary_key=True)
    commodity: str = Field(primary_key=True)
    measure_commodity: str = Field(primary_key=True)
    is_closing: bool = Field(primary_key=True)
    debit_minor: int = Field(sa_type=BigInteger)
    credit_minor: int = Field(sa_type=BigInteger)
    measure_debit_minor: int = Field(sa_type=BigInteger)
    measure_credit_minor: int = Field(sa_type=BigInteger)


class Rate(SQLModel, table=True):
    """What a unit of a currency is worth in the book's own, as exact text.

    `kind` is "day", with the day from which it holds, or "closing", with the period at whose end.
    """

    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    currency: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    at: int = Field(primary_key=True)
    rate: str


class Attachment(SQLModel, table=True):
    """A source document behind a voucher, as the register has it."""

    __table_args__ = (
        _to("voucher", "voucher_id"),
        Index("attachment_by_invoice", "book_id", "invoice_number", "invoice_code"),
        Index("attachment_by_content", "book_id", "sha256"),
    )
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    ordinal: int = Field(primary_key=True)
    kind: str
    name: str
    sha256: str
    invoice_code: str
    invoice_number: str
    is_withdrawn: bool


class Definition(SQLModel, table=True):
    """Something a user has defined under a name: a summary, a template, a transfer; as JSON."""

    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    ordinal: int
    content: str


class Generated(SQLModel, table=True):
    """What made a voucher that nobody typed: "transfer 计提税金", "revaluation"."""

    __table_args__ = (
        _to("voucher", "voucher_id"),
        Index("generated_by_origin", "book_id", "origin", "voucher_id"),
    )
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    origin: str


class Record(SQLModel, table=True):
    """One act: who, when, what, before, after, and its link of the chain."""

    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    at: str
    who: str
    act: str
    subject: str
    before: str
    after: str
    digest: str


class PostedVoucher(SQLModel, table=True):
    """The digest of a voucher as the act of posting numbered `sequence` froze it."""

    __tablename__ = "posted_voucher"
    __table_args__ = (_to("voucher", "voucher_id"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    voucher_id: int = Field(primary_key=True, sa_type=BigInteger)
    digest: str


class IdempotencyKey(SQLModel, table=True):
    """A caller's key for an entry, and the digest of what was entered under it."""

    __tablename__ = "idempotency_key"
    __table_args__ = (_to("book"),)
    book_id: int = Field(primary_key=True, sa_type=BigInteger)
    key: str = Field(primary_key=True)
    voucher_id: int = Field(sa_type=BigInteger)
    digest: str


def _table(model: type[SQLModel]) -> Table:
    table = model.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    table.dialect_options["sqlite"]["with_rowid"] = len(table.primary_key.columns) == 1
    return table


book = _table(Book)
commodity = _table(Commodity)
account = _table(Account)
closing_rule = _table(ClosingRule)
book_user = _table(User)
policy = _table(Policy)
voucher_word = _table(Word)
counter = _table(Counter)
dimension = _table(Dimension)
dimension_part = _table(DimensionPart)
dimension_kind = _table(DimensionKind)
dimension_value = _table(DimensionValue)
opening_balance = _table(OpeningBalance)
voucher = _table(Voucher)
line = _table(Line)
turnover = _table(Turnover)
dimension_turnover = _table(DimensionTurnover)
rate = _table(Rate)
attachment = _table(Attachment)
definition = _table(Definition)
generated = _table(Generated)
record = _table(Record)
posted_voucher = _table(PostedVoucher)
idempotency_key = _table(IdempotencyKey)

#: Every table of the library, parents before children.
ALL = [
    book, commodity, account, closing_rule, book_user, policy, voucher_word, counter, dimension,
    dimension_part, dimension_kind, dimension_value, opening_balance, voucher, line,
    turnover, dimension_turnover, rate, attachment, definition, generated,
    record, posted_voucher, idempotency_key,
]  # fmt: skip
