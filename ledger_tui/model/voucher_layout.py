"""Where the cells of a voucher stand on the screen, and what of a long text is seen."""

from __future__ import annotations

from attrs import frozen
from rich.cells import cell_len, get_character_cell_size, set_cell_size

#: The narrowest and the widest that an amount's column is: 999,999,999.99 fits the narrowest.
AMOUNT_WIDTHS = (14, 18)
#: What a cell of the strip may take at most; a longer text is seen around the caret.
WIDEST_FIELD = 24


@frozen
class Place:
    """A cell on the screen: its column, where it begins and how wide it is."""

    column: str
    begin: int
    width: int

    @property
    def end(self) -> int:
        """The first place behind it."""
        return self.begin + self.width


def columns_within(width: int) -> tuple[Place, ...]:
    """The four columns of the grid, behind the line's number; a space stands between two."""
    amount = min(max((width - 40) // 4, AMOUNT_WIDTHS[0]), AMOUNT_WIDTHS[1])
    rest = max(width - 8 - 2 * amount, 20)  # the last place is the scroll bar's
    summary = rest // 2
    account = rest - summary
    places, at = [], 4
    for column, room in (
        ("summary", summary),
        ("account", account),
        ("debit", amount),
        ("credit", amount),
    ):
        places.append(Place(column, at, room))
        at += room + 1
    return tuple(places)


@frozen
class Field:
    """A field with its label in a strip: the label's place and the cell's."""

    label: str
    label_begin: int
    row: int
    place: Place


def fields_within(width: int, wanted: list[tuple[str, str, int]], rows: int = 9) -> list[Field]:
    """Fields (column, label, width of the cell) one behind the other, in as many rows as it takes."""
    found, at, row = [], 1, 0
    for column, label, room in wanted:
        taken = cell_len(label) + 1 + room
        if at + taken > width and at > 1:
            at, row = 1, row + 1
        if row >= rows:
            break
        begin = at + cell_len(label) + 1
        found.append(Field(label, at, row, Place(column, begin, min(room, max(width - begin, 4)))))
        at += taken + 2
    return found


def window(text: str, caret: int, width: int) -> tuple[str, int]:
    """What of a text is seen while it is typed in, and where in it the caret stands, in cells."""
    before = text[:caret]
    start = 0
    while cell_len(before[start:]) > width - 1:
        start += 1
    shown = set_cell_size(text[start:], width)
    return shown, cell_len(before[start:])


def caret_at(text: str, cells: int) -> int:
    """The caret for a click so many cells into a text that is seen from its beginning."""
    taken = 0
    for index, letter in enumerate(text):
        wide = get_character_cell_size(letter)
        if taken + wide > cells:
            return index
        taken += wide
    return len(text)


def shortened(text: str, width: int) -> str:
    """The text in so many cells, with a sign at its end where it goes on."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - 1, 0)) + ">"


def right(text: str, width: int) -> str:
    """The text at the right of so many cells; its end where it is too long."""
    missing = width - cell_len(text)
    if missing >= 0:
        return " " * missing + text
    while cell_len(text) > width - 1:
        text = text[1:]
    return "<" + text
