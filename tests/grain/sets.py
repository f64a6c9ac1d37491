"""A squad's grain set to test with: 主管 张三, 经管 李四, from January 2011."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledgerlib import Book, Period, VoucherFilter
from ledgerlib.grain import (
    GrainSet,
    NewSet,
    Person,
    entry_of,
    make_set,
    received,
    set_openings,
    start_set,
)

YEAR = 2011
SUPERVISOR, KEEPER = Person("张三", "中队长"), Person("李四", "司务长")


def day(month: int, number: int = 1, year: int = YEAR) -> date:
    return date(year, month, number)


def new_set(
    place: str, stock: dict[str, str] | None = None, money: str = "0", unit: str = "一中队"
) -> GrainSet:
    """A set that has started, as its keeper works on it; `stock` is in store, owed to the superior."""
    made = make_set(place, NewSet(unit, Period(YEAR, 1), SUPERVISOR, KEEPER))
    grain = [
        received(account, weight, item)
        for item, weight in (stock or {}).items()
        for account in ("102", "201")
    ]
    set_openings(made, grain, [received(each, money) for each in ("101", "201") if money != "0"])
    start_set(made)
    return made.acting_as(KEEPER.name)


def told(book: Book, period: Period | None = None) -> list[list[tuple[str, str, str, str]]]:
    """Every voucher as the method tells it: account, 收 or 付, kilograms and item."""
    chart = book.chart()
    found = []
    for voucher in book.vouchers_in(VoucherFilter(period, period)):
        entries = [entry_of(line, chart) for line in voucher.lines]
        found.append(
            [
                (chart.accounts[e.account].name, str(e.direction), f"{e.quantity.normalize():f}", e.item)
                for e in entries
            ]
        )  # fmt: skip
    return found


def balance(book: Book, account: str, item: str = "", month: int = 12, year: int = YEAR) -> Decimal:
    """What stands on an account at a month's end, debit positive, drafts included."""
    span = book.figures(Period(year, month), commodity=item, include_unposted=True)
    minor = span.figures[account].closing_minor if account in span.figures else 0
    return Decimal(minor).scaleb(-span.currency.scale)


def finish(grain_set: GrainSet, month: int, year: int = YEAR) -> None:
    """Review, post and close a month in both books."""
    period = Period(year, month)
    for book in (grain_set.grain, grain_set.money):
        if book.count_vouchers(VoucherFilter(period, period)):
            book.acting_as(SUPERVISOR.name).review(period)
            book.acting_as(KEEPER.name).post(period)
        assert book.can_close(period) == []
        book.acting_as(KEEPER.name).close(period)
