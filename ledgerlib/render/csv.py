"""A report as csv: exact text, titles in the reader's language."""

from __future__ import annotations

import csv as standard
import io

from ..reports.report import Report
from .cells import exact, label, rows, titles


def csv(report: Report) -> str:
    """The columns and rows, and nothing else, so that any program reads it."""
    out = io.StringIO()
    writer = standard.writer(out, lineterminator="\n")
    writer.writerow(titles(report))
    for row in rows(report):
        writer.writerow(
            [exact(label(row, row.cells.get(column.key), column.kind)) for column in report.columns]
        )
    return out.getvalue()
