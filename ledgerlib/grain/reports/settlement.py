"""The year's settlement (年终决算核销表): what each account still shows after the approval, and why."""

from __future__ import annotations

from ... import Period
from ...reports.report import Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from ..year_end import left_over, made_up_of
from .columns import of_set


def settlement(grain_set: GrainSet, year: int) -> Report:
    """Item by item what is left on each account at the year's end, on 收 or 付, with the reason.

    Under 对上往来 stands what it is made up of, for stock left over has its counterpart there.
    """
    chart = grain_set.grain.chart()
    rows = []
    for left in left_over(grain_set, year):
        name = chart.accounts[left.account].name
        rows.append(
            Row(
                RowKind.ENTRY,
                {
                    "item": left.item, "code": left.account, "name": name,
                    "side": "side.receive" if left.receives else "side.pay",
                    "weight": left.weight, "reason": left.reason,
                },
                account=left.account,
            )
        )  # fmt: skip
        if left.account == "201":
            rows += [
                Row(
                    RowKind.ENTRY,
                    {"item": left.item, "code": code, "name": chart.accounts[code].name,
                     "part": weight, "reason": "grain.part_of_superior"},
                    level=2, account=code,
                )
                for code, weight in made_up_of(grain_set, year, left.item).items()
            ]  # fmt: skip
    return Report(
        report="grain-settlement",
        title="report.grain_settlement",
        columns=(
            Column("item", "column.item_of_grain"),
            Column("code", "column.code"),
            Column("name", "column.name"),
            Column("side", "column.receive_or_pay", ColumnKind.WORD),
            Column("weight", "column.weight", ColumnKind.AMOUNT),
            Column("part", "column.made_up_of", ColumnKind.AMOUNT),
            Column("reason", "column.reason", ColumnKind.WORD),
        ),
        rows=tuple(rows),
        **of_set(grain_set, Period(year, 12)),
    )
