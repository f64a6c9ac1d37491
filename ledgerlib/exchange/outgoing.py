"""What every export of a whole book begins with: the span, the vouchers, the head, the files.

An export reads the book in one snapshot, works in any state of it, alters nothing, and its
files are written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from attrs import frozen

from ..book import Book
from ..book.balances import Span
from ..book.choosing import parse_period
from ..book.finding import VoucherFilter
from ..core.balance import Detail, Measured
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import State, Voucher
from ..language import text
from ..refusal import Refused
from ..store.books import Facts

SOFTWARE = "ledgerlib"
_UNPOSTED = (State.DRAFT, State.REVIEWED)


@frozen
class ExportUnit:
    """What an export says of the unit and a book does not know: its name where it is not the
    book's, its organisation code (统一社会信用代码), nature (单位性质) and industry (行业)."""

    name: str = ""
    organisation_code: str = ""
    nature: str = ""
    industry: str = ""
    country: str = "CN"


@frozen
class ExportOptions:
    """What is to be taken out of a book, and how it is to be written.

    A fiscal `year`, or periods `first` to `last`; the whole book where nothing is said (of the
    formats that hold one year, the last one with vouchers). `lengths` is a file of lengths of
    one's own; what is longer is refused, or cut where `cut` says so. `encoding` is of xml.
    """

    year: int | None = None
    first: Period | str | None = None
    last: Period | str | None = None
    include_unposted: bool = False
    unit: ExportUnit = ExportUnit()
    encoding: str = "UTF-8"
    lengths: Path | None = None
    cut: bool = False


@frozen
class Exported:
    """What an export wrote. `warnings` are the values that were cut, one problem each."""

    files: tuple[Path, ...]
    first: Period
    last: Period
    warnings: tuple[Problem, ...] = ()


