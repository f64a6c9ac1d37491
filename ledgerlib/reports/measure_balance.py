"""Balances in quantity and foreign currency (数量外币余额表): beside the money what it measures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..book import Book
from ..core.amount import from_minor
from ..core.period import Period
from .ledger_columns import price_of, shown_quantity
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, side_word, traced
from .trial_balance import labelled

_PARTS = {
    "opening": "column.opening_balance", "in": "column.increase", "out": "column.decrease",
    "closing": "column.closing_balance",
}  # fmt: skip
COLUMNS = (
    Column("code", "column.code"),
    Column("name", "column.name"),
    Column("dimension_label", "column.dimension"),
    Column("measure", "column.measure"),
    *(
        column
        for part, group in _PARTS.items()
        for column in (
            Column(f"{part}_quantity", "column.quantity", ColumnKind.QUANTITY, group=group),
            Column(f"{part}_amount", "column.amount", ColumnKind.AMOUNT, group=group),
        )
    ),
    Column("side", "column.side", ColumnKind.WORD),
    Column("price", "column.price", ColumnKind.QUANTITY),
)
#: Decimals of an average price and of an average rate, as the ledgers have them.
_PRICE_DECIMALS, _RATE_DECIMALS = 4, 6


def measure_balance(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    accounts: Iterable[str] = (),
    by_dimension: bool = False,
    include_unposted: bool = False,
) -> Report:
    """Opening, in, out and closing of every account in each goods and currency it measures.

    In is the account's own side. Balances are on that side too, negative where they stand
    on the other; the side named is that one. `price` is the closing amount for one unit.
    """
    found = book.details(
        from_period if from_period is not None else period, period, accounts=list(accounts),
        by_dimension=by_dimension, include_unposted=include_unposted,
    )  # fmt: skip
    span = found.span
    posted = found.details
    if include_unposted:
        posted = book.details(
            from_period if from_period is not None else period, period, accounts=list(accounts),
            by_dimension=by_dimension,
        ).details  # fmt: skip
    rows = []
    for detail, measured in sorted(found.details.items()):
        if not detail.measure or measured.is_blank:
            continue
        account = span.chart.accounts[detail.account]
        commodity = span.commodities[detail.measure]
        scale = commodity.scale
        cells: dict[str, Cell] = {
            "code": account.code,
            "name": account.name,
            "measure": detail.measure,
        }
        if by_dimension:
            cells["dimension"] = detail.dimension
            cells["dimension_label"] = labelled(detail.dimension, span.kinds)
        for suffix, figures, decimals in (
            ("amount", measured.amount, span.currency.scale),
            ("quantity", measured.quantity, scale),
        ):
            grows = account.normal_side
            turnovers = (figures.debit_minor, figures.credit_minor)
            inward, outward = turnovers if grows > 0 else turnovers[::-1]
            parts = (figures.opening_minor * grows, inward, outward, figures.closing_minor * grows)
            for part, minor in zip(_PARTS, parts, strict=True):
                figure = from_minor(minor, decimals)
                cells[f"{part}_{suffix}"] = figure if suffix == "amount" else shown_quantity(figure)
        stands = measured.amount.closing_minor or measured.quantity.closing_minor
        cells["side"] = side_word(int(account.normal_side) if stands else 0)
        decimals = _RATE_DECIMALS if commodity.is_currency else _PRICE_DECIMALS
        cells["price"] = _price(cells["closing_amount"], cells["closing_quantity"], decimals)
        is_posted = posted.get(detail) == measured
        rows.append(Row(RowKind.ENTRY, cells, account=detail.account, is_posted=is_posted))
    return Report(
        report="measure-balance",
        title="report.measure_balance",
        columns=tuple(c for c in COLUMNS if by_dimension or c.key != "dimension_label"),
        rows=tuple(rows),
        parameters={"from_period": str(span.first), "include_unposted": include_unposted},
        **traced(span),
    )


def _price(amount: Cell, quantity: Cell, decimals: int) -> Decimal | None:
    if not (isinstance(amount, Decimal) and isinstance(quantity, Decimal) and quantity):
        return None
    return price_of(amount, quantity, decimals)
