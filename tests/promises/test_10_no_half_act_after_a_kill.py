"""Promise 10: killing the process at any instant loses no committed voucher and leaves no half act."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledgerlib import Book, Period, Refused
from ledgerlib.testing import new_book

By = Callable[..., Any]
Child = Callable[..., "subprocess.Popen[str]"]

#: How many vouchers a sheet has. Enough that every act on a month takes a while.
SHEET = 120
#: The unit's work, for ever: import, enter, review, post, carry forward, close, roll over, go on.
#: It takes up what it finds, and says after each act what was done, with the head of the chain.
WORK = """
import sys
from datetime import date
from pathlib import Path
from ledgerlib import Book, Refused, credit, debit, import_vouchers

place, size = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()

def sheet(period):
    path = Path(f"{period}.csv")
    rows = [f"{n},{period.first_day},x,{code},{a},{b}" for n in range(1, size + 1)
            for code, a, b in (("1001", f"{n}.01", ""), ("5001", "", f"{n}.01"))]
    path.write_text("凭证号,日期,摘要,科目编码,借方,贷方\\n" + "\\n".join(rows), encoding="utf-8")
    return path

with Book.open(place, by="制单") as book:
    def done(what, period):
        print(what, period, book.chain_head(), flush=True)

    def attempt(who, act, *chosen):
        try:
            getattr(book.acting_as(who), act)(*chosen)
            return True
        except Refused as refused:
            assert {p.code.split(".")[0] for p in refused.problems} <= {act}, refused
            return False

    while True:
        facts = book.facts()
        period = facts.current
        last_year = period.year - 1
        if period.month == 1 and facts.locked_through < last_year * 100 + 12 and last_year >= 2024:
            book.acting_as("记账").roll_over(last_year)
            done("roll_over", period)
        if book.last_number(period, "记") == 0:
            import_vouchers(book, sheet(period))
            done("import", period)
        if book.last_number(period, "记") == size:
            book.enter(period.last_day, "x", debit("5602", "3"), credit("1001", "3"),
                       idempotency_key=str(period))
            done("enter", period)
        for _ in range(2):
            if attempt("审核", "review", period):
                done("review", period)
            if attempt("记账", "post", period):
                done("post", period)
            if book.carry_forward(period):
                done("carry", period)
        book.acting_as("记账").close(period)
        done("close", period)
"""


def _is_whole(hand: Any) -> dict[str, int]:
    """No act is there by half: a sheet, a review, a posting, a closing, a roll-over; how much there is."""
    states: dict[tuple[int, str], set[str]] = {}
    counts: dict[tuple[int, str], int] = {}
    for period, kind, state, count in hand.rows(
        "SELECT period, kind, state, COUNT(*) FROM voucher GROUP BY period, kind, state"
    ):
        states.setdefault((period, kind), set()).add(state)
        counts[period, kind] = counts.get((period, kind), 0) + count
    closed, locked = hand.rows("SELECT closed_through, locked_through FROM book")[0]
    for (period, kind), count in counts.items():
        if kind == "ordinary":
            assert count in (SHEET, SHEET + 1), f"{count} vouchers of a sheet of {SHEET}"
        # The one voucher entered by hand may come behind a sheet that is reviewed or posted already.
        assert len(states[period, kind]) == 1 or count == SHEET + 1 or kind == "closing"
        if kind == "closing":
            assert count == 1 + (period % 100 == 12)
        if period <= closed:
            assert states[period, kind] == {"posted"}
    opened = {row[0] for row in hand.rows("SELECT DISTINCT period FROM opening_balance")}
    years = [locked // 100 * 100 + 101] if locked else []
    assert {period for period in opened if period % 100 == 1 and period > 202501} <= {
        *years, *(year * 100 + 1 for year in range(2025, locked // 100 + 2)),
    }  # fmt: skip
    if locked:
        assert years[0] in opened
    lines = hand.rows(
        "SELECT COUNT(*) FROM voucher v WHERE NOT EXISTS (SELECT 1 FROM line l"
        " WHERE l.book_id = v.book_id AND l.voucher_id = v.voucher_id)"
    )
    assert lines == [(0,)]
    return {"months": len({period for period, _ in counts}), "closed": closed, "locked": locked}


def _read_acts(worker: subprocess.Popen[str], number: int) -> list[str]:
    assert worker.stdout is not None
    return [line for _ in range(number) if (line := worker.stdout.readline())]


def test_a_book_survives_its_process_being_killed_at_any_instant(
    place: str, child: Child, by_hand: By, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """
    Twelve times (a hundred in a deep run) on each database: the unit works, is killed after some
    acts and at some instant of the next, and the book is sound, whole, and all it had been told.
    """
    kills = 100 if request.config.getoption("--deep") else 12
    chance = random.Random(20240101)
    with new_book(place, start=Period(2024, 11)):
        pass
    confirmed: list[str] = []
    waiting = child(WORK, place, str(SHEET))
    for _ in range(kills):
        worker, waiting = waiting, child(WORK, place, str(SHEET))
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.write("\n")
        worker.stdin.flush()
        told = _read_acts(worker, chance.randint(0, 7))
        time.sleep(chance.uniform(0, 0.08))
        assert worker.poll() is None, worker.communicate()[1]
        worker.kill()
        rest, _err = worker.communicate()
        # A line broken off by the kill was not said in full.
        told += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        confirmed += told
        with Book.open(place) as book:
            head = confirmed[-1].split()[-1] if confirmed else ""
            found = book.verify(anchor=head)
            assert found.is_sound, (found.problems, told)
            acts = {entry.digest for entry in book.log()}
            assert all(line.split()[-1] in acts for line in told)
        with by_hand(place, commit=False) as hand:
            there = _is_whole(hand)
    assert len(confirmed) > kills
    assert there["closed"] > 202411
    waiting.kill()


CREATE = """
import sys
from ledgerlib.testing import new_book
print("ready", flush=True)
sys.stdin.readline()
new_book(sys.argv[1]).__exit__()
print("made", flush=True)
"""


def test_a_book_killed_while_it_is_made_can_be_made(
    new_place: Callable[[], str], child: Child
) -> None:
    """The process dies somewhere in making the book: what is left is a whole book, or a place for one."""
    chance = random.Random(7)
    for _ in range(3):
        place = new_place()
        worker = child(CREATE, place)
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.write("\n")
        worker.stdin.flush()
        time.sleep(chance.uniform(0, 0.15))
        worker.kill()
        worker.communicate()
        try:
            with Book.open(place) as book:
                assert book.verify().is_sound
        except Refused as refused:
            codes = {problem.code for problem in refused.problems}
            assert codes <= {"file.missing", "file.not_a_book", "book.none"}
            if "file.not_a_book" in codes and "://" not in place and not Path(place).stat().st_size:
                Path(place).unlink()
            with new_book(place) as book:
                assert book.verify().is_sound
