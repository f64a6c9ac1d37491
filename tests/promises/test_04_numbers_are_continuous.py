"""Promise 4: numbers of posted vouchers are continuous per period and word, and never change."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ledgerlib import Book, Period, Refused, Voucher, credit, debit
from ledgerlib.testing import new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]
JANUARY = Period(2024, 1)
LINES = (debit("1001", "5", "x"), credit("3001", "5", "x"))


def _enter(book: Book, day: int = 9, number: int | None = None, month: int = 1) -> Voucher:
    return book.acting_as("制单").enter(date(2024, month, day), "x", *LINES, number=number)


def _posted(hand: Any) -> dict[tuple[int, str], list[int]]:
    """The numbers of posted vouchers by period and word."""
    found: dict[tuple[int, str], list[int]] = {}
    for period, word, number in hand.rows(
        "SELECT period, word, number FROM voucher WHERE state = 'posted' ORDER BY number"
    ):
        found.setdefault((period, word), []).append(number)
    return found


def _are_continuous(hand: Any) -> bool:
    return all(numbers == [*range(1, len(numbers) + 1)] for numbers in _posted(hand).values())


def test_posting_refuses_a_gap_and_lists_it(month: Book) -> None:
    """记-3, 记-6, 记-9 stand behind the posted 记-2: 4 to 5 and 7 to 8 are missing."""
    for number in (3, 6, 9):
        _enter(month, number=number)
    month.acting_as("审核").review("2024-01")
    with pytest.raises(Refused) as caught:
        month.acting_as("记账").post("2024-01")
    gaps = [(p.code, p.values["first"], p.values["last"]) for p in caught.value.problems]
    assert gaps == [("post.gap", 4, 5), ("post.gap", 7, 8)]
    assert month.acting_as("记账").post("2024-01", last=3) == 1
    assert month.acting_as("制单").renumber("2024-01") == {6: 4, 9: 5}
    assert month.acting_as("记账").post("2024-01") == 2
    assert month.verify().is_sound


@pytest.mark.parametrize(
    "chosen", [{"first": 4}, {"first": 4, "last": 4}, {"what": "2024-01/记/4"}], ids=str
)
def test_nothing_is_posted_ahead_of_a_lower_number(
    chosen: dict[str, Any], month: Book, refused: Refusal
) -> None:
    """记-3 and 记-4 are reviewed: 记-4 is not posted while 记-3 is not."""
    for _ in range(2):
        _enter(month)
    month.acting_as("审核").review("2024-01")
    with refused("post.begins_later"):
        month.acting_as("记账").post(**{"what": "2024-01", **chosen})
    assert month.acting_as("记账").post("2024-01") == 2


def test_a_void_number_stays_until_renumbering_and_then_closes_up(
    month: Book, refused: Refusal
) -> None:
    """记-4 of 3, 4, 5 is voided: a gap for posting; after renumbering 记-5 is 记-4, and the next is 记-5."""
    for _ in range(3):
        _enter(month)
    month.acting_as("制单").void("2024-01/记/4")
    assert month.voucher("2024-01/记/4").state == "void"
    month.acting_as("审核").review("2024-01")
    with refused("post.gap"):
        month.acting_as("记账").post("2024-01")
    with refused("voucher.duplicate"):
        _enter(month, number=4)
    assert month.acting_as("制单").renumber("2024-01") == {5: 4}
    assert month.acting_as("记账").post("2024-01") == 2
    assert _enter(month).number == 5
    (told,) = month.log(what="renumber")
    assert '"moved":[[5,4]]' in told.after
    assert '"number":4' in told.before


def test_renumbering_touches_unposted_vouchers_only(month: Book, by_hand: By, place: str) -> None:
    """By number or by date, posted numbers stay with their vouchers."""
    with by_hand(place) as hand:
        before = hand.rows("SELECT voucher_id, number FROM voucher ORDER BY voucher_id")
    _enter(month, day=20, number=8)
    _enter(month, day=3, number=9)
    assert month.acting_as("制单").renumber("2024-01", by_date=True) == {8: 4, 9: 3}
    with by_hand(place) as hand:
        after = hand.rows("SELECT voucher_id, number FROM voucher ORDER BY voucher_id")
    assert after[:2] == before
    assert [number for _, number in after[2:]] == [4, 3]


@pytest.mark.parametrize("act", ["void", "review", "amend"])
def test_a_voucher_that_got_another_number_is_not_mistaken_for_its_neighbour(
    act: str, month: Book, is_refused: By, by_hand: By, place: str
) -> None:
    """
    记-3, 记-4, 记-5; another maker voids 记-3 and renumbers. Whoever still holds 记-4, which is 记-3
    now, acts on it or is refused; what was 记-5, and is 记-4 now, is not touched.
    """
    _first, held, neighbour = (_enter(month) for _ in range(3))
    month.acting_as("制单").void("2024-01/记/3")
    month.acting_as("制单").renumber("2024-01")
    with by_hand(place) as hand:
        query = f"SELECT * FROM voucher WHERE voucher_id = {neighbour.voucher_id}"
        before = hand.rows(query)
    changed = Voucher(held.day, (debit("1001", "6", "y"), credit("3001", "6", "y")))
    is_refused(
        {
            "void": lambda: month.void(held),
            "review": lambda: month.acting_as("审核").review(held),
            "amend": lambda: month.amend(held, changed),
        }[act]
    )
    with by_hand(place) as hand:
        assert hand.rows(query) == before


def test_the_same_number_is_not_given_twice(month: Book, refused: Refusal) -> None:
    """A posted number, a draft's, one twice in a batch, and a void one: each is taken."""
    _enter(month)
    for number in (1, 2, 3):
        with refused("voucher.duplicate"):
            _enter(month, number=number)
    twice = Voucher(date(2024, 1, 9), LINES, number=7)
    with refused("voucher.duplicate"):
        month.acting_as("制单").enter_many([twice, twice])
    apart = [twice, *[Voucher(date(2024, 1, 9), LINES)] * 2100, twice]
    with refused("voucher.duplicate"):
        month.acting_as("制单").enter_many(apart)
    for number in (0, -1, 10**9):
        with refused("voucher.number"):
            _enter(month, number=number)
    assert month.last_number(JANUARY, "记") == 3


