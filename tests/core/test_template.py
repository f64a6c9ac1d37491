"""Voucher templates: what fills their lines, when they come again, and how they are written down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.account import Side
from ledgerlib.core.amount import AmountError
from ledgerlib.core.commodity import Commodity, CommodityKind
from ledgerlib.core.period import Period
from ledgerlib.core.problem import Problem
from ledgerlib.core.template import (
    Every,
    Recurrence,
    Share,
    Template,
    TemplateLine,
    TemplateMeasure,
    check_template,
    fill,
    template_of,
)
from ledgerlib.core.template_content import as_content, from_content
from ledgerlib.core.voucher import Measure, Settlement, Voucher, credit, debit
from ledgerlib.testing import vouchers

DAY = date(2008, 1, 31)
COMMODITIES = {
    "CNY": Commodity("CNY", 2, CommodityKind.CURRENCY),
    "JPY": Commodity("JPY", 0, CommodityKind.CURRENCY),
    "大米": Commodity("大米", 3, CommodityKind.GOODS),
}
#: 房租 divided: three tenths to one department, the rest to the other, all from the bank.
RENT = Template(
    "房租",
    (
        TemplateLine("560201", Side.DEBIT, "30%"),
        TemplateLine("560202", Side.DEBIT, "balance"),
        TemplateLine("1002", Side.CREDIT, "100%"),
    ),
)


def filled(template: Template, **given: Any) -> tuple[Voucher, list[Problem]]:
    return fill(template, DAY, COMMODITIES, "CNY", **given)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_ratios_of_a_total_and_the_rest() -> None:
    """
    房租 1000.01 divided: 借 560201 30%  300.00   借 560202 balance  700.01   贷 1002 100%  1000.01
    """
    voucher, problems = filled(RENT, total=Decimal("1000.01"))
    assert not problems
    assert [line.amount for line in voucher.lines] == [
        Decimal("300.00"), Decimal("700.01"), Decimal("1000.01"),
    ]  # fmt: skip
    assert {line.summary for line in voucher.lines} == {"房租"}
    assert (voucher.day, voucher.word) == (DAY, "记")


@pytest.mark.parametrize(
    ("total", "half"), [("0.01", "0.01"), ("0.03", "0.02"), ("-0.01", "-0.01"), ("10", "5")]
)
def test_half_a_fen_is_rounded_up_and_the_balance_takes_the_rest(total: str, half: str) -> None:
    template = Template(
        "对半",
        (
            TemplateLine("5601", Side.DEBIT, "50%"),
            TemplateLine("5602", Side.DEBIT, "balance"),
            TemplateLine("1002", Side.CREDIT, "100%"),
        ),
    )
    voucher, _ = filled(template, total=Decimal(total))
    amounts = {line.account: line.amount for line in voucher.lines}
    assert amounts["5601"] == Decimal(half)
    assert amounts["5601"] + amounts.get("5602", 0) == amounts["1002"] == Decimal(total)


def test_a_currency_without_decimals_is_rounded_to_its_own_unit() -> None:
    template = Template(
        "日元",
        (TemplateLine("1", Side.DEBIT, "50%", commodity="JPY"),
         TemplateLine("2", Side.CREDIT, "balance", commodity="JPY")),
    )  # fmt: skip
    voucher, _ = filled(template, total=Decimal("5"))
    assert [line.amount for line in voucher.lines] == [Decimal(3), Decimal(3)]


SHARES = st.one_of(
    st.integers(-(10**7), 10**7).map(lambda n: str(Decimal(n).scaleb(-2))),
    st.decimals(-200, 200, places=3).map(lambda d: f"{d}%"),
    st.sampled_from(["?甲", "?乙", "?丙"]),
)


@given(
    st.lists(st.tuples(st.sampled_from(Side), SHARES), min_size=1, max_size=6),
    st.sampled_from(Side),
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3),
)
def test_ratios_blanks_and_a_balance_always_balance(
    lines: list[tuple[Side, str]], side: Side, total: int, blanks: list[int]
) -> None:
    """Whatever comes in, to the fen; and no line comes to nothing."""
    template = Template(
        "随机",
        (
            *(TemplateLine("1", each, share) for each, share in lines),
            TemplateLine("2", side, "balance"),
        ),
    )
    answers = {name: Decimal(n).scaleb(-2) for name, n in zip("甲乙丙", blanks, strict=True)}
    voucher, problems = filled(
        template,
        total=Decimal(total).scaleb(-2) if template.needs_total else None,
        amounts={name: answers[name] for name in template.blanks},
    )
    assert not problems
    assert sum(line.side * line.amount for line in voucher.lines) == 0
    assert all(line.amount and line.amount == round(line.amount, 2) for line in voucher.lines)


def test_all_that_is_missing_is_told_at_once() -> None:
    template = Template(
        "水电",
        (
            TemplateLine("5602", Side.DEBIT, "?水费"),
            TemplateLine("5602", Side.DEBIT, "?电费"),
            TemplateLine("5603", Side.DEBIT, "10%"),
            TemplateLine("1002", Side.CREDIT, "balance"),
        ),
    )
    _, problems = filled(template, amounts={"煤气费": Decimal(1)})
    assert codes(problems) == [
        "template.missing", "template.missing", "template.not_asked", "template.no_total",
    ]  # fmt: skip
    assert [problem.values["name"] for problem in problems[:3]] == ["水费", "电费", "煤气费"]


def test_a_total_that_nothing_is_a_part_of_is_told() -> None:
    template = Template(
        "定额", (TemplateLine("1", Side.DEBIT, "5"), TemplateLine("2", Side.CREDIT, "balance"))
    )
    assert codes(filled(template, total=Decimal(5))[1]) == ["template.total_unused"]


def test_a_line_that_comes_to_nothing_is_left_out() -> None:
    """No gas this month: 水费 10.50, 煤气费 0."""
    template = Template(
        "水费煤气费",
        (
            TemplateLine("5602", Side.DEBIT, "?水费"),
            TemplateLine("5603", Side.DEBIT, "?煤气费"),
            TemplateLine("1002", Side.CREDIT, "balance"),
        ),
    )
    voucher, _ = filled(template, amounts={"水费": Decimal("10.50"), "煤气费": Decimal(0)})
    assert [line.account for line in voucher.lines] == ["5602", "1002"]


def test_quantity_and_price_are_asked_for_too() -> None:
    measure = TemplateMeasure("大米", "?数量", "4.60")
    template = Template(
        "购米",
        (
            TemplateLine("1405", Side.DEBIT, "?金额", measure=measure),
            TemplateLine("1002", Side.CREDIT, "balance", settlement="转账支票"),
        ),
    )
    assert template.blanks == ["金额", "数量"]
    voucher, problems = filled(template, amounts={"金额": Decimal("230"), "数量": Decimal("50")})
    assert not problems
    assert voucher.lines[0].measure == Measure("大米", Decimal(50), Decimal("4.60"))
    assert voucher.lines[1].settlement == Settlement("转账支票")


@pytest.mark.parametrize(
    ("text", "written"),
    [("1,000.00", "1000"), ("30 %", "30%"), ("33.333%", "33.333%"), ("？运费", "?运费"),
     ("平衡", "balance"), ("BALANCE", "balance"), ("-5", "-5"), ("１００％", "100%")],
)  # fmt: skip
def test_what_a_line_takes_is_written_in_a_word(text: str, written: str) -> None:
    assert str(Share.of(text)) == written
    assert Share.of(written) == Share.of(text)


@pytest.mark.parametrize("text", ["", "?", "%", "三成", "1e5", "30%%", "? "])
def test_a_text_that_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        Share.of(text)


def test_a_float_is_refused_by_type() -> None:
    with pytest.raises(TypeError):
        TemplateLine("1", Side.DEBIT, 0.3)  # type: ignore[arg-type]


def test_what_is_wrong_with_a_template_is_all_told() -> None:
    wrong = Template(
        " ",
        (
            TemplateLine("1", Side.DEBIT, "balance"),
            TemplateLine("2", Side.CREDIT, "balance", measure=TemplateMeasure("大米", "5%")),
            TemplateLine("3", Side.CREDIT, "?某数"),
            TemplateLine("3", Side.CREDIT, "5%"),
        ),
        recurrence=Recurrence(Every.MONTH, Period(2008, 1), day=32),
    )
    assert codes(check_template(wrong)) == [
        "template.unnamed", "template.two_balances", "template.quantity", "template.day",
        "template.asks",
    ]  # fmt: skip
    assert codes(check_template(Template("空", ()))) == ["template.empty"]
    assert not check_template(RENT)


# Coming again


def test_a_month_without_the_day_has_its_last() -> None:
    month = Recurrence(Every.MONTH, Period(2008, 1), day=31)
    assert [month.day_in(Period(2008, m)) for m in (1, 2, 4)] == [
        date(2008, 1, 31), date(2008, 2, 29), date(2008, 4, 30),
    ]  # fmt: skip
    assert Recurrence(Every.MONTH, Period(2008, 1), day=5).day_in(Period(2009, 2)) == date(
        2009, 2, 5
    )


def test_quarters_and_years_are_counted_from_the_first() -> None:
    quarter = Recurrence(Every.QUARTER, Period(2007, 11), day=20, last=Period(2008, 8))
    due = [p for p in months(Period(2007, 9), Period(2009, 1)) if quarter.day_in(p)]
    assert [str(period) for period in due] == ["2007-11", "2008-02", "2008-05", "2008-08"]
    year = Recurrence(Every.YEAR, Period(2007, 3))
    due = [p for p in months(Period(2007, 1), Period(2009, 12)) if year.day_in(p)]
    assert [str(period) for period in due] == ["2007-03", "2008-03", "2009-03"]


def months(first: Period, last: Period) -> list[Period]:
    found = [first]
    while found[-1] < last:
        found.append(found[-1].next())
    return found


# From a voucher, and as plain content


@given(vouchers())
def test_a_voucher_kept_as_a_template_is_made_again(voucher: Voucher) -> None:
    template = template_of(voucher, "存起来", "CNY")
    again, problems = fill(template, voucher.day, COMMODITIES, "CNY")
    assert (again.lines, again.attachments, problems) == (voucher.lines, voucher.attachments, [])


def test_of_a_settlement_the_method_is_kept_and_the_bill_is_not() -> None:
    cheque = Settlement("现金支票", "1234", DAY)
    voucher = Voucher(DAY, (debit("1001", "5", "x"), credit("1002", "5", "x", settlement=cheque)))
    assert template_of(voucher, "提现", "CNY").lines[1].settlement == "现金支票"


@st.composite
def templates(draw: st.DrawFn) -> Template:
    names = st.text("甲乙丙丁0123", min_size=1, max_size=3)
    shares = SHARES | st.just("balance")
    fixed = st.sampled_from(["5", "?数量"])
    measures = st.none() | st.builds(
        TemplateMeasure, st.sampled_from(["大米", "USD"]), fixed, st.none() | fixed,
        st.sampled_from(CommodityKind),
    )  # fmt: skip
    lines = st.builds(
        TemplateLine, names, st.sampled_from(Side), shares, names | st.just(""),
        st.sampled_from(["", "JPY"]), st.sampled_from(["", "department:01"]), measures,
        names | st.just(""),
    )  # fmt: skip
    periods = st.builds(Period, st.integers(2000, 2030), st.integers(1, 12))
    again = st.none() | st.builds(
        Recurrence, st.sampled_from(Every), periods, st.integers(1, 31), st.none() | periods
    )
    totals = st.none() | st.integers(1, 10**6).map(lambda n: Decimal(n).scaleb(-2))
    return Template(
        draw(names), tuple(draw(st.lists(lines, max_size=4))), draw(st.sampled_from(["记", "付"])),
        draw(st.integers(0, 9)), draw(totals), draw(again),
    )  # fmt: skip


@given(templates())
def test_a_template_is_kept_as_plain_content_without_loss(template: Template) -> None:
    assert from_content(template.name, as_content(template)) == (template, [])


def test_content_that_makes_no_sense_is_all_told() -> None:
    content = {
        "every": "week", "dya": 5, "attachments": "two", "total": "30%",
        "lines": [
            {"account": "1", "debit": "x", "memo": "y"},
            {"account": "2"},
            {"account": "3", "debit": "1", "credit": "1"},
        ],
    }  # fmt: skip
    _, problems = from_content("乱", content)
    assert sorted(codes(problems)) == [
        "template.key", "template.key", "template.malformed", "template.malformed",
        "template.malformed", "template.malformed", "template.side", "template.side",
    ]  # fmt: skip
    for wrong in ({"day": 5}, {"every": "month"}, {"every": "year", "first": "x"}, {"lines": "x"}):
        assert codes(from_content("乱", {"lines": [], **wrong})[1]) == ["template.malformed"]
