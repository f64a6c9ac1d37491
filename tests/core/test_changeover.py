"""Changing over: every balance of the old chart goes to the new one in whole, whatever the shares."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Account, Category, Side
from ledgerlib.core.balance import Detail
from ledgerlib.core.changeover import ChangeOver, MapRow, map_balances, sum_up
from ledgerlib.core.chart import Chart
from ledgerlib.core.provisions import Part


def chart(*codes: str, parts: tuple[Part, ...] = ()) -> Chart:
    accounts = [Account(code, f"科目{code}", Category.EQUITY, Side.CREDIT) for code in codes]
    return Chart.of(accounts, parts=parts)


OLD = chart("1001", "1122", "3001", "300101", "300102", "3301")
NEW = chart("1001", "1002", "1122", "2203", "4001", "4002")
GOVERNMENT = chart("1002", "3001", "8001", "8202", parts=(
    Part("financial", "财务会计", ("1", "3")), Part("budget", "预算会计", ("8",)),
))  # fmt: skip


def rows(*each: tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]) -> list[MapRow]:
    found = []
    for number, (old, new, *more) in enumerate(each, 2):
        share = Decimal(more[0]) if more and more[0] else None
        found.append(MapRow(number, old, new, share, *more[1:]))
    return found


def over(standing: dict[str | Detail, int], *each: tuple[str, ...], new: Chart = NEW) -> ChangeOver:
    balances = {Detail(d) if isinstance(d, str) else d: (m, 0) for d, m in standing.items()}
    return map_balances(OLD, new, balances, rows(*each))  # type: ignore[arg-type]


def opened(done: ChangeOver) -> dict[str, int]:
    return {
        f"{d.account} {d.dimension}".strip(): minor for d, (minor, _) in sum_up(done.moved).items()
    }


def told(done: ChangeOver) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.values.get("row")) for problem in done.problems]


def test_one_to_one_one_to_many_and_many_to_one() -> None:
    """
    1001 300 → 1001 60%、1002 其余      300101、300102 → 4001      3301 → 4002
    """
    done = over(
        {"1001": 300_00, "300101": -100_00, "300102": -150_00, "3301": -50_00},
        ("1001", "1001", "0.6"), ("1001", "1002"), ("3001", "4001"), ("3301", "4002"),
    )  # fmt: skip
    assert done.problems == ()
    assert opened(done) == {"1001": 180_00, "1002": 120_00, "4001": -250_00, "4002": -50_00}


def test_the_nearest_row_counts() -> None:
    done = over({"300101": -1, "300102": -2}, ("3001", "4001"), ("300102", "4002"))
    assert opened(done) == {"4001": -1, "4002": -2}


def test_rounding_is_left_to_the_last_row() -> None:
    """1.00 by thirds: 0.33 0.33 0.34, never 0.99."""
    third = "0.3333333333"
    done = over({"1001": 1_00}, ("1001", "1001", third), ("1001", "1002", third), ("1001", "1122"))
    assert opened(done) == {"1001": 33, "1002": 33, "1122": 34}


def test_details_go_where_their_dimension_says() -> None:
    """应收账款 甲 100 → 1122；乙 −30（预收性质）→ 2203；其余照旧."""
    done = over(
        {Detail("1122", "partner:甲"): 100, Detail("1122", "partner:乙"): -30, "1122": 5},
        ("1122", "2203", "", "partner:乙"), ("1122", "1122"),
    )  # fmt: skip
    assert opened(done) == {"1122": 5, "1122 partner:甲": 100, "2203 partner:乙": -30}


def test_a_dimension_may_be_added() -> None:
    done = over({"1122": 7}, ("1122", "1122", "", "", "partner:旧账"))
    assert opened(done) == {"1122 partner:旧账": 7}


def test_the_budget_part_is_made_beside_the_financial_one() -> None:
    """3301 400 → 财务 3001；预算 8202 400，对应 8001 借 400."""
    done = over({"1001": 400, "3301": -400}, ("1001", "1002"), ("3301", "3001"),
                ("3301", "8202", "1"), ("3301", "8001", "-1"), new=GOVERNMENT)  # fmt: skip
    assert done.problems == ()
    assert opened(done) == {"1002": 400, "3001": -400, "8001": 400, "8202": -400}


def test_everything_that_stands_in_the_way_is_told_at_once() -> None:
    done = over(
        {"1001": 10, "1122": 5, "300101": -15, Detail("3301", "partner:甲"): 3},
        ("1001", "1001", "0.5"), ("1001", "1002", "0.4"), ("9999", "1001"), ("1122", "12345"),
        ("3001", ""), ("1122", "1122"), ("3301", "4002", "", "partner:乙"),
    )  # fmt: skip
    assert told(done) == [
        ("changeover.old_unknown", 4),
        ("account.unknown", 5),
        ("changeover.no_target", 6),
        ("changeover.shares", 2),
        ("changeover.shares", 5),
        ("changeover.unmapped", None),
        ("changeover.unmapped", None),
    ]


def test_shares_that_are_wrong_are_told_once_however_many_customers_there_are() -> None:
    standing: dict[str | Detail, int] = {Detail("1122", f"partner:{n}"): 5 for n in range(9)}
    assert told(over(standing, ("1122", "1122"), ("1122", "2203"))) == [("changeover.shares", 2)]


@given(
    st.dictionaries(
        st.sampled_from(["1001", "1122", "300101", "300102", "3301"]),
        st.integers(-(10**12), 10**12), min_size=1,
    ),
    st.lists(st.integers(1, 99), min_size=1, max_size=4),
)  # fmt: skip
def test_the_totals_are_the_same_before_and_after(
    standing: dict[str, int], percents: list[int]
) -> None:
    """Whatever is split by whatever shares, each old balance is there again to the fen."""
    targets = ["1001", "1002", "1122", "2203", "4001"]
    table = [
        *(("1001", new, str(Decimal(p) / 500)) for p, new in zip(percents, targets, strict=False)),
        ("1001", "4002"), ("1122", "1122"), ("3001", "4001"), ("3301", "4002"),
    ]  # fmt: skip
    done = over(dict(standing), *table)
    assert done.problems == ()
    came: dict[str, int] = defaultdict(int)
    for each in done.moved:
        came[each.old.account] += each.amount_minor
    assert {c: m for c, m in came.items() if m} == {c: m for c, m in standing.items() if m}
    assert sum(opened(done).values()) == sum(standing.values())
