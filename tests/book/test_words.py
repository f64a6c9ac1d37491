"""The voucher words of a book and their rules, through every path that a voucher comes in by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from ledgerlib import (
    WORD_SETS,
    Book,
    Cash,
    Chart,
    Demand,
    NewBook,
    Period,
    Refused,
    Role,
    Side,
    Template,
    TemplateLine,
    Voucher,
    Word,
    create,
    credit,
    debit,
    import_vouchers,
)
from ledgerlib.testing import CHART, new_book

MONEY = {"1001": Cash.CASH, "1002": Cash.BANK}
CASH_CHART = Chart.of(
    (evolve(a, cash=MONEY.get(a.code, Cash.NONE)) for a in CHART.accounts.values()),
    closing_rules=CHART.closing_rules,
)
DAY = date(2024, 1, 5)
#: Rent paid in cash: no receipt.
PAID = (debit("5602", "30", "付房租"), credit("1001", "30", "付房租"))
TAKEN = (debit("1001", "80", "收货款"), credit("5001", "80", "收货款"))


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """A book with 收, 付 and 转."""
    new = NewBook("测试单位", CASH_CHART, Period(2024, 1), "test", words=WORD_SETS["收付转"])
    with create(place, new, by="主管") as book:
        for who, role in (("制单", Role.MAKER), ("审核", Role.REVIEWER), ("记账", Role.POSTER)):
            book.add_user(who, [role])
        book.start()
        yield book


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert [problem.code for problem in caught.value.problems] == list(codes)


def test_a_receipt_that_takes_nothing_in_is_refused_whichever_way_it_comes(
    book: Book, tmp_path: Path
) -> None:
    """收款凭证借方非现金、银行 → 提示并拒绝 (财会字〔1994〕27号)."""
    maker = book.acting_as("制单")
    with refused("word.debit_has"):
        maker.enter(DAY, "付房租", *PAID, word="收")
    with refused("word.debit_has"):
        maker.enter_many([Voucher(DAY, PAID, "收")])
    with refused("word.debit_has", "word.debit_has"):
        maker.enter_parts([Voucher(DAY, PAID, "收"), Voucher(DAY, PAID, "收")])
    sheet = tmp_path / "一月.csv"
    sheet.write_text(
        "凭证号,日期,摘要,科目编码,借方,贷方\n收-1,2024-01-05,付房租,5602,30,\n收-1,2024-01-05,付房租,1001,,30\n",
        "utf-8",
    )
    with refused("word.debit_has"):
        import_vouchers(maker, sheet)
    lines = (TemplateLine("5602", Side.DEBIT, "30"), TemplateLine("1001", Side.CREDIT, "balance"))
    maker.set_template(Template("房租", lines, "收"))
    with refused("word.debit_has"):
        maker.from_template("房租", DAY)
    entered = maker.enter(DAY, "收货款", *TAKEN, word="收")
    with refused("word.debit_has"):
        maker.amend(entered, Voucher(DAY, PAID))
    assert book.last_number(Period(2024, 1), "收") == 1


def test_each_word_has_numbers_of_its_own_and_the_book_closes_under_its_own(book: Book) -> None:
    maker = book.acting_as("制单")
    made = [
        maker.enter(DAY, "收货款", *TAKEN, word="收"),
        maker.enter(DAY, "付房租", *PAID, word="付"),
        maker.enter(DAY, "付房租", *PAID, word="付"),
    ]
    assert [str(v.key) for v in made] == ["2024-01/收/1", "2024-01/付/1", "2024-01/付/2"]
    with refused("word.unknown"):
        maker.enter(DAY, "付房租", *PAID)
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    red = maker.reverse(made[1])
    assert (red.word, red.number) == ("付", 3)
    right = maker.correct(made[2], debit("5602", "30"), credit("2202", "30"))[1]
    assert (right.word, right.number) == ("转", 1)
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    assert {voucher.word for voucher in maker.carry_forward("2024-01")} == {"转"}
    assert book.verify().is_sound


def test_words_are_set_by_the_supervisor_and_recorded(book: Book) -> None:
    """转 gives way to 记 while nothing stands under it; 收 does not."""
    book.acting_as("制单").enter(DAY, "收货款", *TAKEN, word="收")
    kept = WORD_SETS["收付转"][:2]
    book.set_words([*kept, Word("记")])
    assert book.words() == ["收", "付", "记"]
    assert book.word_rules() == [*kept, Word("记")]
    with refused("word.in_use"):
        book.set_words("现银转")
    with refused("user.may_not"):
        book.acting_as("制单").set_words("记")
    book.set_words([*kept, Word("记")])
    (told,) = book.log(what="word 收")
    assert (told.who, told.act, told.subject) == ("主管", "word", "收 付 记")
    assert "转" in told.before
    assert "转" not in told.after
    book.acting_as("制单").enter(DAY, "付房租", *PAID)
    assert book.verify().is_sound


def test_a_rule_of_ones_own_holds_from_then_on(book: Book) -> None:
    """特: the bank's account, and what is below it, on the credit side."""
    book.set_words([*WORD_SETS["收付转"], Word("特", Demand.CREDIT_HAS, ("1002",))])
    maker = book.acting_as("制单")
    maker.enter(DAY, "付房租", debit("5602", "30"), credit("100201", "30"), word="特")
    with refused("word.credit_has"):
        maker.enter(DAY, "付房租", *PAID, word="特")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ["word.none", "word.in_use"]),
        ([Word("收"), Word("收")], ["word.doubled"]),
        ([Word("收"), Word("记1"), Word(""), Word("a/b"), Word("第")], ["word.malformed"] * 4),
        ([Word("收", Demand.HAS)], ["word.rule"]),
        ([Word("收", of=("cash",))], ["word.rule"]),
        ([Word("收", Demand.HAS, ("9999", "1001"))], ["word.of_unknown"]),
        ([Word("收", Demand.HAS, ("equivalent",))], ["word.no_such_money"]),
        ("收付", ["word.no_set"]),
    ],
    ids=["none", "doubled", "malformed", "no accounts", "no demand", "unknown", "no money", "set"],
)
def test_words_that_make_no_sense_are_refused(
    book: Book, words: list[Word] | str, said: list[str]
) -> None:
    book.acting_as("制单").enter(DAY, "收货款", *TAKEN, word="收")
    with refused(*said):
        book.set_words(words)
    assert book.words() == ["收", "付", "转"]


def test_a_set_that_the_chart_could_never_meet_is_refused(place: str) -> None:
    """No account is marked as cash or bank: every 收 voucher would be refused."""
    with new_book(place) as plain, refused("word.no_such_money", "word.no_such_money"):
        plain.set_words("收付转")
