"""A report as csv: exact text, titles in the reader's language."""

from __future__ import annotations

import csv as standard
import io
from collections.abc import Iterator

from ..language import text
from ..reports.report import Report
from .cells import exact, heading, remarks, rows, titles, values


def csv(report: Report, *, trailer: bool = False) -> str:
    """The columns and rows, and nothing else, so that any program reads it.

    Only where a trailer is asked for do lines follow, a text in the first cell of each, that
    say what it is, how it can be traced and what the head of the chain is.
    """
    return "".join(csv_stream(report, trailer=trailer))


def csv_stream(report: Report, *, trailer: bool = False) -> Iterator[str]:
    """The same line by line, never all of it in memory."""
    out = io.StringIO()
    writer = standard.writer(out, lineterminator="\n")
    for line in _lines(report, trailer):
        writer.writerow(line)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _lines(report: Report, trailer: bool) -> Iterator[list[str]]:
    yield titles(report)
    for row in rows(report):
        yield [exact(cell) for cell in values(report, row)]
    if trailer:
        for line in (
            heading(report),
            *remarks(report),
            *report.notes,
            text("report.chain_head", head=report.chain_head),
        ):
            yield [line]
