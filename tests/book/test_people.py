"""People: passwords and logging in, limits, duties kept apart, the cashier's signature, policies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from attrs import evolve

from ledgerlib import (
    Book,
    Cash,
    NewBook,
    Period,
    Refused,
    Role,
    Voucher,
    back_up,
    create,
    credit,
    debit,
    import_vouchers,
    render,
    reports,
)  # fmt: skip
from ledgerlib.book import users
from ledgerlib.core.chart import Chart
from ledgerlib.core.permission import APART, MOST_FAILURES, PERMITTED
from ledgerlib.core.word import WORD_SETS
from ledgerlib.store.engine import connect, url_of
from ledgerlib.testing import CHART, new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]
DAY = date(2024, 1, 5)
PASSWORD, OTHER = "正确的口令，八字以上", "换过的口令，也够长的"
LINES = (debit("1001", "5"), credit("5001", "5"))


@pytest.fixture(autouse=True)
def _quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are made hard to guess on purpose; a test has no time for that."""
    if "real" not in request.node.name:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr(users, "_hasher", quick)


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """A started book with 主管, 制单, 审核 and 记账; 制单 has a password."""
    with new_book(place) as made:
        made.set_password(PASSWORD, name="制单")
        yield made


# Passwords


def test_what_is_kept_of_a_password_is_a_real_argon2_hash(
    place: str, by_hand: By, tmp_path: Path
) -> None:
    """Nowhere in the database, its records or a backup does the password stand."""
    with new_book(place) as book:
        book.set_password(PASSWORD, name="制单")
        book.set_password(PASSWORD, name="审核")
        book.acting_as("制单", PASSWORD).enter(DAY, "收款", *LINES)
    with by_hand(place) as hand:
        kept = dict(hand.rows("SELECT name, password FROM book_user"))
        everything = repr(hand.everything())
    assert kept["制单"].startswith("$argon2id$")
    assert kept["制单"] != kept["审核"], "each hash has a salt of its own"
    assert (kept["主管"], kept["记账"]) == ("", "")
    assert PASSWORD not in everything
    assert PASSWORD.encode() not in back_up(place, tmp_path / "copy.ledger").read_bytes()
    with Book.open(place) as book:
        assert {user.name: user.password for user in book.people()} == {
            "主管": "", "制单": "*", "审核": "*", "记账": "",
        }  # fmt: skip
        hashes = [*kept.values()]
        told = "".join(f"{e.before} {e.after}" for e in book.log())
        assert not any(each and each in told for each in hashes), "the log is for everyone's eyes"


def test_whoever_has_a_password_acts_only_after_showing_it(
    book: Book, place: str, refused: Refusal
) -> None:
    with refused("user.not_logged_in"):
        book.acting_as("制单").enter(DAY, "收款", *LINES)
    with refused("password.wrong"):
        book.acting_as("制单", "猜的口令")
    maker = book.acting_as("制单", PASSWORD)
    assert str(maker.enter(DAY, "收款", *LINES).key) == "2024-01/记/1"
    maker.log_out()
    with refused("user.not_logged_in"):
        maker.enter(DAY, "收款", *LINES)
    with Book.open(place, by="制单") as another, refused("user.not_logged_in"):
        another.enter(DAY, "收款", *LINES)
    with refused("password.wrong"):
        Book.open(place, by="制单", password="猜的口令")
    with Book.open(place, by="制单", password=PASSWORD) as another:
        assert str(another.enter(DAY, "收款", *LINES).key) == "2024-01/记/2"
    with Book.open(place, by="制单") as reading:
        assert len(list(reading.log())) > 5, "to read, nobody need say who they are"
    assert [e.act for e in book.log(who="制单")] == [
        "log_in_refused", "log_in", "enter", "log_in_refused", "log_in", "enter",
    ]  # fmt: skip


