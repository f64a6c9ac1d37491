"""Changing over to another chart at a year's beginning (新旧衔接): a new book with the old one's balances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from ..core.amount import exact_text, from_minor
from ..core.balance import Detail
from ..core.canonical import content_digest
from ..core.carrying import Standing
from ..core.changeover import MapRow, Moved, map_balances, side_of, sum_up
from ..core.chart import Chart
from ..core.checking import check_line
from ..core.commodity import Commodity
from ..core.dimension import DimensionKind, DimensionValue, label_of, parse_label
from ..core.period import Period
from ..core.problem import Problem
from ..core.provisions import choose
from ..core.voucher import Line, Measure
from ..refusal import refuse_if
from ..store import dimensions, records
from .book import Book
from .creating import NewBook, Place, create_filled
from .details import standing
from .work import Work


@frozen
class ChangedOver:
    """The new book, not started yet, what became of each balance, and the total of either side."""

    book: Book
    moved: tuple[Moved, ...]
    total_minor: int


@frozen
class _Taken:
    """What the new book takes from the old one, and where that comes from."""

    origin: dict[str, str]
    moved: tuple[Moved, ...]
    lines: list[Line]
    kinds: list[DimensionKind]
    values: list[DimensionValue]


def change_over(
    old: Book, where: Place, new: NewBook, rows: Sequence[MapRow], *, by: str
) -> ChangedOver:
    """Make a new book on another chart, its openings the old book's year-end balances.

    The old year must be closed; the new book begins in the January after it, in the same
    currency. Every balance goes somewhere and in whole, or nothing is made. The old book is only
    read; the new one records which it came from, at which link of its chain, and by which
    table. It is not started: its openings can be looked through first.
    """
    with old._reading() as work:
        choice = choose(new.chart, new.options)
        refuse_if([*new.problems, *choice.problems, *_not_ready(work, new.start)])
        taken = _take(work, choice.chart, new.start, rows)
        new = evolve(new, currency=work.facts.currency)

    def fill(book: Book) -> None:
        for kind in taken.kinds:
            book.set_dimension_kind(kind.code, kind.name, is_open=kind.is_open)
        book.set_dimension_values(taken.values)
        book.set_opening(taken.lines, make_missing=True)
        with book._acting("opening") as work:
            work.record(
                by, "change_over", taken.origin["name"], taken.origin,
                {"openings": len(taken.lines), "total": str(book.opening().debit_minor),
                 "rows": [_shown_row(row) for row in rows],
                 "digest": content_digest([_shown(each) for each in taken.moved])},
            )  # fmt: skip

    made = create_filled(where, new, fill, by=by)
    return ChangedOver(made, taken.moved, made.opening().debit_minor)


def _not_ready(work: Work, start: Period) -> list[Problem]:
    """Whether the old year ends where the new book begins, and is closed."""
    if start.month != 1:
        return [Problem.of("changeover.not_january", period=str(start))]
    last = start.previous()
    facts = work.facts
    if not facts.is_started or last < facts.start or not facts.is_closed(last):
        return [Problem.of("changeover.open", book=facts.name, period=str(last))]
    return []


def _take(work: Work, chart: Chart, start: Period, rows: Sequence[MapRow]) -> _Taken:
    """Everything that goes over, checked against the new chart; refused with all that is wrong."""
    facts, known = work.facts, work.known
    rows = [_in_form(row, known.kinds) for row in rows]
    balances = standing(work, start.previous(), list(known.chart.accounts))
    found = map_balances(known.chart, chart, balances, rows, work.currency.scale)
    refuse_if(found.problems)
    sums = sum_up(found.moved)
    lines = [
        _line(detail, balance, known.commodities, facts.currency)
        for detail, balance in sums.items()
        if any(balance)
    ]
    refuse_if(
        problem.at(account=line.account)
        for line in lines
        for problem in check_line(
            _checkable(line), chart, known.commodities, facts.currency, start.year
        )
        if problem.code != "line.zero"
    )
    kinds, values = _dimensions(work, (detail.dimension for detail in sums))
    origin = {
        "name": facts.name,
        "chart": facts.chart,
        "period": str(start.previous()),
        "chain_head": records.last(work.connection, work.book_id)[1],
    }
    return _Taken(origin, found.moved, lines, kinds, values)


def _in_form(row: MapRow, kinds: Mapping[str, DimensionKind]) -> MapRow:
    """The row with its dimensions in the one form that a combination has; one that has none is told of later."""
    try:
        labels = [
            label_of(parse_label(label, kinds)) if label else ""
            for label in (row.dimension, row.new_dimension)
        ]
    except ValueError:
        return row
    return evolve(row, dimension=labels[0], new_dimension=labels[1])


def _line(
    detail: Detail, balance: Standing, commodities: dict[str, Commodity], currency: str
) -> Line:
    side = side_of(balance)
    amount = from_minor(side * balance[0], commodities[currency].scale)
    measure = None
    if detail.measure:
        measured = commodities[detail.measure]
        quantity = from_minor(side * balance[1], measured.scale)
        measure = Measure(measured.code, quantity, None, measured.kind)
    return Line(detail.account, side, amount, dimension=detail.dimension, measure=measure)


def _checkable(line: Line) -> Line:
    """The line with what an opening need not have: a summary, and a rate."""
    measure = line.measure and evolve(line.measure, rate=Decimal(1))
    return evolve(line, summary="-", measure=measure)


def _dimensions(
    work: Work, labels: Iterable[str]
) -> tuple[list[DimensionKind], list[DimensionValue]]:
    """The kinds and values that the labels have, with the values above these."""
    wanted: dict[str, set[str]] = {}
    for label in labels:
        for kind, code in (parse_label(label) if label else {}).items():
            wanted.setdefault(kind, set()).add(code)
    values: list[DimensionValue] = []
    for kind, codes in sorted(wanted.items()):
        found: dict[str, DimensionValue] = {}
        while codes:
            more = dimensions.find_values(work.connection, work.book_id, kind, codes)
            found |= more
            codes = {each.parent for each in more.values() if each.parent} - found.keys()
        values += [evolve(each, is_disabled=False) for each in found.values()]
    return [work.known.kinds[kind] for kind in sorted(wanted) if kind in work.known.kinds], values


def _shown_row(row: MapRow) -> list[str]:
    share = "" if row.share is None else exact_text(row.share)
    return [row.old, row.new, share, row.dimension, row.new_dimension]


def _shown(moved: Moved) -> list[Any]:
    return [list(moved.old), list(moved.new), moved.amount_minor, moved.quantity_minor]
