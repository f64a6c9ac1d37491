"""The opening sheet of a set's books (账簿启用一览表): who has answered for them, and from which day."""

from __future__ import annotations

from ... import Period
from ...reports.report import Column, ColumnKind, Report, Row, RowKind
from ..set import GrainSet
from .columns import of_set


def opening_sheet(grain_set: GrainSet, period: Period | str) -> Report:
    """Every hand-over up to a month's end: the day, and supervisor and keeper with their ranks."""
    last = Period.parse(period) if isinstance(period, str) else period
    rows = [
        Row(
            RowKind.ENTRY,
            {
                "date": each.day,
                "supervisor_rank": each.supervisor.rank, "supervisor": each.supervisor.name,
                "keeper_rank": each.keeper.rank, "keeper": each.keeper.name,
            },
        )
        for each in grain_set.custody()
        if each.day <= last.last_day
    ]  # fmt: skip
    groups = (("supervisor", "column.grain_supervisor"), ("keeper", "column.grain_keeper"))
    return Report(
        report="grain-opening-sheet",
        title="report.grain_opening_sheet",
        columns=(
            Column("date", "column.taken_over", ColumnKind.DATE),
            *(
                column
                for key, group in groups
                for column in (
                    Column(f"{key}_rank", "column.rank", group=group),
                    Column(key, "column.person", group=group),
                )
            ),
        ),
        rows=tuple(rows),
        parameters={"unit": grain_set.unit},
        **of_set(grain_set, last),
    )
