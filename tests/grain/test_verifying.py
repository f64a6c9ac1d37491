"""The set's own rows are what its vouchers say, whatever is done; and whoever changes either is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Period, Refused, VoucherFilter
from ledgerlib.grain import (
    GrainSet,
    approve,
    consume,
    conversions,
    convert,
    enter_event,
    issue,
    issues,
    open_set,
    set_ration,
    stock_takes,
    take_stock,
    verify_set,
)

from .sets import YEAR, balance, day, new_set

JANUARY = Period(YEAR, 1)
ByHand = Callable[..., Any]


def kept_for_a_month(place: str) -> GrainSet:
    """Issued, eaten, counted, converted and approved: every kind of row there is."""
    kept = new_set(place, {"米": "100", "豆": "10"})
    set_ration(kept, "米", "0.5", day(1))
    issue(kept, day(1, 5), 20)
    consume(kept, JANUARY)
    take_stock(kept, day(1, 31), {"米": "89.5"})
    convert(kept, day(1, 31), "豆", 10, "油", "0.2")
    approve(kept, YEAR, day(1, 31), "核1号", {"米": 3})
    return kept


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE grain_issue SET issued_grams = issued_grams + 1", ["grain.verify_rows"] * 2),
        ("UPDATE grain_stock_take SET counted_grams = 90000", ["grain.verify_rows"] * 2),
        ("DELETE FROM grain_stock_take", ["grain.verify_rows"] * 2),
        ("UPDATE grain_conversion SET rate = '0.3'", ["grain.verify_rate"]),
        ("UPDATE grain_conversion SET raw_grams = 1", ["grain.verify_rate"] + ["grain.verify_rows"] * 2),
        ("UPDATE grain_approval SET approved_grams = 4000", ["grain.verify_rows"] * 2),
        ("UPDATE line SET amount_minor = amount_minor + 1 WHERE commodity = '米' AND voucher_id = 1",
         ["grain.verify_rows"] * 2),
    ],
)  # fmt: skip
def test_what_is_changed_behind_the_acts_is_found(
    tmp_path: Path, by_hand: ByHand, statement: str, codes: list[str]
) -> None:
    place = str(tmp_path / "a.ledger")
    with kept_for_a_month(place) as kept:
        assert verify_set(kept) == []
    with by_hand(place) as hand:
        assert hand.run(statement) >= 1
    with open_set(place, by="李四") as kept:
        assert [problem.code for problem in verify_set(kept)] == codes


def test_a_voided_voucher_takes_its_rows_with_it(place: str) -> None:
    with kept_for_a_month(place) as kept:
        for voucher in list(kept.grain.vouchers_in(VoucherFilter())):
            kept.grain.void(voucher)
        assert (stock_takes(kept), conversions(kept)) == ([], [])
        assert [each.consumed_in for each in issues(kept, JANUARY)] == [0]
        assert verify_set(kept) == []
        issue(kept, day(1, 5), 10)  # what waits again can be put right
        assert consume(kept, JANUARY).lines[0].amount == 5
        assert take_stock(kept, day(1, 31), {"米": "94"}) is not None
        approve(kept, YEAR, day(1, 31), "核1号", {"米": 3})
        assert verify_set(kept) == []


acts = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.integers(1, 28), st.integers(0, 40)),
        st.tuples(st.just("consume"), st.just(31), st.just(0)),
        st.tuples(st.just("count"), st.integers(1, 31), st.integers(0, 90_000)),
        st.tuples(st.just("void"), st.just(0), st.integers(0, 5)),
        st.tuples(st.just("eat"), st.integers(1, 31), st.integers(1, 20_000)),
    ),
    max_size=9,
)  # fmt: skip


@settings(max_examples=4)
@given(acts=acts)
def test_the_sub_ledger_is_the_control_account(
    new_place: Callable[[], str], acts: list[tuple[str, int, int]]
) -> None:
    """粮秣报销 is what the entered sheets, the stock-takings and event 4 come to, and no act breaks that."""
    with new_set(new_place(), {"米": "80"}) as kept:
        set_ration(kept, "米", "0.5", day(1))
        eaten: dict[int, int] = defaultdict(int)
        for what, at, number in acts:
            with suppress(Refused):
                if what == "issue":
                    issue(kept, day(1, at), number)
                elif what == "consume":
                    consume(kept, JANUARY)
                elif what == "count":
                    take_stock(kept, day(1, at), {"米": Decimal(number).scaleb(-3)})
                elif what == "eat":
                    weight = Decimal(number).scaleb(-3)
                    voucher = enter_event(kept, "consume", day(1, at), {"米": weight})
                    eaten[voucher.voucher_id or 0] = number
                else:
                    some = list(kept.grain.vouchers_in(VoucherFilter()))
                    if some:
                        voided = some[number % len(some)]
                        kept.grain.void(voided)
                        eaten.pop(voided.voucher_id or 0, None)
        rows = sum(each.issued_grams for each in issues(kept, JANUARY) if each.consumed_in)
        rows -= sum(each.difference_grams for each in stock_takes(kept))
        control = balance(kept.grain, "301", "米", 1)
        assert control == Decimal(rows + sum(eaten.values())).scaleb(-3)
        assert verify_set(kept) == []
