"""Pages of paper as PDF: vouchers, covers, books. The Chinese font is found on the system."""

from .drawing import PAPERS, Document, Paper
from .fonts import find_font
from .vouchers import Layout, voucher_pdf

__all__ = ["PAPERS", "Document", "Layout", "Paper", "find_font", "voucher_pdf"]
