"""Every format, from every state of a book: nothing is altered, files are whole, all is of one moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledgerlib import Book, Line, Refused, Voucher, credit, debit
from ledgerlib.exchange import outgoing
from ledgerlib.exchange.export import FORMATS, export_book
from ledgerlib.exchange.outgoing import ExportOptions
from ledgerlib.store.statement import DatabaseFailure
from ledgerlib.testing import new_book

LINES: tuple[Line, ...] = (debit("1001", "5", "存"), credit("5001", "5", "存"))
By = Callable[..., Any]


def _not_started(book: Book, hand: Any) -> None:
    pass


def _drafts(book: Book, hand: Any) -> None:
    book.start()
    book.acting_as("制单").enter_many([Voucher(date(2024, 1, 5), LINES)] * 3)
    book.void("2024-01/记/2")


def _posted(book: Book, hand: Any) -> None:
    _drafts(book, hand)
    book.unvoid("2024-01/记/2")
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")


def _locked(book: Book, hand: Any) -> None:
    _posted(book, hand)
    for month in range(1, 13):
        period = f"2024-{month:02}"
        if book.acting_as("制单").carry_forward(period):
            book.acting_as("审核").review(period)
            book.acting_as("记账").post(period)
        book.close(period)
    book.roll_over(2024)


def _tampered(book: Book, hand: Any) -> None:
    _posted(book, hand)
    with hand() as opened:
        opened.drop_the_guards()
        opened.run("UPDATE line SET amount_minor = amount_minor + 7 WHERE line_no = 1")
        opened.run("UPDATE turnover SET debit_minor = debit_minor + 9 WHERE account_id = 1")


STATES = [_not_started, _drafts, _posted, _locked, _tampered]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__[1:])
def test_every_format_works_in_every_state_and_alters_nothing(
    state: Callable[[Book, Any], None], place: str, by_hand: By, tmp_path: Path
) -> None:
    with new_book(place, started=False) as book:
        state(book, lambda: by_hand(place))
        with by_hand(place, commit=False) as hand:
            before = hand.everything()
        for form in FORMATS:
            for unposted in (False, True):
                done = export_book(
                    book, form, tmp_path / form, ExportOptions(include_unposted=unposted)
                )
                for file in done.files:
                    assert book.chain_head() in file.read_text("utf-8")
        with by_hand(place, commit=False) as hand:
            assert hand.everything() == before
    assert not list(tmp_path.rglob(".*"))


def test_what_is_written_meanwhile_is_not_in_it(place: str, tmp_path: Path) -> None:
    """Another hand posts a voucher between the balances and the vouchers of an export."""
    with new_book(place) as book, Book.open(place) as reader:
        _posted_once(book)
        with outgoing.outgoing(reader, ExportOptions()) as out:
            _posted_once(book)
            assert len(list(out.vouchers())) == out.voucher_count() == 1
            (figures,) = (f for d, f in out.details(out.first).items() if d.account == "1001")
            assert figures.amount.debit_minor == 500
        with outgoing.outgoing(reader, ExportOptions()) as out:
            assert out.voucher_count() == 2


def _posted_once(book: Book) -> None:
    book.acting_as("制单").enter_many([Voucher(date(2024, 1, 5), LINES)])
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")


def test_within_a_transaction_an_export_sees_what_is_not_committed_yet(
    place: str, tmp_path: Path
) -> None:
    with new_book(place) as book:

        def given_up() -> None:
            with book.transaction():
                _posted_once(book)
                export_book(book, "hledger", tmp_path / "inside")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            given_up()
        export_book(book, "hledger", tmp_path / "after")
    assert "记/1" in (tmp_path / "inside").read_text("utf-8")
    assert "记/1" not in (tmp_path / "after").read_text("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_fails_leaves_what_stood_there(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book is torn away in the middle of the vouchers."""
    with new_book(tmp_path / "book.ledger") as book:
        _posted_once(book)
        place = tmp_path / "out"
        files = export_book(book, form, place).files
        before = {file: file.read_bytes() for file in files}

        def torn(*_: object, **__: object) -> Any:
            yield from book.posted()
            raise ConnectionError

        monkeypatch.setattr(outgoing.Outgoing, "vouchers", torn)
        with pytest.raises(ConnectionError):
            export_book(book, form, place)
        with pytest.raises(ConnectionError):
            export_book(book, form, tmp_path / "new")
        assert not (tmp_path / "new").exists()
    assert {file: file.read_bytes() for file in files} == before
    assert not list(tmp_path.rglob(".*.part"))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ExportOptions(year=2023), "period.before_start"),
        (ExportOptions(first="2024-03", last="2024-02"), "period.backwards"),
        (ExportOptions(last="2023-01"), "period.before_start"),
    ],
)
def test_a_span_that_is_none_is_refused(
    asked: ExportOptions, code: str, tmp_path: Path, refused: Callable[..., Any]
) -> None:
    with new_book(tmp_path / "book.ledger") as book:
        for form in FORMATS:
            with pytest.raises(Refused) as caught:
                export_book(book, form, tmp_path / "out", asked)
            assert caught.value.problems[0].code in (code, "period.backwards")


def test_nothing_can_be_done_on_a_snapshot(place: str) -> None:
    """The book refuses, for a snapshot is nobody's; PostgreSQL itself does, for it only reads."""
    with new_book(place) as book:
        _posted_once(book)
        with book.snapshot() as still:
            assert len(list(still.posted())) == 1
            with pytest.raises((Refused, DatabaseFailure)):
                still.enter(date(2024, 1, 5), "存", *LINES)
        assert book.verify().is_sound
