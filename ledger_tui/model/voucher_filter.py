"""Which vouchers are wanted, as it is typed: texts read into a filter, a filter written as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ledgerlib import (
    Kind,
    Period,
    Problem,
    State,
    VoucherFilter,
    by_kind,
    exact,
    exact_text,
    parse_day,
)

from ..language import text
from .amounts import half_width

#: The fields in the order in which they are asked for, each with what it is given as.
FIELDS: dict[str, str] = {
    "first": "period", "last": "period", "first_day": "day", "last_day": "day", "words": "words",
    "first_number": "number", "last_number": "number", "state": "state", "kind": "kind",
    "account": "account", "dimension": "values", "text": "text", "least": "amount",
    "most": "amount", "maker": "person", "reviewer": "person", "poster": "person",
    "not_maker": "person", "to_sign": "flag",
}  # fmt: skip
_HIGHEST = 2**31 - 1
_UNBOUNDED = Decimal(10) ** 15
#: The texts of the field of states, each with the states that it stands for.
STATES: dict[str, tuple[State, ...]] = {
    "draft": (State.DRAFT,), "reviewed": (State.REVIEWED,), "posted": (State.POSTED,),
    "void": (State.VOID,), "unposted": (State.DRAFT, State.REVIEWED),
}  # fmt: skip


def _number(plain: str) -> int:
    number = int(plain)
    if number < 1:
        raise ValueError(plain)
    return number


_READ: dict[str, Callable[[str], Any]] = {
    "period": Period.parse, "day": parse_day, "number": _number, "amount": exact,
    "state": STATES.__getitem__, "kind": Kind, "account": lambda plain: plain.split()[0],
    "values": lambda plain: by_kind(plain.split()), "flag": lambda plain: plain == "yes",
    "words": lambda plain: plain.split()[0], "text": str, "person": str,
}  # fmt: skip


def read(typed: Mapping[str, str]) -> tuple[VoucherFilter, list[Problem]]:
    """The filter that was typed, and every text that can't be read."""
    values: dict[str, Any] = {}
    problems = []
    for name, kind in FIELDS.items():
        raw = typed.get(name, "")
        plain = raw.strip() if kind in ("text", "person") else half_width(raw).strip()
        if not plain:
            continue
        try:
            values[name] = _READ[kind](plain)
        except (ValueError, KeyError, ArithmeticError):
            problems.append(
                Problem.of(
                    "option.unread", option=name, label=text(f"filter.{name}"), value=plain,
                    sample=text(f"option.sample.{kind}"),
                )
            )  # fmt: skip
    return _filter(values), problems


def _filter(values: Mapping[str, Any]) -> VoucherFilter:
    numbers = amounts = None
    if "first_number" in values or "last_number" in values:
        numbers = (values.get("first_number", 1), values.get("last_number", _HIGHEST))
    if "least" in values or "most" in values:
        amounts = (values.get("least", -_UNBOUNDED), values.get("most", _UNBOUNDED))
    dimension = values.get("dimension", {})
    return VoucherFilter(
        first=values.get("first"), last=values.get("last"), first_day=values.get("first_day"),
        last_day=values.get("last_day"), word=values.get("words", ""), numbers=numbers,
        states=values.get("state", ()), kinds=(values["kind"],) if "kind" in values else (),
        maker=values.get("maker", ""), not_maker=values.get("not_maker", ""),
        reviewer=values.get("reviewer", ""), poster=values.get("poster", ""),
        account=values.get("account", ""), dimension=dimension,
        text=values.get("text", ""), amounts=amounts, to_sign=values.get("to_sign", False),
    )  # fmt: skip


def written(asked: VoucherFilter) -> dict[str, str]:
    """The texts that are read into a filter; only those that ask for something."""
    states = {State(each) for each in asked.states}
    found = {
        "first": str(asked.first or ""), "last": str(asked.last or ""),
        "first_day": str(asked.first_day or ""), "last_day": str(asked.last_day or ""),
        "words": asked.word,
        "state": next((name for name, its in STATES.items() if set(its) == states), ""),
        "kind": next((Kind(each).value for each in asked.kinds), ""),
        "account": asked.account,
        "dimension": " ".join(_values(asked)),
        "text": asked.text, "maker": asked.maker, "reviewer": asked.reviewer,
        "poster": asked.poster, "not_maker": asked.not_maker,
        "to_sign": "yes" if asked.to_sign else "",
    }  # fmt: skip
    if asked.numbers is not None:
        first, last = asked.numbers
        found["first_number"] = str(first) if first > 1 else ""
        found["last_number"] = str(last) if last < _HIGHEST else ""
    if asked.amounts is not None:
        least, most = asked.amounts
        found["least"] = exact_text(least) if least > -_UNBOUNDED else ""
        found["most"] = exact_text(most) if most < _UNBOUNDED else ""
    return {name: each for name, each in found.items() if each}


def _values(asked: VoucherFilter) -> list[str]:
    return [
        f"{kind}:{code}" if code else kind
        for kind, codes in (asked.dimension or {}).items()
        for code in codes or ("",)
    ]


def said(asked: VoucherFilter) -> str:
    """What is asked for, in words; all vouchers where it is nothing."""
    parts = []
    for name, value in written(asked).items():
        label = text(f"filter.{name}")
        if name == "to_sign":
            parts.append(label)
        elif name in ("state", "kind"):
            parts.append(f"{label} {text(f'filter.{name}.{value}')}")
        else:
            parts.append(f"{label} {value}")
    return text("filter.join").join(parts) or text("filter.all")
