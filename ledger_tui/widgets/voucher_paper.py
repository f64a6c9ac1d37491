"""A voucher as it is printed: the lines of its form, scrolled where it is long."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledgerlib.reports.voucher_forms import FormPage

from ..model.voucher_paper import Line, paper


class VoucherPaper(ScrollView, can_focus=True):
    """Shows a page of a form; up and down scroll."""

    help_code = "voucher_paper"
    DEFAULT_CSS = """
    VoucherPaper { height: 1fr; background: $surface; color: $foreground; padding: 0 1; }
    VoucherPaper > .paper--red { color: $error; text-style: bold; }
    VoucherPaper > .paper--bold { text-style: bold; }
    VoucherPaper > .paper--dim { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"paper--red", "paper--bold", "paper--dim"}

    def __init__(self) -> None:
        super().__init__()
        self._page: FormPage | None = None
        self._lines: list[Line] = []

    def show(self, page: FormPage, *, from_top: bool = True) -> None:
        """Show a voucher, from its top or where it was."""
        self._page = page
        self._draw()
        if from_top:
            self.scroll_to(y=0, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the form for its room."""
        self._draw()

    def _draw(self) -> None:
        width = max(40, self.scrollable_content_region.width)
        self._lines = paper(self._page, width) if self._page is not None else []
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the form."""
        width, base = self.size.width, self.rich_style
        at = self.scroll_offset.y + y
        if at >= len(self._lines):
            return Strip.blank(width, base)
        segments = [
            Segment(
                piece.text,
                base + self.get_component_rich_style(f"paper--{piece.how}", partial=True)
                if piece.how
                else base,
            )
            for piece in self._lines[at]
        ]
        return Strip(segments).adjust_cell_length(width, base)
