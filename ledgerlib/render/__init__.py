"""A report as table, csv, json or xlsx: knows columns and rows, nothing of accounting."""

from .csv import csv
from .json import json
from .table import table
from .xlsx import xlsx

__all__ = ["csv", "json", "table", "xlsx"]
