"""Comparing a book's chart with the one it came from, or with a later version of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.chart import Chart
from ..core.chart_comparison import Difference, compare_charts
from ..core.provisions import choose
from ..refusal import refuse_if
from .options import read_options

if TYPE_CHECKING:
    from .book import Book


def compare_chart(
    book: Book, chart: Chart, options: Mapping[str, str] | None = None
) -> list[Difference]:
    """What the book has that the chart has not, what differs, and what is new in the chart.

    The chart is taken as a book of this kind has it (险种、单位类型): as chosen when the book was
    made, or as `options` say, where it came from another chart.
    """
    with book._reading() as work:
        known = {option.code for option in chart.provisions.options}
        chosen = {name: value for name, value in read_options(work).items() if name in known}
        choice = choose(chart, {**chosen, **(options or {})})
        refuse_if(choice.problems)
        return compare_charts(work.chart, choice.chart)
