"""Opening balances: a grid of accounts with the running trial balance below it, and the start of the book."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from ledgerlib import Book, Problem, Refused, import_opening

from ..language import text
from ..model.amounts import grouped, half_width, plain, read_amount
from ..model.opening_sheet import (
    FIGURES,
    Filled,
    Key,
    OpeningSheet,
    measure_of,
    read_sheet_of,
    unknown_rows,
)
from ..settings import home
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import FindPrompt, ListScreen


class OpeningScreen(ListScreen):
    """Digits fill the balance of the account under the cursor in; nothing is stored before F8, and nothing lost."""

    FAMILIES = ("list", "rows", "opening")
    name_code = "opening"
    needs = "opening"
    holds_nothing = False

    def __init__(self) -> None:
        super().__init__()
        self.sheet: OpeningSheet | None = None
        self.is_changed = False

    def columns(self) -> Sequence[Col]:
        """Account, what it is about, balance on both sides, the year's turnovers, quantity."""
        return (
            Col(text("opening.account")), Col(text("opening.dimension"), 12),
            Col(text("opening.debit"), 14, right=True), Col(text("opening.credit"), 14, right=True),
            Col(text("opening.more"), 12, right=True),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """What the book has, or what was typed and not stored yet."""
        if self.sheet is None or not self.is_changed:
            self.sheet = await self.ask(read_sheet_of)
            kept = await asyncio.to_thread(_read_kept, self._file)
            if kept is not None:
                self.sheet.take(kept)
                for key in unknown_rows(self.sheet):
                    del self.sheet.rows[key]
                self.is_changed = True
                self.tell(text("opening.kept"))
        return self._lines()

    @property
    def _file(self) -> Path:
        assert self.app.here is not None
        mark = f"{self.app.place}\n{self.app.here.name}"
        return home() / "openings" / f"{hashlib.sha256(mark.encode()).hexdigest()[:16]}.json"

    def _lines(self) -> list[Line]:
        sheet = self.sheet
        assert sheet is not None
        found = []
        for key in sheet.shown():
            account = sheet.chart.accounts[key.account]
            row = sheet.rows.get(key, Filled())
            more = f"{row.quantity.normalize():f} {key.measure}" if row.quantity else key.measure
            if sheet.is_in_middle and (row.ytd_debit or row.ytd_credit):
                more = text("opening.has_year")
            sides = (_shown(row.debit, sheet.scale), _shown(row.credit, sheet.scale))
            cells = (f"{key.account} {account.name}", key.dimension, *sides, more)
            found.append(Line(str(key), cells, dim=row.is_blank))
        return found

    def said(self) -> str:
        """How to fill in."""
        here = self.app.here
        state = "opening.started" if here is not None and here.is_started else "opening.said"
        return text(state, key=self.app.key_of("opening.save"))

    def detail(self, line: Line) -> str:
        """The running trial balance."""
        sheet = self.sheet
        if sheet is None:
            return ""
        debit, credit, year_debit, year_credit = sheet.sums

        def said(code: str, one: Decimal, other: Decimal) -> str:
            difference = one - other
            state = "even" if not difference else "apart"
            return text(
                f"opening.{code}.{state}", debit=grouped(one, sheet.scale),
                credit=grouped(other, sheet.scale), difference=grouped(difference, sheet.scale),
            )  # fmt: skip

        parts = [said("sums", debit, credit)]
        if sheet.is_in_middle:
            parts.append(said("year", year_debit, year_credit))
        if self.is_changed:
            parts.append(text("opening.unsaved"))
        return "\n".join(parts)

    # Filling in

    def begin(self, character: str) -> None:
        """Digits begin a balance, letters a search."""
        if half_width(character) in "0123456789.-":
            self._begun += character
            self.do(self._amount_begun(), key="opening.amount")
        else:
            super().begin(character)

    async def action_list_open(self) -> None:
        """The balance of the account under the cursor."""
        await self._amount("")

    async def _amount_begun(self) -> None:
        while begun := self.taken():  # the next figure may be typed before this one is kept
            await self._amount(begun)

    async def _amount(self, begun: str) -> None:
        sheet, line = self.sheet, self.list.line
        if sheet is None or line is None:
            return
        key = Key.parse(line.key)
        account = sheet.chart.accounts[key.account]
        if account.dimensions or key.measure:
            await self.action_opening_detail()
            return
        row = sheet.rows.get(key, Filled())
        side = text("opening.debit" if account.normal_side > 0 else "opening.credit")
        held = (row.debit - row.credit) * account.normal_side
        shown = begun or (plain(held, sheet.scale) if held else "")
        title = text("opening.amount", account=f"{key.account} {account.name}", side=side)
        while True:
            prompt = FindPrompt(title, shown, "opening.amount", is_begun=bool(begun))
            typed = await self.app.push_screen_wait(prompt)
            if typed is None:
                return
            amount = read_amount(typed, sheet.scale)
            if not isinstance(amount, Problem):
                break
            await self.show_problems([amount])
            shown = typed
        sheet.put_amount(key, amount or Decimal(0))
        await self._changed()
        self.list.action_move(1)

    async def _changed(self) -> None:
        assert self.sheet is not None
        self.is_changed = True
        self.lines = self._lines()
        self.fill()
        await asyncio.to_thread(_keep, self._file, self.sheet.as_content())

    async def action_rows_add(self) -> None:
        """One more row for the account under the cursor: another value of its dimensions."""
        await self._detail(is_new=True)

    async def action_opening_detail(self) -> None:
        """Everything of the row: dimensions, quantity, the turnovers of the year before the start."""
        await self._detail(is_new=False)

    async def _detail(self, *, is_new: bool) -> None:
        sheet, line = self.sheet, self.list.line
        if sheet is None or line is None:
            return
        key = Key.parse(line.key)
        row = Filled() if is_new else sheet.rows.get(key, Filled())
        account = sheet.chart.accounts[key.account]
        wanted = ["debit", "credit"]
        if sheet.is_in_middle:
            wanted += ["ytd_debit", "ytd_credit"]
            wanted += ["actual"] if account.category in ("income", "expense") else []
        measured = measure_of(account) or " ".join(account.currencies) or key.measure
        asks = [
            Ask(name, text(f"opening.{name}"), _plain(getattr(row, name), sheet.scale),
                help_code=f"opening.{name}")
            for name in wanted
        ]  # fmt: skip
        if measured:
            asks.append(
                Ask("measure", text("opening.measure"), key.measure or measured.split()[0],
                    help_code="opening.measure")
            )  # fmt: skip
            quantities = ["quantity"]
            quantities += FIGURES[-2:] if sheet.is_in_middle else []
            asks += [
                Ask(name, text(f"opening.{name}"), _plain(getattr(row, name), 0),
                    help_code=f"opening.{name}")
                for name in quantities
            ]  # fmt: skip
        if account.dimensions or key.dimension:
            shown = "" if is_new else key.dimension.replace(";", " ")
            label = text("opening.dimension")
            asks.insert(0, Ask("dimension", label, shown, "values", (), "opening.dimension"))

        async def deed(values: dict[str, str]) -> None:
            new, filled = _read_row(account.code, values, sheet.scale)
            if not is_new:
                sheet.rows.pop(key, None)
            sheet.put(new, filled)

        title = text("opening.detail", account=f"{account.code} {account.name}")
        if await self.app.push_screen_wait(FormDialog(title, asks, deed, wide=True)):
            await self._changed()

    async def action_rows_remove(self) -> None:
        """Empty the row under the cursor."""
        if self.sheet is not None and self.key:
            self.sheet.rows.pop(Key.parse(self.key), None)
            await self._changed()

    # Storing

    async def action_opening_save(self) -> None:
        """Store them in the book, in place of those it has."""
        if self.sheet is not None:
            await self._save()
            self.tell(text("opening.saved", count=len(self.sheet.rows)))

    async def _save(self) -> None:
        assert self.sheet is not None
        lines = self.sheet.lines()
        await self.ask(lambda book: book.set_opening(lines, make_missing=True))
        self.is_changed = False
        await asyncio.to_thread(self._file.unlink, True)
        await self.app.book_changed()

    async def action_opening_start(self) -> None:
        """Store them and start the book: they must balance, and stay from here on."""

        async def deed(_values: dict[str, str]) -> None:
            def start(book: Book) -> None:
                with book.transaction():
                    if self.sheet is not None and self.is_changed:
                        book.set_opening(self.sheet.lines(), make_missing=True)
                    book.start()

            await self.act(start)
            self.is_changed = False
            await asyncio.to_thread(self._file.unlink, True)

        form = FormDialog(text("opening.start"), [], deed, said=text("opening.start.said"))
        if await self.app.push_screen_wait(form):
            self.tell(text("opening.start.done"))

    async def action_opening_file(self) -> None:
        """From a sheet, in place of what is there."""
        ask = Ask("file", text("sheets.file"), "", "path", help_code="sheets.file")

        async def deed(values: dict[str, str]) -> int:
            path = Path(values["file"]).expanduser()
            done = await self.ask(lambda book: import_opening(book, path))
            self.is_changed = False
            await asyncio.to_thread(self._file.unlink, True)
            await self.app.book_changed()
            return done.count

        done = await self.app.push_screen_wait(FormDialog(text("sheets.opening"), [ask], deed))
        if done is not None:
            await self.reload()
            self.tell(text("sheets.done", count=done))

    def focus_problem(self, problem: Problem) -> None:
        """To the row that a problem is about."""
        line, account = problem.values.get("line"), problem.values.get("account")
        keys = (
            [str(key) for key in self.sheet.shown() if key in self.sheet.rows] if self.sheet else []
        )
        if isinstance(line, int) and 0 < line <= len(keys):
            self.fill(keys[line - 1])
        elif account:
            self.fill(f"{account}||")


def _shown(amount: Decimal, scale: int) -> str:
    return grouped(amount, scale) if amount else ""


def _plain(amount: Decimal | None, scale: int) -> str:
    return plain(amount, scale) if amount else ""


def _read_row(account: str, values: dict[str, str], scale: int) -> tuple[Key, Filled]:
    """The row of a form. Raises Refused with every figure that is none."""
    problems: list[Problem] = []
    found: dict[str, Decimal | None] = {}
    for name in FIGURES:
        typed = values.get(name, "")
        places = 10 if "quantity" in name else scale
        amount = read_amount(typed, places)
        if isinstance(amount, Problem):
            problems.append(Problem(amount.code, {**amount.values, "field": name}))
        elif amount is not None:
            found[name] = amount
    if problems:
        raise Refused(problems)
    dimension = ";".join(values.get("dimension", "").split())
    measure = values.get("measure", "") if found.get("quantity") else ""
    return Key(account, dimension, measure), Filled(**found)  # type: ignore[arg-type]


def _keep(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    new.replace(file)


def _read_kept(file: Path) -> dict[str, list[str | None]] | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
