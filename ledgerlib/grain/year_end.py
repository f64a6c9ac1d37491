"""The end of a year: the approval of the final accounts (决算核准通知书), what is left, and the new year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from .. import Period, Problem, Refused, Side, Voucher
from . import tables
from .entries import Entry, paid
from .events import EVENTS, enter_entries, entries_of
from .living import living
from .rations import may_keep
from .set import GrainSet
from .stock import (
    ALLOCATED,
    BORROWED,
    CONSUMED,
    STOCK,
    SUPERIOR,
    kilograms,
    walk_from,
    weights,
)


def approve(
    grain_set: GrainSet,
    year: int,
    day: date,
    document: str,
    approved: Mapping[str, Decimal | int | str],
    withdrawn: Mapping[str, Decimal | int | str] | None = None,
    *,
    summary: str = "",
) -> Voucher:
    """Enter an approval of final accounts as it says: what is written off, what is withdrawn.

    Approved is 收 粮秣报销 and 付 对上往来; withdrawn, which was allocated and never fetched, is 付
    粮秣库存 and 付 对上往来. Refused where more is approved than was eaten, or more withdrawn than
    is still at the station, of any item.
    """
    off = weights(approved, grain_set.items)
    back = weights(withdrawn or {}, grain_set.items)
    if not document.strip() or not (off or back):
        raise Refused([Problem.of("grain.approval_empty", year=year)])
    problems = [
        Problem.of(
            "grain.approved_too_much", item=item, account=account,
            approved=str(kilograms(weight)), there=str(kilograms(there)),
        )
        for account, wanted in ((CONSUMED, off), (ALLOCATED, back))
        for item, weight in wanted.items()
        for there in [walk_from(grain_set.grain, account, item, day).on(day)]
        if weight > there
    ]  # fmt: skip
    if problems:
        raise Refused(problems)
    entries: list[Entry] = entries_of(
        EVENTS["write-off"], {item: kilograms(weight) for item, weight in off.items()}
    )
    for item, weight in back.items():
        entries += [paid(account, kilograms(weight), item) for account in (ALLOCATED, SUPERIOR)]
    with grain_set.grain.transaction() as connection:
        may_keep(grain_set)
        a, number = tables.columns(tables.Approval), grain_set.book_id
        again = (a.book_id == number, a.year == year, a.document == document)
        alive = living(grain_set, document)
        dead = a.voucher_id.not_in(alive)
        tables.remove(connection, tables.Approval, *again, dead)
        if tables.rows(connection, tables.Approval, *again):
            raise Refused([Problem.of("grain.approved_already", document=document, year=year)])
        voucher = enter_entries(
            grain_set.grain, day, summary or f"{year}年决算核准核销", entries, reference=document
        )
        assert voucher.voucher_id is not None
        rows = [
            tables.Approval(
                book_id=number, year=year, document=document, item=item,
                approved_grams=off.get(item, 0), withdrawn_grams=back.get(item, 0),
                voucher_id=voucher.voucher_id,
            )
            for item in grain_set.items
            if item in off or item in back
        ]  # fmt: skip
        tables.put(connection, *rows)
        return voucher


@frozen
class Approval:
    """What an approval said of an item, and the voucher that entered it."""

    year: int
    document: str
    item: str
    approved_grams: int
    withdrawn_grams: int
    voucher_id: int


def approvals(grain_set: GrainSet) -> list[Approval]:
    """Every approval of the set, without those whose voucher was voided."""
    number = tables.columns(tables.Approval).book_id == grain_set.book_id
    with grain_set.grain.reading() as connection:
        rows = tables.rows(connection, tables.Approval, number)
    alive = set().union(*(living(grain_set, each) for each in {row.document for row in rows}))
    return [
        Approval(
            row.year, row.document, row.item, row.approved_grams, row.withdrawn_grams,
            row.voucher_id,
        )
        for row in rows
        if row.voucher_id in alive
    ]  # fmt: skip


@frozen
class Left:
    """What an account still shows of an item at the year's end: 收 or 付, how much, and why.

    `reason` is the code of a text. What 对上往来 shows is made up of what the other accounts do.
    """

    account: str
    item: str
    receives: bool
    weight: Decimal
    reason: str


#: Why each account may show something after the approval.
_REASONS = {
    ALLOCATED: "grain.left_at_station",
    STOCK: "grain.left_in_stock",
    SUPERIOR: "grain.left_with_superior",
    BORROWED: "grain.left_borrowed",
    CONSUMED: "grain.left_not_approved",
}


def left_over(grain_set: GrainSet, year: int) -> list[Left]:
    """What is left on every account at the end of December, drafts included, by item and account.

    Stock left over has its counterpart in 对上往来, less what is borrowed, with what was eaten and
    is not approved: 对上往来 = 粮秣库存 + 现粮库存 − 暂借 + 粮秣报销（付）, of every item.
    """
    book, december = grain_set.grain, Period(year, 12)
    found = []
    for item in grain_set.items:
        figures = book.figures(december, commodity=item, include_unposted=True).figures
        for account, reason in _REASONS.items():
            balance = figures[account].closing_minor if account in figures else 0
            if balance:
                holds = account in (ALLOCATED, STOCK)
                stands = Side.DEBIT if balance > 0 else Side.CREDIT
                receives = (stands is Side.DEBIT) == holds
                found.append(Left(account, item, receives, kilograms(abs(balance)), reason))
    return found


def made_up_of(grain_set: GrainSet, year: int, item: str) -> dict[str, Decimal]:
    """What the superior's account is made up of at the year's end, account by account."""
    signs = {ALLOCATED: 1, STOCK: 1, BORROWED: -1, CONSUMED: 1}
    return {
        each.account: each.weight * signs[each.account] * (-1 if _against(each) else 1)
        for each in left_over(grain_set, year)
        if each.item == item and each.account in signs
    }


def _against(left: Left) -> bool:
    """Whether a balance stands on the side opposite to its account's own."""
    return left.receives if left.account == CONSUMED else not left.receives


def roll_over_set(grain_set: GrainSet, year: int) -> tuple[int, int]:
    """Bring both books to the next year (年终结转), or neither: how many balances open each.

    Stock goes over as 现粮库存, and what it is owed for with it. All twelve months must be closed.
    """
    with grain_set.both() as (grain, money, _):
        return grain.roll_over(year), money.roll_over(year)


def close_month(grain_set: GrainSet, period: Period | str) -> None:
    """Close a month in both books, or in neither, with all that stands in the way of either."""
    problems = [
        problem.at(book=book.facts().name)
        for book in (grain_set.grain, grain_set.money)
        for problem in book.can_close(period)
    ]
    if problems:
        raise Refused(problems)
    with grain_set.both() as (grain, money, _):
        grain.close(period)
        money.close(period)
