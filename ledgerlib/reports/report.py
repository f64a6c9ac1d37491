"""A report as a value: title, parameters, columns and rows. Screen, csv, json and xlsx read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from attrs import field, frozen

from ..book.balances import Span
from ..core.voucher import VoucherKey

#: What a cell holds: text, a whole number, a day, an exact amount, or nothing.
Cell = str | int | date | Decimal | None


class ColumnKind(StrEnum):
    """How a column is shown: aligned, formatted, and whether red ink applies.

    A word is the code of a text in the catalogs: 借, 贷, 平. A label is a text that comes
    from data, and stays as it is in rows that sum up too.
    """

    TEXT = "text"
    LABEL = "label"
    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"
    QUANTITY = "quantity"


class RowKind(StrEnum):
    """What a row is."""

    ENTRY = "entry"
    OPENING = "opening"
    TOTAL = "total"
    DAY_TOTAL = "day_total"
    MONTH_TOTAL = "month_total"
    YEAR_TOTAL = "year_total"
    CLOSING = "closing"
    CARRIED_DOWN = "carried_down"
    HEADING = "heading"
    SUBTOTAL = "subtotal"
    #: 过次页 and 承前页: what a page of a book hands on, and what the next begins with.
    TO_NEXT_PAGE = "to_next_page"
    FROM_LAST_PAGE = "from_last_page"


@frozen
class Column:
    """A column: its key in data, the code of its title in the catalogs, and its kind.

    `name` is the title itself, where it comes from data. Neighbouring columns with the same
    `group` stand under one title above theirs (借方发生额: 数量 单价 金额): the code of that title,
    or the title itself in `group_name`.
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    name: str = ""
    group: str = ""
    group_name: str = ""


@frozen
class Row:
    """A row: its kind, and its cells by column key. `level` indents it on screen.

    `side` is left or right on a sheet of two sides. `voucher` and `account` are where the row
    leads to: the voucher behind an entry, the account behind a balance. `is_posted` is False
    where it shows what is not posted yet.
    """

    kind: RowKind
    cells: Mapping[str, Cell]
    level: int = 1
    side: str = ""
    voucher: VoucherKey | None = None
    account: str = ""
    is_posted: bool = True


@frozen
class Page:
    """Some rows one behind the other, and the mark of those behind them; None at the end."""

    rows: tuple[Row, ...]
    next: Any | None


@runtime_checkable
class PagedRows(Protocol):
    """Rows too many to be held: streamed anew at each iteration, or read a page at a time."""

    def __iter__(self) -> Iterator[Row]:
        """All rows, one behind the other."""

    def page(self, mark: Any | None, size: int) -> Page:
        """At least `size` rows from a mark on, as far as there are any; None is the beginning."""

    def starts(self) -> Sequence[tuple[str, Any]]:
        """Where one can begin to read without what is before: a name for each, and its mark."""


@frozen
class Form:
    """What an official form has around its table.

    `number` is the form's (表号), `when` the day or the span it speaks of in words, `unit` what
    its amounts are in, `signatures` who signs it. `left` and `right` are the titles of the
    sides of a sheet of two, and empty on any other.
    """

    number: str = ""
    when: str = ""
    unit: str = ""
    signatures: tuple[str, ...] = ()
    left: str = ""
    right: str = ""


@frozen
class Report:
    """A report. `report` is its name in data, `title` the code of its title.

    `parameters` say what it was asked for, `totals` are cells of its total row,
    `chain_head`, `regime` and `policies` let a reader trace it back to the book as it stood.
    `decimals` are those of its amounts.
    """

    report: str
    title: str
    book: str
    period: str
    columns: tuple[Column, ...]
    rows: Sequence[Row] | PagedRows
    totals: Mapping[str, Cell] = field(factory=dict)
    parameters: Mapping[str, str | int | bool] = field(factory=dict)
    currency: str = ""
    decimals: int = 2
    regime: str = ""
    chain_head: str = ""
    #: The policies that are not as they are of themselves, in one text.
    policies: str = ""
    #: The title itself, where it comes from data.
    name: str = ""
    form: Form | None = None
    #: What its head says beside book, period and currency: sentences.
    remarks: tuple[str, ...] = ()
    #: What the reader has to be told beside the figures: sentences.
    notes: tuple[str, ...] = ()
    #: What the year's turnover columns had come to before the first row, by column key.
    brought: Mapping[str, Cell] = field(factory=dict)
    #: How the amounts of a statement came about (see `drawn.Workings`), where that was asked for.
    workings: Any = field(default=None, repr=False, eq=False)

    def page(self, mark: Any | None = None, size: int = 200) -> Page:
        """Some of the rows, from a mark on; the whole of a report that holds its rows is read so too."""
        if isinstance(self.rows, PagedRows):
            return self.rows.page(mark, size)
        first = mark or 0
        behind = first + size
        held = self.rows
        return Page(tuple(held[first:behind]), behind if behind < len(held) else None)

    def starts(self) -> Sequence[tuple[str, Any]]:
        """The places one can jump to: a name (a period, say) and a mark for each."""
        return self.rows.starts() if isinstance(self.rows, PagedRows) else ()


def traced(span: Span) -> dict[str, Any]:
    """What every report says of the book it comes from, as arguments of `Report`."""
    return {
        "book": span.book,
        "period": str(span.last),
        "currency": span.currency.code,
        "decimals": span.currency.scale,
        "regime": span.regime,
        "chain_head": span.chain_head,
        "policies": span.policies,
    }


def side_word(balance_minor: int) -> str:
    """The code of the word for the side on which a balance stands: 借, 贷, 平."""
    return (
        "side.debit" if balance_minor > 0 else "side.credit" if balance_minor < 0 else "side.even"
    )
