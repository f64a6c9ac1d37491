"""The daily summary (日计表): what all accounts moved on a day and what stands on them, in balance."""

from __future__ import annotations

from datetime import date

from ..book import Book
from ..book.daily import DayFigures
from ..core.amount import from_minor
from ..core.balance import split
from .account_day import day_parameters, over_days
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

_AMOUNT = ColumnKind.AMOUNT
_SIDES = (("debit", "column.debit_side"), ("credit", "column.credit_side"))
COLUMNS = (
    Column("code", "column.code"),
    Column("name", "column.name"),
    *(
        Column(f"{part}{side}", title, _AMOUNT, group=group)
        for part, group in (
            ("opening_", "column.balance_before"),
            ("", "column.turnover_of_day"),
            ("closing_", "column.balance_of_day"),
        )
        for side, title in _SIDES
    ),
)


def day_summary(
    book: Book,
    day: date,
    *,
    from_day: date | None = None,
    level: int = 1,
    include_unposted: bool = False,
) -> Report:
    """Debit and credit turnover of every account on a day and its balances, added up: both sides equal.

    With `from_day` over the span of days from there. Accounts down to a level are shown, the
    totals are over the first. Amounts are in 元. Raises Refused for days before the book's start.
    """
    found = book.daily(from_day or day, day, include_unposted=include_unposted)
    known = book.daily(from_day or day, day) if include_unposted else found
    chart, scale = found.span.chart, found.span.currency.scale
    sums, posted = over_days(found), over_days(known)
    rows = []
    totals = [0] * 6
    for code, account in chart.accounts.items():
        moved = sums.get(code, DayFigures())
        depth = chart.level(code)
        if moved.is_blank or depth > level:
            continue
        minor = (
            *split(moved.opening_minor), moved.debit_minor, moved.credit_minor,
            *split(moved.closing_minor),
        )  # fmt: skip
        if depth == 1:
            totals = [sum(pair) for pair in zip(totals, minor, strict=True)]
        amounts = {
            column.key: from_minor(each, scale)
            for column, each in zip(COLUMNS[2:], minor, strict=True)
        }
        cells: dict[str, Cell] = {"code": code, "name": account.name, **amounts}
        is_posted = posted.get(code, DayFigures()) == moved
        rows.append(Row(RowKind.ENTRY, cells, depth, account=code, is_posted=is_posted))
    return Report(
        report="day-summary",
        title="report.day_summary",
        columns=COLUMNS,
        rows=tuple(rows),
        totals={
            column.key: from_minor(each, scale)
            for column, each in zip(COLUMNS[2:], totals, strict=True)
        },
        parameters=day_parameters(found, include_unposted) | {"level": level},
        **traced(found.span),
    )
