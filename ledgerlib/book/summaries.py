"""The library of summaries that a book uses often (常用摘要), each found by a few letters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from attrs import frozen

from ..core.canonical import nfc
from ..core.checking import LONGEST_SUMMARY
from ..core.problem import Problem
from ..pinyin import initials
from ..refusal import refuse_if
from ..store import definitions as store
from .definitions import define, undefine

if TYPE_CHECKING:
    from .book import Book

_KIND = "summary"


@frozen
class Summary:
    """A summary kept for use again. `account` is the one it usually goes with, if any."""

    code: str
    text: str
    account: str = ""
    mnemonic: str = ""


def summaries(book: Book, search: str = "") -> list[Summary]:
    """The summaries of the book in the order of their codes.

    With `search` those whose code or mnemonic (助记码) begins with it, or whose text holds it.
    """
    with book._reading() as work:
        found = store.definitions(work.connection, work.book_id, _KIND)
    kept = [Summary(code, **content) for code, content in sorted(found.items())]
    wanted = unicodedata.normalize("NFKC", search).strip().lower()
    return [
        each
        for each in kept
        if each.code.lower().startswith(wanted)
        or each.mnemonic.startswith(wanted)
        or wanted in each.text.lower()
    ]


def set_summary(book: Book, code: str, text: str, account: str = "") -> None:
    """Keep a summary under a code, in place of the one that has the code."""
    code, text = nfc(code.strip()), nfc(text.strip())
    problems = [] if code else [Problem.of("summary.uncoded")]
    if not text:
        problems.append(Problem.of("summary.missing", field="summary"))
    elif len(text) > LONGEST_SUMMARY:
        problems.append(Problem.of("summary.too_long", field="summary", longest=LONGEST_SUMMARY))
    with book._acting("define") as work:
        if account and account not in work.chart.accounts:
            problems.append(Problem.of("account.unknown", account=account, field="code"))
        refuse_if(problems)
        content = {"text": text, "account": account, "mnemonic": initials(text)}
        define(work, book.who, _KIND, code, content)


def remove_summary(book: Book, code: str) -> None:
    """Take a summary out of the library."""
    with book._acting("define") as work:
        undefine(work, book.who, _KIND, nfc(code.strip()))
