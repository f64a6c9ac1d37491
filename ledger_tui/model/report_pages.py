"""The rows of a report as they have been read so far, and the columns that show them.

Pure: the screen reads the pages, for a book is asked on the clerk's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from attrs import define, field
from rich.cells import cell_len, set_cell_size

from ledgerlib.render import cells
from ledgerlib.reports import Column, ColumnKind, Page, Report, Row, RowKind

#: Rows read at a time.
PAGE_SIZE = 200
#: Rows below the last one seen at which the next page is wanted.
AHEAD = 100
#: A text is not shown wider than this at first, nor narrower where room is short.
WIDEST, NARROWEST = 36, 8
_FIGURES = (ColumnKind.AMOUNT, ColumnKind.QUANTITY, ColumnKind.NUMBER)
_GAP = 1


@define
class ShownRow:
    """A row with the texts of its cells."""

    row: Row
    texts: tuple[str, ...]
    #: Columns whose figure is below nothing: red ink.
    red: frozenset[int] = frozenset()

    @property
    def is_strong(self) -> bool:
        """Whether it sums up or heads others."""
        return self.row.kind not in (RowKind.ENTRY, RowKind.OPENING)


@define
class ReportPages:
    """A report from one of its starts on, as far as it has been read."""

    report: Report
    #: Where reading began: a place in `report.starts()`, -1 for the very beginning.
    start: int = -1
    rows: list[ShownRow] = field(factory=list)
    next: Any | None = None
    is_begun: bool = False
    columns: tuple[Column, ...] = field(init=False)
    #: The places of the columns shown among all of the report's.
    _places: list[int] = field(init=False)
    #: How wide each column would be with all its texts in full.
    natural: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with the titles."""
        every = cells.columns(self.report)
        # How deep a row stands is seen from its name.
        self._places = [at for at, column in enumerate(every) if column.key != "level"]
        self.columns = tuple(every[at] for at in self._places)
        self.natural = [cell_len(cells.title(column)) for column in self.columns]

    @property
    def is_whole(self) -> bool:
        """Whether everything behind the start has been read."""
        return self.is_begun and self.next is None

    @property
    def mark(self) -> Any | None:
        """The mark of the page that comes next."""
        if self.is_begun:
            return self.next
        starts = self.report.starts()
        return starts[self.start][1] if 0 <= self.start < len(starts) else None

    def wants_more(self, last: int) -> bool:
        """Whether a page more is wanted, seeing that the row `last` is on the screen."""
        return not self.is_whole and last + AHEAD >= len(self.rows)

    def take(self, page: Page) -> None:
        """The page that was read comes behind those read before; the total row behind the last."""
        self.is_begun, self.next = True, page.next
        rows = list(page.rows)
        if page.next is None:
            rows += self._total(rows)
        for row in rows:
            shown = self._shown(row)
            self.rows.append(shown)
            for at, cell in enumerate(shown.texts):
                width = cell_len(cell)
                if width > self.natural[at]:
                    self.natural[at] = width

    def _total(self, rows: Sequence[Row]) -> list[Row]:
        if not self.report.totals or any(row.kind is RowKind.TOTAL for row in rows):
            return []
        return [Row(RowKind.TOTAL, {self.columns[1].key: "row.total", **self.report.totals})]

    def _shown(self, row: Row) -> ShownRow:
        every = cells.values(self.report, row)
        values = [every[at] for at in self._places]
        texts = [cells.shown(value) for value in values]
        if row.level > 1:
            for at, column in enumerate(self.columns):
                if column.key in ("code", "label"):
                    texts[at] = (" " if column.key == "code" else "  ") * (row.level - 1) + texts[
                        at
                    ]
        red = frozenset(
            at for at, value in enumerate(values) if isinstance(value, Decimal) and value < 0
        )
        return ShownRow(row, tuple(texts), red)

    def find(self, text: str, after: int) -> int | None:
        """The first row behind `after`, among those read, that shows a text; None where none does."""
        wanted = text.casefold()
        for at in range(after + 1, len(self.rows)):
            if any(wanted in cell.casefold() for cell in self.rows[at].texts):
                return at
        return None

    def same_row(self, row: Row, near: int = 0) -> int | None:
        """Where a row that was shown before stands now, whatever its figures are by now.

        Of several that lead to the same place the one that says the same comes first, then the
        one `near` where it stood.
        """
        found: tuple[int, int, int] | None = None
        for at, shown in enumerate(self.rows):
            held = shown.row
            if (held.voucher, held.account, held.kind) != (row.voucher, row.account, row.kind):
                continue
            same = 0 if held.cells == row.cells else 1 if _words(held) == _words(row) else 2
            if same == 2 and row.voucher is None:
                continue
            found = min(found or (same, abs(at - near), at), (same, abs(at - near), at))
        return found[2] if found is not None else None


