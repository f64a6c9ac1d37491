"""A report as a spreadsheet: real numbers with their format, heads that stay, pages that print."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from attrs import define, field
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from ..language import in_chinese, text
from ..reports.report import Cell, Column, ColumnKind, Report, Row, RowKind
from .cells import (
    amount_format,
    columns,
    groups,
    heading,
    remarks,
    rows,
    shown,
    span,
    title,
    values,
)
from .official_form import xlsx_form

#: Rows from which the widths are taken, for those behind them are not held.
_SAMPLE = 500
#: Rows of a report on one sheet; a spreadsheet holds 1 048 576 with heads and foot.
_ROWS_OF_SHEET = 1_000_000
#: Cells across of a text, and of a title; a longer one goes on on a second line of its cell.
_WIDEST, _WIDEST_TITLE = 40, 20
_LINE_POINTS = 15
#: Cells across of a unit's name that has room beside the title at the head of a page.
_BESIDE_TITLE = 24
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

#: Told how many rows are written; of how many is not known.
Told = Callable[[int, int | None], None] | None


def xlsx(report: Report) -> bytes:
    """One sheet: title, remarks, a head that stays in sight, the rows, and the head of the chain.

    A statement comes as its official form, live where it has its workings with it.
    """
    out = io.BytesIO()
    write_xlsx(report, out)
    return out.getvalue()


def write_xlsx(report: Report, to: IO[bytes] | Path, progress: Told = None) -> None:
    """The same into a file, row by row: a report of any length is never held.

    The widths of columns fit their titles, the first rows and the totals. What one sheet does not
    hold goes on on the next.
    """
    if report.form is not None:
        made = xlsx_form(report, live=report.workings is not None)
        to.write_bytes(made) if isinstance(to, Path) else to.write(made)
        return
    workbook = Workbook(write_only=True)
    left: Iterator[Row] = rows(report)
    first = list(islice(left, _SAMPLE))
    widths = _widths(report, first)
    left = chain(first, left)
    ahead = next(left, None)
    done = 0
    while ahead is not None or not workbook.worksheets:
        sheet = _Sheet.of(report, workbook, widths)
        sheet.head()
        while ahead is not None and sheet.written < _ROWS_OF_SHEET:
            sheet.row(ahead)
            done += 1
            if progress is not None and done % 1000 == 0:
                progress(done, None)
            ahead = next(left, None)
        sheet.foot()
    workbook.save(to)


def _widths(report: Report, first: Sequence[Row]) -> list[int]:
    across = columns(report)
    totals = [Row(RowKind.TOTAL, report.totals)] if report.totals else []
    widths = [min(cell_len(title(column)), _WIDEST_TITLE) for column in across]
    for row in (*first, *totals):
        for at, cell in enumerate(values(report, row)):
            indent = 2 * _indent(across[at], row)
            widths[at] = max(widths[at], min(cell_len(shown(cell)) + indent, _WIDEST))
    at = 0
    for name, count in groups(report):
        # A group's title needs its room too, shared by its columns.
        share = -(-cell_len(name) // count)
        for each in range(at, at + count):
            widths[each] = max(widths[each], share)
        at += count
    # Bold digits and Chinese are a little wider than the count of cells says.
    return [width + 2 + width // 10 for width in widths]


def _lines(texts: Sequence[str], width: int) -> int:
    """How many lines the longest of some texts takes in a cell that is so many cells across."""
    longest = max((cell_len(each) for each in texts), default=0)
    return max(-(-longest // width), 1)


def _indent(column: Column, row: Row) -> int:
    """How far an account of a lower level is set in."""
    return row.level - 1 if column.key in ("code", "label") and row.level > 1 else 0


@define
class _Sheet:
    """A sheet that is written row by row. Cells of one look share one style."""

    report: Report
    sheet: Any
    across: tuple[Column, ...]
    written: int = 0
    #: The rows of the sheet so far, with title and head.
    at: int = 0
    #: Cells across of all its columns.
    width: int = 0
    styles: dict[tuple[str, bool, int], Any] = field(factory=dict)

    @classmethod
    def of(cls, report: Report, workbook: Any, widths: Sequence[int]) -> _Sheet:
        number = len(workbook.worksheets) + 1
        name = re.sub(r"[][:*?/\\']", " ", _clean(heading(report)))
        more = f" {number}" if number > 1 else ""
        sheet = workbook.create_sheet(f"{name[: 31 - len(more)]}{more}")
        made = cls(report, sheet, columns(report), width=sum(widths))
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        made.page()
        return made

    @property
    def head_rows(self) -> int:
        return 2 if groups(self.report) else 1

    @property
    def is_beside(self) -> bool:
        """Whether the unit's name has room beside the title; else each page has the remarks, with it."""
        return cell_len(self.report.book) <= _BESIDE_TITLE

    def page(self) -> None:
        """How it prints: heads on each page, title, unit and span above, pages counted below."""
        sheet, report = self.sheet, self.report
        last_head = 2 + self.head_rows
        sheet.freeze_panes = f"A{last_head + 1}"
        sheet.print_title_rows = f"{3 if self.is_beside else 2}:{last_head}"
        sheet.page_setup.orientation = "landscape" if self.width > 90 else "portrait"
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top, sheet.page_margins.bottom = 0.95, 0.7
        sheet.page_margins.header = sheet.page_margins.footer = 0.35
        header, footer = sheet.oddHeader, sheet.oddFooter
        header.center.text = f"&16&B{_plain(heading(report))}"
        if self.is_beside:
            header.left.text = _plain(report.book)
        header.right.text = f"{_plain(span(report))}  {report.currency}"
        footer.left.text = _plain(text("report.chain_head", head=report.chain_head))
        footer.left.size = 7
        footer.right.text = text("report.page", page="&P", pages="&N")

    def head(self) -> None:
        """Title, remarks, and the titles of the columns: one line, or two with groups above."""
        report = self.report
        self._append([self._cell(heading(report), "title")])
        self._note("  ".join(remarks(report)))
        above = groups(report)
        if above:
            self._append([self._cell(each, "head") for each in self._over(above)])
        titles = [title(column) for column in self.across]
        self._append([self._cell(each, "head") for each in titles], _lines(titles, _WIDEST_TITLE))
        last = get_column_letter(len(self.across))
        self._merge(1, 1, 1, len(self.across))
        self.sheet.print_area = f"A2:{last}{self.at}"

    def _over(self, above: Sequence[tuple[str, int]]) -> list[str]:
        """The line above the titles: groups over their columns, what has no group over itself."""
        line, first = [], 1
        row = self.at + 1
        for name, count in above:
            behind = first + count
            if name:
                line += [name, *[""] * (count - 1)]
                if count > 1:
                    self._merge(row, row, first, behind - 1)
            else:
                for at in range(first, behind):
                    line.append(title(self.across[at - 1]))
                    self._merge(row, row + 1, at, at)
            first = behind
        return line

    def row(self, row: Row) -> None:
        """A row of the report."""
        strong = row.kind is not RowKind.ENTRY
        cells = []
        across = values(self.report, row)
        for column, value in zip(self.across, across, strict=True):
            kind, decimals = str(column.kind), 0
            if column.kind is ColumnKind.QUANTITY and isinstance(value, Decimal):
                exponent = value.as_tuple().exponent
                decimals = -exponent if isinstance(exponent, int) else 0
            elif _indent(column, row):
                kind, decimals = "indented", _indent(column, row)
            elif isinstance(value, str) and cell_len(value) > _WIDEST:
                kind = "long"
            cells.append(self._cell(value, kind, strong, decimals))
        self._append(cells, _lines([each for each in across if isinstance(each, str)], _WIDEST))
        self.written += 1

    def foot(self) -> None:
        """Notes and the head of the chain; what is printed ends with the notes."""
        for note in self.report.notes:
            self._note(note)
        self.sheet.print_area = f"A2:{get_column_letter(len(self.across))}{self.at}"
        head = text("report.chain_head", head=self.report.chain_head)
        self._append([self._cell(head, "plain")])

    def _note(self, said: str) -> None:
        """A line across all columns, on as many lines as it needs: what runs over is not printed."""
        self._append([self._cell(said, "note")], _lines([said], max(self.width - 2, 1)))
        self._merge(self.at, self.at, 1, len(self.across))

    def _append(self, cells: Sequence[Any], lines: int = 1) -> None:
        self.at += 1
        if lines > 1:
            # Told only until the row is written: the heights of all rows are not held.
            self.sheet.row_dimensions[self.at].height = _LINE_POINTS * lines
        self.sheet.append(cells)
        self.sheet.row_dimensions.pop(self.at, None)

    def _merge(self, top: int, bottom: int, left: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merged_cells.add(
                CellRange(min_row=top, max_row=bottom, min_col=left, max_col=right)
            )

    def _cell(self, value: Cell, look: str, strong: bool = False, decimals: int = 0) -> Any:
        if isinstance(value, str):
            value = _clean(value)
        made = WriteOnlyCell(self.sheet, value=value)
        key = (look, strong, decimals)
        style = self.styles.get(key)
        if style is None:
            style = self.styles[key] = self._style(look, strong, decimals)
        if isinstance(value, str):
            made.data_type = "s"  # a text that begins with = stays a text
        elif made.data_type == "d":
            style = self.styles.get(("day", strong, 0))
            if style is None:
                style = self.styles["day", strong, 0] = self._style("day", strong, 0)
        made._style = style
        return made

    def _style(self, look: str, strong: bool, decimals: int) -> Any:
        """The look of a cell: made once, on a cell of no use beside."""
        cell: Any = WriteOnlyCell(self.sheet)
        name = "宋体" if in_chinese() else "Calibri"
        size = 14 if look == "title" else 11
        cell.font = Font(name=name, size=size, bold=strong or look in ("title", "head"))
        if look not in ("title", "plain", "note"):
            cell.border = _BOX
        if look in ("title", "head"):
            cell.alignment = _CENTRE
        elif look == "indented":
            cell.alignment = Alignment(horizontal="left", indent=decimals)
        elif look in (ColumnKind.WORD, "day"):
            cell.alignment = Alignment(horizontal="center")
        elif look in ("long", "note"):
            cell.alignment = Alignment(vertical="top" if look == "note" else None, wrap_text=True)
        if look == ColumnKind.AMOUNT:
            cell.number_format = amount_format(self.report.decimals)
        elif look == ColumnKind.QUANTITY:
            cell.number_format = amount_format(decimals)
        elif look == "day":
            cell.number_format = "yyyy-mm-dd"
        return cell._style


def _clean(written: str) -> str:
    """A text without the signs that no spreadsheet takes."""
    return str(ILLEGAL_CHARACTERS_RE.sub(" ", written))


def _plain(written: str) -> str:
    """A text for the head or foot of a page, where & begins a command."""
    return _clean(written).replace("&", "&&")
