"""Revaluing foreign currency at a period's end: the rates, the voucher that would be made, and making it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledgerlib import Book, Period, Problem, Refused, Voucher

from ..language import text
from ..widgets.ask_form import Ask, FormDialog
from .period_work import WorkScreen


class RevaluationScreen(WorkScreen):
    """Foreign currency brought to the closing rates of a period."""

    name_code = "revalue"
    kind = "revalue"
    act_needed = "revalue"

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.into = ""
        self.apart = False
        self._rates: dict[str, str] = {}

    def preview(self, book: Book) -> Sequence[Voucher]:
        """The voucher of the differences."""
        self._rates = closing_rates(book, self.period)
        found = book.preview_revalue(self.period, into=self.into or None, apart=self.apart)
        return [found] if found is not None else []

    def make(self, book: Book, progress: Callable[..., None]) -> Sequence[Voucher]:
        """Enter it."""
        found = book.revalue(self.period, into=self.into or None, apart=self.apart)
        return [found] if found is not None else []

    def options_said(self) -> str:
        """The closing rates as they are."""
        shown = "  ".join(
            f"{code} {rate or text('work.revalue.no_rate')}" for code, rate in self._rates.items()
        )
        return text("work.revalue.rates", rates=shown, key=self.app.key_of("work.options"))

    async def action_work_options(self) -> None:
        """Ask for the closing rates, where the differences go, and whether gains stand apart."""
        period = self.period
        before, policies = await self.ask(lambda b: (closing_rates(b, period), b.policies()))
        asks = [
            Ask(f"rate_{code}", text("rates.closing", currency=code), rate, help_code="rates.rate")
            for code, rate in before.items()
        ]
        into = self.into or policies["exchange_difference"]
        asks += [
            Ask("into", text("work.revalue.into"), into, "account", help_code="work.revalue.into"),
            Ask("apart", text("work.revalue.apart"), "yes" if self.apart else "no", "switch",
                help_code="work.revalue.apart"),
        ]  # fmt: skip

        async def deed(values: dict[str, str]) -> None:
            changed = {
                code: values[f"rate_{code}"]
                for code in before
                if values[f"rate_{code}"] != before[code]
            }
            if changed:
                await self.act(lambda book: set_closing_rates(book, period, changed))
            self.into = values["into"].split()[0] if values["into"] else ""
            self.apart = values["apart"] == "yes"

        title = text("work.revalue.options", period=str(period))
        if await self.app.push_screen_wait(FormDialog(title, asks, deed)):
            await self.reload()


def closing_rates(book: Book, period: Period) -> dict[str, str]:
    """The foreign currencies of a book with their closing rates, empty where there is none."""
    span = book.figures(period)
    codes = [c.code for c in span.commodities.values() if c.is_currency]
    found = {}
    for code in sorted(codes):
        if code != span.currency.code:
            rate = book.closing_rate(code, period)
            found[code] = "" if rate is None else format(rate, "f")
    return found


def set_closing_rates(book: Book, period: Period, rates: dict[str, str]) -> None:
    """Set closing rates, all or none; an empty one is taken away. Raises Refused with every problem."""
    problems: list[Problem] = []
    with book.transaction():
        for code, rate in rates.items():
            try:
                book.set_rate(code, rate or None, period=period)
            except Refused as refused:
                problems += [p.at(field=f"rate_{code}") for p in refused.problems]
        if problems:
            raise Refused(problems)
