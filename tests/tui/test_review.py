"""A voucher as it is printed, and the acts on it: review and next, take back, correct, history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model.voucher_list import VoucherQueue
from ledger_tui.model.voucher_paper import paper, width_of
from ledger_tui.screens import voucher_book
from ledger_tui.screens.report import ReportScreen
from ledger_tui.screens.voucher import VoucherScreen
from ledger_tui.screens.voucher_entry import VoucherEntryScreen
from ledgerlib import Book, State, VoucherFilter, VoucherKey, credit, debit
from ledgerlib.reports.voucher_forms import FormKind, FormPage, Signature
from ledgerlib.reports.voucher_lines import FormLine
from tests.tui.conftest import SIZES, screen_text
from tests.tui.keys import press, told, until, until_shown

Drive = Callable[..., LedgerApp]
texts = st.text(st.sampled_from("购买副食品abc 1，/"), max_size=60)
amounts = st.decimals(min_value=-(10**11), max_value=10**11, places=2)


def key(text: str) -> VoucherKey:
    return VoucherKey.parse(text)


def page_of(lines: list[FormLine]) -> FormPage:
    totals = tuple(
        sum((x.amounts[at] or Decimal(0) for x in lines), Decimal("0.00")) for at in (0, 1)
    )
    return FormPage(
        FormKind.GENERAL, "voucher_form.title_general", "某中队伙食费", date(2008, 2, 3), "记", 3, 0, 0,
        1, 1, 2, ("voucher_form.debit", "voucher_form.credit"), tuple(lines), 5, totals,
        "人民币壹佰元整", "CNY", (Signature("voucher_form.maker", "司务长"),), State.DRAFT,
    )  # fmt: skip


lines = st.builds(
    FormLine,
    texts,
    texts,
    texts,
    st.tuples(st.one_of(st.none(), amounts), st.one_of(st.none(), amounts)),
)


@given(entries=st.lists(lines, min_size=1, max_size=8), width=st.integers(78, 140))
def test_the_frame_is_straight_and_no_text_or_figure_is_lost(
    entries: list[FormLine], width: int
) -> None:
    """Every line of the table is as wide as its rule; what does not fit goes on below."""
    drawn = paper(page_of(entries), width)
    table = [line for line in drawn if line and line[0].text[:1] in "+|"]
    assert {width_of(line) for line in table} == {min(width, 132)}
    shown = "\n".join("".join(piece.text for piece in line) for line in drawn)
    for line in entries:
        for amount in line.amounts:
            assert amount is None or f"{amount:,f}|" in shown
    red = sum(piece.how == "red" and bool(piece.text.strip()) for line in table for piece in line)
    assert red >= sum(
        amount is not None and amount < 0 for line in entries for amount in line.amounts
    )


def test_empty_rows_are_struck_and_the_state_is_a_word() -> None:
    drawn = [
        "".join(p.text for p in line)
        for line in paper(page_of([FormLine("提现", "101 现金", "", (Decimal("-5.00"), None))]), 80)
    ]
    assert sum(line.startswith("|/") for line in drawn) == 4
    assert any("[未审核]  红字" in line for line in drawn)


# The queue


def test_the_next_to_review_passes_over_ones_own(mess_fund: str) -> None:
    """
    记-1 司务长, 记-2 司务长, 记-3 主管, 记-4 司务长: behind 记-2 主管 comes to 记-4, then to 记-1.
    """
    with Book.open(mess_fund, by="主管") as book:
        book.enter(date(2008, 2, 10), "退伙食费", debit("401", "20.00"), credit("101", "20.00"))
        book.acting_as("司务长").enter(
            date(2008, 2, 11), "买盐", debit("401", "2.00"), credit("101", "2.00")
        )
        queue = VoucherQueue()
        found = []
        for number in "24":
            seen = voucher_book.look_at(book, key(f"2008-02/记/{number}"))
            found.append(voucher_book.to_review(book, queue, seen.row, seen.own_too))
        assert [str(each) for each in found] == ["2008-02/记/4", "2008-02/记/1"]


def test_a_void_voucher_is_shown_too(mess_fund: str) -> None:
    with Book.open(mess_fund, by="司务长") as book:
        book.void("2008-02/记/2")
        assert voucher_book.look_at(book, key("2008-02/记/2")).page.state is State.VOID


# On the screen


async def to_voucher(
    app: LedgerApp, pilot: Pilot[Any], name: str, queue: VoucherQueue | None = None
) -> VoucherScreen:
    app.go("voucher", key(name), queue)
    await until(
        app, pilot, lambda: isinstance(app.screen, VoucherScreen) and app.screen.seen is not None
    )
    screen = app.screen
    assert isinstance(screen, VoucherScreen)
    return screen


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_voucher_as_it_is_seen(
    drive: Drive, mess_fund: str, golden: Callable[[LedgerApp, str], None], size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_voucher(app, pilot, "2008-02/记/1")
        golden(app, f"voucher-{size[0]}x{size[1]}")

    drive(acts, mess_fund, "审核员", size)


def test_one_key_reviews_and_goes_to_the_next(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "alt+3")
        await until_shown(app, pilot, "记-2")
        await press(app, pilot, "f12")
        await until(
            app,
            pilot,
            lambda: isinstance(app.screen, VoucherScreen) and app.screen.seen is not None,
        )
        screen = app.screen
        assert isinstance(screen, VoucherScreen)
        assert screen.key == key("2008-02/记/1")
        await press(app, pilot, "f8")
        await until(app, pilot, lambda: screen.voucher.key == key("2008-02/记/2"))
        assert "2008-02/记/1 已审核" in told(app)
        await press(app, pilot, "f8")
        await until(app, pilot, lambda: "没有要审的了" in told(app))
        await press(app, pilot, "escape")
        await until_shown(app, pilot, "已审核 2")

    drive(acts, mess_fund, "审核员")


def test_who_made_it_is_told_who_may_review_it_and_how(drive: Drive, mess_fund: str) -> None:
    with Book.open(mess_fund, by="主管") as book:
        book.enter(date(2008, 2, 10), "退伙食费", debit("401", "20.00"), credit("101", "20.00"))

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_voucher(app, pilot, "2008-02/记/3")
        assert "不能自己审" in screen_text(app)
        await press(app, pilot, "f8")
        assert "F9 换人" in told(app)

    drive(acts, mess_fund, "主管")


def test_through_the_list_back_and_forth(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        queue = VoucherQueue(VoucherFilter(first="2008-02"))
        screen = await to_voucher(app, pilot, "2008-02/记/1", queue)
        await press(app, pilot, "pagedown")
        assert screen.voucher.key == key("2008-02/记/2")
        await press(app, pilot, "pagedown")
        assert "没有了" in told(app)
        await press(app, pilot, "pageup")
        assert screen.voucher.key == key("2008-02/记/1")

    drive(acts, mess_fund, "司务长")


def test_reviewed_taken_back_and_posted(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        screen = await to_voucher(app, pilot, "2008-02/记/1")
        await press(app, pilot, "f12")
        assert "还没有审核" in told(app)
        await press(app, pilot, "f8", "pageup", "u")
        await until(app, pilot, lambda: "取消审核" in told(app))
        await press(app, pilot, "r", "pageup", "p")
        await until(app, pilot, lambda: "已记账" in told(app))
        assert screen.voucher.state is State.POSTED

    drive(acts, mess_fund, "主管")


def test_a_posted_voucher_is_corrected_by_a_reversal_and_a_right_entry(
    drive: Drive, mess_fund: str
) -> None:
    """
    2008-01/记/2 (posted, closed)  →  2008-02/记/3 red, 2008-02/记/4 to be put right in the entry.
    """

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_voucher(app, pilot, "2008-01/记/2")
        await press(app, pilot, "f4")
        assert "已记账" in told(app)
        await press(app, pilot, "ctrl+f11")  # unposting leads to the correction in this book
        assert "F7" in told(app)
        await press(app, pilot, "f7")
        assert "再按" in told(app)
        await press(app, pilot, "f7")
        await until(app, pilot, lambda: isinstance(app.screen, VoucherEntryScreen))

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        red, right = book.voucher("2008-02/记/3"), book.voucher("2008-02/记/4")
        assert [line.amount for line in red.lines] == [Decimal("-3200.00")] * 2
        assert [line.amount for line in right.lines] == [Decimal("3200.00")] * 2


def test_a_reversal_is_asked_twice_entered_and_shown(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        screen = await to_voucher(app, pilot, "2008-01/记/2")
        await press(app, pilot, "f3", "f3")
        await until_shown(app, pilot, "冲销 2008-01/记/2")
        assert screen.voucher.key == key("2008-02/记/3")
        assert "-3,200.00" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_what_was_done_to_it_is_shown_and_leads_back(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        screen = await to_voucher(app, pilot, "2008-01/记/1")
        await press(app, pilot, "f11")
        await until(app, pilot, lambda: isinstance(app.screen, ReportScreen))
        await until_shown(app, pilot, "记账")
        await press(app, pilot, "escape")
        assert app.screen is screen

    drive(acts, mess_fund, "司务长")


def test_another_user_sees_it_at_once(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_voucher(app, pilot, "2008-02/记/1")
        await press(app, pilot, "f8")
        assert "司务长" in told(app)  # who may not review
        await app.clerk.act_as("审核员")
        await app.book_changed()
        await press(app, pilot, "f8")
        await until(app, pilot, lambda: "2008-02/记/1 已审核" in told(app))

    drive(acts, mess_fund, "司务长")


def test_a_voucher_that_is_no_more_is_told_and_can_be_left(drive: Drive, mess_fund: str) -> None:
    """The log leads to vouchers that renumbering has taken out since."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        below = app.screen
        app.go("voucher", key("2008-02/记/9"))
        await until_shown(app, pilot, "2008-02/记/9")
        await press(app, pilot, "escape", "f8")
        assert "没有凭证" in told(app)
        await press(app, pilot, "escape")
        assert app.screen is below

    drive(acts, mess_fund, "审核员")
