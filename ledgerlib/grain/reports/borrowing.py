"""The borrowing register (暂借登记簿): what was borrowed from the station and given back, and what is owed."""

from __future__ import annotations

from ... import Period
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from ..stock import BORROWED, kilograms, walk
from .columns import of_set


def borrowing_register(
    grain_set: GrainSet, period: Period | str, *, from_period: Period | str | None = None
) -> Report:
    """Item by item each day on which was borrowed or given back, and what was still owed then. Drafts count."""
    last = Period.parse(period) if isinstance(period, str) else period
    begin = from_period or last
    first = Period.parse(begin) if isinstance(begin, str) else begin
    rows = []
    for item in grain_set.items:
        found = walk(grain_set.grain, BORROWED, item, first, last)
        owed = found.opening_grams
        if not (owed or found.by_day):
            continue
        if owed:
            opening: dict[str, Cell] = {"item": item, "summary": "row.opening_balance"}
            rows.append(Row(RowKind.OPENING, opening | {"owed": kilograms(owed)}))
        for move in grain_set.grain.movements_on(
            [BORROWED], first, last, commodity=item, include_unposted=True
        ):
            for line in move.lines:
                if line.account != BORROWED:
                    continue
                owed -= line.debit_minor
                part = "repaid" if line.debit_minor > 0 else "borrowed"
                cells: dict[str, Cell] = {
                    "item": item, "date": move.day, "summary": line.summary,
                    "voucher": f"{move.voucher.word}-{move.voucher.number}",
                    part: kilograms(abs(line.debit_minor)), "owed": kilograms(owed),
                }  # fmt: skip
                rows.append(Row(RowKind.ENTRY, cells, voucher=move.voucher, account=BORROWED))
        closing: dict[str, Cell] = {"item": item, "summary": "column.owed"}
        rows.append(Row(RowKind.CLOSING, closing | {"owed": kilograms(owed)}))
    return Report(
        report="grain-borrowing",
        title="report.grain_borrowing",
        columns=(
            Column("item", "column.item_of_grain", ColumnKind.LABEL),
            Column("date", "column.date", ColumnKind.DATE),
            Column("voucher", "column.voucher"),
            Column("summary", "column.summary"),
            Column("borrowed", "column.borrowed", ColumnKind.AMOUNT),
            Column("repaid", "column.repaid", ColumnKind.AMOUNT),
            Column("owed", "column.owed", ColumnKind.AMOUNT),
        ),
        rows=tuple(rows),
        parameters={"from_period": str(first)},
        **of_set(grain_set, last),
    )
