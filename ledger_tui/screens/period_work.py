"""Vouchers that the book makes itself, as a preview: transfers, revaluation, carrying forward, what comes again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from ledgerlib import Book, Chart, Period, Problem, Refused, Side, Voucher

from ..action import Action
from ..language import library_text, text
from ..model.amounts import grouped
from ..widgets.problems import told
from ..widgets.row_list import Col, Line, RowList
from .base import LedgerScreen


class WorkScreen(LedgerScreen[None]):
    """The vouchers that would be made now, line by line; F8 makes them.

    Subclasses say `kind` (texts `work.<kind>…`), the `act` it takes, and what is read and made.
    """

    FAMILIES = ("work",)
    holds_nothing = True
    kind: ClassVar[str] = ""
    act_needed: ClassVar[str] = ""
    DEFAULT_CSS = """
    WorkScreen #work-said { height: auto; max-height: 4; padding: 0 1; text-style: bold; }
    WorkScreen #work-refused { height: auto; max-height: 10; padding: 0 1; color: $warning; }
    WorkScreen #work-refused Static { height: auto; }
    """

    def __init__(self, period: Period) -> None:
        super().__init__()
        self.period = period
        self.vouchers: list[Voucher] = []

    def body(self) -> ComposeResult:
        """A sentence, the vouchers, what keeps them from being made."""
        yield Static("", id="work-said", markup=False)
        columns = [
            Col(text("work.account")), Col(text("work.summary")),
            Col(text("work.debit"), 15, right=True), Col(text("work.credit"), 15, right=True),
        ]  # fmt: skip
        yield RowList(columns, id="list")
        with VerticalScroll(id="work-refused", can_focus=False):
            yield Static("", id="work-problems", markup=False)

    def preview(self, book: Book) -> Sequence[Voucher]:
        """What would be made; asked on the clerk's thread. Raises Refused."""
        raise NotImplementedError

    def make(self, book: Book, progress: Callable[..., None]) -> Sequence[Voucher]:
        """Make it; on the clerk's thread. Raises Refused."""
        raise NotImplementedError

    def options_said(self) -> str:
        """What is chosen for it, in words."""
        return ""

    def why_not(self, action: Action) -> str:
        """Making takes the act of the kind."""
        here = self.app.here
        if action.id == "work.make" and here is not None and not here.may(self.act_needed):
            act = library_text(f"act.{self.act_needed}")
            key = self.app.key_of("app.switch_user")
            return text("action.may_not", who=here.who, act=act, key=key)
        return super().why_not(action)

    async def reload(self) -> None:
        """Ask the book what it would make."""

        def read(book: Book) -> tuple[list[Voucher], list[Problem], Chart, int]:
            chart, scale = book.chart(), book.figures(self.period).currency.scale
            try:
                return list(self.preview(book)), [], chart, scale
            except Refused as refused:
                return [], list(refused.problems), chart, scale

        self.vouchers, problems, chart, scale = await self.ask(read)
        rows = self.query_one("#list", RowList)
        rows.show(drawn(self.vouchers, chart, scale))
        state = "refused" if problems else "some" if self.vouchers else "none"
        key = self.app.key_of("work.make")
        said = text(f"work.{self.kind}.said", period=str(self.period))
        now = text(f"work.{state}", count=len(self.vouchers), key=key)
        self.query_one("#work-said", Static).update(
            "\n".join(each for each in (said, self.options_said(), now) if each)
        )
        several = len(problems) > 1
        self.query_one("#work-problems", Static).update(
            Text("\n").join(told(p, n if several else 0) for n, p in enumerate(problems, 1))
        )
        self.query_one("#work-refused").display = bool(problems)
        rows.focus()

    async def action_work_make(self) -> None:
        """Enter them as drafts, to be reviewed like any other."""
        title = text(f"work.{self.kind}.title", period=str(self.period))
        made = await self.work(title, self.make)
        if not made:
            self.tell(text("work.nothing_made"), "!")
            return
        names = "、".join(str(voucher.key) for voucher in made[:5])
        self.dismiss()
        self.app.acting.tell(text("work.made", count=len(made), vouchers=names))

    async def action_work_options(self) -> None:
        """Choose how it is made."""
        self.tell(text("work.no_options"), "!")


def drawn(vouchers: Sequence[Voucher], chart: Chart, scale: int) -> list[Line]:
    """The vouchers as rows: a head for each, its lines, its sum."""
    found = []
    for number, voucher in enumerate(vouchers, 1):
        debit = sum((x.amount for x in voucher.lines if x.side is Side.DEBIT), Decimal(0))
        credit = sum((x.amount for x in voucher.lines if x.side is Side.CREDIT), Decimal(0))
        head = text("work.voucher", number=number, word=voucher.word, day=str(voucher.day))
        sums = (grouped(debit, scale), grouped(credit, scale))
        found.append(Line(f"{number}", (head, "", *sums), strong=True))
        for place, line in enumerate(voucher.lines):
            name = chart.accounts[line.account].name if line.account in chart.accounts else ""
            amount = grouped(line.amount, scale)
            sides: tuple[Any, ...] = (amount, "") if line.side is Side.DEBIT else ("", amount)
            beside = f" {line.dimension}" if line.dimension else ""
            cells = (f"  {line.account} {name}{beside}", line.summary, *sides)
            found.append(Line(f"{number}.{place}", cells))
    return found
