"""Small charts: bars drawn with signs that are one cell wide everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

FULL, EMPTY = "#", "."


def bar(value: int, most: int, width: int, *, empty: str = EMPTY) -> str:
    """A bar of `width` cells: as much of it full as the value is of the most."""
    if most <= 0 or width <= 0:
        return empty * max(0, width)
    full = min(width, max(0, (value * width * 2 + most) // (2 * most)))
    if value > 0 and not full:
        full = 1  # something is never shown as nothing
    return FULL * full + empty * (width - full)


def labelled(rows: Sequence[tuple[str, int, str]], width: int) -> list[str]:
    """Rows of (label, value, figure) as bars of one scale: label, bar, figure, in columns.

    A value below nothing has its bar drawn with `-`, so that its sign is seen without colour.
    """
    if not rows:
        return []
    labels = max(cell_len(label) for label, _, _ in rows)
    figures = max(cell_len(figure) for _, _, figure in rows)
    room = max(0, width - labels - figures - 2)
    most = max(abs(value) for _, value, _ in rows)
    shown = []
    for label, value, figure in rows:
        drawn = bar(abs(value), most, room, empty=" ")
        if value < 0:
            drawn = drawn.replace(FULL, "-")
        gap = " " * (figures - cell_len(figure))
        shown.append(f"{set_cell_size(label, labels)} {drawn} {gap}{figure}")
    return shown


def paired(rows: Sequence[tuple[str, int, str, int, str]], width: int) -> list[str]:
    """Rows of (label, value, figure, value, figure): two bars of one scale, then both figures.

    The first bar is drawn with `#`, the second with `=`: told apart without colour.
    """
    if not rows:
        return []
    labels = max(cell_len(row[0]) for row in rows)
    figures = [max(cell_len(row[2]) for row in rows), max(cell_len(row[4]) for row in rows)]
    room = max(0, (width - labels - sum(figures) - 4) // 2)
    most = max((abs(value) for row in rows for value in (row[1], row[3])), default=0)
    shown = []
    for label, first, first_figure, second, second_figure in rows:
        one = bar(abs(first), most, room, empty=" ")
        two = bar(abs(second), most, room, empty=" ").replace(FULL, "=")
        gaps = [
            " " * (figures[0] - cell_len(first_figure)), " " * (figures[1] - cell_len(second_figure))
        ]  # fmt: skip
        shown.append(
            f"{set_cell_size(label, labels)} {one} {gaps[0]}{first_figure} "
            f"{two} {gaps[1]}{second_figure}"
        )
    return shown