def test_a_callers_own_connection_is_no_way_around_the_password(
    book: Book, place: str, refused: Refusal
) -> None:
    """Another program opens the book on its connection, inside its own transaction."""
    opened = connect(url_of(place))
    with opened.begin() as connection:
        theirs = Book.open(connection, by="制单")
        with refused("user.not_logged_in"):
            theirs.enter(DAY, "收款", *LINES)
        with refused("password.wrong"):
            theirs.log_in("猜的口令")
        theirs.log_in(PASSWORD)
        theirs.enter(DAY, "收款", *LINES)
        with refused("user.not_logged_in"):
            Book.open(connection, by="制单").enter(DAY, "收款", *LINES)
    opened.dispose()
    assert book.verify().is_sound


def test_five_refusals_in_a_row_lock_whoever_is_asked_for(
    book: Book, place: str, refused: Refusal
) -> None:
    """Each on a connection of its own; then even the right password is not believed, until a reset."""
    for _ in range(MOST_FAILURES):
        with refused("password.wrong"):
            Book.open(place, by="制单", password="猜的口令")
    with refused("user.locked"):
        Book.open(place, by="制单", password=PASSWORD)
    with Book.open(place, by="制单") as theirs:
        with refused("user.locked"):
            theirs.log_in(PASSWORD)
        with refused("user.locked"):
            theirs.set_password(OTHER, old=PASSWORD)
    assert {user.name for user in book.people() if user.is_locked} == {"制单"}
    book.acting_as("审核").log_in("没有口令的人，随便什么都行")
    book.set_password(OTHER, name="制单")
    with Book.open(place, by="制单", password=OTHER) as theirs:
        theirs.enter(DAY, "收款", *LINES)
    told = [json.loads(e.after)["failures"] for e in book.log(what="log_in_refused")]
    assert told == [1, 2, 3, 4, 5]
    assert book.verify().is_sound


def test_a_log_in_between_begins_the_count_anew(book: Book, place: str, refused: Refusal) -> None:
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            with refused("password.wrong"):
                book.acting_as("制单", "猜的口令")
        book.acting_as("制单", PASSWORD)


def test_ones_own_password_is_changed_by_showing_the_old_one(book: Book, refused: Refusal) -> None:
    maker = book.acting_as("制单")
    with refused("password.short"):
        maker.set_password("短", old=PASSWORD)
    with refused("password.wrong"):
        maker.set_password(OTHER)
    with refused("password.wrong"):
        maker.set_password(OTHER, old="猜的口令")
    maker.set_password(OTHER, old=PASSWORD)
    with refused("password.wrong"):
        book.acting_as("制单", PASSWORD)
    book.acting_as("制单", OTHER).enter(DAY, "收款", *LINES)
    assert book.verify().is_sound


def test_guessing_an_old_password_counts_as_guessing(book: Book, refused: Refusal) -> None:
    """Otherwise the change of a password would be a way to try as many as one likes."""
    maker = book.acting_as("制单")
    for _ in range(MOST_FAILURES):
        with refused("password.wrong"):
            maker.set_password(OTHER, old="猜的口令")
    with refused("user.locked"):
        maker.set_password(OTHER, old=PASSWORD)


def test_only_the_supervisor_sets_anothers_password(book: Book, refused: Refusal) -> None:
    with refused("user.may_not"):
        book.acting_as("审核").set_password(OTHER, name="制单")
    with refused("user.not_logged_in"):
        book.acting_as("制单").set_password(OTHER, name="审核")
    with refused("user.unknown"):
        book.set_password(OTHER, name="路人")
    with refused("user.unknown"):
        book.acting_as("路人").set_password(OTHER)
    maker = book.acting_as("制单", PASSWORD)
    maker.enter(DAY, "收款", *LINES)
    book.set_password(OTHER, name="制单")
    with refused("user.not_logged_in"):
        maker.enter(DAY, "收款", *LINES)


def test_a_supervisor_with_a_password_must_show_it_too(
    book: Book, place: str, refused: Refusal
) -> None:
    book.set_password(OTHER)
    book.add_user("出纳", [Role.CASHIER])
    with Book.open(place, by="主管") as another:
        for act in (
            lambda: another.add_user("鬼", [Role.SUPERVISOR]),
            lambda: another.set_policy("years_ahead", "2"),
            lambda: another.set_password(PASSWORD, name="制单"),
        ):
            with refused("user.not_logged_in"):
                act()


