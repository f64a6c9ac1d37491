"""Transfers by formula (自动转账): kept, worked out for a period, entered, and never entered twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ..core.amount import minor_text, to_minor
from ..core.canonical import nfc
from ..core.dimension import kind_code, label_of, parse_label
from ..core.formula import FormulaError
from ..core.naming import Naming
from ..core.period import Period
from ..core.problem import Problem
from ..core.transfer import Transfer, TransferLine, ordered
from ..core.transfer_checking import Setting, check_transfers
from ..core.transfer_content import as_content, from_content
from ..core.transferring import compute, left_over
from ..core.voucher import Kind, Line, Voucher
from ..core.word import transfer_word
from ..refusal import Refused, refuse_if
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
        return _kept(work)


def set_transfers(book: Book, transfers: Iterable[Transfer]) -> int:
    """Keep these transfers, in place of all that the book has; returns how many there are.

    What they have entered stays, and is known to be theirs by their names.
    """
    with book._acting("define") as work:
        wanted = [_in_form(each, work) for each in transfers]
        chart, kinds, commodities = work.chart, work.known.kinds, work.known.commodities
        setting = Setting(chart, kinds, commodities, tuple(work.known.words))
        refuse_if(check_transfers(wanted, setting))
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


def _kept(work: Work) -> list[Transfer]:
    found = store.definitions(work.connection, work.book_id, _KIND)
    transfers = [from_content(name, content)[0] for name, content in found.items()]
    try:
        return ordered(transfers, Naming(work.chart)) if transfers else []
    except FormulaError as error:  # the chart has changed since
        raise Refused(error.problems) from None


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
    kept = _kept(work)
    chosen = _chosen(kept, period, names)
    found = _outstanding(work, period, kept, chosen, progress)
    refuse_if(problem for each in found for problem in each.problems)
    word = transfer_word(work.known.words.values())
    return [
        (
            each.transfer.name,
            Voucher(
                period.last_day, tuple(each.lines), each.transfer.word or word, kind=Kind.TRANSFER
            ),
        )
        for each in found
        if each.lines
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


@frozen
class _Outstanding:
    """What of a transfer is still to be entered for a period, or what is wrong with it."""

    transfer: Transfer
    lines: Sequence[Line]
    problems: Sequence[Problem]


def _outstanding(
    work: Work,
    period: Period,
    kept: Sequence[Transfer],
    chosen: Sequence[Transfer],
    progress: Progress | None = None,
) -> list[_Outstanding]:
    """Each transfer in order, seeing what those before it will bring."""
    naming = Naming(work.chart)
    leaves = frozenset(leaf for each in chosen for leaf in each.read(naming))
    figures = TransferFigures(work, period, naming, leaves)
    found = []
    for number, each in enumerate(chosen, 1):
        done = _done(work, period, each)
        wanted, problems = compute(
            each, work.chart, work.known.commodities, figures.after(done, sign=-1)
        )
        lines = left_over(wanted, done) if not problems else []
        figures = figures.after(lines)
        found.append(_Outstanding(each, lines, problems))
        if progress:
            progress(number, len(chosen))
    return found


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
    kept = _kept(work)
    due = [each for each in kept if each.is_due(period)]
    problems: list[Problem] = []
    scale = work.currency.scale
    for each in _outstanding(work, period, kept, due) if due else ():
        problems += each.problems
        if each.lines:
            minor = sum(abs(to_minor(line.amount, scale)) for line in each.lines)
            problems.append(
                Problem.of(
                    "close.transfer_not_run", transfer=each.transfer.name, period=str(period),
                    amount=minor_text(minor // 2, scale),
                )
            )  # fmt: skip
    return problems
