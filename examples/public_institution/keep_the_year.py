"""Keep the books of a county's culture centre for the year 2024 (政府会计制度).

Every receipt and payment stands in its voucher twice: for the accounts and for the budget
(平行记账). After each sheet is in, the parallel check must find nothing. December distributes by
the ladders of the chart, financial and budget.
"""

from __future__ import annotations

import sys
from pathlib import Path

# What the examples share lies beside their folders, wherever this is run from.
sys.path.insert(0, str(Path(__file__).parents[1]))

from keeping import Example, keep

from ledgerlib import Book, Period, reports

EXAMPLE = Example(
    folder=Path(__file__).parent,
    name="某县文化馆",
    chart="cn_government_2019",
    year=2024,
    statements=(
        "balance-sheet", "income-statement", "budget-income-and-spending", "budget-balances",
        "reconciliation",
    ),
    options={"unit": "institution"},
)  # fmt: skip


def keep_the_year(folder: Path) -> Book:
    """Keep the whole year in a book in `folder`, print its statements, and return the book."""
    return keep(EXAMPLE, folder, check_the_parts)


def check_the_parts(book: Book, period: Period) -> None:
    """Stop where money moved in the accounts and not in the budget, or the other way."""
    lacking = reports.parallel_check(book, period).rows
    if lacking:
        raise SystemExit("\n".join(str(dict(row.cells)) for row in lacking))


if __name__ == "__main__":
    keep_the_year(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
