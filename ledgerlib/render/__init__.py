"""A report as table, csv, json or xlsx: knows columns and rows, nothing of accounting."""

from .csv import csv
from .json import json
from .sides import side_by_side
from .table import table
from .xlsx import xlsx
from .xlsx_form import xlsx_form

__all__ = ["csv", "json", "side_by_side", "table", "xlsx", "xlsx_form"]
