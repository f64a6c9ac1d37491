"""The end of a period: what is to be done in it, in its order, with the state of each beside it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from ledgerlib import Book, Period, State, VoucherFilter

from ..language import text
from ..model.drilling import Wanted
from ..model.period_steps import DONE, NONE, TODO, Step, next_step, steps
from ..widgets.ask_form import FormDialog
from ..widgets.row_list import Col, Line, RowList
from .base import LedgerScreen
from .period_acts import ask_post, ask_renumber, ask_roll_over

_SIGNS = {NONE: "-", DONE: "✓", TODO: ">", "waits": "."}


class PeriodEndScreen(LedgerScreen[None]):
    """The steps of a period; Enter opens the one under the cursor."""

    FAMILIES = ("period_end",)
    name_code = "period_end"
    holds_nothing = True
    DEFAULT_CSS = """
    PeriodEndScreen #period-said { height: 1; padding: 0 1; text-style: bold; }
    PeriodEndScreen #period-detail { height: auto; max-height: 5; padding: 0 1; border-top: ascii $primary; }
    """

    def __init__(self, period: Period | None = None) -> None:
        super().__init__()
        self._period = period
        self._shown: Period | None = None
        self.steps: list[Step] = []

    @property
    def period(self) -> Period:
        """The period that is shown: the one asked for, or the first that is open."""
        if self._period is not None:
            return self._period
        assert self.app.here is not None
        return self.app.here.period

    def body(self) -> ComposeResult:
        """The period, its steps, a word about the one under the cursor."""
        yield Static("", id="period-said", markup=False)
        columns = [Col("", 1), Col(text("period.step"), 20), Col(text("period.state"))]
        yield RowList(columns, id="steps")
        yield Static("", id="period-detail", markup=False)

    async def reload(self) -> None:
        """Ask the book how far the period is."""
        here = self.app.here
        if here is None:
            return
        if not here.is_started:
            self.query_one("#period-said", Static).update(text("period.not_started"))
            return
        period = self.period

        def read(book: Book) -> list[Step]:
            return steps(book, period)

        self.steps = await self.ask(read)
        lines = [
            Line(
                step.code,
                (_SIGNS[step.state], text(f"step.{step.code}"), state_of(step)),
                dim=step.state in (NONE, DONE), strong=step.state == TODO,
            )
            for step in self.steps
        ]  # fmt: skip
        state = "closed" if period.key <= here.closed_through else "open"
        self.query_one("#period-said", Static).update(
            text("period.said", period=str(period), state=text(f"period.is_{state}"))
        )
        shown = self.query_one("#steps", RowList)
        changed, self._shown = self._shown != period, period
        at = next_step(self.steps)
        stays = any(s.code == self._code and s.state == TODO for s in self.steps)
        shown.show(lines, self._code if stays and not changed else self.steps[at].code)
        shown.focus()

    @property
    def _code(self) -> str:
        line = self.query_one("#steps", RowList).line
        return line.key if line is not None else ""

    def on_row_list_moved(self) -> None:
        """Say what the step is for."""
        code = self._code
        self.query_one("#period-detail", Static).update(text(f"step.{code}.help") if code else "")

    def on_row_list_opened(self) -> None:
        """A click on the chosen step."""
        self.perform("period_end.open")

    # What can be done

    async def action_period_end_open(self) -> None:
        """Open the step under the cursor."""
        code, period = self._code, self.period
        if code in ("recurring", "transfers", "revalue", "carry"):
            self.app.go(code, period)
        elif code in ("review", "sign"):
            waiting = (State.DRAFT,) if code == "review" else (State.DRAFT, State.REVIEWED)
            asked = VoucherFilter(first=period, last=period, states=waiting, to_sign=code == "sign")
            self.app.go("vouchers", asked)
        elif code:
            act = {"gaps": "renumber"}.get(code, code)
            self.perform(f"period_end.{act}")

    async def action_period_end_post(self) -> None:
        """Post what is reviewed: all of it, or a word to a number."""
        await ask_post(self, self.period)

    async def action_period_end_renumber(self) -> None:
        """Close gaps and take voided vouchers out."""
        await ask_renumber(self, self.period)

    def action_period_end_close(self) -> None:
        """To the close of the period, with everything that stands in its way."""
        self.app.go("closing", self.period)

    def action_period_end_trial_balance(self) -> None:
        """The trial balance of the period."""
        given = {"period": self.period, "include_unposted": True}
        self.app.go("report", Wanted("trial-balance", given))

    async def action_period_end_roll_over(self) -> None:
        """End the year: a backup first, then the balances go over."""
        years = [step.values["year"] for step in self.steps if step.code == "roll_over"]
        await ask_roll_over(self, int(years[0]) if years else self.period.year)

    async def action_period_end_previous(self) -> None:
        """The period before."""
        assert self.app.here is not None
        await self._turn_to(max(self.app.here.start, self.period.previous()))

    async def action_period_end_next(self) -> None:
        """The period after."""
        assert self.app.here is not None
        last = Period(self.app.here.period.year + 1, 12)
        await self._turn_to(min(last, self.period.next()))

    async def _turn_to(self, period: Period) -> None:
        self._period = period
        await self.reload()

    # Going back, where the regime has it

    async def action_period_end_unpost(self) -> None:
        """Take vouchers back from posted, in a reversible book; the correction in another."""
        await self._back(
            "unpost", lambda book: book.unpost(self.period), VoucherFilter(states=(State.POSTED,))
        )

    async def action_period_end_reopen(self) -> None:
        """Reopen the period closed last, in a reversible book; the correction in another."""
        assert self.app.here is not None
        last = self.app.here.period.previous()
        asked = VoucherFilter(first=last, last=last, states=(State.POSTED,))
        await self._back("reopen", lambda book: book.reopen(last), asked)

    async def _back(self, act: str, deed: object, asked: VoucherFilter) -> None:
        here = self.app.here
        assert here is not None
        if here.regime != "reversible":
            lead = FormDialog(text(f"{act}.title"), [], _nothing, said=text("irreversible.said"))
            if await self.app.push_screen_wait(lead):
                self.app.go("vouchers", asked)
            return
        last = here.period.previous() if act == "reopen" else self.period
        said = text(f"{act}.said", period=str(last))

        async def done(_values: dict[str, str]) -> None:
            await self.act(deed)  # type: ignore[arg-type]

        if await self.app.push_screen_wait(FormDialog(text(f"{act}.title"), [], done, said=said)):
            self.tell(text(f"{act}.done", period=str(last)))


async def _nothing(_values: dict[str, str]) -> None:
    """Only leads on."""


def state_of(step: Step) -> str:
    """How far a step is, in words."""
    return text(f"step.{step.code}.{step.state}", **step.values)
