"""The desk: what waits for whom, where it leads, and the figures of the charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model.desk import CURES, waiting
from ledger_tui.model.desk_charts import charts
from ledgerlib import (
    Book,
    NewBook,
    Period,
    State,
    create,
    credit,
    debit,
    load_chart,
)
from tests.tui.conftest import screen_text, settled

Drive = Callable[..., LedgerApp]


def codes(place: str, who: str) -> list[tuple[str, bool]]:
    with Book.open(place, by=who) as book:
        return [(task.code, task.is_for_others) for task in waiting(book)]


def test_a_maker_waits_for_the_reviewer_who_has_it_on_the_desk(mess_fund: str) -> None:
    assert ("with_reviewer", True) in codes(mess_fund, "司务长")
    assert ("to_review", False) in codes(mess_fund, "审核员")


def test_ones_own_vouchers_are_not_offered_for_review(mess_fund: str) -> None:
    """
    主管 enters one of their own: to be reviewed are the two of 司务长, not the third.
    """
    with Book.open(mess_fund, by="主管") as book:
        book.enter(date(2008, 2, 10), "退伙食费", debit("401", "20.00"), credit("101", "20.00"))
        task = next(task for task in waiting(book) if task.code == "to_review")
        assert task.values["count"] == 2
        assert task.asked is not None
        assert {row.maker for row in book.find_vouchers(task.asked).rows} == {"司务长"}


def test_what_is_reviewed_waits_for_posting(mess_fund: str) -> None:
    with Book.open(mess_fund, by="审核员") as book:
        book.review("2008-02")
    assert ("to_post", False) in codes(mess_fund, "司务长")
    assert "to_post" not in [code for code, _ in codes(mess_fund, "审核员")]


def test_a_period_in_which_all_is_posted_can_be_closed(mess_fund: str) -> None:
    with Book.open(mess_fund, by="审核员") as book:
        book.review("2008-02")
        book.acting_as("司务长").post("2008-02")
    assert codes(mess_fund, "司务长") == [("can_close", False)]
    assert codes(mess_fund, "审核员") == [("can_close", True)], "it is for another to do"


def test_a_voided_voucher_stands_in_the_way_of_closing(mess_fund: str) -> None:
    with Book.open(mess_fund, by="司务长") as book:
        book.void("2008-02/记/1")
    assert ("close_void", False) in codes(mess_fund, "司务长")


def test_a_book_that_is_not_started_waits_for_its_openings(tmp_path: Path) -> None:
    place = str(tmp_path / "new.ledger")
    found = load_chart("mess_fund")
    create(place, NewBook("新账", found.chart, Period(2009, 1)), by="主管").__exit__()
    assert codes(place, "主管") == [("not_started", False)]


def test_every_blocker_leads_to_a_screen(mess_fund: str) -> None:
    from ledger_tui.app import SCREENS

    assert set(CURES.values()) | {"period_end", "opening"} <= set(SCREENS)


def test_the_charts_show_what_the_fund_got_and_spent_and_what_money_there_is(
    mess_fund: str,
) -> None:
    """
    2008-01: 8,000.00 got, 3,200.00 spent; money 500 + 10,000 + 8,000 − 3,200 = 15,300.00
    2008-02: nothing got, 260.00 spent (a draft); money 15,040.00
    """
    with Book.open(mess_fund) as book:
        found = charts(book, Period(2008, 2))
    assert [(m.income_minor, m.spending_minor, m.cash_minor) for m in found.months] == [
        (800_000, 320_000, 1_530_000), (0, 26_000, 1_504_000),
    ]  # fmt: skip
    assert found.stock == ()


def test_a_companys_income_is_counted_before_it_is_carried_forward(tmp_path: Path) -> None:
    """
    2024-01  借 1002 10,000  贷 5001 10,000;  借 5602 4,000  贷 1002 4,000;  both carried to 3103
    """
    found = load_chart("cn_small_business_2013")
    new = NewBook("某公司", found.chart, Period(2024, 1), options={
        option.code: option.default for option in found.chart.provisions.options
    }, policies={"same_person_may_review": "yes"})  # fmt: skip
    with create(str(tmp_path / "company.ledger"), new, by="主管") as book:
        book.start()
        book.enter(date(2024, 1, 5), "销售", debit("1002", "10000"), credit("5001", "10000"))
        book.enter(date(2024, 1, 6), "办公费", debit("5602", "4000"), credit("1002", "4000"))
        book.review("2024-01")
        book.post("2024-01")
        book.carry_forward("2024-01")
        (month,) = charts(book, Period(2024, 1)).months
    assert (month.income_minor, month.spending_minor, month.cash_minor) == (
        1_000_000,
        400_000,
        600_000,
    )


def test_goods_kept_in_quantity_are_shown_with_their_stock(tmp_path: Path) -> None:
    """
    借 1403 大米 50 kg × 4.60 = 230.00  贷 1002 230.00
    """
    from attrs import evolve

    from ledgerlib import CommodityKind, Measure

    found = load_chart("cn_small_business_2013")
    new = NewBook("某公司", found.chart, Period(2024, 1), options={
        option.code: option.default for option in found.chart.provisions.options
    })  # fmt: skip
    with create(str(tmp_path / "goods.ledger"), new, by="主管") as book:
        book.set_commodity("kg", scale=3, kind=CommodityKind.GOODS)
        leaf = next(c for c in book.chart().postable if c.startswith("1405"))
        book.set_accounts([evolve(book.chart().accounts[leaf], unit="kg")])
        book.start()
        measure = Measure("kg", Decimal("50"), Decimal("4.60"))
        book.enter(
            date(2024, 1, 5), "购大米", debit(leaf, "230", measure=measure), credit("1002", "230")
        )
        ((name, quantity),) = charts(book, Period(2024, 1)).stock
    assert name.endswith("(kg)")
    assert quantity == Decimal("50")


def test_the_desk_is_fresh_after_an_act_of_another(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert "审核：2 张" in screen_text(app)
        await app.acting.act(lambda book: book.review("2008-02"))
        await settled(app, pilot)
        assert "审核：" not in screen_text(app)
        assert "1 张未记账" not in screen_text(app)
        assert "2 张未记账" in screen_text(app)

    drive(acts, mess_fund, "审核员")


def test_enter_leads_to_the_vouchers_that_wait(
    drive: Drive, mess_fund: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[Any] = []

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        monkeypatch.setattr(app, "go", lambda name, *asked: gone.append((name, *asked)))
        await pilot.press("enter")
        await settled(app, pilot)

    drive(acts, mess_fund, "审核员")
    ((name, asked),) = gone
    assert name == "vouchers"
    assert tuple(asked.states) == (State.DRAFT,)
    assert asked.not_maker == "审核员"


def test_an_act_that_the_role_does_not_carry_is_explained_with_the_key_that_switches(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("f5")
        await settled(app, pilot)
        last = screen_text(app).splitlines()[-1]
        assert "审核员" in last
        assert "录入" in last
        assert "F9" in last

    drive(acts, mess_fund, "审核员")


def test_a_voucher_typed_and_not_saved_is_offered(drive: Drive, mess_fund: str) -> None:
    from ledger_tui.drafts import Drafts, KeptDraft, new_id
    from ledger_tui.model.draft_content import Content

    drafts = Drafts(mess_fund, "某中队伙食费", "司务长")
    drafts.keep(KeptDraft(new_id(), Content()))
    drafts.close()

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        assert "草稿：1 份" in screen_text(app)

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_desk_looks(
    drive: Drive, golden: Any, mess_fund: str, size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        golden(app, f"desk-{size[0]}x{size[1]}")

    drive(acts, mess_fund, "主管", size=size)