def test_everyone_may_be_asked_for_a_password(book: Book, refused: Refusal) -> None:
    """policy passwords_required: whoever has none must set one first, the supervisor included."""
    book.set_policy("passwords_required", "yes")
    for who in ("主管", "审核"):
        with refused("user.no_password"):
            book.acting_as(who).review("2024-01")
    reviewer = book.acting_as("审核")
    reviewer.set_password(OTHER)
    book.acting_as("制单", PASSWORD).enter(DAY, "收款", *LINES)
    assert reviewer.review("2024-01") == 1
    with refused("user.no_password"):
        book.set_policy("passwords_required", "no")
    book.set_password(OTHER)
    book.set_policy("passwords_required", "no")
    book.acting_as("记账").post("2024-01")


def test_whoever_is_removed_acts_no_more_and_comes_back_as_someone_new(
    book: Book, refused: Refusal
) -> None:
    maker = book.acting_as("制单", PASSWORD)
    maker.enter(DAY, "收款", *LINES)
    book.remove_user("制单")
    with refused("user.unknown"):
        maker.enter(DAY, "收款", *LINES)
    with refused("user.unknown"):
        book.acting_as("制单", PASSWORD)
    assert "制单" not in book.users()
    with refused("user.unknown"):
        book.remove_user("制单")
    assert book.voucher("2024-01/记/1").maker == "制单"
    book.add_user("制单", [Role.MAKER])
    assert {user.name for user in book.people() if user.password} == set()
    book.acting_as("制单").enter(DAY, "收款", *LINES)
    with refused("user.last_supervisor"):
        book.remove_user("主管")
    assert book.verify().is_sound


# Limits


@pytest.fixture
def limited(place: str) -> Iterator[Book]:
    """收付转; 小张 enters 1001–1002 and 5001, and only 收 and 付; 小李 reviews what is not 5602."""
    chart = Chart.of(
        [
            evolve(a, cash=Cash.BANK if a.code == "1002" else Cash.CASH)
            if a.code in ("1001", "1002") else a
            for a in CHART.accounts.values()
        ],
        closing_rules=CHART.closing_rules,
    )  # fmt: skip
    new = NewBook("有限", chart, Period(2024, 1), "test", words=WORD_SETS["收付转"])
    with create(place, new, by="主管") as book:
        book.add_user("制单", [Role.MAKER])
        book.add_user("小张", [Role.MAKER], accounts=["1001-1002", "5001"], words=["收", "付"])
        book.add_user("小李", ["reviewer"], accounts="1001-5001 5603", words="收 付")
        book.add_user("审核", [Role.REVIEWER])
        book.start()
        yield book


def told(act: Callable[[], object]) -> list[tuple[str, Any, Any]]:
    """The problems of a refusal: code, line, account or word."""
    with pytest.raises(Refused) as caught:
        act()
    return [
        (p.code, p.values.get("line"), p.values.get("account") or p.values.get("word"))
        for p in caught.value.problems
    ]


def test_limits_bind_whoever_enters_and_amends(limited: Book, tmp_path: Path) -> None:
    """100201 lies under 1002 and so in the range; 5602 does not; 转 is another's word."""
    maker = limited.acting_as("小张")
    entered = maker.enter(DAY, "收款", debit("100201", "5"), credit("5001", "5"), word="收")
    office = (debit("5602", "5"), credit("1001", "5"))
    assert told(lambda: maker.enter(DAY, "办公", *office, word="付")) == [
        ("user.account", 1, "5602")
    ]
    assert told(
        lambda: maker.enter(DAY, "计提", debit("5602", "5"), credit("2202", "5"), word="转")
    ) == [("user.account", 1, "5602"), ("user.account", 2, "2202"), ("user.word", None, "转")]
    changed = Voucher(DAY, (debit("1001", "5", "x"), credit("2202", "5", "x")))
    assert told(lambda: maker.amend(entered, changed)) == [("user.account", 2, "2202")]
    batch = [Voucher(DAY, (debit("5602", "5", "x"), credit("1001", "5", "x")), "付")] * 2
    assert told(lambda: maker.enter_many(batch)) == [("user.account", 1, "5602")] * 2
    sheet = tmp_path / "一月.csv"
    sheet.write_text(
        "凭证号,日期,摘要,科目编码,借方,贷方\n付-1,2024-01-05,x,5602,5,\n付-1,2024-01-05,x,1001,,5\n",
        "utf-8",
    )
    assert told(lambda: import_vouchers(maker, sheet)) == [("user.account", 1, "5602")]
    limited.acting_as("制单").enter(DAY, "办公", *office, word="付")
    assert limited.voucher("2024-01/收/1").lines[1].account == "5001"


