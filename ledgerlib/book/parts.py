"""One business over several vouchers under one number: 5.1, 5.2, 5.3 (分数编号法).

会计基础工作规范 第五十一条（二）: 一笔经济业务需要填制两张以上记账凭证的，可以采用分数编号法编号。
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from ..core.problem import Problem
from ..core.voucher import Voucher, VoucherKey, numbered
from ..refusal import refuse_if
from ..store import books
from ..store import vouchers as store
from .entry import Entry
from .guarding import guard
from .vouchers import counter_name, read_voucher, shown

if TYPE_CHECKING:
    from .book import Book


def enter_parts(book: Book, vouchers: Sequence[Voucher]) -> list[Voucher]:
    """Enter one business over several vouchers, as one act: the same number, parts from 1 on.

    Each balances by itself; they share period and word, and the number that the first may
    bring along. They are posted together.
    """
    problems = []
    if len(vouchers) < 2:
        problems.append(Problem.of("parts.too_few", count=len(vouchers)))
    if len({(voucher.period, voucher.word) for voucher in vouchers}) > 1:
        problems.append(Problem.of("parts.differ"))
    with book._acting("enter") as work:
        refuse_if(problems)
        period, word = vouchers[0].period, vouchers[0].word
        counter = books.counter(work.connection, work.book_id, counter_name(period, word))
        number = vouchers[0].number if vouchers[0].number is not None else counter + 1
        entry = Entry(work, book.who)
        entry.add([evolve(each, number=number, part=at) for at, each in enumerate(vouchers, 1)])
        refuse_if(entry.problems)
        entry.finish()
        guard(work)
        entered = []
        for part in range(1, len(vouchers) + 1):
            key = VoucherKey(period, word, number, part)
            head = store.head(work.connection, work.book_id, key)
            assert head is not None, "what was entered is there"
            entered.append(read_voucher(work, head))
        commodities, currency = work.known.commodities, work.facts.currency
        work.record(
            book.who, "enter", f"{entered[0].key} … {numbered(number, len(entered))}", None,
            {"parts": [shown(voucher, commodities, currency) for voucher in entered]},
        )  # fmt: skip
    return entered
