"""The table by which a book changes over to another chart: old code, new code, share or dimension."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ..core.amount import AmountError, exact
from ..core.changeover import MapRow
from ..core.problem import Problem
from ..refusal import refuse_if
from .sheets import read_sheet


def read_map(path: Path) -> list[MapRow]:
    """The rows of a mapping table; refused with every row that can't be read."""
    sheet = read_sheet(path, ("old_code", "new_code"))
    rows = []
    problems = sheet.problems
    for row, cells in sheet.rows:
        if not cells["old_code"] and not cells["new_code"]:
            continue
        found: list[Problem] = []
        share = _share(cells.get("share", ""), found)
        problems += [problem.at(file=path.name, row=row) for problem in found]
        rows.append(
            MapRow(
                row, cells["old_code"], cells["new_code"], share, cells.get("dimension", ""),
                cells.get("new_dimension", ""),
            )
        )  # fmt: skip
    refuse_if(problems)
    return rows


def _share(text: str, problems: list[Problem]) -> Decimal | None:
    """A share as 60%, ６０％ or 0.6; None where there is none."""
    if not text:
        return None
    number = text.replace("％", "%").strip()
    try:
        share = exact(number.removesuffix("%"))
    except AmountError:
        problems.append(Problem.of("changeover.share", value=text, field="share"))
        return None
    return share / 100 if number.endswith("%") else share
