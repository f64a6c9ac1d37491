"""Keep the books of a small trading company for the year 2024 (小企业会计准则).

Month by month: the sheet of vouchers, the transfers (depreciation, cost of sales, surcharges,
income tax by the quarter), review, posting, profit and loss, closing. December distributes the
profit: a tenth into the statutory reserve by the chart's rule, 30,000 yuan to the owners.
"""

from __future__ import annotations

import sys
from pathlib import Path

# What the examples share lies beside their folders, wherever this is run from.
sys.path.insert(0, str(Path(__file__).parents[1]))

from keeping import Example, keep

from ledgerlib import Book

EXAMPLE = Example(
    folder=Path(__file__).parent,
    name="明达商贸有限公司",
    chart="cn_small_business_2013",
    year=2024,
    statements=("balance-sheet", "income-statement", "cash-flow"),
    options={"reserve": "statutory"},
)


def keep_the_year(folder: Path) -> Book:
    """Keep the whole year in a book in `folder`, print its statements, and return the book."""
    return keep(EXAMPLE, folder)


if __name__ == "__main__":
    keep_the_year(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
