"""Transfers by formula, what comes again, and carrying profit and loss forward: each with its preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledgerlib import Book, Period, Voucher

from ..language import text
from ..widgets.ask_form import Ask, FormDialog
from .period_work import WorkScreen


class TransfersScreen(WorkScreen):
    """The transfers due in a period, cost of sales among them where it is defined."""

    name_code = "transfers"
    kind = "transfers"
    act_needed = "transfer"

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.names: tuple[str, ...] = ()

    def preview(self, book: Book) -> Sequence[Voucher]:
        """What the transfers come to now."""
        return book.preview_transfer(self.period, self.names or None)

    def make(self, book: Book, progress: Callable[..., None]) -> Sequence[Voucher]:
        """Enter their vouchers."""
        return book.transfer(self.period, self.names or None, progress=progress)

    def options_said(self) -> str:
        """Which transfers."""
        return text("work.transfers.only", names="、".join(self.names)) if self.names else ""

    async def action_work_options(self) -> None:
        """Choose one transfer, or all that are due."""
        kept = await self.ask(lambda book: book.transfers())
        options = [("", text("work.transfers.all")), *((each.name, each.name) for each in kept)]
        value = self.names[0] if self.names else ""
        label = text("work.transfers.which")
        ask = Ask("name", label, value, "choice", options, "work.transfers.which")

        async def deed(values: dict[str, str]) -> None:
            self.names = (values["name"],) if values["name"] else ()

        if await self.app.push_screen_wait(FormDialog(label, [ask], deed)):
            await self.reload()


class RecurringScreen(WorkScreen):
    """What comes again in a period and was not entered yet."""

    name_code = "recurring"
    kind = "recurring"
    act_needed = "enter"

    def preview(self, book: Book) -> Sequence[Voucher]:
        """The vouchers of the templates that are due; tried, and taken back."""
        found: list[Voucher] = []
        try:
            with book.transaction():
                found = list(book.enter_recurring(self.period))
                raise _OnlyTried
        except _OnlyTried:
            return found

    def make(self, book: Book, progress: Callable[..., None]) -> Sequence[Voucher]:
        """Enter them."""
        return book.enter_recurring(self.period)


class _OnlyTried(Exception):  # noqa: N818 - nothing went wrong, it was only to be seen
    """Takes back what was entered to be looked at."""


class CarryScreen(WorkScreen):
    """Carrying profit and loss forward by the chart's rules."""

    name_code = "carry"
    kind = "carry"
    act_needed = "carry_forward"

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.apart = False

    def preview(self, book: Book) -> Sequence[Voucher]:
        """What the rules would carry now."""
        return book.preview_carry_forward(self.period, apart=self.apart)

    def make(self, book: Book, progress: Callable[..., None]) -> Sequence[Voucher]:
        """Enter the closing vouchers."""
        return book.carry_forward(self.period, apart=self.apart)

    def options_said(self) -> str:
        """Together or apart."""
        return text("work.carry.apart") if self.apart else text("work.carry.together")

    async def action_work_options(self) -> None:
        """One voucher for all rules, or one for each."""
        self.apart = not self.apart
        await self.reload()
