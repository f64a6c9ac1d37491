"""A chart's folder as values: accounts, rules, parts, options, dimensions, pairings, open points."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from ..core.account import Account, Category, Side
from ..core.chart import DEFAULT_CODE_RULE, Chart, ClosingRule, Occasion
from ..core.dimension import STANDARD_KINDS, DimensionKind, DimensionValue
from ..core.parallel import Pairing
from ..core.problem import Problem
from ..core.provisions import Option, OptionValue, Part, Provisions
from .chart_schema import Reading, conditions, several


@frozen
class OpenPoint:
    """What is not yet certain of a chart, and the source to check it in."""

    what: str
    source: str


@frozen
class ByHand:
    """What the bookkeeper enters, for no rule can: an amount to be decided, an analysis."""

    when: Occasion
    what: str
    why: str = ""
    clears: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@frozen
class ChartFile:
    """A chart ready to make a book with, and what it says of itself.

    `problems` is everything that is wrong with it; `ignored` are columns that meant nothing.
    """

    chart_id: str
    name: str
    english_name: str
    document: str
    method: str
    chart: Chart
    problems: list[Problem]
    ignored: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    by_hand: tuple[ByHand, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    home: Path | None = None


@frozen
class ReadChart:
    """What chart.toml makes of the accounts: with each rule and pairing, where in its file it stands."""

    chart: Chart
    by_hand: tuple[ByHand, ...]
    open_points: tuple[OpenPoint, ...]
    #: For each closing rule its table and its number there: ("closing", 3).
    places: tuple[tuple[str, int], ...]


def read_chart(about: Reading, pairings: Reading | None, accounts: Iterable[Account]) -> ReadChart:
    """Read all tables, noting what is wrong with each by itself."""
    sound = about.checked("chart", about.content)
    notes = read_notes(about)
    rules = read_rules(about, notes)
    parts = tuple(
        Part(code, values["name"], tuple(values["codes"])) for code, values in about.named("parts")
    )
    kinds, members = _dimensions(about)
    provisions = Provisions(_options(about), kinds, members, _pairings(pairings))
    chart = Chart.of(
        accounts, sound.get("code_rule", DEFAULT_CODE_RULE), (rule for rule, _ in rules), parts,
        provisions,
    )  # fmt: skip
    points = tuple(OpenPoint(v["what"], v["source"]) for _, v in about.each("open"))
    return ReadChart(chart, notes, points, tuple(place for _, place in rules))


def read_notes(about: Reading) -> tuple[ByHand, ...]:
    """What is entered by hand: the tables [[manual]]."""
    return tuple(
        ByHand(
            Occasion(values["when"]), values["what"], values.get("why", ""),
            several(values.get("clears")), conditions(values.get("where")),
        )
        for _, values in about.each("manual")
    )  # fmt: skip


def read_rules(
    about: Reading, notes: Iterable[ByHand]
) -> list[tuple[ClosingRule, tuple[str, int]]]:
    """The rules of [[closing]], then those that [[manual]] leaves to the bookkeeper, each with its place."""
    rules = [(_rule(values), ("closing", number)) for number, values in about.each("closing")]
    return rules + [
        (
            ClosingRule(
                note.when, name=note.what, codes=note.clears, by_hand=True, where=note.where
            ),
            ("manual", number),
        )
        for number, note in enumerate(notes)
        if note.clears
    ]


def _rule(values: dict[str, Any]) -> ClosingRule:
    only = values.get("only")
    return ClosingRule(
        Occasion(values["when"]),
        values.get("into", ""),
        categories=tuple(Category(word) for word in values.get("categories", ())),
        codes=several(values.get("codes")),
        name=values["name"],
        excluding=several(values.get("except")),
        dimensions=several(values.get("dimension")),
        only=Side[only.upper()] if only else None,
        pairs=tuple(values.get("map", {}).items()),
        split_by=several(values.get("split_by")),
        by_direction="by" in values,
        amount=values.get("amount", ""),
        where=conditions(values.get("where")),
    )


def _options(about: Reading) -> tuple[Option, ...]:
    kinds = tuple(
        OptionValue(code, values["name"], several(values.get("aliases")), tuple(values["accounts"]))
        for code, values in about.named("kinds")
    )
    found = []
    for code, values in about.named("options"):
        choices = kinds if values.get("kinds") else ()
        choices += tuple(OptionValue(c, name) for c, name in values.get("values", {}).items())
        if not choices:
            about.wrong(Problem.of("chart.key_missing", key="values"), "options", code)
        elif (default := values.get("default", "")) and default not in {c.code for c in choices}:
            known = " ".join(choice.code for choice in choices)
            problem = Problem.of("chart.value", key="default", value=default, sample=known)
            about.wrong(problem, "options", code, "default")
        found.append(Option(code, values["name"], choices, values.get("default", "")))
    if kinds and not any(values.get("kinds") for _, values in about.named("options")):
        about.wrong(Problem.of("chart.kinds_unchosen"), "kinds", kinds[0].code)
    return tuple(found)


def _dimensions(about: Reading) -> tuple[tuple[DimensionKind, ...], tuple[DimensionValue, ...]]:
    kinds, members = [], []
    for code, values in about.named("dimensions"):
        kinds.append(DimensionKind(code, values["name"], values.get("open", False)))
        members += [
            DimensionValue(code, value, name) for value, name in values.get("values", {}).items()
        ]
    return tuple(kinds), tuple(members)


def _pairings(reading: Reading | None) -> tuple[Pairing, ...]:
    if reading is None:
        return ()
    reading.checked("pairings", reading.content)
    return tuple(
        Pairing(
            values["name"],
            tuple(values["accounts"]),
            values.get("budget", ""),
            Side[values["side"].upper()] if "side" in values else None,
            several(values.get("except")),
            several(values.get("beside")),
            values.get("money", False),
            values.get("trigger", False),
            values.get("follows", False),
            conditions(values.get("where")),
        )
        for _, values in reading.each("pairing")
    )


def known_kinds(chart: Chart) -> set[str]:
    """The kinds of dimension that a book made from the chart has."""
    return {*STANDARD_KINDS, *(kind.code for kind in chart.provisions.kinds)}
