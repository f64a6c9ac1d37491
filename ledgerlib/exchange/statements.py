"""The statements of a chart: those that come along, by id, and a folder's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..core.problem import Problem
from ..core.statement import Statement
from ..refusal import Refused
from ..resources import folder
from .statement_reading import read_statements

_FOLDER = "statements"


def statement_files(chart_id: str) -> list[Path]:
    """The files of a chart's statements; a chart's folder anywhere on disk may be named too."""
    home = folder("charts_of_accounts") / chart_id
    if not home.is_dir():
        home = Path(chart_id)
    return sorted((home / _FOLDER).glob("*.toml")) if chart_id else []


def statements(chart_id: str) -> dict[str, Statement]:
    """The statements of a chart, by id."""
    return {
        statement.statement_id: statement
        for path in statement_files(chart_id)
        for statement in read_statements(path, chart_id)
    }


def find_statement(chart_id: str, name: str, kinds: Iterable[str] = ()) -> Statement:
    """The statement of a chart with this id: balance-sheet and balance_sheet are one.

    Where a chart has one for each kind of unit or fund, the one of the first of `kinds` is
    taken. Refused where there is none, with those that there are.
    """
    known = statements(chart_id)
    wanted = name.replace("-", "_")
    for kind in kinds:
        if f"{wanted}_{kind}" in known:
            return known[f"{wanted}_{kind}"]
    if wanted in known:
        return known[wanted]
    shown = " ".join(known) or "-"
    raise Refused([Problem.of("statement.unknown", name=name, chart=chart_id or "-", known=shown)])
