"""Vouchers on paper: two on a page of A4, one on 240×140 or A5, with cut lines between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from pathlib import Path

from attrs import frozen

from ...book.work import Progress
from ...core.amount import exact_text
from ...core.problem import Problem
from ...core.voucher import State
from ...language import text
from ...refusal import Refused
from ...reports.voucher_covers import VoucherCover
from ...reports.voucher_forms import ROWS, FormKind, FormPage
from ...reports.voucher_lines import FormLine
from .cover import draw_cover
from .drawing import A4, A5, Align, Box, Document, Fit, Ink, Paper, labelled
from .fonts import Font

# Millimetres. The left margin is wide, for vouchers are bound there; 附件 stands in the right one.
_LEFT, _RIGHT, _EDGE = 20.0, 13.0, 5.0
_TITLE, _HEAD, _HEADINGS, _TOTAL, _SIGNED, _NOTE = 13.0, 7.0, 9.0, 9.0, 9.0, 4.0
_ROW_LEAST, _ROW_MOST = 6.0, 13.0
_FIXED = 2 * _EDGE + _TITLE + 2 * _HEAD + _HEADINGS + _TOTAL + _SIGNED + _NOTE
#: The columns of each table, in parts of its width: summary, accounts, amounts, the mark of posting.
_WIDTHS = {
    FormKind.GENERAL: (45, 31, 40, 28, 28, 8),
    FormKind.TRANSFER: (45, 31, 40, 28, 28, 8),
    FormKind.RECEIPT: (50, 36, 52, 34, 8),
    FormKind.PAYMENT: (50, 36, 52, 34, 8),
    FormKind.QUANTITY: (34, 41, 13, 16, 22, 23, 23, 8),
}
_CURRENCY_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@frozen
class Layout:
    """How vouchers stand on paper: so many on a page, each with so many rows."""

    paper: Paper = A4
    per_page: int = 2
    rows: int = ROWS

    @classmethod
    def of(cls, paper: Paper, per_page: int | None = None, rows: int | None = None) -> Layout:
        """A layout; what is not said is as usual: two on A4, each half with five rows.

        Raises Refused (print.too_narrow) where that does not fit on the paper.
        """
        per_page = per_page or (2 if paper == A4 else 1)
        usual = 10 if paper == A5 or (paper == A4 and per_page == 1) else ROWS
        made = cls(paper, per_page, rows or usual)
        if made._room < made.rows * _ROW_LEAST:
            most = max(int(made._room // _ROW_LEAST), 0)
            raise Refused([
                Problem.of("print.too_narrow", paper=str(paper), count=per_page, rows=made.rows, most=most)
            ])  # fmt: skip
        return made

    @property
    def _room(self) -> float:
        return self.paper.height / self.per_page - _FIXED

    @property
    def row_height(self) -> float:
        """The height of a row, as high as there is room for, within reason."""
        return min(self._room / self.rows, _ROW_MOST)

    def slots(self) -> list[Box]:
        """The places of the vouchers on a page."""
        height = self.paper.height / self.per_page
        return [Box(0, place * height, self.paper.width, height) for place in range(self.per_page)]


def voucher_pdf(
    path: str | Path,
    forms: Iterable[FormPage],
    layout: Layout | None = None,
    *,
    covers: Iterable[VoucherCover] = (),
    title: str = "",
    font: Font | str | Path | None = None,
    progress: Progress | None = None,
    total: int | None = None,
) -> set[str]:
    """Draw vouchers, and covers before them, into a PDF; the file is whole or not there.

    `progress` is told of vouchers, of `total` if that is known. Returns the characters that the
    font lacks. Raises Refused where there is no font (see `fonts.find_font`).
    """
    layout = layout or Layout()
    slots = layout.slots()
    done = 0
    with Document(path, layout.paper, title=title, font=font) as document:
        for cover in covers:
            document.page()
            draw_cover(document, slots[0], cover)
        for place, form in enumerate(forms):
            slot = slots[place % len(slots)]
            if place % len(slots) == 0:
                document.page()
                _cut_lines(document, slots)
            draw_form(document, slot, form, layout.row_height)
            if not form.goes_on:
                done += 1
                if progress is not None:
                    progress(done, total)
        return document.lacking


def _cut_lines(document: Document, slots: Sequence[Box]) -> None:
    for slot in slots[1:]:
        document.line(0, slot.top, slot.right, slot.top, weight=0.1, ink=Ink.GREY, dashed=True)


def draw_form(document: Document, slot: Box, form: FormPage, row_height: float) -> None:
    """Draw a page of a voucher in its place."""
    heights = [_HEADINGS, *[row_height] * form.rows, _TOTAL]
    head = _HEAD * (2 if form.head else 1)
    whole = _TITLE + head + sum(heights) + _SIGNED
    top = slot.top + max(_EDGE, (slot.height - whole) / 2 - _NOTE)
    width = slot.width - _LEFT - _RIGHT
    table = Box(slot.left + _LEFT, top + _TITLE + head, width, sum(heights))
    parts = _WIDTHS[form.kind]
    widths = [width * part / sum(parts) for part in parts]
    _draw_head(document, Box(table.left, top, width, _TITLE + head), form)
    _draw_table(document, table, widths, heights, form)
    _draw_rows(document, table, widths, row_height, form)
    _draw_total(document, table, widths, form)
    _draw_attachments(document, table, form)
    _draw_signatures(document, Box(table.left, table.bottom + 1.5, width, _SIGNED - 2), form)
    _draw_note(document, Box(table.left, table.bottom + _SIGNED - 1, width, _NOTE), form)
    if form.state is State.VOID:
        _stamp(document, table, text("voucher_form.state_void"))


def _draw_head(document: Document, box: Box, form: FormPage) -> None:
    title = " ".join(text(form.title))
    document.text(Box(box.left, box.top, box.width, 9), title, align=Align.CENTRE, size=18)
    wide = document.font.width(title, 18) * 25.4 / 72 / 2 + 3
    middle = box.left + box.width / 2
    for y in (box.top + 9.6, box.top + 10.4):
        document.line(middle - wide, y, middle + wide, y, weight=0.2)
    third = box.width / 3
    row = Box(box.left, box.top + _TITLE, box.width, _HEAD)
    day = form.day
    shown = text("voucher_form.day", year=day.year, month=f"{day.month:02}", day=f"{day.day:02}")
    unit = text("voucher_form.unit", unit=form.unit)
    # The unit's name has all the room up to the day, for a name cut short is not the unit's.
    before = middle - document.font.width(shown, 10) * 25.4 / 72 / 2 - 2 - row.left
    document.text(Box(row.left, row.top, max(before, third), _HEAD), unit, fit=Fit.WRAP, padding=0)
    document.text(Box(row.left + third, row.top, third, _HEAD), shown, align=Align.CENTRE, size=10)
    document.text(
        Box(row.left + 2 * third, row.top, third, _HEAD), number_text(form), align=Align.RIGHT,
        size=10, padding=0,
    )  # fmt: skip
    if form.head:
        head = text(form.head_title, account=form.head)
        document.text(Box(row.left, row.bottom, row.width, _HEAD), head, size=10, padding=0)
    if form.state in (State.DRAFT, State.REVIEWED):
        mark = Box(box.right - 20, box.top + 1.5, 20, 6)
        document.text(
            mark, text(f"voucher_form.state_{form.state}"), align=Align.CENTRE, ink=Ink.RED
        )
        document.rectangle(mark, weight=0.2, ink=Ink.RED)


def number_text(form: FormPage) -> str:
    """The number as it is printed: 记字第 0001 号（1/2）, its part as 0005 1/3."""
    number = f"{form.number:04}"
    if form.part:
        number += f" {form.part}/{form.parts}" if form.parts else f" {form.part}"
    shown = text("voucher_form.number", word=form.word, number=number)
    return f"{shown}（{form.page}/{form.pages}）" if form.pages > 1 else shown


def _draw_table(
    document: Document, table: Box, widths: Sequence[float], heights: Sequence[float], form: FormPage
) -> None:  # fmt: skip
    """The lines of the table and the titles of its columns; the total's label spans what is not money."""
    body = Box(table.left, table.top, table.width, table.height - _TOTAL)
    document.rectangle(table, weight=0.4)
    y = table.top
    for height in heights[:-1]:
        y += height
        document.line(table.left, y, table.right, y, weight=0.35 if y == body.bottom else 0.15)
    money = len(widths) - len(form.columns) - 1
    edges = list(accumulate(widths, initial=table.left))
    for place, x in enumerate(edges[1:-1], 1):
        bottom = table.bottom if place >= money else body.bottom
        document.line(x, table.top, x, bottom, weight=0.3 if place >= money else 0.15)
    if form.kind is FormKind.QUANTITY:
        for y in accumulate(heights[:-1], initial=table.top):
            if y < body.bottom - 0.1:
                half = _HEADINGS / 2 if y == table.top else heights[1] / 2
                document.line(edges[2], y + half, edges[5], y + half, weight=0.1, ink=Ink.GREY)
    for (left, right), title in zip(pairwise(edges), _titles(form), strict=True):
        box = Box(left, table.top, right - left, _HEADINGS)
        stacked = title.split("\n")
        for place, each in enumerate(stacked):
            high = _HEADINGS / len(stacked)
            cell = Box(box.left, box.top + place * high, box.width, high)
            document.text(
                cell, each, align=Align.CENTRE, size=8 if len(stacked) > 1 else 9, padding=0.3
            )


