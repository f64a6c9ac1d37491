"""The accounts, dimensions, rates, words and summaries of a book, set up by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model.account_tree import account_of, next_code, read_tree
from ledger_tui.widgets.ask_form import FormDialog
from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    DimensionValue,
    NewBook,
    Period,
    Side,
    create,
    load_chart,
)
from tests.tui.conftest import screen_text, settled, waited

Drive = Callable[..., LedgerApp]


def form(app: LedgerApp) -> FormDialog:
    assert isinstance(app.screen, FormDialog), screen_text(app)
    return app.screen


# The model


@given(st.integers(1, 40))
def test_the_next_code_is_free_and_stands_below_its_parent(count: int) -> None:
    accounts = [Account("1002", "银行存款", Category.ASSET, Side.DEBIT)]
    for _ in range(count):
        code = next_code(Chart.of(accounts, (4, 2)), "1002")
        assert code not in [each.code for each in accounts]
        accounts.append(Account(code, "某行", Category.ASSET, Side.DEBIT))
    chart = Chart.of(accounts, (4, 2))
    assert {chart.parents[each.code] for each in accounts[1:]} == {"1002"}


def test_codes_with_signs_go_on_with_them() -> None:
    accounts = [
        Account("1002", "银行存款", Category.ASSET, Side.DEBIT),
        Account("1002.01", "工行", Category.ASSET, Side.DEBIT),
    ]
    assert next_code(Chart.of(accounts, (4, 2)), "1002") == "1002.02"


def test_a_form_filled_in_with_what_an_account_has_gives_the_account(mess_fund: str) -> None:
    from ledger_tui.screens.account_form import _asks

    with Book.open(mess_fund) as book:
        tree = read_tree(book)
    for account in tree.chart.accounts.values():
        values = {ask.name: ask.value for ask in _asks(tree, account, is_new=False)}
        assert account_of(values, account) == account
    assert tree.balance("101") == ("借", "1,240.00")


# By keys


def test_an_account_is_added_below_another_with_the_code_that_comes_next(
    drive: Drive, mess_fund: str
) -> None:
    """102 银行存款 has history: 10201 工商银行 takes it over."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f1")
        await settled(app, pilot)
        await pilot.press("down", "f6")
        await settled(app, pilot)
        assert form(app).values()["code"] == "10201"
        assert "第一个下级" in screen_text(app)
        form(app).put("name", "工商银行")
        await pilot.press("f8")
        await waited(app, pilot, "已保存科目 10201")

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        chart = book.chart()
        assert chart.parents["10201"] == "102"
        assert chart.accounts["10201"].mnemonic == "gsyh"
        assert book.verify().is_sound