def test_limits_bind_whoever_reviews(limited: Book) -> None:
    """A month is reviewed whole or not at all: all that is not theirs is told."""
    maker = limited.acting_as("制单")
    maker.enter(DAY, "收款", debit("1001", "5"), credit("5001", "5"), word="收")
    maker.enter(DAY, "办公", debit("5602", "5"), credit("1001", "5"), word="付")
    maker.enter(DAY, "利息", debit("5603", "5"), credit("2202", "5"), word="转")
    reviewer = limited.acting_as("小李")
    assert sorted(told(lambda: reviewer.review("2024-01")), key=str) == [
        ("user.account", 1, "5602"), ("user.word", None, "转"),
    ]  # fmt: skip
    assert told(lambda: reviewer.review("2024-01/付/1")) == [("user.account", 1, "5602")]
    assert told(lambda: reviewer.review("2024-01", word="转")) == [("user.word", None, "转")]
    assert reviewer.review("2024-01", word="收") == 1
    assert limited.acting_as("审核").review("2024-01") == 2


def test_limits_are_recorded_and_proved(limited: Book, by_hand: By, place: str) -> None:
    (entry,) = (e for e in limited.log(what="小张") if e.act == "user")
    assert json.loads(entry.after) == {
        "accounts": "1001-1002 5001", "roles": "maker", "words": "收 付",
    }  # fmt: skip
    assert limited.verify().is_sound
    with by_hand(place, commit=False) as hand:
        hand.run("UPDATE book_user SET accounts = '' WHERE name = '小张'")
        assert [p.code for p in Book.open(hand.connection).verify().problems] == ["verify.users"]


# Duties kept apart


@pytest.mark.parametrize(("one", "other"), APART)
def test_one_person_does_not_hold_duties_that_check_each_other(
    one: Role, other: Role, tmp_path: Path, refused: Refusal
) -> None:
    """会计基础工作规范 第十二条: 出纳不得兼管稽核、档案保管和收入、费用、债权债务账目的登记."""
    with new_book(tmp_path / "book.ledger") as book:
        with refused("role.apart"):
            book.add_user("小王", [one, other])
        book.add_user("小王", [one])
        with refused("role.apart"):
            book.add_user("小王", [other, one])
        book.set_policy("cashier_may_keep", "yes")
        book.add_user("小王", [one, other])
        assert book.users()["小王"] == {one, other}


def test_an_auditor_reads_and_exports_and_does_nothing(place: str, refused: Refusal) -> None:
    with new_book(place, regime="reversible") as book:
        book.add_user("审计", [Role.AUDITOR])
        key = str(book.acting_as("制单").enter(DAY, "收款", *LINES).key)
        before = book.chain_head()
    with Book.open(place, by="审计") as auditor:
        period = "2024-01"
        acts: dict[str, Callable[[], object]] = {
            "user": lambda: auditor.add_user("审计", [Role.SUPERVISOR]),
            "policy": lambda: auditor.set_policy("years_ahead", "3"),
            "account": lambda: auditor.set_accounts(CHART.accounts.values()),
            "dimension": lambda: auditor.set_dimension_kind("项目"),
            "commodity": lambda: auditor.set_commodity("大米", scale=3),
            "opening": lambda: auditor.set_opening([]),
            "start": auditor.start,
            "enter": lambda: auditor.enter(DAY, "x", *LINES),
            "amend": lambda: auditor.amend(key, Voucher(DAY, LINES)),
            "void": lambda: auditor.void(key),
            "unvoid": lambda: auditor.unvoid(key),
            "renumber": lambda: auditor.renumber(period),
            "reverse": lambda: auditor.reverse(key),
            "sign": lambda: auditor.sign(key),
            "unsign": lambda: auditor.unsign(key),
            "review": lambda: auditor.review(key),
            "unreview": lambda: auditor.unreview(key),
            "post": lambda: auditor.post(period),
            "unpost": lambda: auditor.unpost(period),
            "carry_forward": lambda: auditor.carry_forward(period),
            "close": lambda: auditor.close(period),
            "reopen": lambda: auditor.reopen(period),
            "roll_over": lambda: auditor.roll_over(2024),
        }
        for name, act in acts.items():
            assert name in PERMITTED
            with refused("user.may_not"):
                act()
        assert auditor.chain_head() == before
        report = reports.trial_balance(auditor, period, include_unposted=True)
        assert render.json(report)
        assert render.csv(report)
        assert len(list(auditor.log())) == 7
        assert auditor.verify().is_sound


