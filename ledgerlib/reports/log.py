"""The log as a report (操作日志): who did what when, in plain words (财会〔2024〕12号 第三十二条)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ..book import Book
from ..language import text
from .log_words import in_words
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("sequence", "column.sequence", ColumnKind.NUMBER),
    Column("at", "column.at"),
    Column("who", "column.who"),
    Column("act", "column.act"),
    Column("subject", "column.subject"),
    Column("before", "column.before"),
    Column("after", "column.after"),
)


def log(book: Book, *, who: str = "", since: str = "", until: str = "", what: str = "") -> Report:
    """The acts, oldest first: by person, within days or times, with a word in act or content.

    Times are those of this machine's zone, which the remark names; what is stored is UTC. Rows
    have besides what the record itself holds (act_code, at_utc, before_content, after_content).
    """
    facts = book.facts()
    span = book.figures(facts.current if facts.is_started else facts.start)
    rows = []
    for entry in book.log(who=who, what=what):
        at = _local(entry.at)
        shown = f"{at:%Y-%m-%d %H:%M:%S}"
        if since and shown < since or until and shown[: len(until)] > until:
            continue
        cells: dict[str, Cell] = {
            "sequence": entry.sequence, "at": shown, "who": entry.who,
            "act": text(f"act.{entry.act}"), "subject": entry.subject,
            "before": in_words(entry.before), "after": in_words(entry.after),
            # As the record keeps it, for machines: no column shows it.
            "zone": f"UTC{at:%z}"[:6] + ":" + f"{at:%z}"[3:5], "act_code": entry.act,
            "at_utc": entry.at, "before_content": entry.before, "after_content": entry.after,
        }  # fmt: skip
        rows.append(Row(RowKind.ENTRY, cells))
    return Report(
        report="log",
        title="report.log",
        columns=COLUMNS,
        rows=tuple(rows),
        parameters={"who": who, "since": since, "until": until, "what": what},
        remarks=tuple(_zone(rows)),
        **traced(span),
    )


def _local(at: str) -> datetime:
    """The time of a record where the reader is; records keep it in UTC."""
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone()


def _zone(rows: Sequence[Row]) -> Iterator[str]:
    """In which time the rows are told: UTC+08:00. Where clocks are changed there are two."""
    offsets = {str(row.cells["zone"]) for row in rows}
    if offsets:
        yield text("report.log_zone", zone=text("list.comma").join(sorted(offsets)))
