"""The 粮差账 against the mess fund (粮差转入核对表): every transfer as either book has it."""

from __future__ import annotations

from decimal import Decimal

from ... import Period, Voucher
from ...core.amount import EXACT
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind, traced
from ..set import GrainSet
from ..tie import Matched, MessFund, reconcile


def reconciliation(grain_set: GrainSet, mess: MessFund, period: Period | str) -> Report:
    """Every transfer to a mess fund up to a month's end: its voucher and amount here and there.

    What one book has and the other has not is told as such: the same transfer once more completes
    it, where ours is lacking.
    """
    last = Period.parse(period) if isinstance(period, str) else period
    rows = []
    sums = {"ours": Decimal("0.00"), "theirs": Decimal("0.00")}
    for each in reconcile(grain_set, mess):
        found = {"ours": each.ours, "theirs": each.theirs}
        days = [voucher.day for voucher in found.values() if voucher]
        if days[0] > last.last_day:
            continue
        cells: dict[str, Cell] = {"date": days[0], "reference": each.key, "agrees": _word(each)}
        for part, voucher in found.items():
            if voucher is not None:
                cells[f"{part}_voucher"] = str(voucher.key)
                cells[part] = _amount(voucher)
                sums[part] = EXACT.add(sums[part], _amount(voucher))
        rows.append(Row(RowKind.ENTRY, cells))
    rows.append(Row(RowKind.TOTAL, {"reference": "row.total", **sums}))
    return Report(
        report="grain-reconciliation",
        title="report.grain_reconciliation",
        columns=(
            Column("date", "column.date", ColumnKind.DATE),
            Column("reference", "column.reference"),
            Column("ours_voucher", "column.voucher", group="column.grain_money_book"),
            Column("ours", "column.amount", ColumnKind.AMOUNT, group="column.grain_money_book"),
            Column("theirs_voucher", "column.voucher", group="column.mess_book"),
            Column("theirs", "column.amount", ColumnKind.AMOUNT, group="column.mess_book"),
            Column("agrees", "column.agrees", ColumnKind.WORD),
        ),
        rows=tuple(rows),
        parameters={"mess_book": mess.name},
        **traced(grain_set.money.figures(last)),
    )


def _amount(voucher: Voucher) -> Decimal:
    return voucher.lines[0].amount.quantize(Decimal("0.01"))


def _word(matched: Matched) -> str:
    if matched.agrees:
        return "grain.agrees"
    if matched.ours is None:
        return "grain.only_theirs"
    return "grain.only_ours" if matched.theirs is None else "grain.differs"