# The cashier's signature


@pytest.fixture
def signed(place: str) -> Iterator[Book]:
    """
    1001 is cash, 1002 and what is below it bank; the policy wants the cashier's signature.
    2024-01  记-1  现金 5.00 ← 收入     记-2  管理费用 3.00 ← 应付     记-3  应付 3.00 ← 工行
    """
    accounts = [
        evolve(CHART.accounts["1001"], cash=Cash.CASH), evolve(CHART.accounts["1002"], cash=Cash.BANK),
    ]  # fmt: skip
    with new_book(place, regime="reversible") as book:
        book.set_accounts(accounts)
        book.add_user("出纳", [Role.CASHIER])
        book.add_user("出纳乙", [Role.CASHIER])
        book.set_policy("cashier_signs", "yes")
        maker = book.acting_as("制单")
        maker.enter(DAY, "收款", *LINES)
        maker.enter(DAY, "计提", debit("5602", "3"), credit("2202", "3"))
        maker.enter(DAY, "付款", debit("2202", "3"), credit("100201", "3"))
        yield book


def test_what_touches_money_is_posted_only_with_a_signature(signed: Book, refused: Refusal) -> None:
    reviewer, poster, cashier = (signed.acting_as(who) for who in ("审核", "记账", "出纳"))
    reviewer.review("2024-01")
    with pytest.raises(Refused) as caught:
        poster.post("2024-01")
    assert [(p.code, p.values["voucher"]) for p in caught.value.problems] == [
        ("post.not_signed", "2024-01/记/1"), ("post.not_signed", "2024-01/记/3"),
    ]  # fmt: skip
    with refused("sign.nothing"):
        cashier.sign("2024-01/记/2")
    assert cashier.sign("2024-01/记/1") == 1
    with refused("post.not_signed"):
        poster.post("2024-01")
    assert cashier.sign("2024-01") == 1, "what is signed is not signed again"
    with refused("sign.nothing"):
        signed.acting_as("出纳乙").sign("2024-01")
    assert poster.post("2024-01") == 3
    assert [signed.voucher(f"2024-01/记/{n}").cashier for n in (1, 2, 3)] == ["出纳", "", "出纳"]
    with refused("sign.nothing"):
        cashier.unsign("2024-01")
    assert [(e.subject, e.before, e.after) for e in signed.log(who="出纳")] == [
        ("2024-01/记/1", "", '{"vouchers":1}'), ("2024-01/*/1 …", "", '{"vouchers":1}'),
    ]  # fmt: skip
    assert signed.verify().is_sound


def test_a_signed_draft_is_not_changed_behind_the_cashiers_back(
    signed: Book, refused: Refusal
) -> None:
    maker, cashier = signed.acting_as("制单"), signed.acting_as("出纳")
    cashier.sign()
    changed = Voucher(DAY, (debit("1001", "6", "x"), credit("5001", "6", "x")))
    with refused("amend.signed"):
        maker.amend("2024-01/记/1", changed)
    with refused("amend.signed"):
        maker.void("2024-01/记/1")
    with refused("unsign.other"):
        signed.acting_as("出纳乙").unsign("2024-01/记/1")
    with refused("user.may_not"):
        signed.acting_as("审核").unsign("2024-01/记/1")
    assert cashier.unsign("2024-01/记/1") == 1
    maker.amend("2024-01/记/1", changed)
    maker.void("2024-01/记/1")
    with refused("sign.nothing"):
        cashier.sign("2024-01/记/1")
    assert signed.voucher("2024-01/记/3").cashier == "出纳"


