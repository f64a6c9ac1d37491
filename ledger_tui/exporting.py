"""Writing a report into a file, on a thread and a book of its own, so that typing goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from ledgerlib import Book, Problem, Refused, render
from ledgerlib.reports import Report

from .clerk import Cancelled

if TYPE_CHECKING:
    from .app import LedgerApp

#: The forms in which a report is written, the most wanted first.
FORMS = ("xlsx", "csv", "pdf", "json")
ENCODINGS = ("utf-8", "gb18030")
PAPERS = ("A4", "A5")
#: The number of a failure for want of room (ENOSPC).
_NO_SPACE = 28


@frozen
class ExportAsked:
    """Into which file and how a report is to be written."""

    path: Path
    form: str
    encoding: str = "utf-8"
    paper: str = "A4"


@define
class Export:
    """A report on its way into a file: how far it is, and a word to stop it."""

    asked: ExportAsked
    done: int = 0
    of: int | None = None
    _stopped: Event = field(factory=Event)

    def cancel(self) -> None:
        """Stop before the next step; the file is then as it was."""
        self._stopped.set()

    def progress(self, done: int, of: int | None = None) -> None:
        """Hear how far it is; raises Cancelled where it was stopped."""
        if self._stopped.is_set():
            raise Cancelled
        self.done, self.of = done, of

    def write(self, report: Report) -> None:
        """Write it, whole or not at all. Raises Refused where that can't be."""
        asked = self.asked
        try:
            if asked.form == "pdf":
                render.pdf(report, asked.path, paper=asked.paper, progress=self.progress)
            else:
                render.write(
                    report, asked.path, asked.form, encoding=asked.encoding, progress=self.progress
                )
        except OSError as error:
            code = "disk.full" if error.errno == _NO_SPACE else "file.cannot_write"
            reason = error.strerror or str(error)
            raise Refused([Problem.of(code, file=str(asked.path), reason=reason)]) from error

    async def run(self, app: LedgerApp, make: Callable[[Book], Report]) -> None:
        """Make the report anew on a second book, and write it.

        A server's address is remembered without its password: there the clerk's own book serves.
        """
        name = app.here.name if app.here is not None else ""

        def beside() -> None:
            with Book.open(app.place, name=name) as book:
                self.write(make(book))

        try:
            if "://" in app.place:
                await app.clerk.ask(lambda book: self.write(make(book)))
            else:
                await asyncio.to_thread(beside)
        except asyncio.CancelledError:  # the app is being left
            self.cancel()
            raise
