"""Rates of exchange (汇率): those of days, for entering, and those of periods, for revaluing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..core.amount import AmountError, exact, exact_text
from ..core.canonical import content_digest, nfc
from ..core.period import Period, day_from_key, day_key
from ..core.problem import Problem
from ..core.rate import Rate, RateKind, check_rate
from ..core.voucher import Line, Voucher
from ..refusal import Refused, refuse_if
from ..store import rates as store
from .choosing import parse_period
from .commodities import intern_currencies, is_currency
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def set_rate(
    book: Book,
    currency: str,
    rate: Decimal | int | str | None,
    *,
    day: date | None = None,
    period: Period | str | None = None,
) -> None:
    """Set the rate that holds from a day on, or the closing rate of a period; None takes it away.

    A unit of the currency is worth so much in the book's own. Raises TypeError for a float.
    """
    at = day if day is not None else parse_period(period or "")
    if rate is None:
        _remove(book, currency, at)
        return
    try:
        set_rates(book, [Rate(currency, exact(rate), at)])
    except AmountError as error:
        raise Refused([error.problem.at(field="rate")]) from None
    except Refused as refused:  # there is only one, so nobody has to be told which
        raise Refused(
            Problem(p.code, {k: v for k, v in p.values.items() if k != "line"})
            for p in refused.problems
        ) from None


def set_rates(book: Book, rates: Iterable[Rate]) -> int:
    """Set rates, all or none; returns how many were new or changed.

    A currency that the book does not have yet is taken in. The closing rate at which a
    closed period was revalued stays.
    """
    with book._acting("rate") as work:
        wanted = [evolve(each, currency=_code(work, each.currency)) for each in rates]
        before = {_key(row): row.rate for row in store.rates(work.connection, work.book_id)}
        problems: list[Problem] = []
        rows: dict[tuple[str, str, int], store.RateRow] = {}
        for number, each in enumerate(wanted, 1):
            row = _row(each)
            found = _check(work, each, before.get(_key(row)))
            if _key(row) in rows and rows[_key(row)] != row:
                found.append(Problem.of("rate.twice", currency=each.currency, at=str(each.at)))
            rows[_key(row)] = row
            problems += [problem.at(line=number) for problem in found]
        refuse_if(problems)
        intern_currencies(work, book.who, (each.currency for each in wanted))
        changed = [row for key, row in rows.items() if before.get(key) != row.rate]
        if changed:
            store.put(work.connection, work.book_id, changed)
            _record(work, book.who, changed, before)
        return len(changed)


def _code(work: Work, text: str) -> str:
    """The code of a currency however it is typed: usd for USD where the book has no usd."""
    code = nfc(text.strip())
    return code if code in work.known.commodities else code.upper()


def _key(row: store.RateRow) -> tuple[str, str, int]:
    return row[:3]


def _row(rate: Rate) -> store.RateRow:
    at = rate.at.key if isinstance(rate.at, Period) else day_key(rate.at)
    return store.RateRow(rate.currency, rate.kind.value, at, exact_text(rate.rate))


def _check(work: Work, rate: Rate, before: str | None) -> list[Problem]:
    commodity = work.known.commodities.get(rate.currency)
    problems = check_rate(rate, commodity, work.facts.currency)
    if commodity is None and not is_currency(rate.currency):
        problems.append(Problem.of("rate.no_currency", currency=rate.currency, field="currency"))
    if before is not None and Decimal(before) != rate.rate:
        problems += _check_open(work, rate.at)
    return problems


def _check_open(work: Work, at: date | Period) -> list[Problem]:
    """Whether a closing rate may still be changed: nothing is revalued in a closed period again."""
    if not isinstance(at, Period) or not work.facts.is_closed(at):
        return []
    current = str(work.facts.current)
    return [Problem.of("period.closed", period=str(at), current=current)]


def _remove(book: Book, currency: str, at: date | Period) -> None:
    with book._acting("rate") as work:
        row = _row(Rate(_code(work, currency), Decimal(0), at))
        found = {_key(each): each.rate for each in store.rates(work.connection, work.book_id)}
        if _key(row) not in found:
            raise Refused([Problem.of("rate.none", currency=row.currency, at=str(at))])
        refuse_if(_check_open(work, at))
        store.remove(work.connection, work.book_id, *_key(row))
        work.record(
            book.who, "rate", f"{row.currency} {at}", {"rate": found[_key(row)]}, {"rate": ""}
        )


def _record(
    work: Work, who: str, changed: list[store.RateRow], before: dict[tuple[str, str, int], str]
) -> None:
    if len(changed) == 1:
        (row,) = changed
        was = {"rate": before[_key(row)]} if _key(row) in before else None
        work.record(who, "rate", f"{row.currency} {_at(row)}", was, {"rate": row.rate})
        return
    rows = [list(row) for row in changed]
    earlier = [[*_key(row), before[_key(row)]] for row in changed if _key(row) in before]
    after: dict[str, Any] = {
        "rates": rows[:100], "count": len(rows), "digest": content_digest(rows)
    }  # fmt: skip
    subject = " ".join(dict.fromkeys(row.currency for row in changed))
    work.record(who, "rate", subject, {"rates": earlier[:100]} if earlier else None, after)


def _at(row: store.RateRow) -> date | Period:
    is_closing = row.kind == RateKind.CLOSING
    return Period.from_key(row.at) if is_closing else day_from_key(row.at)


def rate(book: Book, currency: str, day: date) -> Decimal | None:
    """The rate that holds on a day; None where none was set for it or before."""
    with book._reading() as work:
        return rate_on(work, _code(work, currency), day)


def rate_on(work: Work, currency: str, day: date) -> Decimal | None:
    """The same, inside a unit of work."""
    if currency == work.facts.currency:
        return Decimal(1)
    found = store.on_day(work.connection, work.book_id, currency, day_key(day))
    return Decimal(found) if found else None


def closing_rate(book: Book, currency: str, period: Period | str) -> Decimal | None:
    """The closing rate of a period; None where none was set for it."""
    period = parse_period(period)
    with book._reading() as work:
        return closing_rates(work, period).get(_code(work, currency))


def closing_rates(work: Work, period: Period) -> dict[str, Decimal]:
    """The closing rates of a period by currency, the book's own with them."""
    found = store.closing(work.connection, work.book_id, period.key)
    return {work.facts.currency: Decimal(1)} | {c: Decimal(rate) for c, rate in found.items()}


