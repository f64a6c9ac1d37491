"""The steps of a period's end in their order, each with its state, asked of the book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from ledgerlib import Book, Occasion, Period, Problem, State, VoucherFilter

#: What a step may be: nothing to do, done, to be done, or waiting for the steps before it.
NONE, DONE, TODO, WAITS = "none", "done", "todo", "waits"
#: Blockers of the close that one of the steps before it cures, by the beginning of their code.
_OF_STEPS = {
    "post.gap": "gaps", "close.void": "gaps", "close.draft": "review", "close.reviewed": "post",
    "close.transfer_not_run": "transfers", "transfer.": "transfers",
    "close.no_closing_rate": "revalue", "close.not_revalued": "revalue",
    "close.not_carried": "carry", "close.by_hand": "carry", "close.no_rule": "carry",
}  # fmt: skip


@frozen
class Step:
    """A step: its code (`step.<code>`), its state, and what its words are filled in with."""

    code: str
    state: str
    values: dict[str, Any] = field(factory=dict)


def step_of(problem: Problem) -> str:
    """The step that cures a blocker, "close" where it is none of those before."""
    return next(
        (step for code, step in _OF_STEPS.items() if problem.code.startswith(code)), "close"
    )


def steps(book: Book, period: Period) -> list[Step]:
    """The steps of a period, in the order in which they are done; the year before is ended first."""
    facts = book.facts()
    found: list[Step] = []
    if facts.is_closed(period):
        found.append(Step("close", DONE))
    else:
        problems = book.can_close(period)
        found += _before_closing(book, period, problems)
        found.append(_closing(problems, found))
    year = facts.current.year - 1
    is_due = year >= facts.start.year and facts.locked_through < Period(year, 12).key
    if is_due and period == facts.current:  # the year before comes first
        found.insert(0, Step("roll_over", TODO, {"year": year}))
    elif is_due and period.year == year and period.month == 12:
        found.append(Step("roll_over", TODO, {"year": year}))
    elif period.month == 12:
        is_locked = period.key <= facts.locked_through
        found.append(Step("roll_over", DONE if is_locked else WAITS, {"year": period.year}))
    return found


def next_step(found: Sequence[Step]) -> int:
    """The place of the first step that is to be done, 0 where there is none."""
    return next((at for at, step in enumerate(found) if step.state == TODO), 0)


def _before_closing(book: Book, period: Period, problems: Sequence[Problem]) -> list[Step]:
    by_step: dict[str, list[Problem]] = {}
    for problem in problems:
        by_step.setdefault(step_of(problem), []).append(problem)

    def count(states: Sequence[State], **more: Any) -> int:
        asked = VoucherFilter(first=period, last=period, states=tuple(states), **more)
        return sum(book.count_vouchers(asked).values())

    drafts, reviewed = count((State.DRAFT,)), count((State.REVIEWED,))
    voids, gaps = count((State.VOID,)), sum(p.code == "post.gap" for p in problems)
    posted = count((State.POSTED,))
    found = [_recurring(book, period)]
    found.append(_step("gaps", bool(gaps or voids), gaps=gaps, voids=voids))
    due = [each for each in book.transfers() if each.is_due(period)]
    found.append(
        _step("transfers", bool(by_step.get("transfers")), is_there=bool(due),
              count=len(by_step.get("transfers", ())), defined=len(due))
    )  # fmt: skip
    span = book.figures(period)
    foreign = [
        c for c in span.commodities.values() if c.is_currency and c.code != span.currency.code
    ]
    left = by_step.get("revalue", ())
    names = " ".join(dict.fromkeys(str(p.values["currency"]) for p in left))
    found.append(_step("revalue", bool(left), is_there=bool(foreign), currencies=names))
    found.append(_step("review", bool(drafts), count=drafts))
    if book.policies()["cashier_signs"] == "yes":
        unsigned = count((State.DRAFT, State.REVIEWED), to_sign=True)
        found.append(_step("sign", bool(unsigned), count=unsigned))
    to_post = TODO if reviewed else WAITS if drafts else DONE
    found.append(Step("post", to_post, {"count": reviewed, "posted": posted}))
    found.append(_carry(book, period, by_step.get("carry", ()), is_posted=not (drafts or reviewed)))
    return found


def _step(code: str, is_left: bool, *, is_there: bool = True, **values: Any) -> Step:
    state = TODO if is_left else DONE if is_there else NONE
    return Step(code, state, values)


def _recurring(book: Book, period: Period) -> Step:
    due = book.recurring(period)
    left = [each.template.name for each in due if each.voucher is None]
    names = "、".join(left[:3])
    return _step("recurring", bool(left), is_there=bool(due), count=len(left), names=names)


def _carry(book: Book, period: Period, left: Sequence[Problem], *, is_posted: bool) -> Step:
    occasions = [Occasion.PERIOD_END] + ([Occasion.YEAR_END] if period.month == 12 else [])
    has_rules = bool(book.chart().rules(*occasions))
    if has_rules and not is_posted:
        return Step("carry", WAITS, {"count": len(left)})
    return _step("carry", bool(left), is_there=has_rules, count=len(left))


def _closing(problems: Sequence[Problem], before: Sequence[Step]) -> Step:
    is_waiting = bool(problems) and any(step.state in (TODO, WAITS) for step in before)
    return Step("close", WAITS if is_waiting else TODO, {"count": len(problems)})
