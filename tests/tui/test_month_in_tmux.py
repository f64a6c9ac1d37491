"""A whole month of a mess fund under tmux: two users, an empty folder, and nothing but keys."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ledgerlib import Book, Period, reports

from .tmux import FOUND, Tmux, tmux

pytestmark = pytest.mark.skipif(not FOUND, reason="tmux is not on this machine")
UNIT = "某中队伙食费"
_FIGURES = (
    "opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit",
)  # fmt: skip


@pytest.fixture
def screen(tmp_path: Path, home: Path) -> Iterator[Tmux]:
    """`ledger-tui` in an empty folder, on its first screen."""
    with tmux() as made:
        made.start(
            f"{shlex.quote(sys.executable)} -m ledger_tui", (100, 30), tmp_path,
            {
                "LEDGER_TUI_HOME": str(home), "LEDGERLIB_LANGUAGE": "zh_CN", "LANG": "C.UTF-8",
                "PATH": os.environ["PATH"],
            },
        )  # fmt: skip
        made.see("建一套新账")
        yield made


def test_two_users_keep_the_mess_fund_for_a_month_by_keys_alone(
    screen: Tmux, tmp_path: Path
) -> None:
    """
    2008-01-01  期初            库存现金 500.00  银行存款 7,500.00            伙食费 8,000.00
    2008-01-02  收到伙食费      借 银行存款 12,000.00   贷 伙食费 12,000.00
    2008-01-05  提取现金备用    借 库存现金  3,000.00   贷 银行存款 3,000.00
    2008-01-08  购买蔬菜        借 伙食费      860.50   贷 库存现金   860.50
    2008-01-12  购买大米        借 伙食费    1,240.00   贷 银行存款 1,240.00
    2008-01-20  退回烂菜        借 伙食费      -60.50   贷 库存现金   -60.50    red ink
    2008-01-25  收到差价补贴    借 银行存款  1,548.00   贷 军粮差价补贴 1,548.00
    2008-01-31  补贴转入伙食费  借 军粮差价补贴 1,548.00   贷 伙食费 1,548.00    the chart carries it by rule only in December
    """
    make_the_book(screen)
    fill_in_openings_and_start(screen)
    keep_a_summary(screen)
    switch_to(screen, "司务长")
    enter_vouchers(screen)
    switch_to(screen, "主管")
    review_one_by_one(screen, 1, 2, 3, 4, 5, 6, 7)
    switch_to(screen, "司务长")
    post(screen, 7)
    close(screen)
    check(str(tmp_path / f"{UNIT}.ledger"))


def make_the_book(screen: Tmux) -> None:
    """The wizard: chart, unit, policies, users, a look at all of it."""
    screen.press("F5")
    screen.see("1/5", "小企业会计准则", "科目 73 个")
    screen.press("End")
    screen.see("科目 4 个")
    screen.press("F8")
    screen.see("2/5")
    screen.type(UNIT)
    screen.press("Enter")
    screen.see(f"{UNIT}.ledger")  # where it will be is proposed
    screen.press("Enter")
    screen.see("启用期间")
    screen.type("2008-01")
    screen.see("启用期间        2008-01")
    screen.press("F8")
    screen.see("3/5")
    screen.press("F8")
    screen.see("4/5", "✓制单")
    for _ in range(3):  # past name, roles and password of the first
        screen.press("Enter")
        screen.see("4/5")
    screen.type("司务长")
    screen.see("司务长")
    screen.press("F8")
    screen.see("5/5", "主管 主管", "司务长 制单 记账")
    screen.press("F8")
    screen.see("等着办", "账套还没有启用")


def fill_in_openings_and_start(screen: Tmux) -> None:
    """From the desk's first task to the grid; the book is started when it balances."""
    screen.press("Enter")
    screen.see("键入数字填余额")
    for account, amount in (("101", "500.00"), ("102", "7500.00"), ("401", "8000.00")):
        screen.see(f">{account}")
        screen.type(amount[0])
        screen.see("的期初余额")
        screen.type(amount[1:])
        screen.press("Enter")
        screen.see(f"{Decimal(amount):,}")
    screen.see("平衡（差 0.00）")
    screen.press("F12")
    screen.see("期初余额须平衡")
    screen.press("F8")
    screen.see("账套已启用")


def keep_a_summary(screen: Tmux) -> None:
    """One of the summaries that are looked up later."""
    screen.press("M-F2")
    screen.see("摘要 0 条")
    screen.press("F5")
    screen.see("常用科目", "F8 确定")
    screen.type("gc\r")
    screen.see("gc")
    screen.type("购买蔬菜")
    screen.see("购买蔬菜")
    screen.press("F8")
    screen.see("摘要 1 条")


