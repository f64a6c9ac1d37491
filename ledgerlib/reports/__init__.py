"""Reports: one file each. A report returns data and never prints."""

from .account_day import account_day
from .account_ledger import account_ledger
from .cash_flow_worksheet import cash_flow_worksheet
from .chronological import chronological
from .day_summary import day_summary
from .dimension_balance import dimension_balance
from .dimension_combinations import dimension_combinations
from .dimension_ledger import dimension_ledger
from .general_ledger import general_ledger
from .journal import bank_journal, cash_journal, journal
from .log import log
from .measure_balance import measure_balance
from .multi_column import multi_column
from .notice import notice
from .numbers import numbers, with_numbers
from .origin import Origin, origin
from .pages import Carry
from .parallel_check import parallel_check
from .report import Cell, Column, ColumnKind, Form, Page, PagedRows, Report, Row, RowKind
from .statement import statement_report
from .trial_balance import trial_balance
from .trial_check import trial_check
from .volume import BookKind, Handover, Keeping, Volume, volume
from .voucher_covers import voucher_covers
from .voucher_forms import voucher_forms
from .voucher_summary import voucher_summary

__all__ = [
    "BookKind", "Carry", "Handover", "Keeping", "Volume", "volume",
    "Cell", "Column", "ColumnKind", "Form", "Page", "PagedRows", "Origin", "Report", "Row", "RowKind", "account_day", "account_ledger",
    "cash_flow_worksheet", "day_summary", "dimension_balance", "dimension_combinations",
    "log", "measure_balance", "notice", "numbers", "origin", "parallel_check", "statement_report", "trial_balance",
    "bank_journal", "cash_journal", "chronological", "dimension_ledger", "general_ledger", "journal",
    "multi_column", "trial_check", "voucher_covers", "voucher_forms", "voucher_summary", "with_numbers",
]  # fmt: skip
