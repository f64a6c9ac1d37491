"""What screens with a table have in common: reading by pages, finding, jumping, writing into a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from ledgerlib import Book
from ledgerlib.reports import Page, Report

from ..language import text
from ..model.amounts import half_width
from ..widgets.footer import LedgerFooter
from ..widgets.form import Field
from ..widgets.form import Row as FormRow
from ..widgets.picker import PAGE, Item, Picker
from ..widgets.report_table import ReportTable
from .base import LedgerScreen
from .dialog import Dialog


class FindDialog(Dialog[str]):
    """The text to look for; dismissed with it."""

    FAMILIES = ("dialog",)

    def __init__(self, sought: str = "") -> None:
        super().__init__()
        self._sought = sought

    def compose(self) -> ComposeResult:
        """A field, keys."""
        with Vertical(id="dialog"):
            yield Static(text("table.find"), id="title", markup=False)
            yield FormRow(
                text("table.find.text"), Field(self._sought, id="field-find", help_code="find")
            )
            yield LedgerFooter()

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Field).focus()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Look for it."""
        self.action_dialog_accept()

    def action_dialog_accept(self) -> None:
        """Look for it."""
        self.dismiss(self.query_one(Field).value.strip() or None)


class TableScreen(LedgerScreen[None]):
    """A screen whose table shows a report; `make` makes it anew from a book."""

    def __init__(self) -> None:
        super().__init__()
        self.report: Report | None = None

    @property
    def table(self) -> ReportTable:
        """The table with the rows."""
        return self.query_one(ReportTable)

    def make(self, book: Book) -> Report:
        """The report, made from a book; on the clerk's thread or another's."""
        raise NotImplementedError

    async def read(self, report: Report, mark: Any, size: int) -> Page:
        """A page, read on the clerk's thread."""
        return await self.ask(lambda _book: report.page(mark, size))

    # Finding

    def on_report_table_find_wanted(self) -> None:
        """Ask for the text."""

        def sought(wanted: str | None) -> None:
            if wanted:
                self.do(self._find(wanted), key="find")

        self.app.push_screen(FindDialog(self.table.sought), sought)

    async def _find(self, wanted: str) -> None:
        if not await self.table.find(wanted):
            self.tell(text("table.not_found", text=wanted), "!")

    def on_report_table_not_found(self, event: ReportTable.NotFound) -> None:
        """There is no further row with the text."""
        self.tell(text("table.not_found", text=event.sought), "!")

    # Jumping

    def on_report_table_jump_wanted(self) -> None:
        """Choose the month, the account, the ledger to begin at."""
        self.do(self._jump(), key="jump")

    async def _jump(self) -> None:
        report = self.report
        starts = await self.ask(lambda _book: list(report.starts())) if report is not None else []
        if len(starts) < 2:
            self.tell(text("table.no_starts"), "!")
            return
        names = [name for name, _ in starts]

        async def source(typed: str, _opened: frozenset[str], skip: int) -> Sequence[Item]:
            wanted = half_width(typed).strip().lower()
            fitting = [
                Item(str(at), (name,)) for at, name in enumerate(names) if wanted in name.lower()
            ]
            return fitting[skip : skip + PAGE]

        picked = await self.app.push_screen_wait(Picker(text("table.jump"), source))
        if picked is not None:
            await self.table.begin_at(int(picked))

    async def export(self, make: Callable[[Book], Report]) -> None:
        """Write the report into a file; it is made anew for it, on another thread."""
        from .report_export import exported

        if self.report is not None:
            await exported(self, self.report, make)
