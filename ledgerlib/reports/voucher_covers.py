"""The cover of a volume of vouchers (凭证封面), as a value.

会计基础工作规范 第五十五条(三): the unit's name, year, month, first and last day, the kind of vouchers,
first and last number, signed by whoever bound it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from attrs import evolve, frozen

from ..book import Book
from ..book.finding import VoucherFilter, VoucherRow
from ..core.period import Period
from ..core.voucher import State

_STATES = (State.DRAFT, State.REVIEWED, State.POSTED)
#: Vouchers read at a time.
_AT_A_TIME = 1000


@frozen
class CoverWord:
    """The vouchers of one word: first and last number, and how many there are."""

    word: str
    first: int
    last: int
    count: int


@frozen
class VoucherCover:
    """A cover: whose vouchers, of which month and days, which numbers; volume n of m."""

    unit: str
    period: Period
    first_day: date
    last_day: date
    words: tuple[CoverWord, ...]
    attachments: int
    volume: int = 1
    volumes: int = 1
    supervisor: str = ""
    chain_head: str = ""
    regime: str = ""

    @property
    def count(self) -> int:
        """How many vouchers are bound."""
        return sum(each.count for each in self.words)


def voucher_covers(
    book: Book,
    asked: VoucherFilter,
    *,
    volume: int = 1,
    volumes: int = 1,
    supervisor: str = "",
) -> Iterator[VoucherCover]:
    """A cover for each month of the vouchers asked for; none for a month that has none."""
    assert 1 <= volume <= volumes, "a volume is one of them"
    facts, head = book.facts(), book.chain_head()
    rows = _rows(book, asked if asked.states else evolve(asked, states=_STATES))
    for period, of_month in groupby(rows, key=lambda row: row.key.period):
        words, days, attachments = _gathered(of_month)
        yield VoucherCover(
            facts.name, period, *days, words, attachments, volume, volumes, supervisor, head,
            facts.regime,
        )  # fmt: skip


def _rows(book: Book, asked: VoucherFilter) -> Iterator[VoucherRow]:
    after = None
    while True:
        page = book.find_vouchers(asked, after=after, limit=_AT_A_TIME)
        yield from page.rows
        after = page.next
        if after is None:
            return


def _gathered(
    rows: Iterator[VoucherRow],
) -> tuple[tuple[CoverWord, ...], tuple[date, date], int]:
    """The numbers by word, the first and the last day, and the count of source documents."""
    words: dict[str, CoverWord] = {}
    first, last, attachments = date.max, date.min, 0
    for row in rows:
        word, number = row.key.word, row.key.number
        before = words.get(word, CoverWord(word, number, number, 0))
        words[word] = CoverWord(
            word, min(before.first, number), max(before.last, number), before.count + 1
        )
        first, last = min(first, row.day), max(last, row.day)
        attachments += row.attachments
    return tuple(words.values()), (first, last), attachments
