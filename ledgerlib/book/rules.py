"""Closing rules of a book (结转规则): as its chart brought them, and as the supervisor changes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import evolve

from ..core.chart import ClosingRule, check_chart
from ..refusal import refuse_if
from ..store import books
from .work import shown_rule

if TYPE_CHECKING:
    from .book import Book


def set_closing_rules(book: Book, rules: Iterable[ClosingRule]) -> int:
    """Put these rules in the place of those the book has; returns how many there are.

    Their targets must take entries. What is carried already stays as it is: other rules
    hold from the next run on.
    """
    wanted = [evolve(rule, where=()) for rule in rules]
    with book._acting("rule") as work:
        before = work.chart.closing_rules
        chart = evolve(work.chart, closing_rules=tuple(wanted))
        refuse_if(p for p in check_chart(chart, list(chart.accounts.values())))
        books.set_closing_rules(work.connection, work.book_id, wanted)
        work.chart_changed()
        work.record(
            book.who, "rule", work.facts.chart, {"rules": [shown_rule(rule) for rule in before]},
            {"rules": [shown_rule(rule) for rule in wanted], "chart_digest": work.chart_digest()},
        )  # fmt: skip
        return len(wanted)
