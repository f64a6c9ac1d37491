"""A statement as its official form: title, form number, unit, period, two sides, signatures.

With live formulas every amount is a formula: totals over the lines, lines over a second sheet
that lists what was read of each account.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from attrs import define, field
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from rich.cells import cell_len

from ..language import text
from ..reports.drawn import Workings
from ..reports.report import Cell, Column, Form, Report, Row, RowKind
from .cells import amount_format, heading
from .sides import Placed, indented, is_two_sided, pairs
from .xlsx_live import Details, NotLiveError, live_formula

_BOLD = Font(name="Calibri", size=11, bold=True)
_TITLE = Font(name="Calibri", size=16, bold=True)
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
#: Of a title such as 本年金额·实收资本: what stands above, and what below.
_GROUPED = re.compile(r"(.+?)(?:·|: )(.+)")


def xlsx_form(report: Report, *, live: bool = False) -> bytes:
    """The form as a spreadsheet. `live` asks for formulas; the report has to carry its workings."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = re.sub(r"[][:*?/\\']", " ", heading(report))[:31]
    drawing = _Drawing(report, sheet, Details(text("sheet.details"), 2))
    drawing.draw(live=live)
    if live:
        _write_details(workbook, drawing.details, report)
        workbook.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@define
class _Drawing:
    """The form being drawn on a sheet."""

    report: Report
    sheet: Any
    details: Details
    #: Where each line of the statement stands, by number: the sheet's row and its side.
    places: dict[str, tuple[int, int]] = field(factory=dict)
    #: The same by its position in the report.
    rows: dict[int, tuple[int, int]] = field(factory=dict)

    @property
    def held(self) -> Sequence[Row]:
        """The rows of the statement: few enough to be held."""
        assert isinstance(self.report.rows, Sequence)
        return self.report.rows

    @property
    def columns(self) -> list[Column]:
        """The columns of one side."""
        return list(self.report.columns)

    @property
    def sides(self) -> int:
        """How many sides it has."""
        return 2 if is_two_sided(self.report) else 1

    @property
    def width(self) -> int:
        """How many columns the form has on the sheet."""
        return len(self.columns) * self.sides

    def draw(self, *, live: bool) -> None:
        """Everything, from the title to the signatures."""
        form = self.report.form or Form()
        self.across(1, heading(self.report), font=_TITLE, alignment=_CENTRE)
        self.put(2, self.width, form.number, alignment=Alignment(horizontal="right"))
        self.put(3, 1, text("form.unit_name", name=self.report.book))
        self.put(3, (self.width + 1) // 2, form.when, alignment=Alignment(horizontal="center"))
        unit = text("form.unit", unit=form.unit)
        self.put(3, self.width, unit, alignment=Alignment(horizontal="right"))
        row = self.heads(4, form)
        first = row
        rows: list[tuple[Placed | None, ...]] = (
            list(pairs(self.report))
            if self.sides == 2
            else [(placed,) for placed in enumerate(self.held)]
        )
        for number, beside in enumerate(rows):
            for side, placed in enumerate(beside):
                if placed:
                    self.rows[placed[0]] = (first + number, side)
                    self.places[self.line_of(placed[0])] = (first + number, side)
        for beside in rows:
            for side, placed in enumerate(beside):
                self.body(row, side, placed, live=live)
            row += 1
        for note in self.report.notes:
            self.put(row, 1, note)
            row += 1
        for number, name in enumerate(form.signatures):
            at = 1 + number * self.width // max(1, len(form.signatures))
            self.put(row + 1, at, text("form.signature", name=name))
        self.put(row + 2, 1, text("report.chain_head", head=self.report.chain_head))
        self.page(first)

    def line_of(self, number: int) -> str:
        """The line number of a row, whether or not the form shows it."""
        made = self.report.workings
        if isinstance(made, Workings):
            return made.lines[number]
        return str(self.held[number].cells.get("line") or "")

    def heads(self, row: int, form: Form) -> int:
        """The titles of the columns; where they come in groups, the groups above them."""
        titles = []
        for name in (form.left, form.right)[: self.sides]:
            for column in self.columns:
                title = column.name or text(column.title)
                titles.append(name if column.key == "label" and name else title)
        groups = [_GROUPED.fullmatch(title) for title in titles]
        if not any(groups):
            for at, title in enumerate(titles, 1):
                self.put(row, at, title, font=_BOLD, alignment=_CENTRE, border=_BOX)
            return row + 1
        upper = [found[1] if found else title for found, title in zip(groups, titles, strict=True)]
        at = 1
        for name, found in groupby(upper):
            count = len(list(found))
            below = groups[at - 1] is not None
            for extra in range(count):
                self.put(row, at + extra, name, font=_BOLD, alignment=_CENTRE, border=_BOX)
                lower = groups[at - 1 + extra]
                shown = lower[2] if lower else ""
                self.put(row + 1, at + extra, shown, font=_BOLD, alignment=_CENTRE, border=_BOX)
            last_row, last_column = (row, at + count - 1) if below else (row + 1, at)
            self.sheet.merge_cells(
                start_row=row, start_column=at, end_row=last_row, end_column=last_column
            )
            at += count
        return row + 2

    def body(self, row: int, side: int, placed: Placed | None, *, live: bool) -> None:
        """One row of one side."""
        for offset, column in enumerate(self.columns):
            value: Cell = None
            at = side * len(self.columns) + offset + 1
            style: dict[str, Any] = {"border": _BOX}
            if placed:
                number, shown = placed
                value = indented(shown) if column.key == "label" else shown.cells.get(column.key)
                if shown.kind in (RowKind.SUBTOTAL, RowKind.HEADING):
                    style["font"] = _BOLD
                if column.key == "line":
                    style["alignment"] = Alignment(horizontal="center")
                    value = int(value) if isinstance(value, str) and value.isdigit() else value
                elif column.key != "label":
                    style["number_format"] = amount_format(self.report.decimals)
                    if live and isinstance(value, Decimal):
                        value = self.live(number, column, value)
            self.put(row, at, value, **style)

    def live(self, number: int, column: Column, value: Cell) -> Cell:
        """The formula that an amount comes from; the amount itself where there is none."""
        workings = self.report.workings
        if not isinstance(workings, Workings):
            return value
        row, side = self.rows[number]
        if column.key in workings.sums:
            plus, minus = workings.sums[column.key]
            signed = [f"+{self.address(row, side, key)}" for key in plus]
            signed += [f"-{self.address(row, side, key)}" for key in minus]
            return "=" + "".join(signed)
        made = workings.cells.get((number, column.key))
        if made is None:
            return value
        label = str(self.held[number].cells["label"])
        try:
            return live_formula(
                made, label, column.name, self.details,
                lambda line: self.address(*self.places[line], column.key),
            )  # fmt: skip
        except NotLiveError:
            return value

    def address(self, row: int, side: int, key: str) -> str:
        """Where an amount stands on the sheet."""
        keys = [column.key for column in self.columns]
        return f"{get_column_letter(side * len(keys) + keys.index(key) + 1)}{row}"

    def put(self, row: int, column: int, value: Cell, **style: Any) -> None:
        """Write a cell. A text that begins with = is a formula only where it was made here."""
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        cell = self.sheet.cell(row, column, value)
        if isinstance(value, str) and "number_format" not in style:
            cell.data_type = "s"
        for name, given in style.items():
            setattr(cell, name, given)

    def across(self, row: int, value: str, **style: Any) -> None:
        """Write a text over the whole width."""
        self.put(row, 1, value, **style)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self.width)

    def page(self, first: int) -> None:
        """Widths that fit Chinese, and one page wide."""
        for at in range(1, self.width + 1):
            column = self.columns[(at - 1) % len(self.columns)]
            shown = [self.sheet.cell(row, at).value for row in range(first, self.sheet.max_row - 2)]
            texts = [str(value) for value in shown if isinstance(value, str) and value[:1] != "="]
            widest = max([cell_len(each) for each in texts], default=0)
            width = {"label": min(widest + 2, 60), "line": 6}.get(column.key, 18)
            self.sheet.column_dimensions[get_column_letter(at)].width = width
        self.sheet.page_setup.orientation = "landscape" if self.width > 4 else "portrait"
        self.sheet.page_setup.paperSize = self.sheet.PAPERSIZE_A4
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.print_title_rows = f"1:{first - 1}"


def _write_details(workbook: Workbook, details: Details, report: Report) -> None:
    """The second sheet: what each formula read, account by account."""
    sheet: Any = workbook.create_sheet(details.sheet)
    heads = ("column.statement_item", "column.statement_column", "column.code", "column.name",
             "column.dimension", "column.amount")  # fmt: skip
    sheet.append([text(code) for code in heads])
    names = report.workings.names if isinstance(report.workings, Workings) else {}
    for label, column, part in details.lines:
        name = names.get(part.account, "")
        sheet.append([label, column, part.account, name, part.dimension, part.amount])
        for cell in sheet[sheet.max_row][:5]:
            cell.data_type = "s"
        sheet[sheet.max_row][5].number_format = amount_format(report.decimals)
    for at, width in enumerate((40, 16, 14, 28, 24, 18), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
