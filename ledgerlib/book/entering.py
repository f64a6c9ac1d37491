"""Entering vouchers (填制凭证), one or a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from ..core.canonical import content_digest, encoded, nfc
from ..core.checking import check_voucher
from ..core.period import Period, day_from_key, day_key
from ..core.permission import User, check_person
from ..core.problem import Problem
from ..core.voucher import DEFAULT_WORD, Line, State, Voucher, VoucherKey
from ..core.word import Word, check_word
from ..refusal import Refused, refuse_if
from ..store import books, idempotency
from ..store import vouchers as store
from .commodities import intern_commodities, intern_words
from .dimensions import Labels
from .guarding import guard
from .rates import with_rates
from .vouchers import (
    MOST_PROBLEMS,
    check_period,
    counter_name,
    label,
    line_rows,
    not_started,
    read_voucher,
    shown,
)
from .work import Progress, Work

if TYPE_CHECKING:
    from .book import Book


#: Lines checked and written at a time: a voucher may have thousands of them.
_LINES_AT_A_TIME = 10_000


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
        digest = content_digest(shown(voucher, work.known.commodities, work.facts.currency))
        earlier = idempotency.entered_under(work.connection, work.book_id, idempotency_key)
        if earlier is None:
            entered = enter_one(work, book.who, voucher)
            assert entered.voucher_id is not None
            idempotency.keep_key(
                work.connection, work.book_id, idempotency_key, entered.voucher_id, digest
            )
            return entered
        voucher_id, earlier_digest = earlier
        if earlier_digest != digest:
            raise Refused([Problem.of("idempotency.other_content", key=idempotency_key)])
        head = store.head_by_id(work.connection, work.book_id, voucher_id)
        if head is None:
            raise Refused([Problem.of("idempotency.removed", key=idempotency_key)])
        return read_voucher(work, head)


def enter_one(work: Work, who: str, voucher: Voucher) -> Voucher:
    """Enter a voucher inside an act, with its own record, and return it with its number."""
    entry = Entry(work, who)
    entry.add([voucher])
    refuse_if(entry.problems)
    entry.finish()
    guard(work)
    number = entry.last.number if entry.last else None
    entered = evolve(
        entry.written or voucher, number=number, voucher_id=entry.voucher_id, maker=who
    )
    work.record(
        who, "enter", str(entered.key), None,
        shown(entered, work.known.commodities, work.facts.currency),
    )  # fmt: skip
    return entered


def enter_many(
    book: Book,
    vouchers: Iterable[Voucher],
    *,
    make_missing: bool = False,
    source: str = "",
    idempotency_key: str = "",
    progress: Progress | None = None,
    problems: list[Problem] | None = None,
) -> Entered:
    """Enter any number of vouchers as one act: all, or none with every problem told.

    They stream through in chunks. Numbers given are kept; vouchers without one
    get the next. With `make_missing`, words and commodities that the book lacks
    are made. A batch with an `idempotency_key` is entered once, and refused when it
    comes again, unless its first voucher has been voided. `source` is recorded (the
    name of a sheet). `problems` is a list to which the stream itself may add while
    it is read; any there refuses all.
    """
    found = problems if problems is not None else []
    with book._acting("enter") as work:
        refuse_if(not_started(work))  # once, not for each of ten thousand vouchers
        if idempotency_key:
            _refuse_again(work, idempotency_key)
        entry = Entry(work, book.who, make_missing=make_missing, problems=found)
        for chunk in _portions(vouchers):
            if len(found) < MOST_PROBLEMS:
                entry.add(chunk)
            if progress:
                progress(entry.seen, None)
        refuse_if(found)
        entry.finish()
        guard(work)
        done = Entered(entry.count, entry.first, entry.last)
        if entry.count and idempotency_key:
            idempotency.keep_key(
                work.connection, work.book_id, idempotency_key, entry.first_id, entry.digest()
            )
        if entry.count:
            work.record(
                book.who, "enter", f"{entry.first} … {entry.last}", None, entry.summed_up(source)
            )
        return done


def _portions(vouchers: Iterable[Voucher]) -> Iterator[list[Voucher]]:
    """The vouchers in lists that are not too long, counted by their lines too."""
    portion: list[Voucher] = []
    lines = 0
    for voucher in vouchers:
        portion.append(voucher)
        lines += len(voucher.lines)
        if len(portion) >= store.PAGE or lines >= _LINES_AT_A_TIME:
            yield portion
            portion, lines = [], 0
    if portion:
        yield portion


def _refuse_again(work: Work, key: str) -> None:
    earlier = idempotency.entered_under(work.connection, work.book_id, key)
    head = store.head_by_id(work.connection, work.book_id, earlier[0]) if earlier else None
    if head is not None and head.state != State.VOID:
        raise Refused([Problem.of("idempotency.again", voucher=label(head))])


@define
class _Series:
    """The vouchers of one period and word: what stands in their way, and the last number given out."""

    period: Period
    word: Word
    problems: list[Problem]
    last: int
    count: int = 0
    #: Numbers, with their parts, given out by this act and not in the database yet.
    pending: set[tuple[int, int]] = field(factory=set)
    #: The day that no later number may be dated before, where the policy wants them in order.
    latest_day: int = 0


@define(slots=False)
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
    first_id: int = 0
    _latest: VoucherKey | None = None
    _series: dict[tuple[int, int, str], _Series] = field(factory=dict)
    _digests: tuple[Any, Any] = field(factory=lambda: (sha256(), sha256()))
    _labels: Labels | None = None
    #: Rates of days that were looked up, for lines that came without one.
    _rates: dict[tuple[str, date], Decimal | None] = field(factory=dict)

    def add(self, vouchers: Sequence[Voucher]) -> None:
        """Check and number these vouchers, and write them unless there are problems."""
        work = self.work
        if self.make_missing:
            intern_words(work, (voucher.word for voucher in vouchers))
            intern_commodities(
                work, self.who, (line for voucher in vouchers for line in voucher.lines)
            )
        vouchers, wrong = self._with_labels(vouchers)
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
            if found and any(problem.code == "rate.missing" for problem in found):
                # Looked up only now: a voucher without foreign currency costs nothing for it.
                voucher = with_rates(work, voucher, self._rates)
                found = check_voucher(voucher, chart, commodities, currency)
            if series.word.demand or self.user.accounts or self.user.words:
                found += self._check_word_and_person(voucher, series)
            if wrong:
                found += [
                    problem.at(voucher=voucher.label, line=number)
                    for number, line in enumerate(voucher.lines, 1)
                    for problem in wrong.get(line.dimension, ())
                ]
            if series.problems:
                found += [
                    problem.at(voucher=voucher.label, field="date") for problem in series.problems
                ]
            number = None if found else self._number(voucher, series, found)
            if number is None:
                self.problems += [problem.at(entry=self.seen) for problem in found]
            elif not self.problems:
                self._put(voucher, series, number, heads, lines)
        if not self.problems and heads:
            self._write(heads, lines)

    @cached_property
    def user(self) -> User:
        """Who enters."""
        return self.work.users[self.who]

    def _with_labels(
        self, vouchers: Sequence[Voucher]
    ) -> tuple[Sequence[Voucher], dict[str, list[Problem]]]:
        """The vouchers with their dimensions in form, and what is wrong with any of these."""
        if not any(line.dimension for voucher in vouchers for line in voucher.lines):
            return vouchers, {}
        labels = self._labels or Labels(self.work, self.who, self.make_missing)
        self._labels = labels
        vouchers = [
            evolve(v, lines=tuple(labels.in_form(x) if x.dimension else x for x in v.lines))
            for v in vouchers
        ]
        return vouchers, labels.check(x.dimension for v in vouchers for x in v.lines)

    def _check_word_and_person(self, voucher: Voucher, series: _Series) -> list[Problem]:
        """Whether a voucher is what its word says, and within what its maker may enter."""
        problems = check_word(voucher, series.word, self.work.chart)
        return problems + check_person(self.user, voucher)

    def _begin(self, voucher: Voucher) -> _Series:
        """The first voucher of its period and word: whether the book takes such vouchers at all."""
        work, period, word = self.work, voucher.period, voucher.word
        problems = list(check_period(work, period))
        if word not in work.known.words:
            known = " ".join(work.known.words)
            problems.append(Problem.of("word.unknown", word=word, known=known, field="word"))
        last, voucher_id = books.counters(
            work.connection, work.book_id, counter_name(period, word), "voucher"
        )
        if not self.voucher_id:
            self.voucher_id = voucher_id
            self.first_id = voucher_id + 1
        series = _Series(period, work.known.words.get(word, Word(word)), problems, last)
        self._series[period.year, period.month, word] = series
        return series

    def _number(self, voucher: Voucher, series: _Series, found: list[Problem]) -> int | None:
        """The voucher's number: its own if it is free, else the next."""
        number = voucher.number if voucher.number is not None else series.last + 1
        if not 1 <= number <= 99_999_999 or not 0 <= voucher.part <= 99:
            found.append(Problem.of("voucher.number", voucher=voucher.label, field="voucher_no"))
            return None
        if self.work.policies.dates_in_order:
            found += self._check_order(voucher, series, number)
            if found:
                return None
        if number > series.last:
            series.last = number
        elif self._is_taken(series, number, voucher.part):
            found.append(Problem.of("voucher.duplicate", voucher=voucher.label, field="voucher_no"))
            return None
        series.pending.add((number, voucher.part))
        return number

    def _is_taken(self, series: _Series, number: int, part: int) -> bool:
        """Whether the number is given: as a whole it stands alone, a part beside other parts."""
        work, word = self.work, series.word.word
        taken = store.parts(work.connection, work.book_id, series.period.key, word, number)
        given = [each for same, each in series.pending if same == number] + list(taken)
        return (
            part in given or (0 in given if part else bool(given)) or State.POSTED in taken.values()
        )

    def _check_order(self, voucher: Voucher, series: _Series, number: int) -> list[Problem]:
        """Whether a voucher is dated in the order of its number (序时)."""
        work, day = self.work, day_key(voucher.day)
        if not series.latest_day:
            series.latest_day = store.latest_day(
                work.connection, work.book_id, series.period.key, series.word.word
            )
        if number < series.last or day < series.latest_day:
            latest = str(day_from_key(series.latest_day)) if series.latest_day else "-"
            return [Problem.of("voucher.out_of_order", voucher=voucher.label, latest=latest,
                               field="date")]  # fmt: skip
        series.latest_day = day
        return []

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
            original = store.head(work.connection, work.book_id, voucher.reverses)
            if original is None:
                self.problems.append(Problem.of("voucher.unknown", voucher=str(voucher.reverses)))
                return
            reverses = original.voucher_id
        heads.append(
            (
                work.book_id, self.voucher_id, period, voucher.word, number, day_key(voucher.day),
                voucher.kind.value, voucher.attachments, nfc(voucher.reference), reverses,
                State.DRAFT.value, self.who, "", "", "", voucher.part,
            )
        )  # fmt: skip
        lines += line_rows(work, self.voucher_id, period, voucher.lines)
        self.written = voucher
        if self.first is None:
            self.first = VoucherKey(series.period, series.word.word, number, voucher.part)
        self._latest = VoucherKey(series.period, series.word.word, number, voucher.part)

    def _write(self, heads: list[tuple[Any, ...]], lines: list[tuple[Any, ...]]) -> None:
        store.insert_heads.run(self.work.connection, heads)
        store.insert_lines.run(self.work.connection, lines)
        for digest, rows in zip(self._digests, (heads, lines), strict=True):
            digest.update(encoded(rows) + b",")

    def finish(self) -> None:
        """Remember the last numbers given out."""
        if self._latest is None:
            return
        self.last = self._latest
        books.set_counters(
            self.work.connection,
            self.work.book_id,
            {counter_name(each.period, each.word.word): each.last for each in self._series.values()}
            | {"voucher": self.voucher_id},
        )

    def summed_up(self, source: str) -> dict[str, Any]:
        """What the record of the act keeps: how many, from where, and the digest of all their rows."""
        return {
            "source": source,
            "vouchers": self.count,
            "words": {
                f"{each.period}/{each.word.word}": each.count for each in self._series.values()
            },
            "digest": self.digest(),
        }

    def digest(self) -> str:
        """One digest over the rows of all heads, and over those of all lines."""
        return content_digest([digest.hexdigest() for digest in self._digests])
