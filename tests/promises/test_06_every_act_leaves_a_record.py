"""Promise 6: every act leaves a record, and the records are a chain from which nothing can be taken."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from ledgerlib import (
    Account,
    Book,
    Cash,
    Category,
    DimensionValue,
    NewBook,
    Period,
    Refused,
    Role,
    Side,
    Voucher,
    back_up,
    create,
    credit,
    debit,
    import_opening,
    import_vouchers,
    render,
    reports,
    restore,
)  # fmt: skip
from ledgerlib.testing import CHART, new_book

By = Callable[..., Any]
LINES = (debit("1001", "5", "x"), credit("5001", "5", "x"))
SHEET = (
    "凭证号,日期,摘要,科目编码,借方,贷方\n9,2024-11-09,x,1001,5.00,\n9,2024-11-09,x,5001,,5.00\n"
)


def _acts(book: Book, folder: Path) -> list[tuple[str, Callable[[], object], str, list[str]]]:
    """A year's end of a reversible book: who, the act, what it is called, and of what it tells."""
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    cashier = book.acting_as("出纳")
    vouchers, opening = folder / "凭证.csv", folder / "期初.csv"
    vouchers.write_text(SHEET, encoding="utf-8")
    opening.write_text("科目编码,借方,贷方\n1001,7.00,\n3001,,7.00\n", encoding="utf-8")
    new = Account("1009", "备用金", Category.ASSET, Side.DEBIT)
    cash = evolve(CHART.accounts["1001"], cash=Cash.CASH)
    person = DimensionValue("employee", "07", "张三")
    day = date(2024, 11, 9)
    changed = Voucher(day, (debit("1001", "6", "y"), credit("5001", "6", "y")))
    november, december = "2024-11", "2024-12"
    return [
        ("主管", lambda: book.add_user("出纳", [Role.CASHIER]), "user", ["出纳"]),
        ("主管", lambda: book.set_policy("years_ahead", "2"), "policy", ["years_ahead"]),
        ("主管", lambda: book.set_password("主管的口令，够长"), "password", ["主管"]),
        ("主管", lambda: book.set_accounts([new, cash]), "account", ["1009 1001"]),
        ("主管", lambda: book.set_dimension_kind("职员"), "dimension", ["employee"]),
        ("制单", lambda: maker.set_dimension_values([person]), "dimension", ["employee:07"]),
        ("制单", lambda: maker.set_commodity("大米", scale=3), "commodity", ["大米"]),
        ("主管", lambda: book.set_opening([debit("1001", "1"), credit("3001", "1")]), "opening", [november]),
        ("制单", lambda: import_opening(maker, opening), "opening", [november]),
        ("主管", book.start, "start", [november]),
        ("制单", lambda: maker.enter(day, "x", *LINES), "enter", ["2024-11/记/1"]),
        ("制单", lambda: maker.enter_many([Voucher(day, LINES)] * 3), "enter", ["2024-11/记/2 … 2024-11/记/4"]),
        ("制单", lambda: import_vouchers(maker, vouchers), "enter", ["2024-11/记/9 … 2024-11/记/9"]),
        ("制单", lambda: maker.amend("2024-11/记/1", changed), "amend", ["2024-11/记/1"]),
        ("制单", lambda: maker.void("2024-11/记/2"), "void", ["2024-11/记/2"]),
        ("制单", lambda: maker.unvoid("2024-11/记/2"), "unvoid", ["2024-11/记/2"]),
        ("出纳", lambda: cashier.sign("2024-11/记/2"), "sign", ["2024-11/记/2"]),
        ("出纳", lambda: cashier.unsign("2024-11/记/2"), "unsign", ["2024-11/记/2"]),
        ("出纳", lambda: cashier.sign(november), "sign", ["2024-11/*/1 …"]),
        ("制单", lambda: maker.renumber(november), "renumber", ["2024-11/记"]),
        ("审核", lambda: reviewer.review(november), "review", ["2024-11/*/1 …"]),
        ("审核", lambda: reviewer.unreview("2024-11/记/5"), "unreview", ["2024-11/记/5"]),
        ("审核", lambda: reviewer.review("2024-11/记/5"), "review", ["2024-11/记/5"]),
        ("记账", lambda: poster.post(november), "post", ["2024-11/*/1 …"]),
        ("主管", lambda: book.unpost(november, first=5), "unpost", ["2024-11/*/5 …"]),
        ("记账", lambda: poster.post(november), "post", ["2024-11/*/1 …"]),
        ("制单", lambda: maker.reverse("2024-11/记/1"), "enter", ["2024-11/记/6"]),
        ("制单", lambda: maker.correct("2024-11/记/2", *LINES), "enter", ["2024-11/记/7", "2024-11/记/8"]),
        ("审核", lambda: reviewer.review(november), "review", ["2024-11/*/1 …"]),
        ("记账", lambda: poster.post(november), "post", ["2024-11/*/1 …"]),
        ("记账", lambda: poster.carry_forward(november), "enter", ["2024-11/记/9"]),
        ("审核", lambda: reviewer.review(november), "review", ["2024-11/*/1 …"]),
        ("记账", lambda: poster.post(november), "post", ["2024-11/*/1 …"]),
        ("记账", lambda: poster.close(november), "close", [november]),
        ("主管", lambda: book.reopen(november), "reopen", [november]),
        ("记账", lambda: poster.close(november), "close", [november]),
        ("制单", lambda: maker.carry_forward(december), "enter", ["2024-12/记/1"]),
        ("审核", lambda: reviewer.review(december), "review", ["2024-12/*/1 …"]),
        ("记账", lambda: poster.post(december), "post", ["2024-12/*/1 …"]),
        ("记账", lambda: poster.close(december), "close", [december]),
        ("记账", lambda: poster.roll_over(2024), "roll_over", ["2024"]),
    ]  # fmt: skip


