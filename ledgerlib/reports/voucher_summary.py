"""The summary of vouchers (科目汇总表、凭证汇总表): debit and credit of some vouchers by account."""

from __future__ import annotations

from collections.abc import Sequence

from ..book import Book
from ..book.daily import Counted
from ..core.amount import from_minor
from ..core.balance import Figures
from ..core.period import Period
from ..core.problem import Problem
from ..language import text
from ..refusal import Refused
from .numbers import spans
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("code", "column.code"),
    Column("name", "column.name"),
    Column("debit", "column.debit_amount", ColumnKind.AMOUNT),
    Column("credit", "column.credit_amount", ColumnKind.AMOUNT),
)


def voucher_summary(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    words: Sequence[str] = (),
    first: int = 1,
    last: int | None = None,
    level: int = 1,
    include_unposted: bool = False,
) -> Report:
    """What the vouchers of some words, periods and numbers debit and credit, from which one posts.

    No words are all words; `first` and `last` bound the numbers. Accounts down to a level are
    shown, the totals are over the first: debit and credit equal. The remarks name the vouchers as the head of the paper does:
    「记字第1号至第86号 共86张 附件12张」, and every number that is missing. Void vouchers are not in it.
    Amounts are in 元. Raises Refused for words that the book does not have, periods before its
    start, and a first number behind the last.
    """
    if last is not None and first > last:
        raise Refused([Problem.of("number.backwards", first=first, last=last)])
    begin = from_period if from_period is not None else period
    numbers = (first, last)
    found = book.voucher_sums(
        begin, period, words=words, numbers=numbers, include_unposted=include_unposted
    )
    known = (
        book.voucher_sums(begin, period, words=words, numbers=numbers)
        if include_unposted
        else found
    )
    span, scale = found.span, found.span.currency.scale
    rows = []
    totals = Figures()
    for code, figures in span.figures.items():
        depth = span.chart.level(code)
        if depth > level:
            continue
        if depth == 1:
            totals.add(figures)
        cells: dict[str, Cell] = {
            "code": code,
            "name": span.chart.accounts[code].name,
            "debit": from_minor(figures.debit_minor, scale),
            "credit": from_minor(figures.credit_minor, scale),
        }
        is_posted = known.span.figures.get(code) == figures
        rows.append(Row(RowKind.ENTRY, cells, depth, account=code, is_posted=is_posted))
    is_one_period = span.first == span.last
    return Report(
        report="voucher-summary",
        title="report.voucher_summary",
        columns=COLUMNS,
        rows=tuple(rows),
        totals={
            "debit": from_minor(totals.debit_minor, scale),
            "credit": from_minor(totals.credit_minor, scale),
        },
        parameters={
            "from_period": str(span.first), "words": " ".join(words), "first": first,
            "last": last or 0, "level": level, "include_unposted": include_unposted,
        },
        remarks=tuple(_said(each, is_one_period) for each in found.counted),
        **traced(span),
    )  # fmt: skip


def _said(counted: Counted, is_one_period: bool) -> str:
    """How the paper names the vouchers of a word; of several periods with the period before it."""
    said = text(
        "report.vouchers_counted", word=counted.word, first=counted.first, last=counted.last,
        count=counted.numbers, attachments=counted.attachments,
    )  # fmt: skip
    if counted.missing:
        said = f"{said} {text('report.vouchers_missing', missing=spans(counted.missing))}"
    return said if is_one_period else f"{counted.period} {said}"
