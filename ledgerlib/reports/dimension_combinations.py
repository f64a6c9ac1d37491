"""Two kinds of dimension crossed (核算项目组合表): rows of one, columns of the other, one figure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from ..book import Book
from ..book.details import DetailSpan
from ..core.account import Side
from ..core.amount import from_minor
from ..core.balance import Figures, Measured
from ..core.dimension import kept_values
from ..core.period import Period
from ..core.problem import Problem
from ..language import text
from ..refusal import refuse_if
from .dimension_balance import known_kind
from .figures import Choice
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

#: Columns beyond which a table says nothing to a reader, and no paper holds it.
_MOST_COLUMNS = 200
_TOTAL = Column("total", "row.total", ColumnKind.AMOUNT)


class Figure(StrEnum):
    """The one figure that is shown: the closing balance, or what was debited or credited."""

    CLOSING = "closing"
    DEBIT = "debit"
    CREDIT = "credit"

    def of(self, figures: Figures, side: Side) -> int:
        """The figure in minor units; a balance on a side, negative on the other."""
        if self is Figure.CLOSING:
            return figures.closing_minor * side
        return figures.debit_minor if self is Figure.DEBIT else figures.credit_minor


def dimension_combinations(
    book: Book,
    kind: str,
    across: str,
    period: Period | str,
    *,
    figure: Figure | str = Figure.CLOSING,
    from_period: Period | str | None = None,
    accounts: Collection[str] = (),
    from_account: str = "",
    to_account: str = "",
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """The values of one kind down, those of another across, totals of both. Amounts are in 元.

    What has a value of the one and none of the other stands in a column of its own, so that the
    total of a row is what that value comes to altogether; what has none of the first is left out.
    Balances are on the side of the accounts where that is one side, else on the debit side;
    the remarks say which. Raises Refused for kinds or accounts that the book does not have, and
    where there are more columns than can be read.
    """
    wanted = Figure(figure)
    found = book.details(
        from_period if from_period is not None else period, period, accounts=list(accounts),
        include_unposted=include_unposted, with_closing=with_closing,
    )  # fmt: skip
    span = found.span
    down, over = known_kind(span, kind), known_kind(span, across)
    refuse_if([Problem.of("dimension.crossed", kind=span.kinds[down].name)] if down == over else [])
    choice = Choice(accounts, from_account, to_account)
    sums, side = _crossed(found, choice, wanted, (down, over))
    others = sorted({other for _, other in sums} - {""})
    problem = Problem.of(
        "dimension.too_many", kind=span.kinds[over].name, count=len(others), most=_MOST_COLUMNS
    )
    refuse_if([problem] if len(others) > _MOST_COLUMNS else [])
    if any(other == "" for _, other in sums):
        others.append("")
    names = book.value_names(f"{k}:{v}" for pair in sums for k, v in zip((down, over), pair, strict=True) if v)  # fmt: skip
    return Report(
        report="dimension-combinations",
        title="report.dimension_combinations",
        columns=(
            Column("dimension", "column.dimension"),
            Column("dimension_name", "column.dimension_name"),
            *(_column(over, other, names, span.kinds[over].name) for other in others),
            _TOTAL,
        ),
        rows=tuple(_rows(sums, others, down, names, span.currency.scale)),
        totals=_totals(sums, others, span.currency.scale),
        parameters={
            "from_period": str(span.first), "kind": down, "kind_name": span.kinds[down].name,
            "across": over, "across_name": span.kinds[over].name, "figure": wanted.value,
            "include_unposted": include_unposted, "with_closing": with_closing,
            **choice.parameters(),
        },
        remarks=(_said(wanted, side),),
        **traced(span),
    )  # fmt: skip


def _crossed(
    found: DetailSpan, choice: Choice, wanted: Figure, kinds: tuple[str, str]
) -> tuple[dict[tuple[str, str], int], Side]:
    """The figure by value of either kind, and the side on which balances are."""
    chart, (down, over) = found.span.chart, kinds
    parts: list[tuple[str, str, str, Measured]] = []
    for detail, measured in found.details.items():
        values = kept_values(detail.dimension) if detail.dimension else {}
        if down in values and choice.holds(chart, detail.account):
            parts.append((values[down], values.get(over, ""), detail.account, measured))
    sides = {chart.accounts[account].normal_side for _, _, account, _ in parts}
    side = sides.pop() if len(sides) == 1 else Side.DEBIT
    sums: dict[tuple[str, str], int] = {}
    for value, other, _, measured in parts:
        minor = wanted.of(measured.amount, side)
        if minor:
            sums[value, other] = sums.get((value, other), 0) + minor
    return sums, side


def _column(
    kind: str, value: str, names: dict[tuple[str, str], str], kind_name: str
) -> Column:  # fmt: skip
    name = f"{value} {names.get((kind, value), value)}" if value else text("column.without", kind=kind_name)  # fmt: skip
    return Column(_key(value), "", ColumnKind.AMOUNT, name, "across", kind_name)


def _key(value: str) -> str:
    """The key of a column: the value itself, marked so that it is no other column's."""
    return f"of:{value}"


def _rows(
    sums: dict[tuple[str, str], int],
    others: list[str],
    kind: str,
    names: dict[tuple[str, str], str],
    scale: int,
) -> list[Row]:
    rows = []
    for value in sorted({value for value, _ in sums}):
        found = {other: sums.get((value, other), 0) for other in others}
        cells: dict[str, Cell] = {
            "dimension": value,
            "dimension_name": names.get((kind, value), value),
            **{_key(other): from_minor(minor, scale) for other, minor in found.items()},
            "total": from_minor(sum(found.values()), scale),
        }
        rows.append(Row(RowKind.ENTRY, cells))
    return rows


def _totals(
    sums: dict[tuple[str, str], int], others: list[str], scale: int
) -> dict[str, Cell]:  # fmt: skip
    totals: dict[str, Cell] = {
        _key(other): from_minor(sum(m for (_, o), m in sums.items() if o == other), scale)
        for other in others
    }
    return {**totals, "total": from_minor(sum(sums.values()), scale)}


def _said(figure: Figure, side: Side) -> str:
    if figure is Figure.CLOSING:
        return text("figure.closing_debit") if side is Side.DEBIT else text("figure.closing_credit")
    return text("figure.debit") if figure is Figure.DEBIT else text("figure.credit")