def test_each_act_leaves_its_record(place: str, tmp_path: Path) -> None:
    """From the first user to the roll-over: who, when, what; and the head of the chain moves on."""
    began = datetime.now(UTC)
    new = NewBook("测试单位", CHART, Period(2024, 11), "test", regime="reversible")
    with create(place, new, by="主管") as book:
        (first,) = book.log()
        assert (first.sequence, first.who, first.act, first.subject) == (
            1,
            "主管",
            "new",
            "测试单位",
        )
        for who, role in (("制单", Role.MAKER), ("审核", Role.REVIEWER), ("记账", Role.POSTER)):
            book.add_user(who, [role])
        known = len(list(book.log()))
        heads = {book.chain_head()}
        for who, act, name, subjects in _acts(book, tmp_path):
            act()
            fresh = list(islice(book.log(), known, None))
            assert [(e.who, e.act, e.subject) for e in fresh] == [(who, name, s) for s in subjects]
            assert all(began.isoformat() <= e.at <= datetime.now(UTC).isoformat() for e in fresh)
            assert all(e.before or e.after for e in fresh)
            assert book.chain_head() == fresh[-1].digest
            assert book.chain_head() not in heads
            heads.add(book.chain_head())
            known += len(fresh)
        found = book.verify()
        assert (found.is_sound, found.records) == (True, known)
        assert all(book.verify(anchor=head).is_sound for head in heads)


def test_a_refused_act_leaves_none(month: Book, refused: By) -> None:
    """What did not happen is not told."""
    head = month.chain_head()
    with refused("voucher.unbalanced"):
        month.enter(date(2024, 1, 9), "x", debit("1001", "5"), credit("5001", "6"))
    with refused("user.may_not"):
        month.acting_as("审核").post()
    with refused("review.nothing"):
        month.acting_as("审核").review()
    with refused("user.unknown"):
        month.acting_as("路人").close("2024-01")
    assert month.chain_head() == head


def test_reading_leaves_none(month: Book, tmp_path: Path, place: str) -> None:
    """Reports, verification, backups and questions move the chain no further."""
    head = month.chain_head()
    reports.trial_balance(month, "2024-01")
    reports.notice(month, "1001", "2024-01")
    month.verify()
    month.can_close("2024-01")
    list(month.log())
    back_up(place, tmp_path / "copy.ledger")
    assert month.chain_head() == head


def test_before_and_after_are_told(month: Book) -> None:
    """An amendment tells both contents, in whole minor texts and without a float."""
    maker = month.acting_as("制单")
    entered = maker.enter(date(2024, 1, 9), "错", *LINES)
    maker.amend(
        entered,
        Voucher(date(2024, 1, 9), (debit("1001", "6.5", "对"), credit("5001", "6.50", "对"))),
    )
    (told,) = month.log(what="amend")
    before, after = json.loads(told.before), json.loads(told.after)
    assert [line[:3] for line in before["lines"]] == [["1001", 1, "5"], ["5001", -1, "5"]]
    assert [line[2] for line in after["lines"]] == ["6.5", "6.5"]
    assert "." not in "".join(str(x) for x in (before["number"], before["day"]))


