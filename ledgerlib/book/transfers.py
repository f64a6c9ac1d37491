"""Transfers by formula (自动转账): kept, worked out for a period, entered, and never entered twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from ..core.amount import minor_text, to_minor
from ..core.canonical import nfc
from ..core.dimension import kind_code, label_of, parse_label
from ..core.formula import FormulaError
from ..core.naming import Naming
from ..core.period import Period
from ..core.problem import Problem
from ..core.transfer import Transfer, TransferLine, ordered
from ..core.transfer_checking import Setting, check_transfer, check_transfers
from ..core.transfer_content import as_content, from_content
from ..core.transferring import compute, left_over
from ..core.voucher import Kind, Line, Voucher
from ..core.word import transfer_word
from ..refusal import refuse_if
from ..store import definitions as store
from ..store import generated
from ..store import vouchers as voucher_store
from .choosing import parse_period
from .definitions import define, undefine
from .entering import enter_one
from .transfer_figures import TransferFigures
from .vouchers import check_period, read_voucher
from .work import Progress, Work

if TYPE_CHECKING:
    from .book import Book

_KIND = "transfer"


def transfers(book: Book) -> list[Transfer]:
    """The transfers of the book, in the order in which they are worked out."""
    with book._reading() as work:
        kept = _kept(work)
        try:
            return ordered(kept, Naming(work.chart))
        except FormulaError:  # the chart has changed since, and they wait for each other
            return kept


def set_transfers(book: Book, transfers: Iterable[Transfer]) -> int:
    """Keep these transfers, in place of all that the book has; returns how many there are.

    What they have entered stays, and is known to be theirs by their names.
    """
    with book._acting("define") as work:
        wanted = [_in_form(each, work) for each in transfers]
        refuse_if(check_transfers(wanted, _setting(work)))
        names = [each.name for each in wanted]
        for name in store.definitions(work.connection, work.book_id, _KIND):
            if name not in names:
                undefine(work, book.who, _KIND, name)
        for each in wanted:
            define(work, book.who, _KIND, each.name, as_content(each))
        return len(wanted)


def _in_form(transfer: Transfer, work: Work) -> Transfer:
    """A transfer with names in their one form and dimensions by their codes."""

    def label(text: str) -> str:
        try:
            return label_of(parse_label(text, work.known.kinds)) if text else ""
        except ValueError:
            return text  # told of where the transfer is checked

    def line(each: TransferLine) -> TransferLine:
        kinds = tuple(kind_code(nfc(kind), work.known.kinds) for kind in each.by)
        return evolve(each, dimension=label(each.dimension), by=kinds, unit=nfc(each.unit))

    return evolve(
        transfer, name=nfc(transfer.name.strip()), lines=tuple(line(x) for x in transfer.lines)
    )


def _setting(work: Work) -> Setting:
    known = work.known
    return Setting(work.chart, known.kinds, known.commodities, tuple(known.words))


def _kept(work: Work) -> list[Transfer]:
    found = store.definitions(work.connection, work.book_id, _KIND)
    return [from_content(name, content)[0] for name, content in found.items()]


def transfer(
    book: Book,
    period: Period | str,
    names: Collection[str] | None = None,
    *,
    progress: Progress | None = None,
) -> list[Voucher]:
    """Enter the vouchers of a period's transfers as drafts: all that are due, or those named.

    Vouchers not posted yet are in the figures. What a transfer has entered for the period
    already is not in its own, and is taken off what it comes to: run again it brings
    only the difference, in red where too much was entered, or no voucher. All or none,
    with every problem told.
    """
    period = parse_period(period)
    with book._acting("transfer") as work:
        refuse_if(check_period(work, period))
        made = []
        for name, voucher in _vouchers(work, period, names, progress):
            entered = enter_one(work, book.who, voucher)
            assert entered.voucher_id is not None
            generated.add(work.connection, work.book_id, entered.voucher_id, _origin(name))
            after = {"voucher": str(entered.key)}
            work.record(book.who, "transfer", f"{period} {name}", None, after)
            made.append(entered)
        return made


def preview_transfer(
    book: Book, period: Period | str, names: Collection[str] | None = None
) -> list[Voucher]:
    """The vouchers that `transfer` would enter now, without numbers."""
    period = parse_period(period)
    with book._reading() as work:
        refuse_if(check_period(work, period))
        return [voucher for _, voucher in _vouchers(work, period, names, None)]


def _origin(name: str) -> str:
    """What remembers that a voucher came from a transfer."""
    return f"{_KIND} {name}"


def _vouchers(
    work: Work, period: Period, names: Collection[str] | None, progress: Progress | None
) -> list[tuple[str, Voucher]]:
    found, problems = _outstanding(work, period, _chosen(_kept(work), period, names), progress)
    refuse_if(problems)
    word, day = transfer_word(work.known.words.values()), period.last_day
    return [
        (each.name, Voucher(day, tuple(lines), each.word or word, kind=Kind.TRANSFER))
        for each, lines in found
    ]


def _chosen(
    kept: Sequence[Transfer], period: Period, names: Collection[str] | None
) -> list[Transfer]:
    if names is None:
        return [each for each in kept if each.is_due(period)]
    wanted = {nfc(name.strip()) for name in names}
    known = "、".join(each.name for each in kept) or "-"
    unknown = sorted(wanted - {each.name for each in kept})
    refuse_if(Problem.of("definition.unknown", name=name, known=known) for name in unknown)
    return [each for each in kept if each.name in wanted]


def _outstanding(
    work: Work, period: Period, chosen: Sequence[Transfer], progress: Progress | None = None
) -> tuple[list[tuple[Transfer, list[Line]]], list[Problem]]:
    """What the transfers have still to enter, in order, each seeing what those before it will bring.

    They are checked again, for the chart may have changed since they were set.
    """
    naming, setting = Naming(work.chart), _setting(work)
    problems = [problem for each in chosen for problem in check_transfer(each, setting, naming)]
    if problems:
        return [], problems
    try:
        chosen = ordered(chosen, naming)
    except FormulaError as error:
        return [], list(error.problems)
    leaves = frozenset(leaf for each in chosen for leaf in each.read(naming))
    figures = TransferFigures(work, period, naming, leaves)
    found = []
    for number, each in enumerate(chosen, 1):
        done = _done(work, period, each)
        wanted, wrong = compute(
            each, work.chart, work.known.commodities, figures.after(done, sign=-1)
        )
        lines = left_over(wanted, done) if not wrong else []
        figures = figures.after(lines)
        problems += wrong
        if lines:
            found.append((each, lines))
        if progress:
            progress(number, len(chosen))
    return found, problems


def _done(work: Work, period: Period, transfer: Transfer) -> list[Line]:
    """The lines that a transfer has entered for a period, with those that reversed them there."""
    connection, book_id = work.connection, work.book_id
    lines: list[Line] = []
    for head in generated.of_origin(connection, book_id, _origin(transfer.name), period.key):
        lines += read_voucher(work, head).lines
        reversal = voucher_store.reversing(connection, book_id, head.voucher_id)
        if reversal is not None and reversal.period == period.key:
            lines += read_voucher(work, reversal).lines
    return lines


def not_transferred(work: Work, period: Period) -> list[Problem]:
    """The transfers due in a period that have something to enter, or can't be worked out."""
    due = [each for each in _kept(work) if each.is_due(period)]
    if not due:
        return []
    found, problems = _outstanding(work, period, due)
    scale = work.currency.scale
    for each, lines in found:
        minor = sum(abs(to_minor(line.amount, scale)) for line in lines) // 2
        amount = minor_text(minor, scale)
        named = {"transfer": each.name, "period": str(period), "amount": amount}
        problems.append(Problem.of("close.transfer_not_run", **named))
    return problems
