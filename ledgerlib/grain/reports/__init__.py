"""The reports of a grain set: each a value for `render`, with items as columns as on the paper."""

from .account import account_page
from .balances import balances
from .borrowing import borrowing_register
from .consumption import consumption
from .issue_sheet import issue_sheet
from .opening_sheet import opening_sheet
from .reconciliation import reconciliation
from .settlement import settlement
from .stock import stock_by_day
from .stock_takes import stock_taking
from .trend import trend
from .voucher import voucher_sheet

__all__ = [
    "account_page", "balances", "borrowing_register", "consumption", "issue_sheet", "opening_sheet",
    "reconciliation", "settlement", "stock_by_day", "stock_taking", "trend", "voucher_sheet",
]  # fmt: skip