@frozen
class Outgoing:
    """A book on its way out: a snapshot of it, and what is taken from it.

    `span` holds the figures of the first period: their openings are those of the export. `who`
    takes it out, empty for someone who only reads.
    """

    book: Book
    asked: ExportOptions
    facts: Facts
    span: Span
    first: Period
    last: Period
    who: str = ""

    @property
    def unit(self) -> str:
        """The name of the unit."""
        return self.asked.unit.name or self.facts.name

    def periods(self) -> Iterator[Period]:
        """The months of the export, one after the other."""
        month = self.first
        while month <= self.last:
            yield month
            month = month.next()

    def vouchers(
        self,
        word: str = "",
        *,
        void_too: bool = False,
        dimension: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Iterator[Voucher]:
        """The vouchers by period, word and number: posted, and what is unposted where asked for.

        Void ones are unposted, and never among them unless `void_too`.
        """
        return self.book.vouchers_in(self._filter(word, void_too=void_too, dimension=dimension))

    def words(self) -> list[str]:
        """The voucher words of the book, and those that older vouchers of the span still have."""
        used = (each.word for each in self.book.numbers(self.first, self.last))
        return list(dict.fromkeys([*self.book.words(), *used]))

    def voucher_count(self) -> int:
        """How many vouchers those are, void ones left out."""
        return sum(self.book.count_vouchers(self._filter("")).values())

    def _filter(
        self,
        word: str,
        *,
        void_too: bool = False,
        dimension: Mapping[str, tuple[str, ...]] | None = None,
    ) -> VoucherFilter:
        states = states_of(self.asked)
        if void_too and self.asked.include_unposted:
            states = (*states, State.VOID)
        return VoucherFilter(self.first, self.last, word=word, states=states, dimension=dimension)

    def details(self, first: Period, last: Period | None = None) -> dict[Detail, Measured]:
        """The figures of leaf accounts by dimension and measure over a span, in their order."""
        found = self.book.details(
            first, last, include_unposted=self.asked.include_unposted
        ).details  # fmt: skip
        return {detail: found[detail] for detail in sorted(found) if has_any(found[detail])}

    def goods(self) -> Iterator[Span]:
        """The first period's figures in each of the goods that a quantity book's lines are in."""
        for commodity in self.span.commodities.values():
            if not commodity.is_currency:
                found = self.book.figures(
                    self.first, commodity=commodity.code,
                    include_unposted=self.asked.include_unposted,
                )  # fmt: skip
                if found.figures:
                    yield found

    def head(self) -> list[str]:
        """What every export says of itself: the span, and how to trace it back to the book."""
        span = str(self.first) if self.first == self.last else f"{self.first} … {self.last}"
        told = [
            text("report.book", book=self.facts.name),
            text("report.period", period=span),
            text("report.currency", currency=self.span.currency.code),
            text(f"regime.{self.facts.regime}"),
        ]
        if self.span.policies:
            told.append(text("report.policies", policies=self.span.policies))
        if self.asked.include_unposted:
            told.append(text("report.include_unposted"))
        return [
            f"{SOFTWARE} {version()}", *told, text("report.chain_head", head=self.span.chain_head),
        ]  # fmt: skip


def version() -> str:
    """The version of this software."""
    from .. import __version__  # is set after all that is public has been imported

    return __version__


def states_of(asked: ExportOptions) -> tuple[State, ...]:
    """The states of the vouchers that are taken out."""
    return (*_UNPOSTED, State.POSTED) if asked.include_unposted else (State.POSTED,)


def has_any(measured: Measured) -> bool:
    """Whether a balance stands or anything moved within the span, whatever the year came to."""
    return any(
        each.opening_minor or each.debit_minor or each.credit_minor
        for each in (measured.amount, measured.quantity)
    )


@contextmanager
def outgoing(book: Book, asked: ExportOptions, *, one_year: bool = False) -> Iterator[Outgoing]:
    """A book on its way out, in one snapshot.

    Refused where the span is none of the book's, or is not of one year where it must be.
    """
    with book.snapshot() as still:
        facts = still.facts()
        first, last = _span(still, facts, asked, one_year=one_year)
        still.figures(first, last)  # refuses a span that is none of the book's
        if one_year and first.year != last.year:
            problem = Problem.of("export.several_years", first=str(first), last=str(last))
            raise Refused([problem])
        span = still.figures(first, include_unposted=asked.include_unposted)
        yield Outgoing(still, asked, facts, span, first, last, book.who)


def _span(
    book: Book, facts: Facts, asked: ExportOptions, *, one_year: bool
) -> tuple[Period, Period]:
    first = parse_period(asked.first) if asked.first is not None else None
    last = parse_period(asked.last) if asked.last is not None else None
    if first is None and last is None:
        latest = _latest(book, facts, asked)
        year = asked.year if asked.year is not None else latest.year if one_year else None
        if year is None:
            return facts.start, latest
        begin, end = Period(year, 1), Period(year, 12)
        if end >= facts.start:
            begin = max(begin, facts.start)
        # Of a year that is still going on, the months behind the last one with anything are left out.
        return begin, max(begin, min(end, latest)) if year >= latest.year else end
    if first is None:
        assert last is not None
        first = max(facts.start, Period(last.year, 1)) if one_year else facts.start
    return first, last if last is not None else max(first, _latest(book, facts, asked))


def _latest(book: Book, facts: Facts, asked: ExportOptions) -> Period:
    """The last month with a voucher, or closed; the first of the book where there is none."""
    newest = book.find_vouchers(
        VoucherFilter(states=states_of(asked)), newest_first=True, limit=1
    ).rows  # fmt: skip
    found = [row.key.period for row in newest]
    if facts.closed_through >= facts.start_period:
        found.append(Period.from_key(facts.closed_through))
    return max([facts.start, *found])


@contextmanager
def whole_files(*paths: Path) -> Iterator[list[IO[bytes]]]:
    """Files that are written whole or not at all: what stood there before stays where that fails.

    Each is written beside its place, and brought there when all are done. Raises OSError.
    """
    parts = [path.with_name(f".{path.name}.part") for path in paths]
    try:
        with ExitStack() as stack:
            opened: list[IO[bytes]] = []
            for path, part in zip(paths, parts, strict=True):
                is_file = path.is_file() or not path.exists()
                opened.append(stack.enter_context((part if is_file else path).open("wb")))
            yield opened
        for path, part in zip(paths, parts, strict=True):
            if part.exists():
                part.replace(path)
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def folder_for(folder: Path) -> Iterator[None]:
    """A folder for files that are about to be written; taken away again where they are not."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise


def write_text(lines: Iterator[str], path: Path) -> None:
    """Write the lines of a text as UTF-8, whole or not at all."""
    with whole_files(path) as (file,):
        for line in lines:
            file.write(f"{line}\n".encode())
