"""Policies of a book: what the supervisor has allowed, kept with their history in the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, fields, frozen

from ..core.problem import Problem
from ..refusal import Refused
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

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Policies:
        """Read policies from the texts in which they are stored."""
        known = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {
            name: _read(known[name].default, value) for name, value in stored.items()
        }
        return cls(**values)


def _read(default: object, value: str) -> bool | int:
    """A policy's value from its text. Raises ValueError for what it can't be."""
    if isinstance(default, bool):
        if value not in ("yes", "no"):
            raise ValueError(value)
        return value == "yes"
    number = int(value)
    if not 0 <= number <= 100:
        raise ValueError(value)
    return number


def policies(book: Book) -> dict[str, str]:
    """All policies of the book with their values as texts."""
    with book._reading() as work:
        values = [(f.name, getattr(work.policies, f.name)) for f in fields(Policies)]
    return {name: str(v) if not isinstance(v, bool) else "yes" if v else "no" for name, v in values}


def set_policy(book: Book, name: str, value: str) -> None:
    """Set a policy (the supervisor's act): same_person_may_review yes|no, years_ahead 0…100."""
    known = {f.name: f for f in fields(Policies)}
    if name not in known:
        raise Refused([Problem.of("policy.unknown", name=name, known=" ".join(known))])
    try:
        _read(known[name].default, value)
    except ValueError:
        raise Refused([Problem.of("policy.value", name=name, value=value)]) from None
    with book._acting("policy") as work:
        before = books.policies(work.connection, work.book_id).get(name, "")
        books.set_policy(work.connection, work.book_id, name, value)
        work.forget_people()
        work.record(book.who, "policy", name, {"value": before}, {"value": value})
