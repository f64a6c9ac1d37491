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


def statements(chart_id: str, beginning: str = "") -> dict[str, Statement]:
    """The statements of a chart, by id; of those files whose name begins so."""
    return {
        statement.statement_id: statement
        for path in statement_files(chart_id)
        if path.stem.startswith(beginning)
        for statement in read_statements(path, chart_id)
    }


def find_statement(chart_id: str, name: str, kinds: Iterable[str] = ()) -> Statement:
    """The statement of a chart with this id: balance-sheet and balance_sheet are one.

    Where a chart has one for each kind of unit or fund, the one of the first of `kinds` is
    taken. Refused where there is none, with those that there are.
    """
    wanted = name.replace("-", "_")
    ids = [*(f"{wanted}_{kind}" for kind in kinds), wanted]
    # A file is called what its statement is, so others need not be read to find it.
    likely = statements(chart_id, wanted.partition("_year")[0])
    for known in (likely, {} if any(each in likely for each in ids) else statements(chart_id)):
        for each in ids:
            if each in known:
                return known[each]
    shown = " ".join(each.replace("_", "-") for each in known) or "-"
    raise Refused([Problem.of("statement.unknown", name=name, chart=chart_id or "-", known=shown)])
