"""Changing over to another chart (新旧衔接): each balance of the old goes to accounts of the new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import define, field, frozen

from .account import Side
from .amount import DIVIDING, minor_text
from .balance import Detail
from .carrying import Standing
from .chart import Chart
from .checking import check_account
from .dimension import label_of, parse_label
from .problem import Problem


@frozen
class MapRow:
    """A row of the mapping table: a balance of `old`, or what is below it, goes to `new`.

    `share` says how much of it (0.6 for 60 %) where several rows are about one account; one of them
    may have none and takes what is left. `dimension` picks those details that have it;
    `new_dimension` is added to what they carry. A negative share stands on the other side.
    """

    row: int
    old: str
    new: str
    share: Decimal | None = None
    dimension: str = ""
    new_dimension: str = ""


@frozen
class Moved:
    """What of an old detail has come to a new one, debit positive, and by which row."""

    old: Detail
    new: Detail
    amount_minor: int
    quantity_minor: int
    row: int


@frozen
class ChangeOver:
    """What becomes of all balances, and what stands in the way."""

    moved: tuple[Moved, ...]
    problems: tuple[Problem, ...]


def map_balances(
    old: Chart,
    new: Chart,
    standing: Mapping[Detail, Standing],
    rows: Sequence[MapRow],
    scale: int = 2,
) -> ChangeOver:
    """Where each balance of the old chart goes in the new one.

    The rows of the account itself count, else those of the nearest above it. In a chart with
    parts (平行记账) each part has rows of its own: the shares of an account add up to the whole
    in each part where it has any, or to nothing, where two rows balance each other
    (800102 at −1 beside 820204 at 1). The last row takes what rounding leaves.
    """
    mapping = _Mapping(old, new, rows, scale)
    mapping.check_rows()
    for detail in sorted(standing):
        if any(standing[detail]):
            mapping.place(detail, standing[detail])
    return ChangeOver(tuple(mapping.moved), tuple(mapping.problems))


def sum_up(moved: Iterable[Moved]) -> dict[Detail, Standing]:
    """What the new details come to."""
    sums: dict[Detail, Standing] = {}
    for each in moved:
        amount, quantity = sums.get(each.new, (0, 0))
        sums[each.new] = (amount + each.amount_minor, quantity + each.quantity_minor)
    return {detail: sums[detail] for detail in sorted(sums)}


@define
class _Mapping:
    old: Chart
    new: Chart
    rows: Sequence[MapRow]
    scale: int
    moved: list[Moved] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    _told: set[object] = field(factory=set)

    def check_rows(self) -> None:
        """What is wrong with the rows whatever stands in the books."""
        for row in self.rows:
            found = check_account(row.new, self.new) if row.new else []
            if row.old not in self.old.accounts:
                found = [Problem.of("changeover.old_unknown", account=row.old), *found]
            if not row.new:
                found.append(Problem.of("changeover.no_target", account=row.old))
            for label in (row.dimension, row.new_dimension):
                try:
                    parse_label(label) if label else None
                except ValueError:
                    found.append(Problem.of("dimension.malformed", value=label, field="dimension"))
            self.problems += [problem.at(row=row.row) for problem in found]

    def place(self, detail: Detail, standing: Standing) -> None:
        """Put the balance of a detail on its new accounts, part by part."""
        rows = self._rows_for(detail)
        parts: dict[object, list[MapRow]] = {}
        for row in rows:
            parts.setdefault(self.new.part_of(row.new), []).append(row)
        if not rows:
            account = self.old.accounts[detail.account]
            named = {"account": account.code, "name": account.name}
            amount = minor_text(standing[0], self.scale)
            self.problems.append(
                Problem.of(
                    "changeover.unmapped", **named, amount=amount, dimension=detail.dimension or "-"
                )
            )
        for among in parts.values():
            shares = self._shares(detail.account, among)
            if shares:
                self._split(detail, standing, among, shares)

    def _rows_for(self, detail: Detail) -> list[MapRow]:
        """The rows of the nearest account; those that pick its dimension before those that pick none."""
        values = parse_label(detail.dimension) if detail.dimension else {}
        for code in (detail.account, *self.old.ancestors(detail.account)):
            named = [row for row in self.rows if row.old == code]
            picked = [row for row in named if row.dimension and _has(values, row.dimension)]
            rows = picked or [row for row in named if not row.dimension]
            if rows:
                return [row for row in rows if row.new]
        return []

    def _shares(self, account: str, rows: list[MapRow]) -> list[Decimal]:
        """The share of each row; none, and a problem, where they don't add up."""
        given = [row.share for row in rows if row.share is not None]
        total = sum(given, Decimal(0))
        missing = len(rows) - len(given)
        if missing == 1 and total < 1:
            return [1 - total if row.share is None else row.share for row in rows]
        if missing == 0 and (total == 1 or (total == 0 and len(rows) > 1)):
            return [row.share for row in rows if row.share is not None]
        key = (account, rows[0].row)
        if key not in self._told:  # told once, not for each customer of the account
            self._told.add(key)
            named = {"account": account, "rows": "、".join(str(row.row) for row in rows)}
            problem = Problem.of("changeover.shares", **named, total=f"{total * 100:f}%")
            self.problems.append(problem.at(row=rows[0].row))
        return []

    def _split(
        self, detail: Detail, standing: Standing, rows: list[MapRow], shares: list[Decimal]
    ) -> None:
        whole = sum(shares, Decimal(0))
        left = [int(whole * figure) for figure in standing]
        for number, (row, share) in enumerate(zip(rows, shares, strict=True), 1):
            is_last = number == len(rows)
            amount, quantity = (
                rest if is_last else _rounded(share * figure)
                for figure, rest in zip(standing, left, strict=True)
            )
            left = [left[0] - amount, left[1] - quantity]
            label = detail.dimension
            if row.new_dimension:
                values = parse_label(label) if label else {}
                label = label_of(values | parse_label(row.new_dimension))
            if amount or quantity:
                new = Detail(row.new, label, detail.measure)
                self.moved.append(Moved(detail, new, amount, quantity, row.row))


def side_of(standing: Standing) -> Side:
    """The side on which a balance stands; its quantity says so where there is no money."""
    return Side.DEBIT if (standing[0] or standing[1]) > 0 else Side.CREDIT


def _has(values: Mapping[str, str], label: str) -> bool:
    try:
        return all(values.get(kind) == value for kind, value in parse_label(label).items())
    except ValueError:
        return False


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), context=DIVIDING))
