"""Cash-flow items (现金流量项目): what money moved for, said on the lines of cash accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import frozen

#: The kind of dimension that carries them.
KIND = "cash_flow"


@frozen
class CashFlowItem:
    """An item: cash that comes in or goes out for one purpose, shown in one line of the statement.

    `counterparts` are the accounts that usually stand on the other side of the voucher: from
    them the worksheet proposes an item.
    """

    code: str
    name: str
    is_inflow: bool
    line: str
    counterparts: tuple[str, ...] = ()


def propose(
    items: Iterable[CashFlowItem], counterparts: Collection[str], *, is_inflow: bool
) -> list[CashFlowItem]:
    """The items that the other accounts of a voucher speak for, those that speak most closely.

    An account speaks for an item by its own code or by one above it, the longer the closer.
    """
    found: dict[int, list[CashFlowItem]] = {}
    for item in items:
        closest = max(
            (
                len(known)
                for known in item.counterparts
                for code in counterparts
                if code.startswith(known)
            ),
            default=0,
        )
        if closest and item.is_inflow is is_inflow:
            found.setdefault(closest, []).append(item)
    return found[max(found)] if found else []
