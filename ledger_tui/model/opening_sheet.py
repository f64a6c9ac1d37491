"""Opening balances while they are being filled in: one row for each account, dimension and measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field, frozen

from ledgerlib import Account, Book, Chart, Line, Measure, OpeningLine, Side

ZERO = Decimal(0)
#: The figures of a row that are typed, in the order of the form.
FIGURES = (
    "debit", "credit", "quantity", "ytd_debit", "ytd_credit", "actual",
    "ytd_quantity_debit", "ytd_quantity_credit",
)  # fmt: skip


@frozen
class Key:
    """Where an opening stands: its account, the label of its dimensions, what it is measured in."""

    account: str
    dimension: str = ""
    measure: str = ""

    def __str__(self) -> str:
        return "|".join((self.account, self.dimension, self.measure))

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key that was written as a text."""
        return cls(*text.split("|"))


@frozen
class Filled:
    """What is filled in of a row; 元, and units of the measure. `actual` None where nobody said."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO
    quantity: Decimal = ZERO
    ytd_debit: Decimal = ZERO
    ytd_credit: Decimal = ZERO
    actual: Decimal | None = None
    ytd_quantity_debit: Decimal = ZERO
    ytd_quantity_credit: Decimal = ZERO

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it."""
        return self == Filled()


@define
class OpeningSheet:
    """All rows: those filled in, and one for each account that takes entries."""

    chart: Chart
    scale: int = 2
    is_in_middle: bool = False
    rows: dict[Key, Filled] = field(factory=dict)

    def shown(self) -> list[Key]:
        """The rows in the order of the chart: filled in ones, or an empty one for the account."""
        by_account: dict[str, list[Key]] = {}
        for key in self.rows:
            by_account.setdefault(key.account, []).append(key)
        found = []
        for code in self.chart.accounts:
            if code in self.chart.postable:
                measure = measure_of(self.chart.accounts[code])
                found += sorted(by_account.get(code, ()), key=str) or [Key(code, "", measure)]
        return found

    def put(self, key: Key, filled: Filled) -> None:
        """Fill a row in; an empty one goes."""
        if filled.is_blank:
            self.rows.pop(key, None)
        else:
            self.rows[key] = filled

    def put_amount(self, key: Key, amount: Decimal) -> None:
        """The balance on the account's own side; a negative one stands on the other side."""
        side = self.chart.accounts[key.account].normal_side
        on_debit = (side is Side.DEBIT) == (amount >= 0)
        before = self.rows.get(key, Filled())
        debit, credit = (abs(amount), ZERO) if on_debit else (ZERO, abs(amount))
        self.put(key, evolve(before, debit=debit, credit=credit))

    @property
    def sums(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Balances on both sides, and turnovers of the year on both sides."""
        rows = self.rows.values()
        return (
            sum((r.debit for r in rows), ZERO), sum((r.credit for r in rows), ZERO),
            sum((r.ytd_debit for r in rows), ZERO), sum((r.ytd_credit for r in rows), ZERO),
        )  # fmt: skip

    def lines(self) -> list[OpeningLine]:
        """What the library is given."""
        return [_line(key, self.rows[key]) for key in self.shown() if key in self.rows]

    def as_content(self) -> dict[str, list[str | None]]:
        """Plain texts, to be kept until it is stored in the book."""
        return {
            str(key): [None if x is None else str(x) for x in (getattr(row, n) for n in FIGURES)]
            for key, row in self.rows.items()
        }

    def take(self, content: Mapping[str, Sequence[str | None]]) -> None:
        """What was kept."""
        self.rows = {}
        for key, texts in content.items():
            figures: dict[str, Any] = {
                name: None if each is None else Decimal(each)
                for name, each in zip(FIGURES, texts, strict=True)
            }
            self.rows[Key.parse(key)] = Filled(**figures)


def measure_of(account: Account) -> str:
    """What an account is measured in: its unit, or the only foreign currency it may hold."""
    return account.unit or (account.currencies[0] if len(account.currencies) == 1 else "")


def _line(key: Key, row: Filled) -> OpeningLine:
    side = Side.DEBIT if row.debit or not row.credit else Side.CREDIT
    amount = row.debit - row.credit if side is Side.DEBIT else row.credit
    measure = Measure(key.measure, row.quantity) if key.measure and row.quantity else None
    line = Line(key.account, side, amount, dimension=key.dimension, measure=measure)
    return OpeningLine(
        line, row.ytd_debit, row.ytd_credit, row.actual, row.ytd_quantity_debit,
        row.ytd_quantity_credit,
    )  # fmt: skip


def read_sheet_of(book: Book) -> OpeningSheet:
    """The openings that the book has; asked on the clerk's thread."""
    facts = book.facts()
    found = book.details(facts.start)
    scale = found.span.currency.scale
    sheet = OpeningSheet(found.span.chart, scale, facts.start.month > 1)
    for detail, measured in found.details.items():
        amount, quantity = measured.amount, measured.quantity
        opening = Decimal(amount.opening_minor).scaleb(-scale)
        unit = found.span.commodities.get(detail.measure)
        places = unit.scale if unit is not None else 0
        held = abs(Decimal(quantity.opening_minor).scaleb(-places))
        before = (
            amount.year_to_date_debit_minor - amount.debit_minor,
            amount.year_to_date_credit_minor - amount.credit_minor,
        )
        row = Filled(
            max(opening, ZERO), max(-opening, ZERO), held,
            *(Decimal(minor).scaleb(-scale) for minor in before),
        )  # fmt: skip
        sheet.put(Key(detail.account, detail.dimension, detail.measure), row)
    return sheet


def unknown_rows(sheet: OpeningSheet) -> Iterable[Key]:
    """Rows that were kept for accounts which take no entries any more."""
    return [key for key in sheet.rows if key.account not in sheet.chart.postable]
