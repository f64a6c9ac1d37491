"""The log: who did what when, the newest first; by person, time and content."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from typing import Any

from ledgerlib import Book

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen

#: As many as are shown at once; who looks for older ones narrows the time.
MOST = 2000
_ASKED = ("who", "since", "until", "what")
#: Digests say nothing to a reader; the chain has them.
_UNREADABLE = ("digest", "chart_digest", "password_digest")


class LogScreen(ListScreen):
    """The acts on the book."""

    FAMILIES = ("list", "log")
    name_code = "log"

    def __init__(self) -> None:
        super().__init__()
        self.asked = dict.fromkeys(_ASKED, "")
        self._entries: dict[str, Any] = {}
        self._count = 0
        self._head = ""

    def columns(self) -> Sequence[Col]:
        """Number, time, who, act, about what."""
        return (
            Col(text("log.sequence"), 6, right=True), Col(text("log.at"), 19),
            Col(text("log.who"), 10), Col(text("log.act"), 12), Col(text("log.subject")),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """The newest acts that are asked for."""
        asked = dict(self.asked)

        def read(book: Book) -> tuple[list[Any], int, str]:
            newest: deque[Any] = deque(maxlen=MOST)
            count = 0
            for count, entry in enumerate(book.log(**asked), 1):  # noqa: B007 - the last is the count
                newest.append(entry)
            return list(newest), count, book.chain_head()

        entries, self._count, self._head = await self.ask(read)
        entries.reverse()
        self._entries = {str(entry.sequence): entry for entry in entries}
        return [
            Line(key, (key, e.at[:19].replace("T", " "), e.who, library_text(f"act.{e.act}"), e.subject))
            for key, e in self._entries.items()
        ]  # fmt: skip

    def said(self) -> str:
        """How many there are, what was asked for, and the head of the chain."""
        asked = "  ".join(
            f"{text(f'log.{name}')} {value}" for name, value in self.asked.items() if value
        )
        shown = text("log.said", count=self._count, shown=len(self._entries), head=self._head[:16])
        return f"{shown}  {asked}".strip()

    def detail(self, line: Line) -> str:
        """What was before and after."""
        entry = self._entries[line.key]
        parts = [
            f"{text(f'log.{name}')}: {readable(content)}"
            for name, content in (("before", entry.before), ("after", entry.after))
            if content
        ]
        return "\n".join(parts)

    async def action_list_open(self) -> None:
        """Show the whole record."""
        entry = self._entries.get(self.key)
        if entry is None:
            return

        async def nothing(_values: dict[str, str]) -> None:
            return

        said = "\n".join([
            f"{entry.at}  {entry.who}  {library_text(f'act.{entry.act}')}  {entry.subject}",
            self.detail(self.list.line) if self.list.line else "",
            text("log.digest", digest=entry.digest),
        ])  # fmt: skip
        await self.app.push_screen_wait(
            FormDialog(text("log.record", sequence=self.key), [], nothing, said=said)
        )

    async def action_log_filter(self) -> None:
        """Ask for whose acts, from when to when, and about what."""
        kinds = {"who": "person"}
        asks = [
            Ask(name, text(f"log.{name}"), self.asked[name], kinds.get(name, "text"),
                help_code=f"log.{name}")
            for name in _ASKED
        ]  # fmt: skip

        async def deed(values: dict[str, str]) -> None:
            self.asked = {name: values[name] for name in _ASKED}
            if values["who"]:
                self.asked["who"] = values["who"].split()[0]

        if await self.app.push_screen_wait(FormDialog(text("log.filter"), asks, deed)):
            await self.reload()


def readable(content: str) -> str:
    """The content of a record in words: name value, without digests."""
    value = json.loads(content)
    if not isinstance(value, dict):
        return str(value)
    return "  ".join(
        f"{name} {each if isinstance(each, str | int) else json.dumps(each, ensure_ascii=False)}"
        for name, each in value.items()
        if name not in _UNREADABLE
    )
