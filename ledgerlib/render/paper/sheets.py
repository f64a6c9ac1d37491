"""A report on sheets of paper: what stands above and below its table, and how many pages it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

from attrs import define, evolve
from babel.numbers import get_currency_name

from ...book.work import Progress
from ...core.problem import Problem
from ...language import language, text
from ...refusal import Refused
from ...reports.pages import FEWEST_LINES, Carry, PrintedPage, pages, report_pages
from ...reports.report import Form, Report
from ..cells import heading, remarks, rows, span
from ..sides import is_two_sided, side_by_side
from .books import Printed
from .drawing import MM, PAPERS, Align, Box, Document, Fit, Ink, Paper
from .fonts import Font, find_font
from .layout import Layout, Widths, is_ledger, ledger_layout
from .tables import UNPOSTED, Table

# Millimetres. The left margin is wide, for sheets are bound there.
LEFT, RIGHT, TOP, BOTTOM = 20.0, 12.0, 11.0, 9.0
_TITLE, _HEAD, _SMALL, _SIGNED, _GAP = 10.0, 5.5, 3.8, 8.0, 0.8
#: Points of the letters of the line above a table.
_HEAD_SIZE = 9
#: The height of a row of a ledger, and of others; a form is made to fit one page down to the least.
LEDGER_ROW, _ROW, _LEAST_ROW, _MOST_ROW = 6.4, 5.4, 3.9, 6.4
#: A form stays upright even where its letters have to be made a little smaller for it.
_FORM_SQUEEZE = 1.3


def paper_of(paper: str | Paper) -> Paper:
    """The paper that is named. Raises Refused (paper.unknown)."""
    try:
        return Paper.parse(paper)
    except ValueError:
        known = "、".join(each.name for each in PAPERS.values())
        raise Refused([Problem.of("paper.unknown", paper=str(paper), known=known)]) from None


def across(paper: Paper) -> Paper:
    """The same paper laid across; unchanged where it lies so."""
    return paper if paper.width >= paper.height else PAPERS[f"{paper.name}-landscape".lower()]


def currency_name(code: str) -> str:
    """A currency by its name in the reader's language: 人民币."""
    return str(get_currency_name(code, locale=language())) if code else ""


def printed_marks(printed_by: str) -> str:
    """Who printed it, and when."""
    marks = [text("print.by", name=printed_by)] if printed_by else []
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    return "　".join([*marks, text("print.at", at=now)])


