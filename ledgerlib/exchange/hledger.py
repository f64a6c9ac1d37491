"""A book as an hledger journal, so that any plain-text-accounting tool can add it up again.

Accounts stand below the root of their category, level by level, by code and name; a measured
line is written in what it measures, at its exact cost (100.00 USD @@ 712.34 CNY). Red ink is a
negative amount that names its side. What hledger has no place for stands in tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ..book import Book
from ..core.account import Cash, Category, Side
from ..core.amount import exact_text, from_minor
from ..core.balance import Detail, Measured
from ..core.chart import Chart
from ..core.commodity import Commodity
from ..core.dimension import kept_values
from ..core.voucher import Line, State, Voucher, numbered
from .beancount import ROOTS
from .outgoing import Exported, ExportOptions, Outgoing, outgoing, write_text

#: What hledger takes each root for.
_TYPES = {"Assets": "A", "Liabilities": "L", "Equity": "E", "Income": "R", "Expenses": "X"}
_PLAIN = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"\s+")
#: Signs that end a name, a description or a tag in a journal, and what stands for them.
_IN_NAME = str.maketrans({":": "：", ";": "；", "(": "（", ")": "）", "[": "［", "]": "］"})
_IN_TEXT = str.maketrans({";": "；", ",": "，"})


def write_hledger(book: Book, path: Path, asked: ExportOptions | None = None) -> Exported:
    """Write a book to a file as an hledger journal, whole or not at all."""
    with outgoing(book, asked or ExportOptions()) as out:
        write_text(hledger_lines(out), path)
        return Exported((path,), out.first, out.last)


def hledger_text(book: Book, asked: ExportOptions | None = None) -> str:
    """The same as a text."""
    with outgoing(book, asked or ExportOptions()) as out:
        return "\n".join(hledger_lines(out)) + "\n"


def hledger_lines(out: Outgoing) -> Iterator[str]:
    """The lines of the journal: head, commodities, accounts, opening balances, vouchers."""
    names = account_names(out.span.chart)
    yield from (f"; {_flat(line)}" for line in out.head())
    yield ""
    yield "decimal-mark ."
    for commodity in out.span.commodities.values():
        yield f"commodity {_format(commodity)}"
    yield ""
    yield from _accounts(out.span.chart, names)
    day = out.first.first_day - timedelta(days=1)
    yield from _opening(out, names, day)
    for voucher in out.vouchers():
        yield from _transaction(out, voucher, names)


def account_names(chart: Chart) -> dict[str, str]:
    """What each account is called in the journal, by code: Assets:1002 银行存款:100201 工商银行."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for code, account in chart.accounts.items():
        parent = chart.parents[code]
        above = names[parent] if parent is not None else ROOTS[account.category]
        if parent is not None and ROOTS[chart.accounts[parent].category] != ROOTS[account.category]:
            above = ROOTS[account.category]  # an account of another nature than the one above it
        name = f"{above}:{_flat(f'{code} {account.name}').translate(_IN_NAME)}"
        while name in taken:
            name += "'"
        taken.add(name)
        names[code] = name
    return names


def commodity_name(code: str) -> str:
    """What a commodity is called in the journal: in quotes, unless it is letters only."""
    if _PLAIN.fullmatch(code):
        return code
    kept = _flat(code).replace('"', "'").replace(";", "；")
    return f'"{kept}"'


def _format(commodity: Commodity) -> str:
    """How amounts of it are written: a commodity without decimals still shows its point."""
    return f"1000.{'0' * commodity.scale} {commodity_name(commodity.code)}"


def _accounts(chart: Chart, names: Mapping[str, str]) -> Iterator[str]:
    for code, account in chart.accounts.items():
        kind = _TYPES[ROOTS[account.category]]
        if kind == "A" and chart.cash(code) is not Cash.NONE:
            kind = "C"
        yield f"account {names[code]}  ; type: {kind}"
        yield f"  ; code: {_flat(code).translate(_IN_TEXT)}"
        if account.category in (Category.HOLDING, Category.SOURCE, Category.USE, Category.COMMON):
            yield f"  ; category: {account.category}"


def _opening(out: Outgoing, names: Mapping[str, str], day: date) -> Iterator[str]:
    """The opening balances as one transaction, pending (!) while the book has not started."""
    openings = {
        detail: measured
        for detail, measured in out.details(out.first).items()
        if measured.amount.opening_minor or measured.quantity.opening_minor
    }
    goods = [
        (names[code], from_minor(figures.opening_minor, span.currency.scale), span.currency.code)
        for span in out.goods()
        for code, figures in span.figures.items()
        if figures.opening_minor and span.chart.is_leaf(code)
    ]
    if not (openings or goods):
        return
    mark = "*" if out.facts.is_started else "!"
    yield ""
    yield f"{day.isoformat()} {mark} (opening) 期初余额"
    for detail, measured in openings.items():
        yield from _opened(out, names, detail, measured)
    for name, weight, commodity in goods:
        yield f"    {name}  {_amount(weight, commodity, '', weight)[0]}"


