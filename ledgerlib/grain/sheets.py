"""Sheets of a grain set (csv, xlsx): what was begun with, rations, and a year's events, one row each.

Columns are named in Chinese: 日期, 业务, a column for each item with its kilograms, 金额 for money,
摘要, 附件数, 人数. What a row is about stands under 业务: one of the nine events by its name, code
or number, or 发放 (the issue sheet of a day: persons, and what was really issued where that is not
the ration), 月消耗 (the month's consumption, 暂借 with what is lacking), 盘点, 粮差转入伙食费 (both
books, where a mess fund is given), 决算核准 (文号, and what is approved), 收回 (what is withdrawn).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import define

from .. import AmountError, Period, Problem, Refused, exact, parse_day, read_sheet
from . import tables
from .consuming import consume
from .converting import convert
from .entries import Direction, Entry
from .events import enter_event, event_of
from .issuing import issue
from .rations import set_ration
from .set import GrainSet, set_openings
from .stock_taking import take_stock
from .tie import MessFund, transfer_to_mess
from .year_end import approve

#: The columns beside those that every sheet of the ledger knows, and their keys.
_COLUMNS = {
    "业务": "event", "event": "event", "金额": "money", "人数": "persons", "就餐人数": "persons",
    "文号": "document", "起始日期": "date", "折率": "conversion", "收或付": "direction", "账": "ledger",
}  # fmt: skip


def import_openings(grain_set: GrainSet, path: Path) -> int:
    """Enter what both books begin with from a sheet: 账 (粮秣账 or 粮差账), 科目编码, 收或付, items, 金额.

    All or nothing; returns how many entries there are.
    """
    sheet = _read(grain_set, path, "code")
    grain: list[Entry] = []
    money: list[Entry] = []
    problems = []
    for row, cells in sheet.rows:
        try:
            direction = Direction(cells.get("direction") or "收")
            for item, weight in _weights(cells).items():
                grain.append(Entry(cells["code"], direction, exact(weight), item))
            if cells.get("money"):
                money.append(Entry(cells["code"], direction, exact(cells["money"])))
        except (AmountError, ValueError) as error:
            problems.append(_problem(error, cells).at(file=path.name, row=row))
    _refuse([*sheet.problems, *problems])
    set_openings(grain_set, grain, money)
    return len(grain) + len(money)


def import_rations(grain_set: GrainSet, path: Path) -> int:
    """Set rations from a sheet: the day from which they hold, and kilograms for a person a day by item."""
    sheet = _read(grain_set, path, "date")

    def act(cells: Mapping[str, str]) -> None:
        for item, weight in _weights(cells).items():
            set_ration(grain_set, item, weight, parse_day(cells["date"]))

    return _each(grain_set, path, sheet.rows, sheet.problems, act)


def import_year(
    grain_set: GrainSet, path: Path, *, mess: MessFund | None = None, period: Period | None = None
) -> int:
    """Enter the rows of a sheet, one behind the other, as one act: all of them, or none with every
    problem at its row. With `period` only those of its days. Returns how many there were. The
    same sheet comes in once.

    A transfer to a mess fund in another file can't be taken back with the rest, and is refused
    where rows behind it are wrong only after it was made: then the same sheet, put right, finds it.
    """
    sheet = _read(grain_set, path, "date")
    rows = (
        (row, cells) for row, cells in sheet.rows if period is None or _is_of(cells["date"], period)
    )
    return _each(
        grain_set, path, rows, sheet.problems, lambda cells: _Row(grain_set, cells, mess).enter(),
        lambda: _once(grain_set, path, period),
    )  # fmt: skip


def _once(grain_set: GrainSet, path: Path, period: Period | None) -> None:
    """Note that a sheet comes in, with the rest of it; refused where it has come in already."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"{digest} {period or ''}".strip()
    s = tables.columns(tables.Sheet)
    with grain_set.grain.transaction() as connection:
        again = (s.book_id == grain_set.book_id, s.digest == key)
        if tables.rows(connection, tables.Sheet, *again):
            raise Refused([Problem.of("grain.sheet_again", file=path.name)])
        row = tables.Sheet(book_id=grain_set.book_id, digest=key, file=path.name)
        tables.put(connection, row)