def _link(previous: str, fields: list[Any]) -> str:
    text = json.dumps(
        ["ledgerlib.record/1", previous, *fields], ensure_ascii=False, separators=(",", ":")
    )
    return sha256(text.encode()).hexdigest()


def test_anyone_can_compute_the_chain_anew(month: Book, by_hand: By, place: str) -> None:
    """With nothing but the page that describes the encoding: every link, and every posted voucher."""
    previous = ""
    for e in month.log():
        fields = [e.sequence, e.at, e.who, e.act, e.subject, e.before, e.after]
        previous = _link(previous, fields)
        assert previous == e.digest
    assert previous == month.chain_head()
    with by_hand(place) as hand:
        for voucher_id, kept in hand.rows("SELECT voucher_id, digest FROM posted_voucher"):
            (head,) = hand.rows(
                "SELECT voucher_id, period, word, number, day, kind, attachments, reference,"
                " reverses_id, maker, cashier, reviewer, poster FROM voucher"
                f" WHERE voucher_id = {voucher_id}"
            )
            lines = hand.rows(
                "SELECT line_no, account_id, commodity, side, amount_minor, summary, dimension_id,"
                " measure_commodity, measure_minor, rate FROM line"
                f" WHERE voucher_id = {voucher_id} ORDER BY line_no"
            )
            text = json.dumps(
                ["ledgerlib.voucher/1", *head, lines], ensure_ascii=False, separators=(",", ":")
            )
            assert sha256(text.encode()).hexdigest() == kept


def test_every_export_prints_the_head(month: Book) -> None:
    """Whoever keeps a print-out can later prove what the book was."""
    report = reports.trial_balance(month, "2024-01")
    assert report.chain_head == month.chain_head()
    assert month.chain_head() in render.json(report)
    month.acting_as("制单").enter(date(2024, 1, 9), "x", *LINES)
    assert month.verify(anchor=report.chain_head).is_sound


TAIL = {
    "a user and a draft": [
        "DELETE FROM record WHERE sequence > {kept}",
        "DELETE FROM book_user WHERE name = '多余'",
        "DELETE FROM line WHERE voucher_id = 3",
        "DELETE FROM voucher WHERE voucher_id = 3",
        "UPDATE counter SET last_value = 2 WHERE last_value = 3 AND name <> 'account'",
    ],
    "a voucher posted and the month closed": [
        "DELETE FROM record WHERE sequence > {kept}",
        "DELETE FROM posted_voucher WHERE voucher_id > 2",
        "DELETE FROM line WHERE voucher_id > 2",
        "DELETE FROM voucher WHERE voucher_id > 2",
        "DELETE FROM turnover WHERE is_closing = (1 = 1)",
        "UPDATE book SET closed_through = 202312",
    ],
}  # fmt: skip


@pytest.mark.parametrize("tail", TAIL)
def test_a_tail_cut_off_is_seen_with_an_anchor(
    tail: str, month: Book, by_hand: By, place: str
) -> None:
    """The last acts are taken out with all their traces: the book verifies, but not against the head."""
    early = month.verify()
    if tail == "a user and a draft":
        month.add_user("多余", [Role.MAKER])
        month.acting_as("制单").enter(date(2024, 1, 9), "x", *LINES)
    else:
        month.acting_as("制单").carry_forward("2024-01")
        month.acting_as("审核").review()
        month.acting_as("记账").post()
        month.close("2024-01")
    head = month.chain_head()
    assert month.verify(anchor=head).is_sound
    with by_hand(place) as hand:
        hand.drop_the_guards()
        for statement in TAIL[tail]:
            hand.run(statement.format(kept=early.records))
    with Book.open(place) as book:
        assert book.verify().is_sound
        assert book.verify(anchor=early.chain_head).is_sound
        assert [p.code for p in book.verify(anchor=head).problems] == ["verify.anchor"]


def test_an_older_backup_is_sound_but_not_the_newest(
    month: Book, new_place: Callable[[], str], tmp_path: Path, place: str
) -> None:
    """The copy of Monday restored on Friday verifies by itself, and against Monday's head, not Friday's."""
    monday = month.chain_head()
    copy = back_up(place, tmp_path / "monday.ledger")
    month.acting_as("制单").enter(date(2024, 1, 9), "x", *LINES)
    friday = month.chain_head()
    there = new_place()
    assert restore(copy, there) == ["测试单位"]
    with Book.open(there, by="制单") as restored:
        assert restored.verify(anchor=monday).is_sound
        assert [p.code for p in restored.verify(anchor=friday).problems] == ["verify.anchor"]
        restored.enter(date(2024, 1, 9), "x", *LINES)
        assert not restored.verify(anchor=friday).is_sound


