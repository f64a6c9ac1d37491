"""Vouchers as they are read, named, placed in a period, and turned into rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.account import Side
from ..core.amount import exact_text, from_minor, to_minor
from ..core.balance import Detail
from ..core.canonical import nfc
from ..core.commodity import Commodity
from ..core.period import Period, day_from_key, day_key
from ..core.problem import Problem
from ..core.voucher import Kind, Line, Measure, Settlement, State, Voucher, VoucherKey
from ..refusal import Refused
from ..store import books, dimensions
from ..store import vouchers as store
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: Problems told of at most; a sheet with more is wrong as a whole.
MOST_PROBLEMS = 1000


def line_rows(
    work: Work, voucher_id: int, period: int, day: int, lines: Iterable[Line]
) -> list[tuple[Any, ...]]:
    """The rows of a voucher's lines, in the order of the table's columns.

    Their dimensions are interned before (`dimensions.prepared`).
    """
    book_id, ids, currency = work.book_id, work.known.ids, work.facts.currency
    commodities = work.known.commodities
    rows = []
    for number, line in enumerate(lines, 1):
        commodity = line.commodity or currency
        measure = line.measure
        rows.append(
            (
                book_id, voucher_id, number, period, ids[line.account], commodity, int(line.side),
                to_minor(line.amount, commodities[commodity].scale), nfc(line.summary),
                dimensions.number_of(line.dimension) if line.dimension else 0,
                measure.commodity if measure else "",
                to_minor(measure.quantity, commodities[measure.commodity].scale) if measure else 0,
                str(measure.rate) if measure and measure.rate is not None else "",
                *(_settled(line.settlement) if line.settlement else ("", "", 0)), day,
            )
        )  # fmt: skip
    return rows


def _settled(settlement: Settlement) -> tuple[str, str, int]:
    day = day_key(settlement.day) if settlement.day else 0
    return nfc(settlement.method), nfc(settlement.number), day


def counter_name(period: Period, word: str) -> str:
    """The counter that gives the numbers of a period and word out."""
    return f"{period}/{word}"


def posted_counter_name(period: Period, word: str) -> str:
    """The counter that holds the last posted number of a period and word."""
    return f"posted {period}/{word}"


def not_started(work: Work) -> list[Problem]:
    """Whether the book still waits for its start, and takes no vouchers."""
    facts = work.facts
    return [] if facts.is_started else [Problem.of("book.not_started", book=facts.name)]


def check_period(work: Work, period: Period) -> list[Problem]:
    """The one check of whether the book takes something of this period.

    Entry may run ahead: later months of the year, and as many years beyond the
    current one as the policy allows (财会字〔1994〕27号 第二十八、二十九条).
    """
    facts = work.facts
    if not facts.is_started:
        return not_started(work)
    if period.key < facts.start_period:
        return [Problem.of("period.before_start", period=str(period), start=str(facts.start))]
    if facts.is_closed(period):
        return [Problem.of("period.closed", period=str(period), current=str(facts.current))]
    if period.year > facts.current.year:  # only then is the policy worth reading
        last = Period(facts.current.year + work.policies.years_ahead, 12)
        if period > last:
            return [Problem.of("period.too_far", period=str(period), last=str(last))]
    return []


def last_number(book: Book, period: Period, word: str) -> int:
    """The last number given out in a period and word; 0 where none was."""
    with book._reading() as work:
        return books.counter(work.connection, work.book_id, counter_name(period, word))


def words(book: Book) -> list[str]:
    """The voucher words of the book, in their order."""
    with book._reading() as work:
        return list(work.known.words)


def find(work: Work, what: VoucherKey | Voucher | str) -> store.Head:
    """The head of a voucher; refused where there is none.

    A Voucher that came from the book is found by its id, for renumbering may
    have given its number to another since.
    """
    if isinstance(what, Voucher) and what.voucher_id is not None:
        head = store.head_by_id(work.connection, work.book_id, what.voucher_id)
        name = what.label
    else:
        key = key_of(what)
        head, name = store.head(work.connection, work.book_id, key), str(key)
    if head is None:
        raise Refused([Problem.of("voucher.unknown", voucher=name)])
    return head


def label(head: store.Head) -> str:
    """What a voucher is called, from its head."""
    return str(key_of_head(head))


def key_of_head(head: store.Head) -> VoucherKey:
    """The key of a voucher, from its head."""
    return VoucherKey(Period.from_key(head.period), head.word, head.number, head.part)


def key_of(what: VoucherKey | Voucher | str) -> VoucherKey:
    """The key of a voucher however it is named; refused where the text names none."""
    if isinstance(what, Voucher):
        return what.key
    try:
        return VoucherKey.parse(what)
    except ValueError:
        raise Refused([Problem.of("voucher.key_malformed", value=str(what))]) from None


def voucher(book: Book, key: VoucherKey | str) -> Voucher:
    """The voucher with this key, such as "2008-03/记/17", as it stands."""
    with book._reading() as work:
        return read_voucher(work, find(work, key))


def read_voucher(work: Work, head: store.Head) -> Voucher:
    """A voucher from its head and the lines in the database."""
    return next(read_vouchers(work, store.with_lines(work.connection, work.book_id, [head])))


def read_vouchers(work: Work, page: store.Page) -> Iterator[Voucher]:
    """Vouchers from their heads and the rows of their lines."""
    numbers = {row[_DIMENSION] for _head, rows in page for row in rows}
    labels: Mapping[int, str] = {0: ""}
    if numbers - {0}:
        labels = {0: "", **dimensions.labels_of(work.connection, work.book_id, numbers)}
    codes = {number: code for code, number in work.known.ids.items()}
    for head, rows in page:
        lines = [store.LineWithCode._make((*row, codes[row[_ACCOUNT]])) for row in rows]
        yield _voucher(work, head, lines, labels)


_ACCOUNT = store.LineWithCode._fields.index("account_id")
_DIMENSION = store.LineWithCode._fields.index("dimension_id")


def _voucher(
    work: Work, head: store.Head, rows: Iterable[store.LineWithCode], labels: Mapping[int, str]
) -> Voucher:
    reverses = None
    if head.reverses_id:
        original = store.head_by_id(work.connection, work.book_id, head.reverses_id)
        assert original is not None
        reverses = key_of_head(original)
    return Voucher(
        day=day_from_key(head.day),
        lines=tuple(_line(row, work.known.commodities, labels) for row in rows),
        word=head.word,
        number=head.number,
        attachments=head.attachments,
        reference=head.reference,
        kind=Kind(head.kind),
        reverses=reverses,
        voucher_id=head.voucher_id,
        state=State(head.state),
        maker=head.maker,
        cashier=head.cashier,
        reviewer=head.reviewer,
        poster=head.poster,
        part=head.part,
    )


def _line(
    row: store.LineWithCode, commodities: Mapping[str, Commodity], labels: Mapping[int, str]
) -> Line:
    measure = None
    if row.measure_commodity:
        measured = commodities[row.measure_commodity]
        measure = Measure(
            measured.code,
            from_minor(row.measure_minor, measured.scale),
            Decimal(row.rate) if row.rate else None,
            measured.kind,
        )
    return Line(
        row.code,
        Side(row.side),
        from_minor(row.amount_minor, commodities[row.commodity].scale),
        row.summary,
        row.commodity,
        labels[row.dimension_id],
        measure,
        _settlement(row) if row.settlement or row.bill_number or row.bill_day else None,
    )


def _settlement(row: store.LineWithCode) -> Settlement:
    day = day_from_key(row.bill_day) if row.bill_day else None
    return Settlement(row.settlement, row.bill_number, day)


def moved(work: Work, line: Line) -> tuple[Detail, tuple[int, int]]:
    """Where a line stands, and what it moves there: money and measure in minor units, debit positive."""
    commodities = work.known.commodities
    amount = line.side * to_minor(
        line.amount, commodities[line.commodity or work.facts.currency].scale
    )
    measure, quantity = line.measure, 0
    if measure:
        quantity = line.side * to_minor(measure.quantity, commodities[measure.commodity].scale)
    return Detail(line.account, line.dimension, measure.commodity if measure else ""), (
        amount,
        quantity,
    )


def shown(voucher: Voucher, commodities: Mapping[str, Commodity], currency: str) -> dict[str, Any]:
    """A voucher's content as records keep it: texts and whole numbers only."""
    return {
        "day": day_key(voucher.day),
        "word": voucher.word,
        "number": voucher.number or 0,
        "attachments": voucher.attachments,
        "reference": nfc(voucher.reference),
        "lines": [
            [
                line.account,
                int(line.side),
                exact_text(line.amount),
                line.commodity or currency,
                nfc(line.summary),
                line.dimension,
                _shown_measure(line.measure),
                *([list(_settled(line.settlement))] if line.settlement else ()),
            ]
            for line in voucher.lines
        ],
        **({"part": voucher.part} if voucher.part else {}),
    }


def _shown_measure(measure: Measure | None) -> list[str]:
    if measure is None:
        return []
    rate = exact_text(measure.rate) if measure.rate is not None else ""
    return [measure.commodity, exact_text(measure.quantity), rate]
