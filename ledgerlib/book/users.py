"""Users of a book: roles, what they may enter, passwords, logging in."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from attrs import evolve

from ..core.canonical import nfc
from ..core.permission import Role, User, kept_apart
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from ..store import books
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: The shortest password that is taken.
SHORTEST = 8
_hasher = PasswordHasher()


def add_user(
    book: Book,
    name: str,
    roles: Iterable[Role | str],
    *,
    accounts: Iterable[str] = (),
    words: Iterable[str] = (),
) -> None:
    """Add a user with these roles, or give one that is there these roles instead.

    `accounts` are the ranges of accounts ("1001-1999", "5602") and `words` the voucher
    words that the user may enter and review; none means all. Roles that the rules keep
    apart (a cashier does not review nor keep accounts, 会计基础工作规范 第十二条) are refused
    unless the policy `cashier_may_keep` allows them.
    """
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
    refuse_if(problems)
    with book._acting("user") as work:
        if not work.policies.cashier_may_keep:
            refuse_if(
                Problem.of("role.apart", name=name, one=one.value, other=other.value)
                for one, other in kept_apart(wanted)
            )
        there = work.users
        supervisors = {who for who, held in there.items() if Role.SUPERVISOR in held.roles}
        if supervisors == {name} and Role.SUPERVISOR not in wanted:
            raise Refused([Problem.of("user.last_supervisor", name=name)])
        before = there.get(name)
        user = evolve(
            before or User(name, frozenset()),
            roles=frozenset(wanted),
            accounts=_each(accounts),
            words=_each(words),
        )
        books.set_user(work.connection, work.book_id, user)
        work.forget_people()
        work.record(book.who, "user", name, _shown(before) if before else None, _shown(user))


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    """Ranges or words as a list, or as one text with blanks between."""
    return tuple(nfc(" ".join([texts] if isinstance(texts, str) else texts)).split())


def _shown(user: User) -> dict[str, Any]:
    limits = {"accounts": " ".join(user.accounts), "words": " ".join(user.words)}
    return {"roles": " ".join(sorted(user.roles)), **{k: v for k, v in limits.items() if v}}


def remove_user(book: Book, name: str) -> None:
    """Let someone act no more. What they have done stays under their name."""
    name = nfc(name.strip())
    with book._acting("user") as work:
        user = _known(work, name)
        supervisors = [who for who, held in work.users.items() if Role.SUPERVISOR in held.roles]
        if supervisors == [name]:
            raise Refused([Problem.of("user.last_supervisor", name=name)])
        books.set_user(work.connection, work.book_id, evolve(user, is_enabled=False))
        work.forget_people()
        work.record(book.who, "user", name, _shown(user), {"removed": True})


def users(book: Book) -> dict[str, frozenset[Role]]:
    """The users of the book with their roles."""
    return {user.name: user.roles for user in people(book)}


def people(book: Book) -> list[User]:
    """The users of the book with all that is kept of them but their passwords."""
    with book._reading() as work:
        found = books.users(work.connection, work.book_id).values()
        return [evolve(user, password="*" if user.password else "") for user in found]


def _known(work: Work, name: str) -> User:
    user = work.users.get(name)
    if user is None:
        raise Refused([Problem.of("user.unknown", name=name)])
    return user


# Passwords


def password_digest(password: str) -> str:
    """What a record keeps of a password's hash, so that verify sees it exchanged."""
    return sha256(password.encode()).hexdigest() if password else ""


def set_password(book: Book, new: str, *, name: str = "", old: str = "") -> None:
    """Set one's own password, which takes the old one where there is one; the supervisor sets anyone's.

    A wrong old password counts as a refused log-in. Setting another's password also unlocks
    them, and they must log in anew.
    """
    name = nfc(name.strip()) or book.who
    if len(new) < SHORTEST:
        raise Refused([Problem.of("password.short", shortest=SHORTEST)])
    own = name == book.who
    if own:
        log_in(book, old)
    with book._writing() as work:
        user = _known(work, name)
        if not own:
            work.require(book.who, "user")
            work.known.logged_in.discard(name)
        hashed = _hasher.hash(new)
        books.set_user(work.connection, work.book_id, evolve(user, password=hashed, failures=0))
        work.forget_people()
        after = {"password_digest": password_digest(hashed)}
        work.record(book.who, "password", name, None, after)
        if own:
            work.known.logged_in.add(name)


def log_in(book: Book, password: str) -> None:
    """Show the password of whoever this book is opened by; their acts are believed from then on.

    Each refusal is counted and recorded; after five in a row the user is locked until the
    supervisor sets a new password. A user without a password needs none.
    """
    if not book.who:
        raise Refused([Problem.of("user.missing")])
    with book._writing() as work:
        user = _known(work, book.who)
        if not user.password:
            return
        problem = None
        if user.is_locked:
            problem = Problem.of("user.locked", name=user.name)
        elif not _matches(user, password):
            problem = Problem.of("password.wrong", name=user.name)
            user = evolve(user, failures=user.failures + 1)
            books.set_user(work.connection, work.book_id, user)
            work.record(book.who, "log_in_refused", user.name, None, {"failures": user.failures})
        else:
            if user.failures:
                books.set_user(work.connection, work.book_id, evolve(user, failures=0))
            work.record(book.who, "log_in", user.name)
            work.known.logged_in.add(user.name)
        work.forget_people()
    if problem is not None:  # raised out here, so that the failure counted above is kept
        raise Refused([problem])


def log_out(book: Book) -> None:
    """Forget that the password was shown: the next act asks for it again."""
    book._place.known.logged_in.discard(book.who)


def _matches(user: User, password: str) -> bool:
    try:
        return _hasher.verify(user.password, password)
    except (VerificationError, InvalidHashError):
        return False
