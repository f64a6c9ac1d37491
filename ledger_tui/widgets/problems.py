"""Problems shown: all at once, each with where it is, what is wrong, and its cure."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import Problem

from ..language import text
from ..problem_text import cure, message, place
from ..screens.dialog import Dialog
from .footer import LedgerFooter


def told(problem: Problem, number: int = 0) -> Text:
    """A problem as it is shown: number, place and what is wrong; below it, indented, the cure."""
    where = place(problem)
    head = f"{number}. " if number else ""
    shown = Text(f"{head}✗ ", "bold")
    if where:
        shown.append(f"{where} ", "bold")
    shown.append(message(problem))
    shown.append(f"\n   -> {cure(problem)}")
    return shown


class ProblemsList(OptionList):
    """The problems, one entry each; an empty list says so."""

    DEFAULT_CSS = """
    ProblemsList { height: auto; max-height: 16; border: none; padding: 0; background: $surface; }
    """
    help_code = "problems"

    def __init__(self, problems: list[Problem] | None = None, **more: str) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.problems: list[Problem] = []
        self.show(problems or [])

    def show(self, problems: list[Problem]) -> None:
        """Show these problems."""
        self.problems = list(problems)
        self.clear_options()
        several = len(problems) > 1
        for number, problem in enumerate(problems, 1):
            self.add_option(Option(told(problem, number if several else 0)))

    @property
    def chosen(self) -> Problem | None:
        """The problem that is highlighted."""
        return self.problems[self.highlighted] if self.highlighted is not None else None


class ProblemsDialog(Dialog[Problem]):
    """What stands in the way; Enter goes to the place of the highlighted one, Esc just closes."""

    FAMILIES = ("dialog",)

    def __init__(self, problems: list[Problem], title: str = "") -> None:
        super().__init__()
        self._problems = problems
        self._title = title

    def compose(self) -> ComposeResult:
        """Title, problems, keys."""
        with Vertical(id="dialog"):
            count = len(self._problems)
            yield Static(
                self._title or text("problems.title", count=count), id="title", markup=False
            )
            yield ProblemsList(self._problems, id="problems")
            yield LedgerFooter()

    def on_mount(self) -> None:
        """The first problem is highlighted."""
        problems = self.query_one(ProblemsList)
        problems.highlighted = 0 if self._problems else None
        problems.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the place of the problem."""
        self.dismiss(self._problems[event.option_index])

    def action_dialog_accept(self) -> None:
        """Go to the place of the highlighted problem."""
        self.dismiss(self.query_one(ProblemsList).chosen)
