"""A closing rule (结转规则): which accounts are carried into which, when, and on what condition."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import evolve, fields, frozen

from .account import Account, Category, Side
from .dimension import parse_label


class Occasion(StrEnum):
    """When a closing rule is carried out."""

    PERIOD_END = "period"
    YEAR_END = "year"


@frozen
class ClosingRule:
    """Which accounts are carried into which (结转). A book's rules run in order.

    What is carried: all of some `categories`, and all that `codes` name, an account with all
    below it (4001) or a range (4001-4609), without those `excluding` names; of these the
    details with one of the values in `dimensions` (fund:special), where any are given; and
    `only` those accounts whose balance, with all below it, stands on this side.

    Where to: `into`, or for each of `pairs` (what, where) a target of its own. The target keeps
    what it demands and the kinds of `split_by`; `by_direction` has a line for what grows by
    credit and another for what grows by debit, so that income and expense stand apart.

    How much: all that stands there; or what the formula `amount` comes to, where that is more
    than nothing: the first account is debited with it and the target credited (利润分配).

    `name` explains the rule and is the summary of its lines. A rule `by_hand` carries nothing: it says what the
    bookkeeper enters, and that nothing may be left on its accounts afterwards. `where` are the
    options of a book (单位类型, 险种) under which a chart's rule becomes one of the book's.
    """

    occasion: Occasion
    into: str = ""
    categories: tuple[Category, ...] = ()
    codes: tuple[str, ...] = ()
    name: str = ""
    excluding: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    only: Side | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    split_by: tuple[str, ...] = ()
    by_direction: bool = False
    amount: str = ""
    by_hand: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """The accounts into which it carries, each once."""
        return tuple(
            dict.fromkeys(code for code in (self.into, *(b for _, b in self.pairs)) if code)
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """The codes and ranges that name what it carries."""
        return (*self.codes, *(what for what, _ in self.pairs))

    def selects(self, account: Account) -> bool:
        """Whether this account is carried by the rule, as far as its code and category tell."""
        code = account.code
        return (
            code not in self.targets
            and (account.category in self.categories or any(names(s, code) for s in self.sources))
            and not any(names(each, code) for each in self.excluding)
        )

    def takes(self, label: str) -> bool:
        """Whether a detail with this dimension is carried: it has one wanted value of each kind."""
        if not self.dimensions:
            return True
        values = parse_label(label) if label else {}
        wanted: dict[str, set[str]] = {}
        for each in self.dimensions:
            kind, _, value = each.partition(":")
            wanted.setdefault(kind, set()).add(value)
        return all(values.get(kind) in among for kind, among in wanted.items())

    def target_of(self, code: str) -> str:
        """Where an account goes: the pair that names it most closely says so."""
        named = [pair for pair in self.pairs if names(pair[0], code)]
        return max(named, key=lambda pair: len(pair[0]))[1] if named else self.into

    def moved(self, moves: Mapping[str, str]) -> ClosingRule:
        """The rule with its targets replaced, where an account's history has moved to another."""
        return evolve(
            self,
            into=moves.get(self.into, self.into),
            pairs=tuple((what, moves.get(where, where)) for what, where in self.pairs),
        )

    def content(self) -> dict[str, Any]:
        """What it says beside `occasion` and `into`, as a book and its records keep it."""
        values = {field.name: getattr(self, field.name) for field in fields(type(self))[2:]}
        found: dict[str, Any] = {name: value for name, value in values.items() if value}
        for name, value in found.items():
            if isinstance(value, tuple):
                found[name] = [
                    list(each) if isinstance(each, tuple) else str(each) for each in value
                ]
        if self.only:
            found["only"] = self.only.name.lower()
        return found

    @classmethod
    def of(cls, occasion: str, into: str, content: Mapping[str, Any]) -> ClosingRule:
        """The rule whose content this is."""
        values = dict(content)
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = tuple(tuple(x) if isinstance(x, list) else x for x in value)
        values["categories"] = tuple(Category(word) for word in values.get("categories", ()))
        if "only" in values:
            values["only"] = Side[values["only"].upper()]
        return cls(Occasion(occasion), into, **values)


def names(pattern: str, code: str) -> bool:
    """Whether a code is what a pattern names: it or one above it (4001), or within a range (4001-4609)."""
    if code.startswith(pattern):
        return True
    low, sign, high = pattern.partition("-")
    return bool(sign) and low <= code and (code <= high or code.startswith(high))
