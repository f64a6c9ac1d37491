"""What the book itself says that an export is compared with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledgerlib import Book


def closing_of(book: Book, period: str, **more: Any) -> dict[str, Decimal]:
    span = book.figures(period, **more)
    return {
        code: Decimal(figures.closing_minor).scaleb(-2)
        for code, figures in span.figures.items()
        if span.chart.is_leaf(code) and figures.closing_minor
    }
