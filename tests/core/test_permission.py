"""Who may do what: the duties of an accounting office, kept apart (不相容职务分离)."""

from __future__ import annotations

import pytest

from ledgerlib.core.permission import PERMITTED, Role, may

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
SUPERVISOR_ALONE = {"user", "policy", "word", "unpost", "reopen"}


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
