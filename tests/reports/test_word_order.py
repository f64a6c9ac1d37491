"""Vouchers of one day stand in the order in which the book's words were set up: 收, 付, 转."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import WORD_SETS, Book, NewBook, Period, Role, Word, create, credit, debit, reports
from ledgerlib.book.finding import VoucherFilter
from ledgerlib.core.voucher import VoucherKey

from .ledger_books import ACCOUNTS

MARCH, APRIL = Period(2024, 3), Period(2024, 4)
WORDS = ("收", "付", "转", "补")
#: A day, its word, the yuan received (or, below nothing, paid).
Entry = tuple[int, int, str, int]


def kept(place: str, name: str, entries: list[Entry]) -> Book:
    """A book of 收付转 to which 补 was added later; each voucher moves 现金 against 银行存款."""
    book = create(place, NewBook(name, ACCOUNTS, MARCH, "test"), by="主管")
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    book.set_words([Word(each) for each in WORDS])
    book.start()
    maker = book.acting_as("会计")
    for month, day, word, yuan in sorted(entries, key=lambda each: each[:2]):
        lines = (debit("1001", str(yuan)), credit("100201", str(yuan)))
        maker.enter(date(2024, month, day), "提现", *lines, word=word)
    return book


def paged(step: Callable[[Any], tuple[list[Any], Any]]) -> Iterator[list[Any]]:
    """Pages one behind the other."""
    mark = None
    while True:
        rows, mark = step(mark)
        yield rows
        if mark is None:
            return


def test_what_was_received_first_is_paid_afterwards(place: str) -> None:
    """
    3月1日  收-1  收到货款  借 现金 500
           付-1  付运费    贷 现金 300    余额 借 500, 200: never a balance on the credit side
    """
    book = create(
        place, NewBook("某公司", ACCOUNTS, MARCH, "test", words=WORD_SETS["收付转"]), by="主管"
    )
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    book.start()
    maker, day = book.acting_as("会计"), date(2024, 3, 1)
    maker.enter(day, "收到货款", debit("1001", "500"), credit("5001", "500"), word="收")
    maker.enter(day, "付运费", debit("560201", "300"), credit("1001", "300"), word="付")
    shown = reports.cash_journal(book, MARCH, include_unposted=True)
    entries = [row for row in shown.rows if row.voucher]
    assert [row.voucher.word for row in entries if row.voucher] == ["收", "付"]
    assert [row.cells["balance"] for row in entries] == [Decimal("500.00"), Decimal("200.00")]
    assert {row.cells["side"] for row in entries} == {"side.debit"}
    summed = reports.voucher_summary(book, MARCH, include_unposted=True)
    assert [said.lstrip()[0] for said in summed.remarks] == ["收", "付"]
    assert [each.word for each in book.numbers(MARCH)] == ["收", "付"]
    (cover,) = reports.voucher_covers(book, VoucherFilter(MARCH, MARCH))
    assert [each.word for each in cover.words] == ["收", "付"]


ENTRIES = st.lists(
    st.tuples(st.sampled_from([3, 4]), st.sampled_from([1, 2]), st.sampled_from(WORDS), st.just(1)),
    min_size=1, max_size=9,
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(entries=ENTRIES, size=st.integers(1, 4))
def test_every_list_has_one_order(
    new_place: Callable[[], str], entries: list[Entry], size: int
) -> None:
    """Streams and pages of ledgers (one account and several), lists by day and number, both ways."""
    book = kept(new_place(), "某公司", entries)
    heads = [
        (row.day, row.key) for row in book.find_vouchers(limit=100).rows
    ]  # fmt: skip

    def place_of(key: VoucherKey) -> tuple[int, int, int]:
        return key.period.key, WORDS.index(key.word), key.number

    by_number = sorted((key for _, key in heads), key=place_of)
    by_day = [key for _, key in sorted(heads, key=lambda each: (each[0], place_of(each[1])))]
    assert len(heads) == len(entries)
    assert [key for _, key in heads] == by_number
    for is_by_day, wanted in ((False, by_number), (True, by_day)):
        for newest_first in (False, True):

            def step(mark: Any, is_by_day: bool = is_by_day, newest: bool = newest_first) -> Any:
                page = book.find_vouchers(
                    by_day=is_by_day, newest_first=newest, after=mark, limit=size
                )
                return page.rows, page.next

            found = [row.key for row in chain.from_iterable(paged(step))]
            assert found == (wanted[::-1] if newest_first else wanted)
        whole = book.vouchers_in(VoucherFilter(MARCH, APRIL), by_day=is_by_day)
        assert [each.key for each in whole] == wanted

    for account in ("1001", "1002", "100201"):
        streamed = list(book.ledger_lines(account, MARCH, APRIL, include_unposted=True))
        assert [line.voucher for line in streamed] == by_day

        def lines(mark: Any, account: str = account) -> Any:
            found = book.some_ledger_lines(
                account, MARCH, APRIL, include_unposted=True, after=mark, limit=size
            )
            return found, found[-1] if len(found) == size else None

        assert [line.voucher for line in chain.from_iterable(paged(lines))] == by_day
    moved = book.movements_on(["1001"], MARCH, APRIL, include_unposted=True)
    assert [each.voucher for each in moved] == by_day
