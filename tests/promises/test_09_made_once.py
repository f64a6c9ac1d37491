"""Promise 9: an entry with an idempotency key is made once."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledgerlib import Book, Line, Measure, Period, Voucher, credit, debit
from ledgerlib.testing import new_book

Refusal = Callable[..., Any]
DAY = date(2024, 1, 9)
LINES = (debit("1001", "5"), credit("5001", "5"))


@pytest.fixture
def maker(place: str) -> Iterator[Book]:
    with new_book(place) as book:
        yield book.acting_as("制单")


def _count(book: Book) -> int:
    return book.last_number(Period(2024, 1), "记")


def test_the_same_key_and_content_returns_the_first(maker: Book, place: str) -> None:
    """Sent three times, once from another program: one voucher, one record."""
    first = maker.enter(DAY, "保费", *LINES, idempotency_key="policy-1")
    head = maker.chain_head()
    again = maker.enter(DAY, "保费", *LINES, idempotency_key="policy-1")
    with Book.open(place, by="制单") as other:
        elsewhere = other.enter(DAY, "保费", *LINES, idempotency_key="policy-1")
    assert first.key == again.key == elsewhere.key
    assert first.voucher_id == again.voucher_id == elsewhere.voucher_id
    assert again.lines == elsewhere.lines == maker.voucher(first.key).lines
    assert maker.chain_head() == head
    assert _count(maker) == 1
    assert maker.enter(DAY, "保费", *LINES).number == 2  # without a key it is another
    assert maker.enter(DAY, "保费", *LINES, idempotency_key="policy-2").number == 3


SAME: dict[str, tuple[Line, ...]] = {
    "trailing zeros": (debit("1001", "5.00"), credit("5001", Decimal("5.0"))),
    "the currency by name": (
        debit("1001", "5", commodity="CNY"), credit("5001", "5", commodity="CNY"),
    ),
    "the summary on each line": (debit("1001", "5", "保费"), credit("5001", "5", "保费")),
    "full-width digits": (debit("1001", "５"), credit("5001", "５.００")),
}  # fmt: skip


def test_the_same_content_written_otherwise_is_the_same(maker: Book) -> None:
    """5 is 5.00, the currency is the currency, é is é."""
    for name, lines in SAME.items():
        first = maker.enter(DAY, "保费", *LINES, idempotency_key=name)
        assert maker.enter(DAY, "保费", *lines, idempotency_key=name).key == first.key, name
    cafe = unicodedata.normalize("NFC", "café")
    first = maker.enter(DAY, cafe, *LINES, idempotency_key="nf")
    decomposed = unicodedata.normalize("NFD", cafe)
    assert maker.enter(DAY, decomposed, *LINES, idempotency_key="nf").key == first.key


def test_a_quantity_written_otherwise_is_the_same(maker: Book) -> None:
    """20 kg is 20.0 kg, at 4 as at 4.00."""
    measured = [
        (debit("1001", "80", measure=Measure("CNY", Decimal(q), Decimal(r))), credit("5001", "80"))
        for q, r in (("20", "4"), ("20.0", "4.00"))
    ]
    first = maker.enter(DAY, "x", *measured[0], idempotency_key="kg")
    assert maker.enter(DAY, "x", *measured[1], idempotency_key="kg").key == first.key


OTHER: dict[str, dict[str, Any]] = {
    "amount": {"lines": (debit("1001", "6"), credit("5001", "6"))},
    "account": {"lines": (debit("100201", "5"), credit("5001", "5"))},
    "order": {"lines": LINES[::-1]},
    "red": {"lines": (credit("1001", "-5"), debit("5001", "-5"))},
    "dimension": {"lines": (debit("1001", "5", dimension="客户:甲"), LINES[1])},
    "one summary": {"lines": (debit("1001", "5", "别的"), LINES[1])},
    "summary": {"summary": "别的"},
    "day": {"day": date(2024, 1, 10)},
    "month": {"day": date(2024, 2, 9)},
    "attachments": {"attachments": 1},
    "reference": {"reference": "R-1"},
    "number": {"number": 7},
}


def test_the_same_key_with_other_content_is_refused(maker: Book, refused: Refusal) -> None:
    """Whatever is changed: amount, account, side, order, day, summary, attachments, reference."""
    maker.enter(DAY, "保费", *LINES, idempotency_key="k")
    head = maker.chain_head()
    for change in OTHER.values():
        given: dict[str, Any] = {"day": DAY, "summary": "保费", "lines": LINES, **change}
        day, summary, lines = given.pop("day"), given.pop("summary"), given.pop("lines")
        with refused("idempotency.other_content"):
            maker.enter(day, summary, *lines, idempotency_key="k", **given)
    assert maker.chain_head() == head
    assert _count(maker) == 1


def test_a_key_is_used_up_by_what_was_entered_and_by_nothing_else(
    maker: Book, refused: Refusal, that_fails: Refusal
) -> None:
    """An entry that was refused, or rolled back, leaves its key free."""
    with refused("voucher.unbalanced"):
        maker.enter(DAY, "x", debit("1001", "5"), credit("5001", "6"), idempotency_key="k")
    with that_fails(maker.transaction()):
        maker.enter(DAY, "x", debit("1001", "7"), credit("5001", "7"), idempotency_key="k")
    assert maker.enter(DAY, "x", *LINES, idempotency_key="k").number == 1


def test_the_first_is_returned_whatever_became_of_it(maker: Book) -> None:
    """Reviewed, posted, its month closed: the caller who asks again is told of the first all the same."""
    first = maker.enter(DAY, "x", debit("1001", "5"), credit("3001", "5"), idempotency_key="k")

    def again() -> Voucher:
        return maker.enter(DAY, "x", debit("1001", "5"), credit("3001", "5"), idempotency_key="k")

    maker.acting_as("审核").review()
    assert again().state == "reviewed"
    maker.acting_as("记账").post()
    assert again().state == "posted"
    maker.acting_as("主管").close("2024-01")
    assert again().key == first.key
    assert _count(maker) == 1


def test_the_first_is_found_under_its_new_number(maker: Book) -> None:
    """记-1 is voided and taken out: what was 记-2 is 记-1 now, and its key still finds it."""
    maker.enter(DAY, "先", *LINES, idempotency_key="a")
    second = maker.enter(DAY, "后", *LINES, idempotency_key="b")
    maker.void("2024-01/记/1")
    maker.renumber("2024-01")
    found = maker.enter(DAY, "后", *LINES, idempotency_key="b")
    assert (found.number, found.voucher_id) == (1, second.voucher_id)


def test_what_was_voided_and_taken_out_is_not_made_again(maker: Book, refused: Refusal) -> None:
    """The voucher under the key is void, then gone: asked again it is not made a second time."""
    maker.enter(DAY, "x", *LINES, idempotency_key="k")
    maker.void("2024-01/记/1")
    assert maker.enter(DAY, "x", *LINES, idempotency_key="k").state == "void"
    maker.renumber("2024-01")
    with refused("idempotency.removed"):
        maker.enter(DAY, "x", *LINES, idempotency_key="k")
    with refused("idempotency.other_content"):
        maker.enter(DAY, "y", *LINES, idempotency_key="k")
    assert _count(maker) == 0


def test_an_amendment_does_not_free_the_key(maker: Book, refused: Refusal) -> None:
    """What the maker has amended since is what the key returns; the first content is still its content."""
    first = maker.enter(DAY, "x", *LINES, idempotency_key="k")
    maker.amend(first, Voucher(DAY, (debit("1001", "6", "y"), credit("5001", "6", "y"))))
    assert maker.enter(DAY, "x", *LINES, idempotency_key="k").lines[0].amount == 6
    with refused("idempotency.other_content"):
        maker.enter(DAY, "y", debit("1001", "6"), credit("5001", "6"), idempotency_key="k")


def test_keys_are_a_books_own(maker: Book, place: str) -> None:
    """Another book in the same database knows nothing of them."""
    maker.enter(DAY, "x", *LINES, idempotency_key="k")
    with new_book(place, name="另一账套") as other:
        other.acting_as("制单").enter(DAY, "y", *LINES, idempotency_key="k")
        assert _count(other) == 1


SENDER = """
import sys
from datetime import date
from ledgerlib import Book, Refused, credit, debit

