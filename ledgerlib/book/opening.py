"""Opening balances, and the start of a book."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from ..core.account import Category, Side
from ..core.amount import AmountError, minor_text, to_minor
from ..core.canonical import content_digest
from ..core.chart import Occasion
from ..core.checking import check_line
from ..core.problem import Problem
from ..core.voucher import Line
from ..refusal import Refused, refuse_if
from ..store import balances, dimensions
from .commodities import intern_commodities
from .dimensions import Labels
from .guarding import guard
from .vouchers import check_period
from .work import Work

if TYPE_CHECKING:
    from .book import Book


@frozen
class Opening:
    """The state of a book's openings: what is on each side, in minor units of its currency.

    `goods` has both sides of each commodity besides, where the book is one of quantities.
    """

    debit_minor: int
    credit_minor: int
    goods: dict[str, tuple[int, int]] = field(factory=dict)


@frozen
class OpeningLine:
    """An opening balance, and the turnovers of the year before a start in its middle.

    `line` is the balance on the side where it stands, zero for none. `debit` and `credit`
    are the turnovers from the beginning of the year (累计借方、累计贷方), `actual` what of
    them an account of profit and loss really took in or spent before it was carried
    forward (损益实际发生额), on its normal side; None where nobody said, and all that is on the
    other side was the carrying. `measure_debit` and `measure_credit` are those of the
    quantity or the foreign currency.
    """

    line: Line
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    actual: Decimal | None = None
    measure_debit: Decimal = Decimal(0)
    measure_credit: Decimal = Decimal(0)


def set_opening(
    book: Book, lines: Iterable[Line | OpeningLine], *, make_missing: bool = False
) -> int:
    """Enter the opening balances of a book, in place of those it had.

    Until the first voucher is posted or the first month closed they can be put right; of
    a book that has started they must balance. An account may have several lines, one for
    each dimension and measure. All or nothing. Returns how many lines there are.
    """
    with book._acting("opening") as work:
        if balances.has_postings(work.connection, work.book_id):
            raise Refused([Problem.of("opening.posted", book=work.facts.name)])
        if work.facts.is_closed(work.facts.start):
            refuse_if(check_period(work, work.facts.start))
        wanted = [x if isinstance(x, OpeningLine) else OpeningLine(x) for x in lines]
        if make_missing:
            intern_commodities(work, book.who, (each.line for each in wanted))
        labels = Labels(work, book.who, make_missing)
        wanted = [evolve(x, line=labels.in_form(x.line)) for x in wanted]
        wrong = labels.check(each.line.dimension for each in wanted)
        problems = []
        rows: list[tuple[Any, ...]] = []
        start = work.facts.start_period
        for number, each in enumerate(wanted, 1):
            found = [*_check(work, each), *wrong.get(each.line.dimension, ())]
            try:
                if not found:
                    rows.append(_row(work, start, number, each))
            except AmountError as error:
                found.append(error.problem)
            problems += [problem.at(line=number) for problem in found]
        refuse_if(problems)
        before = balances.openings(work.connection, work.book_id, start)
        balances.remove_openings(work.connection, work.book_id, start)
        balances.put_openings(work.connection, rows)
        if work.facts.is_started:
            refuse_if(_unbalanced(work))
            guard(work)
        work.record(
            book.who, "opening", str(work.facts.start),
            {"digest": _digest(before), "lines": len(before)}, {**opening_digest(work, start)},
        )  # fmt: skip
        return len(wanted)


def _check(work: Work, opening: OpeningLine) -> list[Problem]:
    """What an opening must be like: as a line of a voucher, but with or without a balance or summary."""
    line, year = opening.line, work.facts.start.year
    checked = evolve(line, summary="-")
    if line.measure and line.measure.rate is None:  # an opening needs no rate
        checked = evolve(checked, measure=evolve(line.measure, rate=Decimal(1)))
    found = check_line(checked, work.chart, work.known.commodities, work.facts.currency, year)
    found = [problem for problem in found if problem.code != "line.zero"]
    in_middle = work.facts.start.month > 1
    if not in_middle and (opening.debit or opening.credit or opening.actual):
        found.append(Problem.of("opening.no_year_before", account=line.account))
    account = work.chart.accounts.get(line.account)
    is_result = account is not None and account.category in (Category.INCOME, Category.EXPENSE)
    if opening.actual is not None and account is not None and not is_result:
        found.append(
            Problem.of("opening.actual_of_balance", account=account.code, name=account.name)
        )
    return found


def _row(work: Work, period: int, number: int, opening: OpeningLine) -> tuple[Any, ...]:
    line, measure = opening.line, opening.line.measure
    commodity = line.commodity or work.facts.currency
    scale = work.known.commodities[commodity].scale
    measured = work.known.commodities[measure.commodity].scale if measure else 0
    debit, credit = to_minor(opening.debit, scale), to_minor(opening.credit, scale)
    carried_debit, carried_credit = _carried(work, opening, debit, credit, scale)
    return (
        work.book_id, period, number, work.known.ids[line.account], commodity,
        int(line.side), to_minor(line.amount, scale), dimensions.number_of(line.dimension),
        measure.commodity if measure else "",
        to_minor(measure.quantity, measured) if measure else 0,
        debit - carried_debit, credit - carried_credit, carried_debit, carried_credit,
        to_minor(opening.measure_debit, measured), to_minor(opening.measure_credit, measured),
    )  # fmt: skip


def _carried(
    work: Work, opening: OpeningLine, debit: int, credit: int, scale: int
) -> tuple[int, int]:
    """What of the year's turnovers was carrying forward: on the side opposite to the account's."""
    account = work.chart.accounts[opening.line.account]
    rules = work.chart.rules(Occasion.PERIOD_END)
    if any(account.code in rule.targets for rule in rules):
        return debit, credit  # profit and loss came there by carrying, and by nothing else
    if account.category not in (Category.INCOME, Category.EXPENSE):
        return 0, 0
    other = credit if account.normal_side is Side.DEBIT else debit
    if opening.actual is not None:
        other = to_minor(opening.actual, scale)
        balance = opening.line.side * to_minor(opening.line.amount, scale)
        other -= balance * account.normal_side  # what still stands on the account was not carried
    return (0, other) if account.normal_side is Side.DEBIT else (other, 0)


def _digest(rows: Iterable[Any]) -> str:
    """The digest of openings; the turnovers beside them are in it where there are any."""
    shown = [list(row)[1:] for row in rows]
    return content_digest([row if any(row[9:]) else row[:9] for row in shown])


def opening_digest(work: Work, period: int) -> dict[str, Any]:
    """What a record keeps of the openings of a period, and verify proves."""
    rows = balances.openings(work.connection, work.book_id, period)
    return {"digest": _digest(rows), "lines": len(rows), "period": period}


def opening(book: Book) -> Opening:
    """The sums of the opening balances entered so far."""
    with book._reading() as work:
        return _sums(work)


def _sums(work: Work) -> Opening:
    rows = balances.openings(work.connection, work.book_id, work.facts.start_period)
    sums = {code: _both_sides(rows, code) for code in {row.commodity for row in rows}}
    debit, credit = sums.pop(work.facts.currency, (0, 0))
    return Opening(debit, credit, sums)


def _both_sides(rows: Iterable[balances.OpeningRow], commodity: str) -> tuple[int, int]:
    debit, credit = (
        sum(row.amount_minor for row in rows if row.commodity == commodity and row.side == side)
        for side in (Side.DEBIT, Side.CREDIT)
    )
    return debit, credit


def _unbalanced(work: Work) -> list[Problem]:
    """Whether the openings balance in every commodity, and the turnovers of the year before them."""
    rows = balances.openings(work.connection, work.book_id, work.facts.start_period)
    problems = []
    for commodity in sorted({row.commodity for row in rows}):
        scale = work.known.commodities[commodity].scale
        same = [row for row in rows if row.commodity == commodity]
        pairs = {
            "opening.unbalanced": _both_sides(same, commodity),
            "opening.year_unbalanced": (
                sum(row.debit_minor + row.closing_debit_minor for row in same),
                sum(row.credit_minor + row.closing_credit_minor for row in same),
            ),
        }
        problems += [
            Problem.of(
                code, debit=minor_text(debit, scale), credit=minor_text(credit, scale),
                difference=minor_text(debit - credit, scale), commodity=commodity,
            )
            for code, (debit, credit) in pairs.items()
            if debit != credit
        ]  # fmt: skip
    return problems + _parts_unbalanced(work, rows)


def _parts_unbalanced(work: Work, rows: Iterable[Any]) -> list[Problem]:
    """Whether the openings balance in each part of the accounts (平行记账)."""
    codes = {number: code for code, number in work.known.ids.items()}
    net: dict[str, int] = {}
    for row in rows:
        part = work.chart.part_of(codes[row.account_id])
        if part and row.commodity == work.facts.currency:
            net[part.name] = net.get(part.name, 0) + row.side * row.amount_minor
    scale = work.currency.scale
    return [
        Problem.of("opening.part_unbalanced", part=part, difference=minor_text(minor, scale))
        for part, minor in net.items()
        if minor
    ]


def start(book: Book) -> None:
    """Start the book (启用账套): its openings must balance, and stay as they are from here on."""
    with book._acting("start") as work:
        if work.facts.is_started:
            raise Refused([Problem.of("book.started_already", book=work.facts.name)])
        refuse_if(_unbalanced(work))
        work.change(is_started=True)
        work.record(
            book.who, "start", str(work.facts.start), None,
            opening_digest(work, work.facts.start_period),
        )  # fmt: skip
