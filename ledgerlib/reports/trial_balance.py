"""The trial balance (科目余额表、试算平衡表): opening, turnover, year to date and closing by account."""

from __future__ import annotations

from collections.abc import Mapping

from ..book import Book
from ..core.period import Period
from .figures import AMOUNTS, amounts, minor_of
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("code", "column.code"),
    Column("name", "column.name"),
    Column("level", "column.level", ColumnKind.NUMBER),
    *(Column(key, f"column.{key}", ColumnKind.AMOUNT) for key in AMOUNTS),
)


def trial_balance(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    level: int | None = None,
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """The trial balance of a period, or of a span of periods that ends with it.

    Accounts with nothing at all are left out; parents show what is below them,
    `level` leaves deeper accounts out. A balance stands on the side where it
    really is (会计基础工作规范 第六十条). Totals are over the deepest accounts shown.
    `with_closing=False` shows the turnover as it was before closing vouchers.
    """
    span = book.figures(
        from_period if from_period is not None else period,
        period,
        include_unposted=include_unposted,
        with_closing=with_closing,
    )
    chart = span.chart
    shown = {
        code: figures
        for code, figures in span.figures.items()
        if not figures.is_blank and (level is None or chart.level(code) <= level)
    }
    scale = span.currency.scale
    parents = {chart.parents[code] for code in shown}
    totals_minor = [0] * len(AMOUNTS)
    rows = []
    for code, figures in shown.items():
        minor = minor_of(figures)
        if code not in parents:
            totals_minor = [sum(pair) for pair in zip(totals_minor, minor, strict=True)]
        depth = chart.level(code)
        cells: Mapping[str, Cell] = {
            "code": code, "name": chart.accounts[code].name, "level": depth, **amounts(minor, scale),
        }  # fmt: skip
        rows.append(Row(RowKind.ENTRY, cells, depth))
    return Report(
        report="trial-balance",
        title="report.trial_balance",
        columns=COLUMNS,
        rows=tuple(rows),
        totals=amounts(totals_minor, scale),
        parameters={
            "from_period": str(span.first),
            "include_unposted": include_unposted,
            "with_closing": with_closing,
        },
        **traced(span),
    )