def rates(book: Book) -> list[Rate]:
    """All rates of the book, by currency and time; those of days before those of periods."""
    with book._reading() as work:
        return [
            Rate(row.currency, Decimal(row.rate), _at(row))
            for row in store.rates(work.connection, work.book_id)
        ]


def priced(book: Book, line: Line, day: date) -> Line:
    """The line with the day's rate where it has none, and quantity × rate as its amount.

    What a screen shows while a line is typed; entering never changes an amount.
    """
    with book._reading() as work:
        line = with_rate(work, line, day, {})
        if line.measure is None or line.measure.rate is None:
            return line
        return evolve(line, amount=line.measure.value(work.currency.scale))


def with_rates(
    work: Work, voucher: Voucher, known: dict[tuple[str, date], Decimal | None]
) -> Voucher:
    """The voucher with its day's rate on every line in a foreign currency that has none.

    `known` remembers what was looked up. Amounts stay as they were typed.
    """
    lines = tuple(with_rate(work, line, voucher.day, known) for line in voucher.lines)
    return voucher if lines == voucher.lines else evolve(voucher, lines=lines)


def with_rate(
    work: Work, line: Line, day: date, known: dict[tuple[str, date], Decimal | None]
) -> Line:
    """The same of one line."""
    measure, base = line.measure, work.facts.currency
    if measure is None or measure.rate is not None or not measure.quantity:
        return line
    if (line.commodity or base) != base:
        return line
    commodity = work.known.commodities.get(measure.commodity)
    if commodity is None or not commodity.is_currency:
        return line
    key = (measure.commodity, day)
    if key not in known:
        known[key] = rate_on(work, *key)
    return evolve(line, measure=evolve(measure, rate=known[key]))
