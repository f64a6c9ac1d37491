"""Closing a period: all that stands in its way at once, each leading to its cure."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from ledgerlib import Book, Period, Problem

from ..language import text
from ..model.period_cures import cure_of
from ..widgets.problems import ProblemsList
from .base import LedgerScreen
from .period_acts import ask_renumber


class ClosingScreen(LedgerScreen[None]):
    """The blockers of a close, or the word that it can be done."""

    FAMILIES = ("closing",)
    name_code = "closing"
    holds_nothing = True
    DEFAULT_CSS = """
    ClosingScreen #closing-said { height: auto; padding: 0 1; text-style: bold; }
    ClosingScreen ProblemsList { height: 1fr; max-height: 100%; padding: 0 1; }
    ClosingScreen #closing-warnings { height: auto; max-height: 5; padding: 0 1; color: $warning; }
    """

    def __init__(self, period: Period) -> None:
        super().__init__()
        self.period = period
        self._leave = False

    def body(self) -> ComposeResult:
        """A sentence, the blockers, warnings."""
        yield Static("", id="closing-said", markup=False)
        yield ProblemsList(id="blockers")
        yield Static("", id="closing-warnings", markup=False)

    async def reload(self) -> None:
        """Ask the book what stands in the way now."""
        period = self.period

        def read(book: Book) -> tuple[list[Problem], list[Problem], bool]:
            is_closed = book.facts().is_closed(period)
            return [] if is_closed else book.can_close(period), book.warnings(period), is_closed

        problems, warnings, is_closed = await self.ask(read)
        blockers = self.query_one(ProblemsList)
        at = blockers.highlighted or 0
        blockers.show(problems)
        if problems:
            blockers.highlighted = min(at, len(problems) - 1)
        code = "closed_already" if is_closed else "blocked" if problems else "ready"
        self.query_one("#closing-said", Static).update(
            text(f"closing.{code}", period=str(period), count=len(problems),
                 key=self.app.key_of("closing.close"))
        )  # fmt: skip
        from ..problem_text import message

        self.query_one("#closing-warnings", Static).update(
            "\n".join(f"! {message(each)}" for each in warnings)
        )
        blockers.focus()

    def on_option_list_option_selected(self) -> None:
        """Enter or a click on a blocker."""
        self.perform("closing.cure")

    async def action_closing_cure(self) -> None:
        """Go where the highlighted blocker is put right."""
        problem = self.query_one(ProblemsList).chosen
        if problem is None:
            return
        cure = cure_of(problem, self.period)
        if cure.screen == "gaps":
            await ask_renumber(self, self.period)
        else:
            self.app.go(cure.screen, *cure.arguments)

    async def action_closing_close(self) -> None:
        """Close the period."""
        period = self.period
        await self.act(lambda book: book.close(period))
        self.dismiss()
        self.app.acting.tell(text("closing.done", period=str(period)))

    def focus_problem(self, problem: Problem) -> None:
        """To the blocker in the list."""
        blockers = self.query_one(ProblemsList)
        if problem in blockers.problems:
            blockers.highlighted = blockers.problems.index(problem)
