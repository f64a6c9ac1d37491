"""The ledger of an account (明细账): opening, every line with the balance after it, monthly and yearly totals.

In three columns (三栏式), with quantities (数量金额式) or with a foreign currency (外币):
会计基础工作规范 第五十六条, 第六十条, 第六十三条.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import evolve

from ..book import Book
from ..book.balances import Span
from ..core.balance import Detail, Measured
from ..core.dimension import kind_code
from ..core.period import Period
from ..core.problem import Problem
from ..language import text
from ..refusal import Refused
from .figures import Sides
from .ledger_columns import MeasuredShape, Shape, rate_decimals
from .ledger_rows import LedgerAsked, LedgerRows, Totals, details_of
from .method import Told
from .report import Report, traced


def account_ledger(
    book: Book,
    account: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    dimension: Mapping[str, Collection[str]] | None = None,
    measure: str = "",
    sides: Sides | str = Sides.ACTUAL,
    totals: Totals | str = Totals.ALWAYS,
    method: str = "",
    with_counter: bool = False,
    by_dimension: bool = False,
    include_unposted: bool = False,
) -> Report:
    """The ledger of an account, and of those below it, over a span of periods.

    `dimension` keeps to one of some values of each kind, `measure` to one goods or foreign
    currency, whose quantities and prices then stand beside the money. `sides` is how a balance
    stands: on its actual side, or on the account's own with a sign. `method` tells the sides as
    debit and credit or as received and paid, in place of the book's own way. `with_counter` shows
    what stands against each line in its voucher, `by_dimension` the dimension of each. Its rows
    are read from the book as they are asked for, however many there are. Raises Refused for
    accounts, periods, dimensions and measures that the book does not have.
    """
    asked = LedgerAsked(
        account, dimension or {}, measure, include_unposted, Totals(totals),
        with_counter=with_counter, with_dimension=by_dimension,
    )  # fmt: skip
    first = from_period if from_period is not None else period
    rows = ledger_rows(book, asked, first, period, sides, method)
    return ledger_report("account-ledger", _title(rows), rows)


def _title(rows: LedgerRows) -> str:
    """The code of its title: with what is measured, where anything is."""
    if not isinstance(rows.shape, MeasuredShape):
        return "report.account_ledger"
    if rows.shape.measure.is_currency:
        return "report.account_ledger_currency"
    return "report.account_ledger_quantity"


def ledger_rows(
    book: Book, asked: LedgerAsked, first: Period | str, last: Period | str,
    sides: Sides | str = Sides.ACTUAL, method: str = "",
) -> LedgerRows:  # fmt: skip
    """The rows of a ledger in three columns, or with what is measured beside the money."""
    span, before = begun(book, asked, first, last)
    shape = shape_of(span, asked, Sides(sides), method or book.facts().method)
    if isinstance(shape, MeasuredShape) and shape.measure.is_currency:
        known = (each.rate for each in book.rates() if each.currency == asked.measure)
        shape = evolve(shape, rate_decimals=rate_decimals(known))
    asked = evolve(asked, with_leaf=not span.chart.is_leaf(asked.account))
    return LedgerRows(book, asked, span, shape, before=before)


def sole_measure(
    book: Book, account: str, first: Period | str, last: Period | str, *, include_unposted: bool
) -> str:
    """What is measured in the whole of an account: its one goods or foreign currency, if it has one."""
    found = book.details(
        first, last, accounts=[account], by_dimension=False, include_unposted=include_unposted
    )
    measures = {d.measure for d, measured in found.details.items() if not measured.is_blank}
    return measures.pop() if len(measures) == 1 else ""


def begun(
    book: Book, asked: LedgerAsked, first: Period | str, last: Period | str
) -> tuple[Span, Mapping[Detail, Measured]]:
    """The span of a ledger, and the figures of its first month by measure.

    Raises Refused where account, span, dimension or measure is none.
    """
    found = details_of(book, asked, first, first, False)
    if asked.measure and asked.measure not in found.span.commodities:
        raise Refused([Problem.of("commodity.unknown", commodity=asked.measure)])
    if asked.measure:
        whole = details_of(book, asked, first, last, False).details
        if not any(
            each.measure == asked.measure and not of.is_blank for each, of in whole.items()
        ) and not _has_lines(book, asked, first, last):
            values = {"account": asked.account, "commodity": asked.measure}
            raise Refused([Problem.of("account.not_measured", **values)])
    return evolve(found.span, last=book.figures(first, last).last), found.details


def _has_lines(book: Book, asked: LedgerAsked, first: Period | str, last: Period | str) -> bool:
    """Whether any line is measured so, however they add up."""
    return bool(
        book.some_ledger_lines(
            asked.account, first, last, dimension=asked.dimension, measure=asked.measure,
            include_unposted=asked.include_unposted, limit=1,
        )
    )  # fmt: skip


def shape_of(span: Span, asked: LedgerAsked, sides: Sides, method: str) -> Shape:
    """The columns of amounts of an account."""
    account = span.chart.accounts[asked.account]
    told = Told.of(method, account)
    if asked.measure:
        measure = span.commodities[asked.measure]
        return MeasuredShape(told, account.normal_side, sides, span.currency, measure)
    return Shape(told, account.normal_side, sides, span.currency)


def ledger_report(name: str, title: str, rows: LedgerRows, **parameters: Any) -> Report:
    """The report of a ledger: its columns, and what it was asked for."""
    asked, span, shape = rows.asked, rows.span, rows.shape
    shown = ";".join(f"{kind}:{','.join(codes)}" for kind, codes in asked.dimension.items())
    return Report(
        report=name,
        title=title,
        columns=(*asked.columns(), *shape.columns()),
        rows=rows,
        parameters={
            "from_period": str(span.first), "account": asked.account,
            "name": span.chart.accounts[asked.account].name, "dimension": shown,
            "measure": asked.measure, "sides": shape.sides.value,
            "method": shape.told.method.value, "totals": asked.totals.value,
            "include_unposted": asked.include_unposted, **parameters,
        },
        brought=rows.brought(),
        remarks=tuple(_remarks(rows)),
        **traced(span),
    )  # fmt: skip


def _remarks(rows: LedgerRows) -> Iterator[str]:
    """Which dimensions the ledger keeps to, by their names."""
    kinds = rows.span.kinds
    for name, codes in rows.asked.dimension.items():
        kind = kind_code(name, kinds)
        names = rows.book.value_names(f"{kind}:{code}" for code in codes)
        values = text("list.comma").join(names.get((kind, code), code) for code in codes)
        yield text("report.of_dimension", kind=kinds[kind].name, values=values)
