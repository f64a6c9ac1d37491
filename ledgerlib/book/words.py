"""The voucher words of a book (凭证字) and their rules, as the supervisor sets them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.account import Cash
from ..core.problem import Problem
from ..core.word import WORD_SETS, Demand, Word
from ..refusal import Refused, refuse_if
from ..store import books
from ..store import words as store
from .work import Work

if TYPE_CHECKING:
    from .book import Book

#: A word stands before a number and within a key: no digit, sign or space, nor 字 and 第.
_WORD = re.compile(r"[^\W\d_字第号]{1,4}")


def word_rules(book: Book) -> list[Word]:
    """The voucher words of the book with their rules, in their order."""
    with book._reading() as work:
        return list(work.known.words.values())


def set_words(book: Book, words: Iterable[Word] | str) -> None:
    """Put these words, or those of a set (记, 收付转, 现银转), in the place of the book's.

    The supervisor's act. A word that has vouchers can't be taken away; vouchers that are
    there already are not asked again.
    """
    if isinstance(words, str):
        if words not in WORD_SETS:
            known = "、".join(WORD_SETS)
            raise Refused([Problem.of("word.no_set", name=words, known=known)])
        words = WORD_SETS[words]
    wanted = list(words)
    with book._acting("word") as work:
        before = list(work.known.words.values())
        refuse_if([*_check(work, wanted), *_used(work, before, wanted)])
        if wanted == before:
            return
        books.set_words(work.connection, work.book_id, wanted)
        work.chart_changed()
        work.record(
            book.who, "word", " ".join(word.word for word in wanted),
            {"words": [[word.word, word.rule] for word in before]},
            {"words": [[word.word, word.rule] for word in wanted]},
        )  # fmt: skip


def _check(work: Work, wanted: list[Word]) -> list[Problem]:
    """What is wrong with the words taken by themselves, and with the rules in this chart."""
    problems = [] if wanted else [Problem.of("word.none")]
    chart, kinds = work.chart, {kind.value for kind in Cash if kind}
    there = {chart.cash(code).value for code in chart.accounts} - {""}
    names = [word.word for word in wanted]
    for number, word in enumerate(wanted):
        if not _WORD.fullmatch(word.word):
            problems.append(Problem.of("word.malformed", word=word.word))
        if word.word in names[:number]:
            problems.append(Problem.of("word.doubled", word=word.word))
        if bool(word.demand) != bool(word.of):
            problems.append(Problem.of("word.rule", word=word.word, rule=word.rule or "-"))
        problems += [
            Problem.of("word.of_unknown", word=word.word, of=each)
            for each in word.of
            if each not in kinds and each not in chart.accounts
        ]
        must_have = word.demand in (Demand.DEBIT_HAS, Demand.CREDIT_HAS, Demand.HAS)
        if must_have and word.of and kinds.issuperset(word.of) and there.isdisjoint(word.of):
            of = " ".join(word.of)
            problems.append(Problem.of("word.no_such_money", word=word.word, of=of))
    return problems


def _used(work: Work, before: list[Word], wanted: list[Word]) -> list[Problem]:
    """The words that would go although they have vouchers, void ones too."""
    kept = {word.word for word in wanted}
    gone = [word.word for word in before if word.word not in kept]
    used = store.used(work.connection, work.book_id, gone) if gone else {}
    return [
        Problem.of("word.in_use", word=word, count=count) for word, count in sorted(used.items())
    ]
