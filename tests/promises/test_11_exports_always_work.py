"""Promise 11: exports always work, whatever state the book is in, and alter nothing."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from ledgerlib import (
    Account,
    Book,
    Category,
    Period,
    Refused,
    Side,
    Voucher,
    credit,
    debit,
    render,
    reports,
)
from ledgerlib.cli import main
from ledgerlib.testing import new_book

By = Callable[..., Any]
LINES = (debit("1001", "5", "x"), credit("5001", "5", "x"))


def _work(book: Book, month: int = 1, steps: str = "ercpx") -> None:
    """Enter, review, post, carry forward and close a month, as far as the steps say."""
    period = Period(2024, month)
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    if "e" in steps:
        maker.enter(date(2024, month, 9), "x", *LINES)
    if "r" in steps:
        reviewer.review(period)
    if "p" in steps:
        poster.post(period)
    if "c" in steps and maker.carry_forward(period):
        reviewer.review(period)
        poster.post(period)
    if "x" in steps:
        poster.close(period)


def _empty(_place: str, _hand: By, book: Book) -> None:
    book.start()


def _not_started(_place: str, _hand: By, _book: Book) -> None:
    """Nothing is done."""


def _openings_only(_place: str, _hand: By, book: Book) -> None:
    book.set_opening([debit("1001", "100"), credit("3001", "99")])


def _drafts(_place: str, _hand: By, book: Book) -> None:
    book.start()
    _work(book, steps="e")
    book.acting_as("制单").enter(date(2024, 1, 9), "y", *LINES)
    book.acting_as("制单").void("2024-01/记/2")


def _reviewed(_place: str, _hand: By, book: Book) -> None:
    book.start()
    _work(book, steps="er")


def _posted(_place: str, _hand: By, book: Book) -> None:
    book.start()
    _work(book, steps="erp")


def _closed(_place: str, _hand: By, book: Book) -> None:
    book.start()
    _work(book)


def _locked(_place: str, _hand: By, book: Book) -> None:
    book.start()
    for month in range(1, 13):
        _work(book, month)
    book.roll_over(2024)


def _unbalanced(place: str, by_hand: By, book: Book) -> None:
    _drafts(place, by_hand, book)
    with by_hand(place) as hand:
        hand.run(
            "UPDATE line SET amount_minor = amount_minor + 7 WHERE voucher_id = 1 AND side = 1"
        )


def _without_lines(place: str, by_hand: By, book: Book) -> None:
    _drafts(place, by_hand, book)
    with by_hand(place) as hand:
        hand.run("DELETE FROM line")


def _tampered(place: str, by_hand: By, book: Book) -> None:
    _posted(place, by_hand, book)
    with by_hand(place) as hand:
        hand.drop_the_guards()
        hand.run("UPDATE line SET amount_minor = amount_minor + 7 WHERE line_no = 1")
        hand.run("UPDATE turnover SET debit_minor = debit_minor + 9 WHERE account_id = 1")
        hand.run("UPDATE record SET after = 'not even json' WHERE sequence = 4")


STATES = [
    _empty, _not_started, _openings_only, _drafts, _reviewed, _posted, _closed, _locked,
    _unbalanced, _without_lines, _tampered,
]  # fmt: skip
PERIODS = ("2024-01", "2024-12", "2025-01", "2030-06")


def _export(book: Book, periods: tuple[str, ...] = PERIODS) -> int:
    """Every report of these periods in every form; how many pages there were."""
    pages = 0
    for period in periods:
        made = [reports.notice(book, "1001", period)]
        for unposted in (False, True):
            made.append(
                reports.trial_balance(
                    book, period, from_period=periods[0], include_unposted=unposted
                )
            )
        for report in made:
            data = json.loads(render.json(report))
            assert data["chain_head"] == report.chain_head
            assert len(render.csv(report).splitlines()) >= 1 + len(report.rows)
            assert report.book in render.table(report)
            sheet = load_workbook(io.BytesIO(render.xlsx(report))).active
            assert sheet is not None
            assert sheet.max_row >= 3 + len(report.rows)
            pages += 4
    return pages


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__[1:])
def test_every_export_works_in_every_state_and_alters_nothing(
    state: Callable[[str, By, Book], None], place: str, by_hand: By
) -> None:
    """From a book without an account moved to one whose year is locked, and to one tampered with."""
    with new_book(place, started=False) as book:
        state(place, by_hand, book)
        with by_hand(place, commit=False) as hand:
            before = hand.everything()
        assert _export(book) == 4 * 3 * 4
        with Book.open(place) as stranger:  # no name is needed for reading
            assert _export(stranger, PERIODS[:1]) == 12
            assert sum(1 for _ in stranger.log()) == len(before["record"])
            assert stranger.verify().is_sound == (state is not _tampered)
            stranger.can_close("2024-01")
        with by_hand(place, commit=False) as hand:
            assert hand.everything() == before


@pytest.mark.parametrize("state", [_not_started, _drafts, _locked, _tampered])
def test_the_command_line_exports_in_every_state(
    state: Callable[[str, By, Book], None], place: str, by_hand: By, tmp_path: Path
) -> None:
    """ledgerlib report, to the screen and to files."""
    with new_book(place, started=False) as book:
        state(place, by_hand, book)
        head = book.chain_head()
    run = CliRunner().invoke
    for form in ("table", "csv", "json"):
        shown = run(
            main, ["report", place, "trial-balance", "--period", "2024-01", "--format", form]
        )
        assert (shown.exit_code, shown.stderr) == (0, "")
        assert shown.stdout
    for form in ("table", "csv", "json", "xlsx"):
        file = tmp_path / f"out.{form}"
        words = ["--period", "2024-01", "--account", "1001", "--format", form, "-o", str(file)]
        assert run(main, ["report", place, "notice", *words]).exit_code == 0
        assert file.stat().st_size > 10
    with Book.open(place) as book:
        assert book.chain_head() == head


def test_a_reader_exports_while_a_writer_holds_the_book(place: str) -> None:
    """The bookkeeper's import has been running for a minute; the auditor's trial balance does not wait."""
    with new_book(place) as book, Book.open(place) as reader:
        _work(book, steps="erp")
        before = render.csv(reports.trial_balance(reader, "2024-01"))
        with book.transaction():
            book.acting_as("制单").enter_many([Voucher(date(2024, 1, 9), LINES)] * 3000)
            book.acting_as("审核").review()
            book.acting_as("记账").post()
            assert _export(reader, ("2024-01",)) == 12
            assert render.csv(reports.trial_balance(reader, "2024-01")) == before
            with Book.open(place) as another:
                assert render.csv(reports.trial_balance(another, "2024-01")) == before
        assert render.csv(reports.trial_balance(reader, "2024-01")) != before


NAMES = {
    "brackets": "应收[甲]公司:*?/\\",
    "an equals sign": "=1+1",
    "very long": "长" * 300,
    "a line feed": "两\n行",
    "a control sign": "甲\x0b乙\x01",
    "quotes": "\"'`;--",
    "an emoji": "👍🏽",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_whatever_the_unit_and_its_accounts_are_called(
    name: str, is_refused: By, tmp_path: Path
) -> None:
    """Names that a spreadsheet's tabs, cells or formulas would stumble over: refused at once, or exported."""

    def keep() -> None:
        with new_book(tmp_path / "book.ledger", name=name) as made:
            made.set_accounts([Account("1009", name, Category.ASSET, Side.DEBIT)])
            made.acting_as("制单").enter(
                date(2024, 1, 9), name[:200], debit("1009", "5"), credit("5001", "5")
            )

    if is_refused(keep):
        return
    with Book.open(tmp_path / "book.ledger", by="主管") as book:
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        for report in (
            reports.trial_balance(book, "2024-01"),
            reports.notice(book, "1009", "2024-01"),
        ):
            for form in (render.table, render.csv, render.json, render.xlsx):
                assert form(report)


