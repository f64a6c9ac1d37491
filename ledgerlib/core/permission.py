"""Who may do what: roles, and the acts each of them carries.

The supervisor (账套主管) may do every act; that the reviewer is another person
than the maker is a rule of its own and binds the supervisor too.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role in the unit's accounting (岗位)."""

    MAKER = "maker"
    REVIEWER = "reviewer"
    CASHIER = "cashier"
    POSTER = "poster"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


#: The roles besides the supervisor that may carry each act out.
PERMITTED: dict[str, frozenset[Role]] = {
    "user": frozenset(),
    "policy": frozenset(),
    "account": frozenset({Role.MAKER}),
    "opening": frozenset({Role.MAKER}),
    "start": frozenset({Role.MAKER, Role.POSTER}),
    "enter": frozenset({Role.MAKER}),
    "amend": frozenset({Role.MAKER}),
    "void": frozenset({Role.MAKER}),
    "unvoid": frozenset({Role.MAKER}),
    "renumber": frozenset({Role.MAKER}),
    "reverse": frozenset({Role.MAKER}),
    "review": frozenset({Role.REVIEWER}),
    "unreview": frozenset({Role.REVIEWER}),
    "post": frozenset({Role.POSTER}),
    "unpost": frozenset(),
    "carry_forward": frozenset({Role.MAKER, Role.POSTER}),
    "close": frozenset({Role.POSTER}),
    "reopen": frozenset(),
    "roll_over": frozenset({Role.POSTER}),
}


def may(roles: frozenset[Role], act: str) -> bool:
    """Whether someone with these roles may carry the act out."""
    return Role.SUPERVISOR in roles or bool(roles & PERMITTED[act])
