"""The notice of a fund (伙食公布表): a month's income and spending, with opening and closing.

What a unit puts up for its people to read: seed manual, part three, one, 月份伙食公布表填写.
"""

from __future__ import annotations

from decimal import Decimal

from ..book import Book
from ..core.amount import from_minor
from ..core.period import Period
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("date", "column.date", ColumnKind.DATE),
    Column("voucher", "column.voucher"),
    Column("summary", "column.summary"),
    Column("income", "column.income", ColumnKind.AMOUNT),
    Column("spending", "column.spending", ColumnKind.AMOUNT),
    Column("balance", "column.balance", ColumnKind.AMOUNT),
)


def notice(book: Book, account: str, period: Period | str) -> Report:
    """A month's posted income and spending of a fund account, income first, on its normal side."""
    lines = list(book.ledger_lines(account, period))
    span = book.figures(period)
    scale = span.currency.scale
    fund = span.chart.accounts[account]
    growing = fund.normal_side
    figures = span.figures.get(account)
    opening = figures.opening_minor * growing if figures else 0
    rows = [_total(RowKind.OPENING, "row.opening", balance=from_minor(opening, scale))]
    sums: dict[str, Decimal] = {}
    for side, column in ((growing, "income"), (growing.opposite, "spending")):
        chosen = [line for line in lines if line.side == side]
        for line in chosen:
            cells: dict[str, Cell] = {
                "date": line.day,
                "voucher": f"{line.word}-{line.number}",
                "summary": line.summary,
                column: from_minor(line.amount_minor, scale),
            }
            rows.append(Row(RowKind.ENTRY, cells))
        total = from_minor(sum(line.amount_minor for line in chosen), scale)
        rows.append(_total(RowKind.TOTAL, f"row.{column}_total", **{column: total}))
        sums[column] = total
    closing = from_minor(figures.closing_minor * growing if figures else 0, scale)
    rows.append(_total(RowKind.CLOSING, "row.closing", balance=closing))
    return Report(
        report="notice",
        title="report.notice",
        columns=COLUMNS,
        rows=tuple(rows),
        totals={**sums, "balance": closing},
        parameters={"account": account, "name": fund.name},
        **traced(span),
    )


def _total(kind: RowKind, label: str, **amounts: Decimal) -> Row:
    """A row that sums up; its summary is the code of a text in the catalogs."""
    return Row(kind, {"summary": label, **amounts})