def test_numbers_begin_anew_with_each_month_and_word(place: str, by_hand: By) -> None:
    """收-1, 收-2, 付-1 in January, 收-1 in February."""
    with new_book(place) as book:
        maker = book.acting_as("制单")
        days = [(1, "收"), (1, "付"), (1, "收"), (2, "收")]
        maker.enter_many(
            [Voucher(date(2024, month, 9), LINES, word) for month, word in days], make_missing=True
        )
        book.acting_as("审核").review()
        book.acting_as("记账").post("2024-01")
        book.close("2024-01")
        book.acting_as("记账").post("2024-02")
        with by_hand(place) as hand:
            assert _posted(hand) == {
                (202401, "收"): [1, 2], (202401, "付"): [1], (202402, "收"): [1],
            }  # fmt: skip
        assert book.verify().is_sound


@pytest.fixture
def reversible(place: str) -> Any:
    """A reversible book with 记-1 to 记-3 posted."""
    with new_book(place, regime="reversible") as book:
        for _ in range(3):
            _enter(book)
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        yield book


def test_unposting_leaves_no_hole_among_the_posted(
    reversible: Book, is_refused: By, by_hand: By, place: str
) -> None:
    """Posting is taken back from a number to the last; one from the middle can't go alone."""
    for what in ("2024-01/记/2", reversible.voucher("2024-01/记/2")):
        is_refused(lambda what=what: reversible.unpost(what))
        with by_hand(place) as hand:
            assert _are_continuous(hand), f"after unposting {what}: {_posted(hand)}"
        assert reversible.verify().is_sound


