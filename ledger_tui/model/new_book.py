"""A new book as the wizard asks for it: the answers, and making it with every problem told at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from attrs import field, frozen

from ledgerlib import (
    WORD_SETS,
    Book,
    Chart,
    ChartFile,
    NewBook,
    Period,
    Problem,
    Refused,
    chart_ids,
    create_filled,
    load_chart,
)

#: The policies that the wizard asks about, each with what holds where nothing is said.
POLICIES = {
    "same_person_may_review": "no",
    "cashier_signs": "no",
    "dates_in_order": "no",
    "cashier_may_keep": "no",
    "passwords_required": "no",
    "negative_balance": "refuse",
}


@frozen
class NewUser:
    """Someone who will work on the book, with roles and a first password, where they are given one."""

    name: str
    roles: frozenset[str]
    password: str = ""


@frozen
class Answers:
    """What was answered, as it was typed."""

    place: str
    name: str
    chart: ChartFile | None
    start: str
    currency: str = "CNY"
    code_rule: str = ""
    words: str = "记"
    regime: str = "irreversible"
    options: dict[str, str] = field(factory=dict)
    policies: dict[str, str] = field(factory=dict)
    #: The first of them makes the book, and is its supervisor.
    users: tuple[NewUser, ...] = ()


@cache
def all_charts() -> tuple[ChartFile, ...]:
    """The charts that come along."""
    return tuple(load_chart(name) for name in chart_ids())


def make(answers: Answers) -> Book:
    """Make the book with its users and passwords, all of it or nothing.

    Raises Refused with every problem of every step.
    """
    new, problems = _new_book(answers)
    if not answers.place:
        problems.append(Problem.of("place.unknown", file=""))
    if new is None or problems:
        raise Refused([*problems, *_also(answers, new)])
    try:
        return create_filled(
            answers.place, new, lambda book: _add_people(book, answers.users), by=_maker(answers)
        )
    except Refused as refused:
        told = {(p.code, str(p.values)) for p in refused.problems}
        more = [p for p in _also(answers, new) if (p.code, str(p.values)) not in told]
        raise Refused([*refused.problems, *more]) from None


def _maker(answers: Answers) -> str:
    return answers.users[0].name if answers.users else ""


def _new_book(answers: Answers) -> tuple[NewBook | None, list[Problem]]:
    problems: list[Problem] = []
    start: Period | None = None
    try:
        start = Period.parse(answers.start)
    except ValueError:
        problems.append(Problem.of("period.malformed", value=answers.start))
    rule = _rule(answers.code_rule)
    if rule is None:
        problems.append(
            Problem.of("chart.value", key="code_rule", value=answers.code_rule, sample="4-2-2-2")
        )
    found = answers.chart
    if found is None or start is None or rule is None:
        return None, problems
    whole = found.chart
    chart = (
        Chart.of(whole.accounts.values(), rule, whole.closing_rules, whole.parts, whole.provisions)
        if rule
        else whole
    )
    policies = {name: value for name, value in answers.policies.items() if POLICIES[name] != value}
    new = NewBook(
        answers.name, chart, start, found.chart_id, answers.currency.upper(), answers.regime,
        found.method, words=WORD_SETS[answers.words], policies=policies,
        strict_codes=bool(rule), problems=found.problems, options=answers.options,
    )  # fmt: skip
    return new, problems


def _rule(typed: str) -> tuple[int, ...] | None:
    """The lengths of 4-2-2-2; nothing typed leaves the chart's own, None is no rule at all."""
    if not typed:
        return ()
    parts = typed.split("-")
    if not all(part.isascii() and part.isdigit() and 0 < int(part) < 10 for part in parts):
        return None
    return tuple(int(part) for part in parts)


def named_twice(users: tuple[NewUser, ...]) -> list[str]:
    """Names that two have: the second would take the first one's roles."""
    names = [user.name for user in users]
    return [name for name in dict.fromkeys(names) if name and names.count(name) > 1]


def _add_people(book: Book, users: tuple[NewUser, ...]) -> None:
    """Users and passwords; the maker's own password first, for the book may demand one of everyone."""
    problems: list[Problem] = []

    def tried(deed: Callable[[], None], name: str) -> None:
        try:
            deed()
        except Refused as refused:
            problems.extend(p if "name" in p.values else Problem(p.code, {**p.values, "name": name})
                            for p in refused.problems)  # fmt: skip

    for user in users[:1]:
        if user.password:
            tried(lambda user=user: book.set_password(user.password), user.name)  # type: ignore[misc]
        roles = {*user.roles, "supervisor"}
        if roles != {"supervisor"}:
            tried(lambda user=user, roles=roles: book.add_user(user.name, sorted(roles)), user.name)  # type: ignore[misc]
    for user in users[1:]:
        tried(lambda user=user: book.add_user(user.name, sorted(user.roles)), user.name)  # type: ignore[misc]
        if user.password and not problems:
            tried(lambda user=user: book.set_password(user.password, name=user.name), user.name)  # type: ignore[misc]
    if problems:
        raise Refused(problems)


def _also(answers: Answers, new: NewBook | None) -> list[Problem]:
    """What else would be refused once the rest is put right, found by making a book that is thrown away."""
    if new is None or new.problems or not _maker(answers):
        return []
    with tempfile.TemporaryDirectory(prefix="ledger-tui-") as folder:
        trial = NewBook(
            "-", new.chart, new.start, policies=new.policies, words=new.words,
            options=new.options, method=new.method,
        )  # fmt: skip
        try:
            create_filled(
                Path(folder) / "trial.ledger", trial,
                lambda book: _add_people(book, answers.users), by=_maker(answers),
            ).__exit__()  # fmt: skip
        except Refused as refused:
            return list(refused.problems)
    return []
