"""A report as json: keys in English, amounts as exact text."""

from __future__ import annotations

import json as standard
from collections.abc import Mapping
from typing import Any

from ..reports.report import Cell, ColumnKind, Report, RowKind
from .cells import exact, label


def json(report: Report) -> str:
    """The whole report, with its parameters, totals and the head of the chain."""
    kinds = {column.key: column.kind for column in report.columns}
    data = {
        "report": report.report,
        "book": report.book,
        "period": report.period,
        "currency": report.currency,
        "regime": report.regime,
        "policies": report.policies,
        **_form(report),
        **report.parameters,
        "rows": [
            ({} if row.kind is RowKind.ENTRY else {"kind": row.kind.value})
            | _cells(report, {k: label(row, cell, kinds[k]) for k, cell in row.cells.items()})
            for row in report.rows
        ],
        "totals": _cells(report, report.totals),
        "chain_head": report.chain_head,
    }
    return standard.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _form(report: Report) -> dict[str, Any]:
    """What a statement has beside: its title, form number and span, and what is to be noticed."""
    if report.form is None:
        return {}
    form = {"title": report.name, "form": report.form.number, "when": report.form.when}
    return {**form, "notes": list(report.notes)}


def _cells(report: Report, cells: Mapping[str, Cell]) -> dict[str, Any]:
    numbers = {column.key for column in report.columns if column.kind is ColumnKind.NUMBER}
    return {key: cell if key in numbers else exact(cell) for key, cell in cells.items()}