def switch_to(screen: Tmux, who: str) -> None:
    """Ctrl+U (F9 is the calculator in the grid): 主管 is the first of the two, 司务长 the second."""
    screen.press("C-u")
    screen.see("请选择操作员")
    screen.press("Home" if who == "主管" else "End", "Enter")
    screen.see(f"| {who} ")


def enter_vouchers(screen: Tmux) -> None:
    """In the grid: a day in the head, summaries typed, looked up and repeated, accounts by initials.

    Enter passes over the settlement (结算方式) of a bank's line; red stands against red.
    """
    screen.press("M-2")
    screen.see("号 1(暂)")

    def on_day(day: int) -> None:
        screen.press("Up")
        screen.type(f"{day}\r")
        screen.see(f"2008-01-{day:02}")
        screen.press("Down", "Home")

    def save(amount: str) -> None:
        screen.see("借贷相等")
        screen.press("F8")
        screen.see("已保存", amount)

    on_day(2)
    screen.type("收到伙食费\r102\r12000\r\r401\r\r=")
    save("12,000.00")
    on_day(5)
    screen.type("提取现金备用\rkcxj\r3000\r\ryhck\r\r=")
    save("3,000.00")
    on_day(8)
    screen.press("F7")
    screen.see("选常用摘要")
    screen.type("gc")
    screen.see("购买蔬菜")
    screen.press("Enter")
    screen.see("1 购买蔬菜")
    screen.type("401\r860.5\r\r101\r\r=")
    save("860.50")
    on_day(12)
    screen.type("购买大米\r401\r1240\r\r102\r\r=")
    save("1,240.00")
    on_day(20)
    screen.type("退回烂菜\r401\r60.5-\r\r101\r\r=")
    save("-60.50")
    on_day(25)
    screen.type("收到差价补贴\r102\r1548\r\r402\r\r=")
    save("1,548.00")
    on_day(31)
    screen.type("补贴转入伙食费\r402\r1548\r\r401\r\r=")
    save("1,548.00")


def review_one_by_one(screen: Tmux, *numbers: int) -> None:
    """Each voucher is seen as it will be printed, and one key reviews it and shows the next."""
    screen.press("M-3")
    screen.see("记-1", "按凭证号")
    screen.press("F12")
    for number in numbers:
        screen.see("记 账 凭 证", f"第 {number} 号", "[未审核]")
        screen.press("F8")
    screen.see("[已审核]")
    screen.press("Escape")
    screen.see("记-1", "按凭证号")


def post(screen: Tmux, count: int) -> None:
    """From the steps of the period: post what is reviewed."""
    screen.press("M-4")
    screen.see(f"{count} 张可以记账")
    screen.press("F12")
    screen.see("记账 2008-01", "F8 确定")
    screen.press("F8")
    screen.see(f"2008-01 记账 {count} 张")


def close(screen: Tmux) -> None:
    """Every step of the period is done or not for it, nothing stands in the way; the month is closed."""
    screen.see("编号连续", "没有未审核的凭证", "全部记账，7 张", "没有可用的结转规则", "可以结账")
    screen.press("F8")
    screen.see("没有障碍，可以结账")
    screen.press("F8")
    screen.see("2008-01 已结账")


def check(place: str) -> None:
    """The trial balance of the library against figures worked out here."""
    cash = Decimal("500.00") + Decimal("3000.00") - Decimal("860.50") + Decimal("60.50")
    bank = Decimal("7500.00") + 12000 - 3000 - 1240 + 1548
    fund = Decimal("8000.00") + 12000 - Decimal("860.50") - 1240 + Decimal("60.50") + 1548
    assert cash + bank == fund
    with Book.open(place, by="主管") as book:
        assert book.facts().is_closed(Period(2008, 1))
        people = {(row.maker, row.reviewer, row.poster) for row in book.find_vouchers().rows}
        assert people == {("司务长", "主管", "司务长")}
        assert book.verify().problems == []
        report = reports.trial_balance(book, "2008-01")
    found = {
        str(row.cells["code"]): tuple(row.cells.get(name) or 0 for name in _FIGURES)
        for row in report.rows if row.cells.get("code")
    }  # fmt: skip
    red = Decimal("-60.50")
    assert found == {
        "101": (500, 0, 3000, Decimal("860.50") + red, cash, 0),
        "102": (7500, 0, 12000 + 1548, 3000 + 1240, bank, 0),
        "401": (0, 8000, Decimal("860.50") + 1240 + red, 12000 + 1548, 0, fund),
        "402": (0, 0, 1548, 1548, 0, 0),
    }
