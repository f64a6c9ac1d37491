"""What the database says, as a problem that a bookkeeper can do something about."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from ..core.problem import Problem
from .guards import REFUSAL
from .statement import DatabaseFailure

_SIGNS = [
    ("database is locked", "book.busy"),
    ("lock timeout", "book.busy"),
    ("database or disk is full", "disk.full"),
    ("No space left on device", "disk.full"),
    ("disk I/O error", "disk.failed"),
    ("file is not a database", "file.not_a_book"),
    ("malformed", "file.damaged"),
    ("unable to open database file", "file.cannot_open"),
    ("readonly database", "file.read_only"),
    ("turnover_within_bounds", "amount.sum_too_large"),
    ("integer overflow", "amount.sum_too_large"),
    ("out of range", "amount.sum_too_large"),
    ("connection failed", "server.unreachable"),
    ("connection refused", "server.unreachable"),
    ("failed to resolve host", "server.unreachable"),
    ("could not translate host name", "server.unreachable"),
    ("timeout expired", "server.unreachable"),
    ("server closed the connection", "server.unreachable"),
    ("terminating connection", "server.unreachable"),
    ("does not exist", "server.no_database"),
    ("password authentication failed", "server.unreachable"),
]


def problem_of(error: DBAPIError | DatabaseFailure) -> Problem | None:
    """The problem behind a database error, or None where it is a mistake of ours."""
    message = str(error.orig if isinstance(error, DBAPIError) else error)
    if REFUSAL in message:
        return Problem.of("guard.refused", reason=message.split(REFUSAL, 1)[1].splitlines()[0])
    for sign, code in _SIGNS:
        if sign in message:
            return Problem.of(code, reason=message.splitlines()[0])
    return None
