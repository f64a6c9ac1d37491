"""What reports of balances share: their columns, which accounts they show, and where balances stand.

Two rules for the side of a balance are in use, and both are here: on the side where it really is
(会计基础工作规范 第六十条, the default), or on the account's own side with a sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from ..core.account import Side
from ..core.amount import EXACT, from_minor
from ..core.balance import Figures, Measured, split
from ..core.chart import Chart
from ..core.problem import Problem
from ..refusal import Refused
from .report import Cell, Column, ColumnKind, side_word


class Sides(StrEnum):
    """How a balance stands.

    ACTUAL is debit or credit as it really is, ACCOUNT on the side of its account with a sign,
    ONE in one column beside the word for its side: 借, 贷, 平.
    """

    ACTUAL = "actual"
    ACCOUNT = "account"
    ONE = "one"


class Shown(StrEnum):
    """Which accounts are shown: with anything at all, with a balance, with movement, or every one."""

    USED = "used"
    BALANCE = "balance"
    MOVEMENT = "movement"
    ALL = "all"

    def holds(self, measured: Measured, year_opening_minor: int = 0) -> bool:
        """Whether something with these figures is shown.

        What stood there at the beginning of the year is given where it is shown and the figures,
        without closing vouchers, can't tell it.
        """
        both = (measured.amount, measured.quantity)
        if self is Shown.BALANCE:
            return any(each.closing_minor for each in both)
        if self is Shown.MOVEMENT:
            return any(each.debit_minor or each.credit_minor for each in both)
        return self is Shown.ALL or not measured.is_blank or bool(year_opening_minor)


@frozen
class Choice:
    """Which accounts a report is about: named ones with those below them, a range, down to a level.

    Raises Refused for a range that runs backwards (account.backwards).
    """

    accounts: Collection[str] = ()
    from_account: str = ""
    to_account: str = ""
    level: int | None = None

    def __attrs_post_init__(self) -> None:
        first, last = self.from_account, self.to_account
        if first and last and first > last and not first.startswith(last):
            raise Refused([Problem.of("account.backwards", first=first, last=last)])

    def holds(self, chart: Chart, code: str) -> bool:
        """Whether an account is among them. A range takes in what stands below its last account."""
        places = (code, *chart.ancestors(code))
        return (
            (not self.accounts or any(place in self.accounts for place in places))
            and code >= self.from_account
            and (not self.to_account or code <= self.to_account or self.to_account in places)
            and (self.level is None or len(places) <= self.level)
        )

    def parameters(self) -> dict[str, str | int | bool]:
        """What was chosen, as a report says it; nothing where everything was."""
        given = {
            "accounts": " ".join(self.accounts), "from_account": self.from_account,
            "to_account": self.to_account, "level": self.level,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}


@frozen
class Layout:
    """The columns of balances: 6 (opening, turnover, closing), 8 (year to date), 10 (year's opening)."""

    columns: int = 8
    sides: Sides = Sides.ACTUAL
    by_measure: bool = False

    def __attrs_post_init__(self) -> None:
        if self.columns not in (6, 8, 10):
            raise ValueError(self.columns)

    @property
    def parts(self) -> Iterator[tuple[str, str, bool]]:
        """The groups in their order: how their keys begin, their title, and whether they are balances."""
        if self.columns == 10:
            yield "year_opening", "column.year_opening_balance", True
        yield "opening", "column.opening_balance", True
        yield "", "column.turnover", False
        if self.columns > 6:
            yield "ytd", "column.year_to_date", False
        yield "closing", "column.closing_balance", True

    def titles(self) -> tuple[Column, ...]:
        """The columns, each group under its title."""
        return tuple(
            Column(key, title, kind, group=group)
            for part, group, is_balance in self.parts
            for key, title, kind in self._columns_of(part, is_balance)
        )

    def _columns_of(self, part: str, is_balance: bool) -> Iterator[tuple[str, str, ColumnKind]]:
        quantity, amount = ColumnKind.QUANTITY, ColumnKind.AMOUNT
        if is_balance and self.by_measure:
            yield _key(part, "quantity"), "column.quantity", quantity
        if is_balance and self.sides is Sides.ONE:
            yield _key(part, "side"), "column.side", ColumnKind.WORD
            yield _key(part, "balance"), "column.amount", amount
            return
        for side in ("debit", "credit"):
            if self.by_measure and not is_balance:
                title = "column.debit_quantity" if side == "debit" else "column.credit_quantity"
                yield _key(part, f"{side}_quantity"), title, quantity
            title = "column.debit_side" if side == "debit" else "column.credit_side"
            yield _key(part, side), title, amount

    def cells(
        self, figures: Figures, side: Side, scale: int, year_opening_minor: int | None = None
    ) -> dict[str, Cell]:
        """The amounts of an account that grows on `side`, by column key.

        `year_opening_minor` stands in place of what the figures say, where they lack turnover.
        """
        cells: dict[str, Cell] = {}
        for part, minor, other in self._minor(figures, year_opening_minor):
            if other is not None:
                cells[_key(part, "debit")] = from_minor(minor, scale)
                cells[_key(part, "credit")] = from_minor(other, scale)
            elif self.sides is Sides.ONE:
                cells[_key(part, "side")] = side_word(minor)
                cells[_key(part, "balance")] = from_minor(abs(minor), scale)
            else:
                pair = split(minor)
                if self.sides is Sides.ACCOUNT:
                    pair = (minor, 0) if side is Side.DEBIT else (0, -minor)
                for name, each in zip(("debit", "credit"), pair, strict=True):
                    cells[_key(part, name)] = from_minor(each, scale)
        return cells

    def quantities(self, figures: Figures, side: Side, scale: int) -> dict[str, Decimal]:
        """What is measured, by column key; balances on the account's side, negative on the other."""
        cells: dict[str, Decimal] = {}
        for part, minor, other in self._minor(figures, None):
            if other is None:
                cells[_key(part, "quantity")] = from_minor(minor * side, scale)
            else:
                cells[_key(part, "debit_quantity")] = from_minor(minor, scale)
                cells[_key(part, "credit_quantity")] = from_minor(other, scale)
        return cells

    def _minor(
        self, figures: Figures, year_opening_minor: int | None
    ) -> Iterator[tuple[str, int, int | None]]:
        """Each group with its balance, debit positive, or with its debit and credit."""
        year = figures.year_opening_minor if year_opening_minor is None else year_opening_minor
        for part, _, is_balance in self.parts:
            if is_balance:
                yield (
                    part,
                    {
                        "year_opening": year,
                        "opening": figures.opening_minor,
                        "closing": figures.closing_minor,
                    }[part],
                    None,
                )
            elif part:
                yield part, figures.year_to_date_debit_minor, figures.year_to_date_credit_minor
            else:
                yield part, figures.debit_minor, figures.credit_minor

    def totals(
        self, rows: Iterable[Mapping[str, Cell]], whole: Figures, scale: int, year_minor: int
    ) -> dict[str, Cell]:
        """The sums of the rows' amounts; one balance column shows what all of them come to together."""
        totals = self.cells(whole, Side.DEBIT, scale, year_minor)
        if self.sides is Sides.ONE:
            return totals
        sums = {key: Decimal(0).scaleb(-scale) for key in totals}
        for cells in rows:
            for key in sums:
                amount = cells[key]
                assert isinstance(amount, Decimal)
                sums[key] = EXACT.add(sums[key], amount)
        return dict(sums)


def _key(part: str, name: str) -> str:
    return f"{part}_{name}" if part else name
