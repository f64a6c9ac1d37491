"""Parallel accounting: the financial and the budget part of a voucher, each balancing by itself."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    Book,
    Chart,
    Line,
    NewBook,
    Period,
    Refused,
    Side,
    create,
    credit,
    debit,
    load_chart,
    reports,
)
from ledgerlib.core.checking import check_voucher
from ledgerlib.core.commodity import Commodity
from ledgerlib.core.parallel import Lacking, Suggestion, compare, suggest
from ledgerlib.core.provisions import choose
from ledgerlib.core.voucher import Voucher

DAY = date(2025, 1, 15)
CNY = {"CNY": Commodity("CNY", 2)}


@cache
def chart_of(unit: str) -> Chart:
    return choose(load_chart("cn_government_2019").chart, {"unit": unit}).chart


def suggested(*lines: Line, unit: str = "institution", **choices: str) -> Suggestion:
    chart = chart_of(unit)
    wanted = {code[1:]: value for code, value in choices.items()}
    return suggest(lines, chart, chart.provisions.pairings, wanted)


def told(found: Suggestion) -> list[tuple[str, str, Decimal]]:
    return [(line.account, line.side.name.lower(), line.amount) for line in found.lines]


def compared(*lines: Line) -> Lacking | None:
    chart = chart_of("institution")
    return compare(lines, chart, chart.provisions.pairings).lacking


def d(text: str) -> Decimal:
    return Decimal(text)


# What stands beside what (附录：主要业务和事项账务处理举例)


@pytest.mark.parametrize(
    ("lines", "choices", "beside"),
    [
        pytest.param(
            [debit("5001", 100), credit("100201", 100)], {"c7201": "720103"},
            [("720103", "debit", d("100")), ("800102", "credit", d("100"))], id="银行存款支付业务费用",
        ),
        pytest.param(
            [debit("5001", 100), credit("1011", 100)], {"c720101": "7201010102"},
            [("7201010102", "debit", d("100")), ("800101", "credit", d("100"))], id="授权支付",
        ),
        pytest.param(
            [debit("5101", 80), credit("4001", 80)], {"c7201": "7201010101", "c6001": "60010101"},
            [("7201010101", "debit", d("80")), ("60010101", "credit", d("80"))], id="直接支付，没有资金",
        ),
        pytest.param(
            [debit("1011", 500), credit("4001", 500)], {"c6001": "60010102"},
            [("60010102", "credit", d("500")), ("800101", "debit", d("500"))], id="收到授权额度",
        ),
        pytest.param(
            [debit("100201", 106), credit("4101", 100), credit("21010105", 6)], {"c6101": "610102"},
            [("610102", "credit", d("106")), ("800102", "debit", d("106"))], id="事业收入连同销项税额",
        ),
        pytest.param(
            [debit("1601", 100), debit("21010101", 13), credit("100201", 113)], {"c7201": "720103"},
            [("720103", "debit", d("113")), ("800102", "credit", d("113"))], id="购置固定资产连同进项税额",
        ),
        pytest.param(
            [debit("220101", 70), credit("100201", 70)], {"c7201": "720103"},
            [("720103", "debit", d("70")), ("800102", "credit", d("70"))], id="发放工资",
        ),
        pytest.param(
            [debit("5001", 100), credit("100201", 60), credit("2302", 40, dimension="partner:甲")],
            {"c7201": "720103"},
            [("720103", "debit", d("100")), ("720103", "credit", d("40")), ("800102", "credit", d("60"))],
            id="部分付款：支出只到付出的数",
        ),
        pytest.param(
            [debit("100201", 20), credit("5001", 20)], {"c7201": "720103"},
            [("720103", "credit", d("20")), ("800102", "debit", d("20"))], id="退回本年支出",
        ),
        pytest.param(
            [debit("5001", "-9"), credit("100201", "-9")], {"c7201": "720103"},
            [("720103", "debit", d("-9")), ("800102", "credit", d("-9"))], id="红字冲销旁边也是红字",
        ),
        pytest.param(
            [debit("100101", 30), credit("1011", 30)], {},
            [("800102", "debit", d("30")), ("800101", "credit", d("30"))], id="从额度提现",
        ),
        pytest.param(
            [debit("5201", 8), credit("100201", 8)], {},
            [("7301", "debit", d("8")), ("800102", "credit", d("8"))], id="经营费用",
        ),
        pytest.param(
            [debit("100201", 900), credit("2001", 900)], {"c6501": "650102"},
            [("650102", "credit", d("900")), ("800102", "debit", d("900"))], id="取得短期借款",
        ),
        pytest.param(
            [debit("5001", 50), debit("1218", 20, dimension="partner:甲"), credit("100201", 70)],
            {"c7201": "720103"},
            [("720103", "debit", d("50")), ("800102", "credit", d("50"))], id="其中暂付不入预算",
        ),
        pytest.param([debit("100101", 30), credit("100201", 30)], {}, [], id="提取现金，同是货币资金"),
        pytest.param([debit("5001", 30), credit("1602", 30)], {}, [], id="计提折旧，没有资金"),
        pytest.param([debit("100201", 5), credit("2103", 5)], {}, [], id="应缴财政款"),
        pytest.param([debit("100202", 5), credit("2901", 5)], {}, [], id="受托代理"),
        pytest.param([debit("1218", 5, dimension="partner:甲"), credit("100101", 5)], {}, [], id="预借差旅费"),
    ],
)  # fmt: skip
def test_what_stands_beside(
    lines: list[Line], choices: dict[str, str], beside: list[tuple[str, str, Decimal]]
) -> None:
    found = suggested(*lines, **choices)
    assert found.undecided == ()
    assert sorted(told(found)) == sorted(beside)
    assert len(found.because) == len(found.lines), "each line is there because of a pairing"
    assert compared(*lines) == (Lacking.MISSING if beside else None)
    assert compared(*lines, *found.lines) is None


def test_an_administrative_unit_spends_by_other_accounts() -> None:
    """行政单位：行政支出，没有事业支出."""
    found = suggested(debit("5001", 9), credit("1011", 9), unit="administrative",
                      c710101="7101010102")  # fmt: skip
    assert told(found) == [("7101010102", "debit", d("9")), ("800101", "credit", d("9"))]


def test_what_must_be_chosen_is_asked_with_the_choices() -> None:
    found = suggested(debit("5001", 9), credit("100201", 9))
    (problem,) = found.undecided
    assert problem.code == "parallel.choose"
    assert "720103 其他资金支出" in problem.values["known"]


def test_a_choice_that_is_not_below_is_no_choice() -> None:
    found = suggested(debit("5001", 9), credit("100201", 9), c7201="6609")
    assert [problem.code for problem in found.undecided] == ["parallel.choose"]


def test_an_account_without_a_pairing_is_named() -> None:
    """盘盈的处理净收入等，本表没有写：由制单人自行填写."""
    found = suggested(debit("100201", 9), credit("190202", 9))
    assert [(p.code, p.values["account"]) for p in found.undecided] == [
        ("parallel.no_pairing", "190202")
    ]


def test_a_project_goes_along_where_the_budget_asks_for_one() -> None:
    line = debit("5001", 9, dimension="department:01;project:p1")
    found = suggested(line, credit("100201", 9), c7201="720102")
    assert [x.dimension for x in found.lines] == ["project:p1", ""]
    found = suggested(debit("5001", 9), credit("100201", 9), c7201="720102;project:p2")
    assert [x.dimension for x in found.lines] == ["project:p2", ""]


def test_the_check_sees_each_way_of_being_apart() -> None:
    paid = [debit("5001", 9), credit("100201", 9)]
    assert compared(*paid) is Lacking.MISSING
    assert compared(*paid, debit("720103", 8), credit("800102", 8)) is Lacking.DIFFERS
    owed = [debit("5001", 9), credit("2302", 9)]
    assert compared(*owed, debit("720103", 9), credit("800102", 9)) is Lacking.NO_MONEY
    assert compared(debit("820105", 9), credit("820203", 9)) is None


MONEY = st.sampled_from(["100101", "100201", "1011", "102101", "120102"])
PURPOSES = st.sampled_from(["5001", "5101", "5201", "1601", "2302", "220101", "21010101", "4101",
                            "4609", "1218", "2103", "2001", "4001", "1602"])  # fmt: skip
CHOICES = {"c7201": "720103", "c720101": "7201010102", "c6101": "610102", "c6609": "660902",
           "c6501": "650102", "c6001": "60010102", "c7901": "790103"}  # fmt: skip


@given(
    st.lists(st.tuples(PURPOSES, st.sampled_from(Side), st.integers(-10**6, 10**6).filter(bool)),
             min_size=1, max_size=4),
    MONEY,
)  # fmt: skip
def test_whatever_is_decided_balances_and_is_what_the_check_wants(
    purposes: list[tuple[str, Side, int]], money: str
) -> None:
    """With every choice made, what is suggested balances by itself and takes the voucher off the report."""
    lines = [Line(code, side, Decimal(minor).scaleb(-2), "随机") for code, side, minor in purposes]
    net = sum((line.side * line.amount for line in lines), Decimal(0))
    lines.append(Line(money, Side(-1 if net > 0 else 1), abs(net), "随机"))
    found = suggested(*lines, **CHOICES)
    if found.undecided:
        return
    assert sum(line.side * line.amount for line in found.lines) == 0
    chart = chart_of("institution")
    seen = compare([*lines, *found.lines], chart, chart.provisions.pairings)
    assert seen.lacking is None
    assert seen.money == seen.budget


LEAVES = [c for c in chart_of("institution").postable if c not in chart_of("institution").demanding]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(LEAVES)), st.sampled_from(Side), st.integers(1, 9)),
        min_size=2,
        max_size=6,
    )
)
def test_a_voucher_is_fit_exactly_when_each_part_balances(
    entries: list[tuple[str, Side, int]],
) -> None:
    chart = chart_of("institution")
    lines = tuple(Line(code, side, Decimal(amount), "随机") for code, side, amount in entries)
    sums: dict[bool, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.account[0] in "678"] += line.side * line.amount
    found = check_voucher(Voucher(DAY, lines), chart, CNY, "CNY")
    assert (found == []) == (not any(sums.values()))
    if found and not sum(sums.values()):
        assert {problem.code for problem in found} == {"voucher.part_unbalanced"}
        assert {p.values["part"] for p in found} == {"财务会计", "预算会计"}


# In a book


@pytest.fixture
def institution(place: str) -> Book:
    new = NewBook("学校", load_chart("cn_government_2019").chart, Period(2025, 1),
                  options={"unit": "institution"}, policies={"same_person_may_review": "yes"})  # fmt: skip
    book = create(place, new, by="主管")
    book.set_opening([debit("100201", "1000"), credit("3001", "1000"), debit("800102", "1000"),
                      credit("820204", "1000")])  # fmt: skip
    book.start()
    return book


def test_a_draft_is_paired_and_the_report_is_empty(institution: Book) -> None:
    """
    记-1  借 业务活动费用 100 贷 银行存款 100     报告：有资金收付，没有预算会计分录
          补记 借 事业支出 100 贷 资金结存 100    报告空
    """
    with institution as book:
        voucher = book.enter(DAY, "购办公用品", debit("5001", "100"), credit("100201", "100"))
        (row,) = reports.parallel_check(book, "2025-01").rows
        assert (row.cells["voucher"], row.cells["money"]) == ("2025-01/记/1", d("-100.00"))
        with pytest.raises(Refused) as refused:
            book.pair(voucher)
        assert [problem.code for problem in refused.value.problems] == ["parallel.choose"]
        paired = book.pair(voucher, {"7201": "720103"})
        assert [line.account for line in paired.lines] == ["5001", "100201", "720103", "800102"]
        assert paired.number == voucher.number
        assert reports.parallel_check(book, "2025-01").rows == ()
        with pytest.raises(Refused) as refused:
            book.pair(paired)
        assert [problem.code for problem in refused.value.problems] == ["parallel.paired_already"]
        book.review("2025-01")
        book.post("2025-01")
        figures = book.figures("2025-01").figures
        parts: dict[str, int] = defaultdict(int)
        for code, figure in figures.items():
            if book.chart().is_leaf(code):
                parts[book.chart().part_of(code).name] += figure.closing_minor
        assert dict(parts) == {"财务会计": 0, "预算会计": 0}
        assert book.verify().is_sound


def test_openings_balance_part_by_part(place: str) -> None:
    new = NewBook("学校", load_chart("cn_government_2019").chart, Period(2025, 1),
                  options={"unit": "institution"})  # fmt: skip
    with create(place, new, by="主管") as book:
        book.set_opening([debit("100201", "10"), credit("820204", "10")])
        with pytest.raises(Refused) as refused:
            book.start()
        assert [problem.code for problem in refused.value.problems] == [
            "opening.part_unbalanced"
        ] * 2


def test_a_half_voucher_is_refused_by_its_part(institution: Book) -> None:
    with institution as book, pytest.raises(Refused) as refused:
        book.enter(DAY, "只付款", debit("5001", "100"), credit("800102", "100"))
    assert [problem.code for problem in refused.value.problems] == ["voucher.part_unbalanced"] * 2


def test_a_book_of_another_chart_has_no_pairs(place: str) -> None:
    from ledgerlib.testing import new_book

    with new_book(place) as book:
        with pytest.raises(Refused) as refused:
            book.suggest_pair([debit("1001", "1")])
        assert [problem.code for problem in refused.value.problems] == ["parallel.none"]
        assert book.options() == {}


def test_the_parts_stay_apart_after_any_posting(institution: Book) -> None:
    """Vouchers at random, many of them refused: whatever is posted leaves both parts even."""
    chance = random.Random(8)
    with institution as book:
        leaves = sorted(LEAVES)
        entered = 0
        for number in range(40):
            pool = (
                leaves if number % 2 else [c for c in leaves if (c[0] in "678") == bool(number % 4)]
            )
            amount = Decimal(chance.randint(1, 99))
            lines = [debit(chance.choice(pool), amount), credit(chance.choice(pool), amount)]
            if len({line.account[0] in "678" for line in lines}) == 1:
                book.enter(DAY, "随机", *lines)
                entered += 1
                continue
            with pytest.raises(Refused) as refused:
                book.enter(DAY, "随机", *lines)
            assert {p.code for p in refused.value.problems} == {"voucher.part_unbalanced"}
        book.review("2025-01")
        assert book.post("2025-01") == entered > 20
        sums: dict[bool, int] = defaultdict(int)
        for code, figure in book.figures("2025-01").figures.items():
            if book.chart().is_leaf(code):
                sums[code[0] in "678"] += figure.closing_minor
        assert dict(sums) == {True: 0, False: 0}