def _read(grain_set: GrainSet, path: Path, required: str) -> Any:
    """A sheet with a column for each item; refused where a column is neither that nor known.

    A misspelt item would else be passed over, with all its weights.
    """
    items = {item: f"item:{item}" for item in grain_set.items}
    sheet = read_sheet(path, (required,), {**_COLUMNS, **items})
    known = "、".join(items)
    _refuse(
        [
            Problem.of("grain.sheet_item", file=path.name, item=title, known=known)
            for title in sheet.ignored
            if title.strip() not in ("备注", "note")
        ]
    )
    return sheet


def _is_of(text: str, period: Period) -> bool:
    try:
        return Period.of(parse_day(text)) == period
    except ValueError:
        return True  # it is told where it stands


@define
class _Row:
    """A row on its way into the books."""

    grain_set: GrainSet
    cells: Mapping[str, str]
    mess: MessFund | None

    def enter(self) -> None:
        """Do what the row says under 业务."""
        kept, cells = self.grain_set, self.cells
        day, weights = parse_day(cells["date"]), _weights(cells)
        summary = cells.get("summary", "")
        match cells.get("event", ""):
            case "发放":
                persons = cells.get("persons", "")
                issue(kept, day, int(persons) if persons.isdecimal() else -1, weights)
            case "月消耗":
                consume(kept, Period.of(day), day=day, summary=summary, borrow=True)
            case "盘点":
                take_stock(kept, day, weights, summary=summary)
            case "折算":
                self._convert(day, weights, summary)
            case "决算核准":
                approve(kept, day.year, day, cells.get("document", ""), weights, summary=summary)
            case "收回":
                approve(
                    kept, day.year, day, cells.get("document", ""), {}, weights, summary=summary
                )
            case name:
                self._event(name, day, weights, summary)

    def _event(self, name: str, day: date, weights: Mapping[str, str], summary: str) -> None:
        event = event_of(name)
        attachments = self.cells.get("attachments", "")
        count = int(attachments) if attachments.isdecimal() else 0
        if event.code == "subsidy-to-mess" and self.mess is not None:
            text = {"summary": summary} if summary else {}
            transfer_to_mess(self.grain_set, day, self.cells.get("money", ""), self.mess, **text)
            return
        quantities = self.cells.get("money", "") if event.is_money else weights
        enter_event(self.grain_set, event, day, quantities, summary=summary, attachments=count)

    def _convert(self, day: date, weights: Mapping[str, str], summary: str) -> None:
        """The item with a weight is the raw one; the product stands where the item's cell says 折入."""
        raw = [item for item, weight in weights.items() if weight != "折入"]
        product = [item for item, weight in weights.items() if weight == "折入"]
        if len(raw) != 1 or len(product) != 1:
            rate = self.cells.get("conversion", "")
            named = {"raw": "、".join(raw), "product": "、".join(product), "rate": rate}
            raise Refused([Problem.of("grain.conversion", **named)])
        rate = self.cells.get("conversion", "")
        convert(self.grain_set, day, raw[0], weights[raw[0]], product[0], rate, summary=summary)


class _NotStored(Exception):  # noqa: N818 - it was only tried, to hear what the books say to it
    """Takes back what was entered of a sheet with faults."""


def _each(
    grain_set: GrainSet,
    path: Path,
    rows: Iterator[tuple[int, Mapping[str, str]]],
    problems: list[Problem],
    act: Callable[[Mapping[str, str]], None],
    first: Callable[[], None] = lambda: None,
) -> int:
    """Do something with each row, in one transaction; every problem is told at its row."""
    count = 0
    try:
        with grain_set.both():
            first()
            for row, cells in rows:
                count += 1
                try:
                    act(cells)
                except Refused as refused:
                    problems += [each.at(file=path.name, row=row) for each in refused.problems]
                except (AmountError, ValueError) as error:
                    problems.append(_problem(error, cells).at(file=path.name, row=row))
            if problems:
                raise _NotStored
    except _NotStored:
        raise Refused(sorted(problems, key=lambda each: int(each.values.get("row", 0)))) from None
    return count


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _problem(error: Exception, cells: Mapping[str, str]) -> Problem:
    if isinstance(error, AmountError):
        return error.problem.at(field="quantity")
    return Problem.of("date.malformed", field="date", value=cells.get("date", ""))


def _weights(cells: Mapping[str, str]) -> dict[str, str]:
    """What stands in the items' columns, of those that are not empty."""
    return {
        key.removeprefix("item:"): value
        for key, value in cells.items()
        if value and key.startswith("item:")
    }
