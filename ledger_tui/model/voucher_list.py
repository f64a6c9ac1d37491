"""The list of vouchers as a report: pages of what the book finds, so that one table shows both."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from attrs import evolve, frozen

from ledgerlib import Book, State, VoucherFilter, VoucherKey, VoucherRow
from ledgerlib.reports import Cell, Column, ColumnKind, Page, Report, Row, RowKind

from ..language import text

_AT_A_TIME = 500


class Order(StrEnum):
    """In which order vouchers are listed."""

    NUMBER = "number"
    DAY = "day"
    NEWEST = "newest"


@frozen
class VoucherQueue:
    """Which vouchers, in which order: what the list shows, and what is gone through one by one."""

    asked: VoucherFilter = VoucherFilter()
    order: Order = Order.NUMBER

    def page(self, book: Book, after: Any | None, size: int, *, backwards: bool = False) -> Any:
        """A page of the book's list behind a mark; or before it, the nearest first."""
        is_newest_first = (self.order is Order.NEWEST) != backwards
        return book.find_vouchers(
            self.asked, by_day=self.by_day, newest_first=is_newest_first, after=after, limit=size
        )

    @property
    def by_day(self) -> bool:
        """Whether the order is that of days."""
        return self.order is not Order.NUMBER

    def beside(self, book: Book, row: VoucherRow, step: int) -> VoucherRow | None:
        """The voucher behind another in this order (1), or before it (-1); None where there is none.

        The other need not be among those asked for any more: what was just reviewed is not.
        """
        mark = row.mark(by_day=self.by_day)
        rows = self.page(book, mark, 1, backwards=step < 0).rows
        return rows[0] if rows else None

    def first(self, book: Book) -> VoucherRow | None:
        """The first of all."""
        rows = self.page(book, None, 1).rows
        return rows[0] if rows else None

    def keys(self, book: Book, most: int) -> list[VoucherKey]:
        """The keys of all, as many as are wanted at most."""
        found: list[VoucherKey] = []
        after = None
        while len(found) < most:
            page = self.page(book, after, _AT_A_TIME)
            found += [row.key for row in page.rows]
            after = page.next
            if after is None:
                break
        return found[:most]


@frozen
class VoucherRows:
    """The rows of the list, read from the book by pages (see `ledgerlib.reports.PagedRows`)."""

    book: Book
    queue: VoucherQueue

    def __iter__(self) -> Iterator[Row]:
        mark: Any = None
        while True:
            page = self.page(mark, _AT_A_TIME)
            yield from page.rows
            mark = page.next
            if mark is None:
                return

    def page(self, mark: Any | None, size: int) -> Page:
        """Some rows from a mark on."""
        found = self.queue.page(self.book, mark, size)
        return Page(tuple(_row(each) for each in found.rows), found.next)

    def starts(self) -> list[tuple[str, Any]]:
        """None: what is wanted is asked for by the filter."""
        return []


def voucher_list(book: Book, queue: VoucherQueue, title: str) -> Report:
    """The list as a report."""
    facts = book.facts()
    return Report(
        report="vouchers", title="", book=facts.name, period=str(facts.current),
        columns=_columns(), rows=VoucherRows(book, queue), currency=facts.currency,
        regime=facts.regime, name=title,
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    def label(key: str, kind: ColumnKind = ColumnKind.LABEL) -> Column:
        return Column(key, "", kind, text(f"vouchers.column.{key}"))

    return (
        Column("mark", "", ColumnKind.LABEL, " "),
        label("date", ColumnKind.DATE), label("voucher"), label("summary"),
        label("amount", ColumnKind.AMOUNT), label("state"), label("maker"), label("reviewer"),
        label("cashier"), label("poster"), label("attachments", ColumnKind.NUMBER),
        label("reference"),
    )  # fmt: skip


def _row(row: VoucherRow) -> Row:
    number = str(row.key).rpartition("/")[2]
    cells: dict[str, Cell] = {
        "mark": "", "date": row.day, "voucher": f"{row.key.word}-{number}",
        "summary": row.summary, "amount": row.amount,
        "state": text(f"entry.state.{row.state.value}"), "maker": row.maker,
        "reviewer": row.reviewer, "cashier": row.cashier, "poster": row.poster,
        "attachments": row.attachments or None, "reference": row.reference,
    }  # fmt: skip
    return Row(RowKind.ENTRY, cells, voucher=row.key, is_posted=row.state is State.POSTED)


def counted(book: Book, asked: VoucherFilter) -> dict[State, int]:
    """How many there are in each state, whatever states are asked for."""
    return book.count_vouchers(evolve(asked, states=()))