with Book.open(sys.argv[1], by="制单") as book:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(12):
        amount = number + 1
        entered = book.enter(date(2024, 1, 9), "x", debit("1001", amount), credit("5001", amount),
                             idempotency_key=f"k{number}")
        print(number, entered.number, flush=True)
        try:
            book.enter(date(2024, 1, 9), sys.argv[2], debit("1001", 1), credit("5001", 1),
                       idempotency_key=f"race{number}")
            print("won", number, flush=True)
        except Refused as refused:
            assert [p.code for p in refused.problems] == ["idempotency.other_content"], refused
"""


def test_two_programs_that_send_at_once_make_it_once(
    maker: Book, place: str, child: Callable[..., subprocess.Popen[str]]
) -> None:
    """Both send the same dozen entries, and race for a dozen keys with contents of their own."""
    senders = [child(SENDER, place, name) for name in ("甲", "乙")]
    for sender in senders:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("\n")
        sender.stdin.flush()
    told = []
    for sender in senders:
        out, err = sender.communicate(timeout=90)
        assert sender.returncode == 0, err
        told.append(out.splitlines())
    numbers = [[line for line in lines if not line.startswith("won")] for lines in told]
    assert numbers[0] == numbers[1]
    won = sorted(line for lines in told for line in lines if line.startswith("won"))
    assert won == sorted(f"won {number}" for number in range(12))
    assert _count(maker) == 24
    assert maker.verify().is_sound
