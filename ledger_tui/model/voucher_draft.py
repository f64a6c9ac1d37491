"""A voucher while it is typed: a value with a cursor, every key of the bookkeeper an operation on it.

An operation gives the next draft and leaves this one as it was; what was before can be had back
by undo, however much came after. Nothing here knows of the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve, field, frozen

from . import draft_cells as cells
from .amounts import plain
from .draft_content import (
    AMOUNTS,
    CREDIT,
    DEBIT,
    FIGURES,
    HEAD,
    HEAD_COLUMNS,
    METHOD,
    SUMMARY,
    Content,
    DraftLine,
    EntryRules,
    amounts_of,
)

#: Steps that can be undone.
MOST_STEPS = 500


@frozen
class VoucherDraft:
    """A voucher being written. `rules` say what the book takes; a locked one can only be read."""

    rules: EntryRules = field(eq=False, repr=False)
    content: Content = Content()
    is_locked: bool = False
    past: tuple[Content, ...] = field(default=(), repr=False)
    future: tuple[Content, ...] = field(default=(), repr=False)
    #: The cell whose typing is one step, as long as nothing else comes between.
    typing: tuple[int, str] | None = None

    # What is there

    @property
    def row(self) -> int:
        """The row of the cursor; -1 is the head."""
        return self.content.row

    @property
    def column(self) -> str:
        """The column of the cursor."""
        return self.content.column

    @property
    def line(self) -> DraftLine | None:
        """The line of the cursor, None in the head."""
        return self.content.line

    def columns(self, row: int) -> tuple[str, ...]:
        """The cells of a row in their order."""
        return HEAD_COLUMNS if row == HEAD else self.rules.columns(self.content.lines[row])

    def cells(self) -> Iterator[tuple[int, str]]:
        """Every cell that can be typed in, in the order of the walk."""
        for row in range(HEAD, len(self.content.lines)):
            yield from ((row, column) for column in self.columns(row))

    def totals(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Debit and credit by commodity, over the amounts that can be read."""
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for line in self.content.lines:
            commodity = line.commodity or self.rules.currency
            for side, amount in amounts_of(line, self.rules):
                debit, credit = sums.get(commodity, (Decimal(0), Decimal(0)))
                if side > 0:
                    debit = cells.EXACT.add(debit, amount)
                else:
                    credit = cells.EXACT.add(credit, amount)
                sums[commodity] = (debit, credit)
        return sums

    def difference(self, commodity: str = "", *, without: int | None = None) -> Decimal:
        """Debit less credit in a commodity, a line left out if wanted."""
        commodity = commodity or self.rules.currency
        net = Decimal(0)
        for row, line in enumerate(self.content.lines):
            if row != without and (line.commodity or self.rules.currency) == commodity:
                for side, amount in amounts_of(line, self.rules):
                    net = cells.EXACT.add(net, amount if side > 0 else amount.copy_negate())
        return net

    @property
    def is_balanced(self) -> bool:
        """Whether there is something, and debit is credit in every commodity."""
        sums = self.totals()
        return bool(sums) and all(debit == credit for debit, credit in sums.values())

    # Typing in a cell

    def type(self, text: str) -> VoucherDraft:
        """Type a letter, or what an input method or the clipboard brings at once."""
        typed = cells.typed(self.content, self.rules, text)
        if typed is cells.Sign.FLIP:
            return self.flip()
        if typed is cells.Sign.BALANCE:
            return self.balance()
        assert isinstance(typed, Content)
        return self._typed(typed)

    def backspace(self) -> VoucherDraft:
        """Take the letter before the caret out, or all of a selected cell."""
        return self._typed(cells.without_letter(self.content, -1))

    def delete(self) -> VoucherDraft:
        """Take the letter behind the caret out, or all of a selected cell."""
        return self._typed(cells.without_letter(self.content, 0))

    def home(self) -> VoucherDraft:
        """Open the cell with the caret before its text."""
        return self._at_caret(0)

    def end(self) -> VoucherDraft:
        """Open the cell with the caret behind its text."""
        return self._at_caret(len(self.content.here))

    def left(self) -> VoucherDraft:
        """The caret one letter back, or the cursor one cell."""
        caret = self.content.caret
        if caret is not None and caret > 0:
            return self._at_caret(caret - 1)
        return self.back()

    def right(self) -> VoucherDraft:
        """The caret one letter on, or the cursor one cell."""
        caret = self.content.caret
        if caret is not None and caret < len(self.content.here):
            return self._at_caret(caret + 1)
        return self._walk(1)

    def put(self, text: str, row: int | None = None, column: str = "") -> VoucherDraft:
        """Put a text in a cell as a whole: what a picker or the calculator gives."""
        draft = self.commit()
        row, column = (draft.row, draft.column) if row is None else (row, column)
        content = draft.content.with_text(row, column, text)
        content = cells.committed(content, self.rules, draft.content, row, column)
        return draft._changed(evolve(content, caret=None))

    def fill(self, row: int, column: str, text: str, *, expected: str) -> VoucherDraft:
        """What the book has answered, into a cell that still holds what it was asked for.

        The cursor and what is being typed stay as they are; it is no step of its own.
        """
        content = self.content
        if self.is_locked or row >= len(content.lines) or content.text(row, column) != expected:
            return self
        if (row, column) == (self.row, self.column) and content.caret is not None:
            return self
        filled = content.with_text(row, column, text)
        return evolve(self, content=cells.committed(filled, self.rules, content, row, column))

    def take(self, content: Content) -> VoucherDraft:
        """Another content in place of this one (a copy, a template), as one step."""
        return self.commit()._changed(content)

    # Moving

    def commit(self) -> VoucherDraft:
        """Leave the cell as a whole: its text in form, its account found, what follows from it filled in."""
        return self._moved(self.row, self.column)

    def move_to(self, row: int, column: str, caret: int | None = None) -> VoucherDraft:
        """The cursor in another cell, or at a place in its text."""
        row = min(max(row, HEAD), len(self.content.lines) - 1)
        moved = self if (row, column) == (self.row, self.column) else self._moved(row, column)
        return moved if caret is None else moved._at_caret(min(caret, len(moved.content.here)))

    def enter(self) -> VoucherDraft:
        """Enter: on to the next cell; from the last line's last into a new line, its summary repeated.

        The credit is passed over where the debit has the amount, a blank settlement always.
        """
        draft = self.commit()
        row, column = draft.row, draft.column
        line = draft.line
        done = line is not None and column == DEBIT and line.debit and not line.credit
        if row == len(draft.content.lines) - 1 and (column == CREDIT or done):
            return draft if line is None or line.is_empty else draft._new_line()
        draft = draft._walk(1)
        if draft.column == METHOD and not draft.content.here:
            # An amount typed by habit behind the account would be taken for a settlement: Tab goes there.
            draft = draft._walk(1)
        return draft._walk(1) if done else draft

    def back(self) -> VoucherDraft:
        """Shift+Tab: back to the cell before."""
        return self._walk(-1)

    def next_cell(self) -> VoucherDraft:
        """Tab: on to the next cell, without making a line."""
        return self._walk(1)

    def up(self, rows: int = 1) -> VoucherDraft:
        """The same column of a line above, from the first one the head."""
        return self._vertical(max(self.row - rows, HEAD))

    def down(self, rows: int = 1) -> VoucherDraft:
        """The same column of a line below; below the last one a new line, if that one has anything."""
        last = len(self.content.lines) - 1
        if self.row == last and not self.content.lines[last].is_empty:
            return self.commit()._new_line()
        return self._vertical(min(self.row + rows, last))

    def first(self) -> VoucherDraft:
        """The first cell of the first line."""
        return self._moved(0, SUMMARY)

    def last(self) -> VoucherDraft:
        """The first cell of the last line."""
        return self._moved(len(self.content.lines) - 1, SUMMARY)

    # The keys of the trade

    def flip(self) -> VoucherDraft:
        """Space: the amount to the other side of the line, and the cursor with it."""
        draft = self.commit()
        line = draft.line
        if line is None or draft.column not in AMOUNTS:
            return self
        flipped = evolve(line, debit=line.credit, credit=line.debit)
        other = CREDIT if draft.column == DEBIT else DEBIT
        return draft._changed(evolve(draft.content.with_line(draft.row, flipped), column=other))

    def balance(self) -> VoucherDraft:
        """= or Ctrl+F7: what balances the voucher, and the cursor with it.

        It goes to the side on which it is no red ink, unless the line has its amount already:
        then it takes the place of that one. In a voucher with red ink it stays on the side where
        the cursor is, for red stands against red.
        """
        draft = self.commit()
        line = draft.line
        if line is None:
            return self
        net = draft.difference(line.commodity, without=draft.row)
        black = DEBIT if (net < 0) == (self.rules.side(line, DEBIT) > 0) else CREDIT
        others = (each for row, each in enumerate(draft.content.lines) if row != draft.row)
        is_red = any(amount < 0 for each in others for _, amount in amounts_of(each, self.rules))
        wanted = draft.column if is_red and draft.column in AMOUNTS else black
        column = next((each for each in AMOUNTS if line.text(each)), "") or wanted
        amount = net.copy_negate() if self.rules.side(line, column) > 0 else net
        text = plain(amount, self.rules.decimals(line)) if amount else ""
        line = line.with_text(column, text).with_text(CREDIT if column == DEBIT else DEBIT, "")
        return draft._changed(evolve(draft.content.with_line(draft.row, line), column=column))

    def red(self) -> VoucherDraft:
        """The minus key behind the digits: the figure in red ink, or black again."""
        if self.line is None or self.column not in FIGURES:
            return self
        return self._typed(cells.turned_red(self.content, self.rules))

    def copy_summary(self, *, first: bool = False) -> VoucherDraft:
        """`..`: the summary of the line above; `//`: that of the first line."""
        source = 0 if first else self.row - 1
        if self.line is None or not 0 <= source < self.row:
            return self
        return self.put(self.content.lines[source].summary, self.row, SUMMARY)

    # Lines

    def insert_line(self) -> VoucherDraft:
        """A blank line before that of the cursor."""
        draft = self.commit()
        row, lines = max(draft.row, 0), draft.content.lines
        return draft._with_lines((*lines[:row], DraftLine(), *lines[row:]), row, SUMMARY)

    def delete_line(self) -> VoucherDraft:
        """Take the line of the cursor out; undo brings it back."""
        draft = self.commit()
        if draft.line is None:
            return self
        row, lines = draft.row, draft.content.lines
        left = (*lines[:row], *lines[row + 1 :]) or (DraftLine(),)
        return draft._with_lines(left, min(row, len(left) - 1), SUMMARY)

    def copy_line(self) -> VoucherDraft:
        """The line of the cursor once more below it, the cursor on its amount."""
        draft = self.commit()
        line = draft.line
        if line is None:
            return self
        row, lines = draft.row, draft.content.lines
        column = CREDIT if line.credit and not line.debit else DEBIT
        return draft._with_lines((*lines[: row + 1], line, *lines[row + 1 :]), row + 1, column)

    def move_line(self, by: int) -> VoucherDraft:
        """The line of the cursor up or down, the cursor with it."""
        draft = self.commit()
        row, to = draft.row, draft.row + by
        if draft.line is None or not 0 <= to < len(draft.content.lines):
            return self
        lines = list(draft.content.lines)
        lines[row], lines[to] = lines[to], lines[row]
        return draft._with_lines(tuple(lines), to, draft.column)

    # Back and forth

    def undo(self) -> VoucherDraft:
        """The draft as it was before the last change."""
        if not self.past:
            return self
        now = self.commit() if self.typing else self
        return evolve(
            now, content=now.past[-1], past=now.past[:-1], future=(now.content, *now.future),
            typing=None,
        )  # fmt: skip

    def redo(self) -> VoucherDraft:
        """The change that was undone, made again."""
        if not self.future:
            return self
        return evolve(
            self, content=self.future[0], past=(*self.past, self.content),
            future=self.future[1:], typing=None,
        )  # fmt: skip

    # How it is done

    def _changed(self, content: Content) -> VoucherDraft:
        """A change that is a step of its own."""
        if self.is_locked or content == self.content:
            return self
        past = (*self.past, self.content)[-MOST_STEPS:]
        return evolve(self, content=content, past=past, future=(), typing=None)

    def _typed(self, content: Content) -> VoucherDraft:
        """A change by a key: one step with those before it in the same cell."""
        cell = (self.row, self.column)
        if self.is_locked or content == self.content:
            return self
        if self.typing == cell:
            return evolve(self, content=content)
        return evolve(self._changed(content), typing=cell)

    def _moved(self, row: int, column: str) -> VoucherDraft:
        """The cursor elsewhere, the cell that it leaves brought into form, in one step with its typing."""
        content = self.content
        if not self.is_locked:
            before = self.past[-1] if self.typing == (self.row, self.column) else content
            content = cells.committed(content, self.rules, before, self.row, self.column)
        column = self._kept_column(content, row, column)
        moved = evolve(content, row=row, column=column, caret=None)
        if content == self.content or self.typing == (self.row, self.column):
            return evolve(self, content=moved, typing=None)
        return self._changed(moved)

    def _at_caret(self, caret: int) -> VoucherDraft:
        return evolve(self, content=evolve(self.content, caret=caret))

    def _kept_column(self, content: Content, row: int, column: str) -> str:
        """The column in a row; where the row has none such, the nearest before it that it has."""
        there = HEAD_COLUMNS if row == HEAD else self.rules.columns(content.lines[row])
        if column in there:
            return column
        earlier = () if row != self.row or column not in self.columns(row) else self.columns(row)
        before = earlier[: earlier.index(column)] if earlier else ()
        return next((each for each in reversed(before) if each in there), there[0])

    def _walk(self, by: int) -> VoucherDraft:
        draft = self.commit()
        columns, row = draft.columns(draft.row), draft.row
        at = columns.index(draft.column) + by
        if at >= len(columns):
            if row == len(draft.content.lines) - 1:
                return draft
            return draft._moved(row + 1, draft.columns(row + 1)[0])
        if at < 0:
            return draft if row == HEAD else draft._moved(row - 1, draft.columns(row - 1)[-1])
        return draft._moved(row, columns[at])

    def _vertical(self, row: int) -> VoucherDraft:
        return self._moved(row, self.column)

    def _new_line(self) -> VoucherDraft:
        last = self.content.lines[-1]
        line = DraftLine(summary=last.summary, is_repeated=True) if last.summary else DraftLine()
        return self._with_lines((*self.content.lines, line), len(self.content.lines), SUMMARY)

    def _with_lines(self, lines: tuple[DraftLine, ...], row: int, column: str) -> VoucherDraft:
        content = evolve(self.content, lines=lines, row=row, column=column, caret=None)
        return self._changed(content)
