"""The list of vouchers: filters, marks, several done at once with a list of what was refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model import voucher_filter
from ledger_tui.model.voucher_list import Order, VoucherQueue, voucher_list
from ledger_tui.screens.batch_result import BatchResult, done_one_by_one
from ledger_tui.screens.voucher import VoucherScreen
from ledger_tui.screens.voucher_filter import FilterDialog
from ledger_tui.screens.vouchers import VouchersScreen
from ledger_tui.settings import Settings
from ledgerlib import Book, Kind, Period, State, VoucherFilter, VoucherKey, credit, debit
from tests.tui.conftest import SIZES, screen_text
from tests.tui.keys import fill, press, told, until, until_shown

Drive = Callable[..., LedgerApp]
FEBRUARY = Period(2008, 2)


def key(text: str) -> VoucherKey:
    return VoucherKey.parse(f"2008-02/记/{text}")


@pytest.fixture
def with_own(mess_fund: str) -> str:
    """A third draft of February, made by 主管: 记-3 退伙食费 20."""
    with Book.open(mess_fund, by="主管") as book:
        book.enter(date(2008, 2, 10), "退伙食费", debit("401", "20.00"), credit("101", "20.00"))
    return mess_fund


# Filters

filters = st.builds(
    VoucherFilter,
    first=st.one_of(st.none(), st.builds(Period, st.integers(2000, 2030), st.integers(1, 12))),
    last_day=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 12, 31))),
    word=st.sampled_from(["", "记", "收"]),
    numbers=st.one_of(st.none(), st.tuples(st.integers(2, 9), st.integers(9, 99))),
    states=st.sampled_from([(), *voucher_filter.STATES.values()]),
    kinds=st.sampled_from([(), (Kind.CLOSING,)]),
    maker=st.sampled_from(["", "司务长"]),
    not_maker=st.sampled_from(["", "主管"]),
    account=st.sampled_from(["", "101"]),
    dimension=st.sampled_from([{}, {"department": ["01", "02"]}]),
    text=st.sampled_from(["", "购买 大米"]),
    amounts=st.one_of(st.none(), st.tuples(st.just(Decimal("-3.50")), st.just(Decimal("20.00")))),
    to_sign=st.booleans(),
)


@given(asked=filters)
def test_a_filter_is_written_as_texts_and_read_again(asked: VoucherFilter) -> None:
    again, problems = voucher_filter.read(voucher_filter.written(asked))
    assert not problems
    assert again == asked


def test_everything_in_a_filter_that_cannot_be_read_is_told_at_once() -> None:
    _, problems = voucher_filter.read({"first": "二月", "least": "许多", "first_number": "0"})
    assert [problem.values["option"] for problem in problems] == ["first", "first_number", "least"]


def test_a_filter_is_said_in_words() -> None:
    asked = VoucherFilter(first=FEBRUARY, states=(State.DRAFT,), not_maker="主管")
    assert voucher_filter.said(asked) == "期间从 2008-02，状态 未审核，制单不是 主管"
    assert voucher_filter.said(VoucherFilter()) == "全部凭证"


# The list


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_of_the_list_joined_are_all_in_order(mess_fund: str, order: Order, size: int) -> None:
    with Book.open(mess_fund) as book:
        report = voucher_list(book, VoucherQueue(order=order), "凭证")
        rows, mark = [], None
        while True:
            page = report.page(mark, size)
            rows += page.rows
            mark = page.next
            if mark is None:
                break
        assert rows == list(report.rows)
        keys = [str(row.voucher)[5:] for row in rows]
    in_order = ["01/记/1", "01/记/2", "02/记/1", "02/记/2"]
    assert keys == (in_order[::-1] if order is Order.NEWEST else in_order)


@pytest.mark.parametrize("order", list(Order))
def test_from_each_voucher_one_comes_to_the_one_behind_and_the_one_before(
    mess_fund: str, order: Order
) -> None:
    with Book.open(mess_fund) as book:
        queue = VoucherQueue(order=order)
        rows = queue.page(book, None, 100).rows
        for before, behind in zip(rows, rows[1:], strict=False):
            assert queue.beside(book, before, 1) == behind
            assert queue.beside(book, behind, -1) == before
        assert queue.beside(book, rows[-1], 1) is None


def test_one_by_one_what_is_refused_keeps_none_of_the_others_back(with_own: str) -> None:
    """
    记-1, 记-2 of 司务长: reviewed by 主管; 记-3 is their own.
    """
    with Book.open(with_own, by="主管") as book:
        steps: list[Any] = []
        batch = done_one_by_one(
            book,
            [key("1"), key("2"), key("3")],
            lambda b, k: b.review(k),
            lambda *s: steps.append(s),
        )
        assert batch.done == [key("1"), key("2")]
        assert [(k, [p.code for p in problems]) for k, problems in batch.refused] == [
            (key("3"), ["review.own"])
        ]
        assert steps == [(0, 3), (1, 3), (2, 3)]
        assert book.voucher(key("1")).state is State.REVIEWED


# On the screen


async def to_list(app: LedgerApp, pilot: Pilot[Any]) -> VouchersScreen:
    await press(app, pilot, "alt+3")
    await until_shown(app, pilot, "记-2")
    screen = app.screen
    assert isinstance(screen, VouchersScreen)
    return screen


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_list_as_it_is_seen(
    drive: Drive, with_own: str, golden: Callable[[LedgerApp, str], None], size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "space")
        golden(app, f"vouchers-{size[0]}x{size[1]}")

    drive(acts, with_own, "主管", size)


def test_all_are_marked_and_reviewed_and_the_refused_one_is_told_with_its_cure(
    drive: Drive, with_own: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        screen = await to_list(app, pilot)
        await press(app, pilot, "asterisk")
        await until_shown(app, pilot, "已标记 3")
        await press(app, pilot, "f8")
        await until(app, pilot, lambda: isinstance(app.screen, BatchResult))
        shown = screen_text(app)
        assert "审核：完成 2 张，未办 1 张" in shown
        assert "不能自己审核" in shown
        assert "F9" in shown
        await press(app, pilot, "enter")  # the first line is the refused one
        await until(app, pilot, lambda: isinstance(app.screen, VoucherScreen))
        assert app.screen.key == key("3")  # type: ignore[attr-defined]
        await press(app, pilot, "escape")
        assert app.screen is screen
        assert "未审核 1   已审核 2" in screen_text(app)
        assert not screen.vouchers.marked

    drive(acts, with_own, "主管")


def test_marked_ones_alone_are_posted(drive: Drive, mess_fund: str) -> None:
    with Book.open(mess_fund, by="审核员") as book:
        book.review("2008-02")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "space", "ctrl+l")
        await until(app, pilot, lambda: "2008-02/记/1 记账完成" in told(app))

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert [book.voucher(key(n)).state for n in "12"] == [State.POSTED, State.REVIEWED]


def test_who_may_not_review_is_told_so(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "f8")
        assert "F9" in told(app)

    drive(acts, mess_fund, "司务长")


def test_voiding_is_asked_twice_and_can_be_taken_back(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "delete")
        assert "再按" in told(app)
        await press(app, pilot, "delete")
        await until_shown(app, pilot, "已作废 1")
        await press(app, pilot, "ctrl+z")
        await until_shown(app, pilot, "已作废 0")

    drive(acts, mess_fund, "司务长")


def test_a_filter_is_asked_for_and_kept_under_a_name(
    drive: Drive, mess_fund: str, home: Path
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "f6")
        await until(app, pilot, lambda: isinstance(app.screen, FilterDialog))
        await press(app, pilot, "f3")
        await fill(app, pilot, "text", "大米")
        await press(app, pilot, "f5")
        await until_shown(app, pilot, "取名")
        app.focused.value = "买米"  # type: ignore[union-attr]
        await press(app, pilot, "enter")
        await until(app, pilot, lambda: isinstance(app.screen, FilterDialog))
        await press(app, pilot, "f8")
        await until(
            app,
            pilot,
            lambda: isinstance(app.screen, VouchersScreen) and "提取现金" not in screen_text(app),
        )
        assert "购买大米" in screen_text(app)

    drive(acts, mess_fund, "司务长")
    assert Settings.load().kept["vouchers.filters"] == {"买米": {"text": "大米"}}

    async def again(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "f6")
        await until(app, pilot, lambda: isinstance(app.screen, FilterDialog))
        await press(app, pilot, "f4")
        await until_shown(app, pilot, "买米")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda: isinstance(app.screen, FilterDialog))
        await until(app, pilot, lambda: app.screen.typed() == {"text": "大米"})  # type: ignore[attr-defined]

    drive(again, mess_fund, "司务长")


def test_a_filter_over_an_account_that_is_none_is_refused_and_stays(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_list(app, pilot)
        await press(app, pilot, "f6")
        await fill(app, pilot, "account", "999")
        await press(app, pilot, "f8")
        await until_shown(app, pilot, "999")
        await press(app, pilot, "escape")
        dialog = app.screen
        assert isinstance(dialog, FilterDialog)
        assert dialog.typed()["account"] == "999"
        assert dialog.focused is not None
        assert dialog.focused.id == "field-account"

    drive(acts, mess_fund, "司务长")


def test_the_order_is_turned_and_the_cursor_stays_on_its_voucher(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        screen = await to_list(app, pilot)
        await press(app, pilot, "o", "o")
        await until_shown(app, pilot, "新的在前")
        assert screen.vouchers.cursor == 1
        assert screen.vouchers.row is not None
        assert screen.vouchers.row.voucher == key("1")

    drive(acts, mess_fund, "司务长")
