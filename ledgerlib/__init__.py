"""Double-entry accounting for units that keep real books.

The public names: a `Book` is made by `create` or opened by `Book.open`; vouchers
are entered with `debit` and `credit` lines; reports are values for `render`.
Every refusal is a `Refused` that carries all its problems.
"""

from . import render, reports
from .book import Book, NewBook, OpeningLine, back_up, book_names, change_over, create, restore
from .book.creating import create_filled
from .book.finding import VoucherFilter, VoucherPage, VoucherRow
from .core.account import Account, Cash, Category, Side
from .core.amount import AmountError, exact, exact_text, to_minor
from .core.amount_words import amount_words
from .core.attachment import Attachment, AttachmentKind
from .core.changeover import MapRow
from .core.chart import Chart, ClosingRule, Occasion
from .core.commodity import Commodity, CommodityKind
from .core.dimension import DimensionKind, DimensionValue, label_of, parse_label
from .core.period import Period, parse_day
from .core.permission import Role, User, may
from .core.problem import Problem
from .core.rate import Rate
from .core.template import Every, Recurrence, Template, TemplateLine, TemplateMeasure
from .core.transfer import Transfer, TransferLine
from .core.voucher import (
    Kind,
    Line,
    Measure,
    Settlement,
    State,
    Voucher,
    VoucherKey,
    credit,
    debit,
)  # fmt: skip
from .core.word import WORD_SETS, Demand, Word
from .exchange.accounts import read_accounts
from .exchange.accounts_entering import import_accounts
from .exchange.audit_pack import write_audit_pack
from .exchange.beancount import beancount_text
from .exchange.changeover import read_map
from .exchange.chart_reading import ChartFile
from .exchange.charts import chart_ids, load_chart
from .exchange.closing_rules import read_closing_rules
from .exchange.corrections import read_lines
from .exchange.dimensions import import_dimensions
from .exchange.export import FORMATS as EXPORT_FORMATS
from .exchange.export import export_book
from .exchange.opening import import_opening
from .exchange.outgoing import Exported, ExportOptions, ExportUnit
from .exchange.rates import import_rates
from .exchange.sheets import read_sheet
from .exchange.templates import read_template
from .exchange.transfers import read_transfers
from .exchange.vouchers import import_vouchers
from .offered import (
    REPORT_OPTIONS,
    REPORTS,
    Offered,
    OptionKind,
    ReportGroup,
    ReportOption,
    by_kind,
    reports_of,
    statement_of,
)
from .pinyin import initials
from .refusal import Refused

__version__ = "0.1.0"
__all__ = [
    "Account", "AmountError", "Attachment", "AttachmentKind", "Book", "Cash", "Category", "Chart", "ChartFile", "ClosingRule", "Commodity", "CommodityKind", "Demand", "DimensionKind", "DimensionValue", "EXPORT_FORMATS", "Every", "ExportOptions", "ExportUnit", "Exported", "Kind",
    "Line", "MapRow", "Measure", "NewBook", "Occasion", "Offered", "OptionKind", "REPORTS", "REPORT_OPTIONS", "ReportGroup", "ReportOption", "by_kind", "reports_of", "statement_of", "OpeningLine", "Period", "Problem", "Rate", "Recurrence", "Refused", "Role", "Settlement", "Side",
    "State", "Template", "TemplateLine", "TemplateMeasure", "Transfer", "TransferLine", "WORD_SETS", "Voucher", "VoucherFilter", "VoucherKey", "VoucherPage", "VoucherRow", "Word", "User", "amount_words", "back_up", "beancount_text", "book_names", "change_over", "chart_ids", "create", "create_filled", "credit", "debit", "export_book", "exact", "exact_text",
    "import_accounts", "import_dimensions", "import_opening", "import_rates", "import_vouchers", "initials", "label_of", "load_chart", "may", "parse_day", "parse_label", "read_accounts", "read_closing_rules", "read_lines", "read_map", "read_sheet", "read_template", "read_transfers", "render", "reports",
    "restore", "write_audit_pack", "to_minor",
]  # fmt: skip
