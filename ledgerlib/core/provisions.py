"""What a chart brings to its books beyond accounts and rules: options, dimensions, pairings.

An official chart serves several kinds of units. Which one a book is for is chosen when it is
made (单位类型, 险种): the choice strikes the accounts that this kind does not use, and the rules
and pairings that are not for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from .dimension import DimensionKind, DimensionValue
from .parallel import Pairing
from .problem import Problem

if TYPE_CHECKING:
    from .chart import Chart


@frozen
class Part:
    """A part of the accounts that balances by itself (财务会计、预算会计), by how their codes begin."""

    code: str
    name: str
    codes: tuple[str, ...]


@frozen
class OptionValue:
    """One choice. `accounts` are the leaves that such a book uses; none stands for all."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        """Whether a text means this choice: by its code, its name or an alias."""
        return text in (self.code, self.name, *self.aliases)


@frozen
class Option:
    """Something to be chosen when a book is made; the `default` where nothing is, if there is one."""

    code: str
    name: str
    values: tuple[OptionValue, ...]
    default: str = ""

    @property
    def known(self) -> str:
        """Its choices in one text."""
        return "、".join(f"{value.code} {value.name}" for value in self.values)


@frozen
class Provisions:
    """What a chart brings along."""

    options: tuple[Option, ...] = ()
    kinds: tuple[DimensionKind, ...] = ()
    values: tuple[DimensionValue, ...] = ()
    pairings: tuple[Pairing, ...] = ()


@frozen
class Choice:
    """A chart as a book of one kind has it, what was chosen by option, and what is wrong with that."""

    chart: Chart
    options: dict[str, str]
    problems: list[Problem]


def choose(chart: Chart, wanted: Mapping[str, str]) -> Choice:
    """The chart with its options settled: accounts, rules and pairings of other kinds are struck.

    An option and its value may be said by code, name or alias.
    """
    options = chart.provisions.options
    problems = [
        Problem.of("chart.option_unknown", option=name, known=_known(options))
        for name in wanted
        if not any(name in (option.code, option.name) for option in options)
    ]
    chosen: dict[str, str] = {}
    kept = set(chart.accounts)
    for option in options:
        text = wanted.get(option.code, wanted.get(option.name, "")) or option.default
        value = next((each for each in option.values if each.is_called(text)), None)
        named = {"option": option.code, "name": option.name, "known": option.known}
        if not text:
            problems.append(Problem.of("chart.option_missing", **named))
        elif value is None:
            problems.append(Problem.of("chart.option_value", **named, value=text))
        else:
            chosen[option.code] = value.code
            kept &= _with_ancestors(chart, value.accounts)
    provisions = evolve(
        chart.provisions,
        pairings=tuple(p for p in chart.provisions.pairings if applies(p.where, chosen)),
    )
    settled = chart.of(
        (account for code, account in chart.accounts.items() if code in kept),
        chart.code_rule,
        (evolve(rule, where=()) for rule in chart.closing_rules if applies(rule.where, chosen)),
        chart.parts,
        provisions,
    )
    return Choice(settled, chosen, problems)


def applies(where: Iterable[tuple[str, tuple[str, ...]]], chosen: Mapping[str, str]) -> bool:
    """Whether something is for a book of which this was chosen."""
    return all(chosen.get(option) in values for option, values in where)


def _with_ancestors(chart: Chart, leaves: Iterable[str]) -> set[str]:
    """The accounts a kind uses: those listed and those above them; all where none are listed."""
    listed = [code for code in leaves if code in chart.accounts]
    return {each for code in listed for each in (code, *chart.ancestors(code))} or set(
        chart.accounts
    )


def _known(options: Iterable[Option]) -> str:
    return "、".join(f"{option.code} {option.name}" for option in options) or "-"
