"""What waits for someone on their desk, asked of the book: by role, with the place where it is done."""

from __future__ import annotations

from collections import Counter
from typing import Any

from attrs import frozen

from ledgerlib import Book, Period, Problem, State, VoucherFilter, may

#: Where each kind of blocker is cured: the screen, and what it is told. What is not here, at the period's end.
CURES: dict[str, str] = {
    "close.draft": "vouchers",
    "close.void": "vouchers",
    "close.reviewed": "vouchers",
    "post.gap": "vouchers",
    "guard.negative": "vouchers",
    "guard.refused": "vouchers",
    "close.no_closing_rate": "rates",
    "close.dimensions_apart": "vouchers",
}
#: Blockers that are many of one kind, and told by their number.
_COUNTED = ("close.draft", "close.reviewed", "close.void")


@frozen
class Task:
    """Something that waits. `code` names its text (`desk.<code>`), `values` fill it in.

    `screen` is where it is done, `asked` which vouchers the list shall show there;
    `problem` is the blocker behind it, where there is one.
    """

    code: str
    values: dict[str, Any]
    screen: str
    asked: VoucherFilter | None = None
    problem: Problem | None = None
    #: Whether it is only told, and done by somebody else.
    is_for_others: bool = False


def waiting(book: Book) -> list[Task]:
    """Everything that waits for the book's user, what is nearest to being done first."""
    facts = book.facts()
    roles = book.users().get(book.who, frozenset())
    if not facts.is_started:
        return [Task("not_started", {"period": str(facts.start)}, "opening",
                     is_for_others=not may(roles, "opening"))]  # fmt: skip
    tasks = _vouchers(book, facts.current, roles)
    tasks += _numbers(book, facts.current)
    if may(roles, "enter"):
        due = [each for each in book.recurring(facts.current) if each.voucher is None]
        if due:
            names = "、".join(each.template.name for each in due[:3])
            values = {"count": len(due), "period": str(facts.current), "names": names}
            tasks.append(Task("recurring", values, "period_end"))
    return tasks + _blockers(book, facts.current, is_for_others=not may(roles, "close"))


def _vouchers(book: Book, current: Period, roles: frozenset[Any]) -> list[Task]:
    own_too = book.policies()["same_person_may_review"] == "yes"
    found: list[Task] = []

    def add(code: str, asked: VoucherFilter, *, is_for_others: bool = False) -> None:
        count = sum(book.count_vouchers(asked).values())
        if count:
            values = {"count": count}
            found.append(Task(code, values, "vouchers", asked, is_for_others=is_for_others))

    if may(roles, "sign") and book.policies()["cashier_signs"] == "yes":
        unposted = (State.DRAFT, State.REVIEWED)
        add("to_sign", VoucherFilter(first=current, states=unposted, to_sign=True))
    if may(roles, "review"):
        drafts = (State.DRAFT,)
        other = "" if own_too else book.who
        add("to_review", VoucherFilter(first=current, states=drafts, not_maker=other))
    if may(roles, "enter") and not (own_too and may(roles, "review")):
        mine = VoucherFilter(first=current, states=(State.DRAFT,), maker=book.who)
        add("with_reviewer", mine, is_for_others=True)
    if may(roles, "post"):
        add("to_post", VoucherFilter(first=current, states=(State.REVIEWED,)))
    return found


def _numbers(book: Book, current: Period) -> list[Task]:
    tasks = []
    for each in book.numbers(current, Period(current.year + 1, 12)):
        if each.missing:
            spans = "、".join(str(a) if a == b else f"{a}-{b}" for a, b in each.missing[:5])
            values = {"period": str(each.period), "word": each.word, "numbers": spans}
            asked = VoucherFilter(first=each.period, last=each.period, word=each.word)
            tasks.append(Task("gap", values, "vouchers", asked))
    return tasks


def _blockers(book: Book, current: Period, *, is_for_others: bool) -> list[Task]:
    problems = book.can_close(current)
    period = str(current)
    if not problems:
        return [Task("can_close", {"period": period}, "period_end", is_for_others=is_for_others)]
    counted = Counter(p.code for p in problems if p.code in _COUNTED)
    others = [p for p in problems if p.code not in _COUNTED and p.code != "post.gap"]
    tasks = []
    for code in _COUNTED:
        if counted[code]:
            state = State(code.partition(".")[2])
            asked = VoucherFilter(first=current, last=current, states=(state,))
            count = sum(book.count_vouchers(asked).values())
            values = {"period": period, "count": count}
            tasks.append(Task(f"close_{state}", values, "vouchers", asked))
    for problem in others:
        screen = CURES.get(problem.code, "period_end")
        there = VoucherFilter(first=current, last=current) if screen == "vouchers" else None
        tasks.append(Task("blocker", {"period": period}, screen, there, problem))
    return tasks
