"""Conversion (折算): raw grain becomes the finished at a stated rate, item by item in balance.

What is converted leaves stock, and what one answers to the superior for with it; what comes of it
enters both. So each item balances by itself, and what is later eaten and approved is one item.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from .. import Problem, Refused, Voucher, exact_text
from ..core.amount import EXACT, rounded
from . import tables
from .entries import paid, received
from .events import enter_entries
from .living import CONVERSION, living
from .rations import may_keep
from .set import SCALE, GrainSet
from .stock import STOCK, SUPERIOR, amount_of, grams, kilograms, weights


@frozen
class Conversion:
    """So much raw became so much finished at a rate; the finished is raw × rate to the gram."""

    account: str
    raw: str
    raw_grams: int
    product: str
    product_grams: int
    rate: Decimal
    voucher_id: int


def convert(
    grain_set: GrainSet,
    day: date,
    raw: str,
    weight: Decimal | int | str,
    product: str,
    rate: Decimal | int | str,
    *,
    account: str = STOCK,
    summary: str = "",
) -> Voucher:
    """Convert so many kilograms of one item into another at a rate (折率: 米 for each kg of 稻谷).

    What comes of it is rounded half up to the gram, once. Refused where the rate is not above 0
    and at most 1.5 (soaking gains a little, nothing gains more), and where there is not so much.
    """
    by, taken = amount_of(rate), weights({raw: weight}, grain_set.items)
    weights({product: 0}, grain_set.items)  # refuses an item that the set has not
    if raw == product or not 0 < by <= Decimal("1.5") or not taken:
        raise Refused(
            [Problem.of("grain.conversion", raw=raw, product=product, rate=exact_text(by))]
        )
    given = kilograms(taken[raw])
    made = rounded(EXACT.multiply(given, by), SCALE)
    if not made:
        raise Refused(
            [Problem.of("grain.conversion", raw=raw, product=product, rate=exact_text(by))]
        )
    text = summary or f"{raw}{given}公斤折{product}{made}公斤（折率{exact_text(by)}）"
    entries = [
        paid(account, given, raw), received(account, made, product),
        paid(SUPERIOR, given, raw), received(SUPERIOR, made, product),
    ]  # fmt: skip
    with grain_set.grain.transaction() as connection:
        may_keep(grain_set)
        voucher = enter_entries(
            grain_set.grain, day, text, entries, reference=f"{CONVERSION} {exact_text(by)}"
        )
        assert voucher.voucher_id is not None
        row = tables.Conversion(
            book_id=grain_set.book_id, voucher_id=voucher.voucher_id, account=account, raw=raw,
            raw_grams=taken[raw], product=product, product_grams=grams(made), rate=exact_text(by),
        )  # fmt: skip
        tables.put(connection, row)
        return voucher


def conversions(grain_set: GrainSet) -> list[Conversion]:
    """Every conversion of the set, without those that were voided."""
    number = tables.columns(tables.Conversion).book_id == grain_set.book_id
    alive = living(grain_set, CONVERSION)
    with grain_set.grain.reading() as connection:
        return [
            Conversion(
                row.account, row.raw, row.raw_grams, row.product, row.product_grams, Decimal(row.rate),
                row.voucher_id,
            )
            for row in tables.rows(connection, tables.Conversion, number)
            if row.voucher_id in alive
        ]  # fmt: skip
