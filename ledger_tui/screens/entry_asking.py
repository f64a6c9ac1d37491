"""Looking up while a voucher is typed: pickers, calculator, and what the book is asked in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from attrs import evolve

from ledgerlib import Book, Period, label_of

from ..language import text
from ..model.amounts import amount_in, half_width, plain
from ..model.draft_content import (
    ACCOUNT,
    ATTACHMENTS,
    CURRENCY,
    DEBIT,
    DIMENSION,
    FIGURES,
    HEAD,
    METHOD,
    RATE,
    SUMMARY,
    WORD,
    EntryRules,
    day_of,
)
from ..model.voucher_draft import VoucherDraft
from ..widgets.calculator import CalculatorDialog
from ..widgets.picker import Picker, Source
from ..widgets.voucher_foot import VoucherFoot
from ..widgets.voucher_grid import VoucherGrid
from . import entry_book, entry_pickers
from .base import LedgerScreen

#: How long the cursor rests before the book is asked about the account under it.
REST_SECONDS = 0.06


class EntryAsking(LedgerScreen[None]):
    """What a voucher being typed asks of the book, beside the keys and never before them."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = VoucherGrid(VoucherDraft(EntryRules.nothing()))
        self._asked_balance: tuple[str, Period] | None = None
        self._asked_rates: set[tuple[int, str, str]] = set()
        self._asked_number: tuple[Period, str] | None = None

    @property
    def grid(self) -> VoucherGrid:
        """The grid."""
        return self._grid

    @property
    def draft(self) -> VoucherDraft:
        """The draft that is shown."""
        return self.grid.draft

    # Looking up

    def on_voucher_grid_unresolved(self) -> None:
        """Enter on a text that names no account, or several: the accounts that fit."""
        self.perform("cell.lookup")

    async def action_cell_lookup(self) -> None:
        """The list for the cell of the cursor; what is picked goes into it, and the cursor on."""
        draft = self.draft
        asked = self._source_for(draft)
        if asked is None:
            self.tell(text("entry.no_list"), "!")
            return
        if draft.is_locked:
            return
        title, source = asked
        typed = draft.content.here if draft.content.caret is not None else ""
        opened, chosen = [], draft.content.here
        if draft.column == ACCOUNT:
            line = draft.line
            assert line is not None
            chosen = line.code or half_width(line.account).strip()
            typed = "" if line.code else line.account
            opened = self.grid.accounts.above(chosen)
            if self.grid.accounts.parent_meant(typed) is not None:
                typed, opened = "", [*opened, chosen]
        row, column = draft.row, draft.column
        picked = await self.app.push_screen_wait(
            Picker(title, source, typed=typed.strip(), opened=opened, chosen=chosen)
        )
        if picked is None:
            return
        self.grid.apply(self.draft.move_to(row, column).put(picked).enter())

    def _source_for(self, draft: VoucherDraft) -> tuple[str, Source] | None:
        column, rules = draft.column, draft.rules
        if column == ACCOUNT:
            return text("picker.accounts"), entry_pickers.accounts(self.grid.accounts)
        if column == SUMMARY:
            return text("picker.summaries"), entry_pickers.summaries(self.ask)
        if column.startswith(DIMENSION):
            kind = column.removeprefix(DIMENSION)
            title = text("picker.values", kind=rules.kinds.get(kind, kind))
            return title, entry_pickers.values(self.ask, kind)
        if column == METHOD:
            return text("picker.methods"), entry_pickers.plain(entry_pickers.methods())
        if column == CURRENCY:
            return text("picker.currencies"), entry_pickers.plain(
                [(c, "") for c in rules.currencies]
            )
        if column == WORD and draft.row == HEAD:
            return text("picker.words"), entry_pickers.plain([(w, "") for w in rules.words])
        return None

    # The calculator

    async def action_cell_calculator(self) -> None:
        """The calculator, beginning with the cell's figure; F12 puts its result into the cell."""
        draft = self.draft.commit()
        row, column = draft.row, draft.column
        is_figure = row != HEAD and column in FIGURES
        decimals, value = 2, ""
        if is_figure:
            assert draft.line is not None
            decimals = draft.rules.decimals_of(draft.line, column)
            amount = amount_in(draft.content.here, decimals)
            value = plain(amount, 0) if amount is not None else ""
        shown = decimals if column in (DEBIT, "credit", "foreign_amount") else min(decimals, 6)
        result = await self.app.push_screen_wait(CalculatorDialog(value, shown))
        if result is None:
            return
        if is_figure or column == ATTACHMENTS:
            self.grid.apply(self.draft.move_to(row, column).put(result))
        elif row != HEAD:
            line = draft.line
            assert line is not None
            where = "credit" if line.credit and not line.debit else DEBIT
            self.grid.apply(self.draft.put(result, row, where).move_to(row, where))

    # In the background

    def look_around(self, before: VoucherDraft, after: VoucherDraft) -> None:
        """What is to be asked of the book after a change, or after the cursor has moved."""
        self._ask_number(after)
        line = after.line
        code = line.code if line is not None else ""
        day = day_of(after.content.head.date, after.rules.month)
        period = Period.of(day) if day is not None else after.rules.month
        if period != after.rules.month:
            self.grid.apply(evolve(after, rules=evolve(after.rules, month=period)))
        if self._asked_balance != (code, period):
            self._asked_balance = (code, period)
            self._beside("balance", partial(self._show_balance, code, period))
        self._ask_name(after)
        moved = (before.row, before.column) != (after.row, after.column)
        if moved and not after.is_locked and 0 <= before.row < len(after.content.lines):
            left = after.content.lines[before.row]
            if before.column.startswith(DIMENSION) and left.text(before.column):
                self.do(self._settle_value(before.row, before.column, left.text(before.column)))
            if (
                left.currency not in ("", after.rules.currency)
                and not left.rate
                and day is not None
            ):
                asked = (before.row, left.currency, str(day))
                if asked not in self._asked_rates:
                    self._asked_rates.add(asked)
                    self.do(self._fill_rate(before.row, left.currency))

    async def _show_balance(self, code: str, period: Period) -> None:
        await asyncio.sleep(REST_SECONDS)
        shown = ""
        if code:
            shown = await self.ask(lambda book: entry_book.balance_of(book, code, period))
        for foot in self.query(VoucherFoot):
            foot.tell_balance(shown)

    def _ask_name(self, draft: VoucherDraft) -> None:
        """What the dimension value under the cursor is called, where that is not known yet."""
        code = draft.content.here.strip()
        if not draft.column.startswith(DIMENSION) or not code or draft.content.caret is not None:
            return
        kind = draft.column.removeprefix(DIMENSION)
        names = self.query_one(VoucherFoot).names
        if (kind, code) in names:
            return
        names[kind, code] = ""  # asked once

        async def asked() -> None:
            try:
                label = label_of({kind: code})
                names.update(await self.ask(lambda book: book.value_names([label])))
            except ValueError:
                return
            self.query_one(VoucherFoot).refresh()

        self._beside("name", asked)

    async def _settle_value(self, row: int, column: str, typed: str) -> None:
        """A dimension value typed by its name or initials becomes its code; its name is remembered."""
        kind = column.removeprefix(DIMENSION)
        value = await self.ask(lambda book: entry_book.value_meant(book, kind, typed))
        if value is None:
            kinds = self.draft.rules.kinds
            self.tell(
                text("entry.no_value", value=typed, kind=kinds.get(kind, kind), key=self.app.key_of("cell.lookup")),
                "!",
            )  # fmt: skip
            return
        self.query_one(VoucherFoot).names[kind, value.code] = value.name
        self.grid.apply(self.draft.fill(row, column, value.code, expected=typed))

    async def _fill_rate(self, row: int, currency: str) -> None:
        """The rate of the day for a line in foreign currency that has none."""
        day = day_of(self.draft.content.head.date, self.draft.rules.month)
        if day is None:
            return

        def asked(book: Book) -> str:
            rate = book.rate(currency, day)
            return plain(rate, 0) if rate is not None else ""

        rate = await self.ask(asked)
        if rate:
            self.grid.apply(self.draft.fill(row, RATE, rate, expected=""))

    def _ask_number(self, draft: VoucherDraft) -> None:
        """The number the voucher would have: asked when its month or word becomes another."""
        day = day_of(draft.content.head.date, draft.rules.month)
        word = draft.content.head.word
        if day is None or word not in draft.rules.words:
            return
        if self._asked_number != (Period.of(day), word):
            self._asked_number = (Period.of(day), word)
            self._beside("number", self._show_number)

    def _beside(self, group: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run work beside the keys, in place of what the group was at."""

        async def begun() -> None:
            await self._guarded(work(), group)

        self.run_worker(begun, group=group, exclusive=True)  # type: ignore[arg-type]

    async def _show_number(self) -> None:
        asked = self._asked_number
        if asked is not None:
            number = await self.ask(lambda book: entry_book.next_number(book, *asked))
            self.number_asked(number)

    def number_asked(self, number: int) -> None:
        """The number that the book would give is known."""

    def forget_what_was_asked(self) -> None:
        """The book has changed: what it said is asked anew."""
        self._asked_balance = self._asked_number = None
        self._asked_rates.clear()
