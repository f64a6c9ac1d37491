"""Entering vouchers, one or a hundred thousand, and what a maker may do to drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen
from sqlalchemy import insert, select

from ..core.account import Side
from ..core.amount import from_minor, to_minor
from ..core.canonical import content_digest, encoded, nfc
from ..core.checking import check_voucher
from ..core.commodity import Commodity
from ..core.period import Period, day_from_key, day_key
from ..core.problem import Problem
from ..core.voucher import (
    DEFAULT_WORD,
    Kind,
    Line,
    Measure,
    State,
    Voucher,
    VoucherKey,
)
from ..refusal import Refused, refuse_if
from ..store import books, tables
from ..store import vouchers as store
from ..store.statement import AnyRow, in_chunks
from .commodities import intern_commodities, intern_words
from .work import Progress, Work

if TYPE_CHECKING:
    from .book import Book

#: Problems told of at most; a sheet with more is wrong as a whole.
MOST_PROBLEMS = 1000


@frozen
class Entered:
    """What was entered: how many, the first and the last, and what was noted on the way."""

    count: int
    first: VoucherKey | None
    last: VoucherKey | None


def enter(
    book: Book,
    day: date,
    summary: str,
    *lines: Line,
    word: str = DEFAULT_WORD,
    number: int | None = None,
    attachments: int = 0,
    reference: str = "",
    idempotency_key: str = "",
) -> Voucher:
    """Enter one voucher as a draft, and return it with its number.

    `summary` is that of every line that has none of its own. With an
    `idempotency_key` it is entered once: the same key and content returns the
    first voucher, the same key with other content is refused.
    """
    voucher = Voucher(
        day=day,
        lines=tuple(line if line.summary else evolve(line, summary=summary) for line in lines),
        word=word,
        number=number,
        attachments=attachments,
        reference=reference,
    )
    with book._acting("enter") as work:
        if not idempotency_key:
            return enter_one(work, book.who, voucher)
        digest = content_digest(_shown(voucher, work.known.commodities, work.facts.currency))
        earlier = _entered_under(work, idempotency_key)
        if earlier is None:
            entered = enter_one(work, book.who, voucher)
            work.connection.execute(
                insert(tables.idempotency_key).values(
                    book_id=work.book_id,
                    key=idempotency_key,
                    voucher_id=entered.voucher_id,
                    digest=digest,
                )
            )
            return entered
        if earlier.digest != digest:
            raise Refused([Problem.of("idempotency.other_content", key=idempotency_key)])
        head = store.head_by_id(work.connection, work.book_id, earlier.voucher_id)
        if head is None:
            raise Refused([Problem.of("idempotency.removed", key=idempotency_key)])
        return read_voucher(work, head)


def _entered_under(work: Work, key: str) -> AnyRow | None:
    keys = tables.idempotency_key
    return work.connection.execute(
        select(keys).where(keys.c.book_id == work.book_id, keys.c.key == key)
    ).first()


def enter_one(work: Work, who: str, voucher: Voucher) -> Voucher:
    """Enter a voucher inside an act, with its own record, and return it with its number."""
    entry = Entry(work, who)
    entry.add([voucher])
    refuse_if(entry.problems)
    entry.finish()
    number = entry.last.number if entry.last else None
    entered = evolve(voucher, number=number, voucher_id=entry.voucher_id, maker=who)
    work.record(
        who, "enter", str(entered.key), None,
        _shown(entered, work.known.commodities, work.facts.currency),
    )  # fmt: skip
    return entered


def enter_many(
    book: Book,
    vouchers: Iterable[Voucher],
    *,
    make_missing: bool = False,
    source: str = "",
    progress: Progress | None = None,
    problems: list[Problem] | None = None,
) -> Entered:
    """Enter any number of vouchers as one act: all, or none with every problem told.

    They stream through in chunks. Numbers given are kept; vouchers without one
    get the next. With `make_missing`, words and commodities that the book lacks
    are made. `source` is recorded (the name of a sheet). `problems` is a list to
    which the stream itself may add while it is read; any there refuses all.
    """
    found = problems if problems is not None else []
    with book._acting("enter") as work:
        entry = Entry(work, book.who, make_missing=make_missing, problems=found)
        for chunk in in_chunks(vouchers, store.PAGE):
            if len(found) < MOST_PROBLEMS:
                entry.add(chunk)
            if progress:
                progress(entry.seen, None)
        refuse_if(found[:MOST_PROBLEMS])
        entry.finish()
        done = Entered(entry.count, entry.first, entry.last)
        if entry.count:
            work.record(
                book.who, "enter", f"{entry.first} … {entry.last}", None, entry.shown(source)
            )
        return done


@define
class _Series:
    """The vouchers of one period and word: what stands in their way, and the last number given out."""

    period: Period
    word: str
    problems: list[Problem]
    last: int
    count: int = 0
    #: Numbers given out by this act and not in the database yet.
    pending: set[int] = field(factory=set)


@define
class Entry:
    """Vouchers on their way into the book: checked, numbered and written chunk by chunk."""

    work: Work
    who: str
    make_missing: bool = False
    problems: list[Problem] = field(factory=list)
    count: int = 0
    seen: int = 0
    first: VoucherKey | None = None
    last: VoucherKey | None = None
    voucher_id: int = 0
    _latest: tuple[_Series, int] | None = None
    _series: dict[tuple[int, int, str], _Series] = field(factory=dict)
    _digests: tuple[Any, Any] = field(factory=lambda: (sha256(), sha256()))

    def __attrs_post_init__(self) -> None:
        self.voucher_id = books.counter(self.work.connection, self.work.book_id, "voucher")

    def add(self, vouchers: Sequence[Voucher]) -> None:
        """Check and number these vouchers, and write them unless there are problems."""
        work = self.work
        if self.make_missing:
            intern_words(work, (voucher.word for voucher in vouchers))
            intern_commodities(work, (line for voucher in vouchers for line in voucher.lines))
        chart, commodities, currency = work.chart, work.known.commodities, work.facts.currency
        heads: list[tuple[Any, ...]] = []
        lines: list[tuple[Any, ...]] = []
        if not self.problems:
            for series in self._series.values():
                series.pending.clear()  # what came before is in the database by now
        for voucher in vouchers:
            self.seen += 1
            day = voucher.day
            series = self._series.get((day.year, day.month, voucher.word)) or self._begin(voucher)
            found = check_voucher(voucher, chart, commodities, currency)
            if series.problems:
                found += [problem.at(voucher=voucher.label) for problem in series.problems]
            number = None if found else self._number(voucher, series, found)
            if number is None:
                self.problems += [problem.at(entry=self.seen) for problem in found]
            elif not self.problems:
                self._put(voucher, series, number, heads, lines)
        if not self.problems and heads:
            self._write(heads, lines)

    def _begin(self, voucher: Voucher) -> _Series:
        """The first voucher of its period and word: whether the book takes such vouchers at all."""
        work, period, word = self.work, voucher.period, voucher.word
        problems = list(check_period(work, period))
        if word not in work.known.words:
            known = " ".join(work.known.words)
            problems.append(Problem.of("word.unknown", word=word, known=known))
        last = books.counter(work.connection, work.book_id, counter_name(period, word))
        series = _Series(period, word, problems, last)
        self._series[period.year, period.month, word] = series
        return series

    def _number(self, voucher: Voucher, series: _Series, found: list[Problem]) -> int | None:
        """The voucher's number: its own if it is free, else the next."""
        number = voucher.number if voucher.number is not None else series.last + 1
        if not 1 <= number <= 99_999_999:
            found.append(Problem.of("voucher.number", voucher=voucher.label))
            return None
        if number > series.last:
            series.last = number
        elif number in series.pending or store.is_taken(
            self.work.connection, self.work.book_id, series.period.key, series.word, number
        ):
            found.append(Problem.of("voucher.duplicate", voucher=voucher.label))
            return None
        series.pending.add(number)
        return number

    def _put(
        self,
        voucher: Voucher,
        series: _Series,
        number: int,
        heads: list[tuple[Any, ...]],
        lines: list[tuple[Any, ...]],
    ) -> None:
        work = self.work
        self.voucher_id += 1
        self.count += 1
        series.count += 1
        period = series.period.key
        reverses = 0
        if voucher.reverses is not None:
            reversed_head = store.head(work.connection, work.book_id, voucher.reverses)
            assert reversed_head is not None
            reverses = reversed_head.voucher_id
        heads.append(
            (
                work.book_id, self.voucher_id, period, voucher.word, number, day_key(voucher.day),
                voucher.kind.value, voucher.attachments, nfc(voucher.reference), reverses,
                State.DRAFT.value, self.who, "", "", "",
            )
        )  # fmt: skip
        lines += line_rows(work, self.voucher_id, period, voucher.lines)
        if self.first is None:
            self.first = VoucherKey(series.period, series.word, number)
        self._latest = (series, number)

    def _write(self, heads: list[tuple[Any, ...]], lines: list[tuple[Any, ...]]) -> None:
        store.insert_heads.run(self.work.connection, heads)
        store.insert_lines.run(self.work.connection, lines)
        for digest, rows in zip(self._digests, (heads, lines), strict=True):
            digest.update(encoded(rows) + b",")

    def finish(self) -> None:
        """Remember the last numbers given out."""
        if self._latest is not None:
            series, number = self._latest
            self.last = VoucherKey(series.period, series.word, number)
        books.set_counters(
            self.work.connection,
            self.work.book_id,
            {counter_name(each.period, each.word): each.last for each in self._series.values()}
            | {"voucher": self.voucher_id},
        )

    def shown(self, source: str) -> dict[str, Any]:
        """What the record of the act keeps: how many, from where, and the digest of all their rows."""
        return {
            "source": source,
            "vouchers": self.count,
            "words": {f"{each.period}/{each.word}": each.count for each in self._series.values()},
            "digests": [digest.hexdigest() for digest in self._digests],
        }


