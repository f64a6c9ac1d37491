"""The company's year worked out a second way, by its sheets and Decimal alone, and compared."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

EXAMPLE = "small_company"
ZERO = Decimal(0)


def fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Worked:
    """Balances (debit plus, credit minus) and the turnover of income, expense and cash by month."""

    def __init__(self, opening: list[Any], entries: list[Any]) -> None:
        self.balance: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.stock: dict[str, Decimal] = defaultdict(Decimal)
        self.result: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        self.cash: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        for entry in opening:
            self.put(0, entry)
        self.at_first = dict(self.balance)
        for month in range(1, 13):
            mine = [entry for entry in entries if entry.month == month]
            in_use = self.of("1601")
            for entry in mine:
                self.put(month, entry)
            self.month_end(month, mine, in_use)
        self.year_end()

    def put(self, month: int, entry: Any) -> None:
        self.move(month, entry.account, entry.amount, entry.dimension)
        if entry.account == "1405":
            self.stock[entry.dimension] += entry.quantity
        if entry.account in ("1001", "1002") and month:
            self.cash[month, entry.dimension] += entry.amount

    def move(self, month: int, account: str, amount: Decimal, dimension: str = "") -> None:
        if account[0] == "5":
            self.result[month, account] += amount
        else:
            self.balance[account, dimension] += amount

    def of(self, *codes: str) -> Decimal:
        return sum((a for (code, _), a in self.balance.items() if code.startswith(codes)), ZERO)

    def month_end(self, month: int, mine: list[Any], in_use: Decimal) -> None:
        """Depreciation, cost of what was sold, surcharges on VAT, income tax at a quarter's end."""
        worn = fen(in_use * Decimal("0.95") / 60)
        self.move(month, "560203", worn)
        self.move(month, "1602", -worn)
        for product in ("product:P01", "product:P02", "product:P03"):
            sold = -sum(e.quantity for e in mine if e.account == "5001" and e.dimension == product)
            cost = fen(self.balance["1405", product] * sold / self.stock[product])
            self.stock[product] -= sold
            self.move(month, "1405", -cost, product)
            self.move(month, "5401", cost)
        vat = max(ZERO, -self.balance["222101", ""])
        for tax, expense, rate in (
            ("222102", "540301", 7),
            ("222103", "540302", 3),
            ("222104", "540303", 2),
        ):
            self.move(month, expense, fen(vat * rate / 100))
            self.move(month, tax, -fen(vat * rate / 100))
        if month % 3 == 0:
            profit = -self.net(1, month) + self.net(1, month, "5801")
            due = max(ZERO, fen(profit / 20 - self.net(1, month, "5801")))
            self.move(month, "5801", due)
            self.move(month, "222105", -due)

    def net(self, first: int, last: int, *codes: str) -> Decimal:
        """Debit less credit of the accounts of profit and loss in some months; of all without codes."""
        return sum(
            (
                a
                for (m, code), a in self.result.items()
                if first <= m <= last and code.startswith(codes or ("5",))
            ),
            ZERO,
        )

    def year_end(self) -> None:
        """A tenth of the profit into the reserve; the rest, less what was distributed, is left."""
        self.profit = -self.net(1, 12)
        self.balance["3101", ""] -= fen(self.profit / 10)
        self.balance["3104", ""] -= self.profit - fen(self.profit / 10)

    def split(self, code: str) -> tuple[Decimal, Decimal]:
        """What stands on the debit and on the credit side of an account, partner by partner."""
        mine = [a for (account, _), a in self.balance.items() if account == code]
        return sum((a for a in mine if a > 0), ZERO), -sum((a for a in mine if a < 0), ZERO)


@pytest.fixture(scope="module")
def worked(kept: Any) -> Worked:
    return Worked(kept.opening(), kept.entries())


def test_the_balance_sheet_is_what_the_sheets_add_up_to(kept: Any, worked: Worked) -> None:
    of = worked.of
    receivable, advances = worked.split("1122")
    prepaid, payable = worked.split("2202")
    current = of("1001", "1002", "1405") + receivable + prepaid
    fixed = of("1601", "1602")
    debts = payable + advances - of("2001", "2211", "2221", "2232")
    equity = -of("3")
    wanted = {
        "货币资金": of("1001", "1002"), "应收账款": receivable, "预付账款": prepaid,
        "存货": of("1405"), "库存商品": of("1405"), "流动资产合计": current,
        "固定资产原价": of("1601"), "减：累计折旧": -of("1602"), "固定资产账面价值": fixed,
        "非流动资产合计": fixed, "资产总计": current + fixed,
        "应付账款": payable, "预收账款": advances, "应付职工薪酬": -of("2211"),
        "应交税费": -of("2221"), "应付利润": -of("2232"), "流动负债合计": debts, "负债合计": debts,
        "实收资本（或股本）": -of("3001"), "盈余公积": -of("3101"), "未分配利润": -of("3104"),
        "所有者权益（或股东权益）合计": equity,
        "负债和所有者权益（或股东权益）总计": debts + equity,
    }  # fmt: skip
    assert min(advances, prepaid) > 0, "the example shows both reclassifications"
    assert current + fixed == debts + equity
    assert kept.figures("balance-sheet", "closing") == wanted


