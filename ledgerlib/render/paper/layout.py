"""How wide the columns of a table are on paper: those of ledgers by what they are, others by what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from attrs import define, evolve, field, frozen

from ...language import text
from ...reports.ledger_columns import shown_quantity
from ...reports.report import Cell, Column, ColumnKind, Report, Row
from ..cells import columns, group_title, values
from ..cells import shown as shown_cell
from ..cells import title as title_of
from .drawing import MM, Align, wrapped
from .fonts import Font

#: The size of letters in points, where there is room for it.
SIZE = 8.5
#: Columns are not made narrower than this by shrinking letters; beyond, amounts shrink by themselves.
_SMALLEST = 0.6
#: What is free between a text and the lines beside it, in millimetres.
PADDING = 0.8
#: Points: higher than any text.
_TALL = 1e6
#: Millimetres of a text column: what it may ask for, and what is left to it where room is short.
_MOST_TEXT, _LEAST_TEXT = 90.0, 18.0
#: Decimals of a rate of exchange, which keeps its zeros.
_RATE_DECIMALS = 4
_NUMBERS = (ColumnKind.AMOUNT, ColumnKind.QUANTITY, ColumnKind.NUMBER)
#: Of a title such as 本年金额·实收资本: what stands above, and what below.
_GROUPED = re.compile(r"(.+?)(?:·|: )(.+)")


@frozen
class Place:
    """A column on paper: its titles, its width in millimetres, and what of the cell it shows.

    `part` is month or day where the day of a ledger stands in two columns.
    """

    key: str
    kind: ColumnKind
    title: str
    group: str = ""
    width: float = 0.0
    align: Align = Align.LEFT
    part: str = ""

    @property
    def wraps(self) -> bool:
        """Whether its text may stand in several lines."""
        return self.kind in (ColumnKind.TEXT, ColumnKind.LABEL) and self.align is Align.LEFT


@frozen
class Layout:
    """The columns of a table, from left to right, and the size of its letters."""

    places: tuple[Place, ...]
    size: float = SIZE

    @property
    def width(self) -> float:
        """The width of the table in millimetres."""
        return sum(place.width for place in self.places)

    @property
    def has_groups(self) -> bool:
        """Whether there is a line of titles above the titles."""
        return any(place.group for place in self.places)

    def lines_of(self, report: Report, font: Font, most: int = 10) -> Callable[[Row], int]:
        """How many lines of text each row takes; what does not fit into `most` is cut."""
        wraps = [
            (index, (place.width - 2 * PADDING) * MM)
            for index, place in enumerate(self.places)
            if place.wraps
        ]

        def lines(row: Row) -> int:
            cells = values(report, row)
            return max(
                (
                    len(wrapped(font, shown_cell(cells[index]), width, self.size, _TALL)[1])
                    for index, width in wraps
                    if cells[index]
                ),
                default=1,
            )

        return lambda row: min(lines(row), most)


def is_ledger(report: Report) -> bool:
    """Whether it is the ledger of one account: days and summaries, and a balance on a side."""
    keys = {column.key for column in report.columns}
    return {"date", "summary", "side", "balance"} <= keys and "code" not in keys


# Ledgers

#: Millimetres of the columns of a ledger, by key or by kind.
_LEDGER = {
    "month": 7.5, "day": 7.0, "voucher": 17.0, "summary": 34.0, "unit": 11.0, "currency": 11.0,
    "measure": 12.0, "settlement": 17.0, "bill_number": 19.0, "side": 8.0,
    ColumnKind.AMOUNT: 31.0, ColumnKind.QUANTITY: 22.0, ColumnKind.NUMBER: 12.0,
    ColumnKind.DATE: 18.0, ColumnKind.WORD: 10.0,
}  # fmt: skip
_PRICE, _OTHER_TEXT, _WIDEST_SUMMARY = 17.0, 32.0, 95.0
#: Of their width: texts where room is short, amounts before texts give way, amounts at their least.
_NARROW, _LEAST_SHARE, _NARROWEST = 0.78, 0.6, 0.28
#: What an amount column has room for, and how wide a digit is in parts of the size.
_SIGNS, _SIGN_WIDTH = 11, 0.56


def ledger_layout(report: Report, width: float) -> Layout:
    """The layout of a ledger (三栏式, 数量金额式, 多栏式, 日记账): the day in columns of month and day."""
    places: list[Place] = []
    for column in report.columns:
        place = _place(column)
        if column.key == "date":
            for part in ("month", "day"):
                places.append(
                    evolve(
                        place,
                        title=text(f"print.{part}"),
                        group="",
                        part=part,
                        width=_LEDGER[part],
                        align=Align.CENTRE,
                    )  # fmt: skip
                )
        else:
            places.append(evolve(place, width=_ledger_width(column)))
    asked = sum(place.width for place in places)
    if asked > width:
        return _narrowed(places, width)
    # The summary takes what is left, as far as a summary needs it, then all share the rest.
    spare = min(width - asked, _WIDEST_SUMMARY - _LEDGER["summary"])
    return _scaled(
        [
            evolve(place, width=place.width + spare) if place.key == "summary" else place
            for place in places
        ],
        width,
    )


def _narrowed(places: Sequence[Place], width: float) -> Layout:
    """The places of a ledger with many columns: amounts give way, then texts, then all together.

    Letters are as small as amounts of eleven digits and signs need them to be, all alike.
    """
    figures = [place.align is Align.RIGHT for place in places]
    asked = sum(p.width for p, is_figure in zip(places, figures, strict=True) if is_figure)
    others = sum(place.width for place in places) - asked
    for shrunk in (1.0, _NARROW):
        share = (width - others * shrunk) / asked
        if share >= _LEAST_SHARE or shrunk == _NARROW:
            break
    if share < _NARROWEST:
        return _scaled(places, width)
    made = [
        evolve(place, width=place.width * (share if is_figure else shrunk))
        for place, is_figure in zip(places, figures, strict=True)
    ]
    narrowest = min(p.width for p in made if p.kind is ColumnKind.AMOUNT)
    size = (narrowest - 2 * PADDING) * MM / (_SIGNS * _SIGN_WIDTH)
    return evolve(_scaled(made, width), size=min(SIZE, max(size, SIZE * _SMALLEST)))


def _ledger_width(column: Column) -> float:
    if column.key in _LEDGER:
        return _LEDGER[column.key]
    if "price" in column.key or "rate" in column.key:
        return _PRICE
    return _LEDGER.get(column.kind, _OTHER_TEXT)


# Any other report


@define
class Widths:
    """The width that each column asks for, as far as its rows have been seen."""

    report: Report
    font: Font
    widest: list[float] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.widest = [self._of(title) for title in self._titles()]

    def _titles(self) -> Iterable[str]:
        for place in places_of(self.report):
            # A title may stand in two lines: half of it is what it needs.
            yield place.title[: max(4, (len(place.title) + 1) // 2)]

    def _of(self, shown: str) -> float:
        return self.font.width(shown, SIZE) / MM + 2 * PADDING + 0.4

    def see(self, row: Row) -> None:
        """Take a row in."""
        cells = zip(values(self.report, row), columns(self.report), strict=True)
        for index, (cell, column) in enumerate(cells):
            if cell is None or cell == "":
                continue
            shown = written(cell, column.kind)
            # No sign is wider than the size of the letters: most texts need not be measured.
            if len(shown) * SIZE / MM + 2 * PADDING > self.widest[index]:
                self.widest[index] = max(self.widest[index], self._of(shown))

    @property
    def total(self) -> float:
        """The width that the table asks for."""
        return sum(self._asked())

    def _asked(self) -> list[float]:
        return [
            min(width, _MOST_TEXT) if place.wraps else width
            for place, width in zip(places_of(self.report), self.widest, strict=True)
        ]

    def layout(self, width: float) -> Layout:
        """The layout on so much room: texts give way first, then all letters grow smaller."""
        places = places_of(self.report)
        asked = self._asked()
        texts = [index for index, place in enumerate(places) if place.wraps]
        room = width - sum(each for index, each in enumerate(asked) if index not in texts)
        widest = _levelled([asked[index] for index in texts], room)
        for index in texts:
            asked[index] = min(asked[index], widest)
        return _scaled(
            [evolve(place, width=each) for place, each in zip(places, asked, strict=True)], width
        )


def _levelled(asked: Sequence[float], room: float) -> float:
    """How wide a text column may be at most, for all of them to fit: the widest give way first."""
    left = sorted(asked)
    while left and sum(left) > room:
        fair = room / len(left)
        if left[0] > fair:
            return max(fair, _LEAST_TEXT)
        room -= left.pop(0)
    return max(left, default=_LEAST_TEXT)


def places_of(report: Report) -> list[Place]:
    """The columns of a report with their titles, without widths."""
    return [_place(column) for column in columns(report)]


def _place(column: Column) -> Place:
    title, group = title_of(column), group_title(column)
    grouped = _GROUPED.fullmatch(title)
    if not group and grouped:
        group, title = grouped[1], grouped[2]
    if column.kind in _NUMBERS or "price" in column.key or "rate" in column.key:
        align = Align.RIGHT
    elif column.kind in (ColumnKind.DATE, ColumnKind.WORD) or column.key.endswith("line"):
        align = Align.CENTRE
    else:
        align = Align.LEFT
    return Place(column.key, column.kind, title, group, align=align)


def _scaled(places: Sequence[Place], width: float) -> Layout:
    """The places as wide together as the paper allows; letters no smaller than need be."""
    scale = width / sum(place.width for place in places)
    size = SIZE * min(1.0, max(scale, _SMALLEST))
    return Layout(tuple(evolve(place, width=place.width * scale) for place in places), size)


def written(cell: Cell, kind: ColumnKind) -> str:
    """A cell as it is written: a quantity of many decimals without the zeros behind the point.

    Rates of exchange have four, and keep them, so that those of a column are alike.
    """
    if kind is ColumnKind.QUANTITY and isinstance(cell, Decimal):
        exponent = cell.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -_RATE_DECIMALS:
            return shown_cell(shown_quantity(cell))
    return shown_cell(cell)


def day_parts(day: date | None, year: int | None) -> dict[str, str]:
    """The month and the day of a row; the month with its year where that is not the page's."""
    if day is None:
        return {"month": "", "day": ""}
    month = str(day.month) if year in (None, day.year) else f"{day.year}.{day.month}"
    return {"month": month, "day": str(day.day)}


def is_negative(cell: object) -> bool:
    """Whether a figure is written in red ink."""
    return isinstance(cell, Decimal) and cell < 0
