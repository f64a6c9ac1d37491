"""The continuity of voucher numbers (凭证号连续性): from and to, how many, what is missing, what is void."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from ..book import Book
from ..core.period import Period
from ..core.voucher import State
from ..language import text
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("period", "column.period"),
    Column("word", "column.word"),
    Column("first", "column.first", ColumnKind.NUMBER),
    Column("last", "column.last", ColumnKind.NUMBER),
    Column("vouchers", "column.vouchers", ColumnKind.NUMBER),
    Column("posted", "column.posted", ColumnKind.NUMBER),
    Column("unposted", "column.unposted", ColumnKind.NUMBER),
    Column("void", "column.void", ColumnKind.NUMBER),
    Column("missing", "column.missing"),
)


def numbers(book: Book, period: Period | str, *, from_period: Period | str | None = None) -> Report:
    """For each period and word: first and last number, how many vouchers, and every gap."""
    first = from_period if from_period is not None else period
    span = book.figures(first, period)
    rows = []
    for each in book.numbers(first, period):
        posted, void = each.counts.get(State.POSTED, 0), each.counts.get(State.VOID, 0)
        whole = sum(each.counts.values())
        cells: dict[str, Cell] = {
            "period": str(each.period), "word": each.word, "first": each.first, "last": each.last,
            "vouchers": whole, "posted": posted, "unposted": whole - posted - void, "void": void,
            "missing": spans(each.missing),
        }  # fmt: skip
        rows.append(Row(RowKind.ENTRY, cells, is_posted=whole == posted + void))
    return Report(
        report="numbers",
        title="report.numbers",
        columns=COLUMNS,
        rows=tuple(rows),
        parameters={"from_period": str(span.first)},
        **traced(span),
    )


def spans(missing: Iterable[tuple[int, int]]) -> str:
    """Spans of numbers as they are told: 3、5-6."""
    return "、".join(str(a) if a == b else f"{a}-{b}" for a, b in missing)


def with_numbers(book: Book, report: Report) -> Report:
    """The same report, with a remark on the numbers of its periods' vouchers: every one there, or what is missing.

    Every export carries it (财会〔2024〕12号 第二十一条: 凭证连续编号).
    """
    first = report.parameters.get("from_period", report.period)
    found = book.numbers_missing(str(first), report.period)
    gaps = [
        text("report.numbers_of", period=each.period, word=each.word, missing=spans(each.missing))
        for each in found
        if each.missing
    ]
    if gaps:
        said = text("report.numbers_missing", missing="; ".join(gaps))
    else:
        said = text("report.numbers_continuous") if found else ""
    return evolve(report, remarks=(*report.remarks, said)) if said else report
