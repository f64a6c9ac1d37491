"""Books and statements in the terminal: chosen, asked for, followed to the voucher and back, written to files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from textual.pilot import Pilot
from textual.widgets import OptionList

from ledger_tui.app import LedgerApp
from ledger_tui.language import DOMAIN
from ledger_tui.model import option_form
from ledger_tui.model.drilling import HistoryWanted, OriginWanted, Wanted, is_about, leads_of
from ledger_tui.screens.report import ReportScreen
from ledger_tui.screens.report_export import ExportDialog
from ledger_tui.screens.report_options import OptionsDialog
from ledger_tui.screens.voucher import VoucherScreen
from ledgerlib import REPORT_OPTIONS, REPORTS, Book, Period, VoucherKey
from ledgerlib.language import LANGUAGES, catalog
from tests.tui.conftest import SIZES
from tests.tui.keys import fill, press, told, until, until_shown

Drive = Callable[..., LedgerApp]
MONTH = Period(2008, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_option_and_choice_has_its_texts(language: str) -> None:
    texts = catalog(language, DOMAIN)
    wanted = {f"offered.{name}{end}" for name in REPORTS for end in ("", ".help")}
    wanted |= {f"option.{name}" for name in REPORT_OPTIONS}
    wanted |= {f"option.sample.{option.kind.value}" for option in REPORT_OPTIONS.values()}
    wanted |= {
        f"option.{option.name}.{each}"
        for option in REPORT_OPTIONS.values()
        for each in option.choices
        if isinstance(each, str)
    }
    assert sorted(wanted - set(texts)) == []


# What a report is asked for


def test_what_is_typed_is_read_into_options_and_written_back() -> None:
    typed = {
        "account": "401 伙食费", "period": "２００８－０２", "dimension": "department:01 department:02",
        "with_counter": "yes", "by_dimension": "no", "totals": "needed",
    }  # fmt: skip
    given, problems = option_form.read("account-ledger", typed)
    assert not problems
    assert given == {
        "account": "401", "period": Period(2008, 2), "dimension": {"department": ["01", "02"]},
        "with_counter": True, "totals": "needed",
    }  # fmt: skip
    again, _ = option_form.read("account-ledger", option_form.written("account-ledger", given))
    assert again == given


def test_everything_that_cannot_be_read_is_told_at_once() -> None:
    given, problems = option_form.read("trial-balance", {"period": "二月", "level": "0"})
    assert [problem.values["option"] for problem in problems] == ["period", "level"]
    _, problems = option_form.read("account-ledger", {"period": "2008-02"})
    assert [(p.code, p.values["option"]) for p in problems] == [("option.lacking", "account")]


def test_the_time_is_not_remembered() -> None:
    assert option_form.to_keep({"period": "2008-01", "account": "401", "level": ""}) == {
        "account": "401"
    }


def test_without_closing_is_a_flag_that_sets_no() -> None:
    given, _ = option_form.read("trial-check", {"period": "2008-01", "with_closing": "yes"})
    assert given["with_closing"] is False
    assert option_form.written("trial-check", given)["with_closing"] == "yes"


# Where rows lead


def leads(place: str, wanted: Wanted, at: int) -> Any:
    with Book.open(place) as book:
        report = wanted.made(book)
        return leads_of(report, at, list(report.rows)[at], wanted)


def test_a_balance_leads_to_the_ledger_over_the_same_span_with_the_same_setting(
    mess_fund: str,
) -> None:
    wanted = Wanted(
        "trial-balance", {"period": MONTH.next(), "from_period": MONTH, "include_unposted": True}
    )
    found = leads(mess_fund, wanted, 0).report
    assert found == Wanted(
        "account-ledger",
        {"account": "101", "period": MONTH.next(), "from_period": MONTH, "include_unposted": True},
    )


def test_a_statement_leads_over_its_accounts_to_ledger_and_voucher(mess_fund: str) -> None:
    """资产负债表 银行存款 → 102 → 记-1 of January."""
    wanted = Wanted("balance-sheet", {"period": MONTH})
    origin = leads(mess_fund, wanted, 1).report
    assert isinstance(origin, OriginWanted)
    ledger = leads(mess_fund, origin, 1).report
    assert (ledger.name, ledger.given["account"]) == ("account-ledger", "102")
    assert leads(mess_fund, ledger, 1).voucher == VoucherKey.parse("2008-01/记/1")


def test_rows_of_dimensions_lead_to_the_ledger_of_their_value(mess_fund: str) -> None:
    """伙食费 by 班 (department): 01 spends 30, 02 spends 12."""
    from ledgerlib import DimensionValue, credit, debit

    with Book.open(mess_fund, by="主管") as book:
        book.set_dimension_kind("department")
        book.set_dimension_values(
            [DimensionValue("department", "01", "一班"), DimensionValue("department", "02", "二班")]
        )
        for code, amount in (("01", "30.00"), ("02", "12.00")):
            line = debit("401", amount, dimension=f"department:{code}")
            book.enter(date(2008, 2, 15), "买菜", line, credit("101", amount))
    given = {"period": MONTH.next(), "dimension": {"department": []}, "include_unposted": True}
    for name, at in (("dimension-balance", 1), ("dimension-ledger", -1)):
        with Book.open(mess_fund) as book:
            report = Wanted(name, given).made(book)
            rows = list(report.rows)
            at = at % len(rows)
            found = leads_of(report, at, rows[at], Wanted(name, given))
            assert found is not None
            assert found.report is not None
            assert found.report.given["dimension"] == {"department": ["02"]}
            assert found.report.given["include_unposted"] is True
            ledger = list(found.report.made(book).rows)
            assert [row.cells["summary"] for row in ledger if row.voucher] == ["买菜"]


def test_days_numbers_and_log_lead_on(mess_fund: str) -> None:
    day = Wanted("account-day", {"day": date(2008, 1, 5)})
    assert leads(mess_fund, day, 0).report.given["period"] == MONTH
    gaps = leads(mess_fund, Wanted("numbers", {"period": MONTH}), 0).vouchers
    assert (str(gaps.first), gaps.word) == ("2008-01", "记")
    with Book.open(mess_fund) as book:
        subjects = [row.cells["subject"] for row in Wanted("log").made(book).rows]
    at = subjects.index("2008-02/记/1")
    assert leads(mess_fund, Wanted("log"), at).voucher == VoucherKey.parse("2008-02/记/1")


def test_a_record_is_about_the_vouchers_in_its_span() -> None:
    key = VoucherKey.parse("2008-02/记/5")
    about = ["2008-02/记/5", "2008-02/*/1 …", "2008-02/记/3-9", "2008-01 …/*/1 …", "2008-02"]
    others = [
        "2008-02/记/50",
        "2008-02/记/6-9",
        "2008-01/*/1 …",
        "2008-02/收/1 …",
        "2008-03",
        "主管",
        "2008-02/记/5.1",
    ]
    assert [each for each in about if not is_about(each, key)] == []
    assert [each for each in others if is_about(each, key)] == []


def test_the_history_of_a_voucher_is_its_part_of_the_log(mess_fund: str) -> None:
    with Book.open(mess_fund) as book:
        report = HistoryWanted(key=VoucherKey.parse("2008-01/记/2")).made(book)
        acts = [str(row.cells["act"]) for row in report.rows]
        assert acts[-4:] == ["录入", "审核", "记账", "结账"]


# On the screen


async def to_report(app: LedgerApp, pilot: Pilot[Any], name: str, key: str = "f8") -> None:
    """From the list of reports to one of them."""
    await press(app, pilot, "alt+5")
    reports = app.screen.query_one("#reports", OptionList)
    reports.highlighted = reports.get_option_index(name)
    above = app.screen
    await press(app, pilot, key)
    await until(app, pilot, lambda: app.screen is not above)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_list_and_a_report_as_they_are_seen(
    drive: Drive, mess_fund: str, golden: Callable[[LedgerApp, str], None], size: tuple[int, int]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await press(app, pilot, "alt+5")
        golden(app, f"reports-{size[0]}x{size[1]}")
        await press(app, pilot, "escape")
        await to_report(app, pilot, "trial-balance")
        await until_shown(app, pilot, "科目余额表")
        golden(app, f"report-{size[0]}x{size[1]}")

    drive(acts, mess_fund, "司务长", size)


def test_followed_from_statement_to_voucher_and_back_to_the_same_rows(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "balance-sheet", "f6")
        await fill(app, pilot, "period", "2008-01")
        await press(app, pilot, "f8")
        await until_shown(app, pilot, "2008年1月31日")
        rows = []
        for downs in (1, 1, 1):  # 银行存款, its account, the first voucher
            await press(app, pilot, *["down"] * downs)
            screen = app.screen
            assert isinstance(screen, ReportScreen)
            rows.append((screen, screen.table.row))
            await press(app, pilot, "enter")
            await until(app, pilot, lambda before=screen: app.screen is not before)  # type: ignore[misc]
        assert isinstance(app.screen, VoucherScreen)
        assert app.screen.key == VoucherKey.parse("2008-01/记/1")
        for screen, row in reversed(rows):
            await press(app, pilot, "escape")
            assert app.screen is screen
            assert screen.table.row == row

    drive(acts, mess_fund, "司务长")


def test_with_unposted_the_row_under_the_cursor_stays(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "trial-balance")
        await until_shown(app, pilot, "银行存款")
        await press(app, pilot, "down", "f5")
        await until_shown(app, pilot, "4,200.00")
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        assert screen.table.row is not None
        assert screen.table.row.account == "102"
        assert "含未记账" in told(app)
        await press(app, pilot, "f5")
        await until_shown(app, pilot, "3,200.00")

    drive(acts, mess_fund, "司务长")


def test_after_an_act_the_report_is_made_anew_on_the_same_row(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "trial-balance")
        await press(app, pilot, "down", "f5")
        await until_shown(app, pilot, "4,200.00")

        def enter(book: Book) -> None:
            from ledgerlib import credit, debit

            book.enter(date(2008, 2, 12), "存款", debit("102", "5.00"), credit("101", "5.00"))

        screen = app.screen
        assert isinstance(screen, ReportScreen)
        await screen.act(enter)
        await until_shown(app, pilot, "8,005.00")
        assert screen.table.row is not None
        assert screen.table.row.account == "102"

    drive(acts, mess_fund, "司务长")


def test_what_is_refused_is_told_and_nothing_typed_is_lost(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "account-ledger", "f6")
        await fill(app, pilot, "account", "999")
        await press(app, pilot, "f8")
        await until_shown(app, pilot, "没有科目")
        await press(app, pilot, "escape")
        dialog = app.screen
        assert isinstance(dialog, OptionsDialog)
        assert dialog.typed()["account"] == "999"
        await fill(app, pilot, "account", "101")
        await press(app, pilot, "f8")
        await until_shown(app, pilot, "101 库存现金 明细账")

    drive(acts, mess_fund, "司务长")


def test_an_account_is_picked_and_the_options_are_there_the_next_time(
    drive: Drive, mess_fund: str
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "account-ledger", "f6")
        await press(app, pilot, "f7")
        await until_shown(app, pilot, "银行存款")
        await press(app, pilot, "down", "enter")
        dialog = app.screen
        assert isinstance(dialog, OptionsDialog)
        await until(app, pilot, lambda: dialog.typed()["account"] == "102")
        await press(app, pilot, "f8")
        await until_shown(app, pilot, "102 银行存款 明细账")
        await press(app, pilot, "escape", "f8")  # at once, as last time
        await until_shown(app, pilot, "102 银行存款 明细账")

    drive(acts, mess_fund, "司务长")


def test_f1_says_what_an_option_is_for(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "account-ledger", "f6")
        dialog = app.screen
        assert isinstance(dialog, OptionsDialog)
        assert "科目" in dialog.help_of_focus()

    drive(acts, mess_fund, "司务长")


def test_a_text_is_found_and_told_when_there_is_none(drive: Drive, mess_fund: str) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "trial-balance")
        await press(app, pilot, "f3")
        await fill(app, pilot, "find", "伙食费")
        await press(app, pilot, "enter")
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        await until(
            app, pilot, lambda: screen.table.row is not None and screen.table.row.account == "401"
        )
        await press(app, pilot, "f4")
        await until(app, pilot, lambda: "没有找到" in told(app))

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize(
    ("form", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_a_report_is_written_into_a_file(
    drive: Drive, mess_fund: str, tmp_path: Path, form: str, begins: bytes
) -> None:
    file = tmp_path / f"余额表.{form}"

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "trial-balance")
        await until_shown(app, pilot, "合计")
        await press(app, pilot, "f8")
        await fill(app, pilot, "form", form)
        dialog = app.screen
        assert dialog.query_one("#field-path").value.endswith(f"科目余额表 2008-02.{form}")  # type: ignore[attr-defined]
        await fill(app, pilot, "path", str(file))
        await press(app, pilot, "f8")
        await until(
            app, pilot, lambda: not isinstance(app.screen, ExportDialog) and "已写到" in told(app)
        )

    drive(acts, mess_fund, "司务长")
    assert file.read_bytes().startswith(begins)


def test_a_file_that_is_there_is_overwritten_only_when_asked_twice(
    drive: Drive, mess_fund: str, tmp_path: Path
) -> None:
    file = tmp_path / "余额表.csv"
    file.write_text("mine")

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "trial-balance")
        await until_shown(app, pilot, "合计")
        await press(app, pilot, "f8")
        await fill(app, pilot, "form", "csv")
        await fill(app, pilot, "path", str(file))
        await press(app, pilot, "f8")
        await until(app, pilot, lambda: "覆盖" in told(app))
        assert file.read_text() == "mine"
        await press(app, pilot, "f8")
        await until(
            app, pilot, lambda: not isinstance(app.screen, ExportDialog) and "已写到" in told(app)
        )

    drive(acts, mess_fund, "司务长")
    assert "银行存款" in file.read_text("utf-8-sig")


def test_what_can_not_be_written_is_told_with_its_cure(
    drive: Drive, mess_fund: str, tmp_path: Path
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_report(app, pilot, "trial-balance")
        await until_shown(app, pilot, "合计")
        await press(app, pilot, "f8")
        await fill(app, pilot, "path", str(tmp_path / "没有这个夹" / "a.xlsx"))
        await press(app, pilot, "f8")
        await until_shown(app, pilot, "写不了文件")

    drive(acts, mess_fund, "司务长")


def test_writing_can_be_stopped_and_the_file_is_as_it_was(tmp_path: Path, mess_fund: str) -> None:
    from ledger_tui.clerk import Cancelled
    from ledger_tui.exporting import Export, ExportAsked

    file = tmp_path / "a.csv"
    file.write_text("mine")
    export = Export(ExportAsked(file, "csv"))
    export.cancel()
    with Book.open(mess_fund) as book:
        report = Wanted("trial-balance", {"period": MONTH}).made(book)
        many = evolve(report, rows=report.rows * 1000)  # type: ignore[operator]
        with pytest.raises(Cancelled):
            export.write(many)
    assert file.read_text() == "mine"


class Slow:
    """Writing that takes as long as it is let, and is told of every hundredth of a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from threading import Event

        self.goes_on = Event()
        monkeypatch.setattr("ledger_tui.exporting.Export.write", self.write)

    @property
    def write(self) -> Any:
        goes_on = self.goes_on

        def write(export: Any, _report: Any) -> None:
            done = 0
            while not goes_on.wait(0.01):
                done += 1
                export.progress(done, 1_000)

        return write


