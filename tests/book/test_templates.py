"""Templates of a book: kept, used, made from a voucher, copied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from ledgerlib import (
    Book,
    Refused,
    Settlement,
    Side,
    State,
    Template,
    TemplateLine,
    credit,
    debit,
)
from ledgerlib.testing import new_book

DAY = date(2024, 1, 31)
#: Water and power, asked for, all from the bank.
UTILITIES = Template(
    "水电",
    (
        TemplateLine("5602", Side.DEBIT, "?水费", "付水费"),
        TemplateLine("5603", Side.DEBIT, "?电费"),
        TemplateLine("100201", Side.CREDIT, "balance", settlement="转账"),
    ),
    attachments=2,
)


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    with new_book(place) as book:
        yield book


def refused(book: Book, name: str, **given: object) -> list[str]:
    with pytest.raises(Refused) as caught:
        book.from_template(name, DAY, **given)  # type: ignore[arg-type]
    return [problem.code for problem in caught.value.problems]


def test_a_template_makes_a_draft(book: Book) -> None:
    """
    水电  借 5602 水费 10.50  借 5603 电费 89.50  贷 100201 100.00 转账        → 2024-01/记/1
    """
    maker = book.acting_as("制单")
    maker.set_template(UTILITIES)
    assert book.templates() == {"水电": UTILITIES}
    made = maker.from_template("水电", DAY, amounts={"水费": "10.50", "电费": "89.50"})
    found = book.voucher(made.key)
    assert (str(found.key), found.state, found.attachments) == ("2024-01/记/1", State.DRAFT, 2)
    assert found.maker == "制单"
    assert [(x.account, x.amount, x.summary) for x in found.lines] == [
        ("5602", Decimal("10.50"), "付水费"),
        ("5603", Decimal("89.50"), "水电"),
        ("100201", Decimal("100.00"), "水电"),
    ]
    assert found.lines[2].settlement == Settlement("转账")
    assert (
        maker.from_template(
            "水电", DAY, amounts={"水费": "1", "电费": "1"}, attachments=5
        ).attachments
        == 5
    )
    assert book.verify().is_sound


def test_what_is_missing_is_told_at_once_and_nothing_is_entered(book: Book) -> None:
    maker = book.acting_as("制单")
    maker.set_template(UTILITIES)
    assert refused(maker, "水电") == ["template.missing", "template.missing"]
    given = {"水费": "十元", "电费": "5", "煤气费": "3"}
    assert refused(maker, "水电", amounts=given) == ["template.figure", "template.not_asked"]
    assert refused(maker, "没有") == ["definition.unknown"]
    with pytest.raises(TypeError):
        maker.from_template("水电", DAY, amounts={"水费": 0.1, "电费": "5"})  # type: ignore[dict-item]
    assert book.last_number(book.facts().current, "记") == 0


def test_a_template_on_accounts_the_chart_has_not_is_refused(book: Book) -> None:
    """Every line is looked at when it is kept; so is the word."""
    wrong = Template(
        "错", (TemplateLine("9999", Side.DEBIT, "5"), TemplateLine("1002", Side.CREDIT, "5")), "付"
    )
    with pytest.raises(Refused) as caught:
        book.acting_as("制单").set_template(wrong)
    assert [problem.code for problem in caught.value.problems] == [
        "account.unknown", "account.not_leaf", "word.unknown",
    ]  # fmt: skip
    assert book.templates() == {}


def test_templates_are_changed_in_place_and_taken_away(book: Book) -> None:
    """Each act is told in the log, with what stood there before; doing nothing is not."""
    maker = book.acting_as("制单")
    other = Template("提现", (TemplateLine("1001", Side.DEBIT, "balance"),
                            TemplateLine("100201", Side.CREDIT, "?金额")))  # fmt: skip
    maker.set_template(UTILITIES)
    maker.set_template(other)
    maker.set_template(UTILITIES)
    changed = Template("水电", UTILITIES.lines, attachments=7)
    maker.set_template(changed)
    assert list(book.templates().values()) == [changed, other]
    maker.remove_template("水电")
    assert list(book.templates()) == ["提现"]
    with pytest.raises(Refused):
        maker.remove_template("水电")
    told = [(e.subject, bool(e.before), bool(e.after)) for e in book.log(what="define")]
    assert told == [
        ("template 水电", False, True), ("template 提现", False, True),
        ("template 水电", True, True), ("template 水电", True, False),
    ]  # fmt: skip
    with pytest.raises(Refused):
        book.acting_as("审核").set_template(UTILITIES)


def test_a_voucher_is_kept_as_a_template(book: Book) -> None:
    maker = book.acting_as("制单")
    lines = (debit("1001", "500"), credit("100201", "500", settlement=Settlement("现金支票", "77")))
    first = maker.enter(date(2024, 1, 5), "提取备用金", *lines, attachments=1)
    maker.save_as_template(first, "提现")
    again = maker.from_template("提现", DAY)
    assert [(x.account, x.amount, x.summary) for x in again.lines] == [
        (x.account, x.amount, x.summary) for x in first.lines
    ]
    assert again.lines[1].settlement == Settlement("现金支票")


def test_a_copy_is_a_fresh_draft_with_the_same_lines(book: Book) -> None:
    """
    2024-01-05  记-1  提取备用金  posted; its reversal 记-2 too
    2024-02-03  记-1  copied from 记-2: no link, no number, no documents of the original
    """
    maker = book.acting_as("制单")
    first = maker.enter(
        date(2024, 1, 5), "提取备用金", debit("1001", "500"), credit("100201", "500"),
        attachments=3, reference="A7", idempotency_key="once",
    )  # fmt: skip
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    red = maker.reverse(first)
    copied = maker.copy(red, date(2024, 2, 3))
    found = book.voucher(copied.key)
    assert found.lines == red.lines
    assert (str(found.key), found.state, found.kind.value) == (
        "2024-02/记/1",
        State.DRAFT,
        "ordinary",
    )
    assert (found.reverses, found.attachments, found.reference) == (None, 0, "")
    maker.void(red)
    assert maker.copy(red, date(2024, 2, 4)).number == 2
    assert book.verify().is_sound
