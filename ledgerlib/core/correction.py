"""Putting right what is posted (会计基础工作规范 第五十一条（五）).

An error of the current year: a red voucher «注销某月某日某号凭证» with the same content and a blue
one «订正某月某日某号凭证»; where the accounts are right and only an amount is wrong, one voucher
over the difference, in blue for what is too little, in red for what is too much. An error of
an earlier year: a blue voucher that puts it right, never red, and without touching the income
and expense of the new year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from .account import Category, Side
from .amount import DIVIDING
from .chart import Chart
from .checking import LONGEST_SUMMARY
from .problem import Problem
from .voucher import Kind, Line, Measure, Voucher, numbered
from .word import Word, check_word

#: The accounts by which charts take up errors of earlier years in place of profit and loss.
EARLIER_YEARS = ("以前年度损益调整", "以前年度盈余调整")
_PROFIT_AND_LOSS = (Category.INCOME, Category.EXPENSE)


def reversal(voucher: Voucher, day: date, instead: Mapping[str, str] | None = None) -> Voucher:
    """The voucher that undoes a posted one, dated `day` and linked back to it.

    In the same year it is red: every amount negative on its own side. For an earlier year it is
    blue: the amounts on the opposite sides, and `instead` names the accounts that stand in
    for those of profit and loss.
    """
    if is_of_earlier_year(voucher, day):
        lines = [_on_other_side(line) for line in replaced(voucher.lines, instead or {})]
        verb = "更正"
    else:
        lines = [_in_red(line) for line in voucher.lines]
        verb = "注销"
    return Voucher(
        day=day,
        lines=tuple(_told(line, verb, voucher, day) for line in lines),
        word=voucher.word,
        kind=Kind.CLOSING if voucher.kind is Kind.CLOSING else Kind.REVERSAL,
        reverses=voucher.key,
    )


def right_entry(
    voucher: Voucher,
    day: date,
    lines: Iterable[Line],
    instead: Mapping[str, str] | None = None,
    attachments: int = 0,
) -> Voucher:
    """The blue voucher with what a reversed one should have been: 订正3月12日记17号凭证."""
    earlier = is_of_earlier_year(voucher, day)
    verb = "更正" if earlier else "订正"
    wanted = [
        line if line.summary else evolve(line, summary=voucher.lines[0].summary) for line in lines
    ]
    return Voucher(
        day=day,
        lines=tuple(
            _told(line, verb, voucher, day)
            for line in (replaced(wanted, instead or {}) if earlier else wanted)
        ),
        word=voucher.word,
        attachments=attachments,
    )


def is_of_earlier_year(voucher: Voucher, day: date) -> bool:
    """Whether a voucher belongs to a year before that of its correction."""
    return voucher.day.year < day.year


def spread(instead: Mapping[str, str], lines: Iterable[Line], chart: Chart) -> dict[str, str]:
    """What stands in for an account stands in for those of the lines below it too."""
    found = dict(instead)
    for line in lines:
        above = chart.ancestors(line.account) if line.account in chart.accounts else []
        nearest = next((code for code in above if code in instead), None)
        if nearest is not None and line.account not in instead:
            found[line.account] = instead[nearest]
            found.pop(nearest, None)
    return found


def replaced(lines: Iterable[Line], instead: Mapping[str, str]) -> list[Line]:
    """The lines with some accounts replaced by others."""
    return [evolve(x, account=instead[x.account]) if x.account in instead else x for x in lines]


def check_earlier_year(
    voucher: Voucher, day: date, lines: Iterable[Line], instead: Mapping[str, str], chart: Chart
) -> list[Problem]:
    """Whether the lines of a correction leave the new year's profit and loss alone.

    Asked only where the chart has an account for what earlier years got wrong.
    """
    named = {"voucher": voucher.label}
    used = {line.account for line in lines}
    if not is_of_earlier_year(voucher, day):
        return [Problem.of("correct.same_year", **named)] if instead else []
    problems = [
        Problem.of("correct.not_used", **named, account=code)
        for code in instead
        if code not in used
    ]
    proper = [a for a in chart.accounts.values() if a.name in EARLIER_YEARS]
    taking = {a.code for a in proper} | {c for a in proper for c in chart.leaves_below(a.code)}
    for code in sorted(used - instead.keys() - taking):
        account = chart.accounts.get(code)
        if proper and account is not None and account.category in _PROFIT_AND_LOSS:
            into = chart.leaves_below(proper[0].code) or [proper[0].code]
            problems.append(
                Problem.of("correct.earlier_year", **named, account=code, name=account.name,
                           into=into[0], into_name=proper[0].name)
            )  # fmt: skip
    return problems


@frozen
class _Place:
    """Where a line stands, for comparing what is with what should be."""

    account: str
    side: Side
    commodity: str
    dimension: str
    measure: str


def adjustment(
    voucher: Voucher,
    day: date,
    lines: Sequence[Line],
    currency: str,
    *,
    before: Sequence[Line] = (),
    attachments: int = 0,
) -> tuple[Voucher, list[Problem]]:
    """The voucher over the difference, where accounts and sides are right and amounts are not.

    Black for what was too little, red for what was too much. `before` are the lines of
    vouchers that have adjusted it already.
    """
    was, should = _by_place([*voucher.lines, *before], currency), _by_place(lines, currency)
    problems = [
        Problem.of("adjust.other_accounts", voucher=voucher.label, account=place.account)
        for place in (*was, *should)
        if (place in was) != (place in should)
    ]
    found = [
        line
        for place in was
        if place in should and (line := _difference(was[place], should[place])) is not None
    ]
    if not found and not problems:
        problems.append(Problem.of("adjust.same", voucher=voucher.label))
    told = tuple(_told(line, "调整", voucher, day) for line in found)
    right = Voucher(day=day, lines=told, word=voucher.word, attachments=attachments)
    return right, problems


def _by_place(lines: Iterable[Line], currency: str) -> dict[_Place, list[Line]]:
    found: dict[_Place, list[Line]] = {}
    for line in lines:
        measure = line.measure.commodity if line.measure else ""
        commodity = line.commodity or currency
        place = _Place(line.account, line.side, commodity, line.dimension, measure)
        found.setdefault(place, []).append(line)
    return found


def _difference(was: Sequence[Line], should: Sequence[Line]) -> Line | None:
    """One line that brings what was at a place to what it should have been."""
    amount = _minus(_sum(x.amount for x in should), _sum(x.amount for x in was))
    last = should[-1]
    measure = None
    if last.measure is not None:
        quantity = _minus(
            _sum(x.measure.quantity for x in should if x.measure),
            _sum(x.measure.quantity for x in was if x.measure),
        )
        measure = evolve(last.measure, quantity=quantity)
    line = evolve(
        was[0], amount=amount, measure=measure, summary=last.summary or was[0].summary,
        settlement=last.settlement or was[0].settlement,
    )  # fmt: skip
    return None if line.moves_nothing else line


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = DIVIDING.add(total, amount)
    return total


def _minus(one: Decimal, other: Decimal) -> Decimal:
    return DIVIDING.subtract(one, other)


def fitting_word(voucher: Voucher, words: Iterable[Word], chart: Chart) -> Voucher:
    """The voucher under a word whose rule it meets: its own, else the first of the book's that fits.

    A blue voucher that undoes a receipt (收) pays (付).
    """
    known = list(words)
    own = [word for word in known if word.word == voucher.word]
    for word in (*own, *known):
        if not check_word(voucher, word, chart):
            return evolve(voucher, word=word.word)
    return voucher


def named(voucher: Voucher, day: date) -> str:
    """How a correction names the voucher: month, day and number, with the year if it is another."""
    year = f"{voucher.day.year}年" if voucher.day.year != day.year else ""
    assert voucher.number is not None, "what is posted has a number"
    number = numbered(voucher.number, voucher.part)
    return f"{year}{voucher.day.month}月{voucher.day.day}日{voucher.word}{number}号"


def _told(line: Line, verb: str, voucher: Voucher, day: date) -> Line:
    summary = f"{verb}{named(voucher, day)}凭证 {line.summary}"
    return evolve(line, summary=summary[:LONGEST_SUMMARY])


def _in_red(line: Line) -> Line:
    return evolve(line, amount=line.amount.copy_negate(), measure=_negated(line.measure))


def _on_other_side(line: Line) -> Line:
    """The line undone without red ink: what was red already goes back in black on its own side."""
    quantity = line.measure.quantity if line.measure else Decimal(0)
    if (line.amount or quantity) < 0:
        return _in_red(line)
    return evolve(line, side=line.side.opposite)


def _negated(measure: Measure | None) -> Measure | None:
    return measure and evolve(measure, quantity=measure.quantity.copy_negate())
