"""Vouchers on their way into a book: checked, numbered and written, one or a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from attrs import define, evolve, field

from ..core.canonical import content_digest, encoded, nfc
from ..core.checking import check_voucher
from ..core.period import Period, day_from_key, day_key
from ..core.permission import User, check_person
from ..core.problem import Problem
from ..core.voucher import State, Voucher, VoucherKey
from ..core.word import Word, check_word
from ..store import books
from ..store import vouchers as store
from .commodities import intern_commodities, intern_words
from .dimensions import Labels
from .rates import with_rates
from .vouchers import check_period, counter_name, line_rows
from .work import Work


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
            if not any(word.demand for word in work.known.words.values()):
                # A book whose words have rules takes no word that has none.
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
        day = day_key(voucher.day)
        heads.append(
            (
                work.book_id, self.voucher_id, period, voucher.word, number, day,
                voucher.kind.value, voucher.attachments, nfc(voucher.reference), reverses,
                State.DRAFT.value, self.who, "", "", "", voucher.part,
            )
        )  # fmt: skip
        lines += line_rows(work, self.voucher_id, period, day, voucher.lines)
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
