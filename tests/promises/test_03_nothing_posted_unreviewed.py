"""Promise 3: nothing is posted that was not reviewed, and by someone else than its maker, on every path."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ledgerlib import Book, Role, Voucher, credit, debit, import_vouchers
from ledgerlib.cli import main
from ledgerlib.testing import new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]
DAY = date(2024, 1, 9)
LINES = (debit("1001", "5", "x"), credit("5001", "5", "x"))
SHEET = (
    "凭证号,日期,摘要,科目编码,借方,贷方\n3,2024-01-09,x,1001,5.00,\n3,2024-01-09,x,5001,,5.00\n"
)


def _command(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--format", "json"])


def _codes(result: Result) -> set[str]:
    return {problem["code"] for problem in json.loads(result.stderr)["problems"]}


def _enter(book: Book, _tmp_path: Path, _place: str) -> None:
    book.enter(DAY, "x", *LINES)


def _enter_many(book: Book, _tmp_path: Path, _place: str) -> None:
    book.enter_many([Voucher(DAY, LINES)])


def _import(book: Book, tmp_path: Path, _place: str) -> None:
    sheet = tmp_path / "凭证.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    import_vouchers(book, sheet)


def _import_by_command(book: Book, tmp_path: Path, place: str) -> None:
    sheet = tmp_path / "凭证.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    done = CliRunner().invoke(main, ["import", place, "vouchers", str(sheet), "--by", book.who])
    assert done.exit_code == 0, done.output


def _carry(book: Book, _tmp_path: Path, _place: str) -> None:
    book.carry_forward("2024-01")


def _reverse(book: Book, _tmp_path: Path, _place: str) -> None:
    book.reverse("2024-01/记/1")


def _correct(book: Book, _tmp_path: Path, _place: str) -> None:
    book.correct("2024-01/记/1", *LINES)


def _in_a_transaction(book: Book, _tmp_path: Path, _place: str) -> None:
    with book.transaction():
        book.enter(DAY, "x", *LINES)


WAYS_IN = [
    _enter, _enter_many, _import, _import_by_command, _carry, _reverse, _correct, _in_a_transaction,
]  # fmt: skip


@pytest.mark.parametrize("way_in", WAYS_IN, ids=lambda way: way.__name__[1:])
def test_whoever_made_a_voucher_does_not_review_it(
    way_in: Callable[[Book, Path, str], None],
    month: Book,
    refused: Refusal,
    place: str,
    tmp_path: Path,
) -> None:
    """The supervisor may do every act, and makes 记-3 on some path: its review is another's on all paths."""
    way_in(month, tmp_path, place)
    for what in (None, "2024-01", "2024-01/记/3"):
        with refused("review.own"):
            month.review(what)
        with refused("review.own"):
            month.acting_as("审核").acting_as("主管").review(what)
        with Book.open(place, by="主管") as again, refused("review.own"):
            again.review(what)
    with refused("review.own"):
        month.review("2024-01", word="记", first=3, last=3)
    with refused("review.own"), month.transaction():
        month.review()
    by_command = _command("review", place, "--period", "2024-01", "--by", "主管")
    assert by_command.exit_code == 1
    assert _codes(by_command) == {"review.own"}
    with refused("post.not_reviewed"):
        month.post("2024-01")
    assert month.acting_as("审核").review("2024-01") >= 1
    assert month.post("2024-01") >= 1
    assert month.verify().is_sound


def test_one_own_voucher_among_others_keeps_all_of_them_unreviewed(
    month: Book, refused: Refusal
) -> None:
    """记-3 is of 制单, 记-4 of the supervisor: the supervisor reviews neither by reviewing the month."""
    month.acting_as("制单").enter(DAY, "x", *LINES)
    month.enter(DAY, "x", *LINES)
    with refused("review.own"):
        month.review("2024-01")
    assert month.voucher("2024-01/记/3").state == "draft"
    assert month.review("2024-01/记/3") == 1


def test_a_name_written_otherwise_is_the_same_person(place: str, refused: Refusal) -> None:
    """José is José, whether é is one sign or two; a name with a blank behind it is nobody."""
    with new_book(place) as book:
        book.add_user("José", [Role.MAKER, Role.REVIEWER])
        book.acting_as("José").enter(DAY, "x", *LINES)
        with refused("review.own"):
            book.acting_as(unicodedata.normalize("NFD", "José")).review()
        for stranger in ("José ", " José", "José\u200b", "JOSÉ"):
            with refused("user.unknown"):
                book.acting_as(stranger).review()
        with refused("user.missing"):
            book.acting_as("").review()


def test_whoever_amends_becomes_the_maker(month: Book, refused: Refusal) -> None:
    """制单 enters 记-3, the supervisor amends it: now the supervisor may not review it, 审核 may."""
    entered = month.acting_as("制单").enter(DAY, "x", *LINES)
    amended = month.amend(
        entered, Voucher(DAY, (debit("1001", "6", "x"), credit("5001", "6", "x")))
    )
    assert amended.maker == "主管"
    with refused("review.own"):
        month.review(entered)
    assert month.acting_as("审核").review(entered) == 1
    assert month.voucher(entered.key).maker == "主管"