def test_what_was_posted_once_keeps_its_number_for_ever(reversible: Book, refused: Refusal) -> None:
    """记-2 and 记-3 come back from posting; 记-2 is wrong: it is amended, never voided away."""
    assert reversible.unpost("2024-01", first=2) == 2
    reversible.acting_as("审核").unreview("2024-01/记/2")
    with refused("void.was_posted"):
        reversible.acting_as("制单").void("2024-01/记/2")
    assert reversible.acting_as("制单").renumber("2024-01") == {}
    reversible.acting_as("审核").review("2024-01/记/2")
    assert reversible.acting_as("记账").post() == 2
    assert reversible.verify().is_sound
    assert _enter(reversible).number == 4


def test_counters_moved_by_plain_sql_make_no_gap_that_verify_misses(
    month: Book, is_refused: By, by_hand: By, place: str
) -> None:
    """Someone sets the counters to seven: what is posted then is refused, or found."""
    with by_hand(place) as hand:
        hand.run("UPDATE counter SET last_value = 7 WHERE name LIKE '%2024-01%'")
    assert _enter(month).number == 8
    month.acting_as("审核").review()
    was_refused = is_refused(month.acting_as("记账").post)
    assert month.verify().is_sound == was_refused


def test_counters_set_back_by_plain_sql_double_no_number(
    month: Book, by_hand: By, place: str
) -> None:
    """Someone sets the counters to nothing: no second 记-1 comes of it."""
    with by_hand(place) as hand:
        hand.run("UPDATE counter SET last_value = 0 WHERE name LIKE '%2024-01%'")
    for _ in range(3):
        try:
            _enter(month)
        except Exception as error:
            assert str(error)  # noqa: PT017 - whatever stands in the way, nothing is doubled
    with by_hand(place) as hand:
        numbers = [row[0] for row in hand.rows("SELECT number FROM voucher")]
    assert len(numbers) == len(set(numbers))
    assert month.verify().is_sound


WORKER = """
import sys
from datetime import date
from ledgerlib import Book, Refused, Voucher, credit, debit

place, maker, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
lines = (debit("1001", "5", maker), credit("3001", "5", maker))
waits = {"post.not_reviewed", "post.nothing", "review.nothing", "post.begins_later", "post.gap"}

def may_wait(act, *chosen, **more):
    try:
        act(*chosen, **more)
    except Refused as refused:
        assert {problem.code for problem in refused.problems} <= waits, refused

with Book.open(place, by=maker) as book:
    print("ready", flush=True)
    sys.stdin.readline()
    for round in range(rounds):
        entered = book.enter(date(2024, 1, 9), "x", *lines)
        book.enter_many([Voucher(date(2024, 1, 9), lines)] * 2)
        print(entered.number, flush=True)
        may_wait(book.acting_as("审核").review, "2024-01")
        may_wait(book.acting_as("记账").post, "2024-01", last=entered.number)
        if round % 5 == 4:
            draft = book.enter(date(2024, 1, 9), "x", *lines)
            try:
                book.void(draft)
                book.renumber("2024-01")
            except Refused as refused:  # the other has reviewed it, or given it another number
                assert refused.problems[0].code.startswith("voucher."), refused
print("done", flush=True)
"""


def test_two_processes_at_work_leave_continuous_numbers(
    place: str, is_refused: By, by_hand: By, child: Callable[..., subprocess.Popen[str]]
) -> None:
    """Two makers enter, have reviewed, void, renumber and post into one month at the same time."""
    rounds = 15
    with new_book(place) as book:
        book.add_user("制单乙", ["maker"])
        workers = [child(WORKER, place, maker, str(rounds)) for maker in ("制单", "制单乙")]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("\n")
            worker.stdin.flush()
        for worker in workers:
            out, err = worker.communicate(timeout=90)
            assert worker.returncode == 0, err
            assert out.endswith("done\n")
        book.acting_as("制单").renumber("2024-01")
        is_refused(lambda: book.acting_as("审核").review("2024-01"))
        is_refused(lambda: book.acting_as("记账").post("2024-01"))
        with by_hand(place) as hand:
            assert _are_continuous(hand)
            assert len(_posted(hand)[202401, "记"]) >= 2 * rounds * 3
        assert book.verify().is_sound
        book.close("2024-01")
