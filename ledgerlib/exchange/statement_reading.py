"""Statements from TOML: the charts' own, and a user's in the same form.

Everything that is wrong with a file is told at once, each thing with its line and its cell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from ..core.asked_figures import TURNOVERS
from ..core.formula import FormulaError, functions, lines
from ..core.problem import Problem
from ..core.statement import (
    Basis,
    Excess,
    OpenPoint,
    Statement,
    StatementCheck,
    StatementColumn,
    StatementRow,
    What,
    order,
)
from ..refusal import Refused
from .statement_schema import Reading
from .toml_places import Places


def read_statements(path: Path, chart_id: str = "") -> list[Statement]:
    """The statement that a TOML file holds, and its yearly form where it has one.

    Refused with everything that is wrong with it.
    """
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem.of("statement.not_toml", file=path.name, reason=str(error))
        raise Refused([problem]) from error
    reading = Reading(path.name, Places.of(text))
    found = _statements(reading, data, chart_id)
    for statement in found[:1]:
        _check_lines(reading, statement)
    for statement in found:
        _check_columns(reading, statement)
    if reading.problems:
        raise Refused(sorted(reading.problems, key=lambda problem: int(problem.values["row"])))
    return found


def _statements(reading: Reading, data: Mapping[str, Any], chart_id: str) -> list[Statement]:
    top = reading.checked("", data, "", 0)
    columns = tuple(
        _column(reading, table, number) for number, table in enumerate(top.get("column", ()))
    )
    parts = {column.part for column in columns if column.part}
    rows = tuple(
        _row(reading, table, number, parts) for number, table in enumerate(top.get("row", ()))
    )
    checks = tuple(
        _check(reading, table, number, columns) for number, table in enumerate(top.get("check", ()))
    )
    points = [
        reading.checked("open", table, "open", number)
        for number, table in enumerate(top.get("open", ()))
    ]
    statement = Statement(
        top.get("id", ""),
        top.get("title", ""),
        top.get("english_title", "") or top.get("title", ""),
        Basis(top.get("basis", Basis.SPAN)),
        columns,
        rows,
        form=top.get("form", ""),
        checks=tuple(check for check in checks if check),
        open_points=tuple(OpenPoint(p.get("what", ""), p.get("source", "")) for p in points),
        covers=tuple(top.get("covers", ())),
        kind=top.get("kind", ""),
        chart_id=chart_id,
        has_line_numbers=top.get("line_numbers", True),
        left=top.get("left", ""),
        right=top.get("right", ""),
    )
    if "yearly" not in top:
        return [statement]
    return [statement, _yearly(reading, top["yearly"], statement)]


def _yearly(reading: Reading, table: Mapping[str, Any], monthly: Statement) -> Statement:
    """The same rows in the columns of the year: 本年数、上年数 (年报)."""
    sound = reading.checked("yearly", table, "", 0, "[yearly]")
    columns = tuple(
        _column(reading, column, number) for number, column in enumerate(sound.get("column", ()))
    )
    kind = f"_{monthly.kind}" if monthly.kind else ""
    return evolve(
        monthly,
        statement_id=f"{monthly.statement_id.removesuffix(kind)}_year{kind}",
        title=sound.get("title", "") or monthly.title,
        english_title=sound.get("english_title", "") or monthly.english_title,
        form=sound.get("form", "") or monthly.form,
        basis=Basis.YEAR,
        columns=columns,
    )


def _column(reading: Reading, table: Mapping[str, Any], number: int) -> StatementColumn:
    sound = reading.checked("column", table, "column", number, str(table.get("title", "")))
    return StatementColumn(
        sound.get("key", ""),
        sound.get("title", ""),
        sound.get("english_title", "") or sound.get("title", ""),
        What(sound.get("what", What.PERIOD)),
        sound.get("part", ""),
        tuple(sound.get("plus", ())),
        tuple(sound.get("minus", ())),
    )


def _row(reading: Reading, table: Mapping[str, Any], number: int, parts: set[str]) -> StatementRow:
    cell = f"{table.get('line', '')} {table.get('label', '')}".strip()
    sound = reading.checked("row", table, "row", number, cell)
    formula = None
    if "formula" in sound:
        formula = reading.formula(sound["formula"], "row", number, "formula", cell)
    formulas = {}
    for part, text in sound.get("formulas", {}).items():
        if part not in parts:
            known = " ".join(sorted(parts)) or "-"
            problem = Problem.of("statement.part_unknown", part=part, known=known)
            reading.wrong(problem, "row", number, part, cell)
        elif read := reading.formula(text, "row", number, part, cell):
            formulas[part] = read
    excess = None
    if "excess" in sound:
        said = reading.checked("excess", sound["excess"], "row", number, f"{cell} excess")
        excess = Excess(*(tuple(said.get(key, ())) for key in ("of", "over", "beside", "without")))
    return StatementRow(
        sound.get("label", ""),
        sound.get("english_label", "") or sound.get("label", ""),
        str(sound.get("line", "")),
        sound.get("level", 0),
        formula,
        formulas,
        excess,
        sound.get("total", False),
        sound.get("memo", False),
        sound.get("side", "left"),
    )


def _check(
    reading: Reading, table: Mapping[str, Any], number: int, columns: Iterable[StatementColumn]
) -> StatementCheck | None:
    cell = str(table.get("message", ""))
    sound = reading.checked("check", table, "check", number, cell)
    keys = [column.key for column in columns]
    for key in sound.get("columns", ()):
        if key not in keys:
            problem = Problem.of("statement.column_unknown", key=key, known=" ".join(keys))
            reading.wrong(problem, "check", number, "columns", cell)
    if not sound.get("formula"):
        return None
    formula = reading.formula(sound["formula"], "check", number, "formula", cell)
    message = sound.get("message", "")
    if formula is None:
        return None
    english = sound.get("english_message", "") or message
    return StatementCheck(formula, message, english, tuple(sound.get("columns", ())))


def _check_lines(reading: Reading, statement: Statement) -> None:
    """Lines that are numbered twice, read but not there, or read each other in a circle."""
    numbers = [row.line for row in statement.rows]
    for number, row in enumerate(statement.rows):
        cell = f"{row.line} {row.label}".strip()
        if row.line and row.line in numbers[:number]:
            problem = Problem.of("statement.line_twice", number=row.line)
            reading.wrong(problem, "row", number, "line", cell)
        formulas = [("formula", row.formula), *row.formulas.items()]
        for key, formula in formulas:
            for line in lines(formula) if formula else ():
                if line not in numbers:
                    problem = Problem.of("statement.line_unknown", number=line)
                    reading.wrong(problem, "row", number, key, cell)
    for number, check in enumerate(statement.checks):
        for line in lines(check.formula):
            if line not in numbers:
                problem = Problem.of("statement.line_unknown", number=line)
                reading.wrong(problem, "check", number, "formula", check.message)


def _check_columns(reading: Reading, statement: Statement) -> None:
    keys = [column.key for column in statement.columns]
    for number, column in enumerate(statement.columns):
        if column.key in keys[:number]:
            problem = Problem.of("statement.column_twice", key=column.key)
            reading.wrong(problem, "column", number, "key", column.title)
        adding = {"plus": column.plus, "minus": column.minus}
        for name, added in adding.items():
            for key in added:
                if key not in keys or key == column.key:
                    problem = Problem.of("statement.column_unknown", key=key, known=" ".join(keys))
                    reading.wrong(problem, "column", number, name, column.title)
        if column.what is What.SUM and not (column.plus or column.minus):
            problem = Problem.of("statement.key_missing", key="plus")
            reading.wrong(problem, "column", number, "what", column.title)
        try:
            order(statement, column)
        except FormulaError as error:
            if not any(problem.code == "formula.circular" for problem in reading.problems):
                found = error.problem.values["found"]
                at = next(n for n, row in enumerate(statement.rows) if row.line == found)
                label = statement.rows[at].label
                reading.wrong(error.problem, "row", at, "formula", label)
        if column.what is What.YEAR_OPENING:
            _check_openings(reading, statement, column)


def _check_openings(reading: Reading, statement: Statement, column: StatementColumn) -> None:
    """A formula of turnovers shows nothing in a column of year openings, which nobody wants."""
    for number, row in enumerate(statement.rows):
        formula = row.formula_in(column)
        used = functions(formula) if formula else frozenset()
        if used and used <= TURNOVERS:
            cell = f"{row.line} {row.label}".strip()
            key = column.part if column.part in row.formulas else "formula"
            problem = Problem.of(
                "statement.no_turnover", function=sorted(used)[0], column=column.title
            )
            reading.wrong(problem, "row", number, key, cell)
