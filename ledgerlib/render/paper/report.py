"""Any report as PDF: ledgers on pages of a book, statements as their official form, others as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...book.work import Progress
from .books import Printed

if TYPE_CHECKING:
    from ...reports.pages import Carry
    from ...reports.report import Report
    from .drawing import Paper
    from .fonts import Font


def pdf(
    report: Report,
    path: str | Path,
    *,
    paper: str | Paper = "A4",
    carry: Carry | None = None,
    printed_by: str = "",
    font: Font | str | Path | None = None,
    progress: Progress | None = None,
) -> Printed:
    """Write a report as PDF; returns what was printed. The file is there whole, or not at all.

    On upright paper a wide table is laid across. `carry` says what goes over the page in a
    ledger (see `reports.pages`), totals of the month where nothing is said. Rows are read
    twice, and none is kept. `progress` is told of pages and may raise to cancel. Raises
    Refused where the paper is none (paper.unknown) or where there is no Chinese font
    (see `fonts.find_font`).
    """
    # What draws is big, and most who import this library never print.
    from .sheets import Sheet

    sheet = Sheet.of(report, paper, carry=carry, printed_by=printed_by, font=font)
    return sheet.write(Path(path), progress)
