"""Reports: one file each. A report returns data and never prints."""

from .account_ledger import account_ledger
from .cash_flow_worksheet import cash_flow_worksheet
from .dimension_balance import dimension_balance
from .log import log
from .measure_balance import measure_balance
from .notice import notice
from .numbers import numbers
from .origin import Origin, origin
from .parallel_check import parallel_check
from .report import Column, ColumnKind, Form, Report, Row, RowKind
from .statement import statement_report
from .trial_balance import trial_balance

__all__ = [
    "Column", "ColumnKind", "Form", "Origin", "Report", "Row", "RowKind", "account_ledger",
    "cash_flow_worksheet", "dimension_balance",
    "log", "measure_balance", "notice", "numbers", "origin", "parallel_check", "statement_report", "trial_balance",
]  # fmt: skip
