"""The nine events of a squad's grain (智能记账), as data, and the acts that enter them.

The entries are those of the manual (中队军粮核算会计分录示例, 1 to 9): each account with 收 or 付.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from .. import Book, Problem, Refused, Voucher
from .entries import Direction, Entry, check_entries, line_of
from .set import GrainSet
from .stock import ALLOCATED, BORROWED, CONSUMED, STOCK, SUPERIOR, amount_of, kilograms, weights

SUBSIDY, SUBSIDY_USED = "101", "301"
_RECEIVE, _PAY = Direction.RECEIVE, Direction.PAY


@frozen
class Event:
    """An event: what it is called, in which book it is entered, on which accounts, and its summary."""

    code: str
    number: int
    name: str
    is_money: bool
    entries: tuple[tuple[str, Direction], ...]
    summary: str


EVENTS: dict[str, Event] = {
    event.code: event
    for event in (
        Event("allocate", 1, "上级拨付(预借)军粮", False,
              ((ALLOCATED, _RECEIVE), (SUPERIOR, _RECEIVE)), "上级拨付军粮"),
        Event("write-off", 2, "上级核销粮秣", False,
              ((CONSUMED, _RECEIVE), (SUPERIOR, _PAY)), "上级核销粮秣"),
        Event("buy", 3, "到军供站购买军粮", False,
              ((STOCK, _RECEIVE), (ALLOCATED, _PAY)), "到军供站购买军粮"),
        Event("consume", 4, "食用消耗粮、油、豆", False,
              ((STOCK, _PAY), (CONSUMED, _PAY)), "食用消耗"),
        Event("subsidy", 5, "上级拨付粮差", True,
              ((SUBSIDY, _RECEIVE), (SUPERIOR, _RECEIVE)), "上级拨付粮差"),
        Event("subsidy-write-off", 6, "上级核销粮差", True,
              ((SUBSIDY_USED, _RECEIVE), (SUPERIOR, _PAY)), "上级核销粮差"),
        Event("subsidy-to-mess", 7, "粮差转入伙食费", True,
              ((SUBSIDY, _PAY), (SUBSIDY_USED, _PAY)), "粮差转入伙食费"),
        Event("borrow", 8, "向军供粮站暂借粮秣", False,
              ((BORROWED, _RECEIVE), (STOCK, _RECEIVE)), "向军供站暂借"),
        Event("repay", 9, "归还军供粮站军粮", False,
              ((STOCK, _PAY), (BORROWED, _PAY)), "归还军供站暂借军粮"),
    )
}  # fmt: skip


def event_of(code: str) -> Event:
    """An event by its code, its number or its name; refused where there is none."""
    for event in EVENTS.values():
        if code.strip() in (event.code, str(event.number), event.name):
            return event
    known = "、".join(f"{event.number} {event.code} {event.name}" for event in EVENTS.values())
    raise Refused([Problem.of("grain.event_unknown", event=code, known=known)])


def entries_of(event: Event, quantities: Mapping[str, Decimal]) -> list[Entry]:
    """The entries of an event for so much of each item; of a money event the item is empty."""
    return [
        Entry(account, direction, quantity, item)
        for account, direction in event.entries
        for item, quantity in quantities.items()
    ]


def enter_event(
    grain_set: GrainSet,
    event: str | Event,
    day: date,
    quantities: Mapping[str, Decimal | int | str] | Decimal | int | str,
    *,
    summary: str = "",
    attachments: int = 0,
    reference: str = "",
    idempotency_key: str = "",
) -> Voucher:
    """Enter an event as a draft: kilograms of each item, or 元 for an event of the 粮差账.

    Refused where an item is unknown or less than nothing, and where stock, allocation or what is
    owed to the station would fall below nothing on any day.
    """
    event = event_of(event) if isinstance(event, str) else event
    if event.is_money == isinstance(quantities, Mapping):
        code = "grain.wants_amount" if event.is_money else "grain.wants_weights"
        raise Refused([Problem.of(code, event=event.name)])
    if isinstance(quantities, Mapping):
        found = weights(quantities, grain_set.items)
        amounts = {item: kilograms(weight) for item, weight in found.items()}
    else:
        amounts = {"": amount_of(quantities)}
        if amounts[""] < 0:
            raise Refused([Problem.of("grain.negative", item="元", weight=str(amounts[""]))])
    if not any(amounts.values()):
        raise Refused([Problem.of("grain.nothing", event=event.name)])
    return enter_entries(
        grain_set.money if event.is_money else grain_set.grain, day, summary or event.summary,
        entries_of(event, amounts), attachments=attachments, reference=reference,
        idempotency_key=idempotency_key,
    )  # fmt: skip


def enter_entries(
    book: Book, day: date, summary: str, entries: Iterable[Entry], **more: Any
) -> Voucher:
    """Enter a voucher by hand in one of the books of a set (人工记账).

    Refused where 收 and 付 do not go together by the rule of the method, of each item by itself.
    """
    chart, entries = book.chart(), list(entries)
    problems = check_entries(entries, chart)
    if problems:
        raise Refused(problems)
    return book.enter(day, summary, *(line_of(each, chart, summary) for each in entries), **more)
