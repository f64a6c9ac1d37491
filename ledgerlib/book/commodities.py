"""What comes into a book with its first use: commodities and voucher words."""

from __future__ import annotations

from collections.abc import Iterable

from babel.numbers import get_currency_precision

from ..core.commodity import Commodity, CommodityKind
from ..core.voucher import Line
from ..store import books
from .work import Work

#: Decimals of goods that nobody has said anything about: a gram of a ton, a drop of a litre.
GOODS_SCALE = 6


def currency(code: str) -> Commodity:
    """A currency with the decimals that the standards give it (CNY 2, JPY 0); 2 where unknown."""
    return Commodity(code, get_currency_precision(code), CommodityKind.CURRENCY)


def intern_commodities(work: Work, who: str, lines: Iterable[Line]) -> None:
    """Add the commodities that lines measure in and the book does not have yet."""
    missing: dict[str, Commodity] = {}
    for line in lines:
        measure = line.measure
        if measure and measure.commodity not in work.known.commodities:
            missing[measure.commodity] = (
                currency(measure.commodity)
                if measure.kind is CommodityKind.CURRENCY
                else Commodity(measure.commodity, GOODS_SCALE, CommodityKind.GOODS)
            )
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
    for ordinal, word in enumerate(missing, len(work.known.words) + 1):
        books.add_word(work.connection, work.book_id, word, ordinal)
    if missing:
        work.chart_changed()
