"""粮差转入伙食费: in both books or in neither, in one database or in two, and a crash between them healed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ledgerlib import Book, NewBook, Period, create, load_chart
from ledgerlib.grain import (
    GrainSet,
    MessFund,
    enter_event,
    open_set,
    reconcile,
    reports,
    transfer_to_mess,
)

from .sets import YEAR, balance, day, new_set

Refusal = Callable[..., Any]


def mess_at(place: str, *, here: bool) -> MessFund:
    """一中队伙食费, kept by 司务长 under 主管; `here` where it is in the set's own database."""
    found = load_chart("mess_fund")
    with create(place, NewBook("一中队伙食费", found.chart, Period(YEAR, 1)), by="主管") as book:
        book.add_user("司务长", ["maker", "poster"])
        book.start()
    return MessFund("一中队伙食费", "司务长", None if here else place)


@pytest.fixture(params=["here", "elsewhere"])
def both(
    request: pytest.FixtureRequest, new_place: Callable[[], str]
) -> tuple[GrainSet, MessFund, str]:
    """A set with 500 元 of price differences, and a mess fund beside it or in another database."""
    place = new_place()
    kept = new_set(place, money="500")
    mess_place = place if request.param == "here" else new_place()
    return kept, mess_at(mess_place, here=request.param == "here"), mess_place


def sides(kept: GrainSet, place: str) -> tuple[Decimal, Decimal, int]:
    """What has left 军粮差价补贴, what has come into 伙食费, and how many vouchers that took there."""
    with Book.open(place, name="一中队伙食费") as mess:
        return (
            500 - balance(kept.money, "101"), -balance(mess, "401"),
            sum(mess.count_vouchers().values()),
        )  # fmt: skip


def test_one_act_writes_both_vouchers(both: tuple[GrainSet, MessFund, str]) -> None:
    kept, mess, place = both
    tied = transfer_to_mess(kept, day(1, 20), "120.50", mess)
    assert tied.ours.reference == tied.theirs.reference
    assert sides(kept, place) == (Decimal("120.50"), Decimal("120.50"), 1)
    transfer_to_mess(kept, day(1, 20), "120.50", mess)  # the same once more is another transfer
    assert sides(kept, place) == (241, 241, 2)
    assert [each.agrees for each in reconcile(kept, mess)] == [True, True]
    report = reports.reconciliation(kept, mess, Period(YEAR, 1))
    assert (report.rows[-1].cells["ours"], report.rows[-1].cells["theirs"]) == (241, 241)


def test_what_either_book_refuses_is_in_neither(
    both: tuple[GrainSet, MessFund, str], refused: Refusal
) -> None:
    kept, mess, place = both
    with refused("guard.negative"):
        transfer_to_mess(kept, day(1, 20), "500.01", mess)
    with refused("user.unknown"):
        transfer_to_mess(kept, day(1, 20), "5", MessFund(mess.name, "路人", mess.where))
    with refused("account.unknown"):
        transfer_to_mess(
            kept, day(1, 20), "5", MessFund(mess.name, mess.by, mess.where, into="999")
        )
    with Book.open(place, name=mess.name, by="司务长") as book:
        book.close(Period(YEAR, 1))
    with refused("period.closed"):
        transfer_to_mess(kept, day(1, 20), "5", mess)
    for amount in ("0", "-5", "0.005"):
        with refused("grain.negative"):
            transfer_to_mess(kept, day(2, 1), amount, mess)
    assert sides(kept, place) == (0, 0, 0)
    assert reconcile(kept, mess) == []


#: Dies when the other book has committed; it would end with 0 if it did not.
_DYING = """
import os, sys
from datetime import date
from ledgerlib.grain import MessFund, open_set, tie, transfer_to_mess

enter = tie._enter_there

def die_behind(*args):
    enter(*args)
    os._exit(9)

tie._enter_there = die_behind
place, mess_place, day = sys.argv[1:]
mess = MessFund("一中队伙食费", "司务长", mess_place)
transfer_to_mess(open_set(place, by="李四"), date.fromisoformat(day), "120.50", mess)
"""


def test_a_crash_between_the_two_commits_is_told_and_healed(
    new_place: Callable[[], str], refused: Refusal
) -> None:
    """The process dies when the mess fund has committed and the 粮差账 has not."""
    place, mess_place = new_place(), new_place()
    new_set(place, money="500").__exit__()
    mess = mess_at(mess_place, here=False)
    # A process of its own: the tests' own has threads, and is not to be forked.
    died = subprocess.run(
        [sys.executable, "-c", _DYING, place, mess_place, str(day(1, 20))],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (died.returncode, died.stderr) == (9, "")

    with open_set(place, by="李四") as kept:
        assert sides(kept, mess_place) == (0, Decimal("120.50"), 1)
        (told,) = reconcile(kept, mess)
        assert (told.ours, told.agrees) == (None, False)
        report = reports.reconciliation(kept, mess, Period(YEAR, 1))
        assert report.rows[0].cells["agrees"] == "grain.only_theirs"
        transfer_to_mess(kept, day(1, 20), "120.50", mess)
        assert sides(kept, mess_place) == (Decimal("120.50"), Decimal("120.50"), 1)
        assert [each.agrees for each in reconcile(kept, mess)] == [True]
        tied = transfer_to_mess(kept, day(1, 21), 5, mess)
        with Book.open(mess_place, name=mess.name, by="司务长") as book:
            book.void(tied.theirs)
            assert {r.cells["agrees"] for r in reports.reconciliation(kept, mess, Period(YEAR, 1)).rows[:-1]} == {
                "grain.agrees", "grain.only_ours"
            }  # fmt: skip
        assert kept.money.verify().is_sound


def test_without_the_right_no_rows_are_written(
    both: tuple[GrainSet, MessFund, str], refused: Refusal
) -> None:
    kept, mess, place = both
    kept.acting_as("张三").money.add_user("王五", ["reviewer"])
    kept.acting_as("张三").grain.add_user("王五", ["reviewer"])
    with refused("user.may_not"):
        transfer_to_mess(kept.acting_as("王五"), day(1, 20), 5, mess)
    enter_event(kept, "subsidy", day(1, 20), 5)
    assert sides(kept, place)[1:] == (0, 0)