def _titles(form: FormPage) -> list[str]:
    """The titles of the columns; two lines are for the two sub-rows."""
    amounts = [text(code) for code in form.columns]
    posted = text("voucher_form.posted")
    if form.kind is FormKind.QUANTITY:
        pairs = (
            (text("voucher_form.currency"), text("voucher_form.measured_in")),
            (text("voucher_form.rate"), text("voucher_form.price")),
            (text("voucher_form.foreign_amount"), text("voucher_form.quantity")),
        )
        stacked = ["\n".join(pair) for pair in pairs]
        return [text("voucher_form.summary"), text("voucher_form.account"), *stacked, *amounts, posted]  # fmt: skip
    accounts = [text("voucher_form.general_account"), text("voucher_form.detail_account")]
    return [text("voucher_form.summary"), *accounts, *amounts, posted]


def _draw_rows(
    document: Document, table: Box, widths: Sequence[float], high: float, form: FormPage
) -> None:
    edges = list(accumulate(widths, initial=table.left))
    first = table.top + _HEADINGS
    money = len(widths) - len(form.columns) - 1
    for number, line in enumerate(form.lines):
        y = first + number * high
        cells = [Box(left, y, right - left, high) for left, right in pairwise(edges)]
        document.text(cells[0], line.summary, size=9, fit=Fit.WRAP)
        if form.kind is FormKind.QUANTITY:
            _draw_measured(document, cells, line)
        else:
            document.text(cells[1], line.general, size=9, fit=Fit.WRAP)
            document.text(cells[2], line.detail, size=9, fit=Fit.WRAP)
        for cell, amount in zip(cells[money:-1], line.amounts, strict=True):
            if amount is not None:
                _draw_amount(document, cell, amount)
        if form.state is State.POSTED:
            document.text(cells[-1], "√", align=Align.CENTRE, padding=0.2)
    if not form.goes_on and len(form.lines) < form.rows:
        # 第五十一条(六): the empty rows of the amounts are struck, down to the total.
        top, bottom = first + len(form.lines) * high, first + form.rows * high
        document.line(edges[-2] - 1, top + 1, edges[money] + 1, bottom - 1, weight=0.2)


