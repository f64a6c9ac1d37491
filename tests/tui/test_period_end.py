"""The end of a period by keys: its steps, what keeps it from closing, and each cure; the year end with its backup."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model.period_cures import cure_of
from ledger_tui.model.period_steps import DONE, NONE, TODO, WAITS, next_step, step_of, steps
from ledger_tui.widgets.ask_form import FormDialog
from ledgerlib import (
    Book,
    Cash,
    NewBook,
    Period,
    Problem,
    VoucherFilter,
    VoucherKey,
    create,
    credit,
    debit,
    load_chart,
)
from tests.tui.conftest import screen_text, settled, waited

Drive = Callable[..., LedgerApp]
FEBRUARY = Period(2008, 2)


def states(place: str, period: Period = FEBRUARY) -> dict[str, str]:
    with Book.open(place) as book:
        return {step.code: step.state for step in steps(book, period)}


@pytest.fixture(scope="session")
def _company_made(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("company") / "company.ledger")
    found = load_chart("cn_small_business_2013")
    options = {each.code: each.default for each in found.chart.provisions.options}
    new = NewBook("某公司", found.chart, Period(2024, 12), found.chart_id, options=options,
                  regime="reversible", policies={"same_person_may_review": "yes"})  # fmt: skip
    with create(place, new, by="主管") as book:
        book.start()
        book.enter(date(2024, 12, 5), "销售", debit("1002", "10000"), credit("5001", "10000"))
        book.enter(date(2024, 12, 6), "办公费", debit("5602", "4000"), credit("1002", "4000"))
        book.review("2024-12")
    return place


@pytest.fixture
def company(tmp_path: Path, _company_made: str) -> str:
    """A reversible company book that begins in December 2024: income 10,000, expense 4,000, both reviewed."""
    return str(shutil.copy(_company_made, tmp_path / "company.ledger"))


# The model


def test_a_month_begins_with_its_drafts_to_be_reviewed(mess_fund: str) -> None:
    """2008-02 has two drafts: 提取现金 1,000, 购买大米 260."""
    found = states(mess_fund)
    assert (found["review"], found["post"], found["close"]) == (TODO, WAITS, WAITS)
    assert (found["recurring"], found["transfers"], found["revalue"], found["carry"]) == (NONE,) * 4
    with Book.open(mess_fund) as book:
        found_steps = steps(book, FEBRUARY)
    assert found_steps[next_step(found_steps)].code == "review"


def test_each_step_is_done_when_the_book_says_so(mess_fund: str) -> None:
    with Book.open(mess_fund, by="审核员") as book:
        book.review("2008-02")
        assert states(mess_fund)["post"] == TODO
        book.acting_as("司务长").post("2008-02")
        found = states(mess_fund)
        assert (found["review"], found["post"], found["close"]) == (DONE, DONE, TODO)
        book.acting_as("司务长").close("2008-02")
    assert states(mess_fund) == {"close": DONE}


def test_a_void_is_taken_out_by_renumbering(mess_fund: str) -> None:
    with Book.open(mess_fund, by="司务长") as book:
        book.void("2008-02/记/1")
    assert states(mess_fund)["gaps"] == TODO


def test_carrying_waits_until_all_is_posted(company: str) -> None:
    december = Period(2024, 12)
    assert states(company, december)["carry"] == WAITS
    with Book.open(company, by="主管") as book:
        book.post("2024-12")
    assert states(company, december)["carry"] == TODO


def test_every_blocker_has_a_step_or_a_place() -> None:
    period = Period(2008, 2)
    cures = {
        "close.draft": ("voucher", (VoucherKey.parse("2008-02/记/1"),)),
        "post.gap": ("gaps", (period,)),
        "close.transfer_not_run": ("transfers", (period,)),
        "close.no_closing_rate": ("revalue", (period,)),
        "close.not_carried": ("carry", (period,)),
        "close.by_hand": ("entry", ()),
        "close.earlier_open": ("period_end", (Period(2008, 1),)),
        "close.trial_balance": ("safety", ()),
    }
    values = {"voucher": "2008-02/记/1"}
    for code, (screen, arguments) in cures.items():
        named = values if code == "close.draft" else {"period": "2008-01"}
        cure = cure_of(Problem(code, named), period)
        assert (cure.screen, cure.arguments) == (screen, arguments), code
    assert step_of(Problem("guard.negative", {})) == "close"
    assert cure_of(Problem("guard.negative", {"account": "101"}), period).screen == "report"
    (asked,) = cure_of(Problem("something.else", {}), period).arguments
    assert asked == VoucherFilter(first=period, last=period)


# By keys


def test_a_month_of_the_mess_fund_is_ended_by_keys(drive: Drive, mess_fund: str) -> None:
    """The reviewer has reviewed; 司务长 posts and closes 2008-02."""
    with Book.open(mess_fund, by="审核员") as book:
        book.review("2008-02")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        assert "2 张可以记账" in screen_text(app)
        await pilot.press("enter")  # the cursor stands on what is to be done: posting
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)
        assert "记账 2 张" in screen_text(app).splitlines()[-1]
        await pilot.press("enter")  # now the close
        await settled(app, pilot)
        assert "没有障碍" in screen_text(app)
        await pilot.press("f8")
        await settled(app, pilot)
        assert "2008-02 已结账" in screen_text(app)

    drive(acts, mess_fund, "司务长")
    with Book.open(mess_fund) as book:
        assert book.facts().current == Period(2008, 3)
        assert book.verify().is_sound


def test_what_stands_in_the_way_is_listed_whole_and_leads_to_its_cure(
    drive: Drive, mess_fund: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[Any] = []

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)
        shown = screen_text(app)
        assert "还有 2 个障碍" in shown
        assert "2008-02/记/1" in shown
        assert "2008-02/记/2" in shown
        monkeypatch.setattr(app, "go", lambda name, *asked: gone.append((name, *asked)))
        await pilot.press("down", "enter")
        await settled(app, pilot)

    drive(acts, mess_fund, "司务长")
    assert gone == [("voucher", VoucherKey.parse("2008-02/记/2"))]


def test_a_refused_close_tells_every_problem(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)
        assert "ProblemsDialog" in type(app.screen).__name__

    drive(acts, mess_fund, "司务长")


def test_a_void_is_cured_by_renumbering_from_the_steps(drive: Drive, mess_fund: str) -> None:
    with Book.open(mess_fund, by="司务长") as book:
        book.void("2008-02/记/1")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        assert "作废 1 张" in screen_text(app)
        await pilot.press("f6")
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)
        assert "整理了 1 张" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_what_was_posted_can_not_be_taken_back_and_the_screen_leads_to_the_correction(
    drive: Drive, mess_fund: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[Any] = []

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        for key in ("ctrl+f11", "ctrl+f12", "ctrl+f2"):
            await pilot.press(key)
            await settled(app, pilot)
            assert "不可逆" in screen_text(app)
            await pilot.press("escape")
            await settled(app, pilot)
        monkeypatch.setattr(app, "go", lambda name, *asked: gone.append(name))
        await pilot.press("ctrl+f2")
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)

    drive(acts, mess_fund, "主管")
    assert gone == ["vouchers"]


def test_a_company_ends_its_year_by_keys(drive: Drive, company: str, tmp_path: Path) -> None:
    """
    2024-12  post; carry 10,000 and 4,000 to 3103 and on to 3104; review and post these; close; roll over
    """
    shown: list[str] = []

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await settled(app, pilot)

        await press("alt+4", "f12", "f8")  # post all
        await press("enter")  # carrying is next
        shown.append(screen_text(app))
        await press("f8")
        shown.append(screen_text(app).splitlines()[-1])
        await app.acting.act(lambda book: book.review("2024-12"))
        await settled(app, pilot)
        await press("enter", "f8")  # post what was carried
        await press("enter", "f8")  # close
        await press("enter")  # roll over
        shown.append(screen_text(app))
        await press("f8")
        shown.append(screen_text(app))

    drive(acts, company, "主管")
    preview, made, asked, done = shown
    assert "10,000.00" in preview
    assert "3104" in preview, "the year's end is carried too"
    assert "已生成 2 张" in made
    assert "先备份" in asked
    assert "2024 年已年结" in done
    with Book.open(company) as book:
        facts = book.facts()
        assert (facts.current, facts.locked_through) == (Period(2025, 1), 202412)
        span = book.figures("2025-01")
        assert span.figures["1002"].opening_minor == 600_000
        assert span.figures["3104"].opening_minor == -600_000
        assert book.verify().is_sound
    (backup,) = tmp_path.glob("*年结前*.ledger")
    with Book.open(str(backup)) as book:
        assert book.facts().locked_through < 202412


def test_a_backup_that_can_not_be_written_keeps_the_year_from_rolling_over(
    drive: Drive, company: str, tmp_path: Path
) -> None:
    with Book.open(company, by="主管") as book:
        book.post("2024-12")
        for voucher in book.carry_forward("2024-12"):
            book.review(voucher.key)
        book.post("2024-12")
        book.close("2024-12")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        await pilot.press("f11")
        await settled(app, pilot)
        form = app.screen
        assert isinstance(form, FormDialog)
        form.put("file", str(tmp_path / "no" / "such.ledger"))
        await pilot.press("f8")
        await waited(app, pilot, "✗")
        assert form.values()["file"].endswith("such.ledger"), "nothing typed is lost"

    drive(acts, company, "主管")
    with Book.open(company) as book:
        assert book.facts().locked_through < 202412


def test_a_reversible_book_reopens_and_unposts(drive: Drive, company: str) -> None:
    with Book.open(company, by="主管") as book:
        book.post("2024-12")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        await pilot.press("ctrl+f11")
        await settled(app, pilot)
        await pilot.press("f8")
        await settled(app, pilot)
        assert "已反记账" in screen_text(app)
        assert "2 张可以记账" in screen_text(app)

    drive(acts, company, "主管")


def test_foreign_money_is_brought_to_the_rate_that_is_asked_for(
    drive: Drive, tmp_path: Path
) -> None:
    """
    借 1002 USD 100 at 7.00 = 700.00  贷 3001 700.00;  2024-01 closes at 7.20: 借 1002 20.00
    """
    from attrs import evolve

    from ledgerlib import CommodityKind, Measure

    place = str(tmp_path / "usd.ledger")
    found = load_chart("cn_small_business_2013")
    options = {each.code: each.default for each in found.chart.provisions.options}
    new = NewBook("外币公司", found.chart, Period(2024, 1), found.chart_id, options=options)
    with create(place, new, by="主管") as book:
        book.set_commodity("USD", scale=2, kind=CommodityKind.CURRENCY)
        bank = book.chart().accounts["1002"]
        book.set_accounts([evolve(bank, currencies=("USD",), cash=Cash.BANK)])
        book.start()
        measure = Measure("USD", Decimal("100"), Decimal("7"))
        book.enter(
            date(2024, 1, 5), "投资", debit("1002", "700", measure=measure), credit("3001", "700")
        )

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.go("revalue", Period(2024, 1))
        await settled(app, pilot)
        assert "未填" in screen_text(app)
        await pilot.press("f6")
        await settled(app, pilot)
        await pilot.press("7", "full_stop", "2", "enter")
        await settled(app, pilot)
        form = app.screen
        assert isinstance(form, FormDialog)
        form.put("into", "5603")
        await pilot.press("f8")
        await settled(app, pilot)
        assert "20.00" in screen_text(app)
        await pilot.press("f8")
        await settled(app, pilot)
        assert "已生成 1 张" in screen_text(app)

    drive(acts, place, "主管")


def test_what_comes_again_is_shown_before_it_is_entered(drive: Drive, mess_fund: str) -> None:
    from ledgerlib import Every, Recurrence, Side, Template, TemplateLine

    template = Template(
        "每月报刊费", (TemplateLine("401", Side.DEBIT, "30"), TemplateLine("102", Side.CREDIT, "balance")),
        recurrence=Recurrence(Every.MONTH, FEBRUARY),
    )  # fmt: skip
    with Book.open(mess_fund, by="司务长") as book:
        book.set_template(template)
        before = book.chain_head()

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        assert "每月报刊费" in screen_text(app)
        await pilot.press("enter")
        await settled(app, pilot)
        assert "30.00" in screen_text(app)
        assert await app.acting.ask(lambda book: book.chain_head()) == before, "only looked at"
        await pilot.press("f8")
        await settled(app, pilot)
        assert "已生成 1 张" in screen_text(app)

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
def test_how_the_period_end_looks(
    drive: Drive, golden: Any, mess_fund: str, size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await pilot.press("alt+4")
        await settled(app, pilot)
        golden(app, f"period-end-{size[0]}x{size[1]}")
        await pilot.press("f8")
        await settled(app, pilot)
        golden(app, f"closing-{size[0]}x{size[1]}")

    drive(acts, mess_fund, "主管", size=size)