def test_a_code_that_is_taken_is_refused_in_the_form_with_all_that_was_typed(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f1")
        await settled(app, pilot)
        await pilot.press("f5")
        await settled(app, pilot)
        form(app).put("code", "101")
        form(app).put("name", "小金库")
        await pilot.press("f8")
        await waited(app, pilot, "✗")
        assert form(app).values()["name"] == "小金库"
        assert form(app).focused is form(app).query_one("#field-code")

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize("typed", ["102", "yhck", "银行"])
def test_an_account_is_found_by_code_pinyin_and_name(
    drive: Drive, mess_fund: str, typed: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f1")
        await settled(app, pilot)
        await pilot.press("f3")
        await settled(app, pilot)
        await pilot.press(*typed, "enter")
        await settled(app, pilot)
        assert "银行存款" in screen_text(app)
        assert "伙食费 " not in screen_text(app).split("\n", 3)[3]
        await pilot.press("escape")
        await settled(app, pilot)
        assert "军粮差价补贴" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_an_account_is_disabled_and_enabled(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f1")
        await settled(app, pilot)
        await pilot.press("end", "delete")
        await waited(app, pilot, "已停用 402")
        await pilot.press("f12")  # does nothing here
        await pilot.press("delete")
        await waited(app, pilot, "已恢复 402")

    drive(acts, mess_fund, "司务长")


def test_who_may_not_change_accounts_is_told_so(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f1")
        await settled(app, pilot)
        await pilot.press("f5")
        await settled(app, pilot)
        assert "审核员" in screen_text(app).splitlines()[-1]

    drive(acts, mess_fund, "审核员")


def test_dimensions_are_read_by_pages(drive: Drive, mess_fund: str) -> None:
    with Book.open(mess_fund, by="主管") as book:
        book.set_dimension_kind("partner", "往来单位")
        book.set_dimension_values(
            DimensionValue("partner", f"{number:04d}", f"第{number}供应站") for number in range(450)
        )

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f5")
        await settled(app, pilot)
        assert "200+" in screen_text(app)
        for _ in range(3):
            await pilot.press("end")
            await settled(app, pilot)
        assert "第449供应站" in screen_text(app)
        await pilot.press("f3")
        await settled(app, pilot)
        await pilot.press(*"0123", "enter")
        await settled(app, pilot)
        assert "第123供应站" in screen_text(app)
        await pilot.press("f5")
        await settled(app, pilot)
        form(app).put("code", "9001")
        form(app).put("name", "军粮站")
        form(app).put("parent", "0001")
        await pilot.press("f8")
        await waited(app, pilot, "已保存 9001")

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        (found,) = book.find_dimension_values("partner", "9001")
        assert (found.parent, found.mnemonic) == ("0001", "jlz")


def test_a_kind_of_dimension_is_made(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f5")
        await settled(app, pilot)
        await pilot.press("f4")
        await settled(app, pilot)
        form(app).put("code", "vehicle")
        form(app).put("name", "车辆")
        await pilot.press("f8")
        await waited(app, pilot, "车辆")

    drive(acts, mess_fund, "司务长")


def test_a_rate_of_a_day_and_one_of_a_period_are_set_and_taken_away(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f6")
        await settled(app, pilot)
        for at in ("2008-02-05", "2008-02"):
            await pilot.press("f5")
            await settled(app, pilot)
            for name, value in (("currency", "usd"), ("at", at), ("rate", "7.1")):
                form(app).put(name, value)
            await pilot.press("f8")
            await waited(app, pilot, "已保存")
        await pilot.press("f5")
        await settled(app, pilot)
        form(app).put("at", "昨天")
        await pilot.press("f8")
        await waited(app, pilot, "既不是日期也不是期间")
        await pilot.press("escape")
        await settled(app, pilot)
        await pilot.press("delete")
        await waited(app, pilot, "已删除")

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        (rate,) = book.rates()
        assert (rate.currency, str(rate.rate)) == ("USD", "7.1")


def test_words_are_put_in_place_of_others(drive: Drive, tmp_path: Path) -> None:
    found = load_chart("mess_fund")
    place = str(tmp_path / "new.ledger")
    create(place, NewBook("新账", found.chart, Period(2009, 1)), by="主管").__exit__()

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f8")
        await settled(app, pilot)
        await pilot.press("f6")
        await settled(app, pilot)
        await pilot.press("down", "enter")
        await waited(app, pilot, "凭证字已保存")
        assert "凭证必无" in screen_text(app)
        await pilot.press("f5")
        await settled(app, pilot)
        form(app).put("word", "特")
        form(app).put("of", "101")
        await pilot.press("f8")
        await waited(app, pilot, "要求和科目须同时填")

    drive(acts, place, "主管")
    with Book.open(place) as book:
        assert book.words() == ["收", "付", "转"]


def test_a_summary_is_kept_changed_and_taken_away(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+f2")
        await settled(app, pilot)
        await pilot.press("f5")
        await settled(app, pilot)
        for name, value in (("code", "01"), ("text", "购买副食品"), ("account", "401")):
            form(app).put(name, value)
        await pilot.press("f8")
        await waited(app, pilot, "购买副食品")
        await pilot.press("enter")
        await settled(app, pilot)
        form(app).put("text", "购买主食")
        await pilot.press("f8")
        await waited(app, pilot, "购买主食")
        await pilot.press("delete")
        await waited(app, pilot, "没有可显示")

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_accounts_look(
    drive: Drive, golden: Any, mess_fund: str, size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+f1")
        await settled(app, pilot)
        golden(app, f"accounts-{size[0]}x{size[1]}")
        await pilot.press("enter")
        await settled(app, pilot)
        golden(app, f"account-form-{size[0]}x{size[1]}")

    drive(acts, mess_fund, "主管", size=size)
