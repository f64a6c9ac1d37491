"""The 粮秣账 as a bound volume: cover, 账簿启用一览表, 总分类账账户目录, and the accounts, items as columns."""

from __future__ import annotations

from itertools import pairwise

from .. import Period, Problem, Refused
from ..reports import Report
from ..reports.pages import Carry, report_pages
from ..reports.volume import BookKind, BoundAccount, Handover, Keeping, Volume
from .reports.account import account_page
from .reports.columns import of_set
from .set import GrainSet, Person


def grain_volume(
    grain_set: GrainSet,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    lines: int = 22,
    include_unposted: bool = False,
) -> Volume:
    """The accounts of the 粮秣账 that have anything over a span of months, their pages counted.

    Keepers and heads are those of the set, with their ranks and hand-overs. Refused where there is
    nothing to bind.
    """
    last = Period.parse(period) if isinstance(period, str) else period
    begin = from_period or last
    first = Period.parse(begin) if isinstance(begin, str) else begin
    chart = grain_set.grain.chart()

    def made(code: str) -> Report:
        return account_page(grain_set, code, first, last, include_unposted=include_unposted)

    used = {
        code
        for item in grain_set.items
        for code, figures in grain_set.grain.figures(
            first, last, commodity=item, include_unposted=include_unposted
        ).figures.items()
        if not figures.is_blank and chart.is_leaf(code)
    }
    if not used:
        raise Refused([Problem.of("volume.empty")])
    bound: list[BoundAccount] = []
    page = 1
    for code in sorted(used):
        count = sum(1 for _ in report_pages(made(code), lines, Carry.YEAR))
        bound.append(BoundAccount(code, chart.accounts[code].name, page, count, Carry.YEAR))
        page += count
    told = of_set(grain_set, last)
    return Volume(
        BookKind.GENERAL, told["book"], first, last, lines, tuple(bound), _keeping(grain_set),
        first.first_day, 1, 1, told["currency"], told["regime"], told["policies"],
        told["chain_head"], include_unposted, make=made,
    )  # fmt: skip


def _keeping(grain_set: GrainSet) -> Keeping:
    """Who keeps the books and who answers for them, and who handed them over to whom."""
    custody = grain_set.custody()
    return Keeping(
        tuple(dict.fromkeys(_named(each.keeper) for each in custody)),
        tuple(dict.fromkeys(_named(each.supervisor) for each in custody)),
        tuple(
            Handover(
                after.day, _named(before.keeper), _named(after.keeper), _named(after.supervisor)
            )
            for before, after in pairwise(custody)
        ),
    )


def _named(person: Person) -> str:
    return f"{person.rank} {person.name}".strip()
