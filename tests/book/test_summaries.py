"""The library of summaries: a few letters find one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledgerlib import Book, Refused
from ledgerlib.testing import new_book


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    with new_book(place) as book:
        maker = book.acting_as("制单")
        maker.set_summary("03", "提取现金备用", "1001")
        maker.set_summary("01", "支付办公费", "5602")
        maker.set_summary("02", "支付电费")
        yield book


def test_code_initials_and_text_find_a_summary(book: Book) -> None:
    wanted = {
        "": ["01", "02", "03"], "0": ["01", "02", "03"], "03": ["03"], "zf": ["01", "02"],
        "ZFDF": ["02"], "tq": ["03"], "现金": ["03"], "费": ["01", "02"], "没有": [],
    }  # fmt: skip
    assert {search: [each.code for each in book.summaries(search)] for search in wanted} == wanted


def test_a_summary_is_changed_and_taken_away(book: Book) -> None:
    maker = book.acting_as("制单")
    maker.set_summary("02", "支付水电费")
    (changed,) = book.summaries("02")
    assert (changed.text, changed.mnemonic, changed.account) == ("支付水电费", "zfsdf", "")
    maker.remove_summary("02")
    assert [each.code for each in book.summaries()] == ["01", "03"]
    told = list(book.log(what="summary 02"))
    assert [(e.who, bool(e.before), bool(e.after)) for e in told] == [
        ("制单", False, True), ("制单", True, True), ("制单", True, False),
    ]  # fmt: skip
    assert book.verify().is_sound


@pytest.mark.parametrize(
    ("code", "text", "account", "said"),
    [("", "", "", ["summary.uncoded", "summary.missing"]),
     ("9", "摘" * 201, "9999", ["summary.too_long", "account.unknown"])],
)  # fmt: skip
def test_a_summary_that_nobody_could_use_is_refused(
    book: Book, code: str, text: str, account: str, said: list[str]
) -> None:
    with pytest.raises(Refused) as caught:
        book.acting_as("制单").set_summary(code, text, account)
    assert [problem.code for problem in caught.value.problems] == said
    with pytest.raises(Refused):
        book.acting_as("制单").remove_summary("9")