@define
class Sheet:
    """A report as it is laid out on its paper."""

    report: Report
    paper: Paper
    table: Table
    carry: Carry
    printed_by: str
    font: Font

    @classmethod
    def of(
        cls, report: Report, paper: str | Paper = "A4", *, carry: Carry | None = None,
        printed_by: str = "", font: Font | str | Path | None = None,
    ) -> Self:  # fmt: skip
        """Lay a report out: its columns, its letters, its paper upright or across."""
        chosen, letters = paper_of(paper), font if isinstance(font, Font) else find_font(font)
        if is_ledger(report):
            chosen = across(chosen)
            layout = ledger_layout(report, _room(chosen))
            table = Table(report, layout, LEDGER_ROW, is_ledger=True)
            return cls(report, chosen, table, carry or Carry.MONTH, printed_by, letters)
        if report.form is not None and is_two_sided(report):
            report = side_by_side(report)
        widths = Widths(report, letters)
        count = 0
        for count, row in enumerate(rows(report), 1):  # noqa: B007 - counted on the way
            widths.see(row)
        squeeze = _FORM_SQUEEZE if report.form else 1.0
        if widths.total > _room(chosen) * squeeze:
            chosen = across(chosen)
        layout = widths.layout(_room(chosen))
        sheet = cls(report, chosen, Table(report, layout, _ROW), Carry.NONE, printed_by, letters)
        if report.form:
            sheet.fit(count)
        return sheet

    def fit(self, count: int) -> None:
        """Make the rows of a form as high as one page has room for, within reason."""
        height = max(_LEAST_ROW, min(_MOST_ROW, self.room / max(count, 1)))
        layout = self.table.layout
        size = min(layout.size, height * 2)  # letters fill seven tenths of a row at most
        self.table = evolve(self.table, line_height=height, layout=Layout(layout.places, size))

    @property
    def room(self) -> float:
        """The height that the rows have on a page."""
        whole = self.paper.height - TOP - BOTTOM - self.head_height - self.foot_height
        return whole - self.table.head_height

    @property
    def lines(self) -> int:
        """How many lines of rows a page has."""
        return max(int(self.room / self.table.line_height + 1e-6), FEWEST_LINES)

    @property
    def width(self) -> float:
        """The width of the table."""
        return _room(self.paper)

    @property
    def head_height(self) -> float:
        """Title, number of the form, and the line of unit, period and currency."""
        return _TITLE + _HEAD + (_SMALL + _GAP if self._above else 0.0) + _GAP

    @property
    def foot_height(self) -> float:
        """Notes, signatures, and the lines that let a reader trace it."""
        form = self.report.form
        signed = _SIGNED if form and form.signatures else 0.0
        return signed + _SMALL * (len(self.below) + 1) + 1.0

    @property
    def _above(self) -> str:
        """The small line under the title: what is special about the figures; a form's number."""
        if self.report.form:
            return self.report.form.number
        marks = remarks(self.report)
        if len(marks) > 4:
            return "　".join(mark for mark in marks[4:] if not self._is_policy(mark))
        return ""

    def _is_policy(self, mark: str) -> bool:
        policies = self.report.policies
        return bool(policies) and mark == text("report.policies", policies=policies)

    @property
    def below(self) -> list[str]:
        """The small lines under the table: notes, what a sign means, regime, policies, chain."""
        report = self.report
        lines = list(report.notes)
        if self.table.is_ledger and report.parameters.get("include_unposted"):
            lines.append(text("print.unposted_sign", sign=UNPOSTED))
        marks = [text(f"regime.{report.regime}")] if report.regime else []
        if report.policies:
            marks.append(text("report.policies", policies=report.policies))
        marks.append(text("report.chain_head", head=report.chain_head))
        return [*lines, "　".join(marks)]

    def pages(self) -> Iterator[PrintedPage]:
        """The pages, one by one, anew each time."""
        report = self.report
        if self.table.is_ledger:
            return report_pages(report, self.lines, self.carry)
        return pages(
            rows(report), report.columns, self.lines, self.carry,
            lines_of=self.table.layout.lines_of(report, self.font),
        )  # fmt: skip

    def write(self, path: Path, progress: Progress | None) -> Printed:
        """Count the pages, then draw them."""
        count = 0
        for count, _ in enumerate(self.pages(), 1):  # noqa: B007 - counted on the way
            if progress is not None:
                progress(0, None)
        title = heading(self.report)
        with Document(
            path, self.paper, title=title, subject=self.report.book, font=self.font,
            progress=progress, total=count,
        ) as document:  # fmt: skip
            for page in self.pages():
                document.page()
                self.draw(document, page, count, title)
            return Printed(count, frozenset(document.lacking))

    def draw(self, document: Document, page: PrintedPage, count: int, title: str) -> None:
        """One page: head, table, foot."""
        y = self._head(document, title)
        most = self.lines - (0 if self.carry is Carry.NONE else 2)
        lines_of = self.table.layout.lines_of(self.report, self.font)
        heights = [
            1 if self.table.is_ledger else min(lines_of(placed.row), most) for placed in page.rows
        ]
        y = self.table.draw(document, LEFT, y, page.rows, heights)
        form = self.report.form
        if form and form.signatures:
            self._signatures(document, Box(LEFT, y + 1, self.width, _SIGNED), form)
        top = self.paper.height - BOTTOM - _SMALL * (len(self.below) + 1)
        draw_foot(
            document,
            Box(LEFT, top, self.width, _SMALL),
            self.below,
            self.printed_by,
            page.number,
            count,
        )

    def _head(self, document: Document, title: str) -> float:
        report, form = self.report, self.report.form
        box = Box(LEFT, TOP, self.width, _TITLE)
        draw_title(document, box, title)
        y = TOP + _TITLE
        if self._above:
            y += _GAP
            align = Align.RIGHT if form else Align.CENTRE
            document.text(
                Box(LEFT, y, self.width, _SMALL), self._above, align=align, size=7.5, padding=0
            )
            y += _SMALL
        unit = (
            text("form.unit_name", name=report.book)
            if form
            else text("print.unit", name=report.book)
        )
        money = (
            text("form.unit", unit=form.unit)
            if form
            else text("print.currency", currency=currency_name(report.currency))
        )
        draw_head(document, Box(LEFT, y, self.width, _HEAD), unit, span(report), money)
        return y + _HEAD + _GAP

    def _signatures(self, document: Document, box: Box, form: Form) -> None:
        width = box.width / len(form.signatures)
        for place, name in enumerate(form.signatures):
            cell = Box(box.left + place * width, box.top, width, box.height)
            document.text(cell, text("form.signature", name=name), size=9, padding=0)


def _room(paper: Paper) -> float:
    return paper.width - LEFT - RIGHT


def draw_title(document: Document, box: Box, title: str, *, size: float = 16) -> None:
    """The title in the middle, a double line under it as on forms."""
    document.text(box, title, align=Align.CENTRE, size=size)
    wide = min(document.font.width(title, size) * 25.4 / 72 + 6, box.width)
    left = box.left + (box.width - wide) / 2
    for y in (box.bottom - 1.0, box.bottom - 0.4):
        document.line(left, y, left + wide, y, weight=0.15)


def draw_head(document: Document, box: Box, left: str, middle: str, right: str) -> None:
    """A line of three texts: at the left edge, in the middle, at the right edge.

    What stands at the left, a unit's name, takes all the room up to the middle, on two lines where
    it is long: a name cut short is not the unit's.
    """
    wide = min(document.font.width(middle, _HEAD_SIZE) / MM + 4, box.width / 3)
    aside = (box.width - wide) / 2
    cell = Box(box.left, box.top, aside, box.height)
    fits = document.font.width(left, _HEAD_SIZE) <= aside * MM
    document.text(cell, left, size=_HEAD_SIZE, padding=0, fit=Fit.CUT if fits else Fit.WRAP)
    cell = Box(cell.right, box.top, wide, box.height)
    document.text(cell, middle, align=Align.CENTRE, size=_HEAD_SIZE, padding=0)
    cell = Box(cell.right, box.top, aside, box.height)
    document.text(cell, right, align=Align.RIGHT, size=_HEAD_SIZE, padding=0)


def draw_foot(
    document: Document, box: Box, lines: list[str], printed_by: str, number: int, count: int
) -> None:
    """Small lines, then who printed it and when, and the number of the page."""
    y = box.top
    for line in lines:
        document.text(
            Box(box.left, y, box.width, box.height), line, size=6.5, padding=0, fit=Fit.WHOLE,
            ink=Ink.BLACK,
        )  # fmt: skip
        y += box.height
    cell = Box(box.left, y, box.width, box.height)
    document.text(cell, printed_marks(printed_by), size=7.5, padding=0)
    shown = text("print.page", number=number, count=count)
    document.text(cell, shown, align=Align.RIGHT, size=8.5, padding=0)
