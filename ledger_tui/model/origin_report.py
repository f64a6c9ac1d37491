"""Where the figures of a statement's line come from, as a report: it is shown, found in and exported like any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from ledgerlib import VoucherKey
from ledgerlib.reports import Cell, Column, ColumnKind, Origin, Report, Row, RowKind

from ..language import text


def origin_report(statement: Report, line: int, found: Sequence[tuple[object, Origin]]) -> Report:
    """For each column of the line its figure, and below it what it is made of, line by line."""
    row = statement.rows[line] if not hasattr(statement.rows, "page") else None
    label = str(row.cells.get("label") or "") if row is not None else ""
    titles = {column.key: column.name for column in statement.columns}
    rows: list[Row] = []
    for _column, origin in found:
        if origin.amount is not None:
            rows += _rows(
                origin, titles.get(origin.column, origin.column), (origin.first, origin.last)
            )
    name = text("origin.title", statement=statement.name, label=label.strip())
    return evolve(
        statement, report="origin", name=name, columns=_columns(), rows=tuple(rows), form=None,
        totals={}, notes=(), parameters={**statement.parameters},
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    def label(key: str, name: str) -> Column:
        return Column(key, "", ColumnKind.LABEL, name)

    return (
        label("label", text("origin.what")),
        label("sign", text("origin.sign")),
        Column("amount", "", ColumnKind.AMOUNT, text("origin.amount")),
        label("formula", text("origin.formula")),
    )


def _rows(origin: Origin, column: str, span: tuple[object, object]) -> Iterator[Row]:
    yield Row(
        RowKind.SUBTOTAL,
        {"label": column, "amount": origin.amount, "formula": origin.formula, "sign": ""},
    )
    yield from _parts(origin, span, 2)


def _parts(origin: Origin, span: tuple[object, object], level: int) -> Iterator[Row]:
    """What a figure is made of; another line of the statement with its own parts below it."""
    first, last = (str(each) if each is not None else "" for each in span)
    for account in origin.accounts:
        cells: dict[str, Cell] = {
            "label": f"{account.account} {account.name} {account.dimension}".strip(),
            "amount": account.amount, "sign": "" if account.is_added else text("origin.not_added"),
            "dimension": account.dimension, "first": first, "last": last,
        }  # fmt: skip
        yield Row(RowKind.ENTRY, cells, level, account=account.account)
    for line in origin.lines:
        its = line.origin
        cells = {
            "label": f"{its.line} {its.label}".strip(), "amount": its.amount,
            "sign": {1: "+", -1: "-"}.get(line.sign, text("origin.not_added")),
            "formula": its.formula,
        }  # fmt: skip
        yield Row(RowKind.SUBTOTAL, cells, level)
        yield from _parts(its, span, level + 1)
    for voucher in origin.vouchers:
        cells = {"label": voucher.voucher, "amount": voucher.amount, "sign": "+"}
        yield Row(RowKind.ENTRY, cells, level, voucher=VoucherKey.parse(voucher.voucher))
