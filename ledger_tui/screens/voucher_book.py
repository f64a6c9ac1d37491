"""What the screen of a voucher asks of the book; each runs on the clerk's thread and returns a value."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from ledgerlib import Book, State, Voucher, VoucherFilter, VoucherKey, VoucherRow
from ledgerlib.reports.voucher_forms import FormPage, voucher_forms

from ..model.voucher_list import VoucherQueue
from .entry_book import default_day

#: On the screen a form is as long as its voucher.
_ALL_LINES = 100_000


@frozen
class Seen:
    """A voucher as the screen shows it, and what hangs on it."""

    voucher: Voucher
    page: FormPage
    row: VoucherRow
    #: Whether the one who made it may review it too.
    own_too: bool
    regime: str


def look_at(book: Book, key: VoucherKey) -> Seen:
    """A voucher with its form. Raises Refused where the book has none with this key."""
    voucher = book.voucher(key)
    asked = VoucherFilter(
        first=key.period, last=key.period, word=key.word, numbers=(key.number, key.number),
        states=tuple(State),
    )  # fmt: skip
    rows = [row for row in book.find_vouchers(asked).rows if row.key == key]
    pages = [page for page in voucher_forms(book, asked, rows=_ALL_LINES) if page.part == key.part]
    own_too = book.policies()["same_person_may_review"] == "yes"
    return Seen(voucher, pages[0], rows[0], own_too, book.facts().regime)


def beside(book: Book, queue: VoucherQueue, row: VoucherRow, step: int) -> VoucherKey | None:
    """The voucher behind or before another."""
    there = queue.beside(book, row, step)
    return there.key if there is not None else None


def to_review(book: Book, queue: VoucherQueue, row: VoucherRow, own_too: bool) -> VoucherKey | None:
    """The next draft behind a voucher that the user may review; from the first on behind the last."""
    not_maker = queue.asked.not_maker if own_too else book.who
    wanted = evolve(queue, asked=evolve(queue.asked, states=(State.DRAFT,), not_maker=not_maker))
    there = wanted.beside(book, row, 1) or wanted.first(book)
    return there.key if there is not None and there.key != row.key else None


def copied(book: Book, voucher: Voucher, today: date) -> VoucherKey:
    """A copy as a new draft, on the day that a new voucher would have."""
    return book.copy(voucher, default_day(book, today)).key


def corrected(book: Book, voucher: Voucher) -> tuple[VoucherKey, VoucherKey]:
    """The reversal, and the right entry with the lines as they were, to be amended; both drafts.

    Raises Refused as the library does: a voucher is reversed once.
    """
    undone, right = book.correct(voucher, *voucher.lines, attachments=voucher.attachments)
    return undone.key, right.key
