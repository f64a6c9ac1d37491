"""The columns that openings and vouchers share: account, amounts, measure and dimension."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from ..core.account import Side
from ..core.amount import AmountError, exact
from ..core.commodity import CommodityKind
from ..core.problem import Problem
from ..core.voucher import Line, Measure


def read_line(cells: Mapping[str, str], currency: str, problems: list[Problem]) -> Line | None:
    """The line a row stands for; None, with what is wrong added to `problems`, where it stands for none.

    Zero on the other side is what many programs write for nothing.
    """
    before = len(problems)
    debit = _amount(cells, "debit", problems)
    credit = _amount(cells, "credit", problems)
    code = unicodedata.normalize("NFKC", cells.get("code", ""))
    if not code:
        problems.append(Problem.of("account.missing", field="code"))
    if len(problems) == before:
        if debit is None and credit is None:
            problems.append(Problem.of("line.empty", field="amount"))
        elif debit and credit:
            problems.append(Problem.of("line.both_sides", field="amount"))
    measure = _measure(cells, currency, problems)
    if len(problems) > before:
        return None
    side, amount = (
        (Side.DEBIT, debit) if debit or not credit and debit is not None else (Side.CREDIT, credit)
    )
    return Line(
        code, side, amount or Decimal(0), cells.get("summary", ""),
        dimension=cells.get("dimension", ""), measure=measure,
    )  # fmt: skip


def _amount(cells: Mapping[str, str], key: str, problems: list[Problem]) -> Decimal | None:
    value = cells.get(key, "")
    if not value:
        return None
    try:
        return exact(value)
    except AmountError as error:
        problems.append(error.problem.at(field=key))
        return None


def _measure(cells: Mapping[str, str], currency: str, problems: list[Problem]) -> Measure | None:
    rate = _amount(cells, "rate", problems)
    quantity = _amount(cells, "quantity", problems)
    foreign = _amount(cells, "foreign_amount", problems)
    unit, other = cells.get("unit", ""), cells.get("currency", "")
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
        return Measure(unit, quantity, rate)
    return None