def _draw_measured(document: Document, cells: Sequence[Box], line: FormLine) -> None:
    """The account over its detail, and the currency above or the goods below."""
    upper = [Box(cell.left, cell.top, cell.width, cell.height / 2) for cell in cells]
    lower = [Box(box.left, box.bottom, box.width, box.height) for box in upper]
    if line.detail:
        document.text(upper[1], line.general, size=9)
        document.text(lower[1], line.detail, size=8)
    else:
        document.text(cells[1], line.general, size=9, fit=Fit.WRAP)
    measure = line.measure
    if measure is None:
        return
    row = upper if measure.is_currency else lower
    ink = Ink.RED if measure.quantity < 0 else Ink.BLACK
    rate = "" if measure.rate is None else exact_text(measure.rate)
    # A revaluation moves no currency: its quantity of nothing is not written.
    quantity = f"{measure.quantity:,f}" if measure.quantity else ""
    if not measure.is_currency and "." in quantity:
        quantity = quantity.rstrip("0").rstrip(".")
    document.text(row[2], measure.commodity, align=Align.CENTRE, size=8, padding=0.3)
    document.text(row[3], rate, align=Align.RIGHT, size=8, fit=Fit.WHOLE)
    document.text(row[4], quantity, align=Align.RIGHT, size=8, fit=Fit.WHOLE, ink=ink)


