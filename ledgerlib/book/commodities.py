"""What comes into a book with its first use: commodities and voucher words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision, list_currencies

from ..core.account import Account
from ..core.canonical import nfc
from ..core.commodity import Commodity, CommodityKind
from ..core.problem import Problem
from ..core.voucher import Line
from ..core.word import Word
from ..refusal import Refused
from ..store import books
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: Decimals of goods that nobody has said anything about: a gram of a ton, a drop of a litre.
GOODS_SCALE = 6


def currency(code: str) -> Commodity:
    """A currency with the decimals that the standards give it (CNY 2, JPY 0); 2 where unknown."""
    return Commodity(code, get_currency_precision(code), CommodityKind.CURRENCY)


def is_currency(code: str) -> bool:
    """Whether the standards know a currency of this code."""
    return code in list_currencies()


def intern_currencies(work: Work, who: str, codes: Iterable[str]) -> None:
    """Add the currencies that the book does not have yet."""
    _add_missing(work, who, (currency(code) for code in codes))


def intern_commodities(work: Work, who: str, lines: Iterable[Line]) -> None:
    """Add the commodities that lines measure in and the book does not have yet."""
    measures = [line.measure for line in lines if line.measure]
    _add_missing(work, who, (_commodity(m.commodity, m.kind) for m in measures))


def intern_units(work: Work, who: str, accounts: Iterable[Account]) -> None:
    """Add the units and currencies that accounts are kept in and the book does not have yet."""
    wanted = []
    for account in accounts:
        wanted += [_commodity(account.unit, CommodityKind.GOODS)] if account.unit else []
        wanted += [currency(code) for code in account.currencies]
    _add_missing(work, who, wanted)


def set_commodity(
    book: Book, code: str, *, scale: int, kind: CommodityKind | str = CommodityKind.GOODS
) -> None:
    """Add a currency or goods with its number of decimals, which is fixed once it is used.

    Refused where the book has it with other decimals or as another kind.
    """
    wanted = Commodity(nfc(code.strip()), scale, CommodityKind(kind))
    if not wanted.code or not 0 <= scale <= 9:
        raise Refused([Problem.of("commodity.malformed", commodity=code, decimals=scale)])
    with book._acting("commodity") as work:
        there = work.known.commodities.get(wanted.code)
        if there is not None and there != wanted:
            raise Refused([Problem.of("commodity.fixed", commodity=code, decimals=there.scale)])
        _add_missing(work, book.who, [wanted])


def _commodity(code: str, kind: CommodityKind) -> Commodity:
    if kind is CommodityKind.CURRENCY:
        return currency(code)
    return Commodity(code, GOODS_SCALE, CommodityKind.GOODS)


def _add_missing(work: Work, who: str, wanted: Iterable[Commodity]) -> None:
    missing = {c.code: c for c in wanted if c.code not in work.known.commodities}
    for commodity in missing.values():
        books.add_commodity(work.connection, work.book_id, commodity)
    if missing:
        work.chart_changed()
        added = [[c.code, c.scale, c.kind.value] for c in missing.values()]
        after = {"added": added, "chart_digest": work.chart_digest()}
        work.record(who, "commodity", " ".join(missing), None, after)


def intern_words(work: Work, words: Iterable[str]) -> None:
    """Add the voucher words that the book does not have yet."""
    missing = [word for word in dict.fromkeys(words) if word not in work.known.words]
    if missing:
        wanted = [*work.known.words.values(), *(Word(word) for word in missing)]
        books.set_words(work.connection, work.book_id, wanted)
        work.chart_changed()
