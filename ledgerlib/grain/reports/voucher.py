"""A voucher of the 粮秣账 as the paper has it: each account with 收 or 付, items as columns."""

from __future__ import annotations

from collections import defaultdict

from ... import Period, Voucher, VoucherKey
from ...reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from ..entries import entry_of
from ..set import GrainSet
from ..stock import grams
from .columns import item_columns, of_set, weight_cells


def voucher_sheet(grain_set: GrainSet, key: VoucherKey | str | Voucher) -> Report:
    """One voucher of the 粮秣账: a row for each account and direction, in the order of its lines."""
    book, items = grain_set.grain, grain_set.items
    voucher = key if isinstance(key, Voucher) else book.voucher(key)
    chart = book.chart()
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in voucher.lines:
        entry = entry_of(line, chart)
        word = "side.receive" if entry.direction == "收" else "side.pay"
        found[entry.summary, entry.account, word][entry.item] += grams(entry.quantity)
    rows = []
    for (summary, account, word), weights in found.items():
        cells: dict[str, Cell] = {
            "summary": summary, "side": word, "code": account, "name": chart.accounts[account].name
        }  # fmt: skip
        rows.append(Row(RowKind.ENTRY, cells | weight_cells(weights), account=account))
    people: dict[str, str | int] = {
        "maker": voucher.maker, "reviewer": voucher.reviewer, "poster": voucher.poster,
        "day": str(voucher.day), "voucher": str(voucher.key), "count": voucher.attachments,
    }  # fmt: skip
    return Report(
        report="grain-voucher",
        title="report.grain_voucher",
        columns=(
            Column("summary", "column.summary"),
            Column("side", "column.receive_or_pay", ColumnKind.WORD),
            Column("code", "column.code"),
            Column("name", "column.name"),
            *item_columns(items),
        ),
        rows=tuple(rows),
        parameters={**people, "when": str(voucher.day)},
        **of_set(grain_set, Period.of(voucher.day)),
    )
