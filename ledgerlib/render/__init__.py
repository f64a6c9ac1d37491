"""A report as table, csv, json, xlsx or pages of paper: knows columns and rows, nothing of accounting.

What spreadsheets and paper need is loaded when it is first used: it takes longer than all the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .csv import csv, csv_stream
from .json import json, json_stream
from .sides import side_by_side
from .table import table, table_stream
from .write import write

if TYPE_CHECKING:
    from .official_form import xlsx_form
    from .paper.books import book_lines, book_pdf
    from .paper.drawing import PAPERS, Paper
    from .paper.report import pdf
    from .paper.vouchers import Layout, voucher_pdf
    from .workbook import xlsx

__all__ = [
    "Layout", "PAPERS", "Paper", "book_lines", "book_pdf", "csv", "csv_stream", "json", "json_stream", "pdf",
    "side_by_side", "table", "table_stream", "voucher_pdf", "write", "xlsx", "xlsx_form",
]  # fmt: skip

_LATER = {
    "Layout": ".paper.vouchers", "PAPERS": ".paper.drawing", "Paper": ".paper.drawing",
    "book_lines": ".paper.books", "book_pdf": ".paper.books",
    "pdf": ".paper.report", "voucher_pdf": ".paper.vouchers", "xlsx": ".workbook",
    "xlsx_form": ".official_form",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name], __name__), name)
