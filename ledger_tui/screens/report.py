"""A report on the screen: whatever its length, read by pages; a row leads on, Esc comes back to it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from ledgerlib import Book
from ledgerlib.render import cells
from ledgerlib.reports import Report

from ..language import text
from ..model.drilling import Wanted, leads_of
from ..model.option_form import written
from ..widgets.report_table import ReportTable
from .table import TableScreen


class ReportScreen(TableScreen):
    """One report: its title and what it was asked for, its rows, its notes."""

    FAMILIES = ("report",)
    name_code = "report"
    DEFAULT_CSS = """
    ReportScreen #report-title { height: 1; text-style: bold; padding: 0 1; }
    ReportScreen #report-remarks { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    ReportScreen #report-notes { height: auto; max-height: 3; padding: 0 1; }
    """

    def __init__(self, wanted: Wanted, report: Report | None = None) -> None:
        super().__init__()
        self.wanted = wanted
        self._made = report

    def body(self) -> ComposeResult:
        """Title, remarks, table, notes."""
        yield Static("", id="report-title", markup=False)
        yield Static("", id="report-remarks", markup=False)
        yield ReportTable(self.read)
        yield Static("", id="report-notes", markup=False)

    def on_mount(self) -> None:
        """The keys are the table's."""
        self.table.focus()

    def make(self, book: Book) -> Report:
        """The report as it is asked for."""
        return self.wanted.made(book)

    async def reload(self) -> None:
        """Make the report anew; the cursor stays on the row on which it is."""
        report = self._made if self._made is not None else await self.ask(self.make)
        self.report, self._made = report, None
        self.query_one("#report-title", Static).update(cells.heading(report))
        self.query_one("#report-remarks", Static).update("  ".join(cells.remarks(report)[1:]))
        notes = self.query_one("#report-notes", Static)
        notes.update("\n".join(report.notes))
        notes.display = bool(report.notes)
        await self.table.show_again(report)

    # What a row leads to

    def on_report_table_opened(self, event: ReportTable.Opened) -> None:
        """The voucher of an entry, the ledger of a balance, what a figure of a statement comes from."""
        assert self.report is not None
        leads = leads_of(self.report, event.at, event.row, self.wanted)
        if leads is None:
            self.tell(text("report.leads_nowhere"), "!")
        elif leads.voucher is not None:
            self.app.go("voucher", leads.voucher)
        elif leads.vouchers is not None:
            self.app.go("vouchers", leads.vouchers)
        elif leads.report is not None:
            self.do(self._open(leads.report), key="open")

    async def _open(self, wanted: Wanted) -> None:
        """Make the next report before leaving this one: what is refused is told here."""
        report = await self.ask(wanted.made)
        self.app.go("report", wanted, report)

    # What can be done

    async def action_report_unposted(self) -> None:
        """With unposted vouchers, or without."""
        if not self.wanted.takes("include_unposted"):
            self.tell(text("report.takes_no_unposted"), "!")
            return
        self.wanted = self.wanted.toggled("include_unposted")
        await self.reload()
        shows = bool(self.wanted.given.get("include_unposted"))
        self.tell(text("report.with_unposted" if shows else "report.without_unposted"))

    async def action_report_options(self) -> None:
        """Ask for the report in another way."""
        from .report_options import OptionsDialog

        wanted = self.wanted
        typed = written(wanted.name, wanted.given)
        assert self.report is not None
        asked = await self.app.push_screen_wait(
            OptionsDialog(wanted, cells.heading(self.report), typed)
        )
        if asked is not None:
            self.wanted, self._made = asked
            await self.reload()

    async def action_report_export(self) -> None:
        """Write the report into a file, as it stands here."""
        await self.export(self.wanted.to_export)
