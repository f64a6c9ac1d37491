"""The head of a voucher on one line, and the titles of the grid's columns below it."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from ..language import text
from ..model.draft_content import ATTACHMENTS, DAY, HEAD, REFERENCE, WORD
from ..model.voucher_layout import Field, columns_within, fields_within, right, shortened
from .voucher_cells import VoucherCells
from .voucher_grid import VoucherGrid


class VoucherHead(VoucherCells):
    """Day, word, number, documents, reference, and how far the voucher has come."""

    DEFAULT_CSS = """
    VoucherHead { height: 2; width: 1fr; }
    """
    #: The number and the state as the screen knows them, behind the word and at the end.
    number = ""
    state = ""

    @property
    def grid(self) -> VoucherGrid:
        """The grid whose draft is drawn."""
        return self.screen.query_one(VoucherGrid)

    def tell(self, number: str, state: str) -> None:
        """What stands behind the word and at the end of the line."""
        if (number, state) != (self.number, self.state):
            self.number, self.state = number, state
            self.refresh()

    def _fields(self) -> list[Field]:
        width = self.size.width
        word = max(4, max((2 * len(each) for each in self.draft.rules.words), default=4))
        reference = 10 if width < 100 else 24
        wanted = [
            (DAY, text("entry.date"), 10), (WORD, text("entry.word"), word),
            ("", self.number, 0), (ATTACHMENTS, text("entry.attachments"), 4),
            (REFERENCE, text("entry.reference"), reference),
        ]  # fmt: skip
        return fields_within(width, wanted, rows=1)

    def render_line(self, y: int) -> Strip:
        """The head, then the titles."""
        return self._head() if y == 0 else self._titles()

    def _head(self) -> Strip:
        segments: list[Segment] = []
        at = 0
        for field in self._fields():
            segments.append(Segment(" " * (field.label_begin - at)))
            segments.append(self.label(field.label))
            segments.append(Segment(" "))
            at = field.place.begin
            if field.place.column:
                segments += self.cell(HEAD, field.place, 0, self.style_of("field"))
                at = field.place.end
        rest = self.size.width - at - 2
        if rest > 0:
            style = self.style_of("wrong" if self.draft.is_locked else "label")
            segments += [Segment("  "), Segment(right(self.state, rest - 1), style)]
        return self.filled(segments)

    def _titles(self) -> Strip:
        style = self.style_of("title")
        segments = [Segment(shortened(" " + text("entry.line"), 4), style)]
        for place in columns_within(self.size.width):
            title = text(f"entry.{self._title(place.column)}")
            fit = right if place.column in ("debit", "credit") else shortened
            segments.append(Segment(fit(title, place.width) + " ", style))
        return self.filled(segments, style)

    def _title(self, column: str) -> str:
        if self.draft.rules.receives:
            return {"debit": "receive", "credit": "pay"}.get(column, column)
        return column

    def on_click(self, event: events.Click) -> None:
        """A click on a field."""
        for field in self._fields():
            place = field.place
            if event.y == 0 and place.column and place.begin <= event.x < place.end:
                self.pointed(event, HEAD, place)
