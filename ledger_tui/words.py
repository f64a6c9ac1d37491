"""Amounts in words (大写), as the library writes them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from ledgerlib import AmountError, amount_words


@lru_cache(maxsize=256)
def in_words(amount: Decimal, currency: str, scale: int) -> str:
    """An amount in words: 人民币壹仟元整. Empty where it has none."""
    try:
        return amount_words(amount, currency, scale)
    except AmountError:
        return ""
