"""One business over several vouchers: 5.1, 5.2, 5.3 share a number (分数编号法)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from ledgerlib import Book, Refused, Voucher, credit, debit
from ledgerlib.testing import new_book

DAY = date(2024, 1, 5)


def plain(amount: str = "5", day: date = DAY, number: int | None = None) -> Voucher:
    return Voucher(
        day, (debit("1001", amount, "收货款"), credit("5001", amount, "收货款")), number=number
    )


def three(number: int | None = None) -> list[Voucher]:
    return [plain(str(amount), number=number) for amount in (10, 20, 30)]


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert [problem.code for problem in caught.value.problems] == list(codes)


def names(vouchers: object) -> list[str]:
    return [str(voucher.key) for voucher in vouchers]  # type: ignore[attr-defined]


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """记-1, then 记-2.1 to 2.3, then 记-3."""
    with new_book(place) as book:
        maker = book.acting_as("制单")
        maker.enter_many([plain()])
        assert names(maker.enter_parts(three())) == [f"2024-01/记/2.{part}" for part in (1, 2, 3)]
        maker.enter_many([plain()])
        yield book
        assert book.verify().is_sound


def numbers(book: Book) -> list[str]:
    return [key.removeprefix("2024-01/记/") for key in names(book.posted())]


def test_parts_are_entered_as_one_act_and_posted_together(book: Book) -> None:
    """One record tells of all three; whichever part is named, all three are posted."""
    (told,) = book.log(what="parts")
    assert (told.act, told.subject, told.who) == ("enter", "2024-01/记/2.1 … 2.3", "制单")
    assert book.voucher("2024-01/记/2.2").part == 2
    book.acting_as("审核").review("2024-01", last=2)
    poster = book.acting_as("记账")
    poster.post("2024-01/记/1")
    assert poster.post("2024-01/记/2.2") == 3
    assert numbers(book) == ["1", "2.1", "2.2", "2.3"]
    book.acting_as("审核").review("2024-01")
    assert poster.post("2024-01") == 1
    assert numbers(book) == ["1", "2.1", "2.2", "2.3", "3"]


def test_a_part_that_is_not_reviewed_holds_the_others_back(book: Book) -> None:
    reviewer, poster = book.acting_as("审核"), book.acting_as("记账")
    reviewer.review("2024-01/记/1")
    poster.post("2024-01/记/1")
    reviewer.review("2024-01/记/2.1")
    reviewer.review("2024-01/记/2.3")
    with refused("post.not_reviewed"):
        poster.post("2024-01/记/2.1")
    assert numbers(book) == ["1"]


@pytest.mark.parametrize("part", [1, 2])
def test_a_missing_part_is_a_gap_until_the_numbers_are_closed_up(book: Book, part: int) -> None:
    """记-2.2 is void: 2.1 and 2.3 can't be posted; renumbered they are 2.1 and 2.2, still together."""
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    maker.void(f"2024-01/记/2.{part}")
    reviewer.review("2024-01")
    with refused("post.gap"):
        poster.post("2024-01")
    assert maker.renumber("2024-01") == {}
    assert poster.post("2024-01") == 4
    assert numbers(book) == ["1", "2.1", "2.2", "3"]


def test_renumbering_moves_parts_together(book: Book) -> None:
    """记-1 is taken out: 2.1, 2.2, 2.3 become 1.1, 1.2, 1.3 and 记-3 becomes 记-2."""
    maker = book.acting_as("制单")
    maker.void("2024-01/记/1")
    assert maker.renumber("2024-01") == {2: 1, 3: 2}
    book.acting_as("审核").review("2024-01")
    assert book.acting_as("记账").post("2024-01") == 4
    assert numbers(book) == ["1.1", "1.2", "1.3", "2"]
    assert maker.enter_many([plain()]).last is not None
    assert book.last_number(book.facts().current, "记") == 3


def test_renumbering_by_date_keeps_parts_together(place: str) -> None:
    """记-1.1 of the 9th and 记-1.2 of the 3rd, 记-2 of the 5th: parts 1.1 and 1.2 first, in order of days."""
    with new_book(place) as book:
        maker = book.acting_as("制单")
        maker.enter_parts([plain("1", date(2024, 1, 9)), plain("2", date(2024, 1, 3))])
        maker.enter_many([plain("3", date(2024, 1, 5))])
        maker.renumber("2024-01", by_date=True)
        found = [book.voucher(f"2024-01/记/{n}") for n in ("1.1", "1.2", "2")]
        assert [voucher.day.day for voucher in found] == [3, 9, 5]


def test_parts_are_unposted_together_and_only_from_the_last(place: str) -> None:
    """记-1, 记-2.1 to 2.3, 记-3 posted: 2.2 alone can't be taken back while 记-3 stands."""
    with new_book(place, regime="reversible") as book:
        maker = book.acting_as("制单")
        maker.enter_many([plain()])
        maker.enter_parts(three())
        maker.enter_many([plain()])
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        with refused("unpost.not_last"):
            book.unpost("2024-01/记/2.2")
        assert book.unpost("2024-01/记/3") == 1
        assert book.unpost("2024-01/记/2.2") == 3
        assert numbers(book) == ["1"]
        assert book.acting_as("记账").post("2024-01") == 4
        assert book.verify().is_sound


def test_the_last_part_does_not_come_back_when_the_others_are_posted(book: Book) -> None:
    """2.3 is void, 2.1 and 2.2 are posted without it: nothing is posted behind their backs."""
    maker = book.acting_as("制单")
    maker.void("2024-01/记/2.3")
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    with refused("unvoid.parts_posted"):
        maker.unvoid("2024-01/记/2.3")
    with refused("voucher.duplicate"):
        maker.enter_many([Voucher(DAY, plain().lines, number=2, part=4)])
    maker.renumber("2024-01")
    assert numbers(book) == ["1", "2.1", "2.2", "3"]


def test_each_part_balances_by_itself_and_they_belong_together(book: Book) -> None:
    """All problems at once, and nothing is entered."""
    maker = book.acting_as("制单")
    out = Voucher(DAY, (debit("1001", "5", "x"), credit("5001", "6", "x")))
    with refused("voucher.unbalanced", "voucher.unbalanced"):
        maker.enter_parts([out, plain(), out])
    with refused("parts.too_few"):
        maker.enter_parts([plain()])
    with refused("parts.differ"):
        maker.enter_parts([plain(), plain(day=date(2024, 2, 1))])
    with refused("voucher.duplicate", "voucher.duplicate", "voucher.duplicate"):
        maker.enter_parts(three(number=3))
    assert book.last_number(book.facts().current, "记") == 3
    assert names(maker.enter_parts(three(number=5)))[0] == "2024-01/记/5.1"


def test_a_part_is_named_in_its_reversal(book: Book) -> None:
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    red = book.acting_as("制单").reverse("2024-01/记/2.2")
    assert red.lines[0].summary == "注销1月5日记2.2号凭证 收货款"
    assert (str(red.reverses), red.part) == ("2024-01/记/2.2", 0)
