"""The statement that a command names: of a file, of a named chart, or of the book's own chart."""

from __future__ import annotations

from pathlib import Path

from .. import Book
from ..core.problem import Problem
from ..core.statement import Statement
from ..exchange.statement_reading import read_statements
from ..exchange.statements import find_statement
from ..offered import STATEMENTS as NAMES
from ..refusal import Refused

__all__ = ["NAMES", "statement_of"]


def statement_of(book: Book, name: str, *, chart: str = "", file: Path | None = None) -> Statement:
    """The statement that is wanted: of a file, of a named chart, or of the book's own chart."""
    if file is not None:
        found = {each.statement_id: each for each in read_statements(file)}
        wanted = name.replace("-", "_") or next(iter(found))
        if wanted not in found:
            known = " ".join(found)
            raise Refused(
                [Problem.of("statement.unknown", name=name, chart=file.name, known=known)]
            )
        return found[wanted]
    return find_statement(chart or book.facts().chart, name, book.options().values())
