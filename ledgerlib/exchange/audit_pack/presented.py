"""What of a pack is laid out to be read: trial balances, and the statements of the chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import render, reports
from ...core.amount import rounded
from ...core.period import Period
from ...core.statement import Statement, What
from ...language import explain
from ...refusal import Refused
from ...reports.drawn import Drawn, draw_up
from ..statements import statements
from .writing import Writing


def write(writing: Writing) -> None:
    """A trial balance of each period, and the statements of each year in the span."""
    for period in writing.periods():
        report = reports.trial_balance(
            writing.book, period, include_unposted=writing.include_unposted
        )
        sheet = render.csv(report).encode("utf-8-sig")
        writing.target.put(f"trial_balances/{period}.csv", sheet)
    writing.table("statements.csv", list(_statements(writing)))


def _statements(writing: Writing) -> Iterator[tuple[Any, ...]]:
    """Every amount of every statement with its formula; the laid-out sheets are written on the way."""
    options = set(writing.book.options().values())
    found = statements(writing.facts.facts.chart)
    for year in range(writing.first.year, writing.last.year + 1):
        first = max(writing.first, Period(year, 1))
        last = min(writing.last, Period(year, 12))
        for statement in found.values():
            if statement.kind and statement.kind not in options:
                continue
            try:
                yield from _one(writing, statement, first, last)
            except Refused as refused:
                reasons = " ".join(explain(problem) for problem in refused.problems)
                yield (statement.statement_id, str(last), "", "", "", reasons, "", "", "", "")


def _one(
    writing: Writing, statement: Statement, first: Period, last: Period
) -> Iterator[tuple[Any, ...]]:
    book, unposted = writing.book, writing.include_unposted
    drawn = draw_up(book, statement, last, from_period=first, include_unposted=unposted)
    report = reports.statement_report(
        book, statement, last, from_period=first, include_unposted=unposted
    )
    sheet = render.csv(report, trailer=True).encode("utf-8-sig")
    writing.target.put(f"statements/{last}_{statement.statement_id}.csv", sheet)
    yield from _amounts(writing, drawn, last)


def _amounts(writing: Writing, drawn: Drawn, last: Period) -> Iterator[tuple[Any, ...]]:
    statement = drawn.statement
    scale = writing.scales[writing.currency]
    for number, row in enumerate(statement.rows):
        for column in statement.columns:
            amount = drawn.computed.amounts[number].get(column.key)
            if row.is_heading:
                continue
            formula = row.formula_in(column) if column.what is not What.SUM else None
            text = formula.text if formula else ""
            yield (
                statement.statement_id, str(last), number + 1, row.line, row.label,
                row.english_label, column.key, column.title, text,
                "" if amount is None else f"{rounded(amount, scale):f}",
            )  # fmt: skip
