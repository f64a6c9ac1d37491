"""The drawing of a volume: what stands before the accounts, and each account's pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Self

from attrs import define

from ...book.work import Progress
from ...core.problem import Problem
from ...language import text
from ...refusal import Refused
from ...reports.pages import FEWEST_LINES, PrintedPage
from ...reports.report import Report
from ...reports.volume import BoundAccount, Volume
from .books import Printed
from .drawing import Align, Box, Document, Fit, Paper
from .fonts import Font, find_font
from .layout import ledger_layout
from .sheets import (
    BOTTOM,
    LEDGER_ROW,
    LEFT,
    RIGHT,
    TOP,
    across,
    currency_name,
    draw_foot,
    draw_head,
    draw_title,
    paper_of,
)  # fmt: skip
from .tables import HEAD, UNPOSTED, Table

#: Lines of the list of contents on a page (目录).
CONTENTS_LINES = 22
_TITLE, _LINE, _FOOT_LINE = 10.0, 5.5, 3.8
_ABOVE = _TITLE + 2 * _LINE + 0.8
_BELOW = 3 * _FOOT_LINE + 1.0


def lines_on(paper: Paper) -> int:
    """How many lines a page of a book has."""
    room = across(paper).height - TOP - BOTTOM - _ABOVE - 2 * HEAD - _BELOW
    return max(int(room / LEDGER_ROW), FEWEST_LINES)


@define
class Binding:
    """A volume on its paper."""

    volume: Volume
    paper: Paper
    printed_by: str
    font: Font

    @classmethod
    def of(
        cls, volume: Volume, paper: str | Paper, printed_by: str, font: Font | str | Path | None
    ) -> Self:
        """On paper laid across, as account pages are."""
        letters = font if isinstance(font, Font) else find_font(font)
        return cls(volume, across(paper_of(paper)), printed_by, letters)

    @property
    def width(self) -> float:
        """The width between the margins."""
        return self.paper.width - LEFT - RIGHT

    @property
    def contents_pages(self) -> int:
        """How many pages the list of contents takes."""
        return -(-len(self.volume.accounts) // CONTENTS_LINES)

    def write(self, path: Path, progress: Progress | None, *, with_front: bool) -> Printed:
        """Draw everything, front to back."""
        volume = self.volume
        total = volume.page_count + (2 + self.contents_pages if with_front else 0)
        title = text(volume.kind.title_code)
        with Document(
            path, self.paper, title=title, subject=volume.book, font=self.font,
            progress=progress, total=total,
        ) as document:  # fmt: skip
            if with_front:
                self.cover(document)
                self.opening(document)
                self.contents(document)
            for account, report, pages in volume.ledgers():
                self.account(document, account, report, pages)
            return Printed(total, frozenset(document.lacking))

    # The front

    def cover(self, document: Document) -> None:
        """The cover (封面, 第五十九条): book, unit, period, pages, volume, and who signs."""
        document.page()
        volume = self.volume
        title = (
            " ".join(text(volume.kind.title_code))
            if text(volume.kind.title_code).isalpha()
            else text(volume.kind.title_code)
        )
        draw_title(document, Box(LEFT, self.paper.height * 0.16, self.width, 16), title, size=30)
        rows = self.facts()
        width = min(self.width * 0.62, 165.0)
        left = LEFT + (self.width - width) / 2
        y = self.paper.height * 0.36
        height = min(10.5, self.paper.height * 0.05)
        y = _pairs(document, Box(left, y, width, height), rows, size=12)
        posts = ("keeper", "reviewer", "binder", "head", "giver", "taker")
        third = self.width / 3
        top = y + self.paper.height * 0.06
        for place, post in enumerate(posts):
            cell = Box(LEFT + place % 3 * third, top + place // 3 * 10, third, 8)
            document.text(
                cell, text("form.signature", name=text(f"volume.{post}")), size=11, padding=8,
                fit=Fit.WHOLE,
            )  # fmt: skip

    def facts(self) -> list[tuple[str, str]]:
        """What cover and opening sheet both say of the volume."""
        volume = self.volume
        return [
            (text("volume.name"), text(volume.kind.title_code)),
            (text("volume.unit"), volume.book),
            (text("volume.period"), self.span()),
            (text("volume.pages"), text("volume.pages_shown", count=volume.page_count)),
            (text("volume.volume"), text("volume.of", number=volume.number, count=volume.count)),
        ]

    def span(self) -> str:
        """The periods it is about, in words."""
        first, last = self.volume.first, self.volume.last
        shown = [text("volume.month", year=each.year, month=each.month) for each in (first, last)]
        return shown[0] if first == last else text("volume.span", first=shown[0], last=shown[1])

    def opening(self, document: Document) -> None:
        """The sheet behind the cover (账簿启用表): from when, how many pages, who keeps it."""
        document.page()
        volume = self.volume
        draw_title(document, Box(LEFT, TOP, self.width, 12), text("volume.opening"), size=18)
        day = volume.opened_on
        rows = [*self.facts(), (text("volume.opened_on"), _day(day))]
        height = min(8.0, (self.paper.height - 62) / 17)
        y = _pairs(document, Box(LEFT, TOP + 15, self.width, height), rows, size=10)
        people = list(zip_longest(volume.keeping.heads, volume.keeping.keepers, fillvalue=""))[:3]
        heads = [
            text(f"volume.{key}") for key in ("head", "seal", "keeper", "seal", "remark")
        ]  # fmt: skip
        body = [[head, "", keeper, "", ""] for head, keeper in (people or [("", "")])]
        widths = _shares(self.width, (60, 40, 60, 40, 57))
        y = _sheet(
            document,
            Box(LEFT, y + 3, self.width, height),
            text("volume.people"),
            heads,
            body,
            widths,
        )
        heads = [
            text(f"volume.{key}")
            for key in ("handed_on", "giver", "seal", "taker", "seal", "witness", "seal")
        ]
        given = [
            [_day(each.day), each.giver, "", each.taker, "", each.witness, ""]
            for each in volume.keeping.handovers
        ]
        body = (given + [[""] * 7] * 4)[: max(4, len(given))]
        widths = _shares(self.width, (37, 40, 33, 40, 33, 40, 34))
        _sheet(
            document,
            Box(LEFT, y + 3, self.width, height),
            text("volume.handovers"),
            heads,
            body,
            widths,
        )

    def contents(self, document: Document) -> None:
        """The list of accounts with their pages (目录), 22 lines a page."""
        volume = self.volume
        height = min(6.6, (self.paper.height - TOP - BOTTOM - 34) / (CONTENTS_LINES + 1))
        heads = [text(f"volume.{key}") for key in ("sequence", "code", "account", "page")]
        widths = _shares(self.width, (20, 50, 137, 50))
        for number in range(self.contents_pages):
            document.page()
            first = number * CONTENTS_LINES
            some = volume.accounts[first : first + CONTENTS_LINES]
            draw_title(document, Box(LEFT, TOP, self.width, 11), text("volume.contents"), size=18)
            y = TOP + 12
            draw_head(
                document, Box(LEFT, y, self.width, 6), text("print.unit", name=volume.book),
                text(volume.kind.title_code), self.span(),
            )  # fmt: skip
            body = [
                [str(first + place), each.code, each.name, _page_span(each)]
                for place, each in enumerate(some, 1)
            ]
            body += [[""] * 4] * (CONTENTS_LINES - len(body))
            aligns = (Align.CENTRE, Align.LEFT, Align.LEFT, Align.CENTRE)
            _sheet(document, Box(LEFT, y + 7, self.width, height), "", heads, body, widths, aligns)
            cell = Box(LEFT, self.paper.height - BOTTOM - 5, self.width, 5)
            shown = text("volume.contents_page", number=number + 1, count=self.contents_pages)
            document.text(cell, shown, align=Align.RIGHT, size=8.5, padding=0)

    # The accounts

    def account(
        self, document: Document, account: BoundAccount, report: Report,
        pages: Iterable[PrintedPage],
    ) -> None:  # fmt: skip
        """The pages of one account; refused where they are not as many as were counted."""
        table = Table(report, ledger_layout(report, self.width), LEDGER_ROW, is_ledger=True)
        number = account.first_page - 1
        for page in pages:
            number = page.number
            if number > account.last_page:
                break
            document.page()
            if number == account.first_page:
                document.bookmark(f"{account.code} {account.name}")
            self.page(document, account, report, table, page)
        if number != account.last_page:
            raise Refused([Problem.of("volume.changed", account=account.code)])

    def page(
        self, document: Document, account: BoundAccount, report: Report, table: Table,
        page: PrintedPage,
    ) -> None:  # fmt: skip
        """One page: title, head, table, foot."""
        volume = self.volume
        draw_title(document, Box(LEFT, TOP, self.width, _TITLE), text(volume.kind.title_code))
        y = TOP + _TITLE + 0.6
        unit = text("print.unit", name=volume.book)
        money = text("print.currency", currency=currency_name(report.currency))
        draw_head(document, Box(LEFT, y, self.width, _LINE), unit, self.span(), money)
        y += _LINE
        named = text("print.account", code=account.code, name=account.name)
        measure = str(report.parameters.get("measure") or "")
        right = text("print.measure", measure=measure) if measure else ""
        draw_head(document, Box(LEFT, y, self.width, _LINE), named, "", right)
        y += _LINE + 0.2
        table.draw(document, LEFT, y, page.rows, [1] * len(page.rows))
        top = self.paper.height - BOTTOM - 3 * _FOOT_LINE
        lines = [
            text("print.unposted_sign", sign=UNPOSTED) if volume.include_unposted else "",
            self.trace(),
        ]
        draw_foot(
            document, Box(LEFT, top, self.width, _FOOT_LINE), lines, self.printed_by,
            page.number, volume.page_count,
        )  # fmt: skip

    def trace(self) -> str:
        """What lets a reader trace the page back: regime, policies, head of the chain."""
        volume = self.volume
        marks = [text(f"regime.{volume.regime}")] if volume.regime else []
        if volume.policies:
            marks.append(text("report.policies", policies=volume.policies))
        return "　".join([*marks, text("report.chain_head", head=volume.chain_head)])


def _day(day: date) -> str:
    return text("volume.day", year=day.year, month=day.month, day=day.day)


def _page_span(account: BoundAccount) -> str:
    first, last = account.first_page, account.last_page
    return str(first) if first == last else f"{first}—{last}"


def _shares(width: float, parts: Sequence[float]) -> list[float]:
    return [width * part / sum(parts) for part in parts]


def _pairs(document: Document, box: Box, rows: Sequence[tuple[str, str]], *, size: float) -> float:
    """A table of names and what they are; `box` is its first row. Returns where it ends."""
    widths = (box.width * 0.28, box.width * 0.72)
    document.grid(box.left, box.top, widths, [box.height] * len(rows), frame=0.4)
    y = box.top
    for name, shown in rows:
        document.text(Box(box.left, y, widths[0], box.height), name, align=Align.CENTRE, size=size)
        cell = Box(box.left + widths[0], y, widths[1], box.height)
        document.text(cell, shown, size=size, padding=3, fit=Fit.WRAP)
        y += box.height
    return y


def _sheet(
    document: Document, box: Box, title: str, heads: Sequence[str], body: Sequence[Sequence[str]],
    widths: Sequence[float], aligns: Sequence[Align] = (),
) -> float:  # fmt: skip
    """A plain table under its title, if it has one; `box` is its first row. Returns where it ends."""
    y, height = box.top, box.height
    if title:
        document.text(Box(box.left, y, box.width, height), title, align=Align.CENTRE, size=11)
        y += height
    document.grid(box.left, y, widths, [height] * (len(body) + 1), frame=0.4)
    for number, row in enumerate((heads, *body)):
        x = box.left
        for place, (width, shown) in enumerate(zip(widths, row, strict=True)):
            align = aligns[place] if aligns and number else Align.CENTRE
            cell = Box(x, y, width, height)
            document.text(cell, shown, align=align, size=10, padding=2)
            x += width
        y += height
    return y