def test_without_the_policy_nobody_waits_for_the_cashier(signed: Book) -> None:
    signed.set_policy("cashier_signs", "no")
    signed.acting_as("审核").review()
    assert signed.acting_as("记账").post() == 3


def test_a_signature_is_part_of_what_is_posted(signed: Book, by_hand: By, place: str) -> None:
    """Put there by plain SQL once the voucher is posted, or exchanged, it is refused or seen."""
    signed.acting_as("审核").review()
    signed.acting_as("出纳").sign()
    signed.acting_as("记账").post()
    with by_hand(place, commit=False) as hand:
        change = "UPDATE voucher SET cashier = '出纳乙' WHERE number = 1"
        assert "guard" in hand.refusal_of(change)
        hand.drop_the_guards()
        hand.run(change)
        problems = Book.open(hand.connection).verify().problems
        assert [p.code for p in problems] == ["verify.voucher"]
    signed.unpost("2024-01")
    assert signed.voucher("2024-01/记/1").cashier == "出纳", (
        "unposting takes back the posting alone"
    )


# Policies


def test_the_history_of_a_policy_is_in_the_log(book: Book, refused: Refusal) -> None:
    for value in ("warn", "refuse", "warn"):
        book.set_policy("negative_balance", value)
    with refused("policy.value"):
        book.set_policy("negative_balance", "perhaps")
    with refused("policy.unknown"):
        book.set_policy("colour", "red")
    with refused("account.unknown"):
        book.set_policy("exchange_difference", "9999")
    with refused("account.not_leaf"):
        book.set_policy("exchange_difference", "1002")
    with refused("user.may_not"):
        book.acting_as("审核").set_policy("negative_balance", "refuse")
    told = [
        (e.who, e.subject, json.loads(e.before)["value"], json.loads(e.after)["value"])
        for e in book.log()
        if e.act == "policy"
    ]
    assert told == [
        ("主管", "negative_balance", "", "warn"), ("主管", "negative_balance", "warn", "refuse"),
        ("主管", "negative_balance", "refuse", "warn"),
    ]  # fmt: skip
    assert book.policies()["negative_balance"] == "warn"
    assert book.verify().is_sound


def test_exports_say_which_policies_are_in_force(book: Book) -> None:
    """Whoever reads a report sees that one person may have entered and reviewed alone."""
    made = [reports.trial_balance(book, "2024-01"), reports.notice(book, "3001", "2024-01")]
    assert {report.policies for report in made} == {""}
    assert "参数" not in render.table(made[0])
    book.set_policy("same_person_may_review", "yes")
    book.set_policy("years_ahead", "3")
    book.set_policy("negative_balance", "refuse")
    in_force = "same_person_may_review=yes years_ahead=3"
    for report in (
        reports.trial_balance(book, "2024-01"), reports.notice(book, "3001", "2024-01"),
    ):  # fmt: skip
        assert report.policies == in_force
        assert f"参数：{in_force}" in render.table(report)
        assert json.loads(render.json(report))["policies"] == in_force
        assert render.xlsx(report)


def test_someone_limited_to_a_word_leaves_the_vouchers_of_others_alone(
    place: str, refused: Refusal
) -> None:
    """甲 uses 付 only: the 记 voucher of 制单 is neither voided nor renumbered by 甲."""
    with new_book(place) as book:
        book.add_user("甲", ["maker"], words=["付"])
        lines = (debit("1001", "5"), credit("5001", "5"))
        made = book.acting_as("制单").enter(date(2024, 1, 5), "x", *lines)
        with refused("user.word"):
            book.acting_as("甲").void(made)
        with refused("user.word"):
            book.acting_as("甲").renumber("2024-01", "记")
        assert book.voucher(made.key).state == "draft"
