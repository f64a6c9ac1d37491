"""Pages of paper as PDF: vouchers, covers, books. The Chinese font is found on the system."""

from __future__ import annotations
