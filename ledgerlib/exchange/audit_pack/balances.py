"""Balances of a pack: by account and period, and below the account by dimension and measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...book import auditing as act
from ...core.balance import Figures
from .writing import Writing, yes


def write(writing: Writing) -> None:
    """The files of balances."""
    writing.table("balances.csv", _by_account(writing))
    writing.table("detail_balances.csv", _by_detail(writing))
    writing.table("numbers.csv", _numbers(writing))


def _by_account(writing: Writing) -> Iterator[tuple[Any, ...]]:
    """Every account with any figure, period by period; what closing vouchers moved apart."""
    chart = writing.chart
    ids = {code: number for number, code in writing.codes.items()}
    for period in writing.periods():
        for commodity in writing.facts.commodities:
            whole, plain = (
                act.audited_figures(
                    writing.book, period, commodity, with_closing=with_closing,
                    include_unposted=writing.include_unposted,
                )
                for with_closing in (True, False)
            )  # fmt: skip
            for code, figures in whole.items():
                real = plain.get(code, Figures())
                if figures.is_blank and real.is_blank:
                    continue
                minor = (
                    figures.opening_minor, figures.debit_minor, figures.credit_minor,
                    figures.debit_minor - real.debit_minor,
                    figures.credit_minor - real.credit_minor,
                    figures.year_to_date_debit_minor, figures.year_to_date_credit_minor,
                    figures.closing_minor,
                )  # fmt: skip
                yield (
                    str(period), ids[code], code, chart.accounts[code].name, chart.level(code),
                    yes(chart.is_leaf(code)), commodity,
                    *(writing.amount(each, commodity) for each in minor),
                )  # fmt: skip


def _by_detail(writing: Writing) -> Iterator[tuple[Any, ...]]:
    """A row for each period in which something moved, and for the first where something stood."""
    first = writing.first.key
    for moved in act.audited_movements(
        writing.book, writing.last, include_unposted=writing.include_unposted
    ):
        code = writing.codes[moved.account_id]
        for key in sorted(moved.openings.keys() | moved.periods.keys()):
            commodity, measure = key
            amount, quantity = moved.openings.get(key, (0, 0))
            periods = moved.periods.get(key, {})
            for period in sorted(each for each in periods if each < first):
                debit, credit, measured_debit, measured_credit = periods[period]
                amount += debit - credit
                quantity += measured_debit - measured_credit
            shown = sorted(each for each in periods if each >= first and any(periods[each]))
            if (amount or quantity) and first not in shown:
                shown.insert(0, first)
            for period in shown:
                debit, credit, measured_debit, measured_credit = periods.get(period, (0, 0, 0, 0))
                money = (amount, debit, credit, amount + debit - credit)
                goods = (
                    quantity, measured_debit, measured_credit,
                    quantity + measured_debit - measured_credit,
                )  # fmt: skip
                amount, quantity = money[-1], goods[-1]
                yield (
                    moved.account_id, code, moved.dimension_id, moved.label, commodity, measure,
                    f"{period // 100:04}-{period % 100:02}",
                    *(writing.amount(each, commodity) for each in money),
                    *(writing.amount(each, measure) if measure else "" for each in goods),
                )  # fmt: skip


def _numbers(writing: Writing) -> Iterator[tuple[Any, ...]]:
    """The numbers of each period and word, of all vouchers in whatever state."""
    for each in writing.book.numbers(writing.first, writing.last):
        counts = {state.value: count for state, count in each.counts.items()}
        gaps = " ".join(str(a) if a == b else f"{a}-{b}" for a, b in each.missing)
        yield (
            str(each.period), each.word, each.first, each.last, sum(counts.values()),
            *(counts.get(state, 0) for state in ("posted", "reviewed", "draft", "void")), gaps,
        )  # fmt: skip
