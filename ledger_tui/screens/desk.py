"""The desk: what waits for the user now, each with where it is done, and small charts beside it."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import Book, Period

from ..drafts import Drafts
from ..language import text
from ..model.bars import labelled, paired
from ..model.desk import Task, waiting
from ..model.desk_charts import DeskCharts, charts
from ..problem_text import cure, message, place
from .base import LedgerScreen


class DeskScreen(LedgerScreen[None]):
    """What waits for me."""

    FAMILIES = ("desk",)
    holds_nothing = True
    name_code = "desk"
    CHARTS = ("income", "money", "stock")
    DEFAULT_CSS = """
    DeskScreen #tasks-side { width: 1fr; padding: 0 1; }
    DeskScreen #chart-side { width: 43; padding: 0 1; border-left: ascii $primary; }
    DeskScreen.-wide #chart-side { width: 1fr; }
    DeskScreen #tasks { height: 1fr; border: none; padding: 0; background: $background; }
    DeskScreen .title { text-style: bold; height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._tasks: list[Task] = []
        self._charts: DeskCharts | None = None
        self._chart = 0

    def body(self) -> ComposeResult:
        """Tasks on the left, a chart on the right."""
        with Horizontal():
            with Vertical(id="tasks-side"):
                yield Static("", id="title", classes="title", markup=False)
                tasks = OptionList(id="tasks")
                tasks.help_code = "desk.tasks"  # type: ignore[attr-defined]
                yield tasks
            with Vertical(id="chart-side"):
                yield Static("", id="chart-title", classes="title", markup=False)
                yield Static("", id="chart", markup=False)

    def on_mount(self) -> None:
        """The keys of the list are at hand."""
        self.query_one("#tasks").focus()

    async def reload(self) -> None:
        """Ask the book what waits, then for the figures of the charts."""
        here = self.app.here
        if here is None:
            return
        drafts = await asyncio.to_thread(_drafts_left, self.app.place, here.name, here.who)
        left = [Task("draft_left", {"count": drafts}, "entry")] if drafts else []
        self._show_tasks([*left, *await self.ask(waiting)])
        if here.is_started:
            last = here.period

            def read(book: Book) -> DeskCharts:
                return charts(book, last)

            self._charts = await self.ask(read)
        self._draw()

    def _show_tasks(self, found: list[Task]) -> None:
        tasks = self.query_one("#tasks", OptionList)
        at = tasks.highlighted or 0
        self._tasks = found
        tasks.clear_options()
        tasks.add_options([Option(shown(task)) for task in found])
        tasks.highlighted = min(at, len(found) - 1) if found else None
        who = self.app.here.who if self.app.here else ""
        count = sum(not task.is_for_others for task in found)
        title = text("desk.title", who=who, count=count) if found else text("desk.nothing", who=who)
        self.query_one("#title", Static).update(title)

    def on_resize(self) -> None:
        """The chart is drawn for its width."""
        self.set_class(self.size.width >= 110, "-wide")
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        found = self._charts
        if found is None:
            return
        side = self.query_one("#chart-side")
        rows = drawn(found, self.CHARTS[self._chart], max(20, side.content_size.width))
        self.query_one("#chart-title", Static).update(
            text(f"desk.chart.{self.CHARTS[self._chart]}")
        )
        self.query_one("#chart", Static).update("\n".join(rows) or text("desk.chart.none"))

    # What can be done

    def action_desk_open(self) -> None:
        """Go where the highlighted task is done."""
        at = self.query_one("#tasks", OptionList).highlighted
        if at is None or at >= len(self._tasks):
            return
        task = self._tasks[at]
        if task.screen == "vouchers" and task.asked is not None:
            self.app.go("vouchers", task.asked)
        else:
            self.app.go(task.screen)

    def on_option_list_option_selected(self) -> None:
        """Enter or a click on a task."""
        self.perform("desk.open")

    def action_desk_entry(self) -> None:
        """Enter a voucher."""
        self.app.go("entry")

    def action_desk_charts(self) -> None:
        """The next chart."""
        self._chart = (self._chart + 1) % len(self.CHARTS)
        self._draw()

    async def action_app_back(self) -> None:
        """The desk is where one comes back to; it says how to leave it."""
        keys = [self.app.key_of(name) for name in ("go.welcome", "app.quit")]
        self.tell(text("desk.stay", other=keys[0], quit=keys[1]), "!")


def _drafts_left(where: str, book: str, who: str) -> int:
    """How many vouchers were typed and not saved in an earlier time."""
    drafts = Drafts(where, book, who)
    try:
        return len(drafts.waiting())
    finally:
        drafts.close()


def shown(task: Task) -> Text:
    """A task as the list shows it: a sign, what it is, and of a blocker its cure."""
    values: dict[str, Any] = dict(task.values)
    if task.problem is not None:
        where = place(task.problem)
        values["problem"] = f"{where} {message(task.problem)}".strip()
        values["cure"] = cure(task.problem)
    sign = "-" if task.is_for_others else ">"
    return Text(
        f"{sign} {text(f'desk.{task.code}', **values)}", "dim" if task.is_for_others else ""
    )


def _month(period: Period) -> str:
    return str(period)[2:]


def drawn(found: DeskCharts, chart: str, width: int) -> list[str]:
    """A chart as lines of that width, the figures beside the bars."""

    def money(minor: int) -> str:
        return f"{Decimal(minor).scaleb(-found.scale):,f}"

    if chart == "stock":
        # Thousandths are fine enough for a bar; the figure beside it is exact.
        return labelled(
            [(name, int(quantity * 1000), f"{quantity:,f}") for name, quantity in found.stock],
            width,
        )
    if chart == "money":
        if not found.has_money:
            return []
        return labelled(
            [(_month(m.period), m.cash_minor, money(m.cash_minor)) for m in found.months],
            width,
        )
    return paired(
        [(_month(m.period), m.income_minor, money(m.income_minor), m.spending_minor,
          money(m.spending_minor)) for m in found.months],
        width,
    )  # fmt: skip
