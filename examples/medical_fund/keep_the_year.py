"""Keep an employees' medical insurance fund for the year 2024 (社会保险基金会计制度).

The pooled fund and the personal accounts are kept apart from the contribution to the balance;
what could not be told apart in the year is divided at its end by the transfers.
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
    name="某市职工基本医疗保险基金",
    chart="cn_social_insurance_fund_2018",
    year=2024,
    statements=("balance-sheet", "income-statement"),
    options={"insurance": "employee_medical"},
)


def keep_the_year(folder: Path) -> Book:
    """Keep the whole year in a book in `folder`, print its statements, and return the book."""
    return keep(EXAMPLE, folder)


if __name__ == "__main__":
    keep_the_year(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
