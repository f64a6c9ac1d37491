"""The books of account as the report command asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from .. import Book, reports
from ..book.finding import VoucherFilter
from ..language import text
from ..reports import Report

#: Kinds of dimension with the values wanted of each.
_ByKind = Mapping[str, Sequence[str]]


def account_ledger(book: Book, *, dimension: _ByKind | None = None, **given: Any) -> Report:
    """The ledger of an account, of the dimension values named."""
    return reports.account_ledger(book, dimension=_named(dimension), **given)


def dimension_ledger(book: Book, *, dimension: _ByKind, account: str = "", **given: Any) -> Report:
    """The ledgers of the values of one kind."""
    if len(dimension) != 1:
        raise click.UsageError(text("usage.dimension"))
    ((kind, values),) = dimension.items()
    accounts = [account] if account else ()
    return reports.dimension_ledger(book, kind, accounts=accounts, values=values, **given)


def multi_column(book: Book, *, dimension: _ByKind | None = None, **given: Any) -> Report:
    """The multi-column ledger, of the dimension values named."""
    return reports.multi_column(book, dimension=_named(dimension), **given)


def chronological(
    book: Book, *, dimension: _ByKind | None = None, account: str = "", words: Sequence[str] = (),
    first: int | None = None, last: int | None = None, **given: Any,
) -> Report:  # fmt: skip
    """The vouchers in order that have the account, the dimension, the word and the numbers named."""
    if len(words) > 1:
        raise click.UsageError(text("usage.one_word"))
    numbers = (first or 1, last or 2**31 - 1) if first or last else None
    asked = VoucherFilter(
        account=account, dimension=_named(dimension), word=words[0] if words else "",
        numbers=numbers,
    )  # fmt: skip
    return reports.chronological(book, asked=asked, **given)


def _named(dimension: _ByKind | None) -> dict[str, Sequence[str]]:
    return {kind: codes for kind, codes in (dimension or {}).items() if codes}
