"""What the entry of vouchers asks of the book; each runs on the clerk's thread and returns a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from ledgerlib import (
    Book,
    CommodityKind,
    DimensionValue,
    Period,
    Refused,
    State,
    Voucher,
    VoucherFilter,
    VoucherKey,
)

from ..language import library_text, text
from ..model.account_index import AccountIndex
from ..model.amounts import grouped, half_width
from ..model.draft_content import EntryRules

#: A number and a period behind every voucher.
_NO_END = 2**31 - 2


@frozen
class BookRules:
    """What a draft needs of the book, and as of which version of its chart."""

    rules: EntryRules
    version: int


def read_rules(book: Book, month: Period) -> BookRules:
    """What the book says of the vouchers it takes."""
    facts = book.facts()
    chart = book.chart()
    leaf = next(iter(sorted(chart.postable)), None)
    # The commodities come with any figures; those of one account cost nothing.
    span = book.details(facts.start, accounts=[leaf] if leaf else (), by_dimension=False).span
    rules = EntryRules(
        AccountIndex(chart),
        facts.currency,
        {code: each.scale for code, each in span.commodities.items()},
        tuple(book.words()),
        month,
        tuple(c for c, each in span.commodities.items() if each.kind is CommodityKind.CURRENCY),
        {code: kind.name for code, kind in book.dimension_kinds().items()},
        receives=facts.method == "receive_pay",
    )
    return BookRules(rules, facts.chart_version)


def default_day(book: Book, today: date) -> date:
    """The day for a new voucher where none was used yet: that of the latest voucher of the current
    month, else today where that is in it, else its first.
    """
    current = book.facts().current
    this_month = VoucherFilter(first=current, last=current)
    rows = book.find_vouchers(this_month, by_day=True, newest_first=True, limit=1).rows
    if rows:
        return rows[0].day
    return today if Period.of(today) == current else current.first_day


def next_number(book: Book, period: Period, word: str) -> int:
    """The number that a voucher would get if it were saved now."""
    return book.last_number(period, word) + 1


def balance_of(book: Book, code: str, period: Period) -> str:
    """The balance of an account at the end of a period, unposted vouchers included, in words."""
    try:
        found = book.details(period, accounts=[code], by_dimension=False, include_unposted=True)
    except Refused:
        return ""  # a period before the book's start: said when the voucher is saved
    span = found.span
    minor = sum(each.amount.closing_minor for each in found.details.values())
    side = library_text(f"side.{'debit' if minor > 0 else 'credit' if minor < 0 else 'even'}")
    amount = grouped(Decimal(abs(minor)).scaleb(-span.currency.scale), span.currency.scale)
    shown = text(
        "entry.balance",
        account=f"{code} {span.chart.accounts[code].name}",
        side=side,
        amount=amount,
    )
    for detail, each in found.details.items():
        if detail.measure and each.quantity.closing_minor:
            scale = span.commodities[detail.measure].scale
            quantity = grouped(Decimal(each.quantity.closing_minor).scaleb(-scale), 0)
            shown += f" {quantity}{detail.measure}"
    return shown


def neighbour(
    book: Book, key: VoucherKey | None, word: str, period: Period, step: int
) -> VoucherKey | None:
    """The voucher before (-1) or after (1) one of a word; before none at all, the word's last."""
    if key is None:
        if step > 0:
            return None
        rows = book.find_vouchers(
            VoucherFilter(last=period, word=word), newest_first=True, limit=1
        ).rows
        return rows[0].key if rows else None
    numbers = (0, key.number) if step < 0 else (key.number, _NO_END)
    here = VoucherFilter(first=key.period, last=key.period, word=key.word, numbers=numbers)
    rows = book.find_vouchers(here, newest_first=step < 0, limit=200).rows
    for row in rows:
        if (row.key < key) if step < 0 else (row.key > key):
            return row.key
    if step < 0:
        beyond = VoucherFilter(last=key.period.previous(), word=key.word)
    else:
        beyond = VoucherFilter(first=key.period.next(), word=key.word)
    rows = book.find_vouchers(beyond, newest_first=step < 0, limit=1).rows
    return rows[0].key if rows else None


def value_meant(book: Book, kind: str, typed: str) -> DimensionValue | None:
    """The value that a text means: its code, its name or mnemonic, or the only one that fits."""
    wanted = half_width(typed).strip()
    found = book.find_dimension_values(kind, wanted, limit=500)
    low = wanted.lower()
    for fitting in (
        [value for value in found if value.code == wanted],
        [value for value in found if low in (value.name.lower(), value.mnemonic.lower())],
        found,
    ):
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def lock_reason(voucher: Voucher, may_amend: bool, is_closed: bool, keys: dict[str, str]) -> str:
    """Why a voucher can only be read, and what is to be done; empty where it can be amended."""
    if voucher.state is State.POSTED:
        return text("entry.locked.posted", **keys)
    if voucher.state is State.REVIEWED:
        return text("entry.locked.reviewed", who=voucher.reviewer, **keys)
    if voucher.state is State.VOID:
        return text("entry.locked.void", **keys)
    if voucher.cashier:
        return text("entry.locked.signed", who=voucher.cashier)
    if is_closed:
        return text("entry.locked.closed", period=voucher.period)
    return "" if may_amend else text("entry.locked.may_not")


def store(book: Book, voucher: Voucher, origin: Voucher | None, draft_id: str) -> Voucher:
    """Enter a new voucher, once however often it is tried; or amend one of the book's."""
    if origin is not None:
        return book.amend(origin, voucher)
    return book.enter(
        voucher.day, "", *voucher.lines, word=voucher.word, attachments=voucher.attachments,
        reference=voucher.reference, idempotency_key=f"ledger-tui {draft_id}",
    )  # fmt: skip


def debit_of(voucher: Voucher) -> str:
    """The debit of a voucher, for reading."""
    return format(sum((line.amount for line in voucher.lines if line.side > 0), Decimal(0)), ",f")