async def to_slow_export(app: LedgerApp, pilot: Pilot[Any], file: Path) -> None:
    from ledger_tui.screens.report_export import ExportingDialog

    await to_report(app, pilot, "trial-balance")
    await until_shown(app, pilot, "合计")
    await press(app, pilot, "f8")
    await fill(app, pilot, "path", str(file))
    await press(app, pilot, "f8")
    await until(app, pilot, lambda: isinstance(app.screen, ExportingDialog))
    await until_shown(app, pilot, "/ 1,000")


def test_esc_stops_what_takes_long(
    drive: Drive, mess_fund: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Slow(monkeypatch)

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_slow_export(app, pilot, tmp_path / "a.xlsx")
        await press(app, pilot, "escape")
        await until(app, pilot, lambda: isinstance(app.screen, ReportScreen))

    drive(acts, mess_fund, "司务长")


def test_left_to_itself_it_is_written_while_one_goes_on_and_told_when_it_is_done(
    drive: Drive, mess_fund: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await to_slow_export(app, pilot, tmp_path / "a.xlsx")
        await pilot.press("f8")
        for _ in range(50):
            await pilot.pause()
            if isinstance(app.screen, ReportScreen):
                break
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, ReportScreen)  # one has gone on
        slow.goes_on.set()
        await until(app, pilot, lambda: "已写到" in told(app))

    drive(acts, mess_fund, "司务长")
