"""The moving average: whatever is received and issued, an empty stock costs nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.moving_average import MovingAverage, NotInStock, issue_cost


@pytest.mark.parametrize(
    ("amount", "quantity", "issued", "cost"),
    [
        (100_00, 30, 10, 33_33),
        (66_67, 20, 10, 33_34),  # 33.335 is rounded up
        (33_33, 10, 10, 33_33),  # the last of it takes what is left
        (100_00, 30, 0, 0),
        (100_00, 30, -10, -33_33),  # goods that come back come back at the average
        (-100_00, 30, 10, -33_33),  # a credit note for more than the stock cost
        (-1, 2, 1, -1),  # half a fen away from zero, on either side of it
        (1, 2, 1, 1),
        (5, 0, 0, 5),  # a fen left over when the goods are gone is taken along
        (0, 0, 0, 0),
        (100_00, 30, 40, 133_33),  # issued before the receipt was entered
    ],
)
def test_an_issue_costs(amount: int, quantity: int, issued: int, cost: int) -> None:
    assert issue_cost(amount, quantity, issued) == cost


def test_nothing_can_be_issued_from_an_empty_stock() -> None:
    with pytest.raises(ZeroDivisionError):
        issue_cost(5, 0, 1)


RECEIPTS = st.tuples(st.integers(0, 10**12), st.integers(1, 10**9))  # fen, grams
MOVES = st.lists(st.one_of(RECEIPTS, st.fractions(0, 1)), min_size=1, max_size=30)


@given(MOVES)
def test_a_stock_is_worth_nothing_exactly_when_it_is_empty(
    moves: list[tuple[int, int] | Fraction],
) -> None:
    """
    A receipt brings an amount and a quantity; an issue takes a part of the quantity, or all.

    Each issue costs within half a fen what the unrounded average says, the stock never falls
    below nothing, and what came in went out or is still there.
    """
    amount = quantity = received = issued_for = 0
    for move in moves:
        if isinstance(move, tuple):
            amount, quantity, received = amount + move[0], quantity + move[1], received + move[0]
            continue
        issued = int(quantity * move)
        cost = issue_cost(amount, quantity, issued)
        if issued != quantity:
            assert abs(cost - Fraction(amount * issued, quantity)) <= Fraction(1, 2)
        amount, quantity, issued_for = amount - cost, quantity - issued, issued_for + cost
        assert amount >= 0
        assert quantity > 0 or amount == 0
    assert received == issued_for + amount
    assert issue_cost(amount, quantity, quantity) == amount


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9), st.integers(-(10**9), 10**9))
def test_an_issue_and_its_return_are_the_same_money(
    amount: int, quantity: int, issued: int
) -> None:
    """Red ink: taking an issue back at the same moment costs what it cost."""
    if quantity not in (issued, -issued):
        assert issue_cost(amount, quantity, -issued) == -issue_cost(amount, quantity, issued)


@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(0, 100)), max_size=12
    )
)
def test_a_stock_loses_nothing_and_none_left_is_worth_nothing(
    receipts: list[tuple[int, int, int]],
) -> None:
    """After each receipt some of it goes; what went and what is left is what came."""
    stock, came, went = MovingAverage(), 0, 0
    for amount, quantity, share in receipts:
        stock.receive(amount, quantity)
        came += amount
        went += stock.issue(stock.quantity_minor * share // 100)
        assert went + stock.amount_minor == came
        assert stock.quantity_minor or not stock.amount_minor
    went += stock.issue(stock.quantity_minor)
    assert (stock.amount_minor, went) == (0, came)


def test_what_is_not_there_is_not_issued() -> None:
    with pytest.raises(NotInStock):
        MovingAverage(1000, 5).issue(6)
