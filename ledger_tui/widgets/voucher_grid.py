"""The grid of a voucher's lines, typed in place: it draws the draft, and gives every key to it."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..actions import bindings
from ..model.account_index import AccountIndex
from ..model.draft_content import ACCOUNT, HEAD
from ..model.draft_voucher import cell_problem
from ..model.voucher_draft import VoucherDraft
from ..model.voucher_layout import columns_within
from .voucher_cells import VoucherCells

Operation = Callable[[VoucherDraft], VoucherDraft]
#: The keys that every field has; they are no commands, and stay what they are.
_KEYS: dict[str, Operation] = {
    "tab": VoucherDraft.next_cell,
    "shift+tab": VoucherDraft.back,
    "left": VoucherDraft.left,
    "right": VoucherDraft.right,
    "up": VoucherDraft.up,
    "down": VoucherDraft.down,
    "home": VoucherDraft.home,
    "end": VoucherDraft.end,
    "ctrl+home": VoucherDraft.first,
    "ctrl+end": VoucherDraft.last,
    "backspace": VoucherDraft.backspace,
    "delete": VoucherDraft.delete,
    "shift+enter": VoucherDraft.back,
}


class VoucherGrid(VoucherCells, ScrollView, can_focus=True):
    """The lines of a draft. `apply` shows the draft that an operation has made."""

    FAMILIES = ("cell",)
    BINDINGS = [*bindings("cell")]
    DEFAULT_CSS = """
    VoucherGrid { height: 1fr; width: 1fr; overflow-x: hidden; }
    """

    class Changed(Message):
        """The draft has changed, or its cursor has moved."""

        def __init__(self, before: VoucherDraft, after: VoucherDraft) -> None:
            super().__init__()
            self.before = before
            self.after = after

    class Unresolved(Message):
        """Enter was pressed on a text that names no account, or several."""

    class ReadOnly(Message):
        """A letter was typed in a voucher that can only be read."""

    def __init__(self, draft: VoucherDraft) -> None:
        super().__init__()
        self._draft = draft
        self._held: list[events.Key | events.Paste] | None = None

    @property
    def grid(self) -> VoucherGrid:
        """Itself."""
        return self

    @property
    def draft(self) -> VoucherDraft:
        """The draft that is shown."""
        return self._draft

    @property
    def accounts(self) -> AccountIndex:
        """The accounts of the book."""
        return self._draft.rules.accounts

    @property
    def help_code(self) -> str:
        """What F1 explains: the column of the cursor."""
        column = self._draft.column
        return f"entry.{'dimension' if column.startswith('dimension:') else column}"

    def apply(self, draft: VoucherDraft) -> None:
        """Show a draft in place of the one before, with the cursor in sight."""
        before, self._draft = self._draft, draft
        if draft is before:
            return
        count = len(draft.content.lines)
        if self.virtual_size.height != count:
            self.virtual_size = Size(self.size.width, count)
        self._bring_into_sight()
        same = len(before.content.lines) == count and before.row == draft.row != HEAD
        if same and all(
            one is other or row == draft.row
            for row, (one, other) in enumerate(
                zip(before.content.lines, draft.content.lines, strict=True)
            )
        ):
            self.refresh_line(draft.row - self.scroll_offset.y)
        else:
            self.refresh()
        self.post_message(self.Changed(before, draft))

    def on_resize(self) -> None:
        """As many lines as before, in another width."""
        self.virtual_size = Size(self.size.width, len(self._draft.content.lines))
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        row, top, height = max(self._draft.row, 0), self.scroll_offset.y, self.size.height
        if row < top:
            self.scroll_to(y=row, animate=False, immediate=True, force=True)
        elif height and row >= top + height:
            self.scroll_to(y=row - height + 1, animate=False, immediate=True, force=True)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """A line: its number, summary, account, debit and credit."""
        row = y + self.scroll_offset.y
        lines = self._draft.content.lines
        if row >= len(lines):
            return Strip.blank(self.size.width, self.rich_style)
        line, rules = lines[row], self._draft.rules
        content = self._draft.content
        is_wrong = any(
            cell_problem(content, rules, row, column) is not None
            for column in rules.columns(line)
            if content.caret is None or not self.is_here(row, column)  # it is still being typed
        )
        number = f"{row + 1:>3}{'!' if is_wrong else ' '}"
        segments = [Segment(number, self.style_of("wrong" if is_wrong else "label"))]
        for place in columns_within(self.outer_size.width):
            segments += self.cell(row, place, y)
            segments.append(Segment(" "))
        return self.filled(segments, self.rich_style)

    # Keys

    def hold(self) -> None:
        """Keep keys back: the draft that they are for is about to come."""
        self._held = self._held if self._held is not None else []

    def release(self) -> None:
        """Give the keys that were kept back to the draft that is here now."""
        held, self._held = self._held or [], None
        for event in held:
            if isinstance(event, events.Paste):
                self.apply(self._draft.type(event.text))
            else:
                self._press(event)

    async def _on_key(self, event: events.Key) -> None:
        is_ours = event.key in _KEYS or event.key == "enter" or event.is_printable
        if self._held is not None and is_ours:
            self._held.append(event)
        elif not self._press(event):
            return  # a command, perhaps
        event.stop()
        event.prevent_default()

    def _press(self, event: events.Key) -> bool:
        """Do what a key does in the grid; whether it does anything."""
        operation = _KEYS.get(event.key)
        if event.key == "enter":
            self._enter()
        elif operation is not None:
            self.apply(operation(self._draft))
        elif event.is_printable and event.character and self._draft.is_locked:
            self.post_message(self.ReadOnly())
        elif event.is_printable and event.character:
            self.apply(self._draft.type(event.character))
        else:
            return False
        return True

    def _enter(self) -> None:
        """On to the next cell; an account that is not found yet is looked up first."""
        draft = self._draft.commit()
        line = draft.line
        if (
            draft.column == ACCOUNT and line is not None and line.account.strip() and not line.code
            and not draft.is_locked
        ):  # fmt: skip
            self.apply(draft)
            self.post_message(self.Unresolved())
            return
        self.apply(self._draft.enter())

    def _on_paste(self, event: events.Paste) -> None:
        """What the clipboard, or an input method, brings at once."""
        if self._held is not None:
            self._held.append(event)
        else:
            self.apply(self._draft.type(event.text))
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A click on a cell; below the lines, on the last."""
        row = min(event.y + self.scroll_offset.y, len(self._draft.content.lines) - 1)
        for place in columns_within(self.outer_size.width):
            if place.begin <= event.x < place.end + 1:
                self.pointed(event, row, place)

    # What the menu and the function keys do within the draft

    def action_cell_balance(self) -> None:
        """Fill in what balances the voucher."""
        self.apply(self._draft.balance())

    def action_cell_flip(self) -> None:
        """The amount to the other side."""
        self.apply(self._draft.flip())

    def action_cell_red(self) -> None:
        """Red ink, or black again."""
        self.apply(self._draft.red())

    def action_cell_undo(self) -> None:
        """What was before the last change."""
        self.apply(self._draft.undo())

    def action_cell_redo(self) -> None:
        """The change that was undone."""
        self.apply(self._draft.redo())

    def action_cell_insert_line(self) -> None:
        """A blank line before this one."""
        self.apply(self._draft.insert_line())

    def action_cell_delete_line(self) -> None:
        """This line out."""
        self.apply(self._draft.delete_line())

    def action_cell_copy_line(self) -> None:
        """This line once more."""
        self.apply(self._draft.copy_line())

    def action_cell_line_up(self) -> None:
        """This line one up."""
        self.apply(self._draft.move_line(-1))

    def action_cell_line_down(self) -> None:
        """This line one down."""
        self.apply(self._draft.move_line(1))
