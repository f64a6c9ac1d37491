"""Accounts of a book: adding, changing and disabling them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from ..core.account import Account
from ..core.canonical import nfc
from ..core.chart import Chart, ClosingRule, check_chart, off_rule
from ..core.permission import Role
from ..core.problem import Problem
from ..pinyin import initials
from ..refusal import refuse_if
from ..store import balances, books
from .commodities import intern_units
from .dimensions import add_kinds_of_accounts
from .guarding import guard
from .work import Work, shown_account

if TYPE_CHECKING:
    from .book import Book


def chart(book: Book) -> Chart:
    """The book's chart of accounts."""
    with book._reading() as work:
        return work.chart


def find_accounts(book: Book, text: str) -> list[Account]:
    """Accounts by the beginning of their code or mnemonic, or by a part of their name."""
    with book._reading() as work:
        return work.chart.search(text)


def with_mnemonic(account: Account) -> Account:
    """The account with the initials of its name as its mnemonic, where it has none."""
    return account if account.mnemonic else evolve(account, mnemonic=initials(account.name))


def set_accounts(book: Book, accounts: Iterable[Account]) -> int:
    """Add accounts, or change those that have the code; returns how many were new or changed.

    All or nothing. An account that has entries keeps its category and side. Where one with
    entries is given accounts below it, its history goes to the first of them: that one
    takes its number over, the account above gets a new one, and no line is touched.
    """
    with book._acting("account") as work:
        before = work.chart
        wanted = [_kept(nfc_account(a), before.accounts.get(a.code)) for a in accounts]
        changed = [a for a in wanted if before.accounts.get(a.code) != a]
        after = Chart.of(
            (before.accounts | {a.code: a for a in wanted}).values(),
            before.code_rule,
            before.closing_rules,
            before.parts,
        )
        used = {code for code, number in work.known.ids.items() if number in _used(work)}
        moves = _moves(before, after, changed, used)
        after = evolve(after, closing_rules=tuple(_retargeted(after, moves)))
        problems = check_chart(after, wanted)
        added = [a.code for a in changed if a.code not in before.accounts]
        if not off_rule(before, before.accounts):  # a book that never kept to the rule need not now
            problems += off_rule(after, added)
        problems += _check_controls(work, book.who, before, changed)
        for account in changed:
            problems += _check_history(before, account, used, moves)
        refuse_if(problems)
        if changed:
            _write(work, before, after, changed, moves)
            guard(work)
            work.record(
                book.who, "account", " ".join(a.code for a in changed[:20]),
                {"accounts": [shown_account(before.accounts[a.code]) for a in changed
                              if a.code in before.accounts]},
                {"accounts": [shown_account(a) for a in changed], "moved": sorted(moves.items()),
                 "chart_digest": work.chart_digest()},
            )  # fmt: skip
            kinds = (kind for account in changed for kind in account.dimensions)
            add_kinds_of_accounts(work, book.who, kinds)
            intern_units(work, book.who, changed)
        return len(changed)


def nfc_account(account: Account) -> Account:
    """The account with its texts in the form in which a book keeps them."""
    return evolve(
        account, code=nfc(account.code), name=nfc(account.name), mnemonic=nfc(account.mnemonic),
        unit=nfc(account.unit),
    )  # fmt: skip


def _kept(account: Account, before: Account | None) -> Account:
    """With a mnemonic: its own, the one it had, or the initials of its name."""
    if not account.mnemonic and before is not None and before.name == account.name:
        return evolve(account, mnemonic=before.mnemonic)
    return with_mnemonic(account)


def _moves(before: Chart, after: Chart, changed: list[Account], used: set[str]) -> dict[str, str]:
    """Accounts with entries that get their first accounts below them, each with the first leaf of these."""
    moves: dict[str, str] = {}
    for account in sorted(changed, key=lambda a: a.code):
        parent = after.parents[account.code]
        is_new = account.code not in before.accounts
        if is_new and parent in used and parent is not None and before.is_leaf(parent):
            moves[parent] = after.leaves_below(parent)[0]
    return moves


def _retargeted(chart: Chart, moves: Mapping[str, str]) -> list[ClosingRule]:
    """The closing rules, those into an account that has got others below it going to the first of these."""
    into = {code for rule in chart.closing_rules for code in rule.targets if code in chart.accounts}
    below = {code: chart.leaves_below(code)[0] for code in into if not chart.is_leaf(code)}
    return [rule.moved({**below, **moves}) for rule in chart.closing_rules]


def _check_controls(
    work: Work, who: str, before: Chart, changed: Iterable[Account]
) -> list[Problem]:
    """Whether someone may change these accounts: what controls a maker only the supervisor changes."""
    user = work.users[who]
    problems = []
    for account in changed:
        named = {"account": account.code, "name": account.name}
        old = before.accounts.get(account.code)
        if not user.may_use(account.code):
            problems.append(Problem.of("user.account", account=account.code, name=who))
        is_control = old is not None and (old.is_guarded, old.cash) != (
            account.is_guarded, account.cash,
        )  # fmt: skip
        if is_control and work.facts.is_started and Role.SUPERVISOR not in user.roles:
            problems.append(Problem.of("account.control", **named))
        if account.last_year and account.last_year < account.first_year:
            span = {"first": account.first_year, "last": account.last_year}
            problems.append(Problem.of("account.years", **named, **span))
    return problems


def _check_history(
    before: Chart, account: Account, used: set[str], moves: Mapping[str, str]
) -> list[Problem]:
    """Whether an account's entries, or those that move down to it, allow what it is to be."""
    heirs = {child: parent for parent, child in moves.items()}
    origin = heirs.get(account.code, account.code)
    old = before.accounts.get(origin)
    if old is None or origin not in used:
        return []
    if (old.category, old.normal_side) != (account.category, account.normal_side):
        code = "account.in_use" if origin == account.code else "account.heir_differs"
        return [Problem.of(code, account=account.code, name=old.name, parent=origin)]
    if origin == account.code and (
        (old.unit and account.unit != old.unit)
        or set(old.currencies) - set(account.currencies)
        or set(old.dimensions) - set(account.dimensions)
    ):
        return [Problem.of("account.measured", account=account.code, name=old.name)]
    if set(account.dimensions) - set(old.dimensions) and account.code not in moves:
        kinds = " ".join(sorted(set(account.dimensions) - set(old.dimensions)))
        return [Problem.of("account.history_lacks", account=account.code, kind=kinds)]
    return []


def _write(
    work: Work, before: Chart, after: Chart, changed: list[Account], moves: Mapping[str, str]
) -> None:
    number = books.counter(work.connection, work.book_id, "account")
    ids = dict(work.known.ids)
    for parent, child in moves.items():
        ids[child] = ids.pop(parent)
    touched = {account.code: account for account in changed}
    touched |= {parent: after.accounts[parent] for parent in moves}
    for code in sorted(touched):
        if code not in ids:
            number += 1
            ids[code] = number
    heirs = set(moves.values())
    # Heirs first: the code above is free only when its number has gone down.
    order = sorted(touched, key=lambda code: (code not in heirs, code))
    books.set_accounts(work.connection, work.book_id, [(ids[c], touched[c]) for c in order])
    books.set_counters(work.connection, work.book_id, {"account": number})
    if after.closing_rules != before.closing_rules:
        books.set_closing_rules(work.connection, work.book_id, after.closing_rules)
    work.chart_changed()


def _used(work: Work) -> set[int]:
    return balances.used_accounts(work.connection, work.book_id)