def _opened(
    out: Outgoing, names: Mapping[str, str], detail: Detail, measured: Measured
) -> Iterator[str]:
    currency = out.span.currency
    amount = from_minor(measured.amount.opening_minor, currency.scale)
    quantity = Decimal(0)
    if detail.measure:
        scale = out.span.commodities[detail.measure].scale
        quantity = from_minor(measured.quantity.opening_minor, scale)
    shown, rest = _amount(amount, currency.code, detail.measure, quantity)
    yield f"    {names[detail.account]}  {shown}"
    yield from (f"    ; {tag}" for tag in (*rest, *_dimensions(detail.dimension)))


def _transaction(out: Outgoing, voucher: Voucher, names: Mapping[str, str]) -> Iterator[str]:
    narration = voucher.lines[0].summary if voucher.lines else ""
    mark = "*" if voucher.state is State.POSTED else "!"
    code = _flat(str(voucher.key)).replace(")", "）")
    yield ""
    yield f"{voucher.day.isoformat()} {mark} ({code}) {_flat(narration).translate(_IN_TEXT)}".rstrip()
    tags = {
        "word": voucher.word,
        "number": numbered(voucher.number or 0, voucher.part),
        "state": voucher.state.value,
        "kind": voucher.kind.value,
        "reverses": str(voucher.reverses or ""),
        "reference": voucher.reference,
        "attachments": str(voucher.attachments or ""),
        "maker": voucher.maker,
        "cashier": voucher.cashier,
        "reviewer": voucher.reviewer,
        "poster": voucher.poster,
    }
    yield from (f"    ; {_tag(name, value)}" for name, value in tags.items() if value)
    for line in voucher.lines:
        yield from _posting(out, line, names, narration)


def _posting(out: Outgoing, line: Line, names: Mapping[str, str], narration: str) -> Iterator[str]:
    measure = line.measure
    signed, quantity = line.side * line.amount, Decimal(0)
    if measure is not None:
        quantity = line.side * measure.quantity
    shown, rest = _amount(signed, line.commodity, measure.commodity if measure else "", quantity)
    yield f"    {names[line.account]}  {shown}"
    if line.amount < 0 or (measure is not None and measure.quantity < 0):
        yield f"    ; side: {'debit' if line.side is Side.DEBIT else 'credit'}"
    yield from (f"    ; {tag}" for tag in rest)
    if line.summary != narration:
        yield f"    ; {_tag('summary', line.summary)}"
    yield from (f"    ; {tag}" for tag in _dimensions(line.dimension))
    if measure is not None and measure.rate is not None:
        yield f"    ; rate: {exact_text(measure.rate)}"
    if line.settlement is not None:
        day = line.settlement.day.isoformat() if line.settlement.day else ""
        parts = (line.settlement.method, line.settlement.number, day)
        yield f"    ; {_tag('settlement', ' '.join(part for part in parts if part))}"


def _amount(
    amount: Decimal, currency: str, measure: str, quantity: Decimal
) -> tuple[str, list[str]]:
    """An amount as it is written, and the tags for what could not be.

    A cost takes the sign of what it is the cost of. Money that moves without the quantity (期末
    调汇), or against it, is written as money, and the quantity as a tag.
    """
    # Adding nothing makes a zero on the credit side plain 0.00.
    plain = f"{amount + 0:f} {commodity_name(currency)}"
    if not measure:
        return plain, []
    named = f"{quantity + 0:f} {commodity_name(measure)}"
    if quantity and amount * quantity >= 0 and measure != currency:
        return f"{named} @@ {abs(amount):f} {commodity_name(currency)}", []
    return plain, [f"measure: {named}"]


def _dimensions(label: str) -> Iterator[str]:
    for kind, code in kept_values(label).items() if label else ():
        yield _tag(kind, code)


def _tag(name: str, value: str) -> str:
    """A tag; its value ends at a comma, so that one in it is written full-width."""
    return f"{_SPACE.sub('-', name).translate(_IN_NAME)}: {_flat(value).translate(_IN_TEXT)}"


def _flat(value: str) -> str:
    """A text on one line, as a journal needs it."""
    return _SPACE.sub(" ", "".join(sign if sign.isprintable() else " " for sign in value)).strip()
