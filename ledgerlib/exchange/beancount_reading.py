"""Vouchers and openings from beancount text: our own export comes back as it was, and others' text.

Beancount itself reads it (the extra `ledgerlib[beancount]`). Its plugins and includes are not
run: a file from elsewhere is data here, never a program. Accounts are told by the `code` in the
metadata of their `open`, or by a sheet with `name` (theirs) and `code` (ours). What beancount has
no place for is read from the metadata that our export writes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, field

from ..book import Book
from ..book.opening import OpeningLine
from ..core.account import Side
from ..core.amount import AmountError, exact
from ..core.chart import Chart
from ..core.commodity import Commodity, CommodityKind
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Kind, Line, Measure, Settlement, Voucher, VoucherKey
from ..core.word import Word, fitting_word
from ..refusal import Refused
from .opening import Imported
from .sheets import encoding_of, read_sheet
from .vouchers import entered_once, undone

_HEX: Final = re.compile(r"X-((?:[0-9A-F]{2})+)")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def import_beancount(book: Book, path: Path, accounts: Path | None = None) -> Imported:
    """Enter what a beancount file holds as drafts, all or nothing, every problem with its line.

    Of a book that has not started the openings are taken (the transactions before its first
    day), and the vouchers wait; of one that has, the vouchers, and the openings must be the
    book's. Balance assertions are checked. The same file is entered once. Raises Refused, also
    where the package beancount is not installed.
    """
    reading = _read(book, path, accounts)
    return _enter(book, path, reading)


def preview_beancount(
    book: Book, path: Path, accounts: Path | None = None
) -> tuple[list[Voucher], Imported]:
    """The vouchers that an import would enter, checked as it would check them; nothing is stored."""
    reading = _read(book, path, accounts)
    return reading.vouchers, undone(book, lambda: _enter(book, path, reading))


def _enter(book: Book, path: Path, reading: _Reading) -> Imported:
    if not book.facts().is_started:
        if reading.vouchers:
            reading.notes.append(
                Problem.of("beancount.waiting", file=path.name, count=len(reading.vouchers))
            )
        try:
            book.set_opening([OpeningLine(line) for line in reading.openings], make_missing=True)
        except Refused as refused:
            raise Refused(problem.at(file=path.name) for problem in refused.problems) from None
        return Imported(len(reading.openings), (), tuple(reading.notes))
    reading.check_openings()
    count = entered_once(book, path, iter(reading.vouchers), reading.problems, reading.placed)
    return Imported(count, (), tuple(reading.notes))


def _read(book: Book, path: Path, accounts: Path | None) -> _Reading:
    try:
        parser = import_module("beancount.parser.parser")
        booking = import_module("beancount.parser.booking")
    except ModuleNotFoundError as error:
        raise Refused([Problem.of("beancount.missing", file=path.name)]) from error
    try:
        text = path.read_text(encoding_of(path))
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error
    entries, errors, options = parser.parse_string(text)
    entries, more = booking.book(entries, options)
    reading = _Reading(book, path.name, _codes(accounts))
    for wrong in [*errors, *more]:
        row = wrong.source.get("lineno", 0) if wrong.source else 0
        reading.add(Problem.of("beancount.syntax", reason=wrong.message), row)
    for key in ("include", "plugin"):
        if options.get(key):
            named = " ".join(each if isinstance(each, str) else each[0] for each in options[key])
            reading.add(Problem.of("beancount.not_run", name=f"{key} {named}"), 0)
    reading.take(entries)
    return reading


def _codes(accounts: Path | None) -> dict[str, str]:
    """Our codes by their names, from a sheet."""
    if accounts is None:
        return {}
    sheet = read_sheet(accounts, ("name", "code"))
    found = {cells["name"]: cells["code"] for _, cells in sheet.rows if cells["name"]}
    if sheet.problems:
        raise Refused(sheet.problems)
    return found


@define
class _Reading:
    """What a file holds, in our terms."""

    book: Book
    file: str
    codes: dict[str, str]
    problems: list[Problem] = field(factory=list)
    notes: list[Problem] = field(factory=list)
    vouchers: list[Voucher] = field(factory=list)
    openings: list[Line] = field(factory=list)
    _rows: list[tuple[int, list[int]]] = field(factory=list)
    _commodities: dict[str, str] = field(factory=dict)
    _known: dict[str, Commodity] = field(factory=dict)
    _words: list[Word] = field(factory=list)
    _chart: Chart = field(init=False)
    _currency: str = ""
    _start: date = date.min
    #: What has been posted so far, by their account and commodity.
    _balances: dict[tuple[str, str], Decimal] = field(factory=lambda: defaultdict(Decimal))

    def add(self, problem: Problem, row: int) -> None:
        """Note a problem at a line of the file."""
        where = {"row": row} if row else {}
        self.problems.append(problem.at(file=self.file, **where))

    def take(self, entries: list[Any]) -> None:
        """Read the directives, which stand in the order of their days."""
        facts = self.book.facts()
        self._currency, self._start = facts.currency, facts.start.first_day
        self._known = self.book.figures(facts.start).commodities
        self._words, self._chart = self.book.word_rules(), self.book.chart()
        kinds = {type(entry).__name__ for entry in entries}
        for entry in entries:
            if type(entry).__name__ == "Open" and "code" in entry.meta:
                self.codes.setdefault(entry.account, str(entry.meta["code"]))
            elif type(entry).__name__ == "Commodity" and "name" in entry.meta:
                self._commodities[entry.currency] = str(entry.meta["name"])
        self._check_accounts(entries)
        for entry in entries:
            match type(entry).__name__:
                case "Transaction":
                    self._transaction(entry)
                case "Balance":
                    self._balance(entry)
                case "Pad":
                    self.add(Problem.of("beancount.pad", account=entry.account), _row(entry))
        passed = sorted(kinds - {"Open", "Commodity", "Transaction", "Balance", "Pad", "Close"})
        if passed:
            name = " ".join(passed)
            self.notes.append(Problem.of("beancount.passed_over", file=self.file, name=name))

    def _check_accounts(self, entries: list[Any]) -> None:
        """Every account that is used and has no code, once, at the line of its first use."""
        unknown: dict[str, int] = {}
        for entry in entries:
            for posting in getattr(entry, "postings", None) or ():
                if posting.account not in self.codes:
                    unknown.setdefault(posting.account, posting.meta.get("lineno", _row(entry)))
        for name, row in unknown.items():
            self.add(Problem.of("beancount.account", name=name), row)

    def _transaction(self, entry: Any) -> None:
        before = len(self.problems)
        narration = " ".join(part for part in (entry.payee, entry.narration) if part)
        lines = [self._line(posting, narration) for posting in entry.postings]
        for posting in entry.postings:
            if posting.units is not None:
                self._balances[posting.account, posting.units.currency] += posting.units.number
        if len(self.problems) > before or None in lines:
            return
        kept = tuple(line for line in lines if line is not None)
        if entry.date < self._start and "voucher" not in entry.meta:
            self.openings += [evolve(line, summary="") for line in kept]
            return
        voucher = self._head(entry, kept)
        if voucher is not None:
            self.vouchers.append(voucher)
            rows = [posting.meta.get("lineno", _row(entry)) for posting in entry.postings]
            self._rows.append((_row(entry), rows))

    def _head(self, entry: Any, lines: tuple[Line, ...]) -> Voucher | None:
        meta = entry.meta
        voucher = Voucher(entry.date, lines, reference=str(meta.get("reference", "")))
        try:
            if "voucher" in meta:
                key = VoucherKey.parse(str(meta["voucher"]))
                if key.period != Period.of(entry.date):
                    raise ValueError(key)
                voucher = evolve(voucher, word=key.word, number=key.number, part=key.part)
            else:
                voucher = evolve(voucher, word=fitting_word(voucher, self._words, self._chart))
            reverses = VoucherKey.parse(str(meta["reverses"])) if "reverses" in meta else None
            attached = int(meta.get("attachments", 0))
            kind = Kind(str(meta.get("kind", Kind.ORDINARY)))
        except ValueError:
            shown = str(meta.get("voucher", "")) or str(meta.get("reverses", ""))
            self.add(Problem.of("beancount.voucher", value=shown), _row(entry))
            return None
        return evolve(voucher, attachments=attached, kind=kind, reverses=reverses)

    def _line(self, posting: Any, narration: str) -> Line | None:
        meta = posting.meta or {}
        row = meta.get("lineno", 0)
        units, price, cost = posting.units, posting.price, posting.cost
        if units is None or posting.account not in self.codes:
            return None
        amount, commodity = units.number, self._name(units.currency)
        measure = self._measure(meta, row)
        held = cost or price
        if held is not None and measure is None:  # 100 USD @ 7.10 CNY: a measure at its rate
            measure = Measure(commodity, abs(amount), held.number, self._kind(commodity))
            amount, commodity = amount * held.number, self._name(held.currency)
        side = Side.CREDIT if amount < 0 else Side.DEBIT
        if meta.get("side") in ("debit", "credit"):
            side = Side.DEBIT if meta["side"] == "debit" else Side.CREDIT
        return Line(
            self.codes[posting.account], side, side * amount,
            str(meta.get("summary", narration)),
            "" if commodity == self._currency else commodity,
            str(meta.get("dimension", "")), measure, _settlement(meta),
        )  # fmt: skip

    def _measure(self, meta: dict[str, Any], row: int) -> Measure | None:
        if "measure" not in meta:
            return None
        quantity, _, commodity = str(meta["measure"]).partition(" ")
        try:
            rate = exact(str(meta["rate"])) if "rate" in meta else None
            return Measure(commodity, exact(quantity), rate, self._kind(commodity))
        except AmountError as error:
            self.add(error.problem.at(field="quantity"), row)
            return None

    def _kind(self, commodity: str) -> CommodityKind:
        """Money or goods: as the book has it, else money where the name is like that of a currency."""
        known = self._known.get(commodity)
        if known is not None:
            return known.kind
        is_money = _CURRENCY.fullmatch(commodity)
        return CommodityKind.CURRENCY if is_money else CommodityKind.GOODS

    def _name(self, currency: str) -> str:
        """What we call a commodity: its name in the metadata, or what its hexadecimal name stands for."""
        if currency in self._commodities:
            return self._commodities[currency]
        match = _HEX.fullmatch(currency)
        return bytes.fromhex(match[1]).decode("utf-8", "replace") if match else currency

    def _balance(self, entry: Any) -> None:
        """A balance assertion: what stood at the beginning of its day, with the accounts below."""
        wanted, currency = entry.amount
        found = sum(
            (
                number
                for (name, commodity), number in self._balances.items()
                if commodity == currency
                and (name == entry.account or name.startswith(f"{entry.account}:"))
            ),
            Decimal(0),
        )
        if found != wanted:
            problem = Problem.of(
                "beancount.balance", name=entry.account, wanted=f"{wanted:f} {currency}",
                found=f"{found:f}",
            )  # fmt: skip
            self.add(problem, _row(entry))

    def check_openings(self) -> None:
        """The openings of the file must be those of the book, account by account."""
        if not self.openings:
            return
        start = self.book.facts().start
        span = self.book.figures(start)
        told: dict[str, Decimal] = defaultdict(Decimal)
        for line in self.openings:
            told[line.account] += line.side * line.amount
        scale = Decimal(1).scaleb(-span.currency.scale)
        for code in sorted(told):
            figures = span.figures.get(code)
            held = (figures.opening_minor if figures else 0) * scale
            if held != told[code]:
                problem = Problem.of(
                    "beancount.opening", account=code, wanted=f"{told[code]:f}", found=f"{held:f}"
                )
                self.add(problem, 0)

    def placed(self, problem: Problem) -> Problem:
        """A problem of the book's at the line of the file where it is."""
        entry = problem.values.get("entry", 0)
        if not 0 < entry <= len(self._rows) or "row" in problem.values:
            return problem
        row, lines = self._rows[entry - 1]
        number = problem.values.get("line", 0)
        return problem.at(file=self.file, row=lines[number - 1] if number else row)


def _row(entry: Any) -> int:
    return int(entry.meta.get("lineno", 0))


def _settlement(meta: dict[str, Any]) -> Settlement | None:
    method, number, day = (str(meta.get(k, "")) for k in ("settlement", "bill_number", "bill_day"))
    if not (method or number or day):
        return None
    return Settlement(method, number, date.fromisoformat(day) if day else None)
