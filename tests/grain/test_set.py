"""Both books of a set are made, started, handed over, backed up and restored together, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgerlib import Book, NewBook, Period, Refused, book_names, create, load_chart
from ledgerlib.grain import (
    NewSet,
    Person,
    add_item,
    back_up_set,
    check_openings,
    clear_and_restore,
    enter_event,
    make_set,
    open_set,
    received,
    restore_set,
    set_openings,
    set_password,
    set_ration,
    start_set,
    take_over,
)

from .sets import KEEPER, SUPERVISOR, YEAR, balance, day, new_set

Refusal = Callable[..., Any]
NEW = NewSet("一中队", Period(YEAR, 1), SUPERVISOR, KEEPER)


def test_two_books_are_made_in_one_database(place: str) -> None:
    with make_set(place, NEW) as made:
        assert book_names(place) == ["一中队粮差账", "一中队粮秣账"]
        assert made.items == ("米", "面", "油", "豆")
        assert {made.grain.facts().method, made.money.facts().method} == {"receive_pay"}
        (custody,) = made.custody()
        assert (custody.supervisor, custody.keeper) == (SUPERVISOR, KEEPER)
        roles = [
            {u.name: {str(r) for r in u.roles} for u in b.people()}
            for b in (made.grain, made.money)
        ]
        assert roles == [{"张三": {"supervisor"}, "李四": {"maker", "poster"}}] * 2


def test_where_one_book_cannot_be_made_neither_is(place: str, refused: Refusal) -> None:
    """A book of the name of the second is there already: nothing of the first is left behind."""
    chart = load_chart("mess_fund").chart
    create(place, NewBook("一中队粮差账", chart, Period(YEAR, 1)), by="主管").__exit__()
    with refused("book.exists"):
        make_set(place, NEW)
    assert book_names(place) == ["一中队粮差账"]
    with refused("grain.set_unknown"):
        open_set(place)


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        (NewSet(" ", Period(YEAR, 1), SUPERVISOR, KEEPER), {"grain.unit_unnamed"}),
        (NewSet("一中队", Period(YEAR, 1), KEEPER, KEEPER), {"grain.one_person"}),
        (NewSet("一中队", Period(YEAR, 1), SUPERVISOR, Person("")), {"grain.one_person"}),
        (NewSet("一中队", Period(YEAR, 1), SUPERVISOR, KEEPER, ("米", "米")), {"grain.items"}),
        (NewSet("", Period(YEAR, 1), KEEPER, KEEPER, ()), {"grain.unit_unnamed", "grain.one_person", "grain.items"}),
    ],
)  # fmt: skip
def test_what_a_set_is_made_with_is_checked(
    tmp_path: Path, refused: Refusal, new: NewSet, codes: set[str]
) -> None:
    with refused(*codes):
        make_set(tmp_path / "x.ledger", new)
    assert not (tmp_path / "x.ledger").exists()


def test_a_set_starts_only_when_both_books_balance(place: str, refused: Refusal) -> None:
    """粮秣转入 收 现粮 20 收 对上 20; 粮差转入 收 军粮差价补贴 5 alone: neither starts."""
    with make_set(place, NEW) as made:
        grain = [received("102", "20", "米"), received("201", "20", "米")]
        money = [received("101", "5")]
        assert [p.code for p in check_openings(made, grain, money)] == ["grain.pay_and_receive"]
        set_openings(made, grain, money)
        with refused("opening.unbalanced"):
            start_set(made)
        assert [b.facts().is_started for b in (made.grain, made.money)] == [False, False]
        set_openings(made, grain, [*money, received("201", "5")])
        assert check_openings(made, grain, [*money, received("201", "5")]) == []
        start_set(made)
        assert [b.facts().is_started for b in (made.grain, made.money)] == [True, True]


def test_a_set_is_handed_over_and_those_who_leave_may_do_nothing(
    place: str, refused: Refusal
) -> None:
    with new_set(place) as kept:
        above = kept.acting_as("张三")
        with refused("grain.custody_before"):
            take_over(above, day(1, 1).replace(year=2010), Person("王五"), Person("赵六"))
        with refused("grain.one_person"):
            take_over(above, day(3), Person("王五"), Person("王五"))
        take_over(above, day(3), Person("王五", "指导员"), Person("赵六", "司务长"))
        assert [c.keeper.name for c in kept.custody()] == ["李四", "赵六"]
        for book in (kept.grain, kept.money):
            assert sorted(u.name for u in book.people()) == ["王五", "赵六"]
        with refused("user.unknown"):
            enter_event(kept, "allocate", day(3), {"米": 1})
        enter_event(kept.acting_as("赵六"), "allocate", day(3), {"米": 1})
        with refused("user.unknown"):
            take_over(above, day(4), Person("甲"), Person("乙"))
        assert kept.grain.verify().is_sound


def test_a_password_is_one_for_both_books(place: str, refused: Refusal) -> None:
    with new_set(place, money="50") as kept:
        set_password(kept, "一中队军粮账的口令")
        with kept.both():  # the 粮差账 too is believed within one transaction
            enter_event(kept, "subsidy", day(1), 5)
            enter_event(kept, "allocate", day(1), {"米": 1})
        enter_event(kept, "subsidy", day(1), 5)
    with open_set(place, by="李四") as stranger:
        with refused("user.not_logged_in"):
            enter_event(stranger, "subsidy", day(1), 5)
        with refused("user.not_logged_in"):
            enter_event(stranger, "allocate", day(1), {"米": 1})
    with refused("password.wrong"):
        open_set(place, by="李四", password="不是这个口令")
    with open_set(place, by="李四", password="一中队军粮账的口令") as kept:
        enter_event(kept, "subsidy", day(1), 5)
        with refused("password.short"):
            set_password(kept, "短", old="一中队军粮账的口令")
        above = kept.acting_as("张三")
        set_password(above, "一中队主管的新口令")
        take_over(above, day(2), Person("王五"), Person("赵六"))
        assert sorted(u.name for u in kept.money.people()) == ["王五", "赵六"]


def test_a_unit_has_items_of_its_own(place: str, refused: Refusal) -> None:
    with new_set(place) as kept:
        add_item(kept, "小米")
        assert kept.items[-1] == "小米"
        with refused("grain.items"):
            add_item(kept, "米")
        enter_event(kept, "allocate", day(1), {"小米": "0.001"})
        assert balance(kept.grain, "101", "小米") == Decimal("0.001")


def test_several_units_share_a_database(place: str, refused: Refusal) -> None:
    new_set(place, unit="一中队").__exit__()
    with new_set(place, {"米": "7"}, unit="二中队") as second:
        set_ration(second, "米", "0.5", day(1))
        with refused("grain.set_unknown"):
            open_set(place)
        with open_set(place, unit="二中队") as found, open_set(place, unit="一中队") as first:
            assert (balance(found.grain, "102", "米"), balance(first.grain, "102", "米")) == (7, 0)


def test_a_backup_is_the_whole_set_and_comes_back_as_it_was(
    new_place: Callable[[], str], tmp_path: Path, refused: Refusal
) -> None:
    with new_set(new_place(), {"米": "7"}) as kept:
        set_ration(kept, "米", "0.5", day(1))
        copy = back_up_set(kept, tmp_path / "backup.ledger")
        with refused("file.exists"):
            back_up_set(kept, copy)
        enter_event(kept, "allocate", day(1), {"米": 1})
    where = new_place()
    assert restore_set(copy, where) == ["一中队粮差账", "一中队粮秣账"]
    with open_set(where, by="李四") as back:
        assert (back.items, balance(back.grain, "101", "米")) == (("米", "面", "油", "豆"), 0)
        assert back.custody()[0].keeper == KEEPER
        enter_event(back, "allocate", day(1), {"米": 2})
        assert back.grain.verify().is_sound


def test_clearing_needs_a_backup_first_and_never_loses_both(
    tmp_path: Path, refused: Refusal
) -> None:
    place, old, safe = (tmp_path / n for n in ("kept.ledger", "old.ledger", "safe.ledger"))
    with new_set(str(place), {"米": "7"}) as kept:
        back_up_set(kept, old)
        enter_event(kept, "allocate", day(1), {"米": 1})
    with refused("file.exists"):
        clear_and_restore(place, old, old)  # what would be overwritten is a backup
    (tmp_path / "bad.ledger").write_bytes(old.read_bytes()[:8192])
    with pytest.raises(Refused):
        clear_and_restore(place, tmp_path / "bad.ledger", safe)
    with open_set(place) as there:
        assert balance(there.grain, "101", "米") == 1
    safe.unlink(missing_ok=True)
    clear_and_restore(place, old, safe)
    with open_set(place) as now, open_set(safe) as before:
        assert (balance(now.grain, "101", "米"), balance(before.grain, "101", "米")) == (0, 1)
    with refused("grain.clear_on_server"):
        clear_and_restore("postgresql://nowhere/x", old, tmp_path / "another.ledger")
    with Book.open(place, name="一中队粮秣账") as book:
        assert book.verify().is_sound
