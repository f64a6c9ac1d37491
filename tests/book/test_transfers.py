"""Transfers by formula (自动转账): what they come to, and that nothing is ever entered twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    ClosingRule,
    DimensionValue,
    Kind,
    Line,
    Measure,
    NewBook,
    Occasion,
    Period,
    Refused,
    Role,
    Side,
    State,
    Transfer,
    TransferLine,
    Voucher,
    Word,
    create,
    credit,
    debit,
    read_transfers,
)
from ledgerlib.core.amount import exact_text
from ledgerlib.exchange import transfers as file_form

ASSET, LIABILITY, EQUITY = Category.ASSET, Category.LIABILITY, Category.EQUITY
INCOME, EXPENSE = Category.INCOME, Category.EXPENSE
D, C = Side.DEBIT, Side.CREDIT
GOODS: dict[str, Any] = {"dimensions": ("product",), "unit": "件"}
CHART = Chart.of(
    [
        Account("1002", "银行存款", ASSET, D),
        Account("1403", "原材料", ASSET, D),
        Account("140301", "钢材", ASSET, D, unit="吨"),
        Account("140302", "木材", ASSET, D, unit="方"),
        Account("1405", "库存商品", ASSET, D, **GOODS),
        Account("1601", "固定资产", ASSET, D),
        Account("1602", "累计折旧", ASSET, C),
        Account("2211", "应付职工薪酬", LIABILITY, C),
        Account("2221", "应交税费", LIABILITY, C),
        Account("222101", "应交增值税", LIABILITY, C),
        Account("222106", "应交所得税", LIABILITY, C),
        Account("222108", "应交城建税", LIABILITY, C),
        Account("222113", "教育费附加", LIABILITY, C),
        Account("3001", "实收资本", EQUITY, C),
        Account("3103", "本年利润", EQUITY, C),
        Account("3104", "利润分配", EQUITY, C),
        Account("5001", "主营业务收入", INCOME, C, dimensions=("partner", "product"), unit="件"),
        Account("5051", "其他业务收入", INCOME, C),
        Account("505101", "钢材收入", INCOME, C, unit="吨"),
        Account("505102", "木材收入", INCOME, C, unit="方"),
        Account("5401", "主营业务成本", EXPENSE, D, dimensions=("product",)),
        Account("5402", "其他业务成本", EXPENSE, D),
        Account("540201", "钢材成本", EXPENSE, D),
        Account("540202", "木材成本", EXPENSE, D),
        Account("5403", "税金及附加", EXPENSE, D),
        Account("5602", "管理费用", EXPENSE, D, dimensions=("department",)),
        Account("5801", "所得税费用", EXPENSE, D),
    ],
    closing_rules=[
        ClosingRule(Occasion.PERIOD_END, "3103", (INCOME, EXPENSE)),
        ClosingRule(Occasion.YEAR_END, "3104", codes=("3103",)),
    ],
)
JANUARY = date(2024, 1, 5)


def unit_book(place: str, opening: tuple[Line, ...] = ()) -> Book:
    """A book over `CHART` in which one person does it all."""
    book = create(place, NewBook("五金商店", CHART, Period(2024, 1)), by="主管")
    book.set_policy("same_person_may_review", "yes")
    for kind in ("product", "partner", "department"):
        book.set_dimension_kind(kind, is_open=True)
    book.set_opening(opening)
    book.start()
    return book


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """固定资产 120 000.00 和银行存款 80 000.00，实收资本 200 000.00"""
    opening = (debit("1601", "120000"), debit("1002", "80000"), credit("3001", "200000"))
    with unit_book(place, opening) as book:
        yield book


def transfer(name: str, *lines: TransferLine, **more: Any) -> Transfer:
    return Transfer(name, lines, **more)


def dr(account: str, formula: str, **more: Any) -> TransferLine:
    return TransferLine(account, D, formula, **more)


def cr(account: str, formula: str, **more: Any) -> TransferLine:
    return TransferLine(account, C, formula, **more)


def post(book: Book, period: str = "2024-01") -> None:
    book.review(period)
    book.post(period)


def shown(voucher: Voucher) -> list[tuple[str, ...]]:
    """The lines as account and dimension, side, amount and quantity."""
    return [
        (
            f"{x.account} {x.dimension}".strip(), "借" if x.side is D else "贷", str(x.amount),
            *([f"{exact_text(x.measure.quantity)} {x.measure.commodity}"] if x.measure else []),
        )
        for x in voucher.lines
    ]  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


DEPRECIATION = transfer(
    "计提折旧",
    dr("5602", "opening(1601) * 0.5%", dimension="department:办公室"),
    cr("1602", "difference()"),
)
SURTAXES = transfer(
    "计提附加税",
    dr("5403", "difference()"),
    cr("222108", "credit(222101) * 7%"),
    cr("222113", "credit(222101) * 3%"),
)
PROFIT = 'net("5001-5051") - net("5401-5602")'
INCOME_TAX = transfer(
    "计提所得税",
    dr("5801", f"max({PROFIT}, 0) * 25%"),
    cr("222106", "counterpart()"),
)
COST_OF_SALES = transfer(
    "结转销售成本",
    dr("5401", "cost(1405, credit_quantity(5001))", each="5001", by=("product",)),
    cr("1405", "counterpart()", each="5001", by=("product",), quantity="credit_quantity(5001)"),
)


def test_depreciation_once_a_month(book: Book) -> None:
    """
    2024-01  记-1  计提折旧  借 管理费用 办公室 600.00   贷 累计折旧 600.00       120 000.00 × 0.5%
    run again: nothing      2024-02 the same, for what was bought in February counts from March
    """
    assert book.set_transfers([DEPRECIATION]) == 1
    preview = book.preview_transfer("2024-01")
    (made,) = book.transfer("2024-01")
    assert [evolve(p, number=1, maker="主管") for p in preview] == [made]
    kept = book.voucher("2024-01/记/1")
    assert (kept.day, kept.kind, kept.state) == (date(2024, 1, 31), Kind.TRANSFER, State.DRAFT)
    assert shown(kept) == [
        ("5602 department:办公室", "借", "600.00"),
        ("1602", "贷", "600.00"),
    ]
    assert {line.summary for line in kept.lines} == {"计提折旧"}
    assert book.transfer("2024-01") == book.preview_transfer("2024-01") == []
    post(book)
    assert book.transfer("2024-01") == []
    book.enter(date(2024, 2, 2), "购车", debit("1601", "50000"), credit("1002", "50000"))
    (february,) = book.transfer("2024-02")
    assert shown(february)[1] == ("1602", "贷", "600.00")
    (march,) = book.transfer("2024-03")
    assert shown(march)[1] == ("1602", "贷", "850.00")
    acts = [(r.subject, r.after) for r in book.log() if r.act == "transfer"]
    assert acts[0] == ("2024-01 计提折旧", '{"voucher":"2024-01/记/1"}')


def test_surtaxes_by_their_rates_and_only_the_difference_later(book: Book) -> None:
    """
    记-1  增值税 1 000.01    记-2  城建税 70.00  教育费附加 30.00
    记-3  增值税   500.00    记-4  城建税 35.00  教育费附加 15.00
    记-5  红字    −200.00    记-6  城建税−14.00  教育费附加 −6.00   red, on their own sides
    """
    book.set_transfers([SURTAXES])
    found = []
    for amount in ("1000.01", "500", "-200"):
        book.enter(JANUARY, "销项税额", debit("1002", amount), credit("222101", amount))
        (made,) = book.transfer("2024-01")
        assert book.transfer("2024-01") == []
        found.append([(x.side.name, str(x.amount)) for x in made.lines])
    assert found == [
        [("DEBIT", "100.00"), ("CREDIT", "70.00"), ("CREDIT", "30.00")],
        [("DEBIT", "50.00"), ("CREDIT", "35.00"), ("CREDIT", "15.00")],
        [("DEBIT", "-20.00"), ("CREDIT", "-14.00"), ("CREDIT", "-6.00")],
    ]


def test_a_voided_or_reversed_voucher_is_made_again(book: Book) -> None:
    book.set_transfers([DEPRECIATION])
    (first,) = book.transfer("2024-01")
    book.void(first)
    (second,) = book.transfer("2024-01")
    assert second.lines == first.lines
    book.renumber("2024-01")
    post(book)
    book.reverse("2024-01/记/1")
    (third,) = book.transfer("2024-01")
    assert third.lines == first.lines
    assert book.transfer("2024-01") == []


def test_an_amended_draft_is_brought_back_to_what_it_should_be(book: Book) -> None:
    book.set_transfers([DEPRECIATION])
    (made,) = book.transfer("2024-01")
    lines = tuple(evolve(line, amount=Decimal(650)) for line in made.lines)
    book.amend(made, evolve(made, lines=lines))
    (back,) = book.transfer("2024-01")
    assert [row[1:] for row in shown(back)] == [("借", "-50.00"), ("贷", "-50.00")]
    assert book.transfer("2024-01") == []


def sell(book: Book, product: str, quantity: str, amount: str, partner: str = "甲") -> None:
    label = f"product:{product};partner:{partner}"
    measure = Measure("件", Decimal(quantity))
    book.enter(
        JANUARY, "销售",
        debit("1002", amount), credit("5001", amount, dimension=label, measure=measure),
    )  # fmt: skip


def buy(book: Book, product: str, quantity: str, amount: str) -> None:
    label, measure = f"product:{product}", Measure("件", Decimal(quantity))
    book.enter(
        JANUARY, "采购",
        debit("1405", amount, dimension=label, measure=measure), credit("1002", amount),
    )  # fmt: skip


def test_what_was_sold_costs_its_moving_average_product_by_product(book: Book) -> None:
    """
    锤子  买 3 件 100.00   卖 1 件给甲、1 件给乙      成本  66.67
    钳子  买 7 件  70.00   卖 7 件                    成本  70.00
    扳手  买 5 件  50.00   没有卖
    """
    book.set_transfers([COST_OF_SALES])
    buy(book, "锤子", "3", "100")
    buy(book, "钳子", "7", "70")
    buy(book, "扳手", "5", "50")
    sell(book, "锤子", "1", "60", "甲")
    sell(book, "锤子", "1", "60", "乙")
    sell(book, "钳子", "7", "140")
    (made,) = book.transfer("2024-01")
    assert shown(made) == [
        ("5401 product:钳子", "借", "70.00"),
        ("5401 product:锤子", "借", "66.67"),
        ("1405 product:钳子", "贷", "70.00", "7 件"),
        ("1405 product:锤子", "贷", "66.67", "2 件"),
    ]
    assert book.transfer("2024-01") == []
    sell(book, "锤子", "1", "60")  # the last one takes what is left
    (again,) = book.transfer("2024-01")
    assert shown(again) == [
        ("5401 product:锤子", "借", "33.33"),
        ("1405 product:锤子", "贷", "33.33", "1 件"),
    ]
    post(book)
    stock = book.details("2024-01", accounts=["1405"]).details
    left = {
        d.dimension: (m.amount.closing_minor, m.quantity.closing_minor) for d, m in stock.items()
    }
    assert left == {
        "product:扳手": (5000, 5_000_000),
        "product:钳子": (0, 0),
        "product:锤子": (0, 0),
    }


def test_what_is_not_in_stock_has_no_cost_and_is_told_by_product(book: Book) -> None:
    book.set_transfers([COST_OF_SALES])
    sell(book, "锤子", "1", "60")
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    (problem,) = caught.value.problems
    assert problem.code == "formula.zero_division"
    assert problem.where == {"transfer": "结转销售成本", "line": 1, "cell": "5001 product:锤子"}
    assert [p.code for p in book.can_close("2024-01")] == [
        "close.draft", "formula.zero_division",
    ]  # fmt: skip


MATERIALS = transfer(
    "结转材料成本",
    dr("5402", "cost(1403, credit_quantity(5051))", each="5051"),
    cr("1403", "counterpart()", each="5051", quantity="credit_quantity(5051)"),
)


def test_each_account_below_has_its_own_cost(book: Book) -> None:
    """
    140301 钢材 10 吨 1 000.00   505101 卖 4 吨   →  540201 400.00
    140302 木材  3 方   100.00   505102 卖 2 方   →  540202  66.67
    """
    book.set_transfers([MATERIALS])
    for code, unit, bought, cost, sold in (
        ("01", "吨", "10", "1000", "4"), ("02", "方", "3", "100", "2"),
    ):  # fmt: skip
        book.enter(
            JANUARY, "采购",
            debit(f"1403{code}", cost, measure=Measure(unit, Decimal(bought))),
            credit("1002", cost),
        )  # fmt: skip
        book.enter(
            JANUARY, "销售", debit("1002", "500"),
            credit(f"5051{code}", "500", measure=Measure(unit, Decimal(sold))),
        )  # fmt: skip
    (made,) = book.transfer("2024-01")
    assert shown(made) == [
        ("540201", "借", "400.00"),
        ("540202", "借", "66.67"),
        ("140301", "贷", "400.00", "4 吨"),
        ("140302", "贷", "66.67", "2 方"),
    ]
    assert book.transfer("2024-01") == []


def test_an_account_without_its_counterpart_below_is_named(book: Book) -> None:
    book.set_accounts([Account("505103", "边角料收入", INCOME, C, unit="吨")])
    book.set_transfers([MATERIALS])
    scrap = Measure("吨", Decimal(1))
    book.enter(JANUARY, "卖废料", debit("1002", "5"), credit("505103", "5", measure=scrap))
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    assert {(p.code, p.values["account"], p.values["leaf"]) for p in caught.value.problems} == {
        ("transfer.no_sub_account", code, "505103") for code in ("5402", "1403")
    }


def test_welfare_for_each_department_of_its_own_wages(book: Book) -> None:
    """
    管理费用  办公室 1 000.00  车间 500.00  未分  — each 14 %, in the account that it is read from
    """
    book.set_transfers(
        [transfer(
            "计提福利费",
            dr("5602", "debit(5602) * 14%", each="5602"),
            cr("2211", "difference()"),
        )]
    )  # fmt: skip
    for department, amount in (("办公室", "1000"), ("车间", "500")):
        label = f"department:{department}"
        book.enter(JANUARY, "工资", debit("5602", amount, dimension=label), credit("1002", amount))
    (made,) = book.transfer("2024-01")
    assert shown(made) == [
        ("5602 department:办公室", "借", "140.00"),
        ("5602 department:车间", "借", "70.00"),
        ("2211", "贷", "210.00"),
    ]
    assert book.transfer("2024-01") == []
    post(book)
    assert book.transfer("2024-01") == []


def test_a_share_of_the_whole_for_each_department(book: Book) -> None:
    """房租 100.00 by wages: 办公室 2/3, 车间 1/3; the line of the credit is fixed."""
    share = 'round(debit(1403, dimension="*") + 100 * debit(5602) / debit(5602, dimension="*"), 2)'
    book.set_transfers([transfer("分摊房租", dr("5602", share, each="5602"), cr("1002", "100"))])
    for department, amount in (("办公室", "1000"), ("车间", "500")):
        label = f"department:{department}"
        book.enter(JANUARY, "工资", debit("5602", amount, dimension=label), credit("2211", amount))
    (made,) = book.transfer("2024-01")
    assert [row[2] for row in shown(made)] == ["66.67", "33.33", "100.00"]


def test_a_dimension_stands_for_those_below_it_and_a_rate_for_itself(book: Book) -> None:
    values = [
        DimensionValue("department", "总部", "总部"),
        DimensionValue("department", "财务", "财务科", parent="总部"),
        DimensionValue("department", "分厂", "分厂"),
    ]
    book.set_dimension_values(values)
    book.set_rate("USD", "7", period="2024-01")
    formula = 'debit(5602, dimension="部门:总部") * rate("USD") + rate("USD", kind="opening") * 0'
    book.set_transfers([transfer("试", dr("2211", formula), cr("1002", "counterpart()"))])
    for code in ("总部", "财务", "分厂"):
        label = f"department:{code}"
        book.enter(JANUARY, "费用", debit("5602", "10", dimension=label), credit("1002", "10"))
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    assert [(p.code, p.values["period"]) for p in caught.value.problems] == [
        ("rate.no_closing", "2023-12"),
    ]  # fmt: skip
    book.set_rate("USD", "7", period="2023-12")
    (made,) = book.transfer("2024-01")
    assert made.lines[0].amount == 140


def test_a_whole_month_end_in_one_go_and_the_period_closes(book: Book) -> None:
    """
    Cost of sales, depreciation and surtaxes come before the income tax, though they are listed after it.
    After profit and loss is carried forward the tax is still what it was.
    """
    book.set_transfers([INCOME_TAX, SURTAXES, DEPRECIATION, COST_OF_SALES])
    assert [each.name for each in book.transfers()] == [
        "计提附加税", "计提折旧", "结转销售成本", "计提所得税",
    ]  # fmt: skip
    buy(book, "锤子", "10", "1000")
    sell(book, "锤子", "4", "2000")
    book.enter(JANUARY, "销项税额", debit("1002", "260"), credit("222101", "260"))
    post(book)
    waiting = book.can_close("2024-01")
    assert [(p.code, p.values.get("transfer"), p.values.get("amount")) for p in waiting][:4] == [
        ("close.transfer_not_run", "计提附加税", "26.00"),
        ("close.transfer_not_run", "计提折旧", "600.00"),
        ("close.transfer_not_run", "结转销售成本", "400.00"),
        ("close.transfer_not_run", "计提所得税", "243.50"),  # (2000 − 400 − 26 − 600) × 25 %
    ]
    with pytest.raises(Refused):
        book.close("2024-01")
    steps: list[tuple[int, int | None]] = []
    made = book.transfer("2024-01", progress=lambda *step: steps.append(step))
    assert [shown(each)[0][2] for each in made] == ["26.00", "600.00", "400.00", "243.50"]
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    post(book)
    book.carry_forward("2024-01")
    post(book)
    assert book.transfer("2024-01") == []
    assert book.can_close("2024-01") == []
    book.close("2024-01")
    assert book.verify().problems == []


def test_a_balance_of_income_is_that_before_it_was_carried(book: Book) -> None:
    """主营业务收入 100.00 is carried to 本年利润; 1 % of its balance was 1.00 and still is."""
    by_balance = dr("5403", "(closing(5001) + credit_balances(5001)) * 0.5%")
    book.set_transfers([transfer("按余额", by_balance, cr("222113", "difference()"))])
    sell(book, "锤子", "1", "100")
    (made,) = book.transfer("2024-01")
    assert shown(made)[0] == ("5403", "借", "1.00")
    post(book)
    book.carry_forward("2024-01")
    assert book.transfer("2024-01") == []
    post(book)
    assert book.transfer("2024-01") == []
    assert book.can_close("2024-01") == []
    assert book.transfer("2024-02") == []  # what was carried is gone from February's balance


def test_profit_is_distributed_from_what_was_carried(book: Book) -> None:
    """本年利润 shows the profit once it has been carried: 10 % of it goes to 利润分配 then."""
    reserve = transfer(
        "提取",
        dr("3103", "net(3103, with_closing=1) * 10%"),
        cr("3104", "difference()"),
        months=(1,),
    )
    by_balance = transfer(
        "提取二", dr("3103", "closing(3103) * 10%"), cr("3104", "difference()"), months=(2,)
    )
    book.set_transfers([reserve, by_balance])
    sell(book, "锤子", "1", "100")
    assert book.transfer("2024-01") == []
    post(book)
    book.carry_forward("2024-01")
    (made,) = book.transfer("2024-01")
    assert shown(made)[0] == ("3103", "借", "10.00")
    assert [shown(each)[0][2] for each in book.transfer("2024-02", ["提取二"])] == ["9.00"]


def test_only_those_that_are_due_or_those_that_are_named(book: Book) -> None:
    yearly = evolve(DEPRECIATION, name="年末", months=(12,))
    quarterly = evolve(DEPRECIATION, name="季末", months=(3, 6, 9, 12))
    book.set_transfers([yearly, quarterly])
    assert book.transfer("2024-02") == []
    assert book.can_close("2024-01") == []
    assert len(book.transfer("2024-03")) == 1
    assert len(book.transfer("2024-12")) == 2
    assert len(book.transfer("2024-02", ["年末"])) == 1
    with pytest.raises(Refused) as caught:
        book.transfer("2024-02", ["月末", "年末"])
    assert codes(caught) == ["definition.unknown"]


def test_its_own_word_and_summaries(book: Book) -> None:
    book.set_words([Word("记"), Word("转")])
    lines = (dr("2211", "1", summary="第一"), cr("1002", "1"))
    book.set_transfers([Transfer("试", lines, "转账", "转")])
    (made,) = book.transfer("2024-01")
    assert made.word == "转"
    assert [line.summary for line in made.lines] == ["第一", "转账"]


def test_quantities_in_several_units_are_not_added(book: Book) -> None:
    book.set_transfers(
        [transfer("试", dr("2211", "debit_quantity(1403)"), cr("1002", "difference()"))]
    )
    for code, unit in (("140301", "吨"), ("140302", "方")):
        measure = Measure(unit, Decimal(1))
        book.enter(JANUARY, "采购", debit(code, "5", measure=measure), credit("1002", "5"))
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    assert codes(caught) == ["transfer.several_units"]


def test_figures_of_every_kind(book: Book) -> None:
    """
    往来  应付职工薪酬 借 30 at one partner, 贷 50 at another; 应交税费 贷 7 and 借 3 in two accounts.
    """
    for label, side, amount in (("partner:甲", D, "30"), ("partner:乙", C, "50")):
        line = Line("2211", side, Decimal(amount), dimension=label)
        book.enter(date(2024, 2, 5), "往来", line, Line("1002", side.opposite, Decimal(amount)))
    book.enter(date(2024, 2, 5), "税", debit("1002", "7"), credit("222101", "7"))
    book.enter(date(2024, 2, 5), "税", debit("222106", "3"), credit("1002", "3"))
    expected = {
        "closing(1002)": 80024, "opening(1002)": 80000, "year_opening(1002)": 80000,
        "debit(1002)": 57, "credit(1002)": 33, "net(1002)": 24, "ytd_net(1002)": 24,
        "ytd_debit(1002)": 57, "ytd_credit(1002)": 33, "closing(2221)": 4, "net(2221)": 4,
        'closing("2221*")': 4, "credit_balances(2211)": 50, "debit_balances(2211)": 30,
        "credit_balances(2221)": 7, "debit_balances(2221)": 3,
        "year_opening_credit_balances(2211)": 0, "debit(1002, previous=1)": 0,
        "closing(1002, previous=1)": 80000, "closing(1002, previous=3)": 0,
        'closing(2211, dimension="partner:乙")': 50, 'closing(1002, currency="CNY")': 80024,
    }  # fmt: skip
    found = {}
    for formula in expected:
        book.set_transfers([transfer("试", dr("3103", formula), cr("3104", "difference()"))])
        made = book.preview_transfer("2024-02")
        found[formula] = made[0].lines[0].amount if made else 0
    assert found == expected


# Setting them --------------------------------------------------------------------------------


def test_all_that_is_wrong_with_transfers_is_told_at_once(book: Book) -> None:
    wrong = [
        transfer("甲", dr("9999", "opening(1601"), cr("2221", "closing(8888) + line(3)")),
        transfer("甲", dr("5602", "difference()", each="7777"), word="付"),
        transfer(
            "", dr("1002", "1", quantity="counterpart()", unit="箱"), cr("1002", "1"), after=("丙",)
        ),
        transfer(
            "乙",
            dr("1405", "counterpart()", dimension="product", by=("color",)),
            cr("1601", 'counterpart() + rate("XXX", kind="昨天")'),
            cr("1601", 'closing(1002, dimension="color:红")', quantity="1"),
        ),
    ]
    with pytest.raises(Refused) as caught:
        book.set_transfers(wrong)
    found = [
        (p.values.get("transfer"), p.values.get("line"), p.code) for p in caught.value.problems
    ]
    assert found == [
        ("甲", 1, "account.unknown"), ("甲", 1, "formula.syntax"),
        ("甲", 2, "account.not_leaf"), ("甲", 2, "account.unknown"), ("甲", 2, "transfer.function"),
        ("甲", None, "word.unknown"), ("甲", None, "transfer.few_lines"),
        ("甲", 1, "account.unknown"), ("甲", 1, "transfer.difference_of_each"),
        ("", None, "transfer.unnamed"), ("", 1, "commodity.unknown"), ("", 1, "transfer.function"),
        ("乙", 1, "transfer.by_without_each"), ("乙", 1, "dimension.kind_unknown"),
        ("乙", 1, "dimension.malformed"),
        ("乙", 2, "transfer.rate_kind"), ("乙", 2, "commodity.unknown"),
        ("乙", 3, "transfer.no_unit"), ("乙", 3, "dimension.kind_unknown"),
        ("乙", 2, "transfer.two_counterparts"),
        ("甲", None, "transfer.twice"),
        ("", None, "transfer.after_unknown"),
    ]  # fmt: skip
    assert book.transfers() == []


def test_transfers_in_a_circle_are_refused(book: Book) -> None:
    one = transfer("一", dr("2211", "closing(1002)"), cr("3104", "difference()"))
    other = transfer("二", dr("1002", "closing(2211)"), cr("3103", "difference()"))
    with pytest.raises(Refused) as caught:
        book.set_transfers([one, other])
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["circle"]) == ("formula.circular", "一 → 二 → 一")
    opening = transfer("二", dr("1002", "opening(2211)"), cr("3103", "difference()"))
    book.set_transfers([one, opening])
    assert [each.name for each in book.transfers()] == ["二", "一"]
    with pytest.raises(Refused) as caught:
        book.set_transfers([evolve(one, after=("二",)), evolve(opening, after=("一",))])
    assert codes(caught) == ["formula.circular"]


def test_what_does_not_balance_is_not_entered(book: Book) -> None:
    book.set_transfers([DEPRECIATION, transfer("试", dr("2211", "10"), cr("1002", "9.99"))])
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    assert [(p.code, p.values["difference"]) for p in caught.value.problems] == [
        ("transfer.unbalanced", "0.01"),
    ]  # fmt: skip
    assert book.last_number(Period(2024, 1), "记") == 0
    assert [p.code for p in book.can_close("2024-01")] == [
        "transfer.unbalanced", "close.transfer_not_run",
    ]  # fmt: skip


def test_setting_replaces_and_the_records_keep_it(book: Book) -> None:
    book.set_transfers([DEPRECIATION, SURTAXES])
    book.set_transfers([evolve(DEPRECIATION, months=(6,))])
    assert book.transfers() == [evolve(DEPRECIATION, months=(6,))]
    subjects = [r.subject for r in book.log() if r.act == "define"]
    assert subjects == [
        "transfer 计提折旧", "transfer 计提附加税", "transfer 计提附加税", "transfer 计提折旧",
    ]  # fmt: skip
    assert book.verify().problems == []


def test_a_chart_that_has_changed_since_is_told_of(book: Book) -> None:
    """累计折旧 gets accounts below it: what is set no longer fits, and the period says so."""
    book.set_transfers([DEPRECIATION])
    book.set_accounts([Account("160201", "房屋折旧", ASSET, C)])
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    assert codes(caught) == ["account.not_leaf"]
    assert [p.code for p in book.can_close("2024-01")] == ["account.not_leaf"]
    assert book.transfers() == [DEPRECIATION]


def test_who_may_set_and_run_them(book: Book) -> None:
    book.add_user("审核", [Role.REVIEWER])
    book.add_user("记账", [Role.POSTER])
    book.set_transfers([DEPRECIATION])
    for act in (lambda b: b.set_transfers([]), lambda b: b.transfer("2024-01")):
        with pytest.raises(Refused) as caught:
            act(book.acting_as("审核"))
        assert codes(caught) == ["user.may_not"]
    assert len(book.acting_as("记账").transfer("2024-01")) == 1


def test_a_closed_period_takes_no_transfers(book: Book) -> None:
    book.close("2024-01")
    book.set_transfers([DEPRECIATION])
    for act in (book.transfer, book.preview_transfer):
        with pytest.raises(Refused) as caught:
            act("2024-01")
        assert codes(caught) == ["period.closed"]


# A file --------------------------------------------------------------------------------------


def test_the_example_in_the_documentation_is_a_file(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "自动转账.toml"
    assert file_form.__doc__ is not None
    path.write_text(file_form.__doc__.partition("\n\n")[2], "utf-8")
    with pytest.raises(Refused) as caught:
        book.set_transfers(read_transfers(path))
    assert codes(caught) == ["word.unknown"]
    book.set_words([Word("记"), Word("转")])
    assert book.set_transfers(read_transfers(path)) == 2
    assert [each.name for each in book.transfers()] == ["结转销售成本", "计提附加税"]
    buy(book, "锤子", "3", "100")
    sell(book, "锤子", "1", "60")
    book.enter(JANUARY, "销项税额", debit("1002", "100"), credit("222101", "100"))
    cost, tax = book.transfer("2024-01")
    assert shown(cost)[1] == ("1405 product:锤子", "贷", "33.33", "1 件")
    assert [row[2] for row in shown(tax)] == ["10.00", "7.00", "3.00"]


def test_a_file_that_is_wrong_is_told_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(
        'title = "x"\n[[transfer]]\nname = "甲"\nwhen = "weekly"\ncolor = 1\n'
        '[[transfer.line]]\naccount = 5602\ndebit = "1"\ncredit = "1"\nby = 3\n'
        "[[transfer.line]]\ncredit = 1.50\n",
        "utf-8",
    )
    with pytest.raises(Refused) as caught:
        read_transfers(path)
    assert [(p.code, p.values.get("key"), p.where) for p in caught.value.problems] == [
        ("transfer.key_unknown", "title", {"file": "t.toml"}),
        ("transfer.key_unknown", "color", {"file": "t.toml", "transfer": "甲"}),
        ("transfer.side", None, {"file": "t.toml", "transfer": "甲", "line": 1}),
        ("transfer.value", "by", {"file": "t.toml", "transfer": "甲", "line": 1}),
        ("transfer.key_missing", "account", {"file": "t.toml", "transfer": "甲", "line": 2}),
        ("transfer.value", "when", {"file": "t.toml", "transfer": "甲"}),
    ]
    for content, code in (("a = ", "transfer.not_toml"), ("", "transfer.key_missing")):
        path.write_text(content)
        with pytest.raises(Refused) as caught:
            read_transfers(path)
        assert codes(caught) == [code]
    with pytest.raises(Refused) as caught:
        read_transfers(tmp_path / "none.toml")
    assert codes(caught) == ["file.missing"]


# The rule ------------------------------------------------------------------------------------

ALL = [INCOME_TAX, SURTAXES, DEPRECIATION, COST_OF_SALES]
BUSINESS = st.one_of(
    st.tuples(st.just("buy"), st.sampled_from("锤钳"), st.integers(1, 9), st.integers(1, 10**6)),
    st.tuples(
        st.just("sell"), st.sampled_from("锤钳"), st.integers(1, 3), st.integers(-(10**6), 10**6)
    ),
    st.tuples(st.just("tax"), st.just(""), st.just(0), st.integers(-(10**6), 10**6)),
)
STEPS = st.lists(st.tuples(BUSINESS, st.sampled_from(["", "run", "post"])), min_size=1, max_size=5)


def do(book: Book, business: Any) -> None:
    kind, product, quantity, minor = business
    amount = str(Decimal(minor or 1).scaleb(-2))
    if kind == "buy":
        buy(book, product, str(quantity), amount)
    elif kind == "sell":
        sell(book, product, str(quantity), amount)
    else:
        book.enter(JANUARY, "销项税额", debit("1002", amount), credit("222101", amount))


@settings(max_examples=4)
@given(STEPS)
def test_however_often_they_are_run_they_come_to_the_same(
    new_place: Callable[[], str], steps: list[tuple[Any, str]]
) -> None:
    """
    One book runs its transfers again and again between its vouchers, posts some of them and
    goes on; another runs them once at the end. Both end with the same figures, and
    neither has anything left to transfer.
    """
    opening = (debit("1601", "120000"), credit("3001", "120000"))
    ends = []
    for runs_often in (True, False):
        with unit_book(new_place(), opening) as book:
            book.set_transfers(ALL)
            for product in "锤钳":
                buy(book, product, "100", "1000.01")
            for business, then in steps:
                do(book, business)
                if runs_often and then:
                    book.transfer("2024-01")
                    assert book.transfer("2024-01") == []
                if runs_often and then == "post":
                    post(book)
            book.transfer("2024-01")
            assert book.transfer("2024-01") == []
            details = book.details("2024-01", include_unposted=True).details
            ends.append({key: found for key, found in details.items() if not found.is_blank})
    assert ends[0] == ends[1]


SALE_BY_SALE = transfer(
    "移动平均结转",
    dr("5401", "移动成本(1405, 5001)", each="5001", by=("product",)),
    cr("1405", "counterpart()", each="5001", by=("product",), quantity="credit_quantity(5001)"),
)


def bought(book: Book, day: int, quantity: str, amount: str) -> None:
    measure = Measure("件", Decimal(quantity))
    book.enter(
        date(2024, 1, day), "采购",
        debit("1405", amount, dimension="product:锤子", measure=measure), credit("1002", amount),
    )  # fmt: skip


def sold(book: Book, day: int, quantity: str) -> None:
    measure = Measure("件", Decimal(quantity))
    book.enter(
        date(2024, 1, day), "销售", debit("1002", "1"),
        credit("5001", "1", dimension="product:锤子;partner:甲", measure=measure),
    )  # fmt: skip


def test_each_sale_costs_the_average_of_its_day_and_not_of_the_month(book: Book) -> None:
    """
    2日 买 100 件 1 000.00   5日 卖 100 件   30日 买 100 件 2 000.00     成本 1 000.00，不是 1 500.00
    """
    book.set_transfers([SALE_BY_SALE])
    bought(book, 2, "100", "1000")
    sold(book, 5, "100")
    bought(book, 30, "100", "2000")
    (made,) = book.transfer("2024-01")
    assert shown(made) == [
        ("5401 product:锤子", "借", "1000.00"),
        ("1405 product:锤子", "贷", "1000.00", "100 件"),
    ]
    assert book.transfer("2024-01") == []
    post(book)
    assert "close.transfer_not_run" not in [p.code for p in book.can_close("2024-01")]


def test_a_sale_entered_late_counts_on_its_own_day(book: Book) -> None:
    """买 100 件 1 000.00，卖 50 件，买 100 件 1 200.00，卖 75 件：500.00 + 75 × 1 700 ÷ 150 = 850.00"""
    book.set_transfers([SALE_BY_SALE])
    bought(book, 2, "100", "1000")
    bought(book, 20, "100", "1200")
    sold(book, 25, "75")
    sold(book, 10, "50")
    (made,) = book.transfer("2024-01")
    assert shown(made)[0] == ("5401 product:锤子", "借", "1350.00")


def test_more_than_there_is_has_no_moving_cost(book: Book) -> None:
    book.set_transfers([SALE_BY_SALE])
    bought(book, 9, "10", "100")
    sold(book, 5, "4")
    with pytest.raises(Refused) as caught:
        book.transfer("2024-01")
    assert codes(caught) == ["transfer.not_in_stock"]
    assert caught.value.problems[0].values["day"] == "2024-01-05"
