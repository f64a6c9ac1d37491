"""The list of reports, group by group, with what each shows."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ledgerlib import REPORTS, Refused, ReportGroup, reports_of

from ..language import text
from ..model import option_form
from ..model.drilling import Wanted
from .base import LedgerScreen
from .report_options import OptionsDialog, first_typed

_NAME_WIDTH = 26


class ReportsScreen(LedgerScreen[None]):
    """Every report that the book can make; Enter asks how, F8 shows it at once."""

    FAMILIES = ("reports",)
    holds_nothing = True
    name_code = "reports"
    DEFAULT_CSS = """
    ReportsScreen OptionList { height: 1fr; padding: 0 1; background: $background; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._titles: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The list."""
        reports = OptionList(id="reports", compact=True)
        reports.help_code = "reports"  # type: ignore[attr-defined]
        yield reports

    def on_mount(self) -> None:
        """The keys of the list are at hand."""
        self.query_one("#reports").focus()

    async def reload(self) -> None:
        """The reports that the book has, under its groups."""
        titles = await self.ask(reports_of)
        reports = self.query_one("#reports", OptionList)
        at = reports.highlighted
        if titles == self._titles and reports.option_count:
            return
        self._titles = titles
        reports.clear_options()
        for group in ReportGroup:
            names = [name for name in titles if REPORTS[name].group is group]
            if names:
                heading = Text(text(f"reports.{group.value}"), "bold")
                reports.add_option(Option(heading, disabled=True))
                reports.add_options([Option(self._shown(name), name) for name in names])
        reports.highlighted = at if at is not None else 1

    def title_of(self, name: str) -> str:
        """What a report is called: by its chart, or of itself."""
        return self._titles.get(name) or text(f"offered.{name}")

    def _shown(self, name: str) -> Text:
        title = self.title_of(name)
        width = max(_NAME_WIDTH, cell_len(title))
        shown = Text("  " + set_cell_size(title, width) + "  ", no_wrap=True)
        return shown.append(text(f"offered.{name}.help"), "dim")

    # What can be done

    @property
    def chosen(self) -> str:
        """The name of the highlighted report, empty where none is."""
        reports = self.query_one("#reports", OptionList)
        if reports.highlighted is None:
            return ""
        return reports.get_option_at_index(reports.highlighted).id or ""

    def on_option_list_option_selected(self) -> None:
        """Enter or a click."""
        self.perform("reports.options")

    async def action_reports_options(self) -> None:
        """Ask for the options, then show it."""
        if self.chosen:
            await self._asked(self.chosen, first_typed(self.app, self.chosen))

    async def action_reports_show(self) -> None:
        """Show it with the options of last time; what is lacking is asked for."""
        name = self.chosen
        if not name:
            return
        typed = first_typed(self.app, name)
        given, problems = option_form.read(name, typed)
        if problems:
            await self._asked(name, typed)
            return
        wanted = Wanted(name, given)
        try:
            report = await self.ask(wanted.made)
        except Refused as refused:  # what was remembered is no more: the form shows it
            await self.show_problems(refused.problems)
            await self._asked(name, typed)
            return
        self.app.go("report", wanted, report)

    async def _asked(self, name: str, typed: dict[str, str]) -> None:
        asked = await self.app.push_screen_wait(
            OptionsDialog(Wanted(name), self.title_of(name), typed)
        )
        if asked is not None:
            self.app.go("report", *asked)
