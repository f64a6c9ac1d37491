"""Reports: one file each. A report returns data and never prints."""

from .account_ledger import account_ledger
from .dimension_balance import dimension_balance
from .log import log
from .measure_balance import measure_balance
from .notice import notice
from .numbers import numbers
from .report import Column, ColumnKind, Report, Row, RowKind
from .trial_balance import trial_balance

__all__ = [
    "Column", "ColumnKind", "Report", "Row", "RowKind", "account_ledger", "dimension_balance",
    "log", "measure_balance", "notice", "numbers", "trial_balance",
]  # fmt: skip
