"""What a voucher is made of while it is typed: the texts of its head and of its lines, cell by cell.

Every cell holds the text that was typed. A text that is no amount, no account, no day stays where
it is, and is told of; nothing is thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen

from ledgerlib import Category, Chart, Period, Side, parse_day

from .account_index import AccountIndex
from .amounts import amount_in, half_width

# The columns of a line, by the names that the library's problems have for its fields.
SUMMARY, ACCOUNT, DEBIT, CREDIT = "summary", "account", "debit", "credit"
QUANTITY, PRICE = "quantity", "price"
CURRENCY, FOREIGN, RATE = "currency", "foreign_amount", "rate"
METHOD, BILL, BILL_DAY = "settlement", "bill_number", "bill_day"
AMOUNTS = (DEBIT, CREDIT)
FIGURES = (DEBIT, CREDIT, QUANTITY, PRICE, FOREIGN, RATE)
#: A column of a kind of dimension is this with the kind's code: "dimension:partner".
DIMENSION = "dimension:"
# The columns of the head.
DAY, WORD, ATTACHMENTS, REFERENCE = "date", "word", "attachments", "reference"
HEAD_COLUMNS = (DAY, WORD, ATTACHMENTS, REFERENCE)
#: The row that the head is, for the cursor.
HEAD = -1


@frozen
class DraftHead:
    """The head of a voucher as it is typed."""

    date: str = ""
    word: str = ""
    attachments: str = ""
    reference: str = ""

    def text(self, column: str) -> str:
        """What stands in a cell."""
        return str(getattr(self, column))

    def with_text(self, column: str, text: str) -> DraftHead:
        """The head with another text in a cell."""
        return evolve(self, **{column: text})


@frozen
class DraftLine:
    """A line as it is typed. `code` is the account that `account` was found to be, or empty."""

    summary: str = ""
    account: str = ""
    code: str = ""
    debit: str = ""
    credit: str = ""
    quantity: str = ""
    price: str = ""
    currency: str = ""
    foreign_amount: str = ""
    rate: str = ""
    settlement: str = ""
    bill_number: str = ""
    bill_day: str = ""
    #: Values by kind of dimension, those that have any text.
    dimensions: tuple[tuple[str, str], ...] = ()
    #: What the quantity is counted in, where the account does not say so itself.
    unit: str = ""
    #: What the amount is in, where it is not the book's currency (a book of grain).
    commodity: str = ""
    #: Whether its summary was repeated from the line above and nobody has typed it.
    is_repeated: bool = False

    def text(self, column: str) -> str:
        """What stands in a cell."""
        if column.startswith(DIMENSION):
            return dict(self.dimensions).get(column.removeprefix(DIMENSION), "")
        return str(getattr(self, column))

    def with_text(self, column: str, text: str) -> DraftLine:
        """The line with another text in a cell."""
        if column.startswith(DIMENSION):
            kept = dict(self.dimensions)
            kept.pop(column.removeprefix(DIMENSION), None)
            if text:
                kept[column.removeprefix(DIMENSION)] = text
            return evolve(self, dimensions=tuple(sorted(kept.items())))
        if column == ACCOUNT:
            return evolve(self, account=text, code="")
        if column == SUMMARY:
            return evolve(self, summary=text, is_repeated=False)
        changed: dict[str, Any] = {column: text}
        return evolve(self, **changed)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has typed anything in it: a repeated summary is nothing typed."""
        if self.account or self.debit or self.credit:
            return False
        return self == DraftLine(
            summary=self.summary if self.is_repeated else "", is_repeated=self.is_repeated
        )


