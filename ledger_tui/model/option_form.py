"""The options of a report as they are typed: their texts read into values, values written as texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledgerlib import (
    REPORT_OPTIONS,
    REPORTS,
    OptionKind,
    Period,
    Problem,
    ReportOption,
    by_kind,
    parse_day,
)

from ..language import text
from .amounts import half_width

#: Options that are of a time, and begin anew with the current period each time.
OF_TIME = ("period", "from_period", "day", "from_day")
_K = OptionKind


def options_of(name: str) -> list[ReportOption]:
    """The options that a report takes: first what it can't be made without, the time last of that."""
    offered = REPORTS[name]
    return sorted(
        (option for option in REPORT_OPTIONS.values() if option.name in offered.takes),
        key=lambda each: each.name in OF_TIME or each.name not in offered.needs,
    )


def is_needed(name: str, option: str) -> bool:
    """Whether a report can't be made without an option."""
    return option in REPORTS[name].needs


def defaults(name: str, period: Period, today: date) -> dict[str, str]:
    """What stands in the fields at first: the current period, or today where that is in it."""
    takes = REPORTS[name].takes
    found = {}
    if "period" in takes:
        found["period"] = str(period)
    if "day" in takes:
        found["day"] = str(today if Period.of(today) == period else period.last_day)
    return found


def read(name: str, typed: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """The options that were typed, as values; and every text that can't be read."""
    given: dict[str, Any] = {}
    problems = []
    for option in options_of(name):
        plain = half_width(typed.get(option.name, "")).strip()
        if not plain:
            continue
        try:
            value = _value(option, plain)
        except (ValueError, KeyError):
            problems.append(_unread(option, plain))
            continue
        if value is not None:
            given[option.name] = value
    wrong = None if problems else REPORTS[name].wrong(given)
    if wrong is not None:
        problems.append(_lacking(wrong[0]))
    return given, problems


def _unread(option: ReportOption, value: str) -> Problem:
    kind = option.kind.value
    return Problem.of(
        "option.unread", option=option.name, label=text(f"option.{option.name}"), value=value,
        sample=text(f"option.sample.{kind}"),
    )  # fmt: skip


def _lacking(name: str) -> Problem:
    return Problem.of("option.lacking", option=name, label=text(f"option.{name}"))


def _value(option: ReportOption, plain: str) -> Any:
    """The value of a text. Raises ValueError where it is none of its kind."""
    match option.kind:
        case _K.PERIOD:
            return Period.parse(plain)
        case _K.DAY:
            return parse_day(plain)
        case _K.NUMBER:
            number = int(plain)
            if number < 1:
                raise ValueError(plain)
            return number
        case _K.CHOICE:
            return {str(each): each for each in option.choices}[plain]
        case _K.FLAG:
            return option.sets if plain == "yes" else None
        case _K.VALUES:
            return by_kind(plain.split())
        case _K.WORDS:
            return tuple(plain.split())
        case _K.ACCOUNT | _K.KIND | _K.COMMODITY:
            return plain.split()[0]
    return plain


def written(name: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The texts that are read into these values."""
    return {
        option.name: _text(option, given[option.name])
        for option in options_of(name)
        if option.name in given
    }


def _text(option: ReportOption, value: Any) -> str:
    if option.kind is _K.FLAG:
        return "yes" if value is option.sets else "no"
    if option.kind is _K.VALUES:
        parts = [f"{kind}:{code}" for kind, codes in value.items() for code in codes]
        return " ".join([*parts, *(kind for kind, codes in value.items() if not codes)])
    if option.kind is _K.WORDS:
        return " ".join(value)
    return str(value)


def to_keep(typed: Mapping[str, str]) -> dict[str, str]:
    """What is remembered of the fields for the next time: all but the time."""
    return {name: each for name, each in typed.items() if each and name not in OF_TIME}
