"""A report as table, csv, json or xlsx: knows columns and rows, nothing of accounting."""

from .csv import csv, csv_stream
from .json import json, json_stream
from .pdf.books import book_lines, book_pdf
from .pdf.report import pdf
from .sides import side_by_side
from .table import table, table_stream
from .write import write
from .xlsx import xlsx
from .xlsx_form import xlsx_form

__all__ = [
    "book_lines", "book_pdf", "csv", "csv_stream", "json", "json_stream", "pdf", "side_by_side", "table", "table_stream",
    "write", "xlsx", "xlsx_form",
]  # fmt: skip
