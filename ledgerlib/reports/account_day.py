"""The daily report of accounts (科目日报表): yesterday's balance, what came and went, today's balance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from attrs import evolve

from ..book import Book
from ..book.daily import Daily, DayFigures
from ..core.amount import from_minor
from .figures import Choice
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, side_word, traced

_AMOUNT, _NUMBER, _WORD = ColumnKind.AMOUNT, ColumnKind.NUMBER, ColumnKind.WORD
_DATE = Column("date", "column.date", ColumnKind.DATE)
COLUMNS = (
    Column("code", "column.code"),
    Column("name", "column.name"),
    Column("opening_side", "column.side", _WORD, group="column.balance_before"),
    Column("opening_balance", "column.amount", _AMOUNT, group="column.balance_before"),
    Column("debit", "column.amount", _AMOUNT, group="column.debit_of_day"),
    Column("debits", "column.entries", _NUMBER, group="column.debit_of_day"),
    Column("credit", "column.amount", _AMOUNT, group="column.credit_of_day"),
    Column("credits", "column.entries", _NUMBER, group="column.credit_of_day"),
    Column("closing_side", "column.side", _WORD, group="column.balance_of_day"),
    Column("closing_balance", "column.amount", _AMOUNT, group="column.balance_of_day"),
)


def account_day(
    book: Book,
    day: date,
    *,
    from_day: date | None = None,
    each_day: bool = False,
    accounts: Collection[str] = (),
    from_account: str = "",
    to_account: str = "",
    level: int | None = None,
    include_unposted: bool = False,
) -> Report:
    """What each account had before a day, moved on it, by how many entries, and has after it.

    With `from_day` over the span of days from there, or with `each_day` each day of it by itself.
    Accounts without a balance and without entries are left out. Balances stand on their
    actual side (会计基础工作规范 第六十条); cash and bank are balanced every day. Amounts are in 元.
    Raises Refused for days before the book's start, and accounts that the book does not have.
    """
    first = from_day or day
    found = book.daily(first, day, accounts=accounts, include_unposted=include_unposted)
    posted = book.daily(first, day, accounts=accounts) if include_unposted else None
    choice = Choice(accounts, from_account, to_account, level)
    rows = tuple(_rows(found, posted, choice, each_day))
    return Report(
        report="account-day",
        title="report.account_day",
        columns=(_DATE, *COLUMNS) if each_day else COLUMNS,
        rows=rows,
        parameters=day_parameters(found, include_unposted) | choice.parameters(),
        **traced(found.span),
    )


def day_parameters(found: Daily, include_unposted: bool) -> dict[str, str | int | bool]:
    """What a report of days says it was asked for; `when` is what its head shows."""
    first, last = found.first_day.isoformat(), found.last_day.isoformat()
    when = last if first == last else f"{first} … {last}"
    return {
        "when": when, "from_day": first, "day": last, "include_unposted": include_unposted,
        "from_period": str(found.span.first),
    }  # fmt: skip


def over_days(found: Daily) -> dict[str, DayFigures]:
    """What the accounts moved over all the days, with what stood on them before."""
    sums = {code: DayFigures(minor) for code, minor in found.opening.items()}
    for moved in found.days.values():
        for code, figures in moved.items():
            sums.setdefault(code, DayFigures()).add(figures)
    return sums


def day_by_day(found: Daily) -> Iterator[tuple[date, dict[str, DayFigures]]]:
    """Each day with what the accounts moved on it, and what stood on them before it."""
    standing = dict(found.opening)
    day = found.first_day
    while day <= found.last_day:
        moved = found.days.get(day, {})
        figures = {
            code: evolve(moved.get(code, DayFigures()), opening_minor=standing.get(code, 0))
            for code in standing.keys() | moved.keys()
        }
        yield day, figures
        standing = {code: each.closing_minor for code, each in figures.items()}
        day += timedelta(days=1)


def _rows(found: Daily, posted: Daily | None, choice: Choice, each_day: bool) -> Iterator[Row]:
    pages = day_by_day(found) if each_day else iter([(found.last_day, over_days(found))])
    before = None
    if posted is not None:
        before = day_by_day(posted) if each_day else iter([(found.last_day, over_days(posted))])
    for day, figures in pages:
        known = next(before)[1] if before is not None else figures
        yield from _page(found, day if each_day else None, figures, known, choice)


def _page(
    found: Daily,
    day: date | None,
    figures: Mapping[str, DayFigures],
    known: Mapping[str, DayFigures],
    choice: Choice,
) -> Iterator[Row]:
    chart, scale = found.span.chart, found.span.currency.scale
    for code, account in chart.accounts.items():
        moved = figures.get(code, DayFigures())
        if moved.is_blank or not choice.holds(chart, code):
            continue
        cells: dict[str, Cell] = {
            **({"date": day} if day else {}),
            "code": code,
            "name": account.name,
            "opening_side": side_word(moved.opening_minor),
            "opening_balance": from_minor(abs(moved.opening_minor), scale),
            "debit": from_minor(moved.debit_minor, scale),
            "debits": moved.debits,
            "credit": from_minor(moved.credit_minor, scale),
            "credits": moved.credits,
            "closing_side": side_word(moved.closing_minor),
            "closing_balance": from_minor(abs(moved.closing_minor), scale),
        }
        is_posted = known.get(code, DayFigures()) == moved
        yield Row(RowKind.ENTRY, cells, chart.level(code), account=code, is_posted=is_posted)
