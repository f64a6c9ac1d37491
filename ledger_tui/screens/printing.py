"""Pages of paper, as PDF: vouchers with their cover, and the books of account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ledgerlib import Book, Period, Problem, Refused, State, VoucherFilter, render
from ledgerlib.reports import BookKind, volume, voucher_covers, voucher_forms

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen
from .sheets import read_period

Told = Callable[..., None]
_PAPERS = [(name, name) for name in ("A4", "A5")]


class PrintingScreen(ListScreen):
    """What can be printed."""

    name_code = "printing"

    def columns(self) -> Sequence[Col]:
        """What, and a word about it."""
        return Col(text("printing.what"), 24), Col(text("printing.about"))

    async def read(self) -> Sequence[Line]:
        """Vouchers, then the books."""
        lines = [Line("vouchers", (text("printing.vouchers"), text("printing.vouchers.said")))]
        lines += [
            Line(kind.value, (library_text(kind.title_code), text("printing.book.said")))
            for kind in BookKind
        ]
        return lines

    async def action_list_open(self) -> None:
        """Ask for the span and the file, and print."""
        if self.key == "vouchers":
            await self._vouchers()
        elif self.key:
            await self._book(BookKind(self.key))

    def _asks(self, name: str) -> list[Ask]:
        here = self.app.here
        assert here is not None
        file = str(Path.home() / f"{here.name}-{name}-{here.period}.pdf")
        return [
            Ask("from_period", text("printing.from_period"), str(here.period), help_code="printing.from_period"),
            Ask("period", text("printing.period"), str(here.period), help_code="printing.period"),
            Ask("paper", text("printing.paper"), "A4", "choice", _PAPERS, "printing.paper"),
            Ask("file", text("printing.file"), file, help_code="printing.file"),
        ]  # fmt: skip

    async def _vouchers(self) -> None:
        asks = self._asks(text("printing.vouchers"))
        asks[2:2] = [
            Ask("word", text("printing.word"), "", "words", (), "printing.word"),
            Ask("cover", text("printing.cover"), "yes", "switch", (), "printing.cover"),
        ]

        async def deed(values: dict[str, str]) -> str:
            first, last = _span(values)
            states = (State.DRAFT, State.REVIEWED, State.POSTED)
            asked = VoucherFilter(first=first, last=last, word=values["word"], states=states)
            layout = render.Layout.of(render.Paper.parse(values["paper"]))

            def write(book: Book, told: Told, path: Path) -> None:
                total = sum(book.count_vouchers(asked).values())
                if not total:
                    raise Refused([Problem.of("print.nothing", first=str(first), last=str(last))])
                covers = voucher_covers(book, asked) if values["cover"] == "yes" else ()
                render.voucher_pdf(
                    path, voucher_forms(book, asked, rows=layout.rows), layout, covers=covers,
                    title=book.facts().name, progress=told, total=total,
                )  # fmt: skip

            return await self._write(values["file"], write)

        await self._print(text("printing.vouchers"), asks, deed)

    async def _book(self, kind: BookKind) -> None:
        title = library_text(kind.title_code)
        asks = self._asks(title)
        if kind is BookKind.MULTI_COLUMN:
            asks.insert(
                2,
                Ask("accounts", text("printing.accounts"), "", "account", (), "printing.accounts"),
            )

        async def deed(values: dict[str, str]) -> str:
            first, last = _span(values)
            paper = render.Paper.parse(values["paper"])
            accounts = values.get("accounts", "").split()

            def write(book: Book, told: Told, path: Path) -> None:
                with book.snapshot() as still:
                    made = volume(
                        still, kind, last, from_period=first, accounts=accounts,
                        lines=render.book_lines(paper), include_unposted=True, progress=told,
                    )  # fmt: skip
                    render.book_pdf(made, path, paper=paper, progress=told)

            return await self._write(values["file"], write)

        await self._print(title, asks, deed)

    async def _write(self, typed: str, write: Callable[[Book, Told, Path], None]) -> str:
        if not typed:
            raise Refused([Problem.of("form.no_file", field="file")])
        path = Path(typed).expanduser()

        def work(book: Book, told: Told) -> None:
            try:
                write(book, told, path)
            except OSError as error:
                values = {
                    "file": str(path),
                    "reason": error.strerror or str(error),
                    "field": "file",
                }
                raise Refused([Problem("form.not_written", values)]) from None

        await self.work(text("printing.working"), work, changes=False)
        return str(path)

    async def _print(self, title: str, asks: Sequence[Ask], deed: Any) -> None:
        done = await self.app.push_screen_wait(FormDialog(title, asks, deed))
        if done is not None:
            self.tell(text("sheets.written", files=done))


def _span(values: dict[str, str]) -> tuple[Period, Period]:
    first = read_period(values["from_period"] or values["period"], "from_period")
    last = read_period(values["period"], "period")
    if last < first:
        named = {"first": str(first), "last": str(last), "field": "period"}
        raise Refused([Problem("period.backwards", named)])
    return first, last