def line_rows(
    work: Work, voucher_id: int, period: int, lines: Iterable[Line]
) -> list[tuple[Any, ...]]:
    """The rows of a voucher's lines, in the order of the table's columns."""
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
                books.dimension_id(work.connection, book_id, line.dimension) if line.dimension else 0,
                measure.commodity if measure else "",
                to_minor(measure.quantity, commodities[measure.commodity].scale) if measure else 0,
                str(measure.rate) if measure and measure.rate is not None else "",
            )
        )  # fmt: skip
    return rows


def counter_name(period: Period, word: str) -> str:
    """The counter that gives the numbers of a period and word out."""
    return f"{period}/{word}"


def posted_counter_name(period: Period, word: str) -> str:
    """The counter that holds the last posted number of a period and word."""
    return f"posted {period}/{word}"


def check_period(work: Work, period: Period) -> list[Problem]:
    """The one check of whether the book takes something of this period.

    Entry may run ahead: later months of the year, and as many years beyond the
    current one as the policy allows (财会字〔1994〕27号 第二十八、二十九条).
    """
    facts = work.facts
    if not facts.is_started:
        return [Problem.of("book.not_started", book=facts.name)]
    if period < facts.start:
        return [Problem.of("period.before_start", period=str(period), start=str(facts.start))]
    if facts.is_closed(period):
        return [Problem.of("period.closed", period=str(period), current=str(facts.current))]
    if period.year > facts.current.year + work.policies.years_ahead:
        return [
            Problem.of(
                "period.too_far",
                period=str(period),
                last=str(Period(facts.current.year + work.policies.years_ahead, 12)),
            )
        ]
    return []


