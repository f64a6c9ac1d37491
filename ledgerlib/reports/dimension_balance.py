"""Balances by dimension (核算项目余额表): what each value of a kind comes to, account by account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..book import Book
from ..core.balance import Figures, Measured
from ..core.dimension import kind_code, parse_label, with_ancestors
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from .figures import AMOUNTS, amounts, amounts_of, minor_of
from .report import Cell, Column, ColumnKind, Report, Row, RowKind, traced

COLUMNS = (
    Column("dimension", "column.dimension"),
    Column("dimension_name", "column.dimension_name"),
    Column("code", "column.code"),
    Column("name", "column.name"),
    *(Column(key, f"column.{key}", ColumnKind.AMOUNT) for key in AMOUNTS),
)


def dimension_balance(
    book: Book,
    kind: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    accounts: Iterable[str] = (),
    values: Iterable[str] = (),
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """Opening, turnover, year to date and closing of every value of a kind, for each account.

    With `values` only these, and what stands below them. A value with others below it shows what is on it and on them; totals are over what
    stands on each value itself. What has no value of the kind is left out.
    """
    found = book.details(
        from_period if from_period is not None else period, period, accounts=list(accounts),
        include_unposted=include_unposted, with_closing=with_closing,
    )  # fmt: skip
    span = found.span
    code = kind_code(kind, span.kinds)
    if code not in span.kinds:
        kinds = "、".join(f"{k.code} {k.name}" for k in span.kinds.values()) or "-"
        raise Refused([Problem.of("dimension.kind_unknown", kind=kind, known=kinds)])
    known = {value.code: value for value in book.dimension_values(code)}
    parents = {value.code: value.parent for value in known.values() if value.parent}
    wanted = set(values)
    refuse_if(
        Problem.of("dimension.unknown", dimension=value, kind=span.kinds[code].name)
        for value in sorted(wanted - known.keys())
    )
    sums: dict[tuple[str, str], Measured] = {}
    own: dict[tuple[str, str], Figures] = {}
    for detail, measured in found.details.items():
        value = parse_label(detail.dimension).get(code) if detail.dimension else None
        if value is None or measured.amount.is_blank:
            continue
        if wanted and not wanted.intersection(with_ancestors(value, parents)):
            continue
        own.setdefault((value, detail.account), Figures()).add(measured.amount)
        for above in with_ancestors(value, parents):
            sums.setdefault((above, detail.account), Measured()).add(measured)
    columns = zip(*map(minor_of, own.values()), strict=True)
    totals = [sum(column) for column in columns] or [0] * len(AMOUNTS)
    rows = []
    for (value, account), measured in sorted(sums.items()):
        cells: Mapping[str, Cell] = {
            "dimension": value,
            "dimension_name": known[value].name if value in known else value,
            "code": account,
            "name": span.chart.accounts[account].name,
            **amounts_of(measured.amount, span.currency.scale),
        }
        rows.append(Row(RowKind.ENTRY, cells, len(with_ancestors(value, parents))))
    return Report(
        report="dimension-balance",
        title="report.dimension_balance",
        columns=COLUMNS,
        rows=tuple(rows),
        totals=amounts(totals, span.currency.scale),
        parameters={
            "from_period": str(span.first),
            "kind": code,
            "kind_name": span.kinds[code].name,
            "include_unposted": include_unposted,
            "with_closing": with_closing,
        },
        **traced(span),
    )
