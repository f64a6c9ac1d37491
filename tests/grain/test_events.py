"""The nine events give exactly the entries of the manual, and the rule of the method is told, not just kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Refused
from ledgerlib.core.method import HOLDINGS
from ledgerlib.grain import (
    EVENTS,
    Entry,
    borrow_for,
    check_entries,
    enter_entries,
    enter_event,
    entry_of,
    event_of,
    paid,
    received,
    shortfall,
    still_owed,
)

from .sets import YEAR, balance, day, new_set, told

Refusal = Callable[..., Any]
BOTH = {"米": "10.5", "面": "4"}
#: 中队军粮核算会计分录示例 1 to 9, as the manual prints them.
MANUAL = {
    "allocate": [("粮秣库存", "收"), ("对上往来", "收")],
    "write-off": [("粮秣报销", "收"), ("对上往来", "付")],
    "buy": [("现粮库存", "收"), ("粮秣库存", "付")],
    "consume": [("现粮库存", "付"), ("粮秣报销", "付")],
    "subsidy": [("军粮差价补贴", "收"), ("对上往来", "收")],
    "subsidy-write-off": [("差价报销", "收"), ("对上往来", "付")],
    "subsidy-to-mess": [("军粮差价补贴", "付"), ("差价报销", "付")],
    "borrow": [("暂借", "收"), ("现粮库存", "收")],
    "repay": [("现粮库存", "付"), ("暂借", "付")],
}


def test_the_nine_events_are_those_of_the_manual_with_its_directions(place: str) -> None:
    """Entered one after the other: allocated, bought, borrowed, given back, eaten, written off."""
    assert [event.number for event in EVENTS.values()] == list(range(1, 10))
    with new_set(place) as kept:
        for code in ("allocate", "buy", "borrow", "repay", "consume", "write-off"):
            enter_event(kept, code, day(1, 9), BOTH)
        for code in ("subsidy", "subsidy-to-mess", "subsidy-write-off"):
            enter_event(kept, code, day(1, 9), "88.20")
        found = {}
        for book, codes in ((kept.grain, ("allocate", "buy", "borrow", "repay", "consume", "write-off")),
                            (kept.money, ("subsidy", "subsidy-to-mess", "subsidy-write-off"))):  # fmt: skip
            found |= dict(zip(codes, told(book), strict=True))
        for code, entries in MANUAL.items():
            is_money = EVENTS[code].is_money
            items = [("88.2", "CNY")] if is_money else [("10.5", "米"), ("4", "面")]
            wanted = [(*entry, *item) for entry in entries for item in items]
            assert found[code] == wanted, code


@pytest.mark.parametrize("named", ["4", "consume", "食用消耗粮、油、豆"])
def test_an_event_is_named_by_number_code_or_name(named: str) -> None:
    assert event_of(named).code == "consume"


def test_what_an_event_is_given_is_checked(place: str, refused: Refusal) -> None:
    with new_set(place) as kept:
        for code, quantities, problem in (
            ("allocate", "5", "grain.wants_weights"), ("subsidy", {"米": 1}, "grain.wants_amount"),
            ("allocate", {"玉米": 1}, "grain.item_unknown"), ("allocate", {"米": -1}, "grain.negative"),
            ("allocate", {"米": 0}, "grain.nothing"), ("subsidy", "-5", "grain.negative"),
            ("subsidy", "0", "grain.nothing"), ("nothing", {"米": 1}, "grain.event_unknown"),
        ):  # fmt: skip
            with refused(problem):
                enter_event(kept, code, day(1), quantities)
        with pytest.raises(TypeError):
            enter_event(kept, "allocate", day(1), {"米": 1.5})  # type: ignore[dict-item]
        with refused("amount.too_precise", "grain.item_unknown"):
            enter_event(kept, "allocate", day(1), {"米": "0.0005", "玉米": 1})
        with refused("amount.malformed"):
            enter_event(kept, "subsidy", day(1), "八十")
        assert told(kept.grain) == []


def test_a_summary_and_attachments_are_the_keepers(place: str) -> None:
    with new_set(place) as kept:
        one = enter_event(
            kept, "allocate", day(1), {"米": 5}, summary="上级预借军粮", attachments=2
        )
        assert (one.lines[0].summary, one.attachments) == ("上级预借军粮", 2)
        assert enter_event(kept, "1", day(1), {"米": 5}).lines[0].summary == "上级拨付军粮"


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        # 现粮 收 and 对上 付: holdings and others must go together
        ([received("102", 5, "米"), paid("201", 5, "米")], ["grain.same_direction"]),
        # two holdings, both 收: one of them must pay
        ([received("102", 5, "米"), received("101", 5, "米")], ["grain.pay_and_receive"]),
        # two others, both 付
        ([paid("301", 5, "米"), paid("201", 5, "米")], ["grain.pay_and_receive"]),
        # together, but not as much
        ([received("102", 5, "米"), received("201", 4, "米")], ["grain.unbalanced"]),
        # 5 of rice against 5 of flour is nothing: told of each item, never summed across them
        ([received("102", 5, "米"), received("201", 5, "面")], ["grain.pay_and_receive"] * 2),
        ([received("102", 5, "米"), received("201", 5, "米")], []),
        ([paid("102", 5, "米"), received("301", 5, "米")], ["grain.same_direction"]),
        ([paid("201", 5, "米"), received("301", 5, "米")], []),
    ],
)
def test_the_rule_is_explained_where_it_refuses(
    tmp_path: Any, entries: list[Entry], codes: list[str]
) -> None:
    with new_set(str(tmp_path / "a.ledger"), {"米": "50"}) as kept:
        assert [p.code for p in check_entries(entries, kept.grain.chart())] == codes
        if codes:
            with pytest.raises(Refused) as caught:
                enter_entries(kept.grain, day(1, 5), "人工", entries)
            assert [p.code for p in caught.value.problems] == codes
            assert all(p.values["item"] in str(caught.value) for p in caught.value.problems)


def test_where_stock_falls_short_borrowing_is_offered(place: str, refused: Refusal) -> None:
    """
    1-01 现粮 米 10   1-20 食用 米 8   1-05 back-dated: 5 wanted, 2 can be spared, 3 to borrow
    """
    with new_set(place, {"米": "10"}) as kept:
        enter_event(kept, "consume", day(1, 20), {"米": 8})
        assert shortfall(kept, day(1, 5), {"米": 5, "面": 1}) == {"米": 3, "面": 1}
        assert shortfall(kept, day(1, 5), {"米": 2}) == {}
        with refused("guard.negative"):
            enter_event(kept, "consume", day(1, 5), {"米": 5})
        assert borrow_for(kept, day(1, 5), {"米": 5}) is not None
        enter_event(kept, "consume", day(1, 5), {"米": 5})
        assert still_owed(kept, day(1, 31)) == {"米": 3}
        assert still_owed(kept, day(1, 4)) == {}
        with refused("guard.negative"):  # more than is owed can't be given back
            enter_event(kept, "allocate", day(1, 21), {"米": 9})
            enter_event(kept, "buy", day(1, 21), {"米": 9})
            enter_event(kept, "repay", day(1, 22), {"米": "3.001"})
        enter_event(kept, "repay", day(1, 22), {"米": 3})
        assert still_owed(kept, day(1, 31)) == {}


GRAIN_EVENTS = [code for code, event in EVENTS.items() if not event.is_money]
acts = st.lists(
    st.tuples(
        st.sampled_from(GRAIN_EVENTS), st.integers(1, 28),
        st.dictionaries(st.sampled_from(["米", "面", "豆"]), st.integers(1, 3000), min_size=1),
    ),
    max_size=10,
)  # fmt: skip


@settings(max_examples=4)
@given(acts=acts)
def test_every_day_holdings_are_the_others_and_stock_is_never_below_nothing(
    new_place: Callable[[], str], acts: list[tuple[str, int, dict[str, int]]]
) -> None:
    """Σ holdings (收 − 付) = Σ others (收 − 付) of each item on each day, worked out from the vouchers."""
    with new_set(new_place(), {"米": "1.5", "面": "0.5"}) as kept:
        done: dict[str, Decimal] = defaultdict(Decimal)
        refusals: set[str] = set()
        for code, at, weights in acts:
            quantities = {item: Decimal(grams).scaleb(-3) for item, grams in weights.items()}
            try:
                enter_event(kept, code, day(1, at), quantities)
            except Refused as refused:
                refusals |= {problem.code for problem in refused.problems}
                continue
            for account, direction in EVENTS[code].entries:
                for item, weight in quantities.items():
                    done[f"{account} {item}"] += weight * direction.sign
        assert refusals <= {"guard.negative"}
        chart = kept.grain.chart()
        daily: dict[tuple[date, str, bool], Decimal] = defaultdict(Decimal)
        stock: dict[tuple[str, str], dict[date, Decimal]] = defaultdict(
            lambda: defaultdict(Decimal)
        )
        for voucher in kept.grain.vouchers_in():
            for entry in (entry_of(line, chart) for line in voucher.lines):
                holds = chart.accounts[entry.account].category in HOLDINGS
                moved = entry.quantity * entry.direction.sign
                daily[voucher.day, entry.item, holds] += moved
                stock[entry.account, entry.item][voucher.day] += moved
        for at, item, _ in list(daily):
            assert daily[at, item, True] == daily[at, item, False]
        opening = {"102 米": Decimal("1.5"), "102 面": Decimal("0.5")}
        for (account, item), moves in stock.items():
            if account in ("101", "102", "202"):
                running = opening.get(f"{account} {item}", Decimal(0))
                for at in sorted(moves):
                    running += moves[at]
                    assert running >= 0
        for name, weight in done.items():
            account, item = name.split()
            start = opening.get(name, Decimal(0))
            if account == "201":
                start = opening.get(f"102 {item}", Decimal(0))
            sign = 1 if account in ("101", "102") else -1
            assert balance(kept.grain, account, item, 1, YEAR) * sign == start + weight
        assert kept.grain.verify().is_sound
