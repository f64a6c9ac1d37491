"""Users of a book and their roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.canonical import nfc
from ..core.permission import Role
from ..core.problem import Problem
from ..refusal import Refused
from ..store import books

if TYPE_CHECKING:
    from .book import Book


def add_user(book: Book, name: str, roles: Iterable[Role | str]) -> None:
    """Add a user with these roles, or give one that is there these roles instead."""
    name = nfc(name.strip())
    problems = [] if name else [Problem.of("user.unnamed")]
    wanted: set[Role] = set()
    for word in roles:
        try:
            wanted.add(Role(word))
        except ValueError:
            problems.append(Problem.of("role.unknown", role=word, known=" ".join(Role)))
    if not wanted and not problems:
        problems.append(Problem.of("role.missing", name=name, known=" ".join(Role)))
    if problems:
        raise Refused(problems)
    with book._acting("user") as work:
        there = books.users(work.connection, work.book_id)
        supervisors = {who for who, held in there.items() if Role.SUPERVISOR in held}
        if supervisors == {name} and Role.SUPERVISOR not in wanted:
            raise Refused([Problem.of("user.last_supervisor", name=name)])
        books.set_user(work.connection, work.book_id, name, wanted)
        work.forget_people()
        before = {"roles": " ".join(sorted(there[name]))} if name in there else None
        work.record(book.who, "user", name, before, {"roles": " ".join(sorted(wanted))})


def users(book: Book) -> dict[str, frozenset[Role]]:
    """The users of the book with their roles."""
    with book._reading() as work:
        return books.users(work.connection, work.book_id)
