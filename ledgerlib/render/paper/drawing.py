"""Paper to draw on: text fitted to its cell, lines, red ink, grids; page by page into a PDF.

Places are in millimetres from the upper left corner of the paper, sizes of letters in points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import Enum, StrEnum
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attrs import frozen
from reportlab.pdfgen.canvas import Canvas

from ...book.work import Progress
from .fonts import Font, find_font
from .streaming import StreamedDocument

#: Points in a millimetre.
MM = 72 / 25.4
#: Letters are not made smaller than this part of the size wanted before a text is cut.
_SMALLEST = 0.7
#: What is left free between a text and the edge of its cell.
_PADDING = 0.8
_CONTROLS = dict.fromkeys((*range(32), 127), " ")


@frozen
class Paper:
    """A size of paper in millimetres, and the name it goes by."""

    name: str
    width: float
    height: float

    @classmethod
    def parse(cls, text: str | Paper) -> Paper:
        """The paper that a text names: A4, a4-landscape, A4横, A5, 240x140. Raises ValueError else."""
        if isinstance(text, Paper):
            return text
        wanted = unicodedata.normalize("NFKC", text).strip().lower().replace("*", "x")
        wanted = wanted.replace("×", "x").removesuffix("mm").replace("横", "-landscape")
        try:
            return PAPERS[wanted.replace("--", "-")]
        except KeyError:
            raise ValueError(text) from None

    def __str__(self) -> str:
        return self.name


A4 = Paper("A4", 210, 297)
A4_LANDSCAPE = Paper("A4-landscape", 297, 210)
A5 = Paper("A5", 148, 210)
A5_LANDSCAPE = Paper("A5-landscape", 210, 148)
#: The paper that vouchers have of old (凭证纸).
HALF = Paper("240x140", 240, 140)
PAPERS = {paper.name.lower(): paper for paper in (A4, A4_LANDSCAPE, A5, A5_LANDSCAPE, HALF)}


class Align(StrEnum):
    """Where a text stands in its cell."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Fit(StrEnum):
    """What becomes of a text too wide for its cell.

    It is made smaller, and then cut with an ellipsis (CUT); or made as small as it must be, for
    half an amount is a wrong amount (WHOLE); or set in as many lines as the cell holds (WRAP).
    """

    CUT = "cut"
    WHOLE = "whole"
    WRAP = "wrap"


class Ink(Enum):
    """Colours, as parts of red, green and blue."""

    BLACK = (0.0, 0.0, 0.0)
    RED = (0.8, 0.0, 0.0)
    GREY = (0.5, 0.5, 0.5)