def last_number(book: Book, period: Period, word: str) -> int:
    """The last number given out in a period and word; 0 where none was."""
    with book._reading() as work:
        return books.counter(work.connection, work.book_id, counter_name(period, word))


def words(book: Book) -> list[str]:
    """The voucher words of the book."""
    with book._reading() as work:
        return list(work.known.words)


def find(work: Work, what: VoucherKey | Voucher | str) -> AnyRow:
    """The head of a voucher, by its key; refused where there is none."""
    key = key_of(what)
    head = store.head(work.connection, work.book_id, key)
    if head is None:
        raise Refused([Problem.of("voucher.unknown", voucher=str(key))])
    return head


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


def read_voucher(work: Work, head: AnyRow) -> Voucher:
    """A voucher from its head and the lines in the database."""
    rows = store.lines(work.connection, work.book_id, head.voucher_id)
    labels: Mapping[int, str] = {0: ""}
    if any(row.dimension_id for row in rows):
        labels = books.dimension_labels(
            work.connection, work.book_id, (row.dimension_id for row in rows)
        )
    reverses = None
    if head.reverses_id:
        original = store.head_by_id(work.connection, work.book_id, head.reverses_id)
        assert original is not None
        reverses = VoucherKey(Period.from_key(original.period), original.word, original.number)
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
    )


def _line(row: AnyRow, commodities: Mapping[str, Commodity], labels: Mapping[int, str]) -> Line:
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
    )


def _draft(work: Work, what: VoucherKey | Voucher | str, state: State) -> AnyRow:
    """A voucher that must be in this state for what is to be done to it."""
    head = find(work, what)
    if head.state != state:
        key = key_of(what)
        raise Refused([Problem.of(f"voucher.is_{head.state}", voucher=str(key))])
    return head


