"""A small model of a book in plain Python, for the state machine to compare the library with.

It shares no rule with the library: months are counted from year 0, vouchers are kept in
one list, and everything else is added up from it, in Decimals, whenever it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class ModelLine(NamedTuple):
    """Debit is side 1, credit is −1, red ink is a negative amount; and what it is about and measures."""

    account: str
    side: int
    amount: Decimal
    dimension: str = ""
    measure: str = ""
    quantity: Decimal = Decimal(0)


#: Opening, debit, credit, year-to-date debit and credit, debit positive.
ModelFigures = tuple[Decimal, Decimal, Decimal, Decimal, Decimal]
#: Account, dimension and measure.
ModelDetail = tuple[str, str, str]

PARENT = {"100201": "1002", "100202": "1002"}
INCOME, EXPENSES = ("5001",), ("5602", "5603")
PROFIT, DISTRIBUTION = "3103", "3104"
CASH = ("1001", "100201", "100202")
SUPERVISOR = "主管"
ACTS = {
    "制单": {
        "opening",
        "start",
        "enter",
        "amend",
        "void",
        "unvoid",
        "renumber",
        "reverse",
        "carry_forward",
    },
    "出纳": {"sign", "unsign"},
    "审核": {"review", "unreview"},
    "记账": {"start", "post", "carry_forward", "close", "roll_over"},
}


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def name_of(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def day_in(month: int, day: int) -> date:
    return date(month // 12, month % 12 + 1, day)


@dataclass(eq=False)
class ModelVoucher:
    """What the model knows of a voucher."""

    month: int
    word: str
    number: int
    day: date
    lines: list[ModelLine]
    maker: str
    kind: str = "ordinary"
    state: str = "draft"
    cashier: str = ""
    reviewer: str = ""
    poster: str = ""
    reverses: ModelVoucher | None = None
    was_posted: bool = False

    @property
    def is_cash(self) -> bool:
        return any(line.account in CASH for line in self.lines)

    @property
    def key(self) -> str:
        return f"{name_of(self.month)}/{self.word}/{self.number}"


@dataclass
class Model:
    """A book: when it starts, how far it is closed, what was in it at first, and its vouchers."""

    start: int
    reversible: bool
    cashier_signs: bool = False
    opening: list[ModelLine] = field(default_factory=list)
    vouchers: list[ModelVoucher] = field(default_factory=list)
    current: int = 0
    locked_through: int = 0
    has_postings: bool = False
    words: set[str] = field(default_factory=lambda: {"记"})
    last: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.current = self.start

    # Who may, and when

    def person(self, who: str, act: str) -> str:
        """Why this person may not do this; empty if he may."""
        if who != SUPERVISOR and who not in ACTS:
            return "user.unknown"
        return "" if who == SUPERVISOR or act in ACTS[who] else "user.may_not"

    def month(self, month: int) -> str:
        """Why nothing can be written in this month; empty if it can."""
        if month < self.start:
            return "period.before_start"
        if month < self.current:
            return "period.closed"
        return "period.too_far" if month // 12 > self.current // 12 + 1 else ""

    # Vouchers

    def among(self, month: int, word: str = "", *states: str) -> list[ModelVoucher]:
        return [
            v
            for v in self.vouchers
            if v.month == month and word in ("", v.word) and (not states or v.state in states)
        ]

    def posted_last(self, month: int, word: str) -> int:
        return max((v.number for v in self.among(month, word, "posted")), default=0)

    def add(
        self,
        day: date,
        lines: list[ModelLine],
        maker: str,
        word: str = "记",
        number: int | None = None,
        kind: str = "ordinary",
        reverses: ModelVoucher | None = None,
    ) -> ModelVoucher:
        month = month_of(day)
        number = number or self.last.get((month, word), 0) + 1
        self.last[month, word] = max(number, self.last.get((month, word), 0))
        made = ModelVoucher(month, word, number, day, lines, maker, kind, reverses=reverses)
        self.vouchers.append(made)
        return made

    def reversed_by(self, voucher: ModelVoucher) -> list[ModelVoucher]:
        return [v for v in self.vouchers if v.reverses is voucher and v.state != "void"]

    def renumber(self, month: int, word: str, *, by_date: bool) -> dict[int, int]:
        waiting = sorted(self.among(month, word, "draft", "reviewed"), key=lambda v: v.number)
        if by_date:
            waiting.sort(key=lambda v: v.day)
        number = self.posted_last(month, word)
        moved = {}
        for voucher in waiting:
            number += 1
            if voucher.number != number:
                moved[voucher.number] = number
                voucher.number = number
        gone = self.among(month, word, "void")
        self.vouchers = [v for v in self.vouchers if v not in gone]
        self.last[month, word] = number
        return moved

    def to_post(self, month: int, word: str, first: int, last: int) -> list[ModelVoucher] | str:
        """What posting this span would post, or why it can't be."""
        chosen = [v for v in self.among(month, word) if first <= v.number <= last]
        if any(v.state == "draft" for v in chosen):
            return "post.not_reviewed"
        ready = [v for v in chosen if v.state == "reviewed"]
        if not ready:
            return "post.nothing"
        for each in {v.word for v in ready}:
            numbers = sorted(v.number for v in ready if v.word == each)
            if numbers != list(range(self.posted_last(month, each) + 1, numbers[-1] + 1)):
                return "post.gap|post.begins_later"
        if self.cashier_signs and any(v.is_cash and not v.cashier for v in ready):
            return "post.not_signed"
        return ready

    # Figures

    def counted(self, *, unposted: bool) -> list[ModelVoucher]:
        states = ("posted", "draft", "reviewed") if unposted else ("posted",)
        return [v for v in self.vouchers if v.state in states]

    def figures(
        self, first: int, last: int, *, unposted: bool = False, closing: bool = True
    ) -> dict[str, ModelFigures]:
        """Every account's figures over a span of months, parents as sums, nothing left out."""
        sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 5)

        def put(line: ModelLine, at: int, sign: int) -> None:
            for place in {line.account, PARENT.get(line.account, line.account)}:
                sums[place][at] += sign * line.amount

        self._put_all(put, first, last, unposted=unposted, closing=closing)
        return {code: tuple(row) for code, row in sums.items() if any(row)}  # type: ignore[misc]

    def details(
        self, first: int, last: int, *, unposted: bool = False
    ) -> dict[ModelDetail, tuple[Decimal, ...]]:
        """The same below the accounts, by dimension and measure: in money, then in what is measured."""
        sums: dict[ModelDetail, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 10)

        def put(line: ModelLine, at: int, sign: int) -> None:
            row = sums[line.account, line.dimension, line.measure]
            row[at] += sign * line.amount
            row[at + 5] += sign * line.quantity

        self._put_all(put, first, last, unposted=unposted, closing=True)
        return {detail: tuple(row) for detail, row in sums.items() if any(row)}

    def _put_all(
        self,
        put: Callable[[ModelLine, int, int], None],
        first: int,
        last: int,
        *,
        unposted: bool,
        closing: bool,
    ) -> None:
        """Put every line where it counts: opening, debit or credit, and the same of the year."""
        year = last // 12 * 12
        for line in self.opening:
            put(line, 0, line.side)
        for voucher in self.counted(unposted=unposted):
            if voucher.month > last or (voucher.kind == "closing" and not closing):
                continue
            for line in voucher.lines:
                if voucher.month < first:
                    put(line, 0, line.side)
                else:
                    put(line, 1 if line.side > 0 else 2, 1)
                if voucher.month >= year:
                    put(line, 3 if line.side > 0 else 4, 1)

    def standing(self, month: int) -> dict[ModelDetail, list[Decimal]]:
        """What is posted on each detail at the end of a month, in money and in what it measures."""
        return {
            detail: [row[0] + row[1] - row[2], row[5] + row[6] - row[7]]
            for detail, row in self.details(month, month).items()
        }

    # The end of a month

    def closing_lines(self, month: int) -> list[list[ModelLine]]:
        """The closing vouchers that the month needs, December with those of the year."""
        left = self.standing(month)
        vouchers = []
        carried: list[ModelLine] = []
        for codes in (INCOME, EXPENSES):
            carried += self._carry(left, codes, PROFIT)
        vouchers.append(carried)
        if month % 12 == 11:
            vouchers.append(self._carry(left, (PROFIT,), DISTRIBUTION))
        return [lines for lines in vouchers if lines]

    def _carry(
        self, left: dict[ModelDetail, list[Decimal]], codes: tuple[str, ...], into: str
    ) -> list[ModelLine]:
        """Each detail is cleared by itself, its quantity with it; the sum goes into one account."""
        lines: list[ModelLine] = []
        total = Decimal(0)
        for (code, dimension, measure), standing in left.items():
            amount, quantity = standing
            if code in codes and (amount or quantity):
                side = -1 if (amount or quantity) > 0 else 1
                lines.append(
                    ModelLine(code, side, abs(amount), dimension, measure, -side * quantity)
                )
                total += amount
                standing[:] = [Decimal(0), Decimal(0)]
        if total:
            lines.append(ModelLine(into, 1 if total > 0 else -1, abs(total)))
            left.setdefault((into, "", ""), [Decimal(0), Decimal(0)])[0] += total
        return lines

    def can_close(self, month: int) -> bool:
        """Whether nothing stands in the way of closing a month."""
        return (
            month == self.current
            and all(v.state == "posted" for v in self.among(month))
            and not self.closing_lines(month)
        )
