"""A voucher as it is printed, in lines of text: the frame of the paper form, widths right with Chinese.

Pure: it takes the page that the library makes for printing, and knows no rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen
from rich.cells import cell_len, set_cell_size, split_text

from ledgerlib.reports.voucher_forms import FormPage
from ledgerlib.reports.voucher_lines import FormLine

from ..language import library_text, text

#: The rows that a form has at least: the empty ones are struck.
LEAST_ROWS = 5
#: The narrowest text column, and the widest frame.
_NARROWEST, _WIDEST = 8, 132


@frozen
class Piece:
    """A piece of a line: its text, and how it is written: "" plain, "red", "bold", "dim"."""

    text: str
    how: str = ""


Line = tuple[Piece, ...]


def width_of(line: Line) -> int:
    """How many cells a line takes."""
    return sum(cell_len(piece.text) for piece in line)


def paper(page: FormPage, width: int) -> list[Line]:
    """The voucher within a width (80 and more): title, head, table, totals, signatures, state."""
    width = min(width, _WIDEST)
    form = _Form.of(page, width)
    return [
        _centred(_spaced(library_text(page.title)), width, "bold"),
        *_head(page, width),
        form.rule("="),
        form.titles(),
        form.rule("-"),
        *(line for each in page.lines for line in form.entry(each)),
        *([form.struck()] * max(0, LEAST_ROWS - len(page.lines))),
        form.rule("-"),
        *form.totals(page),
        form.rule("="),
        *_signatures(page, width),
        *_state(page, width),
    ]


def _spaced(title: str) -> str:
    """A title with its letters apart, as forms have it: 记 账 凭 证."""
    return " ".join(title) if not title.isascii() else title


def _centred(said: str, width: int, how: str = "") -> Line:
    left = max(0, (width - cell_len(said)) // 2)
    return (Piece(" " * left), Piece(said, how))


def _head(page: FormPage, width: int) -> list[Line]:
    day = library_text(
        "voucher_form.day", year=page.day.year, month=page.day.month, day=page.day.day
    )
    number = f"{page.number}.{page.part}" if page.part else str(page.number)
    of = f"/{page.parts}" if page.part else ""
    numbered = library_text("voucher_form.number", word=page.word, number=f"{number}{of}")
    documents = library_text("voucher_form.attachments", count=page.attachments)
    lines = [_apart((page.unit, day, f"{numbered}  {documents}"), width)]
    if page.head:
        lines.append((Piece(library_text(page.head_title, account=page.head)),))
    if page.reference:
        reference = library_text("voucher_form.reference", reference=page.reference)
        lines += [(Piece(each),) for each in wrapped(reference, width)]
    return lines


def _apart(parts: Sequence[str], width: int) -> Line:
    """Left, middle and right of one line; what does not fit is cut in the left part."""
    left, middle, right = parts
    room = width - cell_len(middle) - cell_len(right) - 2
    left = left if cell_len(left) <= room else set_cell_size(left, max(0, room))
    before = max(1, (width - cell_len(middle)) // 2 - cell_len(left))
    behind = max(1, width - cell_len(left) - before - cell_len(middle) - cell_len(right))
    if cell_len(left) + before + cell_len(middle) + behind + cell_len(right) > width:
        before = 1
        behind = max(1, width - cell_len(left) - 1 - cell_len(middle) - cell_len(right))
    return (Piece(left + " " * before + middle + " " * behind + right),)


def wrapped(said: str, width: int) -> list[str]:
    """A text in lines of a width, none of its letters lost."""
    lines = []
    while cell_len(said) > width:
        head, said = split_text(said, width)
        lines.append(head)
    return [*lines, said]


@frozen
class _Form:
    """The columns of the form: texts share what amounts leave; amounts are never cut."""

    texts: tuple[int, int, int]
    amounts: tuple[int, ...]
    page: FormPage
    width: int

    @classmethod
    def of(cls, page: FormPage, width: int) -> _Form:
        shown = [
            max(
                [cell_len(library_text(title)), 12]
                + [cell_len(_amount(line.amounts[at])) for line in page.lines]
                + ([cell_len(_amount(page.totals[at]))] if page.totals else [])
            )
            for at, title in enumerate(page.columns)
        ]
        room = width - sum(shown) - len(shown) - 4
        summary = max(_NARROWEST, room * 2 // 5)
        general = max(_NARROWEST, (room - summary) // 2)
        detail = max(_NARROWEST, room - summary - general)
        return cls((summary, general, detail), tuple(shown), page, width)

    def rule(self, sign: str) -> Line:
        parts = [sign * each for each in (*self.texts, *self.amounts)]
        return (Piece(f"+{'+'.join(parts)}+"),)

    def _line(self, cells: Sequence[str], amounts: Sequence[tuple[str, str]]) -> Line:
        pieces = [Piece("|")]
        for cell, size in zip(cells, self.texts, strict=True):
            pieces += [Piece(set_cell_size(cell, size)), Piece("|")]
        for (cell, how), size in zip(amounts, self.amounts, strict=True):
            pieces += [Piece(" " * (size - cell_len(cell)) + cell, how), Piece("|")]
        return tuple(pieces)

    def titles(self) -> Line:
        names = [
            library_text(f"voucher_form.{each}")
            for each in ("summary", "general_account", "detail_account")
        ]
        columns = [(library_text(each), "bold") for each in self.page.columns]
        return self._line(names, columns)

    def entry(self, line: FormLine) -> list[Line]:
        """A line of the voucher: as many lines as its texts take, its amounts on the first."""
        detail = " ".join(part for part in (line.detail, _measured(line)) if part)
        columns = [
            wrapped(said, size)
            for said, size in zip((line.summary, line.general, detail), self.texts, strict=True)
        ]
        height = max(len(each) for each in columns)
        amounts = [
            (_amount(each), "red" if each is not None and each < 0 else "") for each in line.amounts
        ]
        nothing = [("", "")] * len(amounts)
        return [
            self._line(
                [each[at] if at < len(each) else "" for each in columns],
                amounts if at == 0 else nothing,
            )
            for at in range(height)
        ]

    def struck(self) -> Line:
        """An empty row, struck through (第五十一条)."""
        parts = [("/" if at == 0 else "") for at in range(len(self.texts))]
        return self._line(parts, [("/", "")] * len(self.amounts))

    def totals(self, page: FormPage) -> list[Line]:
        said = (
            library_text("voucher_form.total_words", words=page.words)
            if page.words
            else library_text("voucher_form.total")
        )
        amounts = [_amount(each) for each in page.totals] or [""] * len(self.amounts)
        room = sum(self.texts) + len(self.texts) - 1
        lines = []
        for at, part in enumerate(wrapped(said, room)):
            pieces = [Piece("|"), Piece(set_cell_size(part, room), "bold"), Piece("|")]
            for each, size in zip(amounts, self.amounts, strict=True):
                cell = each if at == 0 else ""
                how = "red" if cell.startswith("-") else "bold"
                pieces += [Piece(" " * (size - cell_len(cell)) + cell, how), Piece("|")]
            lines.append(tuple(pieces))
        return lines


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,f}"


def _measured(line: FormLine) -> str:
    """The second quantity of a line: 50 kg @4.60."""
    measure = line.measure
    if measure is None:
        return ""
    rate = f" @{measure.rate:f}" if measure.rate is not None else ""
    return f"{measure.quantity:,f} {measure.commodity}{rate}"


def _signatures(page: FormPage, width: int) -> list[Line]:
    parts = [f"{library_text(each.post)} {each.name or '____'}" for each in page.signatures]
    said, lines = "", []
    for part in parts:
        if said and cell_len(said) + 3 + cell_len(part) > width:
            lines.append((Piece(said),))
            said = ""
        said = f"{said}   {part}" if said else part
    return [*lines, (Piece(said),)]


def _state(page: FormPage, width: int) -> list[Line]:
    state = text(f"entry.state.{page.state.value}")
    said = f"[{state}]"
    has_red = any(
        amount is not None and amount < 0 for line in page.lines for amount in line.amounts
    )
    if has_red:
        said = f"{said}  {text('paper.red_ink')}"
    return [(), _centred(said, width, "bold")]
