"""The log as a report (操作日志): who did what when, in plain words (财会〔2024〕12号 第三十二条)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..book import Book
from ..language import text
from .report import Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("sequence", "column.sequence", ColumnKind.NUMBER),
    Column("at", "column.at"),
    Column("who", "column.who"),
    Column("act", "column.act"),
    Column("subject", "column.subject"),
    Column("before", "column.before"),
    Column("after", "column.after"),
)
#: Digests say nothing to a reader; the chain has them.
_UNREADABLE = ("digest", "chart_digest", "password_digest")


def log(book: Book, *, who: str = "", since: str = "", until: str = "", what: str = "") -> Report:
    """The acts, oldest first: by person, within days or times, with a word in act or content."""
    facts = book.facts()
    span = book.figures(facts.current if facts.is_started else facts.start)
    rows = tuple(
        Row(
            RowKind.ENTRY,
            {
                "sequence": entry.sequence, "at": entry.at[:19].replace("T", " "),
                "who": entry.who, "act": text(f"act.{entry.act}"), "subject": entry.subject,
                "before": _readable(entry.before), "after": _readable(entry.after),
            },
        )
        for entry in book.log(who=who, since=since, until=until, what=what)
    )  # fmt: skip
    return Report(
        report="log",
        title="report.log",
        columns=COLUMNS,
        rows=rows,
        parameters={"who": who, "since": since, "until": until, "what": what},
        **traced(span),
    )


def _readable(content: str) -> str:
    """The content of a record in words: name: value, without digests."""
    if not content:
        return ""
    value = json.loads(content)
    return _words(value) if isinstance(value, dict) else str(value)


def _words(content: dict[str, Any]) -> str:
    return "; ".join(
        f"{name}: {_value(value)}" for name, value in content.items() if name not in _UNREADABLE
    )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _words(value)
    if isinstance(value, list):
        return " ".join(_joined(item) for item in value)
    return str(value)


def _joined(item: Any) -> str:
    if not isinstance(item, list):
        return str(item)
    parts: Iterable[str] = (_value(each) for each in item if each not in ("", []))
    return f"[{' '.join(parts)}]"
