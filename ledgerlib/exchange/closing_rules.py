"""Closing rules for a book from a file: the tables [[closing]] and [[manual]] of a chart.toml."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from ..book import Book
from ..core.chart import ClosingRule
from ..core.provisions import Provisions, applies
from ..refusal import refuse_if
from .chart_checking import check_rule
from .chart_reading import read_notes, read_rules
from .chart_schema import Reading


def read_closing_rules(book: Book, path: Path) -> list[ClosingRule]:
    """The rules of a file that are for this book; refused with everything that does not fit its accounts.

    What else stands in the file is passed over, so that it may be the chart the book came from.
    """
    about = Reading.of(path)
    rules = read_rules(about, read_notes(about))
    kinds = tuple(book.dimension_kinds().values())
    chart = evolve(book.chart(), provisions=Provisions(kinds=kinds))
    chosen = book.options()
    kept = []
    for rule, place in rules:
        if applies(rule.where, chosen):
            kept.append(evolve(rule, where=()))
            check_rule(about, chart, kept[-1], place)
    refuse_if(about.problems)
    return kept
