"""A report as json: keys in English, amounts as exact text."""

from __future__ import annotations

import json as standard
from collections.abc import Iterator, Mapping
from typing import Any

from ..reports.report import Cell, ColumnKind, Report, Row, RowKind
from .cells import exact, label


def json(report: Report) -> str:
    """The whole report, with its parameters, totals and the head of the chain."""
    return "".join(json_stream(report))


def json_stream(report: Report) -> Iterator[str]:
    """The same piece by piece, a row on each line, never all of it in memory."""
    kinds = {column.key: column.kind for column in report.columns}
    head = {
        "report": report.report,
        "book": report.book,
        "period": report.period,
        "currency": report.currency,
        "regime": report.regime,
        "policies": report.policies,
        **({"remarks": list(report.remarks)} if report.remarks else {}),
        **_notes(report),
        **report.parameters,
    }
    yield "{\n"
    for key, value in head.items():
        yield f" {_text(key)}: {_text(value)},\n"
    yield ' "rows": ['
    mark = "\n"
    for row in report.rows:
        yield f"{mark}  {_text(_row(report, row, kinds))}"
        mark = ",\n"
    yield "\n ],\n" if mark != "\n" else "],\n"
    yield f' "totals": {_text(_cells(kinds, report.totals))},\n'
    yield f' "chain_head": {_text(report.chain_head)}\n}}\n'


def _text(value: Any) -> str:
    return standard.dumps(value, ensure_ascii=False)


def _notes(report: Report) -> dict[str, Any]:
    """What is to be noticed; of a statement its title, form number and span too."""
    if report.form is None:
        return {"notes": list(report.notes)} if report.notes else {}
    form = {"title": report.name, "form": report.form.number, "when": report.form.when}
    return {**form, "notes": list(report.notes)}


def _row(report: Report, row: Row, kinds: Mapping[str, ColumnKind]) -> dict[str, Any]:
    """Its kind where it is no entry, its cells, and that it is not posted where it is not."""
    made: dict[str, Any] = {} if row.kind is RowKind.ENTRY else {"kind": row.kind.value}
    made |= _cells(kinds, {key: label(row, cell, kinds.get(key, ColumnKind.TEXT)) for key, cell in row.cells.items()})  # fmt: skip
    if not row.is_posted:
        made["is_posted"] = False
    return made


def _cells(kinds: Mapping[str, ColumnKind], cells: Mapping[str, Cell]) -> dict[str, Any]:
    number = ColumnKind.NUMBER
    return {key: cell if kinds.get(key) is number else exact(cell) for key, cell in cells.items()}