def _draw_amount(document: Document, cell: Box, amount: Decimal, sign: str = "") -> None:
    """An amount; red ink is in red, and has its minus too, for a copy in black must say it as well."""
    ink = Ink.RED if amount < 0 else Ink.BLACK
    document.text(cell, f"{sign}{amount:,f}", align=Align.RIGHT, size=10, ink=ink, fit=Fit.WHOLE)


def _draw_total(document: Document, table: Box, widths: Sequence[float], form: FormPage) -> None:
    edges = list(accumulate(widths, initial=table.left))
    money = len(widths) - len(form.columns) - 1
    y = table.bottom - _TOTAL
    label = Box(table.left, y, edges[money] - table.left, _TOTAL)
    if form.goes_on:
        document.text(label, text("voucher_form.goes_on"), align=Align.CENTRE, size=10)
        return
    is_summed = any(total is not None for total in form.totals)
    if form.words:
        code = "voucher_form.total_words" if is_summed else "voucher_form.amount_words"
        document.text(label, text(code, words=form.words), size=10, fit=Fit.WHOLE)
    else:
        document.text(label, text("voucher_form.total"), size=10, align=Align.CENTRE)
    sign = _CURRENCY_SIGNS.get(form.currency, "")
    for place, total in enumerate(form.totals):
        if total is not None:
            left, right = edges[money + place], edges[money + place + 1]
            _draw_amount(document, Box(left, y, right - left, _TOTAL), total, sign)


def _draw_attachments(document: Document, table: Box, form: FormPage) -> None:
    """附件 n 张, one sign under the other at the right of the table."""
    told = text("voucher_form.attachments", count=form.attachments)
    signs = re.findall(r"[0-9A-Za-z]+|\S", told)
    high = 5.5
    top = table.top + (table.height - high * len(signs)) / 2
    for place, sign in enumerate(signs):
        box = Box(table.right + 1, top + place * high, _RIGHT - 4, high)
        document.text(box, sign, align=Align.CENTRE, size=9.5, padding=0)


def _draw_signatures(document: Document, box: Box, form: FormPage) -> None:
    width = box.width / len(form.signatures)
    for place, signature in enumerate(form.signatures):
        shown = labelled(text("form.signature", name=text(signature.post)), signature.name)
        cell = Box(box.left + place * width, box.top, width, box.height)
        document.text(cell, shown, size=9, padding=0)


def _draw_note(document: Document, box: Box, form: FormPage) -> None:
    notes = [text("regime.reversible")] if form.regime == "reversible" else []
    if form.reference:
        notes.append(text("voucher_form.reference", reference=form.reference))
    document.text(box, "  ".join(notes), size=7, ink=Ink.GREY, padding=0)


def _stamp(document: Document, table: Box, word: str) -> None:
    """A word across the table, in red, as a rubber stamp leaves it."""
    middle = Box(table.left + table.width / 2 - 28, table.top + table.height / 2 - 12, 56, 24)
    document.text(middle, " ".join(word), align=Align.CENTRE, size=44, ink=Ink.RED)
    document.rectangle(middle, weight=0.8, ink=Ink.RED)
