"""Closing rules of the charts in books: chosen at creation, explained, blocking, and run again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledgerlib import (
    Account,
    Book,
    Category,
    NewBook,
    Period,
    Refused,
    Side,
    create,
    credit,
    debit,
    load_chart,
)
from ledgerlib.core.voucher import Line

DECEMBER = Period(2024, 12)
LAST = date(2024, 12, 20)


def book_of(place: str | Path, chart_id: str, **options: str) -> Book:
    """A book that starts in December, kept by 主管, whose own reviews are allowed."""
    found = load_chart(chart_id)
    new = NewBook("单位", found.chart, DECEMBER, chart_id, options=options,
                  policies={"same_person_may_review": "yes"})  # fmt: skip
    book = create(place, new, by="主管")
    book.start()
    return book


def posted(book: Book, summary: str, *lines: Line) -> None:
    book.enter(LAST, summary, *lines)
    book.review(DECEMBER)
    book.post(DECEMBER)


def carried(book: Book) -> list[tuple[str, str, Decimal]]:
    """Carry forward and post: the lines that were made, each with its reason."""
    made = book.carry_forward(DECEMBER)
    if made:
        book.review(DECEMBER)
        book.post(DECEMBER)
    return [(x.summary, x.account, x.side * x.amount) for each in made for x in each.lines]


def balance(book: Book, code: str) -> Decimal:
    figures = book.figures(DECEMBER).figures
    return Decimal(figures[code].closing_minor if code in figures else 0).scaleb(-2)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_reserve_is_a_tenth_of_the_profit_and_late_profit_adds_to_it(place: str) -> None:
    """
    12-20  收入 1,000，费用 200          净利润 800    提取 80
    12-20  迟到的收入 100                净利润 900    再提 10
    """
    with book_of(place, "cn_small_business_2013", reserve="statutory") as book:
        posted(book, "销售", debit("1001", "1000"), credit("5001", "1000"))
        posted(book, "办公费", debit("5602", "200"), credit("1001", "200"))
        assert ("提取法定盈余公积", "3101", Decimal("-80.00")) in carried(book)
        assert (balance(book, "3101"), balance(book, "310402")) == (Decimal(-80), Decimal(-720))
        assert carried(book) == [], "a second run finds nothing to carry"
        posted(book, "迟到的收入", debit("1001", "100"), credit("5001", "100"))
        assert ("提取法定盈余公积", "3101", Decimal("-10.00")) in carried(book)
        assert (balance(book, "3101"), balance(book, "310402")) == (Decimal(-90), Decimal(-810))
        assert balance(book, "310403") == 0
        book.close(DECEMBER)
        assert book.verify().is_sound


def test_losses_of_earlier_years_are_made_up_first(place: str) -> None:
    """年初未分配利润 −300，净利润 800：提取 (800 − 300) × 10% = 50；亏损未弥补完的不提."""
    for loss, set_aside in (("300", Decimal(-50)), ("900", Decimal(0))):
        new = NewBook(f"单位{loss}", load_chart("cn_enterprise_cas").chart, DECEMBER,
                      options={"reserve": "statutory"}, policies={"same_person_may_review": "yes"})  # fmt: skip
        with create(place, new, by="主管") as book:
            book.set_opening(
                [debit("410406", loss), debit("1001", "1"), credit("4001", Decimal(loss) + 1)]
            )
            book.start()
            posted(book, "销售", debit("1001", "800"), credit("6001", "800"))
            carried(book)
            assert balance(book, "4101") == set_aside
            assert balance(book, "410406") == Decimal(loss) - 800 - set_aside


def test_what_was_set_aside_by_hand_is_not_set_aside_again(place: str) -> None:
    """按决议已记 借 310403 贷 3101 30.00，规则只补足到 80.00."""
    with book_of(place, "cn_small_business_2013", reserve="statutory") as book:
        posted(book, "销售", debit("1001", "800"), credit("5001", "800"))
        posted(book, "提取公积", debit("310403", "30"), credit("3101", "30"))
        assert ("提取法定盈余公积", "3101", Decimal("-50.00")) in carried(book)
        assert (balance(book, "3101"), balance(book, "310403")) == (Decimal(-80), Decimal(0))


def test_a_preview_says_for_each_line_which_rule_made_it(place: str) -> None:
    with book_of(place, "cn_small_business_2013") as book:
        posted(book, "销售", debit("1001", "100"), credit("5001", "100"))
        month, year = book.explain_carry_forward(DECEMBER)
        assert [(x.account, rule.name) for x, rule in zip(month.voucher.lines, month.rules, strict=True)] == [
            ("5001", "结转本期收入"), ("3103", "结转本期收入"),
        ]  # fmt: skip
        assert {rule.name for rule in year.rules} == {"年末结转本年利润"}
        assert [each.voucher for each in (month, year)] == book.preview_carry_forward(DECEMBER)
        assert book.last_number(DECEMBER, "记") == 1, "a preview enters nothing"


def test_what_is_divided_by_hand_stands_in_the_way_of_the_year_end(place: str) -> None:
    """职工医保 待转保费 60：按经验比例分给统筹和个账以前，十二月不能结账."""
    with book_of(place, "cn_social_insurance_fund_2018", insurance="职工医保") as book:
        assert book.options() == {"insurance": "employee_medical"}
        posted(book, "征收", debit("1005", "60"), credit("4601", "60"))
        assert carried(book) == []
        (problem,) = book.can_close(DECEMBER)
        assert (problem.code, problem.values["account"]) == ("close.by_hand", "4601")
        posted(book, "按经验比例划分", debit("4601", "60"), credit("400101", "40"),
               credit("400102", "20"))  # fmt: skip
        carried(book)
        assert (balance(book, "300101"), balance(book, "300102")) == (Decimal(-40), Decimal(-20))
        assert book.can_close(DECEMBER) == []


def test_income_that_no_rule_is_about_is_told_at_the_year_end(place: str) -> None:
    """单位另设 6603 捐赠预算收入：没有规则管它，年末会留下余额."""
    with book_of(place, "cn_government_2019", unit="事业单位") as book:
        book.set_accounts([Account("6603", "捐赠预算收入", Category.INCOME, Side.CREDIT)])
        posted(book, "捐赠", debit("100201", "5"), credit("4603", "5"), debit("800102", "5"),
               credit("6603", "5"))  # fmt: skip
        carried(book)
        assert [(p.code, p.values["account"]) for p in book.can_close(DECEMBER)] == [
            ("close.no_rule", "6603")
        ]


def test_projects_stay_apart_down_the_ladder(place: str) -> None:
    """财政项目 p1 收 100 支 60，p2 收 50：累计结转 p1 40、p2 50."""
    with book_of(place, "cn_government_2019", unit="institution") as book:
        book.set_dimension_kind("project", is_open=True)
        for project, received, spent in (("p1", "100", "60"), ("p2", "50", "")):
            label = f"project:{project}"
            posted(book, "拨款", debit("1011", received), credit("4001", received),
                   debit("800101", received), credit("600102", received, dimension=label))  # fmt: skip
            if spent:
                posted(book, "支出", debit("5001", spent), credit("1011", spent),
                       debit("72010102", spent, dimension=label), credit("800101", spent))  # fmt: skip
        carried(book)
        details = book.details(DECEMBER, accounts=["810107"]).details
        assert {d.dimension: m.amount.closing_minor for d, m in details.items()} == {
            "project:p1": -40_00, "project:p2": -50_00,
        }  # fmt: skip
        assert book.can_close(DECEMBER) == []
        assert book.verify().is_sound


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "chart.option_missing"),
        ({"insurance": "财险"}, "chart.option_value"),
        ({"insurance": "工伤", "unit": "事业单位"}, "chart.option_unknown"),
    ],
)
def test_the_kind_of_a_book_must_be_chosen(
    place: str, options: dict[str, str], problem: str
) -> None:
    with pytest.raises(Refused) as refused:
        book_of(place, "cn_social_insurance_fund_2018", **options)
    assert codes(refused) == [problem]
    assert "工伤保险" in str(refused.value) or problem == "chart.option_unknown"


def test_a_kind_has_its_accounts_and_those_above_them_and_no_others(place: str) -> None:
    """失业保险：5001 之下只有自己的明细，4001 没有统筹、个账."""
    with book_of(place, "cn_social_insurance_fund_2018", insurance="unemployment") as book:
        chart = book.chart()
        assert chart.leaves_below("5001") == ["500105", "500116", "500117", "500118", "500119"]
        assert chart.is_leaf("4001")
        assert "5102" not in chart.accounts


def test_rules_follow_an_account_whose_history_moves_down(place: str) -> None:
    """310402 未分配利润 已有余额，下设 31040201：年末转入它."""
    with book_of(place, "cn_small_business_2013") as book:
        posted(book, "销售", debit("1001", "10"), credit("5001", "10"))
        carried(book)
        book.set_accounts([Account("31040201", "历年滚存", Category.EQUITY, Side.CREDIT)])
        posted(book, "销售", debit("1001", "5"), credit("5001", "5"))
        carried(book)
        assert balance(book, "31040201") == Decimal(-15)
        assert book.verify().is_sound


def test_the_fund_kind_comes_with_its_values(place: str) -> None:
    """工会：资金性质三种，支出须注明；收支各按性质结转."""
    with book_of(place, "cn_trade_union_2021", level="基层工会") as book:
        assert [v.name for v in book.dimension_values("fund")] == [
            "财政拨款",
            "非专项资金",
            "专项资金",
        ]
        with pytest.raises(Refused) as refused:
            book.enter(LAST, "文体活动", debit("50102", "5"), credit("102", "5"))
        assert codes(refused) == ["dimension.missing"]
        posted(book, "拨缴经费", debit("102", "30"), credit("402", "30"))
        posted(
            book, "文体活动", debit("50102", "5", dimension="资金性质:general"), credit("102", "5")
        )
        carried(book)
        assert balance(book, "32205") == Decimal(-25)
        assert book.can_close(DECEMBER) == []
