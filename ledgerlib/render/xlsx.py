"""A report as a spreadsheet: real numbers with their format, frozen heads, widths that fit Chinese."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from ..language import text
from ..reports.report import Cell, ColumnKind, Report, RowKind
from .cells import amount_format, exact, heading, label, remarks, rows, titles
from .xlsx_form import xlsx_form

_BOLD = Font(name="Calibri", size=11, bold=True)
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FIRST_ROW = 4


def xlsx(report: Report) -> bytes:
    """One sheet: title, remarks, a head that stays in sight, the rows, and the head of the chain.

    A statement comes as its official form, live where it has its workings with it.
    """
    if report.form is not None:
        return xlsx_form(report, live=report.workings is not None)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(re.sub(r"[][:*?/\\]", " ", heading(report))[:31])
    shown = [
        [label(row, row.cells.get(c.key), c.kind) for c in report.columns] for row in rows(report)
    ]
    for index, title in enumerate(titles(report)):
        texts = [
            f"{cell:,f}" if isinstance(cell, Decimal) else exact(cell)
            for cell in (x[index] for x in shown)
        ]
        width = max([cell_len(title), *(cell_len(each) for each in texts)])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(width, 60) + 2
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    sheet.print_title_rows = f"1:{_FIRST_ROW - 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0

    def cell(value: Cell, *, bold: bool = False, box: bool = True, kind: str = "") -> WriteOnlyCell:
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # a text that begins with = stays a text
        if bold:
            made.font = _BOLD
        if box:
            made.border = _BOX
        if kind == ColumnKind.AMOUNT:
            made.number_format = amount_format(report.decimals)
        if kind == ColumnKind.QUANTITY and isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            made.number_format = amount_format(-exponent if isinstance(exponent, int) else 0)
        if kind == "head":
            made.alignment = Alignment(horizontal="center")
        return made

    sheet.append([cell(heading(report), bold=True, box=False)])
    sheet.append([cell("  ".join(remarks(report)), box=False)])
    sheet.append([cell(title, bold=True, kind="head") for title in titles(report)])
    for row, values in zip(rows(report), shown, strict=True):
        strong = row.kind is not RowKind.ENTRY
        sheet.append(
            [cell(v, bold=strong, kind=c.kind) for v, c in zip(values, report.columns, strict=True)]
        )
    sheet.append([cell(text("report.chain_head", head=report.chain_head), box=False)])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
