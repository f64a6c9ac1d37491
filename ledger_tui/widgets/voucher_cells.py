"""Drawing the cells of a voucher: what the grid, its head and its foot have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from ..model.amounts import amount_in, fitted
from ..model.draft_content import ACCOUNT, AMOUNTS, FIGURES, FOREIGN, HEAD
from ..model.draft_voucher import cell_problem
from ..model.voucher_draft import VoucherDraft
from ..model.voucher_layout import Place, caret_at, right, shortened, window

if TYPE_CHECKING:
    from ..app import LedgerApp
    from .voucher_grid import VoucherGrid


class VoucherCells(Widget):
    """A widget that draws cells of the draft that its grid holds."""

    COMPONENT_CLASSES = {
        "cell--here", "cell--open", "cell--caret", "cell--red", "cell--wrong", "cell--label",
        "cell--title", "cell--good", "cell--field",
    }  # fmt: skip
    DEFAULT_CSS = """
    VoucherCells .cell--here { text-style: reverse bold; }
    VoucherCells .cell--open { background: $panel; color: $foreground; text-style: underline; }
    VoucherCells .cell--caret { background: $accent; color: $background; }
    VoucherCells .cell--red { color: $error; }
    VoucherCells .cell--wrong { color: $error; text-style: underline bold; }
    VoucherCells .cell--label { color: $text-muted; }
    VoucherCells .cell--title { background: $panel; text-style: bold; }
    VoucherCells .cell--good { color: $success; text-style: bold; }
    VoucherCells .cell--field { background: $surface; }
    """
    app: LedgerApp

    @property
    def grid(self) -> VoucherGrid:
        """The grid whose draft is drawn."""
        raise NotImplementedError

    @property
    def draft(self) -> VoucherDraft:
        """The draft that is drawn."""
        return self.grid.draft

    def style_of(self, name: str) -> Style:
        """The style of a part, `cell--NAME`."""
        return self.get_component_rich_style(f"cell--{name}")

    def is_here(self, row: int, column: str) -> bool:
        """Whether the cursor is in a cell."""
        return (self.draft.row, self.draft.column) == (row, column)

    def cell(self, row: int, place: Place, y: int, style: Style | None = None) -> list[Segment]:
        """A cell of the draft as it stands at a place in line y of this widget."""
        draft, column, width = self.draft, place.column, place.width
        text, caret = draft.content.text(row, column), draft.content.caret
        if self.is_here(row, column):
            if caret is not None:
                return self._open_cell(text, caret, place, y)
            style = self.style_of("here")
            figure = column in FIGURES and row != HEAD
            self.set_cursor(place.end - 1 if figure else place.begin, y)
        is_wrong = cell_problem(draft.content, draft.rules, row, column) is not None
        if is_wrong:
            style = (style or Style()) + self.style_of("wrong")
            return [Segment("!", style), Segment(shortened(text, width - 1), style)]
        if row == HEAD:
            return [Segment(shortened(text, width), style)]
        shown, is_red = self._shown(row, column, text, width)
        if is_red:
            style = (style or Style()) + Style(color=self.style_of("red").color)
        return [Segment(shown, style)]

    def _shown(self, row: int, column: str, text: str, width: int) -> tuple[str, bool]:
        """A cell's text as it is read, in its width; and whether it is red ink."""
        rules, line = self.draft.rules, self.draft.content.lines[row]
        if column in FIGURES:
            decimals = rules.decimals_of(line, column)
            amount = amount_in(text, decimals)
            if amount is None:
                return shortened(text, width), False
            shown = decimals if column in (*AMOUNTS, FOREIGN) else 0
            return right(fitted(amount, shown, width), width), amount < 0
        if column == ACCOUNT and line.code:
            account = rules.accounts.get(line.code)
            text = f"{line.code} {account.name}" if account is not None else line.code
        return shortened(text, width), False

    def _open_cell(self, text: str, caret: int, place: Place, y: int) -> list[Segment]:
        """The cell that is typed in: as much as fits around the caret."""
        shown, at = window(text, caret, place.width)
        self.set_cursor(place.begin + at, y)
        strip = Strip([Segment(shown, self.style_of("open"))], place.width)
        letter = max(cell_len(text[caret : caret + 1]), 1)
        parts = list(strip.divide([at, min(at + letter, place.width), place.width]))
        return [
            *parts[0],
            *(Segment(s.text, self.style_of("caret")) for s in parts[1]),
            *(parts[2] if len(parts) > 2 else ()),
        ]

    def set_cursor(self, x: int, y: int) -> None:
        """Put the terminal's cursor at a place of this widget, for the input method's window."""
        region = self.content_region
        if self.grid.has_focus:
            self.app.cursor_position = Offset(region.x + min(x, region.width - 1), region.y + y)

    def label(self, text: str) -> Segment:
        """A label before a field."""
        return Segment(text, self.style_of("label"))

    def filled(self, segments: list[Segment], style: Style | None = None) -> Strip:
        """A line as wide as the widget."""
        width = self.size.width
        strip = Strip(segments).crop(0, width).extend_cell_length(width, style)
        return strip.apply_style(self.rich_style)

    def pointed(self, event: events.Click, row: int, place: Place) -> None:
        """A click on a cell: the cursor goes there, and into its text where it was there already."""
        caret = None
        if self.is_here(row, place.column) and not self.draft.is_locked:
            caret = caret_at(self.draft.content.here, event.x - place.begin)
        self.grid.focus()
        self.grid.apply(self.draft.move_to(row, place.column, caret))
