"""A volume of books of account as PDF: cover, 账簿启用表, 目录, and the accounts, page after page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ...book.work import Progress

if TYPE_CHECKING:
    from ...reports.volume import Volume
    from .drawing import Paper
    from .fonts import Font


@frozen
class Printed:
    """What was printed: how many pages, and the characters that the font has no picture of."""

    page_count: int
    lacking: frozenset[str] = frozenset()


def book_lines(paper: str | Paper = "A4") -> int:
    """How many lines a page of a book has on this paper: what `reports.volume` counts with.

    Raises Refused where the paper is none (paper.unknown).
    """
    from .binding import lines_on
    from .sheets import paper_of

    return lines_on(paper_of(paper))


def book_pdf(
    volume: Volume,
    path: str | Path,
    *,
    paper: str | Paper = "A4",
    printed_by: str = "",
    with_front: bool = True,
    font: Font | str | Path | None = None,
    progress: Progress | None = None,
) -> Printed:
    """Write a volume as PDF, laid across; the file is there whole, or not at all.

    The volume has been counted with `book_lines(paper)` lines a page. `with_front` has cover,
    账簿启用表 and 目录 before the accounts; they have no page numbers of the book. The book has
    to be open. `progress` is told of pages and may raise to cancel. Raises Refused where the
    book has changed since the pages were counted (volume.changed), where the paper is none
    (paper.unknown), or where there is no Chinese font (see `fonts.find_font`).
    """
    from .binding import Binding

    return Binding.of(volume, paper, printed_by, font).write(
        Path(path), progress, with_front=with_front
    )
