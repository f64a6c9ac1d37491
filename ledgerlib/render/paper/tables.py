"""Pages of a table on paper: heads in one or two lines, rows, red ink, red rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from attrs import frozen

from ...language import text
from ...reports.pages import PlacedRow, Rule
from ...reports.report import Cell, ColumnKind, Report, Row, RowKind
from ..cells import values
from .drawing import MM, Align, Box, Document, Fit, Ink
from .layout import PADDING, Layout, Place, day_parts, is_negative, written

#: The height of one line of titles in millimetres.
HEAD = 6.0
_LINE, _FRAME, _INDENT = 0.12, 0.35, 1.5
#: How much smaller letters may be to stay on one line; what is free above and below the text.
_SQUEEZE, _AIR = 0.82, 0.3
#: What stands before the voucher of a row that is not posted yet.
UNPOSTED = "*"
_STRONG = (RowKind.TOTAL, RowKind.CLOSING)


@frozen
class Table:
    """A table to be drawn: its columns, and the height of a line of text in its rows."""

    report: Report
    layout: Layout
    line_height: float
    is_ledger: bool = False

    @property
    def head_height(self) -> float:
        """The height of the titles. A ledger has its year above month and day."""
        return HEAD * (2 if self.is_ledger or self.layout.has_groups else 1.4)

    def draw(
        self, document: Document, left: float, top: float, rows: Sequence[PlacedRow],
        heights: Sequence[int],
    ) -> float:  # fmt: skip
        """Draw the titles and the rows of a page; returns where the table ends."""
        year = self._year(rows) if self.is_ledger else None
        y = top + self.head_height
        self._head(document, left, top, year)
        right = left + self.layout.width
        for placed, height in zip(rows, heights, strict=True):
            bottom = y + height * self.line_height
            self._row(document, Box(left, y, right - left, bottom - y), placed.row, year)
            heavy = placed.row.kind in _STRONG
            if heavy:
                document.line(left, y, right, y, weight=2 * _LINE)
            if placed.rule is Rule.NONE:
                document.line(left, bottom, right, bottom, weight=_LINE)
            y = bottom
        x = left
        for place, following in zip(self.layout.places, self.layout.places[1:], strict=False):
            x += place.width
            is_inner = self.is_ledger and place.group and place.group == following.group
            document.line(
                x, top + self.head_height, x, y, weight=_LINE if is_inner else 1.6 * _LINE
            )
        document.rectangle(Box(left, top, right - left, y - top), weight=_FRAME)
        self._rules(document, left, right, top + self.head_height, rows, heights)
        return y

    def _rules(
        self, document: Document, left: float, right: float, top: float,
        rows: Sequence[PlacedRow], heights: Sequence[int],
    ) -> None:  # fmt: skip
        """The red rules, over everything else (通栏红线)."""
        y = top
        for placed, height in zip(rows, heights, strict=True):
            y += height * self.line_height
            if placed.rule is not Rule.NONE:
                document.red_line(left, y, right, double=placed.rule is Rule.DOUBLE)

    def _year(self, rows: Sequence[PlacedRow]) -> int | None:
        days = (placed.row.cells.get("date") for placed in rows)
        return next((day.year for day in days if isinstance(day, date)), None)

    def _head(self, document: Document, left: float, top: float, year: int | None) -> None:
        whole = self.head_height
        half = whole / 2
        x = left
        named = [(place, self._group(place, year)) for place in self.layout.places]
        for group, some in groupby(named, key=lambda each: each[1]):
            for_group = x
            for place, _ in some:
                box = (
                    Box(x, top + half, place.width, half)
                    if group
                    else Box(x, top, place.width, whole)
                )
                size = self.layout.size * (0.95 if group else 1.0)
                document.text(
                    box, place.title, align=Align.CENTRE, size=size, fit=Fit.WRAP, padding=0.3
                )
                x += place.width
                if x < left + self.layout.width - 0.01:
                    document.line(x, box.top, x, top + whole, weight=_LINE)
            if group:
                box = Box(for_group, top, x - for_group, half)
                document.text(box, group, align=Align.CENTRE, size=self.layout.size, padding=0.3)
                document.line(for_group, top + half, x, top + half, weight=_LINE)
                if x < left + self.layout.width - 0.01:
                    document.line(x, top, x, top + whole, weight=_LINE)
        document.line(left, top + whole, x, top + whole, weight=_FRAME)

    def _group(self, place: Place, year: int | None) -> str:
        if place.part:
            return text("print.year", year=year) if year else text("print.no_year")
        return place.group

    def _row(self, document: Document, box: Box, row: Row, year: int | None) -> None:
        cells = dict(
            zip((c.key for c in self.report.columns), values(self.report, row), strict=False)
        )
        if self.report.parameters.get("include_unposted"):
            cells["is_posted"] = values(self.report, row)[-1]
        x = box.left
        for place in self.layout.places:
            self._cell(document, Box(x, box.top, place.width, box.height), place, row, cells, year)
            x += place.width

    def _cell(
        self, document: Document, box: Box, place: Place, row: Row, cells: dict[str, Cell],
        year: int | None,
    ) -> None:  # fmt: skip
        cell = cells.get(place.key)
        if cell is None or cell == "":
            return
        shown = self._written(place, row, cell, year)
        if place.wraps:
            depth = len(shown) - len(shown.lstrip())
            if place.key in ("label", "name", "code") and row.level > 1:
                depth += row.level - 1 if place.key == "code" else 2 * (row.level - 1)
            if depth:
                shift = min(depth * _INDENT / 2, box.width / 3)
                box = Box(box.left + shift, box.top, box.width - shift, box.height)
        fit = Fit.WRAP if place.wraps else Fit.WHOLE
        if fit is Fit.WRAP:
            # Letters a little smaller on one line read better than two lines, of which one is short.
            wide = document.font.width(shown, self.layout.size * _SQUEEZE)
            if wide <= (box.width - 2 * PADDING) * MM:
                fit = Fit.WHOLE
            box = Box(box.left, box.top + _AIR, box.width, box.height - 2 * _AIR)
        document.text(
            box, shown, align=place.align, size=self.layout.size,
            ink=Ink.RED if is_negative(cell) else Ink.BLACK, fit=fit,
        )  # fmt: skip

    def _written(self, place: Place, row: Row, cell: Cell, year: int | None) -> str:
        if place.part and isinstance(cell, date):
            return day_parts(cell, year)[place.part]
        if self.is_ledger and place.key == "balance" and isinstance(cell, Decimal) and not cell:
            return f"{cell:,f}"  # a balance of nothing is written, beside 平
        shown = written(cell, place.kind)
        if self.is_ledger and place.key == "voucher" and not row.is_posted:
            return UNPOSTED + shown
        if place.kind is ColumnKind.AMOUNT and isinstance(cell, str):
            return cell.strip()
        return shown
