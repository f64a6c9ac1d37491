"""The log: every act by person, time and content (财会〔2024〕12号 第三十二条)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from ..language import text
from ..store import records

if TYPE_CHECKING:
    from .book import Book


@frozen
class LogEntry:
    """One act as the log shows it. `at` is ISO 8601 in UTC; before and after are JSON texts."""

    sequence: int
    at: str
    who: str
    act: str
    subject: str
    before: str
    after: str
    digest: str


def log(
    book: Book, *, who: str = "", since: str = "", until: str = "", what: str = ""
) -> Iterator[LogEntry]:
    """The acts, oldest first: by a person, within days or times, with a word in act or content."""
    with book._reading() as work:
        for row in records.read(work.connection, work.book_id):
            if who and row.who != who:
                continue
            if since and row.at < since or until and row.at[: len(until)] > until:
                continue
            told = f"{text(f'act.{row.act}')} {row.act} {row.subject} {row.before} {row.after}"
            if what and what not in told:
                continue
            yield LogEntry(
                row.sequence,
                row.at,
                row.who,
                row.act,
                row.subject,
                row.before,
                row.after,
                row.digest,
            )


def chain_head(book: Book) -> str:
    """The digest of the last record: who keeps it can later prove that nothing was changed."""
    with book._reading() as work:
        return records.last(work.connection, work.book_id)[1]
