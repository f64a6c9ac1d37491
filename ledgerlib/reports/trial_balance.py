"""The trial balance (科目余额表、试算平衡表): opening, turnover, year to date and closing by account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..book import Book
from ..core.amount import from_minor
from ..core.balance import Figures, split
from ..core.period import Period
from .report import Cell, Column, ColumnKind, Report, Row, RowKind

_AMOUNTS = (
    "opening_debit", "opening_credit", "debit", "credit", "ytd_debit", "ytd_credit",
    "closing_debit", "closing_credit",
)  # fmt: skip
COLUMNS = (
    Column("code", "column.code"),
    Column("name", "column.name"),
    Column("level", "column.level", ColumnKind.NUMBER),
    *(Column(key, f"column.{key}", ColumnKind.AMOUNT) for key in _AMOUNTS),
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
    totals_minor = [0] * len(_AMOUNTS)
    rows = []
    for code, figures in shown.items():
        minor = _minor(figures)
        if code not in parents:
            totals_minor = [sum(pair) for pair in zip(totals_minor, minor, strict=True)]
        depth = chart.level(code)
        cells: Mapping[str, Cell] = {
            "code": code, "name": chart.accounts[code].name, "level": depth, **_amounts(minor, scale),
        }  # fmt: skip
        rows.append(Row(RowKind.ENTRY, cells, depth))
    facts = book.facts()
    return Report(
        report="trial-balance",
        title="report.trial_balance",
        book=span.book,
        period=str(span.last),
        columns=COLUMNS,
        rows=tuple(rows),
        totals=_amounts(totals_minor, scale),
        parameters={
            "from_period": str(span.first),
            "include_unposted": include_unposted,
            "with_closing": with_closing,
        },
        currency=span.currency.code,
        decimals=scale,
        regime=facts.regime,
        chain_head=span.chain_head,
    )


def _minor(figures: Figures) -> tuple[int, ...]:
    return (
        *split(figures.opening_minor),
        figures.debit_minor,
        figures.credit_minor,
        figures.year_to_date_debit_minor,
        figures.year_to_date_credit_minor,
        *split(figures.closing_minor),
    )


def _amounts(minor: Iterable[int], scale: int) -> dict[str, Decimal]:
    return {key: from_minor(value, scale) for key, value in zip(_AMOUNTS, minor, strict=True)}
