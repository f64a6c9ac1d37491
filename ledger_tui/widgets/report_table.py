"""A table of a report: drawn line by line, read a page at a time, whatever its length."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledgerlib.reports import Page, Report, Row

from ..actions import bindings
from ..model.report_pages import PAGE_SIZE, Layout, ReportPages, ShownRow, heads, laid_out

#: Rows that are read again at most to find the one on which the cursor was.
FAR = 10_000
#: Rows that are looked through for a text before the user is asked to go on.
FIND_MOST = 20_000
#: Reads a page of a report: report, mark, rows wanted. The screen asks its clerk.
Reader = Callable[[Report, Any, int], Awaitable[Page]]


class ReportTable(ScrollView, can_focus=True):
    """Rows with a cursor; Enter opens what the row leads to (`Opened`).

    Pages are read as the cursor nears the end of what was read; titles and the first columns
    stay in sight; Left and Right move the other columns.
    """

    FAMILIES = ("table",)
    help_code = "table"
    DEFAULT_CSS = """
    ReportTable { height: 1fr; background: $surface; color: $foreground; }
    ReportTable > .table--head { background: $panel; color: $foreground; text-style: bold; }
    ReportTable > .table--cursor { background: $primary; color: $background; }
    ReportTable > .table--strong { text-style: bold; }
    ReportTable > .table--red { color: $error; }
    ReportTable > .table--unposted { text-style: italic; }
    ReportTable > .table--more { color: $secondary; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--head", "table--cursor", "table--strong", "table--red", "table--unposted",
        "table--more",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("left", "aside(-1)", show=False),
        Binding("right", "aside(1)", show=False),
        *bindings("table"),
    ]

    class Opened(Message):
        """The user wants to see what a row leads to."""

        def __init__(self, row: Row, at: int) -> None:
            super().__init__()
            self.row = row
            #: Its place among the rows that were read.
            self.at = at

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class FindWanted(Message):
        """The user wants to look for a text."""

    class NotFound(Message):
        """No further row shows the text looked for."""

        def __init__(self, sought: str) -> None:
            super().__init__()
            self.sought = sought

    class JumpWanted(Message):
        """The user wants to choose where the report begins: a month, an account, a ledger."""

    def __init__(self, reader: Reader, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._reader = reader
        self.pages: ReportPages | None = None
        self.cursor = 0
        self._first = 0
        self._layout: Layout | None = None
        self._is_reading = False
        self.sought = ""

    # What is shown

    async def show(
        self, report: Report, *, like: Row | None = None, near: int = 0, start: int = -1
    ) -> None:
        """Show a report; the cursor goes to the row `like`, which stood at `near` before.

        As many rows are read as were before it, within bounds. Where the row is no more, the
        cursor stays at its place.
        """
        pages = ReportPages(report, start)
        at: int | None = 0
        while True:
            pages.take(await self._reader(report, pages.mark, PAGE_SIZE))
            at = pages.same_row(like, near) if like is not None else None
            if pages.is_whole or at is not None or len(pages.rows) > min(near, FAR):
                break
        self.pages, self._first = pages, 0
        self.cursor = at if at is not None else max(0, min(near, len(pages.rows) - 1))
        self._lay_out()
        self._follow()

    async def show_again(self, report: Report) -> None:
        """Show the report made anew, from where it was begun, with the cursor on the row it is on."""
        start = self.pages.start if self.pages is not None else -1
        if start >= len(report.starts()):
            start = -1
        await self.show(report, like=self.row, near=self.cursor, start=start)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        pages = self.pages
        if pages is None or not 0 <= self.cursor < len(pages.rows):
            return None
        return pages.rows[self.cursor].row

    async def _read(self) -> None:
        """Read the page that comes next."""
        pages = self.pages
        if pages is None or pages.is_whole:
            return
        page = await self._reader(pages.report, pages.mark, PAGE_SIZE)
        if self.pages is pages:  # another report may have come meanwhile
            pages.take(page)
            self._lay_out()

    async def _read_on(self) -> None:
        try:
            while self.pages is not None and self.pages.wants_more(self.cursor + self.size.height):
                await self._read()
        finally:
            self._is_reading = False

    def _want_more(self) -> None:
        pages = self.pages
        seen = max(self.cursor, self.scroll_offset.y) + self.size.height
        if pages is not None and not self._is_reading and pages.wants_more(seen):
            self._is_reading = True
            self.screen.do(self._read_on())  # type: ignore[attr-defined]

    # The cursor

    def action_move(self, by: int) -> None:
        """A row up or down."""
        self._go(self.cursor + by)

    def action_turn(self, by: int) -> None:
        """A screen up or down."""
        self._go(self.cursor + by * max(1, self._body_height - 1))

    def action_aside(self, by: int) -> None:
        """The movable columns one to the left or right."""
        layout = self._layout
        if layout is None or (by > 0 and not layout.can_go_right):
            return
        self._first = max(0, self._first + by)
        self._lay_out()

    def _go(self, to: int) -> None:
        if self.pages is None or not self.pages.rows:
            return
        self.cursor = max(0, min(to, len(self.pages.rows) - 1))
        self._follow()
        self._want_more()
        row = self.row
        assert row is not None
        self.post_message(self.Moved(row))

    def _follow(self) -> None:
        """Scroll so that the cursor is in sight, and draw."""
        top, height = self.scroll_offset.y, self._body_height
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)
        self.refresh()

    def action_table_open(self) -> None:
        """Open what the row leads to."""
        row = self.row
        if row is not None:
            self.post_message(self.Opened(row, self.cursor))

    def action_table_find(self) -> None:
        """Look for a text."""
        self.post_message(self.FindWanted())

    def action_table_jump(self) -> None:
        """Choose where to begin."""
        self.post_message(self.JumpWanted())

    async def action_table_find_next(self) -> None:
        """The next row with the text looked for."""
        if not self.sought:
            self.action_table_find()
        elif not await self.find(self.sought):
            self.post_message(self.NotFound(self.sought))

    async def find(self, sought: str) -> bool:
        """Go to the next row that shows a text, reading on within bounds; False where none is found."""
        self.sought = sought
        after = begun = self.cursor
        while self.pages is not None:
            at = self.pages.find(sought, after)
            if at is not None:
                self._go(at)
                return True
            if self.pages.is_whole:
                return False
            after = len(self.pages.rows) - 1
            if after - begun > FIND_MOST:
                self._go(after)  # so that looking goes on from here
                return False
            await self._read()
        return False

    async def action_table_top(self) -> None:
        """The first row of all."""
        if self.pages is not None and self.pages.start > 0:
            await self.show(self.pages.report)
        self._go(0)

    async def action_table_bottom(self) -> None:
        """The last row of all: from the last start on, for what is before need not be read."""
        pages = self.pages
        if pages is None:
            return
        starts = len(pages.report.starts())
        if starts > 1 and not pages.is_whole and pages.start < starts - 1:
            await self.show(pages.report, start=starts - 1)
        while self.pages is not None and not self.pages.is_whole:
            await self._read()
        self._go(len(self.pages.rows) - 1 if self.pages else 0)

    async def action_table_earlier(self) -> None:
        """Begin at the start before: the month before, say."""
        await self._begin(-1)

    async def action_table_later(self) -> None:
        """Begin at the next start."""
        await self._begin(1)

    async def _begin(self, by: int) -> None:
        if self.pages is not None:
            await self.begin_at(max(self.pages.start, 0) + by)

    async def begin_at(self, start: int) -> None:
        """Begin at one of the report's starts; nothing where there is none such."""
        pages = self.pages
        if pages is not None and 0 <= start < len(pages.report.starts()):
            await self.show(pages.report, start=start)
            self._go(0)

    # Drawing

    @property
    def _head_height(self) -> int:
        if self.pages is None or self._layout is None:
            return 0
        return len(heads(self.pages, self._layout))

    @property
    def _body_height(self) -> int:
        return max(1, self.size.height - self._head_height)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the columns out anew."""
        self._lay_out()
        self._want_more()

    def _lay_out(self) -> None:
        if self.pages is None:
            return
        room = max(1, self.scrollable_content_region.width)
        self._layout = laid_out(self.pages, room, self._first)
        more = 0 if self.pages.is_whole else 1
        self.virtual_size = Size(room, len(self.pages.rows) + more + self._head_height)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """What is scrolled to is read."""
        super().watch_scroll_y(old_value, new_value)
        self._want_more()

    def render_line(self, y: int) -> Strip:
        """A line of the screen: of the titles, or a row."""
        width = self.size.width
        base = self.rich_style
        pages, layout = self.pages, self._layout
        if pages is None or layout is None:
            return Strip.blank(width, base)
        titles = heads(pages, layout)
        if y < len(titles):
            style = base + self.get_component_rich_style("table--head")
            return self._strip([(cell, style) for _, cell in titles[y]], style, width)
        at = self.scroll_offset.y + y - len(titles)
        if at >= len(pages.rows):
            style = base + self.get_component_rich_style("table--more")
            waiting = at == len(pages.rows) and not pages.is_whole
            return self._strip([("...", style)] if waiting else [], base, width)
        return self._row_strip(pages, layout, at, base, width)

    def _row_strip(
        self, pages: ReportPages, layout: Layout, at: int, base: Style, width: int
    ) -> Strip:
        shown = pages.rows[at]
        style = base
        if shown.is_strong:
            style += self.get_component_rich_style("table--strong", partial=True)
        if not shown.row.is_posted:
            style += self.get_component_rich_style("table--unposted", partial=True)
        on_cursor = at == self.cursor
        if on_cursor:
            style += self.get_component_rich_style("table--cursor")
        red = self.get_component_rich_style("table--red", partial=True)
        cells = [
            (cell, style + red if column in shown.red and not on_cursor else style)
            for column, cell in layout.line(self.texts(shown))
        ]
        return self._strip(cells, style, width)

    def texts(self, shown: ShownRow) -> tuple[str, ...]:
        """The texts of a row's cells; what can be marked shows its mark here."""
        return shown.texts

    def _strip(self, cells: list[tuple[str, Style]], style: Style, width: int) -> Strip:
        segments = []
        for cell, its_style in cells:
            segments += [Segment(cell, its_style), Segment(" ", style)]
        return Strip(segments).adjust_cell_length(width, style)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row, a second one opens it."""
        at = self.scroll_offset.y + event.y - self._head_height
        if event.y < self._head_height or self.pages is None or at >= len(self.pages.rows):
            return
        again = at == self.cursor and event.chain > 1
        self._go(at)
        if again:
            self.action_table_open()

    @property
    def cursor_region(self) -> Region:
        """Where the cursor's row stands in the widget."""
        y = self.cursor - self.scroll_offset.y + self._head_height
        return Region(0, y, self.size.width, 1)