def test_the_largest_turnovers_still_add_up(place: str) -> None:
    """Three months of the largest turnovers there may be: the quarter is exported."""
    largest, times = "9999999999999.99", 70
    lines = (debit("1001", largest, "x"),) * times + (credit("3001", largest, "x"),) * times
    with new_book(place) as book:
        for month in (1, 2, 3):
            book.acting_as("制单").enter_many([Voucher(date(2024, month, 1), lines)])
            book.acting_as("审核").review(f"2024-{month:02}")
            book.acting_as("记账").post(f"2024-{month:02}")
            if month < 3:
                book.close(f"2024-{month:02}")
        quarter = reports.trial_balance(book, "2024-03", from_period="2024-01")
        march = reports.trial_balance(book, "2024-03")
        assert (
            quarter.totals["debit"]
            == quarter.totals["credit"]
            == 3 * times * debit("1", largest).amount
        )
        one_more = (debit("1001", largest, "x"), credit("3001", largest, "x"))
        book.acting_as("制单").enter(date(2024, 3, 2), "", *one_more)
        book.acting_as("审核").review("2024-03")
        with pytest.raises(Refused) as caught:
            book.acting_as("记账").post("2024-03")
        assert [problem.code for problem in caught.value.problems] == ["amount.sum_too_large"]
        assert reports.trial_balance(book, "2024-03").totals == march.totals


