"""A book changes over to another chart at a year's beginning, and is compared with a chart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    MapRow,
    Measure,
    NewBook,
    Period,
    Refused,
    Side,
    change_over,
    create,
    credit,
    debit,
    load_chart,
    read_map,
)
from ledgerlib.core.chart_comparison import Differs
from ledgerlib.testing import new_book

TABLE = [
    MapRow(2, "1001", "1001"),
    MapRow(3, "100201", "1002"),
    MapRow(4, "2202", "2202"),
    MapRow(5, "3001", "4001"),
    MapRow(6, "3104", "410406"),
]


def old_book(place: str, *, closed: bool = True) -> Book:
    """
    2024-12  期初  现金 100（甲 大米 20 kg）  实收资本 100
             记-1  借 工行 90  贷 应付账款 50（往来单位 甲）  贷 收入 40
    """
    book = new_book(place, start=Period(2024, 12), started=False)
    book.set_dimension_kind("partner", is_open=True)
    book.set_opening(
        [debit("1001", "100", measure=Measure("大米", Decimal(20))), credit("3001", "100")],
        make_missing=True,
    )
    book.start()
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    maker.enter(
        date(2024, 12, 5), "购货和销售", debit("100201", "90"),
        credit("2202", "50", dimension="往来单位:甲"), credit("5001", "40"),
    )  # fmt: skip
    for _ in range(2):
        reviewer.review("2024-12")
        poster.post("2024-12")
        maker.carry_forward("2024-12")
    if closed:
        book.close("2024-12")
    return book


def wanted(start: str = "2025-01") -> NewBook:
    found = load_chart("cn_enterprise_cas")
    return NewBook("新账", found.chart, Period.parse(start), found.chart_id)


def test_the_balances_stand_in_the_new_chart_with_all_that_they_carry(
    new_place: Callable[[], str],
) -> None:
    """
    新账  1001 100（大米 20 kg）  1002 90    2202 50（往来单位 甲）  4001 100  410406 40
    """
    old = old_book(new_place())
    done = change_over(old, new_place(), wanted(), TABLE, by="主管")
    head = old.chain_head()
    with done.book as book:
        assert not book.facts().is_started
        assert done.total_minor == 190_00
        book.start()
        details = book.details("2025-01").details
        assert {
            (d.account, d.dimension, d.measure): (m.amount.opening_minor, m.quantity.opening_minor)
            for d, m in details.items()
        } == {
            ("1001", "", "大米"): (100_00, 20_000_000),
            ("1002", "", ""): (90_00, 0),
            ("2202", "partner:甲", ""): (-50_00, 0),
            ("4001", "", ""): (-100_00, 0),
            ("410406", "", ""): (-40_00, 0),
        }  # fmt: skip
        (entry,) = book.log(what="change_over")
        assert (entry.subject, entry.who) == ("测试单位", "主管")
        assert head in entry.before
        assert '"1001","1001"' in entry.after
        assert book.verify().is_sound
    assert old.verify(anchor=head).is_sound, "the old book is only read"


def test_nothing_is_made_where_anything_is_left_out(
    new_place: Callable[[], str], tmp_path: Path
) -> None:
    place = tmp_path / "new.ledger"
    with pytest.raises(Refused) as refused:
        change_over(old_book(new_place()), place, wanted(), TABLE[:-1], by="主管")
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["account"]) == ("changeover.unmapped", "3104")
    assert not place.exists()


def test_what_the_new_account_demands_must_be_there(new_place: Callable[[], str]) -> None:
    """应付账款 in the new chart wants a partner: 工行的 90 has none."""
    rows = [evolve_row for evolve_row in TABLE if evolve_row.old != "100201"]
    with pytest.raises(Refused) as refused:
        change_over(old_book(new_place()), new_place(), wanted(),
                    [*rows, MapRow(9, "100201", "1122")], by="主管")  # fmt: skip
    assert [(p.code, p.values["account"]) for p in refused.value.problems] == [
        ("dimension.missing", "1122")
    ]
    done = change_over(
        old_book(new_place()), new_place(), wanted(),
        [*rows, MapRow(9, "100201", "1122", None, "", "partner:旧账")], by="主管",
    )  # fmt: skip
    done.book.__exit__()


@pytest.mark.parametrize(
    ("start", "closed", "problem"),
    [
        ("2025-02", True, "changeover.not_january"),
        ("2025-01", False, "changeover.open"),
        ("2026-01", True, "changeover.open"),
    ],
)
def test_a_year_is_over_before_its_chart_is_left(
    new_place: Callable[[], str], start: str, closed: bool, problem: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_over(
            old_book(new_place(), closed=closed), new_place(), wanted(start), TABLE, by="主管"
        )
    assert [each.code for each in refused.value.problems] == [problem]


def test_a_table_is_read_with_every_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("原科目编码,新科目编码,比例,核算项目\n1001,1001,60%,\n1001,1002,0.4,\n"
                    "1122,2203,,partner:乙\n", "utf-8")  # fmt: skip
    first, second, third = read_map(path)
    assert (first.share, second.share, third.dimension) == (
        Decimal("0.6"),
        Decimal("0.4"),
        "partner:乙",
    )
    path.write_text("old_code,new_code,share\n1001,1001,一半\n1001,1002,x\n", "utf-8")
    with pytest.raises(Refused) as refused:
        read_map(path)
    assert [(p.code, p.values["row"]) for p in refused.value.problems] == [
        ("changeover.share", 2), ("changeover.share", 3),
    ]  # fmt: skip


# Compared with a chart


def test_a_book_made_from_a_chart_differs_in_nothing(place: str) -> None:
    for chart_id, options in (("cn_small_business_2013", {}), ("cn_government_2019", {"unit": "行政单位"}),
                              ("cn_social_insurance_fund_2018", {"insurance": "失业"})):  # fmt: skip
        chart = load_chart(chart_id).chart
        new = NewBook(chart_id, chart, Period(2025, 1), chart_id, options=options)
        with create(place, new, by="主管") as book:
            assert book.compare_chart(chart) == []


def test_what_we_did_and_what_a_later_version_brought(place: str) -> None:
    """自设 560201 差旅费，5111 改名，5301 停用；新版增 5112，改 5603 的要求，添一条规则."""
    chart = load_chart("cn_small_business_2013").chart
    with create(place, NewBook("某厂", chart, Period(2025, 1)), by="主管") as book:
        book.set_accounts([
            Account("560201", "差旅费", Category.EXPENSE, Side.DEBIT),
            Account("5111", "投资损益", Category.INCOME, Side.CREDIT),
            Account("5301", "营业外收入", Category.INCOME, Side.CREDIT, is_disabled=True),
        ])  # fmt: skip
        accounts = dict(chart.accounts)
        accounts["5112"] = Account("5112", "其他收益", Category.INCOME, Side.CREDIT)
        accounts["5603"] = Account(
            "5603", "财务费用", Category.EXPENSE, Side.DEBIT, dimensions=("department",)
        )
        later = Chart.of(accounts.values(), chart.code_rule, chart.closing_rules[1:], chart.parts,
                         chart.provisions)  # fmt: skip
        assert [(d.how, d.code) for d in book.compare_chart(later)] == [
            (Differs.RENAMED, "5111"), (Differs.NEW_THERE, "5112"), (Differs.DISABLED, "5301"),
            (Differs.ADDED, "560201"), (Differs.CHANGED, "5603"),
            (Differs.RULE_ADDED, "制造费用转入生产成本"),
        ]  # fmt: skip
