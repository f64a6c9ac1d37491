"""What differs between a book's chart and the chart it came from: what we added, what is new there."""

from __future__ import annotations

from enum import StrEnum

from attrs import evolve, frozen

from .account import Account
from .chart import Chart
from .closing_rule import ClosingRule


class Differs(StrEnum):
    """How an account or a rule differs, seen from the book."""

    ADDED = "added"  # ours alone
    NEW_THERE = "new_there"  # theirs alone: a later version brought it
    RENAMED = "renamed"
    DISABLED = "disabled"  # we no longer use it
    CHANGED = "changed"  # another category, side or demand
    RULE_ADDED = "rule_added"
    RULE_NEW_THERE = "rule_new_there"


@frozen
class Difference:
    """One difference: the code of an account or the name of a rule, and what either side has."""

    how: Differs
    code: str
    ours: str = ""
    theirs: str = ""


def compare_charts(ours: Chart, theirs: Chart) -> list[Difference]:
    """Every difference, accounts in the order of their codes, then the rules."""
    found: list[Difference] = []
    for code in sorted(ours.accounts | theirs.accounts):
        mine, other = ours.accounts.get(code), theirs.accounts.get(code)
        if other is None:
            assert mine is not None
            found.append(Difference(Differs.ADDED, code, ours=mine.name))
        elif mine is None:
            found.append(Difference(Differs.NEW_THERE, code, theirs=other.name))
        else:
            found += _compare_accounts(mine, other)
    our_rules = {_essence(rule, ours, theirs): rule for rule in ours.closing_rules}
    their_rules = {_essence(rule, theirs, theirs): rule for rule in theirs.closing_rules}
    found += [
        Difference(Differs.RULE_ADDED, rule.name or rule.into, ours=" ".join(rule.targets))
        for essence, rule in our_rules.items()
        if essence not in their_rules
    ]
    found += [
        Difference(Differs.RULE_NEW_THERE, rule.name or rule.into, theirs=" ".join(rule.targets))
        for essence, rule in their_rules.items()
        if essence not in our_rules
    ]
    return found


def _compare_accounts(mine: Account, other: Account) -> list[Difference]:
    found = []
    if mine.name != other.name:
        found.append(Difference(Differs.RENAMED, mine.code, mine.name, other.name))
    if mine.is_disabled and not other.is_disabled:
        found.append(Difference(Differs.DISABLED, mine.code, mine.name, other.name))
    nature = _nature(mine), _nature(other)
    if nature[0] != nature[1]:
        found.append(Difference(Differs.CHANGED, mine.code, *nature))
    return found


def _nature(account: Account) -> str:
    """What an account is beside its name, as one text."""
    side = account.normal_side.name.lower()
    return " ".join(
        [account.category.value, side, *account.dimensions, account.unit, account.cash.value]
    ).strip()


def _essence(rule: ClosingRule, chart: Chart, theirs: Chart) -> ClosingRule:
    """A rule without what explains it; into a detail we added ourselves is as into the account above."""
    moves = {}
    for target in rule.targets:
        known = [code for code in (target, *chart.ancestors(target)) if code in theirs.accounts]
        moves[target] = known[0] if known else target
    plain = rule.moved(moves)
    return evolve(plain, where=(), name=plain.name if plain.by_hand else "")
