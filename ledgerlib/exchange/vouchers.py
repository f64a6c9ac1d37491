"""Vouchers from a sheet, one row a line: all of them are entered, or none and every bad row is told."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from attrs import define, evolve, field

from ..book import Book
from ..book.vouchers import MOST_PROBLEMS
from ..book.work import Progress
from ..core.chart import Chart
from ..core.checking import check_account
from ..core.period import Period, parse_day
from ..core.problem import Problem
from ..core.voucher import DEFAULT_WORD, Line, Voucher
from ..refusal import Refused
from .lines import headers_of, read_line
from .mapping_schema import VoucherMapping
from .opening import Imported
from .sheets import read_sheet
from .voucher_mapping import mapped_sheet

_WORD_NUMBER = re.compile(
    r"(?:(?P<word>[^\d\s字第-]+)\s*(?:字第?|-|第)?|第)?\s*(?P<number>\d+)\s*号?"
    # 5 1/3, 5(1/3), 5.1: the first of several vouchers of one business
    r"(?:\s*[\s(-]\s*(?P<part>\d{1,2})\s*/\s*(?P<parts>\d{1,2})\s*\)?|\.(?P<point>\d{1,2}))?\s*号?"
)
_NUMBER_LIKE = re.compile(r"[-+]?[\d.,]+")


def import_vouchers(
    book: Book,
    path: Path,
    progress: Progress | None = None,
    *,
    mapping: VoucherMapping | None = None,
) -> Imported:
    """Enter the vouchers of a sheet as drafts, as one act.

    Rows of one voucher stand together and share its number. A number is kept
    (with its word, as in 付-3; a word that the book lacks is made), except that
    numbers which run on through the year are brought down to begin at 1 each
    month, and that a text which is no number (A7) becomes the voucher's
    reference and the voucher gets the next number. The same file is entered once. A sheet of
    another program is read by a mapping (see mapping_schema.py).
    """
    return _enter(book, path, progress, mapping, None)


class _NotStored(Exception):  # noqa: N818 - nothing went wrong: it was only to be looked at
    """Undoes what was entered to be looked at."""


def undone(book: Book, enter: Callable[[], Imported]) -> Imported:
    """What an import would do, checked as it checks it; everything it stored is taken back."""
    try:
        with book.transaction():
            done = enter()
            raise _NotStored
    except _NotStored:
        return done


def preview_vouchers(
    book: Book, path: Path, *, mapping: VoucherMapping | None = None
) -> tuple[list[Voucher], Imported]:
    """The vouchers that an import would enter, checked as it would check them; nothing is stored."""
    seen: list[Voucher] = []
    return seen, undone(book, lambda: _enter(book, path, None, mapping, seen))


def entered_once(
    book: Book,
    path: Path,
    vouchers: Iterator[Voucher],
    problems: list[Problem],
    placed: Callable[[Problem], Problem],
    progress: Progress | None = None,
) -> int:
    """Enter the vouchers of a file as one act, once; refused with every problem where it stands."""
    try:
        entered = book.enter_many(
            vouchers,
            make_missing=True,
            source=path.name,
            idempotency_key=f"sheet {_digest(path)}",
            progress=progress,
            problems=problems,
        )
    except Refused as refused:
        found = [placed(problem) for problem in refused.problems]
        raise Refused(sorted(found, key=lambda problem: problem.values.get("row", 0))) from None
    return entered.count


def _enter(
    book: Book,
    path: Path,
    progress: Progress | None,
    mapping: VoucherMapping | None,
    seen: list[Voucher] | None,
) -> Imported:
    """Enter the vouchers of a sheet; `seen`, where it is a list, takes them in."""
    required = ("voucher_no", "date", "summary", "code", "debit", "credit")
    if mapping is not None:
        sheet = mapped_sheet(book, path, mapping)
    else:
        sheet = read_sheet(path, required, headers_of(book.dimension_kinds().values()))
    problems = sheet.problems
    reader = _Reader(path.name, book.facts().currency, book.chart(), _Numbering(book), problems)
    vouchers = _watched(reader.vouchers(sheet.rows), seen)
    count = entered_once(book, path, vouchers, problems, reader.placed, progress)
    return Imported(count, sheet.ignored, (*sheet.notes, *reader.notes))


def _watched(vouchers: Iterator[Voucher], seen: list[Voucher] | None) -> Iterator[Voucher]:
    for voucher in vouchers:
        if seen is not None:
            seen.append(voucher)
        yield voucher


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@define
class _Numbering:
    """Turns the numbers of a sheet into those of the book, month by month and word by word."""

    book: Book
    _shift: dict[tuple[Period, str], int] = field(factory=dict)
    _last: dict[str, tuple[Period, int]] = field(factory=dict)
    _words: list[str] | None = None

    @property
    def words(self) -> list[str]:
        """The words of the book, as they were when the sheet was begun."""
        if self._words is None:
            self._words = self.book.words()
        return self._words

    def number(self, period: Period, word: str, number: int) -> int:
        """The number in the book for a number of the sheet."""
        key = (period, word)
        if key not in self._shift:
            self._shift[key] = self._first_shift(period, word, number)
        before = self._last.get(word)
        if before is None or period >= before[0]:
            self._last[word] = (period, number)
        return number - self._shift[key]

    def _first_shift(self, period: Period, word: str, number: int) -> int:
        """How far the numbers of a month lie above where they should begin.

        Numbers that follow on the last of the month before run on through the
        year. So do those of a word the book did not have, wherever they begin.
        """
        last_in_book = self.book.last_number(period, word)
        before = self._last.get(word)
        runs_on = before is not None and before[0] < period and number > before[1]
        is_new = before is None and word not in self.words
        return number - 1 - last_in_book if (runs_on or is_new) and number > last_in_book else 0


@define
class _Reader:
    """Reads rows into vouchers, remembering where each came from."""

    file: str
    currency: str
    chart: Chart
    numbering: _Numbering
    problems: list[Problem]
    notes: list[Problem] = field(factory=list)
    _count: int = 0
    _rows: dict[int, list[int]] = field(factory=dict)
    _units: dict[str, str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._units = {a.code: a.unit for a in self.chart.accounts.values() if a.unit}

    def vouchers(self, rows: Iterator[tuple[int, Mapping[str, str]]]) -> Iterator[Voucher]:
        """The vouchers of the sheet; bad rows go to the problems and their vouchers are left out."""
        group: list[tuple[int, Mapping[str, str]]] = []
        name: tuple[str, str, str] | None = None
        for row, cells in rows:
            if len(self.problems) >= MOST_PROBLEMS:
                self.problems.append(Problem.of("sheet.more_problems", file=self.file, row=row))
                return  # a sheet like this is wrong as a whole
            label = (cells.get("word", ""), cells["voucher_no"])
            if group and not any(label) and not cells["date"]:
                group.append((row, cells))  # a row that goes on without saying so again
                continue
            this = (*label, _month(cells["date"]))
            if group and this != name:
                yield from self._voucher(group)
                group = []
            name = this
            group.append((row, cells))
        if group:
            yield from self._voucher(group)

    def _voucher(self, group: list[tuple[int, Mapping[str, str]]]) -> Iterator[Voucher]:
        row, head = group[0]
        before = len(self.problems)
        day = self._day(group)
        word, number, part, reference = self._name(row, head)
        attachments = self._attachments(row, head)
        lines, rows = self._lines(group)
        if len(self.problems) > before or day is None:
            self._check_what_was_read(lines, rows)
            return
        period = Period.of(day)
        if number is not None:
            number = self.numbering.number(period, word, number)
        voucher = Voucher(day, tuple(lines), word, number, attachments, reference, part=part)
        self._remember(rows)
        yield voucher

    def _day(self, group: list[tuple[int, Mapping[str, str]]]) -> date | None:
        day = None
        for row, cells in group:
            if not cells["date"] and day is not None:
                continue
            try:
                found = parse_day(cells["date"])
            except ValueError:
                self._add(Problem.of("date.malformed", field="date", value=cells["date"]), row)
                return None
            if day is not None and found != day:
                self._add(
                    Problem.of("voucher.two_days", voucher=cells["voucher_no"], field="date"), row
                )
            day = day or found
        return day

    def _name(self, row: int, cells: Mapping[str, str]) -> tuple[str, int | None, int, str]:
        """Word, number, part and reference. What is no number of ours is kept as the reference."""
        text = unicodedata.normalize("NFKC", cells["voucher_no"])
        reference, word = cells.get("reference", ""), cells.get("word", "")
        if not text:
            self._add(Problem.of("voucher.unnumbered", field="voucher_no"), row)
            return word, None, 0, reference
        match = _WORD_NUMBER.fullmatch(text)
        found = match["word"] or "" if match else ""
        if match is None or (found and found.isascii() and "-" not in text):
            begins = any(text.startswith(each) for each in self.numbering.words)
            if _NUMBER_LIKE.fullmatch(text) or begins:
                self._add(Problem.of("voucher.number", field="voucher_no", voucher=text), row)
            return word or DEFAULT_WORD, None, 0, reference or cells["voucher_no"]
        part = int(match["part"] or match["point"] or 0)
        if match["parts"] and not 1 <= part <= int(match["parts"]):
            self._add(Problem.of("voucher.number", field="voucher_no", voucher=text), row)
        return word or found or DEFAULT_WORD, int(match["number"]), part, reference

    def _attachments(self, row: int, cells: Mapping[str, str]) -> int:
        text = unicodedata.normalize("NFKC", cells.get("attachments", ""))
        if text and not (text.isascii() and text.isdigit()):
            self._add(Problem.of("voucher.attachments", field="attachments", value=text), row)
            return 0
        return int(text or 0)

    def _lines(self, group: list[tuple[int, Mapping[str, str]]]) -> tuple[list[Line], list[int]]:
        lines: list[Line] = []
        rows: list[int] = []
        summary = ""
        zeros = []
        for row, cells in group:
            found: list[Problem] = []
            line = read_line(cells, self.currency, found, self._units)
            for problem in found:
                self._add(problem, row, voucher=cells["voucher_no"] or group[0][1]["voucher_no"])
            if line is None:
                code = cells["code"]
                for problem in check_account(code, self.chart) if code else ():
                    self._add(problem, row)
                continue
            summary = line.summary or summary
            line = line if line.summary else evolve(line, summary=summary)
            if line.moves_nothing:
                zeros.append((row, line))
                continue
            lines.append(line)
            rows.append(row)
        if not lines and zeros:  # a voucher of nothing but zeros is refused, line by line
            return [line for _, line in zeros], [row for row, _ in zeros]
        for row, line in zeros:  # a line that moves nothing is left out of one that moves something
            self.notes.append(
                Problem.of("line.zero_left_out", file=self.file, row=row, account=line.account)
            )
        return lines, rows

    def _check_what_was_read(self, lines: list[Line], rows: list[int]) -> None:
        """Of a voucher that can't be entered, find what else is wrong: one repair, not five."""
        for line, row in zip(lines, rows, strict=True):
            for problem in check_account(line.account, self.chart):
                self._add(problem, row)

    def _add(self, problem: Problem, row: int, **places: str) -> None:
        self.problems.append(problem.at(file=self.file, row=row, **places))

    def _remember(self, rows: list[int]) -> None:
        """Keep the rows of the last few thousand vouchers, among which the book will find faults."""
        self._count += 1
        self._rows[self._count] = rows
        self._rows.pop(self._count - 10_000, None)

    def placed(self, problem: Problem) -> Problem:
        """The problem at the row of the sheet where it is."""
        rows = self._rows.get(problem.values.get("entry", 0))
        if rows is None or "row" in problem.values:
            return problem
        return problem.at(file=self.file, row=rows[problem.values.get("line", 1) - 1])


def _month(text: str) -> str:
    try:
        return str(Period.of(parse_day(text)))
    except ValueError:
        return text
