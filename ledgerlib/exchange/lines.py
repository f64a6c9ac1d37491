"""The columns that openings and vouchers share: account, amounts, measure and dimension."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..core.account import Side
from ..core.amount import AmountError, exact
from ..core.commodity import CommodityKind
from ..core.dimension import DimensionKind
from ..core.period import parse_day
from ..core.problem import Problem
from ..core.voucher import Line, Measure, Settlement

#: What the key of a column begins with that holds the values of one kind of dimension.
DIMENSION = "dimension:"


def headers_of(kinds: Iterable[DimensionKind]) -> dict[str, str]:
    """The headers under which a sheet may hold values of a kind: its code, its name."""
    return {title: f"{DIMENSION}{kind.code}" for kind in kinds for title in (kind.code, kind.name)}


def read_line(
    cells: Mapping[str, str],
    currency: str,
    problems: list[Problem],
    units: Mapping[str, str] | None = None,
) -> Line | None:
    """The line a row stands for; None, with what is wrong added to `problems`, where it stands for none.

    Zero on the other side is what many programs write for nothing. `units` are those
    that accounts are kept in, where a row has a quantity and says no unit.
    """
    before = len(problems)
    debit = read_amount(cells, "debit", problems)
    credit = read_amount(cells, "credit", problems)
    code = unicodedata.normalize("NFKC", cells.get("code", ""))
    if not code:
        problems.append(Problem.of("account.missing", field="code"))
    if len(problems) == before:
        if debit is None and credit is None:
            problems.append(Problem.of("line.empty", field="amount"))
        elif debit and credit:
            problems.append(Problem.of("line.both_sides", field="amount"))
    measure = _measure(cells, currency, problems, (units or {}).get(code, ""))
    settlement = _settlement(cells, problems)
    if len(problems) > before:
        return None
    side, amount = (
        (Side.DEBIT, debit) if debit or not credit and debit is not None else (Side.CREDIT, credit)
    )
    return Line(
        code, side, amount or Decimal(0), cells.get("summary", ""),
        dimension=_dimension(cells), measure=measure, settlement=settlement,
    )  # fmt: skip


def _dimension(cells: Mapping[str, str]) -> str:
    """The label of a row: of its one column for them all, and of those for single kinds."""
    parts = [cells.get("dimension", "")]
    parts += [
        f"{key.removeprefix(DIMENSION)}:{value}"
        for key, value in cells.items()
        if value and key.startswith(DIMENSION)
    ]
    return ";".join(part for part in parts if part)


def _settlement(cells: Mapping[str, str], problems: list[Problem]) -> Settlement | None:
    method, number = cells.get("settlement", ""), cells.get("bill_number", "")
    day = None
    if text := cells.get("bill_day", ""):
        try:
            day = parse_day(text)
        except ValueError:
            problems.append(Problem.of("date.malformed", field="bill_day", value=text))
    return Settlement(method, number, day) if method or number or day else None


def read_amount(cells: Mapping[str, str], key: str, problems: list[Problem]) -> Decimal | None:
    """The exact amount in a cell; None where there is none, or it is none (told in `problems`)."""
    value = cells.get(key, "")
    if not value:
        return None
    try:
        return exact(value)
    except AmountError as error:
        problems.append(error.problem.at(field=key))
        return None


def _measure(
    cells: Mapping[str, str], currency: str, problems: list[Problem], kept_in: str
) -> Measure | None:
    rate = read_amount(cells, "rate", problems)
    quantity = read_amount(cells, "quantity", problems)
    foreign = read_amount(cells, "foreign_amount", problems)
    price = read_amount(cells, "price", problems)
    unit, other = cells.get("unit", "") or kept_in, cells.get("currency", "")
    if other and other != currency:
        if foreign is None:
            problems.append(
                Problem.of("measure.no_quantity", field="foreign_amount", commodity=other)
            )
            return None
        return Measure(other, foreign, rate, CommodityKind.CURRENCY)
    if quantity is not None and not unit:
        problems.append(Problem.of("measure.no_unit", field="unit"))
    if quantity is not None and unit:
        return Measure(unit, quantity, price if price is not None else rate)
    return None
