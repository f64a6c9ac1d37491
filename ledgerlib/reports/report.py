"""A report as a value: title, parameters, columns and rows. Screen, csv, json and xlsx read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

#: What a cell holds: text, a whole number, a day, an exact amount, or nothing.
Cell = str | int | date | Decimal | None


class ColumnKind(StrEnum):
    """How a column is shown: aligned, formatted, and whether red ink applies."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"


class RowKind(StrEnum):
    """What a row is."""

    ENTRY = "entry"
    OPENING = "opening"
    TOTAL = "total"
    CLOSING = "closing"


@frozen
class Column:
    """A column: its key in data, the code of its title in the catalogs, and its kind."""

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT


@frozen
class Row:
    """A row: its kind, and its cells by column key. `level` indents it on screen."""

    kind: RowKind
    cells: Mapping[str, Cell]
    level: int = 1


@frozen
class Report:
    """A report. `report` is its name in data, `title` the code of its title.

    `parameters` say what it was asked for, `totals` are cells of its total row,
    `chain_head` and `regime` let a reader trace it back to the book as it stood.
    `decimals` are those of its amounts.
    """

    report: str
    title: str
    book: str
    period: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Mapping[str, Cell] = field(factory=dict)
    parameters: Mapping[str, str | int | bool] = field(factory=dict)
    currency: str = ""
    decimals: int = 2
    regime: str = ""
    chain_head: str = ""
