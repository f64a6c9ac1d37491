"""Who may do what: the duties of an accounting office, kept apart (不相容职务分离)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import Voucher, credit, debit
from ledgerlib.core.permission import APART, PERMITTED, Role, User, check_person, kept_apart, may

#: The acts of each role, written out once more.
DUTIES = {
    Role.MAKER: {
        "account", "opening", "start", "enter", "amend", "void", "unvoid", "renumber", "reverse",
        "carry_forward", "transfer", "revalue", "dimension", "commodity", "rate", "define",
        "attach", "password",
    },
    Role.REVIEWER: {"review", "unreview", "password"},
    Role.CASHIER: {"sign", "unsign", "password"},
    Role.POSTER: {
        "start", "post", "carry_forward", "transfer", "revalue", "close", "roll_over", "password",
    },
    Role.AUDITOR: {"password"},
}  # fmt: skip
SUPERVISOR_ALONE = {"user", "policy", "word", "rule", "unpost", "reopen"}


@pytest.mark.parametrize("act", PERMITTED)
def test_the_supervisor_may_do_everything(act: str) -> None:
    assert may(frozenset({Role.SUPERVISOR}), act)


@pytest.mark.parametrize("role", DUTIES)
def test_everyone_else_may_do_what_his_duty_is(role: Role) -> None:
    assert {act for act in PERMITTED if may(frozenset({role}), act)} == DUTIES[role]


def test_some_acts_are_the_supervisors_alone() -> None:
    others = frozenset(Role) - {Role.SUPERVISOR}
    assert {act for act in PERMITTED if not may(others, act)} == SUPERVISOR_ALONE


@pytest.mark.parametrize("act", PERMITTED)
def test_who_has_no_role_may_do_nothing(act: str) -> None:
    assert not may(frozenset(), act)


def test_roles_add_up() -> None:
    both = frozenset({Role.MAKER, Role.POSTER})
    assert {act for act in PERMITTED if may(both, act)} == DUTIES[Role.MAKER] | DUTIES[Role.POSTER]


def test_no_single_role_makes_and_reviews() -> None:
    assert not any({"enter", "review"} <= acts for acts in DUTIES.values())


def test_an_act_nobody_knows_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        may(frozenset({Role.MAKER}), "burn")


def test_duties_that_check_each_other_are_kept_apart() -> None:
    assert kept_apart([Role.CASHIER]) == []
    assert kept_apart([Role.MAKER, Role.REVIEWER, Role.POSTER, Role.SUPERVISOR]) == []
    assert kept_apart(Role) == list(APART)
    assert {Role.CASHIER, Role.AUDITOR} == {one for one, _ in APART}


@pytest.mark.parametrize(
    ("span", "account", "is_covered"),
    [
        ("5602", "5602", True), ("5602", "560201", True), ("5602", "5603", False),
        ("5602", "56", False), ("1001-1002", "1001", True), ("1001-1002", "1002", True),
        ("1001-1002", "100299", True), ("1001-1002", "1003", False), ("1001-1002", "1000", False),
        ("1001-1999", "1405", True), ("1001-1999", "2202", False), ("1001-1999", "199901", True),
    ],
)  # fmt: skip
def test_a_range_of_accounts_covers_what_lies_below_its_ends(
    span: str, account: str, is_covered: bool
) -> None:
    user = User("小张", frozenset({Role.MAKER}), accounts=("9999", span))
    assert user.may_use(account) == is_covered


@given(st.lists(st.sampled_from(["1001", "5001", "5602"]), max_size=3), st.sampled_from("收付转"))
def test_without_limits_everything_is_theirs(accounts: list[str], word: str) -> None:
    lines = tuple(debit(code, 1) for code in accounts)
    assert check_person(User("小张", frozenset()), Voucher(date(2024, 1, 5), lines, word)) == []


def test_every_line_and_the_word_are_told_of() -> None:
    user = User("小张", frozenset(), accounts=("1001",), words=("收",))
    voucher = Voucher(
        date(2024, 1, 5), (debit("5602", 1), debit("1001", 1), credit("2202", 2)), "付"
    )
    found = [(p.code, p.values.get("line"), p.where["field"]) for p in check_person(user, voucher)]
    assert found == [
        ("user.account", 1, "code"), ("user.account", 3, "code"), ("user.word", None, "word"),
    ]  # fmt: skip
