"""The order of a book's voucher words (收、付、转), in which the vouchers of one day or period stand."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from sqlalchemy import Connection, case, literal_column, select

from . import tables
from .statement import query_column

_v, _w = tables.voucher.c, tables.voucher_word.c


@frozen
class WordOrder:
    """The words of a book in the order in which they were set up; later ones stand behind."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, connection: Connection, book_id: int) -> WordOrder:
        """The order of a book's words."""
        clause = select(_w.word).where(_w.book_id == book_id).order_by(_w.ordinal, _w.word)
        return cls(tuple(query_column(connection, clause)))

    def rank(self, word: str) -> int:
        """The place of a word; one that the book does not have stands behind all."""
        return self.words.index(word) if word in self.words else len(self.words)

    @property
    def column(self) -> Any:
        """What SQL orders by, and compares with a `rank`.

        The places are written into the statement: the words of a book are few and seldom change.
        """
        if not self.words:
            return literal_column("0")
        ranks: list[Any] = [
            (_v.word == word, literal_column(str(rank))) for rank, word in enumerate(self.words)
        ]
        return case(*ranks, else_=literal_column(str(len(self.words))))