def test_a_draft_is_not_posted_by_the_api(month: Book, refused: Refusal) -> None:
    """By period, by voucher, by number, by nobody's choice: a draft among the chosen stops them all."""
    month.acting_as("制单").enter(DAY, "x", *LINES)
    month.acting_as("制单").enter(DAY, "y", *LINES)
    month.acting_as("审核").review("2024-01/记/3")
    poster = month.acting_as("记账")
    for what in (None, "2024-01", "2024-01/记/4"):
        with refused("post.not_reviewed"):
            poster.post(what)
    with refused("post.not_reviewed"):
        poster.post("2024-01", first=4, last=4)
    assert poster.post("2024-01", first=3, last=3) == 1
    month.acting_as("审核").review("2024-01")
    month.acting_as("审核").unreview("2024-01/记/4")
    with refused("post.not_reviewed"):
        poster.post()


def test_a_draft_is_not_posted_by_plain_sql(month: Book, by_hand: By, place: str) -> None:
    """Not at once, not with a reviewer's name, not as a new row, not without a reviewer at all."""
    draft = month.acting_as("制单").enter(DAY, "x", *LINES)
    where = f"WHERE voucher_id = {draft.voucher_id}"
    with by_hand(place) as hand:
        for statement in (
            f"UPDATE voucher SET state = 'posted' {where}",
            f"UPDATE voucher SET state = 'posted', poster = '记账' {where}",
            f"UPDATE voucher SET state = 'posted', poster = '记账', reviewer = '审核' {where}",
            f"UPDATE voucher SET state = 'reviewed' {where}",
            "INSERT INTO voucher SELECT book_id, 99, period, word, 99, day, kind, attachments,"
            f" reference, 0, 'posted', maker, cashier, '审核', '记账' FROM voucher {where}",
            "INSERT INTO voucher SELECT book_id, 99, period, word, 99, day, kind, attachments,"
            f" reference, 0, 'reviewed', maker, cashier, '审核', '' FROM voucher {where}",
        ):
            assert hand.refusal_of(statement), statement
    assert month.voucher(draft.key).state == "draft"


@pytest.mark.parametrize("reviewer", ["maker", "'路人'"], ids=["the maker", "nobody known"])
def test_a_review_that_never_was_is_not_posted_upon(
    reviewer: str, month: Book, is_refused: By, by_hand: By, place: str
) -> None:
    """Plain SQL writes the maker, or a stranger, in as reviewer: the guards, posting or verify say so."""
    draft = month.acting_as("制单").enter(DAY, "x", *LINES)
    with by_hand(place) as hand:
        forged = (
            f"UPDATE voucher SET state = 'reviewed', reviewer = {reviewer}"
            f" WHERE voucher_id = {draft.voucher_id}"
        )
        if hand.refusal_of(forged):
            return
        hand.run(forged)
    assert (
        is_refused(lambda: month.acting_as("记账").post("2024-01")) or not month.verify().is_sound
    )


def test_a_posting_that_no_record_tells_of_is_found(month: Book, by_hand: By, place: str) -> None:
    """Plain SQL posts what was reviewed: the guards can't tell, verify can."""
    draft = month.acting_as("制单").enter(DAY, "x", *LINES)
    month.acting_as("审核").review(draft)
    with by_hand(place) as hand:
        forged = "UPDATE voucher SET state = 'posted', poster = '记账' WHERE state = 'reviewed'"
        if hand.refusal_of(forged):
            return
        hand.run(forged)
    assert not month.verify().is_sound


@pytest.mark.parametrize("who", ["制单", "审核", "记账"])
def test_only_the_supervisor_lets_makers_review_their_own(
    who: str, month: Book, refused: Refusal, place: str
) -> None:
    """same_person_may_review is the supervisor's to set, through the API and the command line."""
    with refused("user.may_not"):
        month.acting_as(who).set_policy("same_person_may_review", "yes")
    by_command = _command("policy", place, "--by", who, "same_person_may_review", "yes")
    assert _codes(by_command) == {"user.may_not"}
    with refused("user.may_not"):
        month.acting_as(who).add_user(who, [Role.SUPERVISOR])
    assert month.policies()["same_person_may_review"] == "no"


def test_the_policy_is_recorded_and_can_be_taken_back(month: Book, refused: Refusal) -> None:
    """A unit of one person: the supervisor allows it, uses it, and forbids it again; all is told."""
    month.enter(DAY, "x", *LINES)
    with refused("review.own"):
        month.review()
    month.set_policy("same_person_may_review", "yes")
    assert month.review() == 1
    assert month.post() == 1
    month.set_policy("same_person_may_review", "no")
    month.enter(DAY, "y", *LINES)
    with refused("review.own"):
        month.review()
    told = [(entry.who, entry.subject, entry.after) for entry in month.log(what="same_person")]
    assert told == [
        ("主管", "same_person_may_review", '{"value":"yes"}'),
        ("主管", "same_person_may_review", '{"value":"no"}'),
    ]
    assert month.verify().is_sound


def test_a_role_is_needed_for_every_step(month: Book, refused: Refusal) -> None:
    """The maker neither reviews nor posts, the reviewer neither makes nor posts, the auditor only reads."""
    month.add_user("审计", [Role.AUDITOR])
    acts: dict[str, Callable[[Book], object]] = {
        "make": lambda book: book.enter(DAY, "x", *LINES),
        "review": lambda book: book.review(),
        "post": lambda book: book.post(),
        "close": lambda book: book.close("2024-01"),
    }
    may_not = {
        "制单": ("review", "post", "close"),
        "审核": ("make", "post", "close"),
        "记账": ("make", "review"),
        "审计": ("make", "review", "post", "close"),
    }
    for who, names in may_not.items():
        for name in names:
            with refused("user.may_not"):
                acts[name](month.acting_as(who))
    assert month.acting_as("审计").verify().is_sound
