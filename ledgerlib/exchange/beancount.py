"""A book as beancount text, so that an independent engine can add it up again.

Every account is opened under the root its category belongs to, by its code
(Assets:A100201), with its name as metadata. What beancount has no place for
(voucher keys, red ink, dimensions, measures) goes into metadata too, so that
nothing of a posted voucher's lines is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ..book import Book
from ..book.balances import Span
from ..core.account import Category, Side
from ..core.amount import from_minor
from ..core.chart import Chart
from ..core.period import Period
from ..core.voucher import Kind, Line, State, Voucher
from .outgoing import Exported, ExportOptions, Outgoing, outgoing, write_text

#: The root account that each category's accounts stand under.
ROOTS: dict[Category, str] = {
    Category.ASSET: "Assets",
    Category.HOLDING: "Assets",
    Category.COMMON: "Assets",
    Category.LIABILITY: "Liabilities",
    Category.EQUITY: "Equity",
    Category.SOURCE: "Equity",
    Category.INCOME: "Income",
    Category.EXPENSE: "Expenses",
    Category.COST: "Expenses",
    Category.USE: "Expenses",
}
_CURRENCY = re.compile(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def beancount_text(
    book: Book,
    *,
    first: Period | str | None = None,
    last: Period | str | None = None,
    include_unposted: bool = False,
) -> str:
    """The book as beancount text: accounts, opening balances, and every posted voucher.

    Vouchers are taken from period `first` up to the end of period `last`, or all. Amounts are
    exact, in the commodity's unit, debit positive and credit negative; a red-ink line
    keeps its sign on its side (a red debit is negative) and says its side in
    metadata. Openings stand on the day before the first. What is not posted is flagged !.
    """
    asked = ExportOptions(first=first, last=last, include_unposted=include_unposted)
    with outgoing(book, asked) as out:
        return "\n".join(beancount_lines(out)) + "\n"


def write_beancount(book: Book, path: Path, asked: ExportOptions | None = None) -> Exported:
    """Write a book to a file as beancount text, whole or not at all."""
    with outgoing(book, asked or ExportOptions()) as out:
        write_text(beancount_lines(out), path)
        return Exported((path,), out.first, out.last)


def beancount_lines(out: Outgoing) -> Iterator[str]:
    """The lines of the text, one behind the other."""
    span = out.span
    names = account_names(span.chart)
    day = out.first.first_day - timedelta(days=1)
    yield from _head(out)
    yield from _accounts(span.chart, names, day)
    for each in (span, *out.goods()):
        yield from _opening(each, names, day, is_started=out.facts.is_started)
    commodities = {span.currency.code}
    for voucher in out.vouchers():
        yield from _transaction(voucher, names)
        commodities.update(line.commodity for line in voucher.lines)
    yield from _commodities(commodities, day)


def account_names(chart: Chart) -> dict[str, str]:
    """What each account of a chart is called in beancount, by code: ASCII, and never twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for code, account in chart.accounts.items():
        name = f"{ROOTS[account.category]}:A{re.sub('[^A-Za-z0-9]', '-', code)}"
        while name in taken:
            name += "-"
        taken.add(name)
        names[code] = name
    return names


def commodity_name(code: str) -> str:
    """What a commodity is called in beancount: its own code where that is allowed there."""
    return code if _CURRENCY.fullmatch(code) else f"X-{code.encode().hex().upper()}"


def _head(out: Outgoing) -> Iterator[str]:
    yield from (f"; {' '.join(line.split())}" for line in out.head())
    yield f"; regime: {out.facts.regime}"
    yield f"; chain head: {out.span.chain_head}"
    yield f'option "title" {_text(out.facts.name)}'
    yield f'option "operating_currency" "{commodity_name(out.span.currency.code)}"'


def _accounts(chart: Chart, names: Mapping[str, str], day: date) -> Iterator[str]:
    yield ""
    for code, account in chart.accounts.items():
        yield f"{day.isoformat()} open {names[code]}"
        yield f"  code: {_text(code)}"
        yield f"  name: {_text(account.name)}"


def _opening(span: Span, names: Mapping[str, str], day: date, *, is_started: bool) -> Iterator[str]:
    """The opening balances as one transaction, flagged ! while the book has not started."""
    openings = {
        code: figures.opening_minor
        for code, figures in span.figures.items()
        if figures.opening_minor and span.chart.is_leaf(code)
    }
    if not openings:
        return
    yield ""
    yield f'{day.isoformat()} {"*" if is_started else "!"} "期初余额"'
    for code, balance_minor in openings.items():
        amount = from_minor(balance_minor, span.currency.scale)
        yield _posting(names[code], amount, span.currency.code)


def _transaction(voucher: Voucher, names: Mapping[str, str]) -> Iterator[str]:
    narration = voucher.lines[0].summary if voucher.lines else ""
    yield ""
    mark = "*" if voucher.state is State.POSTED else "!"
    yield f"{voucher.day.isoformat()} {mark} {_text(narration)}"
    yield f"  voucher: {_text(str(voucher.key))}"
    if voucher.kind is not Kind.ORDINARY:
        yield f'  kind: "{voucher.kind}"'
    if voucher.reverses is not None:
        yield f"  reverses: {_text(str(voucher.reverses))}"
    if voucher.reference:
        yield f"  reference: {_text(voucher.reference)}"
    if voucher.attachments:
        yield f"  attachments: {voucher.attachments}"
    for line in voucher.lines:
        yield _posting(names[line.account], line.side * line.amount, line.commodity)
        yield from _more(line, narration)


def _posting(name: str, amount: Decimal, commodity: str) -> str:
    return f"  {name}  {amount:f} {commodity_name(commodity)}"


def _more(line: Line, narration: str) -> Iterator[str]:
    """What a posting can't hold itself, as its metadata."""
    if line.amount < 0 or (line.side is Side.CREDIT and not line.amount):
        yield f'    side: "{"debit" if line.side is Side.DEBIT else "credit"}"'
    if line.summary != narration:
        yield f"    summary: {_text(line.summary)}"
    if line.dimension:
        yield f"    dimension: {_text(line.dimension)}"
    if line.measure is not None:
        yield f"    measure: {_text(f'{line.measure.quantity:f} {line.measure.commodity}')}"
        if line.measure.rate is not None:
            yield f'    rate: "{line.measure.rate:f}"'
    if line.settlement is not None:
        kept = line.settlement
        day = kept.day.isoformat() if kept.day else ""
        yield from (
            f"    {key}: {_text(value)}"
            for key, value in (
                ("settlement", kept.method), ("bill_number", kept.number), ("bill_day", day)
            )
            if value
        )  # fmt: skip


def _commodities(codes: set[str], day: date) -> Iterator[str]:
    yield ""
    for code in sorted(codes):
        yield f"{day.isoformat()} commodity {commodity_name(code)}"
        yield f"  name: {_text(code)}"


def _text(text: str) -> str:
    """A text in quotes, as beancount reads it."""
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'