def _words(row: Row) -> dict[str, object]:
    """What a row says beside its figures."""
    return {key: cell for key, cell in row.cells.items() if not isinstance(cell, Decimal)}


@define
class Layout:
    """Which columns stand where in the room there is.

    The first columns stay in sight (`frozen` of them); the others move by whole columns.
    """

    widths: list[int]
    shown: list[int]
    frozen: int
    figures: list[bool]

    def line(self, texts: Sequence[str]) -> list[tuple[int, str]]:
        """The cells of a line in the order of the screen, each with its column, cut to its width."""
        found = []
        for column in self.shown:
            width, cell = self.widths[column], texts[column]
            if self.figures[column]:
                taken = cell_len(cell)
                # A figure that is cut would be another figure.
                cell = "#" * width if taken > width else " " * (width - taken) + cell
            else:
                cell = set_cell_size(cell, width)
            found.append((column, cell))
        return found

    @property
    def can_go_right(self) -> bool:
        """Whether columns stand to the right of those shown."""
        return bool(self.shown) and self.shown[-1] < len(self.widths) - 1


def laid_out(pages: ReportPages, room: int, first: int = 0) -> Layout:
    """The columns in a room of so many cells, the movable ones from the `first` on.

    Texts give way before figures do: they are cut where all columns would fit then.
    """
    figures = [column.kind in _FIGURES for column in pages.columns]
    widths = [
        width if is_figure else min(width, WIDEST)
        for width, is_figure in zip(pages.natural, figures, strict=True)
    ]
    excess = sum(widths) + _GAP * (len(widths) - 1) - room
    soft = [
        at for at, column in enumerate(pages.columns)
        if not figures[at] and column.kind in (ColumnKind.TEXT, ColumnKind.LABEL)
        and column.key not in ("code", "voucher", "date", "line", "at", "mark")
    ]  # fmt: skip
    while excess > 0 and soft:
        widest = max(soft, key=lambda at: widths[at])
        if widths[widest] <= NARROWEST:
            break
        cut = min(excess, widths[widest] - NARROWEST, max(1, (widths[widest] - NARROWEST) // 2))
        widths[widest] -= cut
        excess -= cut
    frozen = _frozen(figures, widths, room) if excess > 0 else 0
    shown, used = list(range(frozen)), sum(widths[at] + _GAP for at in range(frozen))
    for at in range(frozen + first, len(widths)):
        if used + widths[at] > room and len(shown) > frozen:
            break
        shown.append(at)
        used += widths[at] + _GAP
    return Layout(widths, shown, frozen, figures)


def _frozen(figures: Sequence[bool], widths: Sequence[int], room: int) -> int:
    used = 0
    for at, (is_figure, width) in enumerate(zip(figures, widths, strict=True)):
        used += width + _GAP
        if is_figure or used > room * 9 // 20:
            return at
    return 0


def heads(pages: ReportPages, layout: Layout) -> list[list[tuple[int, str]]]:
    """The lines of titles: those of groups above, where there are any, and those of columns."""
    titles = [cells.title(column) for column in pages.columns]
    line = [
        (at, " " * max(0, layout.widths[at] - cell_len(titles[at])) + set_cell_size(
            titles[at], min(layout.widths[at], cell_len(titles[at]))))
        if layout.figures[at]
        else (at, set_cell_size(titles[at], layout.widths[at]))
        for at in layout.shown
    ]  # fmt: skip
    groups = [cells.group_title(column) for column in pages.columns]
    if not any(groups[at] for at in layout.shown):
        return [line]
    above: list[tuple[int, str]] = []
    run: list[int] = []
    for at in [*layout.shown, -1]:
        if run and (at < 0 or groups[at] != groups[run[0]] or not groups[at]):
            width = sum(layout.widths[each] for each in run) + _GAP * (len(run) - 1)
            name = set_cell_size(groups[run[0]], min(width, cell_len(groups[run[0]])))
            left = (width - cell_len(name)) // 2
            sign = "-" if groups[run[0]] and len(run) > 1 else " "
            above.append((run[0], sign * left + name + sign * (width - left - cell_len(name))))
            run = []
        if at >= 0:
            run.append(at)
    return [above, line]
