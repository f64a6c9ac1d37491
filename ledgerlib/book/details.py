"""Balances below the account, by dimension and measure, as acts and reports ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ..core.balance import Detail, Measured, sum_up
from ..core.carrying import Standing
from ..core.dimension import kind_code
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from ..store import details as store
from ..store import dimensions
from .balances import Span, span_of
from .work import Work

if TYPE_CHECKING:
    from .book import Book


@frozen
class DetailSpan:
    """The figures below the accounts of a book over a span of periods, and what shows them."""

    span: Span
    details: dict[Detail, Measured]


def details(
    book: Book,
    first: Period | str,
    last: Period | str | None = None,
    *,
    accounts: Collection[str] = (),
    dimension: Mapping[str, Collection[str]] | None = None,
    by_dimension: bool = True,
    with_closing: bool = True,
    include_unposted: bool = False,
    must_exist: bool = False,
    commodity: str = "",
) -> DetailSpan:
    """The figures of each leaf account, dimension and measure over a span of periods.

    They are in the book's currency, or in the `commodity` that lines of a quantity book are in.
    `accounts` may be parents; `dimension` wants one of some values of each kind, and
    `must_exist` refuses values that the book does not have. The details of an account add
    up to it, for what carries no dimension is among them.
    """
    with book._reading() as work:
        span = span_of(work, first, last, commodity)
        codes: Collection[str] | None = None
        if accounts:
            unknown = [code for code in accounts if code not in work.chart.accounts]
            if unknown:
                raise Refused(Problem.of("account.unknown", account=code) for code in unknown)
            codes = {leaf for code in accounts for leaf in (code, *work.chart.leaves_below(code))}
        wanted = wanted_dimensions(work, dimension, must_exist=must_exist)
        found = read_details(
            work, span.first, span.last, codes, wanted=wanted, by_dimension=by_dimension,
            with_closing=with_closing, include_unposted=include_unposted,
            commodity=span.currency.code,
        )  # fmt: skip
        return DetailSpan(span, found)


def wanted_dimensions(
    work: Work, dimension: Mapping[str, Collection[str]] | None, *, must_exist: bool = False
) -> dict[str, Collection[str]]:
    """Values wanted of each kind, by the kind's code; refused where the book has no such kind.

    Of a value that it does not have there is nothing; `must_exist` refuses that too.
    """
    wanted: dict[str, Collection[str]] = {}
    problems = []
    for name, codes in (dimension or {}).items():
        kind = kind_code(name, work.known.kinds)
        if kind not in work.known.kinds:
            known = "、".join(f"{k.code} {k.name}" for k in work.known.kinds.values()) or "-"
            problems.append(Problem.of("dimension.kind_unknown", kind=name, known=known))
            continue
        wanted[kind] = codes
        if must_exist:
            there = dimensions.find_values(work.connection, work.book_id, kind, list(codes))
            problems += [
                Problem.of("dimension.unknown", dimension=code, kind=work.known.kinds[kind].name)
                for code in codes
                if code not in there
            ]
    refuse_if(problems)
    return wanted


def read_details(
    work: Work,
    first: Period,
    last: Period,
    codes: Collection[str] | None = None,
    *,
    measures: Collection[str] | None = None,
    wanted: store.Wanted | None = None,
    by_dimension: bool = True,
    with_closing: bool = True,
    include_unposted: bool = False,
    commodity: str = "",
) -> dict[Detail, Measured]:
    """The figures by account code, label and measure, inside a unit of work."""
    ids = work.known.ids
    found = store.details(
        work.connection, work.book_id, commodity or work.facts.currency, first.key, last.key,
        account_ids=None if codes is None else [ids[code] for code in codes],
        measures=measures, wanted=wanted, by_dimension=by_dimension, with_closing=with_closing,
        unposted_after=work.facts.closed_through if include_unposted else None,
    )  # fmt: skip
    labels = dimensions.labels_of(work.connection, work.book_id, {key[1] for key in found})
    code_of = {number: code for code, number in ids.items()}
    # A combination that was spelled differently long ago has a number of its own, and is still one.
    return sum_up(
        (Detail(code_of[account_id], labels[dimension_id], measure), measured)
        for (account_id, dimension_id, measure), measured in found.items()
    )


def standing(
    work: Work,
    period: Period,
    codes: Iterable[str],
    *,
    measures: Collection[str] | None = None,
    include_unposted: bool = False,
) -> dict[Detail, Standing]:
    """What stands on accounts at the end of a period, debit positive, detail by detail."""
    found = read_details(
        work, period, period, list(codes), measures=measures, include_unposted=include_unposted
    )
    return {
        detail: (measured.amount.closing_minor, measured.quantity.closing_minor)
        for detail, measured in found.items()
    }