def test_a_tampered_backup_is_not_restored(
    month: Book, new_place: Callable[[], str], tmp_path: Path, place: str, by_hand: By
) -> None:
    """A copy in which a line was changed comes back nowhere."""
    copy = back_up(place, tmp_path / "copy.ledger")
    with by_hand(str(copy)) as hand:
        hand.drop_the_guards()
        hand.run("UPDATE line SET summary = '别的' WHERE voucher_id = 1")
    with pytest.raises(Refused) as caught:
        restore(copy, new_place())
    assert {p.code for p in caught.value.problems} == {"verify.voucher"}


@pytest.mark.parametrize(
    "anchor", ["0" * 64, "x", " ", "' OR 1=1 --"], ids=["zeros", "a letter", "a blank", "a trick"]
)
def test_an_anchor_that_never_was_is_not_found(anchor: str, month: Book) -> None:
    """A head from another book, or none at all."""
    assert [p.code for p in month.verify(anchor=anchor).problems] == ["verify.anchor"]


def test_the_log_is_searched_by_person_time_and_word(month: Book) -> None:
    """Who did what when (财会〔2024〕12号 第三十二条)."""
    everything = list(month.log())
    assert [e.sequence for e in everything] == [*range(1, len(everything) + 1)]
    assert {e.act for e in month.log(who="审核")} == {"review"}
    assert {e.act for e in month.log(who="制单")} == {"enter"}
    assert list(month.log(who="路人")) == []
    assert [e.subject for e in month.log(what="办公费")] == ["2024-01/记/2"]
    assert [e.act for e in month.log(what="user 记账")] == ["user"]
    today = datetime.now(UTC).date()
    span = [(today - timedelta(1)).isoformat(), (today + timedelta(1)).isoformat()]
    assert list(month.log(since=span[0], until=span[1])) == everything
    assert list(month.log(since=span[1])) == []
    assert list(month.log(until=span[0])) == []
    middle = everything[4]
    assert list(month.log(since=middle.at)) == everything[4:]
    assert list(month.log(until=middle.at)) == everything[:5]
    assert list(month.log(who="主管", what="user", since=span[0])) == [
        e for e in everything if e.act == "user"
    ]


def test_a_log_that_is_read_slowly_stands_in_nobodys_way(month: Book) -> None:
    """Someone looks at the first entries while another goes on working."""
    reading = month.log()
    first = next(reading)
    month.acting_as("制单").enter(date(2024, 1, 9), "x", *LINES)
    assert first.act == "new"
    assert sum(1 for _ in reading) >= 7
    assert month.verify().is_sound


BUSY = """
import sys, time
from datetime import date
from ledgerlib import Book, Voucher, credit, debit

lines = (debit("1001", "5", "x"), credit("5001", "5", "x"))
with Book.open(sys.argv[1], by="制单") as book:
    print("ready", flush=True)
    while True:
        book.enter_many([Voucher(date(2024, 1, 9), lines)] * 5)
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        time.sleep(0.01)
"""


def test_a_book_verifies_while_others_post_into_it(
    place: str, child: Callable[..., subprocess.Popen[str]]
) -> None:
    """The auditor verifies and takes the trial balance while the unit posts: both see one moment."""
    with new_book(place) as book:
        worker = child(BUSY, place)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        seen = set()
        problems = []
        for _ in range(20):
            found = book.verify()
            problems += [problem.code for problem in found.problems]
            seen.add(found.vouchers)
            totals = reports.trial_balance(book, "2024-01", include_unposted=True).totals
            assert totals["debit"] == totals["credit"]
        assert worker.poll() is None
        assert len(seen) > 2
        assert problems == []


def test_a_words_rule_changed_by_sql_is_seen(place: str) -> None:
    """A 收 voucher debits money; someone would have it debit anything."""
    with new_book(place) as book:
        book.set_accounts([Account("1001", "库存现金", Category.ASSET, Side.DEBIT, cash=Cash.CASH)])
        book.set_words("收付转")
        assert book.verify().is_sound
        with book.transaction() as connection:
            connection.exec_driver_sql("UPDATE voucher_word SET rule = '' WHERE word = '收'")
        assert "verify.words" in {problem.code for problem in book.verify().problems}
