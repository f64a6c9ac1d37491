"""Into which file a report goes, and how; and its way there, which can be stopped or left to itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from ledgerlib import Book, Refused
from ledgerlib.render import cells
from ledgerlib.reports import Report

from ..clerk import Cancelled
from ..exporting import ENCODINGS, FORMS, PAPERS, Export, ExportAsked
from ..language import text
from ..model.bars import bar
from ..widgets.footer import LedgerFooter
from ..widgets.form import Choice, Field, Row
from ..widgets.progress import PATIENCE_SECONDS
from .base import Acting
from .dialog import Dialog

_FOLDER = "export.folder"
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')


def proposed(report: Report, folder: str, form: str) -> str:
    """The path that is proposed: the report's title and its period, in the folder of last time."""
    name = _UNFIT.sub(" ", f"{cells.heading(report)} {report.period}").strip()
    return str(Path(folder or ".").expanduser().absolute() / f"{name}.{form}")


class ExportDialog(Dialog[ExportAsked]):
    """The path, the form, and what only one form has; an existing file takes a second F8."""

    FAMILIES = ("dialog",)

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        self._overwrites = ""

    def compose(self) -> ComposeResult:
        """Fields, keys."""
        folder = str(self.app.settings.kept.get(_FOLDER) or "")
        path = proposed(self._report, folder, FORMS[0])
        with Vertical(id="dialog"):
            yield Static(text("export.title"), id="title", markup=False)
            yield Row(text("export.form"), self._choice("form", FORMS))
            yield Row(text("export.path"), Field(path, id="field-path", help_code="export.path"))
            yield Row(text("export.encoding"), self._choice("encoding", ENCODINGS))
            yield Row(text("export.paper"), self._choice("paper", PAPERS))
            yield LedgerFooter()

    @staticmethod
    def _choice(name: str, values: tuple[str, ...]) -> Choice:
        shown = [
            (each, text(f"export.{name}.{each}") if name != "paper" else each) for each in values
        ]
        return Choice(
            shown, title=text(f"export.{name}"), id=f"field-{name}", help_code=f"export.{name}"
        )

    def on_mount(self) -> None:
        """The form is chosen first."""
        self.query_one("#field-form").focus()
        self._show_what_applies()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Another form: the file is called after it."""
        if event.choice.id != "field-form":
            return
        path = self.query_one("#field-path", Field)
        stem, dot, suffix = path.value.rpartition(".")
        if dot and suffix.lower() in FORMS:
            path.value = f"{stem}.{event.choice.value}"
        self._show_what_applies()

    def _show_what_applies(self) -> None:
        form = self.query_one("#field-form", Choice).value
        for name, its in (("encoding", "csv"), ("paper", "pdf")):
            row = self.query_one(f"#field-{name}").parent
            assert row is not None
            row.display = form == its

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter in the path writes."""
        self.perform("dialog.accept")

    def on_choice_submitted(self, _event: Choice.Submitted) -> None:
        """Enter walks on."""
        self.focus_next()

    async def action_dialog_accept(self) -> None:
        """Write it; over a file that is there only when asked twice."""
        typed = self.query_one("#field-path", Field).value.strip()
        path = Path(typed).expanduser()
        if not typed or await asyncio.to_thread(path.is_dir):
            self.tell(text("export.no_path"), "!")
            self.query_one("#field-path").focus()
            return
        if self._overwrites != typed and await asyncio.to_thread(path.exists):
            self._overwrites = typed
            key = self.app.key_of("dialog.accept")
            self.tell(text("export.overwrite", file=path.name, key=key), "!")
            return
        self.app.settings.kept[_FOLDER] = str(path.absolute().parent)
        self.app.settings.save()
        values = {
            name: self.query_one(f"#field-{name}", Choice).value
            for name in ("form", "encoding", "paper")
        }
        self.dismiss(ExportAsked(path, **values))


class ExportingDialog(Dialog[None]):
    """How far the file is; Esc stops it, F8 lets it be written while one works on."""

    FAMILIES = ("exporting",)

    def __init__(self, export: Export) -> None:
        super().__init__()
        self._export = export

    def compose(self) -> ComposeResult:
        """Title, bar, keys."""
        with Vertical(id="dialog"):
            name = self._export.asked.path.name
            yield Static(text("export.under_way", file=name), id="title", markup=False)
            yield Static("", id="bar", markup=False)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Draw the bar four times a second."""
        self.set_interval(0.25, self._draw)
        self._draw()

    def _draw(self) -> None:
        export = self._export
        if export.of:
            shown = f"{bar(export.done, export.of, 40)} {export.done:,} / {export.of:,}"
        else:
            shown = text("work.done_so_far", count=f"{export.done:,}")
        self.query_one("#bar", Static).update(shown)

    def action_app_back(self) -> None:
        """Stop it; the file is then as it was."""
        self._export.cancel()
        self.query_one("#title", Static).update(text("work.cancelling"))

    def action_exporting_behind(self) -> None:
        """Let it be written; it is told when it is done."""
        self.dismiss(None)


async def exported(screen: Acting[Any], report: Report, make: Callable[[Book], Report]) -> None:
    """Ask for the file, write the report into it beside the screen, and tell when it is done."""
    app = screen.app
    asked = await app.push_screen_wait(ExportDialog(report))
    if asked is None:
        return
    export = Export(asked)
    # Of the app and not of the screen: who goes on working leaves the screen.
    worker = app.run_worker(_written(app, export, make), group="export", exit_on_error=True)
    waited = 0.0
    while not worker.is_finished and waited < PATIENCE_SECONDS:
        await asyncio.sleep(0.02)
        waited += 0.02
    if worker.is_finished:
        return
    dialog = ExportingDialog(export)
    app.push_screen(dialog)
    while not worker.is_finished and dialog.is_attached:
        await asyncio.sleep(0.05)
    if dialog.is_attached:
        dialog.dismiss(None)


async def _written(app: Any, export: Export, make: Callable[[Book], Report]) -> None:
    try:
        await export.run(app, make)
    except Refused as refused:
        await app.acting.show_problems(refused.problems)
    except Cancelled:
        app.acting.tell(text("work.cancelled"), "!")
    except Exception as error:
        app.told_failure(error)
    else:
        app.acting.tell(text("export.done", file=str(export.asked.path)))
