"""In and out: sheets into the book, the book in formats that others read, the auditor's pack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from ledgerlib import (
    EXPORT_FORMATS,
    Book,
    ExportOptions,
    ExportUnit,
    Period,
    Problem,
    Refused,
    export_book,
    import_accounts,
    import_dimensions,
    import_opening,
    import_rates,
    import_vouchers,
    read_closing_rules,
    read_template,
    read_transfers,
    write_audit_pack,
)

from ..language import text
from ..problem_text import said
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen

Told = Callable[..., None]


@frozen
class Counted:
    """How many were taken in, where nothing more is to be told."""

    count: int
    ignored: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


def _template(book: Book, path: Path, _told: Told) -> Counted:
    book.set_template(read_template(path))
    return Counted(1)


#: What is read from sheets: how, and the act it takes.
IMPORTS: dict[str, Callable[[Book, Path, Told], Any]] = {
    "vouchers": import_vouchers,
    "accounts": lambda book, path, _told: import_accounts(book, path),
    "dimensions": lambda book, path, _told: import_dimensions(book, path),
    "opening": lambda book, path, _told: import_opening(book, path),
    "rates": lambda book, path, _told: import_rates(book, path),
    "transfers": lambda book, path, _told: Counted(book.set_transfers(read_transfers(path))),
    "template": _template,
    "rules": lambda book, path, _told: Counted(
        book.set_closing_rules(read_closing_rules(book, path))
    ),
}
#: What the name of each format's output ends with; a folder where that is nothing.
_ENDINGS = {
    "beancount": ".beancount", "hledger": ".journal", "gbt19581": "", "gbt24589": "",
    "saf-t": ".xml",
}  # fmt: skip


class SheetsScreen(ListScreen):
    """Every way in and out."""

    name_code = "sheets"

    def columns(self) -> Sequence[Col]:
        """In or out, what, a word about it."""
        return Col("", 6), Col(text("sheets.what"), 22), Col(text("sheets.about"))

    async def read(self) -> Sequence[Line]:
        """What is read, then what is written."""
        lines = [
            Line(
                f"in {name}",
                (text("sheets.in"), text(f"sheets.{name}"), text(f"sheets.{name}.said")),
            )
            for name in IMPORTS
        ]
        lines += [
            Line(
                f"out {name}",
                (text("sheets.out"), text(f"sheets.{name}"), text(f"sheets.{name}.said")),
            )
            for name in (*EXPORT_FORMATS, "audit_pack")
        ]
        return lines

    def said(self) -> str:
        """That nothing is stored of a sheet with faults."""
        return text("sheets.said")

    async def action_list_open(self) -> None:
        """Ask for the file, and do it."""
        way, _, name = self.key.partition(" ")
        if way == "in":
            await self._read_in(name)
        elif name == "audit_pack":
            await self._pack()
        elif name:
            await self._write_out(name)

    async def _read_in(self, name: str) -> None:
        ask = Ask("file", text("sheets.file"), "", "path", help_code="sheets.file")

        async def deed(values: dict[str, str]) -> Any:
            path = _path(values["file"])
            return await self.work(
                text("sheets.reading", file=path.name),
                lambda book, told: IMPORTS[name](book, path, told),
            )

        done = await self.app.push_screen_wait(FormDialog(text(f"sheets.{name}"), [ask], deed))
        if done is not None:
            notes = [said(note) for note in done.notes]
            if done.ignored:
                notes.append(text("sheets.ignored", columns="、".join(done.ignored)))
            self.tell("\n".join([text("sheets.done", count=done.count), *notes[:2]]))

    async def _write_out(self, name: str) -> None:
        here = self.app.here
        assert here is not None
        ending = _ENDINGS.get(name, "")
        target = str(Path.home() / f"{here.name}-{name}{ending}")
        asks = [
            Ask("file", text("sheets.target"), target, help_code="sheets.target"),
            Ask("year", text("sheets.year"), "", help_code="sheets.year"),
            Ask("unposted", text("sheets.unposted"), "no", "switch", help_code="sheets.unposted"),
            Ask("code", text("sheets.code"), "", help_code="sheets.code"),
        ]

        async def deed(values: dict[str, str]) -> Any:
            path = _path(values["file"])
            year = int(values["year"]) if values["year"].isdecimal() else None
            unit = ExportUnit(organisation_code=values["code"])
            asked = ExportOptions(
                year=year, include_unposted=values["unposted"] == "yes", unit=unit
            )

            def write(book: Book, _told: Told) -> Any:
                return _written(path, lambda: export_book(book, name, path, asked))

            return await self.work(text("sheets.writing"), write, changes=False)

        form = FormDialog(text(f"sheets.{name}"), asks, deed)
        done = await self.app.push_screen_wait(form)
        if done is not None:
            self.tell(text("sheets.written", files="、".join(str(each) for each in done.files)))

    async def _pack(self) -> None:
        here = self.app.here
        assert here is not None
        target = str(Path.home() / text("sheets.pack_name", name=here.name))
        asks = [
            Ask("file", text("sheets.target"), target, help_code="sheets.target"),
            Ask("period", text("sheets.period"), "", help_code="sheets.period"),
            Ask("unposted", text("sheets.unposted"), "no", "switch", help_code="sheets.unposted"),
        ]

        async def deed(values: dict[str, str]) -> str:
            path = _path(values["file"])
            period = read_period(values["period"], "period") if values["period"] else None

            def write(book: Book, told: Told) -> Any:
                return _written(
                    path,
                    lambda: write_audit_pack(
                        book, path, period=period, include_unposted=values["unposted"] == "yes",
                        progress=told,
                    ),
                )  # fmt: skip

            await self.work(text("sheets.writing"), write, changes=False)
            return str(path)

        form = FormDialog(text("sheets.audit_pack"), asks, deed)
        done = await self.app.push_screen_wait(form)
        if done is not None:
            self.tell(text("sheets.written", files=done))


def _path(typed: str) -> Path:
    if not typed:
        raise Refused([Problem.of("form.no_file", field="file")])
    return Path(typed).expanduser()


def _written(path: Path, write: Callable[[], Any]) -> Any:
    """What was written; a refusal where the disk does not take it."""
    try:
        return write()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused(
            [Problem.of("form.not_written", file=str(path), reason=reason, field="file")]
        ) from None


def read_period(typed: str, field: str) -> Period:
    """The period in a text. Raises Refused where it is none."""
    try:
        return Period.parse(typed)
    except ValueError:
        raise Refused([Problem("period.malformed", {"value": typed, "field": field})]) from None