READ = """
import sys
from ledgerlib import Book, render, reports

with Book.open(sys.argv[1]) as book:
    for form in (render.table, render.csv, render.json, render.xlsx):
        assert form(reports.trial_balance(book, "2024-01", include_unposted=True))
    assert book.verify().is_sound
    print(book.chain_head())
"""


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder to put books away in."""
    folder = Path(tempfile.mkdtemp(prefix="ledgerlib-shelf-"))
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def _read_as_a_guest(path: Path) -> subprocess.CompletedProcess[str]:
    """Read the book as someone whom permissions bind; root gives its power over files up first."""
    command = [sys.executable, "-c", READ, str(path)]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root is bound by no permission")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)


@pytest.mark.parametrize("folder_is", ["writable", "read-only"])
@pytest.mark.parametrize("left", ["closed", "in use"])
def test_a_file_that_may_only_be_read_is_read(
    folder_is: str, left: str, shelf: Path, tmp_path: Path
) -> None:
    """On a read-only share or a disc, put away properly or copied while in use: the auditor reads it."""
    made = tmp_path / "book.ledger"
    path = shelf / "book.ledger"
    book = new_book(made)
    _work(book, steps="erp")
    head = book.chain_head()
    if left == "closed":
        book.__exit__()
    for file in made.parent.glob("book.ledger*"):
        shutil.copy(file, shelf / file.name)
    book.__exit__()
    if left == "in use":
        assert (shelf / "book.ledger-wal").exists()
    for file in shelf.iterdir():
        file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    if folder_is == "read-only":
        shelf.chmod(0o555)
    before = {file.name: file.read_bytes() for file in shelf.iterdir()}
    done = _read_as_a_guest(path)
    assert (done.stdout.strip(), done.stderr[-1500:]) == (head, "")
    assert path.read_bytes() == before["book.ledger"]


@pytest.mark.postgresql
def test_a_guest_of_the_server_who_may_only_read_exports(
    new_postgresql: Callable[[], str], by_hand: By
) -> None:
    """A role with SELECT and nothing else, in sessions that the server holds to reading."""
    place = new_postgresql()
    with new_book(place) as book:
        _work(book, steps="erp")
        head = book.chain_head()
    schema = place.rpartition("search_path%3D")[2]
    guest = f"guest_of_{schema}"
    with by_hand(place) as hand:
        hand.run(f"CREATE ROLE {guest} LOGIN")
        hand.run(f"ALTER ROLE {guest} SET default_transaction_read_only = on")
        hand.run(f"GRANT USAGE ON SCHEMA {schema} TO {guest}")
        hand.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {guest}")
    with Book.open(place.replace("//ledger@", f"//{guest}@")) as reader:
        assert _export(reader, ("2024-01",)) == 12
        assert reader.verify().is_sound
        assert reader.chain_head() == head
