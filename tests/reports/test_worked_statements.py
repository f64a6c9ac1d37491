"""Statements of months that were worked out by hand, before carrying forward and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import ledgerlib
from ledgerlib import (
    Account,
    Book,
    Category,
    NewBook,
    Period,
    Refused,
    Role,
    Side,
    create,
    credit,
    debit,
    reports,
)
from ledgerlib.core.statement import Computed, compute
from ledgerlib.exchange.cash_flow import add_cash_flow_items, cash_flow_items
from ledgerlib.reports import drawn

from .conftest import JANUARY, amounts, carried, shown, statement, yuan

FEBRUARY = Period(2024, 2)


BEFORE_AND_AFTER: list[Callable[[Book], Book]] = [lambda book: book, carried]


@pytest.mark.parametrize("done", BEFORE_AND_AFTER, ids=["before", "after"])
def test_the_sheet_of_a_small_company(company_anywhere: Book, done: Callable[[Book], Book]) -> None:
    """
    货币资金 98,900 = 3,000 + 95,900      应收 甲 30,000 + 丙 6,300   预付 乙 3,000   存货 6,000
    固定资产 60,000 − 13,000              预收 丁 4,000   税费 3,900   未分配 25,000 + 8,300
    """
    book = done(company_anywhere)
    assert amounts(book, "balance_sheet", "closing") == yuan(
        L1=98_900, L4=36_300, L5=3_000, L9=6_000, L12=6_000, L15=144_200,
        L18=60_000, L19=13_000, L20=47_000, L29=47_000, L30=191_200,
        L34=4_000, L36=3_900, L41=7_900, L47=7_900,
        L48=150_000, L51=33_300, L52=183_300, L53=191_200,
    )  # fmt: skip
    assert amounts(book, "balance_sheet", "year_opening") == yuan(
        L1=100_000, L4=30_000, L9=20_000, L12=20_000, L15=150_000,
        L18=60_000, L19=12_000, L20=48_000, L29=48_000, L30=198_000,
        L33=15_000, L34=5_000, L36=3_000, L41=23_000, L47=23_000,
        L48=150_000, L51=25_000, L52=175_000, L53=198_000,
    )  # fmt: skip
    assert shown(book, "balance_sheet").notes == ()


@pytest.mark.parametrize("done", BEFORE_AND_AFTER, ids=["before", "after"])
def test_the_result_of_a_small_company(company: Book, done: Callable[[Book], Book]) -> None:
    """收入 30,000 − 成本 14,000 − 管理 7,500（含费用化研发 500）− 利息 200 = 8,300."""
    expected = yuan(L1=30_000, L2=14_000, L14=7_500, L17=500, L18=200, L21=8_300, L30=8_300, L32=8_300)  # fmt: skip
    book = done(company)
    assert amounts(book, "income_statement", "period") == expected
    assert amounts(book, "income_statement", "year_to_date") == expected


def test_the_second_month_has_its_own_column(company: Book) -> None:
    """February: 300 of expenses. The month shows −300, the year 8,000."""
    book = carried(company)
    book.acting_as("主管").close(JANUARY)
    book.acting_as("会计").enter(
        date(2024, 2, 3), "办公费", debit("5602", "300"), credit("1001", "300", dimension="cash_flow:06")
    )  # fmt: skip
    book.review(FEBRUARY)
    book.acting_as("会计").post(FEBRUARY)
    month = amounts(book, "income_statement", "period", FEBRUARY)
    year = amounts(book, "income_statement", "year_to_date", FEBRUARY)
    assert (month["32"], year["32"], year["14"]) == ("-300.00", "8000.00", "7800.00")
    assert amounts(book, "balance_sheet", "closing", FEBRUARY)["51"] == "33000.00"
    assert amounts(book, "cash_flow", "period", FEBRUARY) == yuan(
        L6=300, L7=-300, L20=-300, L21=98_900, L22=98_600
    )
    quarter = shown(book, "income_statement", FEBRUARY, from_period=JANUARY)
    assert quarter.form is not None
    assert quarter.form.when == "2024年1-2月"
    assert [row.cells["period"] for row in quarter.rows][-1] == Decimal("8000.00")


def test_cash_flow_and_what_lacks_an_item(company_anywhere: Book) -> None:
    """
    销售收到 22,600 + 4,000   购货 18,000  职工 6,000  税费 3,000  其他 500   净 −900
    付利息 200 has no item: the statement says so, the worksheet names the voucher; 提现 needs none.
    """
    lines = yuan(L1=26_600, L3=18_000, L4=6_000, L5=3_000, L6=500, L7=-900, L20=-900, L21=100_000, L22=99_100)  # fmt: skip
    assert amounts(company_anywhere, "cash_flow", "period") == lines
    notes = shown(company_anywhere, "cash_flow").notes
    assert len(notes) == 2
    assert all("相差 200.00" in note and "现金流量底稿" in note for note in notes)
    items = cash_flow_items("cn_small_business_2013")
    assert add_cash_flow_items(company_anywhere, items) > 0
    sheet = reports.cash_flow_worksheet(company_anywhere, JANUARY, items)
    (row,) = sheet.rows
    assert row.cells == {
        "date": date(2024, 1, 12), "voucher": "2024-01/记/12", "summary": "付利息",
        "counterparts": "5603 财务费用", "cash_in": Decimal("0.00"), "cash_out": Decimal("200.00"),
        "proposed": "06 支付其他与经营活动有关的现金",
    }  # fmt: skip
    assert sheet.totals == {"cash_in": Decimal("0.00"), "cash_out": Decimal("200.00")}


def test_a_posted_line_gets_its_item_by_a_voucher(company: Book) -> None:
    """贷 银行 −200（红字，无项目）  贷 银行 200（支付利息）: the account stands as it was, the statement ties."""
    maker = company.acting_as("会计")
    maker.enter(
        date(2024, 1, 31), "补记现金流量项目", credit("1002", "-200"),
        credit("1002", "200", dimension="cash_flow:17"),
    )  # fmt: skip
    unposted = shown(company, "cash_flow", include_unposted=True)
    assert unposted.notes == ()
    assert len(shown(company, "cash_flow").notes) == 2, "what is not posted does not count"
    company.review(JANUARY)
    maker.post(JANUARY)
    assert shown(company, "cash_flow").notes == ()
    found = amounts(company, "cash_flow", "period")
    assert (found["17"], found["19"], found["22"]) == ("200.00", "-200.00", "98900.00")


def test_where_a_figure_comes_from(company: Book) -> None:
    """应收账款 36,300 = 甲 30,000 + 丙 6,300; the ledger of each shows the vouchers."""
    sheet = statement(company, "balance_sheet")
    found = reports.origin(company, sheet, JANUARY, "4")
    assert (found.label, found.amount, found.formula) == (
        "应收账款", Decimal("36300.00"), "借方余额合计(1122, 2203)",
    )  # fmt: skip
    parties = {(a.account, a.dimension): a.amount for a in found.accounts}
    assert parties == {("1122", "partner:甲"): 30_000, ("1122", "partner:丙"): 6_300}
    behind = company.ledger_lines("1122", JANUARY, dimension={"partner": ["丙"]})
    assert [str(line.voucher) for line in behind] == ["2024-01/记/2"]
    opening = reports.origin(company, sheet, JANUARY, "34", "year_opening")
    assert [(a.dimension, a.amount) for a in opening.accounts] == [("partner:丙", 5_000)]


def test_a_total_comes_from_its_lines_and_these_from_accounts(company: Book) -> None:
    sheet = statement(company, "balance_sheet")
    found = reports.origin(company, sheet, JANUARY, "53")
    assert [(line.sign, line.origin.line) for line in found.lines] == [(1, "47"), (1, "52")]
    accounts = found.all_accounts()
    assert sum(accounts.values()) == Decimal("191200.00") == found.amount
    assert accounts["5401", ""] == Decimal("-14000.00"), "costs lower the undistributed profit"
    net = reports.origin(company, sheet, JANUARY, "20").all_accounts()
    assert net == {("1601", ""): 60_000, ("1602", ""): -13_000}


def test_every_figure_is_the_sum_of_what_it_comes_from(company: Book) -> None:
    for name in ("balance_sheet", "income_statement", "cash_flow"):
        found = statement(company, name)
        for row in found.rows:
            for column in found.columns if row.formula else ():
                origin = reports.origin(company, found, JANUARY, row.line, column.key)
                assert sum(origin.all_accounts().values()) == origin.amount, row.label


def test_asking_for_a_line_or_column_that_is_not_there(company: Book) -> None:
    with pytest.raises(Refused) as refused:
        reports.origin(company, statement(company, "balance_sheet"), JANUARY, "99", "then")
    assert [problem.code for problem in refused.value.problems] == [
        "statement.no_line", "statement.column_unknown",
    ]  # fmt: skip


def test_an_account_that_no_line_knows_is_named_where_the_sheet_does_not_balance(company: Book) -> None:  # fmt: skip
    """1998 自设资产 is set up beside the official accounts and used: the sheet says what it lacks."""
    company.set_accounts([Account("1998", "自设资产", Category.ASSET, Side.DEBIT)])
    company.acting_as("会计").enter(
        date(2024, 1, 20), "投入", debit("1998", "777"), credit("3001", "777")
    )
    notes = shown(company, "balance_sheet", include_unposted=True).notes
    assert any("相差 -777.00" in note for note in notes)
    assert any("1998 自设资产" in note for note in notes)


def test_details_that_a_unit_sets_up_reach_the_of_which_lines(company: Book) -> None:
    """其中：业务招待费 is whatever lies below 5602 under that name."""
    company.set_accounts(
        [
            Account("560201", "其他", Category.EXPENSE, Side.DEBIT),
            Account("560202", "业务招待费", Category.EXPENSE, Side.DEBIT),
        ]
    )
    company.acting_as("会计").enter(
        date(2024, 1, 20), "招待", debit("560202", "88"), credit("1001", "88")
    )
    report = shown(company, "income_statement", include_unposted=True)
    found = {row.cells["line"]: row.cells["period"] for row in report.rows}
    assert (found["16"], found["14"]) == (Decimal("88.00"), Decimal("7588.00"))


# A public institution


@pytest.mark.parametrize("done", BEFORE_AND_AFTER, ids=["before", "after"])
def test_the_sheet_and_result_of_an_institution(
    institution: Book, done: Callable[[Book], Book]
) -> None:
    """
    货币资金 零余额 12,000 + 银行 54,300   应收 5,000   材料 1,500   固定资产 105,000 − 20,400
    借款 10,000  应付 5,000   累计盈余 125,000   本期盈余 38,000 − 20,600
    """
    book = done(institution)
    assert amounts(book, "balance_sheet", "closing") == yuan(
        L1=66_300, L5=5_000, L10=1_500, L14=72_800, L17=105_000, L18=20_400, L19=84_600,
        L40=84_600, L42=157_400, L43=10_000, L49=5_000, L57=15_000, L64=15_000,
        L65=125_000, L70=17_400, L71=142_400, L72=157_400,
    )  # fmt: skip
    result = amounts(book, "income_statement", "period")
    assert (result["1"], result["14"], result["23"]) == ("38000.00", "20600.00", "17400.00")


def test_the_budget_side_of_an_institution(institution: Book) -> None:
    """预算收入 43,000 − 预算支出 26,700 = 16,300; 年末 66,300 = 资金结存, 财政 12,000, 其他 54,300."""
    budget = amounts(institution, "budget_income_and_spending", "year_to_date")
    lines = {row.label: row.line for row in statement(institution, "budget_income_and_spending").rows}  # fmt: skip
    assert budget[lines["一、本年预算收入"]] == "43000.00"
    assert budget[lines["二、本年预算支出"]] == "26700.00"
    assert budget[lines["三、本年预算收支差额"]] == "16300.00"
    assert amounts(institution, "budget_balances", "year_to_date") == yuan(
        L1=50_000, L3=50_000, L7=16_300, L8=12_000, L9=12_000, L12=4_300, L13=4_300,
        L17=66_300, L18=12_000, L19=12_000, L21=54_300, L23=54_300,
    )  # fmt: skip
    fiscal = shown(institution, "fiscal_appropriations")
    staff = next(row for row in fiscal.rows if "人员经费" in str(row.cells["label"]))
    assert (staff.cells["income"], staff.cells["spending"]) == (30_000, 18_000)
    assert fiscal.rows[-1].cells["closing_carried"] == 12_000


def test_why_surplus_and_budget_balance_differ(institution_anywhere: Book) -> None:
    """
    16,300 + 8,000（应收）+ 18,000（支付应付）+ 2,000（材料）+ 6,000（设备）
           − 3,000（收回应收）− 10,000（借款）− 500（领料）− 1,000（折旧）− 400（处置）− 18,000（应付） = 17,400
    """
    assert amounts(institution_anywhere, "reconciliation", "year_to_date") == yuan(
        L1=16_300, L2=1_100, L3=34_000, L4=8_000, L5=8_000,
        L7=26_000, L8=18_000, L9=2_000, L10=6_000,
        L12=32_900, L13=13_000, L14=3_000, L15=10_000,
        L16=19_900, L17=500, L18=1_000, L19=400, L20=18_000, L26=17_400,
    )  # fmt: skip
    found = reports.origin(
        institution_anywhere, statement(institution_anywhere, "reconciliation"), JANUARY, "10"
    )
    assert [(v.voucher, v.amount) for v in found.vouchers] == [("2024-01/记/4", 6_000)]


def test_a_reversed_voucher_lowers_the_row_it_had_raised(institution: Book) -> None:
    """注销折旧 1,000 leaves nothing under 折旧, and does not turn up as 预算支出没有确认为费用."""
    institution.acting_as("会计").reverse("2024-01/记/5", day=date(2024, 1, 31))
    institution.review(JANUARY)
    institution.acting_as("会计").post(JANUARY)
    found = amounts(institution, "reconciliation", "year_to_date")
    assert "18" not in found
    assert found["7"] == "26000.00"
    assert shown(institution, "reconciliation").notes == ()


# A fund


@pytest.mark.parametrize("done", BEFORE_AND_AFTER, ids=["before", "after"])
def test_the_statements_of_a_medical_fund(
    medical_fund_anywhere: Book, done: Callable[[Book], Book]
) -> None:
    """
    统筹 80,700 − 45,500 = 35,200    个人账户 30,300 − 8,000 = 22,300    待转 5,000
    统筹基金 150,000 + 35,200         个人账户基金 50,000 + 22,300
    """
    book = done(medical_fund_anywhere)
    result = amounts(book, "income_statement", "period")
    assert {line: result[line] for line in ("1", "8", "15", "16", "26", "35", "36", "37", "38")} == yuan(
        L1=80_700, L8=30_300, L15=45_500, L16=39_500, L26=8_000,
        L35=62_500, L36=35_200, L37=22_300, L38=5_000,
    )  # fmt: skip
    assert amounts(book, "balance_sheet", "closing") == yuan(
        L2=90_000, L3=165_000, L4=2_500, L5=5_000, L11=262_500,
        L17=262_500, L18=185_200, L19=72_300, L20=5_000, L23=262_500, L24=262_500,
    )  # fmt: skip
    columns = [column.key for column in shown(book, "balance_sheet").columns]
    assert columns == ["label", "year_opening", "closing"], "年初余额 comes first, without 行次"


def test_a_column_of_last_year_is_empty_where_the_book_began_this_year(medical_fund: Book) -> None:
    yearly = shown(medical_fund, "income_statement_year")
    assert yearly.form is not None
    assert yearly.form.when == "2024年1月"
    assert {row.cells["last_year"] for row in yearly.rows} == {None}
    assert yearly.rows[-4].cells["year_to_date"] == Decimal("62500.00")


def test_last_year_stands_beside_this_year(file: str) -> None:
    """企业会计准则: 一月收入 2023 年 100，2024 年 250; 本期金额 250，上期金额 100."""
    chart = ledgerlib.load_chart("cn_enterprise_cas").chart
    book = create(file, NewBook("某单位", chart, Period(2023, 1), "cn_enterprise_cas"), by="主管")
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    book.start()
    for year, amount in ((2023, "100"), (2024, "250")):
        book.acting_as("会计").enter(
            date(year, 1, 9), "销售", debit("1002", amount), credit("6001", amount)
        )
    report = shown(book, "income_statement", include_unposted=True)
    revenue = report.rows[0]
    assert (revenue.cells["period"], revenue.cells["same_period_last_year"]) == (250, 100)
    equity = shown(book, "changes_in_equity", include_unposted=True)
    income = next(row for row in equity.rows if "综合收益总额" in str(row.cells["label"]))
    assert (income.cells["this_total"], income.cells["last_total"]) == (250, 100)
    assert equity.rows[0].cells["this_total"] == 100, "what 2023 left, though nothing was carried"


def test_a_statement_read_while_somebody_enters_is_read_anew(
    company: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A voucher comes in between the reading of balances and of details: the sheet shows one moment."""
    computed: list[int] = []

    def meanwhile(*asked: Any) -> Computed:
        done = compute(*asked)
        if not computed:
            company.acting_as("会计").enter(
                date(2024, 1, 30), "收甲货款", debit("1002", "30000"),
                credit("1122", "30000", dimension="partner:甲"),
            )  # fmt: skip
        computed.append(1)
        return done

    monkeypatch.setattr(drawn, "compute", meanwhile)
    report = shown(company, "balance_sheet", include_unposted=True)
    assert len(computed) == 2
    assert report.rows[1].cells["closing"] == Decimal("128900.00")
    assert report.chain_head == company.chain_head()