@frozen
class Box:
    """A cell: its upper left corner, its width and its height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


class Document:
    """A PDF being drawn, page by page; no page stays in memory once the next has begun.

    Used as a context manager: the file is there, whole, when the block ends, and is not when the
    block raises. `progress` is told after each page, with `total` if that is known, and may raise
    to cancel. Raises Refused where there is no font (see `find_font`).

        with Document(path, A4, title="总账") as document:
            document.page()
            document.text(Box(20, 20, 60, 8), "总账", align=Align.CENTRE, size=16)
    """

    def __init__(
        self, path: str | Path, paper: Paper = A4, *, title: str = "", subject: str = "",
        font: Font | str | Path | None = None, progress: Progress | None = None,
        total: int | None = None,
    ) -> None:  # fmt: skip
        self.path = Path(path)
        self.paper = paper
        self.font = font if isinstance(font, Font) else find_font(font)
        #: Characters that were to be drawn, and that the font has no picture of.
        self.lacking: set[str] = set()
        self.page_count = 0
        self._progress, self._total = progress, total
        self._title, self._subject = title, subject
        self._ink: Ink | None = None
        self._pen: tuple[Ink, float] | None = None
        self._letters: float | None = None

    def __enter__(self) -> Self:
        self._streamed = StreamedDocument(self.path)
        size = (self.paper.width * MM, self.paper.height * MM)
        make: Any = Canvas  # its stubs take the name of a font for a number
        self._canvas = make("", pagesize=size, initialFontName=self.font.name)
        self._canvas._doc = self._streamed
        self._canvas.setTitle(self._title)
        self._canvas.setSubject(self._subject)
        self._canvas.setAuthor("")
        self._canvas.setCreator("ledgerlib")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if kind is not None:
            self._streamed.abandon()
            return
        try:
            self._end_page()
            if not self.page_count:
                self.page()
                self._end_page()
            self._streamed.finish(self._canvas)
        except BaseException:
            self._streamed.abandon()
            raise

    def page(self, paper: Paper | None = None) -> None:
        """Begin a page; the one before is written out. `paper` is for this page and those after."""
        self._end_page()
        if paper is not None and paper != self.paper:
            self.paper = paper
            self._canvas.setPageSize((paper.width * MM, paper.height * MM))
        self.page_count += 1
        self._is_open = True
        self._ink = self._pen = self._letters = None

    _is_open = False

    def _end_page(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        self._canvas.showPage()
        if self._progress is not None:
            self._progress(self.page_count, self._total)

    def bookmark(self, title: str, level: int = 0) -> None:
        """An entry in the list of contents that a viewer shows, leading to this page."""
        key = f"p{self.page_count}-{level}-{title}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key, level)

    def text(
        self, box: Box, text: str, *, align: Align = Align.LEFT, size: float = 9,
        ink: Ink = Ink.BLACK, fit: Fit = Fit.CUT, padding: float = _PADDING,
    ) -> None:  # fmt: skip
        """A text in the middle of a cell's height, never beyond the cell's edges."""
        text = text.translate(_CONTROLS).strip()
        if not text:
            return
        self.lacking |= self.font.lacks(text)
        width = (box.width - 2 * padding) * MM
        size = min(size, box.height * MM / _LEADING)
        if fit is Fit.WRAP:
            size, lines = wrapped(self.font, text, width, size, box.height * MM)
        else:
            size, line = fitted(self.font, text, width, size, whole=fit is Fit.WHOLE)
            lines = (line,)
        middle = box.top + box.height / 2
        for place, line in enumerate(lines):
            offset = (place - (len(lines) - 1) / 2) * size * _LEADING / MM
            self._line_of_text(box, middle + offset, line, align, size, ink, padding)

    def _line_of_text(
        self, box: Box, middle: float, line: str, align: Align, size: float, ink: Ink,
        padding: float,
    ) -> None:  # fmt: skip
        canvas = self._canvas
        if self._ink is not ink:
            canvas.setFillColorRGB(*ink.value)
            self._ink = ink
        if self._letters != size:
            canvas.setFont(self.font.name, size)
            self._letters = size
        x = (box.left + padding) * MM
        if align is not Align.LEFT:
            free = (box.width - 2 * padding) * MM - self.font.width(line, size)
            x += free if align is Align.RIGHT else free / 2
        canvas.drawString(x, self._up(middle) - self.font.middle * size, line)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, weight: float = 0.15,
        ink: Ink = Ink.BLACK, dashed: bool = False,
    ) -> None:  # fmt: skip
        """A line from one place to another; `weight` in millimetres."""
        self._set_pen(ink, weight)
        if dashed:
            self._canvas.setDash(2 * MM, 1.5 * MM)
        self._canvas.line(x1 * MM, self._up(y1), x2 * MM, self._up(y2))
        if dashed:
            self._canvas.setDash()

    def red_line(self, left: float, y: float, right: float, *, double: bool = False) -> None:
        """The red line under a total, right across; double at the end of a year (第六十三条)."""
        for offset in (-0.35, 0.35) if double else (0.0,):
            self.line(left, y + offset, right, y + offset, weight=0.25, ink=Ink.RED)

    def rectangle(self, box: Box, *, weight: float = 0.3, ink: Ink = Ink.BLACK) -> None:
        """The frame of a box."""
        self._set_pen(ink, weight)
        self._canvas.rect(
            box.left * MM, self._up(box.bottom), box.width * MM, box.height * MM, stroke=1, fill=0
        )

    def grid(
        self, left: float, top: float, widths: Sequence[float], heights: Sequence[float], *,
        weight: float = 0.15, frame: float = 0.3, ink: Ink = Ink.BLACK,
    ) -> None:  # fmt: skip
        """The lines of a table with these columns and rows, and the frame around it."""
        box = Box(left, top, sum(widths), sum(heights))
        x, y = left, top
        for width in widths[:-1]:
            x += width
            self.line(x, top, x, box.bottom, weight=weight, ink=ink)
        for height in heights[:-1]:
            y += height
            self.line(left, y, box.right, y, weight=weight, ink=ink)
        self.rectangle(box, weight=frame, ink=ink)

    def _set_pen(self, ink: Ink, weight: float) -> None:
        if self._pen != (ink, weight):
            self._canvas.setStrokeColorRGB(*ink.value)
            self._canvas.setLineWidth(weight * MM)
            self._pen = (ink, weight)

    def _up(self, y: float) -> float:
        """A PDF counts from the lower edge, people from the upper one."""
        return (self.paper.height - y) * MM


#: From one base line to the next, in parts of the size.
_LEADING = 1.15


@lru_cache(maxsize=8192)
def fitted(
    font: Font, text: str, width: float, size: float, *, whole: bool = False
) -> tuple[float, str]:
    """The size (points) at which a text fits a width (points), and what of it is set.

    Made smaller down to seven tenths, then cut, its end an ellipsis; `whole` is never cut.
    """
    wide = font.width(text, size)
    if wide <= width:
        return size, text
    smallest = 0.0 if whole else size * _SMALLEST
    # Rounded down to a twentieth of a point, so that a page has not a size for every text.
    size = max(int(size * width / wide * 20) / 20, smallest)
    if whole:
        return max(size, 0.05), text
    return size, _cut(font, text, width, size)


@lru_cache(maxsize=8192)
def wrapped(
    font: Font, text: str, width: float, size: float, height: float
) -> tuple[float, tuple[str, ...]]:
    """The size at which a text fits a cell in several lines, and the lines; cut where none does."""
    smallest = size * _SMALLEST
    while True:
        most = max(1, int(height / (size * _LEADING)))
        lines = _broken(font, text, width, size)
        if len(lines) <= most:
            return size, tuple(lines)
        if size <= smallest:
            last = _cut(font, "".join(lines[most - 1 :]), width, size)
            return size, (*lines[: most - 1], last)
        size = max(size - 0.5, smallest)


def _broken(font: Font, text: str, width: float, size: float) -> list[str]:
    """A text in lines of a width; numbers and foreign words stay whole where they can."""
    lines, line = [], ""
    for sign in text:
        if line and font.width(line + sign, size) > width:
            kept = line.rstrip(_IN_WORDS) if sign in _IN_WORDS else line
            kept = kept or line
            lines.append(kept.rstrip())
            line = line[len(kept) :]
        line += sign
    return [*lines, line.strip()] if line.strip() else lines


_IN_WORDS = "0123456789.,-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _cut(font: Font, text: str, width: float, size: float) -> str:
    if font.width(text, size) <= width:
        return text
    while text and font.width(text + "…", size) > width:
        text = text[:-1]
    return text + "…" if text or font.width("…", size) <= width else ""


def labelled(label: str, value: str) -> str:
    """A label that ends with a colon, and what it is of: 制单：李会计, Made by: Li."""
    return f"{label} {value}" if label.endswith(":") and value else f"{label}{value}"
