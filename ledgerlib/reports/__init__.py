"""Reports: one file each. A report returns data and never prints."""

from .notice import notice
from .report import Column, ColumnKind, Report, Row, RowKind
from .trial_balance import trial_balance

__all__ = ["Column", "ColumnKind", "Report", "Row", "RowKind", "notice", "trial_balance"]
