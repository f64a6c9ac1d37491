"""Amounts in words (大写), as the library writes them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import ledgerlib


@lru_cache(maxsize=256)
def in_words(amount: Decimal, currency: str, scale: int) -> str:
    """An amount in words: 人民币壹仟元整. Empty where it has none."""
    try:
        return ledgerlib.amount_words(amount, currency, scale)
    except ledgerlib.AmountError:
        return ""
