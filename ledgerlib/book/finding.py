"""Finding vouchers (凭证查询): lists by pages, counts by state, and vouchers one behind the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..core.amount import from_minor, to_minor
from ..core.canonical import nfc
from ..core.period import Period, day_from_key, day_key
from ..core.problem import Problem
from ..core.voucher import Kind, State, Voucher, VoucherKey
from ..refusal import Refused
from ..store import finding
from ..store import vouchers as store
from .choosing import parse_period
from .details import wanted_dimensions
from .signing import cash_ids
from .vouchers import key_of_head, read_vouchers
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: Vouchers read at a time where they stream.
_AT_A_TIME = 500


@frozen
class VoucherRow:
    """A voucher as a list shows it: `summary` of its first line, `amount` of its debit (元)."""

    key: VoucherKey
    day: date
    state: State
    kind: Kind
    summary: str
    amount: Decimal
    attachments: int
    reference: str
    maker: str
    cashier: str
    reviewer: str
    poster: str

    def mark(self, *, by_day: bool = False) -> Any:
        """Its place in the order of the list: `find_vouchers(after=...)` goes on behind it."""
        at = day_key(self.day) if by_day else self.key.period.key
        return at, self.key.word, self.key.number, self.key.part


@frozen
class VoucherPage:
    """Some vouchers of a list, and the mark of those behind them; None at the end."""

    rows: tuple[VoucherRow, ...]
    next: Any | None


@frozen
class VoucherFilter:
    """What is asked of vouchers; what is left as it is asks nothing.

    `first` and `last` are periods, the whole book where they are None. `text` is looked for in
    summaries and in the reference, `amounts` (元) on the lines, `account` with those below it.
    `to_sign` keeps to those that wait for the cashier's signature.
    """

    first: Period | str | None = None
    last: Period | str | None = None
    first_day: date | None = None
    last_day: date | None = None
    word: str = ""
    numbers: tuple[int, int] | None = None
    states: Collection[State | str] = ()
    kinds: Collection[Kind | str] = ()
    maker: str = ""
    not_maker: str = ""
    reviewer: str = ""
    poster: str = ""
    account: str = ""
    dimension: Mapping[str, Collection[str]] | None = None
    text: str = ""
    amounts: tuple[Decimal, Decimal] | None = None
    to_sign: bool = False


def find_vouchers(
    book: Book,
    asked: VoucherFilter | None = None,
    *,
    by_day: bool = False,
    newest_first: bool = False,
    after: Any | None = None,
    limit: int = 200,
) -> VoucherPage:
    """A page of the vouchers asked for, in any state: by period, word and number, or by day.

    `after` is the mark of the page before. A page is found at once in a book of any size, as
    long as what is asked for is not rare.
    """
    with book._reading() as work:
        scale = work.currency.scale
        found = finding.find(
            work.connection, work.book_id, _filter(work, asked or VoucherFilter()),
            by_day=by_day, newest_first=newest_first, after=after, limit=limit + 1,
        )  # fmt: skip
        rows = tuple(_row(each, scale) for each in found[:limit])
        if len(found) <= limit:
            return VoucherPage(rows, None)
        head = found[limit - 1].head
        at = head.day if by_day else head.period
        return VoucherPage(rows, (at, head.word, head.number, head.part))


def count_vouchers(book: Book, asked: VoucherFilter | None = None) -> dict[State, int]:
    """How many vouchers there are in each state, among those asked for."""
    with book._reading() as work:
        found = finding.count(
            work.connection, work.book_id, _filter(work, asked or VoucherFilter())
        )
        return {State(state): number for state, number in found.items()}


def vouchers_in(
    book: Book, asked: VoucherFilter | None = None, *, by_day: bool = False
) -> Iterator[Voucher]:
    """The vouchers asked for, whole, one behind the other, however many there are.

    In one reading of the book, a page at a time; void ones only where `states` asks for them.
    """
    asked = asked or VoucherFilter()
    if not asked.states:
        asked = evolve(asked, states=(State.DRAFT, State.REVIEWED, State.POSTED))
    with book._reading() as work:
        wanted, after = _filter(work, asked), None
        while True:
            found = finding.find(
                work.connection, work.book_id, wanted, by_day=by_day, newest_first=False,
                after=after, limit=_AT_A_TIME,
            )  # fmt: skip
            heads = [each.head for each in found]
            yield from read_vouchers(work, store.with_lines(work.connection, work.book_id, heads))
            if len(heads) < _AT_A_TIME:
                return
            last = heads[-1]
            after = (last.day if by_day else last.period, last.word, last.number, last.part)


def _row(found: finding.Found, scale: int) -> VoucherRow:
    head = found.head
    return VoucherRow(
        key_of_head(head), day_from_key(head.day), State(head.state), Kind(head.kind),
        found.summary, from_minor(found.amount_minor, scale), head.attachments, head.reference,
        head.maker, head.cashier, head.reviewer, head.poster,
    )  # fmt: skip


def _filter(work: Work, asked: VoucherFilter) -> finding.Filter:
    """The filter in keys and ids; refused where it names what the book does not have."""
    account_ids = None
    if asked.account:
        if asked.account not in work.chart.accounts:
            raise Refused([Problem.of("account.unknown", account=asked.account)])
        codes = (asked.account, *work.chart.leaves_below(asked.account))
        account_ids = [work.known.ids[code] for code in codes]
    scale = work.currency.scale
    amounts = asked.amounts and (
        to_minor(asked.amounts[0], scale),
        to_minor(asked.amounts[1], scale),
    )
    return finding.Filter(
        first_period=parse_period(asked.first).key if asked.first is not None else 0,
        last_period=parse_period(asked.last).key if asked.last is not None else 999912,
        first_day=day_key(asked.first_day) if asked.first_day else 0,
        last_day=day_key(asked.last_day) if asked.last_day else 99991231,
        word=asked.word,
        numbers=asked.numbers,
        states=[State(state).value for state in asked.states],
        kinds=[Kind(kind).value for kind in asked.kinds],
        maker=nfc(asked.maker),
        not_maker=nfc(asked.not_maker),
        reviewer=nfc(asked.reviewer),
        poster=nfc(asked.poster),
        account_ids=account_ids,
        wanted=wanted_dimensions(work, asked.dimension),
        text=nfc(asked.text),
        amounts=amounts,
        unsigned_on=cash_ids(work) if asked.to_sign else None,
    )
