"""A report on the screen: whatever its length, read by pages; a row leads on, Esc comes back to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from ledgerlib import Book
from ledgerlib.render import cells
from ledgerlib.reports import Page, Report

from ..language import text
from ..model.drilling import Wanted, behind
from ..widgets.footer import LedgerFooter
from ..widgets.form import Field
from ..widgets.form import Row as FormRow
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
            yield Static(text("report.find"), id="title", markup=False)
            yield FormRow(
                text("report.find.text"), Field(self._sought, id="field-find", help_code="find")
            )
            yield LedgerFooter()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Look for it."""
        self.action_dialog_accept()

    def action_dialog_accept(self) -> None:
        """Look for it."""
        self.dismiss(self.query_one(Field).clean or None)


class ReportScreen(LedgerScreen[None]):
    """One report: its title and what it was asked for, its rows, its notes."""

    FAMILIES = ("report",)
    name_code = "report"
    DEFAULT_CSS = """
    ReportScreen #report-title { height: 1; text-style: bold; padding: 0 1; }
    ReportScreen #report-remarks { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    ReportScreen #report-notes { height: auto; max-height: 3; padding: 0 1; }
    """

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted
        self.report: Report | None = None

    def body(self) -> ComposeResult:
        """Title, remarks, table, notes."""
        yield Static("", id="report-title", markup=False)
        yield Static("", id="report-remarks", markup=False)
        yield ReportTable(self._read)
        yield Static("", id="report-notes", markup=False)

    @property
    def table(self) -> ReportTable:
        """The table with the rows."""
        return self.query_one(ReportTable)

    async def reload(self) -> None:
        """Make the report anew; the cursor stays on the row on which it is."""
        wanted, like = self.wanted, self.table.row
        report = await self.ask(wanted.made)
        self.report = report
        self.query_one("#report-title", Static).update(cells.heading(report))
        self.query_one("#report-remarks", Static).update("  ".join(cells.remarks(report)[1:]))
        notes = self.query_one("#report-notes", Static)
        notes.update("\n".join(report.notes))
        notes.display = bool(report.notes)
        await self.table.show(report, like=like)
        self.table.focus()

    async def _read(self, report: Report, mark: Any, size: int) -> Page:
        return await self.ask(lambda _book: report.page(mark, size))

    # What a row leads to

    async def on_report_table_opened(self, event: ReportTable.Opened) -> None:
        """The voucher of an entry, the ledger of a balance, what a figure of a statement comes from."""
        row = event.row
        if row.voucher is not None:
            self.app.go("voucher", row.voucher)
            return
        assert self.report is not None
        further = behind(self.report, row, self.wanted)
        if further is None:
            self.tell(text("report.leads_nowhere"), "!")
        else:
            self.app.go("report", further)

    # What can be done

    def on_report_table_find_wanted(self) -> None:
        """Ask for the text."""

        def sought(wanted: str | None) -> None:
            if wanted:
                self.do(self._find(wanted), key="find")

        self.app.push_screen(FindDialog(self.table.sought), sought)

    async def _find(self, wanted: str) -> None:
        if not await self.table.find(wanted):
            self.tell(text("report.not_found", text=wanted), "!")

    async def action_report_unposted(self) -> None:
        """With unposted vouchers, or without."""
        if not self.wanted.takes("include_unposted"):
            self.tell(text("report.takes_no_unposted"), "!")
            return
        self.wanted = self.wanted.toggled("include_unposted")
        await self.reload()

    def action_report_options(self) -> None:
        """Ask for the report in another way."""
        from .report_options import OptionsDialog

        def asked(wanted: Wanted | None) -> None:
            if wanted is not None:
                self.wanted = wanted
                self.do(self.reload(), key="reload")

        self.app.push_screen(OptionsDialog(self.wanted), asked)

    def action_report_export(self) -> None:
        """Write the report into a file, as it stands here."""
        from .report_export import ExportDialog

        report = self.report
        if report is None:
            return

        def named(export: Any | None) -> None:
            if export is not None:
                self.do(self._export(export.write, export.path), key="export")

        self.app.push_screen(ExportDialog(report, self.wanted), named)

    async def _export(self, write: Callable[[Book, Any], None], path: str) -> None:
        await self.work(text("report.exporting"), write, changes=False)
        self.tell(text("report.exported", file=path))
