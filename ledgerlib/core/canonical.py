"""The canonical encoding of vouchers and records, and their SHA-256 chain.

Version 1: JSON arrays without white space in UTF-8, only whole numbers, texts in
Unicode form NFC, and arrays; no floats, no objects. It is what Python's own
json.dumps(value, ensure_ascii=False, separators=(",", ":")) gives, so whoever
holds an exported book can compute every digest anew from this page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from orjson import OPT_SORT_KEYS, dumps


def nfc(text: str) -> str:
    """The text in Unicode form NFC, in which all texts of a book are kept."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def voucher_digest(head: Sequence[Any], lines: Sequence[Sequence[Any]], part: int = 0) -> str:
    """The digest of a posted voucher.

    `head` is voucher_id, period, word, number, day, kind, attachments, reference,
    the id of the voucher it reverses (0 for none), maker, cashier, reviewer, poster.
    Each line is line_no, account_id, commodity, side, amount in minor units,
    summary, dimension_id, measure commodity, measure in minor units, rate, and
    settlement method, bill number and bill day where any of its voucher has these.
    A voucher with settlements or with a part of a number is encoded as version 2, which
    holds the part behind the lines; any other is encoded as version 1 always was.
    """
    if not part and not any(any(line[10:]) for line in lines):
        plain = [line[:10] for line in lines]
        return sha256(dumps(["ledgerlib.voucher/1", *head, plain])).hexdigest()
    return sha256(dumps(["ledgerlib.voucher/2", *head, lines, part])).hexdigest()


def content_digest(content: Any) -> str:
    """The digest of a plain value made of texts, whole numbers, lists and objects."""
    return sha256(dumps(content, option=OPT_SORT_KEYS)).hexdigest()


def encoded(rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows one behind the other, each in the canonical encoding, parted by commas."""
    return dumps(rows)[1:-1]


def as_text(content: Any) -> str:
    """The canonical text of such a value, as records keep it before and after an act."""
    return dumps(content, option=OPT_SORT_KEYS).decode() if content is not None else ""


def record_digest(previous: str, fields: Sequence[Any]) -> str:
    """The link of one record to the chain: over the link before it and its own fields.

    `fields` is sequence, at, who, act, subject, before, after.
    """
    return sha256(dumps(["ledgerlib.record/1", previous, *fields])).hexdigest()
