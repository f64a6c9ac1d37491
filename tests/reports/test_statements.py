"""Statements tie on any book: before and after carrying forward, before and after the year's end.

Whatever is posted on whichever account, the sheet balances, the result agrees with the change of
the net assets, and every check of every statement of the chart holds.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import ledgerlib
from ledgerlib import Book, Line, NewBook, Period, Role, Side, Voucher, create
from ledgerlib.core.chart import Chart
from ledgerlib.core.statement import Statement
from ledgerlib.exchange.statements import statement_files, statements
from ledgerlib.reports.drawn import draw_up

DECEMBER, JANUARY = Period(2023, 12), Period(2024, 1)


@cache
def chart_of(chart_id: str) -> Chart:
    return ledgerlib.load_chart(chart_id).chart


@cache
def statements_of(chart_id: str) -> dict[str, Statement]:
    return statements(chart_id)


def kinds_of(chart_id: str) -> list[dict[str, str]]:
    """What may be chosen when a book is made from a chart, each value at least once."""
    options = chart_of(chart_id).provisions.options
    most = max((len(option.values) for option in options), default=1)
    return [
        {option.code: option.values[min(n, len(option.values) - 1)].code for option in options}
        for n in range(most)
    ]


BOOKS = [
    (chart_id, chosen)
    for chart_id in ledgerlib.chart_ids()
    if statement_files(chart_id)
    for chosen in kinds_of(chart_id)
]


def named(value: object) -> str:
    return "-".join(value.values()) or "whole" if isinstance(value, dict) else str(value)


def groups(chart: Chart) -> list[list[str]]:
    """The accounts that take entries, by the part of the chart that has to balance by itself.

    Those that a rule wants cleared by hand before the period closes are left out.
    """
    by_hand = [rule for rule in chart.closing_rules if rule.by_hand]
    found: dict[str, list[str]] = {}
    for code in sorted(chart.postable):
        if not any(rule.selects(chart.accounts[code]) for rule in by_hand):
            part = chart.part_of(code)
            found.setdefault(part.code if part else "", []).append(code)
    return list(found.values())


def label(book: Book, code: str, chance: Random) -> str:
    """What the account demands of its lines; every cash line has a cash-flow item."""
    chart = book.chart()
    given = chart_of(book.facts().chart).provisions.values
    values = {}
    for kind in chart.accounts[code].dimensions:
        known = [v.code for v in given if v.kind == kind and v.code != "fiscal"]
        values[kind] = chance.choice(known or ["甲", "乙", "丙"])
    if chart.cash(code):
        values["cash_flow"] = chance.choice(["01", "03", "06", "14"])
    return ";".join(f"{kind}:{value}" for kind, value in sorted(values.items()))


def lines(book: Book, codes: list[str], chance: Random) -> list[Line]:
    """Up to twenty lines that balance, red ink and one account on both sides among them."""
    drawn = [
        (chance.choice(codes), chance.choice(list(Side)), chance.randint(-99_999, 999_999) or 1)
        for _ in range(chance.randint(2, 20))
    ]
    net = sum(side * minor for _, side, minor in drawn)
    drawn.append((chance.choice(codes), Side.CREDIT if net > 0 else Side.DEBIT, abs(net) or 1))
    if not net:
        drawn.append((chance.choice(codes), Side.CREDIT, 1))
    return [
        Line(code, side, Decimal(minor).scaleb(-2), "随机业务", dimension=label(book, code, chance))
        for code, side, minor in drawn
    ]


def open_book(place: Path, chart_id: str, chosen: dict[str, str], chance: Random) -> Book:
    """A started book with any opening balances."""
    chart = chart_of(chart_id)
    book = create(place, NewBook("某单位", chart, DECEMBER, chart_id, options=chosen), by="主管")
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    book.set_policy("negative_balance", "warn")  # what comes by chance goes below nothing too
    for kind in ("cash_flow", "partner", "employee", "project"):
        book.set_dimension_kind(kind, is_open=True)
    opening = [line for codes in groups(book.chart()) for line in lines(book, codes, chance)]
    book.set_opening(opening)
    book.start()
    return book


def post(book: Book, period: Period) -> None:
    book.review(period)
    book.acting_as("会计").post(period)


def enter(book: Book, period: Period, chance: Random) -> None:
    """A few vouchers, each part of which balances by itself, posted."""
    vouchers = []
    for _ in range(chance.randint(2, 5)):
        moved = [line for codes in groups(book.chart()) for line in lines(book, codes, chance)]
        day = period.first_day.replace(day=chance.randint(1, 28))
        vouchers.append(Voucher(day, tuple(moved)))
    book.acting_as("会计").enter_many(vouchers)
    post(book, period)


def carry(book: Book, period: Period) -> None:
    while book.acting_as("会计").carry_forward(period):
        post(book, period)


def failing(book: Book, found: list[Statement], period: Period) -> list[tuple[str, str, Decimal]]:
    """The checks that do not hold: the statement, what it says, by how much."""
    wrong = []
    for statement in found:
        drawn = draw_up(book, statement, period)
        assert drawn.computed.problems == []
        wrong += [
            (f"{statement.statement_id} {failed.column.key}", failed.check.message, failed.difference)
            for failed in drawn.computed.failed
        ]  # fmt: skip
    return wrong


@pytest.mark.parametrize(("chart_id", "chosen"), BOOKS, ids=named)
@settings(max_examples=2, phases=[Phase.explicit, Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_every_check_of_every_statement_holds(
    chart_id: str, chosen: dict[str, str], tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """
    2023-12  opening balances and vouchers on any accounts   → carried forward → year's end
    2024-01  more vouchers in the year after                 → carried forward
    """
    place = tmp_path_factory.mktemp("books") / "book.ledger"
    chance = Random(seed)
    kinds = set(chosen.values())
    found = [
        each
        for each in statements_of(chart_id).values()
        if each.kind in kinds
        or not (each.kind or any(f"{each.statement_id}_{k}" in statements_of(chart_id) for k in kinds))
    ]  # fmt: skip
    with open_book(place, chart_id, chosen, chance) as book:
        enter(book, DECEMBER, chance)
        assert failing(book, found, DECEMBER) == []
        carry(book, DECEMBER)
        assert failing(book, found, DECEMBER) == []
        supervisor = book.acting_as("主管")
        supervisor.close(DECEMBER)
        supervisor.roll_over(2023)
        enter(book, JANUARY, chance)
        assert failing(book, found, JANUARY) == []
        carry(book, JANUARY)
        assert failing(book, found, JANUARY) == []
