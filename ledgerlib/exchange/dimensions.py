"""Values of dimensions from a sheet: code and name, with the kind, the value above, a mnemonic."""

from __future__ import annotations

from pathlib import Path

from ..book import Book
from ..core.dimension import DimensionValue, kind_code
from ..core.problem import Problem
from ..refusal import Refused
from .accounts import check_flag, flag
from .opening import Imported, with_rows
from .sheets import read_sheet


def import_dimensions(book: Book, path: Path, kind: str = "") -> Imported:
    """Enter or change the values of a sheet: all or nothing.

    `kind` is the kind of those rows that do not say theirs; a kind that the book does not
    have yet is made.
    """
    sheet = read_sheet(path, ("code", "name"))
    kinds = book.dimension_kinds()
    values, rows = [], []
    for row, cells in sheet.rows:
        named = cells.get("kind", "") or kind
        if not named:
            sheet.problems.append(
                Problem.of("dimension.no_kind", file=path.name, row=row, field="kind")
            )
            continue
        wrong = check_flag(cells, "disabled")
        sheet.problems.extend(problem.at(file=path.name, row=row) for problem in wrong)
        disabled = flag(cells, "disabled")
        values.append(
            DimensionValue(
                kind_code(named, kinds), cells["code"], cells["name"], cells.get("parent", ""),
                disabled, cells.get("mnemonic", ""),
            )
        )  # fmt: skip
        rows.append(row)
    if sheet.problems:
        raise Refused(sorted(sheet.problems, key=lambda problem: problem.values["row"]))
    try:
        with book.transaction():
            for code in dict.fromkeys(value.kind for value in values):
                if code not in kinds:
                    book.set_dimension_kind(code)
            count = book.set_dimension_values(values)
    except Refused as refused:
        raise Refused(with_rows(problem, rows, path) for problem in refused.problems) from None
    return Imported(count, sheet.ignored, tuple(sheet.notes))
