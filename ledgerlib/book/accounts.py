"""Accounts of a book: adding, changing and disabling them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..core.account import Account
from ..core.canonical import nfc
from ..core.chart import Chart, check_chart
from ..core.problem import Problem
from ..refusal import refuse_if
from ..store import balances, books
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def chart(book: Book) -> Chart:
    """The book's chart of accounts."""
    with book._reading() as work:
        return work.chart


def set_accounts(book: Book, accounts: Iterable[Account]) -> int:
    """Add accounts, or change those that have the code; returns how many were new or changed.

    All or nothing. An account that has entries keeps its category and side, and
    takes no accounts below it.
    """
    with book._acting("account") as work:
        before = work.chart
        wanted = [
            Account(nfc(a.code), nfc(a.name), a.category, a.normal_side, a.is_disabled)
            for a in accounts
        ]
        changed = [a for a in wanted if before.accounts.get(a.code) != a]
        after = Chart.of(
            (before.accounts | {a.code: a for a in wanted}).values(),
            before.code_rule,
            before.closing_rules,
        )
        problems = check_chart(after, wanted)
        used = {code for code, number in work.known.ids.items() if number in _used(work)}
        for account in changed:
            old = before.accounts.get(account.code)
            if (
                old
                and account.code in used
                and (old.category, old.normal_side)
                != (
                    account.category,
                    account.normal_side,
                )
            ):
                problems.append(Problem.of("account.in_use", account=account.code, name=old.name))
            parent = after.parents[account.code]
            if old is None and parent in used:
                problems.append(
                    Problem.of("account.parent_in_use", account=account.code, parent=parent)
                )
        refuse_if(problems)
        if changed:
            number = books.counter(work.connection, work.book_id, "account")
            numbered = []
            for account in changed:
                if account.code in work.known.ids:
                    numbered.append((work.known.ids[account.code], account))
                else:
                    number += 1
                    numbered.append((number, account))
            books.set_accounts(work.connection, work.book_id, numbered)
            books.set_counters(work.connection, work.book_id, {"account": number})
            work.chart_changed()
            work.record(
                book.who, "account", " ".join(a.code for a in changed[:20]),
                {"accounts": [_shown(before.accounts[a.code]) for a in changed if a.code in before.accounts]},
                {"accounts": [_shown(a) for a in changed], "chart_digest": work.chart_digest()},
            )  # fmt: skip
        return len(changed)


def _used(work: Work) -> set[int]:
    return balances.used_accounts(work.connection, work.book_id)


def _shown(account: Account) -> list[Any]:
    return [
        account.code, account.name, account.category.value, int(account.normal_side),
        int(account.is_disabled),
    ]  # fmt: skip
