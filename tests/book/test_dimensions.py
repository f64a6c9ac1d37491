"""Dimensions (核算项目): kinds and values, what lines say of them, and balances by any of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    Account,
    Book,
    Category,
    DimensionKind,
    DimensionValue,
    Line,
    Measure,
    Period,
    Refused,
    Side,
    Voucher,
    credit,
    debit,
)  # fmt: skip
from ledgerlib.core.balance import Detail, Measured
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.core.dimension import circles, label_of, parse_label
from ledgerlib.testing import CHART, LEAVES, new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]
DAY = date(2024, 1, 5)


def value(code: str, name: str, kind: str = "department", **more: Any) -> DimensionValue:
    return DimensionValue(kind, code, name, **more)


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """部门 01 财务处, 02 教务处 (0201 招生科 below it, 09 已撤销 disabled); 项目 is open."""
    with new_book(place) as made:
        made.set_dimension_kind("部门")
        made.set_dimension_kind("project", is_open=True)
        made.set_dimension_values(
            [
                value("0201", "招生科", parent="02"), value("01", "财务处"), value("02", "教务处"),
                value("09", "已撤销", is_disabled=True),
            ]
        )  # fmt: skip
        yield made


def told(act: Callable[[], object]) -> list[tuple[str, Any]]:
    """The problems of a refusal: code, and the value or kind it is about."""
    with pytest.raises(Refused) as caught:
        act()
    about = ("dimension", "kind", "value", "parent")
    return [
        (p.code, next((p.values[name] for name in about if name in p.values), ""))
        for p in caught.value.problems
    ]


def enter(book: Book, label: str, **more: Any) -> Voucher:
    lines = (debit("5602", "5", dimension=label), credit("1001", "5"))
    return book.acting_as("制单").enter(DAY, "办公", *lines, **more)


def finish(book: Book, period: str) -> None:
    """Review, post, carry forward, close."""
    for _ in range(2):
        if any(problem.code == "close.draft" for problem in book.can_close(period)):
            book.acting_as("审核").review(period)
            book.acting_as("记账").post(period)
        if any(problem.code == "close.not_carried" for problem in book.can_close(period)):
            book.acting_as("制单").carry_forward(period)
    book.acting_as("记账").close(period)


# Kinds and values


def test_standard_kinds_go_by_their_name_or_their_code(book: Book) -> None:
    assert book.dimension_kinds() == {
        "department": DimensionKind("department", "部门"),
        "project": DimensionKind("project", "项目", True),
    }
    book.set_dimension_kind("仓库", is_open=True)
    book.set_dimension_kind("department", "科室", is_open=True)
    book.set_dimension_kind("department")
    assert book.dimension_kinds()["department"] == DimensionKind("department", "科室", True)
    assert book.dimension_kinds()["仓库"] == DimensionKind("仓库", "仓库", True)
    book.acting_as("制单").set_dimension_values([value("07", "后勤", kind="科室")])
    assert [v.code for v in book.dimension_values("部门")] == ["01", "02", "0201", "07", "09"]
    for wrong in ("", "a:b", "a；b", "a b", "a\nb"):
        assert told(lambda text=wrong: book.set_dimension_kind(text))[0][0] == "dimension.kind_code"


def test_values_stand_below_others_and_are_found_by_initials(book: Book) -> None:
    found = {v.code: v for v in book.dimension_values("department")}
    assert list(found) == ["01", "02", "0201", "09"]
    assert found["0201"] == DimensionValue("department", "0201", "招生科", "02", False, "zsk")
    again = [found["0201"], value("03", "总务处", mnemonic="zw")]
    assert book.set_dimension_values(again) == 1, "what is as it was is not written"
    assert {v.code: v.mnemonic for v in book.dimension_values("部门")}["03"] == "zw"


def test_a_hierarchy_has_no_circle_and_nothing_hangs_in_the_air(book: Book) -> None:
    assert told(lambda: book.set_dimension_values([value("02", "教务处", parent="0201")])) == [
        ("dimension.circle", "02")
    ]
    assert told(lambda: book.set_dimension_values([value("01", "财务处", parent="01")])) == [
        ("dimension.circle", "01"), ("dimension.circle", "01"),
    ]  # fmt: skip
    two = [value("11", "甲", parent="12"), value("12", "乙", parent="11")]
    assert told(lambda: book.set_dimension_values(two)) == [
        ("dimension.circle", "11"), ("dimension.circle", "12"),
    ]  # fmt: skip
    assert told(lambda: book.set_dimension_values([value("13", "丙", parent="99")])) == [
        ("dimension.no_parent", "13")
    ]
    assert book.set_dimension_values([value("21", "甲", parent="22"), value("22", "乙")]) == 2


def test_all_that_is_wrong_with_a_list_of_values_is_told_at_once(book: Book) -> None:
    before = list(book.dimension_values("department"))
    wrong = [
        value("", "无编码"), value("a:b", "冒号"), value("14", ""), value("15", "甲"),
        value("15", "乙"), value("1", "甲", kind="客户"),
    ]  # fmt: skip
    assert told(lambda: book.set_dimension_values(wrong)) == [
        ("dimension.code", ""), ("dimension.code", "a:b"), ("dimension.unnamed", "14"),
        ("dimension.duplicate", "15"), ("dimension.kind_unknown", "客户"),
    ]  # fmt: skip
    assert list(book.dimension_values("department")) == before


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"])))
def test_circles_are_what_following_the_parents_never_leaves(parents: dict[str, str]) -> None:
    def comes_back(start: str) -> bool:
        code = parents.get(start, "")
        for _ in range(len(parents)):
            if code == start:
                return True
            code = parents.get(code, "")
        return False

    on_circles = {code for code in parents if comes_back(code)}
    found = set(circles(parents))
    assert on_circles <= found
    assert bool(found) == bool(on_circles)


# What lines say


@pytest.mark.parametrize(
    "spelling",
    ["project:p7;department:01", "department:01;project:p7", "部门:01;项目:p7", "项目：p7；部门：01",
     " 部门 : 01 | project:p7 ", "部门:01；project：p7"],
)  # fmt: skip
def test_one_combination_has_one_label_however_it_is_typed(spelling: str, book: Book) -> None:
    entered = enter(book, spelling)
    assert entered.lines[0].dimension == "department:01;project:p7"
    assert book.voucher(entered.key).lines[0].dimension == "department:01;project:p7"


def test_several_spellings_are_one_balance_and_one_entry(book: Book, refused: Refusal) -> None:
    for spelling in ("部门:01;项目:p7", "project:p7;department:01"):
        enter(book, spelling)
    assert enter(book, "部门：01", idempotency_key="k").key.number == 3
    assert enter(book, "部门：01", idempotency_key="k").key.number == 3
    found = book.details("2024-01", accounts=["5602"], include_unposted=True).details
    assert {d.dimension: m.amount.debit_minor for d, m in found.items()} == {
        "department:01;project:p7": 10_00, "department:01": 5_00,
    }  # fmt: skip
    with refused("dimension.malformed"):
        enter(book, "财务处")


def test_a_closed_kind_takes_no_new_value_and_an_open_one_makes_it(book: Book) -> None:
    assert told(lambda: enter(book, "部门:77")) == [("dimension.unknown", "77")]
    assert told(lambda: enter(book, "部门:09")) == [("dimension.disabled", "09")]
    assert told(lambda: enter(book, "客户:甲")) == [("dimension.kind_unknown", "客户")]
    assert told(lambda: enter(book, "部门:77;项目:新;客户:甲")) == [
        ("dimension.unknown", "77"), ("dimension.kind_unknown", "客户"),
    ]  # fmt: skip
    assert list(book.dimension_values("project")) == [], "nothing half-made"
    enter(book, "部门:0201;项目:新校区")
    (made,) = book.dimension_values("project")
    assert made == DimensionValue("project", "新校区", "新校区", mnemonic="xxq")
    assert [e.act for e in book.log(what="新校区") if e.act == "dimension"] == ["dimension"]
    entered = enter(book, "项目:新校区")
    changed = Voucher(
        DAY, (debit("5602", "5", "x", dimension="项目:改建"), credit("1001", "5", "x"))
    )
    book.acting_as("制单").amend(entered, changed)
    assert [v.code for v in book.dimension_values("project")] == ["改建", "新校区"]
    book.acting_as("制单").enter_many(
        [Voucher(DAY, (debit("5602", "5", "x", dimension="客户:甲"), credit("1001", "5", "x")))],
        make_missing=True,
    )
    assert book.dimension_kinds()["客户"].is_open


@pytest.mark.parametrize("label", ["01", "部门:", ":01", "部门:01;部门:02", "部门:01;department:01",
                                   "部门:0:1", ";", "部门:01;;项目:p"])  # fmt: skip
def test_what_is_no_label_is_refused(label: str, book: Book) -> None:
    assert told(lambda: enter(book, label)) == [("dimension.malformed", label)]


LABEL = st.dictionaries(
    st.sampled_from(["department", "客户", "项目组"]),
    st.text("甲乙a1- ", min_size=1).map(str.strip).filter(bool),
    min_size=1,
)


@given(LABEL, st.randoms(use_true_random=False))
def test_a_label_says_what_it_was_made_of(values: dict[str, str], random: Any) -> None:
    label = label_of(values)
    assert parse_label(label) == values
    kinds = list(values)
    random.shuffle(kinds)
    typed = "；".join(f" {kind}：{values[kind]}" for kind in kinds)
    assert label_of(parse_label(typed)) == label


def test_an_account_demands_kinds_and_all_problems_are_told_at_once(book: Book) -> None:
    """管理费用 by 部门 and 项目; 银行存款 100201 by 往来单位."""
    book.set_accounts(
        [
            evolve(CHART.accounts["5602"], dimensions=("department", "project")),
            evolve(CHART.accounts["100201"], dimensions=("partner",)),
        ]
    )
    assert book.dimension_kinds()["partner"] == DimensionKind("partner", "往来单位")
    maker = book.acting_as("制单")
    with pytest.raises(Refused) as caught:
        maker.enter(
            DAY, "付款", debit("5602", "5", dimension="部门:01"), debit("5602", "5"),
            debit("5602", "5", dimension="部门:77;项目:p"), debit("5602", "1", dimension="?"),
            credit("100201", "16", dimension="往来单位:甲"),
        )  # fmt: skip
    found = [(p.code, p.values["line"], p.values.get("kind")) for p in caught.value.problems]
    assert found == [
        ("dimension.missing", 1, "project"),
        ("dimension.missing", 2, "department"),
        ("dimension.missing", 2, "project"),
        ("dimension.malformed", 4, None),
        ("dimension.unknown", 3, "部门"),
        ("dimension.unknown", 5, "往来单位"),
    ]
    assert "科目 5602 管理费用 要按「项目」核算" in str(caught.value)
    book.set_dimension_values([value("甲", "甲公司", kind="partner")])
    maker.enter(
        DAY, "付款", debit("5602", "5", dimension="项目:p;部门:01"),
        credit("100201", "5", dimension="partner:甲"),
    )  # fmt: skip


def test_changes_of_kinds_and_values_are_recorded(book: Book) -> None:
    before = len(list(book.log()))
    book.set_dimension_kind("project", is_open=False)
    book.set_dimension_values([value("01", "财务科")])
    told = [(e.who, e.act, e.subject) for e in book.log()][before:]
    assert told == [("主管", "dimension", "project"), ("主管", "dimension", "department:01")]
    book.set_dimension_kind("project", is_open=False)
    assert len(list(book.log())) == before + 2, "what changes nothing is no act"
    assert book.verify().is_sound


# Balances


#: What a line may be about: nothing, one kind, two kinds.
LABELS = ["", "", "department:01", "department:02", "department:01;project:p1", "project:p1"]
MEASURES = ["", "", "USD", "大米"]


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    """Lines that balance in money, about this and that, in dollars and rice."""

    def one(account: str, side: Side, amount: Decimal) -> Line:
        measure = draw(st.sampled_from(MEASURES))
        quantity = Decimal(draw(st.integers(-500, 500))).scaleb(-2)
        kind = CommodityKind.CURRENCY if measure == "USD" else CommodityKind.GOODS
        return Line(
            account, side, amount, "随机业务", dimension=draw(st.sampled_from(LABELS)),
            measure=Measure(measure, quantity, Decimal(7), kind) if measure else None,
        )  # fmt: skip

    accounts = st.sampled_from(LEAVES)
    amounts = st.integers(-10_000, 10_000).filter(bool).map(lambda minor: Decimal(minor).scaleb(-2))
    found = [
        one(draw(accounts), draw(st.sampled_from(Side)), draw(amounts))
        for _ in range(draw(st.integers(1, 3)))
    ]
    net = sum((line.side * line.amount for line in found), Decimal(0))
    if net:
        found.append(one(draw(accounts), Side.CREDIT if net > 0 else Side.DEBIT, abs(net)))
    if len({line.side for line in found}) < 2 or not net:
        found += [one(draw(accounts), side, Decimal(1)) for side in Side]
    return tuple(found)


VOUCHERS = st.lists(
    st.builds(Voucher, st.dates(date(2024, 1, 1), date(2024, 3, 28)), lines()),
    min_size=1,
    max_size=8,
)
#: Opening, debit, credit, year-to-date debit and credit: in money, then in what is measured.
Ten = list[int]


def expected(
    opening: list[Line], vouchers: list[Voucher], first: int, last: int
) -> dict[Detail, Ten]:
    """What each detail comes to from month to month of 2024, added up from the lines one by one."""
    found: dict[Detail, Ten] = defaultdict(lambda: [0] * 10)

    def put(line: Line, at: int, sign: int = 1) -> None:
        measure = line.measure.commodity if line.measure else ""
        ten = found[Detail(line.account, line.dimension, measure)]
        ten[at] += sign * int(line.amount.scaleb(2))
        if line.measure:
            scale = 2 if measure == "USD" else 6
            ten[at + 5] += sign * int(line.measure.quantity.scaleb(scale))

    for line in opening:
        put(line, 0, line.side)
    for voucher in vouchers:
        month = voucher.day.month
        for line in voucher.lines:
            is_credit = line.side is Side.CREDIT
            if month < first:
                put(line, 0, line.side)
            elif month <= last:
                put(line, 1 + is_credit)
            if month <= last:
                put(line, 3 + is_credit)
    return {detail: ten for detail, ten in found.items() if any(ten)}


def as_ten(measured: Measured) -> Ten:
    return [
        number
        for f in (measured.amount, measured.quantity)
        for number in (
            f.opening_minor, f.debit_minor, f.credit_minor, f.year_to_date_debit_minor,
            f.year_to_date_credit_minor,
        )
    ]  # fmt: skip


_numbers = itertools.count(1)


@given(opening=st.just(()) | lines(), vouchers=VOUCHERS, posted=st.integers(0, 8))
def test_the_details_are_right_and_their_sum_is_the_account(
    opening: tuple[Line, ...], vouchers: list[Voucher], posted: int, place: str
) -> None:
    """Random vouchers with and without dimensions and measures, some of them posted."""
    # What an opening measures needs no rate, and an opening can't be red on a side of its own.
    opening = tuple(evolve(line, summary="") for line in opening)
    with new_book(place, name=f"第{next(_numbers)}账套", started=False) as book:
        book.set_dimension_kind("department", is_open=True)
        book.set_dimension_kind("project", is_open=True)
        book.set_commodity("USD", scale=2, kind=CommodityKind.CURRENCY)
        book.set_commodity("大米", scale=6)
        book.set_opening(opening)
        book.start()
        vouchers = sorted(vouchers, key=lambda v: v.day)
        maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
        maker.enter_many(vouchers)
        done = [v for v in vouchers[:posted] if v.day.month == 1]
        if done:
            reviewer.review("2024-01", last=len(done))
            poster.post("2024-01", last=len(done))
        for first, last, unposted in ((1, 1, False), (1, 3, True), (2, 2, True), (2, 3, False)):
            span = (f"2024-0{first}", f"2024-0{last}")
            counted = vouchers if unposted else done
            wanted = expected([*opening], counted, first, last)
            found = book.details(*span, include_unposted=unposted).details
            assert {d: as_ten(m) for d, m in found.items() if not m.is_blank} == wanted
            figures = book.figures(*span, include_unposted=unposted).figures
            for code in LEAVES:
                tens = [ten for detail, ten in wanted.items() if detail.account == code]
                ten = [sum(x) for x in zip(*tens, strict=True)]
                f = figures.get(code)
                of_account = as_ten(Measured(f))[:5] if f else [0] * 5
                assert of_account == (ten or [0] * 10)[:5], code
            for kind, code in (("department", "01"), ("project", "p1")):
                of_one = book.details(
                    *span, dimension={kind: [code]}, include_unposted=unposted
                ).details
                assert {d: as_ten(m) for d, m in of_one.items() if not m.is_blank} == {
                    d: ten
                    for d, ten in wanted.items()
                    if d.dimension and parse_label(d.dimension).get(kind) == code
                }
        assert book.verify().is_sound


@pytest.fixture
def stock(place: str) -> Iterator[Book]:
    """
    库存商品 1405 in 大米 (kg), by 仓库;  收入 5001 and 费用 5602 by 部门.
    2023-12  记-1  库存 甲仓 20 kg 80.00，乙仓 5 kg 20.00 ← 实收资本 100.00
             记-2  费用 部门01 甲仓出 2 kg 8.00          记-3  现金 9.00 ← 收入 部门02 9.00，1 kg
    """
    rice = Account(
        "1405", "库存商品", Category.ASSET, Side.DEBIT, unit="大米", dimensions=("仓库",)
    )
    with new_book(place, start=Period(2023, 12)) as book:
        book.set_accounts([rice])
        book.set_dimension_kind("仓库", is_open=True)
        book.set_dimension_kind("部门", is_open=True)

        def kilograms(quantity: int) -> Measure:
            return Measure("大米", Decimal(quantity))

        maker, day = book.acting_as("制单"), date(2023, 12, 5)
        maker.enter(
            day, "购入",
            debit("1405", "80", dimension="仓库:甲", measure=kilograms(20)),
            debit("1405", "20", dimension="仓库:乙", measure=kilograms(5)),
            credit("3001", "100"),
        )  # fmt: skip
        maker.enter(
            day, "领用",
            debit("5602", "8", dimension="部门:01", measure=kilograms(2)),
            credit("1405", "8", dimension="仓库:甲", measure=kilograms(2)),
        )  # fmt: skip
        maker.enter(
            day, "售出", debit("1001", "9"),
            credit("5001", "9", dimension="部门:02", measure=kilograms(1)),
        )  # fmt: skip
        book.acting_as("审核").review("2023-12")
        book.acting_as("记账").post("2023-12")
        yield book


def standing(book: Book, period: str, *codes: str) -> dict[Detail, tuple[int, int]]:
    found = book.details(period, accounts=codes).details
    return {
        d: (m.amount.closing_minor, m.quantity.closing_minor)
        for d, m in found.items()
        if m.amount.closing_minor or m.quantity.closing_minor
    }


def not_blank(book: Book, period: str) -> dict[Detail, Measured]:
    return {d: m for d, m in book.details(period).details.items() if not m.is_blank}


STORES = {
    Detail("1405", "仓库:甲", "大米"): (72_00, 18_000_000),
    Detail("1405", "仓库:乙", "大米"): (20_00, 5_000_000),
}


def test_carrying_forward_clears_each_department_with_its_quantity(stock: Book) -> None:
    period, year_end = stock.acting_as("制单").carry_forward("2023-12")
    assert [
        (x.account, x.dimension, x.side * x.amount, x.measure and x.measure.quantity)
        for x in period.lines
    ] == [
        ("5001", "department:02", Decimal("9.00"), Decimal(1)),
        ("3103", "", Decimal("-9.00"), None),
        ("5602", "department:01", Decimal("-8.00"), Decimal(2)),
        ("3103", "", Decimal("8.00"), None),
    ]
    assert [x.account for x in year_end.lines] == ["3103", "3104"]
    finish(stock, "2023-12")
    assert standing(stock, "2023-12", "5001", "5602", "3103") == {}
    before = stock.details("2023-12", accounts=["5602"], with_closing=False).details
    (one,) = before.values()
    assert (one.amount.debit_minor, one.quantity.debit_minor) == (8_00, 2_000_000)


def test_rolling_over_brings_each_store_with_its_quantity(stock: Book) -> None:
    finish(stock, "2023-12")
    before = not_blank(stock, "2024-01")
    assert stock.acting_as("记账").roll_over(2023) == 5
    assert not_blank(stock, "2024-01") == before
    assert standing(stock, "2024-01", "1405") == STORES
    assert {d.dimension for d in stock.details("2024-01", dimension={"仓库": ["乙"]}).details} == {
        "仓库:乙"
    }
    assert stock.verify().is_sound


def test_a_kind_is_asked_for_by_name_and_several_values_together(stock: Book) -> None:
    both = stock.details("2023-12", dimension={"仓库": ["甲", "乙"]}, by_dimension=False).details
    assert {d: m.quantity.closing_minor for d, m in both.items()} == {
        Detail("1405", "", "大米"): 23_000_000
    }
    of_02 = stock.details("2023-12", dimension={"部门": ["02"]}).details
    assert set(of_02) == {Detail("5001", "department:02", "大米")}
    none = stock.details("2023-12", dimension={"部门": ["02"], "仓库": ["甲"]}).details
    assert none == {}
    assert told(lambda: stock.details("2023-12", accounts=["1405", "9"])) == [
        ("account.unknown", "")
    ]


def test_unposting_takes_the_dimensions_back_too(place: str) -> None:
    with new_book(place, regime="reversible") as book:
        book.set_dimension_kind("部门", is_open=True)
        enter(book, "部门:01")
        enter(book, "部门:02")
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        book.unpost("2024-01", first=2)
        found = book.details("2024-01", accounts=["5602"]).details
        assert {d.dimension: m.amount.debit_minor for d, m in found.items() if not m.is_blank} == {
            "department:01": 5_00
        }
        assert book.verify().is_sound


# What verify sees, where someone has dropped the guards

FORGERIES = {
    "a turnover by dimension": (
        "UPDATE dimension_turnover SET debit_minor = debit_minor + 1 WHERE debit_minor > 0",
        {"verify.dimension_turnover"},
    ),
    "a quantity by dimension": (
        "UPDATE dimension_turnover SET measure_debit_minor = 1 WHERE measure_debit_minor > 1",
        {"verify.dimension_turnover"},
    ),
    "turnovers given to another": (
        "UPDATE dimension_turnover SET dimension_id = 7 WHERE account_id = {office}",
        {"verify.dimension_turnover"},
    ),
    "turnovers by dimension gone": (
        "DELETE FROM dimension_turnover WHERE account_id = {office}",
        {"verify.dimension_turnover"},
    ),
    "turnovers of an account without any": (
        "INSERT INTO dimension_turnover SELECT book_id, 1, dimension_id, period, commodity,"
        " measure_commodity, is_closing, 1, 1, 0, 0 FROM dimension_turnover WHERE account_id = {office}",
        {"verify.dimension_turnover"},
    ),
    "a quantity in the turnovers": (
        "UPDATE turnover SET measure_debit_minor = 1 WHERE measure_debit_minor > 1",
        {"verify.turnover"},
    ),
    "a label": ("UPDATE dimension SET label = '仓库:丙' WHERE label = '仓库:乙'", {"verify.dimensions"}),
    "a value of a combination": (
        "UPDATE dimension_part SET code = '丙' WHERE code = '乙'",
        {"verify.dimensions"},
    ),
    "a value of a combination less": (
        "DELETE FROM dimension_part WHERE code = '乙'",
        {"verify.dimensions"},
    ),
    "a value of a combination more": (
        "INSERT INTO dimension_part SELECT book_id, 'project', 'p1', dimension_id FROM"
        " dimension_part WHERE code = '乙'",
        {"verify.dimensions"},
    ),
}  # fmt: skip


def test_verify_sees_what_was_changed_of_dimensions(stock: Book, by_hand: By, place: str) -> None:
    with by_hand(place, commit=False) as hand:
        hand.drop_the_guards()
        ((office,),) = hand.rows("SELECT account_id FROM account WHERE code = '5602'")
        for name, (forgery, codes) in FORGERIES.items():
            savepoint = hand.connection.begin_nested()
            assert hand.run(forgery.format(office=office)) >= 1, name
            problems = Book.open(hand.connection).verify().problems
            assert {p.code for p in problems} == codes, name
            savepoint.rollback()
    assert stock.verify().is_sound
