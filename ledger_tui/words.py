"""Amounts in words (大写), as the library writes them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import ledgerlib


@lru_cache(maxsize=256)
def in_words(amount: Decimal, currency: str, scale: int) -> str:
    """An amount in words: 人民币壹仟元整. Empty where it has none."""
    words = getattr(ledgerlib, "amount_words", None)
    try:
        return str(words(amount, currency, scale)) if words is not None else ""
    except ledgerlib.AmountError:
        return ""
