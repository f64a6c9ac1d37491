"""The proof (试算平衡表): accounts of the first level, debit and credit equal in each of three pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import evolve

from ..book import Book
from ..core.amount import EXACT
from ..core.period import Period
from ..language import text
from .report import Cell, Report, Row, RowKind
from .trial_balance import trial_balance

_PAIRS = ("opening_{}", "{}", "closing_{}")


def trial_check(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """The proof of a period, or of a span of periods that ends with it. Amounts are in 元.

    Where a chart has parts that balance each by itself (平行记账), each part is added up. Where a
    pair is not equal, as in the opening before a book is started, the difference stands below on the side
    that lacks it. `parameters` say whether all of it balances. Raises Refused as `trial_balance`.
    """
    found = trial_balance(
        book, period, from_period=from_period, level=1, columns=6,
        include_unposted=include_unposted, with_closing=with_closing,
    )  # fmt: skip
    chart = book.chart()
    rows: list[Row] = []
    balances = True
    for part in chart.parts:
        some = [row for row in found.rows if chart.part_of(row.account) == part]
        if some:
            sums = _sums(found, some)
            subtotal = Row(RowKind.SUBTOTAL, {"name": "row.subtotal", **sums})
            rows += [*some, subtotal, *_differing(sums)]
            balances = balances and not _difference(sums)
    if not chart.parts:
        rows += found.rows
    total = Row(RowKind.TOTAL, {"name": "row.total", **_sums(found, list(found.rows))})
    balances = balances and not _difference(total.cells)
    return evolve(
        found,
        report="trial-check",
        title="report.trial_check",
        columns=tuple(column for column in found.columns if column.key != "level"),
        rows=(*rows, total, *_differing(total.cells)),
        totals={key: total.cells[key] for key in found.totals},
        parameters={**found.parameters, "balances": balances},
        remarks=(text("report.balances") if balances else text("report.balances_not"),),
    )


def _sums(found: Report, rows: Sequence[Row]) -> dict[str, Cell]:
    sums: dict[str, Cell] = {}
    for key in found.totals:
        total = Decimal(0).scaleb(-found.decimals)
        for row in rows:
            total = EXACT.add(total, _amount(row.cells, key))
        sums[key] = total
    return sums


def _difference(sums: Mapping[str, Cell]) -> dict[str, Cell]:
    """What a side lacks to be equal to the other, by its column."""
    lacking: dict[str, Cell] = {}
    for pair in _PAIRS:
        debit, credit = pair.format("debit"), pair.format("credit")
        less = EXACT.subtract(_amount(sums, debit), _amount(sums, credit))
        if less:
            lacking[credit if less > 0 else debit] = abs(less)
    return lacking


def _differing(sums: Mapping[str, Cell]) -> list[Row]:
    lacking = _difference(sums)
    return [Row(RowKind.SUBTOTAL, {"name": "row.difference", **lacking})] if lacking else []


def _amount(cells: Mapping[str, Cell], key: str) -> Decimal:
    amount = cells[key]
    assert isinstance(amount, Decimal)
    return amount
