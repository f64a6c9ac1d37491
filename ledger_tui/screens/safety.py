"""Keeping the book safe: a backup, bringing one back, and proving that nothing was changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ledgerlib import Book, Problem, Refused, back_up, restore

from ..language import text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen
from .period_acts import proposed_backup


class SafetyScreen(ListScreen):
    """Backup, restore, verify."""

    name_code = "safety"
    ACTS = ("backup", "restore", "verify")

    def __init__(self) -> None:
        super().__init__()
        self._results: dict[str, str] = {}

    def columns(self) -> Sequence[Col]:
        """What can be done, and what came of it."""
        return Col(text("safety.act"), 20), Col(text("safety.what"))

    async def read(self) -> Sequence[Line]:
        """The three acts."""
        return [Line(act, (text(f"safety.{act}"), text(f"safety.{act}.said"))) for act in self.ACTS]

    def said(self) -> str:
        """Where the book is."""
        return text("safety.place", place=_shown_place(self.app.place))

    def detail(self, line: Line) -> str:
        """What came of it."""
        return self._results.get(line.key, "")

    async def action_list_open(self) -> None:
        """Do what is under the cursor."""
        if self.key:
            await getattr(self, f"_{self.key}")()
            self._say()

    async def _backup(self) -> None:
        app = self.app
        assert app.here is not None
        file = proposed_backup(app.place, app.here.name, text("backup.mark", day=app.today()))
        ask = Ask("file", text("backup.file"), file, "text", help_code="backup.file")

        async def deed(values: dict[str, str]) -> str:
            place, target = app.place, Path(values["file"]).expanduser()
            await self.work(
                text("backup.working"), lambda _book, _told: back_up(place, target), changes=False
            )
            return str(target)

        done = await app.push_screen_wait(FormDialog(text("safety.backup"), [ask], deed))
        if done is not None:
            self._results["backup"] = text("backup.done", file=done)
            self.tell(self._results["backup"])

    async def _restore(self) -> None:
        asks = [
            Ask("file", text("restore.file"), "", "path", help_code="restore.file"),
            Ask("place", text("restore.place"), "", "text", help_code="restore.place"),
        ]

        async def deed(values: dict[str, str]) -> str:
            problems = [
                Problem.of("place.unknown", file="", field=name)
                for name in values
                if not values[name]
            ]
            if problems:
                raise Refused(problems)
            file = Path(values["file"]).expanduser()
            place: Any = values["place"]
            place = place if "://" in place else Path(place).expanduser()
            await self.work(
                text("restore.working"), lambda _book, _told: restore(file, place), changes=False
            )
            return str(place)

        form = FormDialog(text("safety.restore"), asks, deed, said=text("restore.said"))
        done = await self.app.push_screen_wait(form)
        if done is not None:
            self._results["restore"] = text("restore.done", place=_shown_place(done))
            self.tell(self._results["restore"])

    async def _verify(self) -> None:
        ask = Ask(
            "anchor", text("verify.anchor_asked"), "", "text", help_code="verify.anchor_asked"
        )
        found: list[Any] = []

        async def deed(values: dict[str, str]) -> None:
            def verified(book: Book, progress: Callable[..., None]) -> Any:
                return book.verify(anchor=values["anchor"], progress=progress)

            found[:] = [await self.work(text("verify.working"), verified, changes=False)]

        form = FormDialog(text("safety.verify"), [ask], deed, said=text("verify.said"))
        if await self.app.push_screen_wait(form) is None:
            return
        (result,) = found
        code = "verify.sound" if result.is_sound else "verify.unsound"
        self._results["verify"] = text(
            code, records=result.records, vouchers=result.vouchers, lines=result.lines,
            head=result.chain_head, count=len(result.problems),
        )  # fmt: skip
        if result.problems:
            await self.show_problems(result.problems, text("verify.found"))
        else:
            self.tell(text("verify.told"))


def _shown_place(place: str) -> str:
    """A place without the password of its address."""
    head, sign, tail = place.rpartition("@")
    if "://" not in head or ":" not in head.partition("://")[2]:
        return place
    return f"{head.rpartition(':')[0]}{sign}{tail}"
