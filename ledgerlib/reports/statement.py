"""A financial statement of a book (会计报表): what the chart's data says, computed and ready to show.

Its checks are part of it: where one fails, the report says so and by how much, and names the
accounts that no line shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..book import Book
from ..core.amount import rounded
from ..core.period import Period
from ..core.problem import Problem
from ..core.statement import Basis, Statement, StatementRow
from ..core.statement_coverage import coverage
from ..language import explain, language, text
from .drawn import Drawn, draw_up, workings
from .report import Cell, Column, ColumnKind, Form, Report, Row, RowKind, traced

#: Who signs a statement: 单位负责人、会计主管、制表.
SIGNATURES = ("signature.head", "signature.accountant", "signature.preparer")


def statement_report(
    book: Book,
    statement: Statement,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    include_unposted: bool = False,
    with_workings: bool = False,
    in_language: str | None = None,
) -> Report:
    """A statement of a book as a report, in Chinese or English.

    `with_workings` adds how each amount came about, for a spreadsheet with live formulas.
    """
    drawn = draw_up(
        book, statement, period, from_period=from_period, include_unposted=include_unposted
    )
    english = (in_language or language()) == "en"
    span = drawn.reading.span
    return Report(
        report=statement.statement_id,
        title="report.statement",
        name=statement.english_title if english else statement.title,
        columns=_columns(statement, english=english),
        rows=tuple(
            _row(row, amounts, statement, span.currency.scale, english=english)
            for row, amounts in zip(statement.rows, drawn.computed.amounts, strict=True)
        ),
        parameters={"from_period": str(drawn.first), "include_unposted": include_unposted},
        form=_form(drawn, in_language, english=english),
        notes=tuple(_notes(drawn, in_language, english=english)),
        workings=workings(drawn) if with_workings else None,
        **traced(span),
    )


def _columns(statement: Statement, *, english: bool) -> tuple[Column, ...]:
    line = (Column("line", "column.statement_line", ColumnKind.LABEL),)
    return (
        Column("label", "column.statement_item", ColumnKind.LABEL),
        *(line if statement.has_line_numbers else ()),
        *(
            Column(
                column.key, "column.amount", ColumnKind.AMOUNT,
                column.english_title if english else column.title,
            )
            for column in statement.columns
        ),
    )  # fmt: skip


def _row(
    row: StatementRow,
    amounts: dict[str, Decimal | None],
    statement: Statement,
    scale: int,
    *,
    english: bool,
) -> Row:
    kind = RowKind.HEADING if row.is_heading else RowKind.ENTRY
    cells: dict[str, Cell] = {"label": row.english_label if english else row.label}
    if statement.has_line_numbers:
        cells["line"] = row.line
    for key, amount in amounts.items():
        cells[key] = None if amount is None else rounded(amount, scale)
    side = row.side if statement.is_two_sided else ""
    return Row(RowKind.SUBTOTAL if row.is_total else kind, cells, row.level + 1, side)


def _form(drawn: Drawn, in_language: str | None, *, english: bool) -> Form:
    statement, last = drawn.statement, drawn.last
    values = {"year": last.year, "month": last.month, "day": last.last_day.day}
    if statement.basis is Basis.INSTANT:
        when = text("when.day", in_language, **values)
    elif statement.basis is Basis.YEAR and last.month == 12:
        when = text("when.year", in_language, **values)
    elif statement.basis is Basis.YEAR and last.month > 1:
        when = text("when.span", in_language, **values, first=1)
    elif drawn.first == last or statement.basis is Basis.YEAR:
        when = text("when.month", in_language, **values)
    elif (drawn.first.year, drawn.first.month, last.month) == (last.year, 1, 12):
        when = text("when.year", in_language, **values)
    elif drawn.first.year == last.year:
        when = text("when.span", in_language, **values, first=drawn.first.month)
    else:
        when = f"{drawn.first} … {last}"
    currency = drawn.reading.span.currency.code
    return Form(
        statement.form,
        when,
        text("unit.yuan", in_language) if currency == "CNY" else currency,
        tuple(text(code, in_language) for code in SIGNATURES),
        "" if english else statement.left,
        "" if english else statement.right,
    )


def _notes(drawn: Drawn, in_language: str | None, *, english: bool) -> Iterator[str]:
    """What the reader must be told: checks that fail, accounts that are shown nowhere."""
    scale = drawn.reading.span.currency.scale
    for failed in drawn.computed.failed:
        column, check = failed.column, failed.check
        yield text(
            "statement.check_failed", in_language,
            column=column.english_title if english else column.title,
            message=check.english_message if english else check.message,
            difference=format(rounded(failed.difference, scale), ",f"),
        )  # fmt: skip
    if drawn.computed.failed:
        for problem in missing_accounts(drawn):
            yield explain(problem, in_language)
    for problem in drawn.computed.problems:
        yield explain(problem, in_language)


def missing_accounts(drawn: Drawn) -> list[Problem]:
    """The accounts with any figures that the statement shows not at all, or more than once."""
    figures = drawn.reading.span.figures
    return [
        problem
        for problem in coverage(drawn.statement, drawn.reading.span.chart)
        if (shown := figures.get(problem.values["account"])) and not shown.is_blank
    ]
