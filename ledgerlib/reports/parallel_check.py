"""The check of parallel accounting (平行记账核对): vouchers whose money has no budget side, or another."""

from __future__ import annotations

from ..book import Book
from ..core.period import Period
from ..language import text
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("voucher", "column.voucher"),
    Column("date", "column.date", ColumnKind.DATE),
    Column("summary", "column.summary"),
    Column("money", "column.money_moved", ColumnKind.AMOUNT),
    Column("budget", "column.budget_moved", ColumnKind.AMOUNT),
    Column("remark", "column.remark"),
)


def parallel_check(book: Book, period: Period | str) -> Report:
    """The vouchers of a period, posted or not, whose budget side is not what their money says.

    `money` is what came in (or went out, as a negative amount) of the money that the budget is
    about, `budget` what 资金结存 moved beside it; `remark` says what is lacking. An empty
    report is what it should be.
    """
    span = book.figures(period)
    rows = []
    for voucher, found in book.check_pairs(period):
        assert found.lacking is not None
        cells: dict[str, Cell] = {
            "voucher": str(voucher.key),
            "date": voucher.day,
            "summary": voucher.lines[0].summary,
            "money": found.money,
            "budget": found.budget,
            "remark": text(f"parallel.{found.lacking.value}"),
        }
        rows.append(Row(RowKind.ENTRY, cells))
    return Report(
        report="parallel-check",
        title="report.parallel_check",
        columns=COLUMNS,
        rows=tuple(rows),
        **traced(span),
    )