@frozen
class Content:
    """The whole of a draft at one moment, with the cursor.

    `caret` is the place in the cell's text where the next letter goes; None while the cell is
    selected as a whole, so that typing takes the place of what is in it.
    """

    head: DraftHead = DraftHead()
    lines: tuple[DraftLine, ...] = (DraftLine(),)
    row: int = 0
    column: str = SUMMARY
    caret: int | None = None

    def text(self, row: int, column: str) -> str:
        """What stands in a cell of the head or of a line."""
        return self.head.text(column) if row == HEAD else self.lines[row].text(column)

    @property
    def here(self) -> str:
        """What stands in the cell under the cursor."""
        return self.text(self.row, self.column)

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor; None while it is in the head."""
        return None if self.row == HEAD else self.lines[self.row]

    def with_text(self, row: int, column: str, text: str) -> Content:
        """The content with another text in a cell."""
        if row == HEAD:
            return evolve(self, head=self.head.with_text(column, text))
        return self.with_line(row, self.lines[row].with_text(column, text))

    def with_line(self, row: int, line: DraftLine) -> Content:
        """The content with another line in a row."""
        return evolve(self, lines=(*self.lines[:row], line, *self.lines[row + 1 :]))


@frozen(eq=False)
class EntryRules:
    """What the book says of its vouchers, asked of it once before entry begins.

    `scales` are the decimals of its commodities, `kinds` the names of its kinds of dimension by
    code, `receives` is whether the book shows 收 and 付 in place of 借 and 贷. `month` is the one
    that a day typed without its month falls in.
    """

    accounts: AccountIndex
    currency: str
    scales: Mapping[str, int]
    words: tuple[str, ...]
    month: Period
    currencies: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(factory=dict)
    receives: bool = False

    @classmethod
    def nothing(cls) -> EntryRules:
        """The rules before any book has been asked."""
        return cls(AccountIndex(Chart({})), "", {}, (), Period(1, 1))

    def decimals(self, line: DraftLine) -> int:
        """The decimals of a line's amount."""
        return self.scales.get(line.commodity or self.currency, 2)

    def decimals_of(self, line: DraftLine, column: str) -> int:
        """The decimals that a figure of a line may have."""
        if column in AMOUNTS:
            return self.decimals(line)
        if column == QUANTITY:
            return self.scales.get(self.unit(line), 6)
        if column == FOREIGN:
            return self.scales.get(half_width(line.currency).strip().upper(), 2)
        return 10

    def unit(self, line: DraftLine) -> str:
        """What the quantity of a line is counted in: as its account says, else as the line does."""
        account = self.accounts.get(line.code)
        return (account.unit if account is not None else "") or line.unit

    def columns(self, line: DraftLine) -> tuple[str, ...]:
        """The cells of a line in the order in which Enter walks them.

        Its account brings those of its nature (核算项目, 数量, 外币, 结算方式); a cell that holds a
        text is there whatever the account.
        """
        account = self.accounts.get(line.code)
        columns = [SUMMARY, ACCOUNT]
        kinds = list(account.dimensions) if account is not None else []
        kinds += [kind for kind, _ in line.dimensions if kind not in kinds]
        columns += [f"{DIMENSION}{kind}" for kind in kinds]
        counted = account is not None and bool(account.unit)
        if counted or line.quantity or line.price:
            columns += [QUANTITY, PRICE]
        foreign = account is not None and bool(account.currencies)
        if foreign or line.currency or line.foreign_amount or line.rate:
            columns += [CURRENCY, FOREIGN, RATE]
        settled = bool(line.settlement or line.bill_number or line.bill_day)
        if settled or self.accounts.is_bank(line.code):
            columns.append(METHOD)
        if settled:
            columns += [BILL, BILL_DAY]
        return (*columns, DEBIT, CREDIT)

    def side(self, line: DraftLine, column: str) -> Side:
        """The side that an amount in a column stands on.

        In a receive-and-pay book holdings show debit as 收 and credit as 付, all others the
        other way round.
        """
        side = Side.DEBIT if column == DEBIT else Side.CREDIT
        account = self.accounts.get(line.code)
        if self.receives and account is not None and account.category is not Category.HOLDING:
            return side.opposite
        return side

    def column(self, line: DraftLine, side: Side) -> str:
        """The column in which an amount on a side is shown."""
        return DEBIT if self.side(line, DEBIT) is side else CREDIT


def amounts_of(line: DraftLine, rules: EntryRules) -> tuple[tuple[Side, Decimal], ...]:
    """The amounts of a line that can be read, with their sides."""
    decimals = rules.decimals(line)
    return tuple(
        (rules.side(line, column), amount)
        for column, text in ((DEBIT, line.debit), (CREDIT, line.credit))
        if text and (amount := amount_in(text, decimals)) is not None
    )


def day_of(text: str, month: Period) -> date | None:
    """The day a text names: 2008-12-05, 20081205, or within the month at hand 12-5, 1205 or 5."""
    plain = half_width(text).strip().rstrip("日号").replace("月", "-")
    digits = plain.replace("/", "-").replace(".", "-").split("-")
    try:
        if len(digits) == 1 and digits[0].isascii() and digits[0].isdigit():
            if len(digits[0]) <= 2:
                return date(month.year, month.month, int(digits[0]))
            if len(digits[0]) in (3, 4):
                return date(month.year, int(digits[0][:-2]), int(digits[0][-2:]))
        if len(digits) == 2 and all(each.isascii() and each.isdigit() for each in digits):
            return date(month.year, int(digits[0]), int(digits[1]))
        return parse_day(half_width(text))
    except ValueError:
        return None
