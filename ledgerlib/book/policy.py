"""Policies of a book: what the supervisor has allowed, kept with their history in the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import Attribute, field, fields, frozen

from ..core.checking import check_account
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from ..store import books

if TYPE_CHECKING:
    from .book import Book


@frozen
class Policies:
    """The policies in force, each with what holds where nobody has set it."""

    #: Whether a voucher may be reviewed by the person who made it.
    same_person_may_review: bool = False
    #: How many years beyond the current one vouchers may be dated.
    years_ahead: int = field(default=1)
    #: Whether vouchers that touch cash or bank are posted only with a cashier's signature.
    cashier_signs: bool = False
    #: Whether vouchers of a word must be dated in the order of their numbers (序时).
    dates_in_order: bool = False
    #: What is done where a guarded account would stand below nothing on any day: refuse or warn.
    negative_balance: str = field(default="refuse", metadata={"known": ("refuse", "warn")})
    #: Whether a cashier may hold the roles that the rules keep apart from it (小单位).
    cashier_may_keep: bool = False
    #: Whether foreign currency must stand at the closing rate before a period closes.
    revalue_before_close: bool = True
    #: Whether everyone who acts must have a password.
    passwords_required: bool = False
    #: The account that takes exchange differences, where the chart names one or it has been set.
    exchange_difference: str = field(default="", metadata={"known": ()})

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Policies:
        """Read policies from the texts in which they are stored."""
        known = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {name: _read(known[name], value) for name, value in stored.items()}
        return cls(**values)


def _read(policy: Attribute[Any], value: str) -> bool | int | str:
    """A policy's value from its text. Raises ValueError for what it can't be."""
    if isinstance(policy.default, bool):
        if value not in ("yes", "no"):
            raise ValueError(value)
        return value == "yes"
    if isinstance(policy.default, str):
        known = policy.metadata["known"]
        if known and value not in known:
            raise ValueError(value)
        return value
    number = int(value)
    if not 0 <= number <= 100:
        raise ValueError(value)
    return number


def policies(book: Book) -> dict[str, str]:
    """All policies of the book with their values as texts."""
    with book._reading() as work:
        values = [(f.name, getattr(work.policies, f.name)) for f in fields(Policies)]
    return {name: _text(value) for name, value in values}


def in_force(policies: Policies) -> str:
    """The policies that are not as they are of themselves, in one text, as exports show them."""
    differing = [
        (f.name, getattr(policies, f.name))
        for f in fields(Policies)
        if getattr(policies, f.name) != f.default
    ]
    return " ".join(f"{name}={_text(value)}" for name, value in differing)


def _text(value: object) -> str:
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def set_policy(book: Book, name: str, value: str) -> None:
    """Set a policy (the supervisor's act): yes or no, a number, or a word, as `Policies` has it."""
    known = {f.name: f for f in fields(Policies)}
    if name not in known:
        raise Refused([Problem.of("policy.unknown", name=name, known=" ".join(known))])
    try:
        _read(known[name], value)
    except ValueError:
        raise Refused([Problem.of("policy.value", name=name, value=value)]) from None
    with book._acting("policy") as work:
        if name == "exchange_difference" and value:
            refuse_if(check_account(value, work.chart))
        before = books.policies(work.connection, work.book_id).get(name, "")
        books.set_policy(work.connection, work.book_id, name, value)
        work.forget_people()
        work.record(book.who, "policy", name, {"value": before}, {"value": value})
