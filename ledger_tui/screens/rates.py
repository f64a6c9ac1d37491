"""Currencies, units of goods, and what a unit of each currency is worth: by day, and at a period's end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ledgerlib import Book, CommodityKind, Period, Problem, Rate, Refused, import_rates, parse_day

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen


class RatesScreen(ListScreen):
    """The rates of the book, the newest first, and the currencies and units it has."""

    FAMILIES = ("list", "rows", "rates")
    name_code = "rates"
    needs = "rate"

    def __init__(self) -> None:
        super().__init__()
        self._rates: dict[str, Rate] = {}
        self._commodities = ""
        self._base = ""

    def columns(self) -> Sequence[Col]:
        """Currency, which rate, from when, rate."""
        return (
            Col(text("rates.currency"), 10), Col(text("rates.kind"), 20),
            Col(text("rates.at"), 12), Col(text("rates.rate"), 18, right=True), Col(""),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """All rates."""

        def read(book: Book) -> tuple[list[Rate], list[str], str]:
            span = book.figures(book.facts().current)
            held = [
                text("rates.held", code=each.code, decimals=each.scale)
                for each in span.commodities.values()
            ]
            return book.rates(), held, span.currency.code

        rates, held, self._base = await self.ask(read)
        self._commodities = "  ".join(held)
        rates.sort(key=lambda rate: (rate.currency, _last_day(rate)), reverse=True)
        self._rates = {f"{rate.currency} {rate.at}": rate for rate in rates}
        return [
            Line(
                key, (rate.currency, library_text(f"rate_kind.{rate.kind}"), str(rate.at),
                      format(rate.rate, "f"), ""),
            )
            for key, rate in self._rates.items()
        ]  # fmt: skip

    def said(self) -> str:
        """The currencies and units of the book."""
        return text("rates.said", base=self._base, held=self._commodities)

    async def _edit(self, rate: Rate | None) -> None:
        assert self.app.here is not None
        at = str(rate.at) if rate else str(self.app.here.period)
        asks = [
            Ask("currency", text("rates.currency"), rate.currency if rate else "",
                help_code="rates.currency"),
            Ask("at", text("rates.at"), at, help_code="rates.at", note=text("rates.at.note")),
            Ask("rate", text("rates.rate"), format(rate.rate, "f") if rate else "",
                help_code="rates.rate"),
        ]  # fmt: skip

        async def deed(values: dict[str, str]) -> None:
            when = read_time(values["at"])
            currency, worth = values["currency"].upper(), values["rate"]

            def set_rate(book: Book) -> None:
                if isinstance(when, Period):
                    book.set_rate(currency, worth, period=when)
                else:
                    book.set_rate(currency, worth, day=when)

            await self.act(set_rate)

        if await self.app.push_screen_wait(FormDialog(text("rates.new"), asks, deed)):
            self.tell(text("rates.done"))

    async def action_list_open(self) -> None:
        """Set the rate under the cursor anew."""
        await self._edit(self._rates.get(self.key))

    async def action_rows_add(self) -> None:
        """A rate of a day, or of a period's end."""
        await self._edit(None)

    async def action_rows_remove(self) -> None:
        """Take the rate under the cursor away."""
        rate = self._rates.get(self.key)
        if rate is None:
            return
        if isinstance(rate.at, Period):
            period = rate.at
            await self.act(lambda book: book.set_rate(rate.currency, None, period=period))
        else:
            day = rate.at
            await self.act(lambda book: book.set_rate(rate.currency, None, day=day))
        self.tell(text("rates.removed"))

    async def action_rates_commodity(self) -> None:
        """A currency, or a unit in which goods are kept."""
        kinds = [(kind.value, text(f"rates.{kind.value}")) for kind in CommodityKind]
        asks = [
            Ask("code", text("rates.code"), help_code="rates.code"),
            Ask("kind", text("rates.what"), "currency", "choice", kinds, "rates.what"),
            Ask("scale", text("rates.scale"), "2", help_code="rates.scale"),
        ]

        async def deed(values: dict[str, str]) -> None:
            if not values["scale"].isdecimal():
                raise Refused([Problem.of("form.no_number", value=values["scale"], field="scale")])
            scale = int(values["scale"])
            await self.act(
                lambda book: book.set_commodity(values["code"], scale=scale, kind=values["kind"])
            )

        if await self.app.push_screen_wait(FormDialog(text("rates.commodity"), asks, deed)):
            self.tell(text("rates.done"))

    async def action_rates_file(self) -> None:
        """Rates from a sheet."""
        ask = Ask("file", text("sheets.file"), "", "path", help_code="sheets.file")

        async def deed(values: dict[str, str]) -> int:
            path = Path(values["file"]).expanduser()
            return (await self.act(lambda book: import_rates(book, path))).count

        done = await self.app.push_screen_wait(FormDialog(text("sheets.rates"), [ask], deed))
        if done is not None:
            self.tell(text("sheets.done", count=done))


def read_time(typed: str) -> date | Period:
    """The day or the period of a rate. Raises Refused where it is neither."""
    try:
        return parse_day(typed)
    except ValueError:
        try:
            return Period.parse(typed)
        except ValueError:
            raise Refused([Problem.of("rates.time", value=typed, field="at")]) from None


def _last_day(rate: Rate) -> str:
    return str(rate.at.last_day if isinstance(rate.at, Period) else rate.at)