def amend(book: Book, what: VoucherKey | Voucher | str, changed: Voucher) -> Voucher:
    """Put another content in the place of a draft's, keeping its word and number.

    Whoever amends becomes the maker. The day must stay in the voucher's period.
    """
    with book._acting("amend") as work:
        head = _draft(work, what, State.DRAFT)
        before = read_voucher(work, head)
        after = evolve(
            changed, word=before.word, number=before.number, kind=before.kind,
            reverses=before.reverses, maker=book.who, voucher_id=before.voucher_id,
        )  # fmt: skip
        problems = check_voucher(after, work.chart, work.known.commodities, work.facts.currency)
        problems += check_period(work, before.period)
        if after.period != before.period:
            problems.append(
                Problem.of("voucher.leaves_period", voucher=before.label, period=str(before.period))
            )
        refuse_if(problems)
        store.remove_lines(work.connection, work.book_id, head.voucher_id)
        store.change(
            work.connection, work.book_id, head.voucher_id, day=day_key(after.day),
            attachments=after.attachments, reference=nfc(after.reference), maker=book.who,
        )  # fmt: skip
        rows = line_rows(work, head.voucher_id, head.period, after.lines)
        store.insert_lines.run(work.connection, rows)
        show = [_shown(v, work.known.commodities, work.facts.currency) for v in (before, after)]
        work.record(book.who, "amend", str(before.key), *show)
        return after


def void(book: Book, what: VoucherKey | Voucher | str) -> None:
    """Void a draft (作废). It stays visible, with its number, until renumbering."""
    _change_state(book, "void", what, State.DRAFT, State.VOID)


def unvoid(book: Book, what: VoucherKey | Voucher | str) -> None:
    """Make a voided voucher a draft again."""
    _change_state(book, "unvoid", what, State.VOID, State.DRAFT)


def _change_state(
    book: Book, act: str, what: VoucherKey | Voucher | str, old: State, new: State
) -> None:
    with book._acting(act) as work:
        head = _draft(work, what, old)
        refuse_if(check_period(work, Period.from_key(head.period)))
        store.change(work.connection, work.book_id, head.voucher_id, state=new.value)
        work.record(book.who, act, str(key_of(what)), {"state": old.value}, {"state": new.value})


def renumber(
    book: Book, period: Period | str, word: str = DEFAULT_WORD, *, by_date: bool = False
) -> dict[int, int]:
    """Close gaps in the numbers of unposted vouchers (整理断号); voided ones are taken out.

    Returns old and new numbers of those that moved. Posted numbers never change.
    With `by_date`, unposted vouchers are put in the order of their days.
    """
    period = Period.parse(period)
    with book._acting("renumber") as work:
        refuse_if(check_period(work, period))
        heads = store.unposted_heads(work.connection, work.book_id, period.key, word)
        voided = [head for head in heads if head.state == State.VOID]
        kept = [head for head in heads if head.state != State.VOID]
        if by_date:
            kept.sort(key=lambda head: (head.day, head.number))
        if voided:
            removed = [
                _shown(read_voucher(work, head), work.known.commodities, work.facts.currency)
                for head in voided
            ]
            store.remove(work.connection, work.book_id, (head.voucher_id for head in voided))
        last = books.counter(work.connection, work.book_id, posted_counter_name(period, word))
        new = {head.voucher_id: number for number, head in enumerate(kept, last + 1)}
        moved = {h.number: new[h.voucher_id] for h in kept if h.number != new[h.voucher_id]}
        if moved:
            store.renumber(work.connection, work.book_id, new)
        books.set_counters(
            work.connection, work.book_id, {counter_name(period, word): last + len(kept)}
        )
        if moved or voided:
            work.record(
                book.who, "renumber", f"{period}/{word}",
                {"removed": removed} if voided else None,
                {"moved": [[old, number] for old, number in sorted(moved.items())]},
            )  # fmt: skip
        return moved


def _shown(voucher: Voucher, commodities: Mapping[str, Commodity], currency: str) -> dict[str, Any]:
    """A voucher's content as records keep it: texts and whole numbers only."""
    return {
        "day": day_key(voucher.day),
        "word": voucher.word,
        "number": voucher.number or 0,
        "attachments": voucher.attachments,
        "reference": voucher.reference,
        "lines": [
            [
                line.account,
                int(line.side),
                str(line.amount.normalize() + 0),
                line.commodity or currency,
                line.summary,
                line.dimension,
                [line.measure.commodity, str(line.measure.quantity), str(line.measure.rate or "")]
                if line.measure
                else [],
            ]
            for line in voucher.lines
        ],
    }
