"""The cover of a volume of vouchers on paper (凭证封面), of the size of the vouchers it is bound with."""

from __future__ import annotations

from ...language import text
from ...reports.voucher_covers import VoucherCover
from .drawing import Align, Box, Document, Fit, Ink, labelled

_LEFT, _RIGHT = 24.0, 16.0
_ROW = 8.0
#: Words (凭证字) that a cover has rows for; those beyond share the last.
_MOST_WORDS = 5


def draw_cover(document: Document, slot: Box, cover: VoucherCover) -> None:
    """Draw a cover in its place."""
    width = slot.width - _LEFT - _RIGHT
    rows = min(max(len(cover.words), 1), _MOST_WORDS) + 3
    whole = 22 + _ROW * (rows + 1) + 20
    box = Box(slot.left + _LEFT, slot.top + max(6.0, (slot.height - whole) / 2), width, whole)
    title = " ".join(text("cover.title"))
    document.text(Box(box.left, box.top, width, 11), title, align=Align.CENTRE, size=22)
    wide = document.font.width(title, 22) * 25.4 / 72 / 2 + 4
    middle = box.left + width / 2
    for y in (box.top + 11.8, box.top + 12.8):
        document.line(middle - wide, y, middle + wide, y, weight=0.25)
    bottom = _draw_fields(document, Box(box.left, box.top + 20, width, 0), cover)
    _draw_signatures(document, Box(box.left, bottom + 4, width, 8), cover)
    note = f"{text(f'regime.{cover.regime}')}  {text('cover.chain_head', head=cover.chain_head)}"
    document.text(Box(box.left, bottom + 15, width, 4), note, size=6.5, ink=Ink.GREY, padding=0)


def _draw_fields(document: Document, place: Box, cover: VoucherCover) -> float:
    """The table of what is bound; returns where it ends."""
    numbers = [
        text("cover.word", word=w.word, first=f"{w.first:04}", last=f"{w.last:04}", count=w.count)
        for w in cover.words
    ]
    kept = _MOST_WORDS - 1 if len(numbers) > _MOST_WORDS else len(numbers)
    numbers[kept:] = ["；".join(numbers[kept:])] if numbers[kept:] else []
    labels = [text("cover.unit"), text("cover.days"), *[text("cover.numbers")] * len(numbers)]
    first, last = cover.first_day, cover.last_day
    days = text(
        "cover.span", year=cover.period.year, month=cover.period.month, first_month=first.month,
        first_day=first.day, last_month=last.month, last_day=last.day,
    )  # fmt: skip
    values = [cover.unit, days, *numbers]
    labels += [text("cover.counts"), text("cover.volume")]
    values.append(text("cover.counted", count=cover.count, attachments=cover.attachments))
    values.append(text("cover.of_volumes", volume=cover.volume, volumes=cover.volumes))
    widths = (34.0, place.width - 34.0)
    document.grid(place.left, place.top, widths, [_ROW] * len(labels), frame=0.5)
    y = place.top
    for label, value in zip(labels, values, strict=True):
        document.text(Box(place.left, y, widths[0], _ROW), label, align=Align.CENTRE, size=11)
        cell = Box(place.left + widths[0], y, widths[1], _ROW)
        document.text(cell, value, size=11, fit=Fit.WRAP, padding=3)
        y += _ROW
    return y


def _draw_signatures(document: Document, box: Box, cover: VoucherCover) -> None:
    posts = ("cover.supervisor", "cover.reviewer", "cover.binder", "cover.bound_on")
    width = box.width / len(posts)
    for place, post in enumerate(posts):
        name = cover.supervisor if post == "cover.supervisor" else ""
        shown = labelled(text("form.signature", name=text(post)), name)
        cell = Box(box.left + place * width, box.top, width, box.height)
        document.text(cell, shown, size=10, padding=0)
