"""The figures of the desk's charts, read from turnovers: income and spending, money, stock."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from ledgerlib import Book, Category, CommodityKind, Period

#: Accounts that grow by income and by spending; a fund without them shows what its own account took and gave.
_INCOME = (Category.INCOME, Category.SOURCE)
_SPENDING = (Category.EXPENSE, Category.USE)


@frozen
class MonthFigures:
    """A month's income and spending, and what of money stands at its end, in minor units (分)."""

    period: Period
    income_minor: int
    spending_minor: int
    cash_minor: int


@frozen
class DeskCharts:
    """The last twelve months, and the stock of goods with their quantities in each commodity's own unit."""

    months: tuple[MonthFigures, ...]
    stock: tuple[tuple[str, Decimal], ...]
    scale: int
    has_money: bool


def charts(book: Book, period: Period) -> DeskCharts:
    """The figures of the twelve months that end with `period`, as far as the book has them, unposted too.

    Income is what income accounts grew by, spending what expense accounts did, before closing
    vouchers; where the chart has neither, as a fund's has not, the credit and debit of the fund.
    """
    facts = book.facts()
    chart = book.chart()
    first = max(facts.start, period.before(11))
    parts = chart.parts
    leaves = [
        code for code in chart.accounts
        if chart.is_leaf(code) and (not parts or chart.part_of(code) == parts[0])
    ]  # fmt: skip
    of = {code: chart.accounts[code].category for code in leaves}
    income = [code for code in leaves if of[code] in _INCOME]
    spending = [code for code in leaves if of[code] in _SPENDING]
    money = [code for code in leaves if chart.cash(code)]
    if not income and not spending:
        income = spending = [code for code in leaves if of[code] is Category.EQUITY]
    apart = set(income) & set(spending)
    months = []
    month = first
    scale = 2
    while month <= period:
        span = book.figures(month, include_unposted=True, with_closing=False)
        scale = span.currency.scale
        got = spent = cash = 0
        for code in income:
            if code in span.figures:
                each = span.figures[code]
                got += each.credit_minor if code in apart else each.credit_minor - each.debit_minor
        for code in spending:
            if code in span.figures:
                each = span.figures[code]
                spent += each.debit_minor if code in apart else each.debit_minor - each.credit_minor
        cash = sum(span.figures[code].closing_minor for code in money if code in span.figures)
        months.append(MonthFigures(month, got, spent, cash))
        month = month.next()
    return DeskCharts(tuple(months), _stock(book, period), scale, bool(money))


def _stock(book: Book, period: Period) -> tuple[tuple[str, Decimal], ...]:
    """The goods that accounts keep in quantity, the largest first; a book in goods has none."""
    found = book.details(period, by_dimension=False, include_unposted=True)
    commodities = found.span.commodities
    quantities: dict[str, int] = {}
    for detail, measured in found.details.items():
        commodity = commodities.get(detail.measure)
        if commodity is not None and commodity.kind is CommodityKind.GOODS:
            name = found.span.chart.accounts[detail.account].name
            label = f"{name}({detail.measure})"
            quantities[label] = quantities.get(label, 0) + measured.quantity.closing_minor
    scale = {
        f"{found.span.chart.accounts[d.account].name}({d.measure})": commodities[d.measure].scale
        for d in found.details
        if d.measure in commodities
    }
    ordered = sorted(quantities.items(), key=lambda pair: -abs(pair[1]))
    return tuple(
        (label, Decimal(minor).scaleb(-scale[label])) for label, minor in ordered if minor
    )[:12]
