"""Who may do what: roles, and the acts each of them carries.

The supervisor (账套主管) may do every act; that the reviewer is another person
than the maker is a rule of its own and binds the supervisor too.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from .problem import Problem
from .voucher import Voucher

#: Refused log-ins in a row after which a user is locked, until the supervisor unlocks them.
MOST_FAILURES = 5


class Role(StrEnum):
    """A role in the unit's accounting (岗位)."""

    MAKER = "maker"
    REVIEWER = "reviewer"
    CASHIER = "cashier"
    POSTER = "poster"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


@frozen
class User:
    """Someone who may act on a book.

    `accounts` are the ranges they may enter and review ("1001-1999 5602"), `words` the
    voucher words; nothing there means all. `password` is an argon2 hash, empty
    where the user is believed.
    """

    name: str
    roles: frozenset[Role]
    accounts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    password: str = ""
    failures: int = 0
    is_enabled: bool = True

    @property
    def is_locked(self) -> bool:
        """Whether too many log-ins were refused in a row."""
        return self.failures >= MOST_FAILURES

    def may_use(self, account: str) -> bool:
        """Whether an account is among those that the user may enter and review."""
        return not self.accounts or any(_covers(each, account) for each in self.accounts)

    def may_word(self, word: str) -> bool:
        """Whether a voucher word is among the user's."""
        return not self.words or word in self.words


def check_person(user: User, voucher: Voucher) -> list[Problem]:
    """Whether a voucher's word and accounts are among those that the user may enter and review."""
    problems = [
        Problem.of("user.account", name=user.name, account=line.account, voucher=voucher.label,
                   line=number, field="code")
        for number, line in enumerate(voucher.lines, 1)
        if not user.may_use(line.account)
    ]  # fmt: skip
    if not user.may_word(voucher.word):
        named = {"name": user.name, "word": voucher.word, "voucher": voucher.label}
        problems.append(Problem.of("user.word", **named, field="word"))
    return problems


def _covers(span: str, code: str) -> bool:
    """Whether a code, or one above it, is the span or lies in it: 5602, 1001-1999."""
    first, sign, last = span.partition("-")
    if not sign:
        return code.startswith(first)
    return first <= code and (code <= last or code.startswith(last))


#: Roles that the rules keep apart: a cashier does not review, nor keep income, cost, claims and
#: debts (会计基础工作规范 第十二条).
APART: tuple[tuple[Role, Role], ...] = (
    (Role.CASHIER, Role.REVIEWER),
    (Role.CASHIER, Role.MAKER),
    (Role.CASHIER, Role.POSTER),
    (Role.CASHIER, Role.SUPERVISOR),
    (Role.AUDITOR, Role.MAKER),
    (Role.AUDITOR, Role.POSTER),
)


def kept_apart(roles: Iterable[Role]) -> list[tuple[Role, Role]]:
    """The pairs among these roles that one person may not hold together."""
    held = set(roles)
    return [pair for pair in APART if held.issuperset(pair)]


#: The roles besides the supervisor that may carry each act out.
PERMITTED: dict[str, frozenset[Role]] = {
    "user": frozenset(),
    "policy": frozenset(),
    "password": frozenset(Role),
    "account": frozenset({Role.MAKER}),
    "dimension": frozenset({Role.MAKER}),
    "commodity": frozenset({Role.MAKER}),
    "rate": frozenset({Role.MAKER}),
    "word": frozenset(),
    "rule": frozenset(),
    "define": frozenset({Role.MAKER}),
    "attach": frozenset({Role.MAKER}),
    "opening": frozenset({Role.MAKER}),
    "start": frozenset({Role.MAKER, Role.POSTER}),
    "enter": frozenset({Role.MAKER}),
    "amend": frozenset({Role.MAKER}),
    "void": frozenset({Role.MAKER}),
    "unvoid": frozenset({Role.MAKER}),
    "renumber": frozenset({Role.MAKER}),
    "reverse": frozenset({Role.MAKER}),
    "sign": frozenset({Role.CASHIER}),
    "unsign": frozenset({Role.CASHIER}),
    "review": frozenset({Role.REVIEWER}),
    "unreview": frozenset({Role.REVIEWER}),
    "post": frozenset({Role.POSTER}),
    "unpost": frozenset(),
    "transfer": frozenset({Role.MAKER, Role.POSTER}),
    "revalue": frozenset({Role.MAKER, Role.POSTER}),
    "carry_forward": frozenset({Role.MAKER, Role.POSTER}),
    "close": frozenset({Role.POSTER}),
    "reopen": frozenset(),
    "roll_over": frozenset({Role.POSTER}),
}


def may(roles: frozenset[Role], act: str) -> bool:
    """Whether someone with these roles may carry the act out."""
    return Role.SUPERVISOR in roles or bool(roles & PERMITTED[act])