def test_the_year_opens_with_the_sheet_of_openings(kept: Any, worked: Worked) -> None:
    told = kept.figures("balance-sheet", "year_opening")
    first = worked.at_first
    assert told["货币资金"] == first["1001", ""] + first["1002", ""]
    assert told["存货"] == sum(a for (code, _), a in first.items() if code == "1405")
    assert told["应交税费"] == -sum(a for (code, _), a in first.items() if code[:4] == "2221")
    assert told["资产总计"] == sum(a for (code, _), a in first.items() if code[0] == "1")


@pytest.mark.parametrize(("column", "first"), [("year_to_date", 1), ("period", 12)])
def test_the_income_statement_is_what_the_sheets_add_up_to(
    kept: Any, worked: Worked, column: str, first: int
) -> None:
    def net(*codes: str) -> Decimal:
        return worked.net(first, 12, *codes)

    operating = -net("5001", "54", "56")
    before_tax = operating - net("5301")
    wanted = {
        "一、营业收入": -net("5001"), "减：营业成本": net("5401"), "税金及附加": net("5403"),
        "城市维护建设税": net("540301"),
        "教育费附加、矿产资源补偿费、排污费": net("540302", "540303"),
        "销售费用": net("5601"), "管理费用": net("5602"), "业务招待费": net("560205"),
        "财务费用": net("5603"), "其中：利息费用（收入以“-”号填列）": net("560301", "560302"),
        "二、营业利润（亏损以“-”号填列）": operating, "加：营业外收入": -net("5301"),
        "三、利润总额（亏损总额以“-”号填列）": before_tax, "减：所得税费用": net("5801"),
        "四、净利润（净亏损以“-”号填列）": before_tax - net("5801"),
    }  # fmt: skip
    told = kept.figures("income-statement", column)
    assert told == {label: amount for label, amount in wanted.items() if amount}


@pytest.mark.parametrize(("column", "first"), [("year_to_date", 1), ("period", 12)])
def test_the_cash_flow_is_what_the_cash_lines_add_up_to(
    kept: Any, worked: Worked, column: str, first: int
) -> None:
    def flow(item: str) -> Decimal:
        return sum(
            (
                a
                for (m, dimension), a in worked.cash.items()
                if m >= first and dimension == f"cash_flow:{item}"
            ),
            ZERO,
        )

    operating = sum((flow(f"0{n}") for n in range(1, 7)), ZERO)
    financing = flow("14") + flow("16") + flow("17") + flow("18")
    change = sum((a for (m, _), a in worked.cash.items() if m >= first), ZERO)
    closing = worked.of("1001", "1002")
    wanted = {
        "销售产成品、商品、提供劳务收到的现金": flow("01"),
        "收到其他与经营活动有关的现金": flow("02"),
        "购买原材料、商品、接受劳务支付的现金": -flow("03"),
        "支付的职工薪酬": -flow("04"), "支付的税费": -flow("05"),
        "支付其他与经营活动有关的现金": -flow("06"),
        "经营活动产生的现金流量净额": operating,
        "购建固定资产、无形资产和其他非流动资产支付的现金": -flow("12"),
        "投资活动产生的现金流量净额": flow("12"),
        "取得借款收到的现金": flow("14"), "偿还借款本金支付的现金": -flow("16"),
        "偿还借款利息支付的现金": -flow("17"), "分配利润支付的现金": -flow("18"),
        "筹资活动产生的现金流量净额": financing, "四、现金净增加额": change,
        "加：期初现金余额": closing - change, "五、期末现金余额": closing,
    }  # fmt: skip
    assert operating + flow("12") + financing == change, "every flow of the sheets has its item"
    told = kept.figures("cash-flow", column)
    assert told == {label: amount for label, amount in wanted.items() if amount}


def test_the_statements_agree_with_each_other(kept: Any) -> None:
    """资产＝负债＋权益；净利润−分配＝权益的增加；现金流量表的期末现金＝货币资金。"""
    closing = kept.figures("balance-sheet", "closing")
    before = kept.figures("balance-sheet", "year_opening")
    equity = "所有者权益（或股东权益）合计"
    profit = kept.figures("income-statement", "year_to_date")["四、净利润（净亏损以“-”号填列）"]
    distributed = sum(e.amount for e in kept.entries() if e.account == "310401")
    assert closing["资产总计"] == closing["负债和所有者权益（或股东权益）总计"]
    assert before["资产总计"] == before["负债和所有者权益（或股东权益）总计"]
    assert closing[equity] - before[equity] == profit - distributed
    assert kept.figures("cash-flow", "period")["五、期末现金余额"] == closing["货币资金"]


def test_the_year_is_a_real_one(kept: Any) -> None:
    months = {e.month for e in kept.entries()}
    assert months == set(range(1, 13))
    for month in months:
        assert 8 <= len({e.voucher for e in kept.entries() if e.month == month}) <= 16
    assert any(e.amount < 0 and e.account == "560302" for e in kept.entries()), "red interest"


def test_the_rest_of_the_example_holds(kept: Any) -> None:
    kept.check_the_rest()
