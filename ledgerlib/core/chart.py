"""A chart of accounts: the tree of codes, and the rules by which accounts are carried."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from .account import Account, Cash
from .closing_rule import ClosingRule, Occasion
from .problem import Problem
from .provisions import Part, Provisions

__all__ = [
    "DEFAULT_CODE_RULE",
    "Chart",
    "ClosingRule",
    "Occasion",
    "check_chart",
    "code_rule_for",
    "off_rule",
]

#: Lengths of the code's parts, level by level: 1002, 100201, 10020101, …
DEFAULT_CODE_RULE = (4, 2, 2, 2)
_SEPARATORS = ".-:/"


def code_rule_for(codes: Iterable[str]) -> tuple[int, ...]:
    """The usual rule for such codes: the shortest is the first level, two more for each next."""
    shortest = min((len(code) for code in codes), default=DEFAULT_CODE_RULE[0])
    return (shortest, *DEFAULT_CODE_RULE[1:])


@frozen
class Chart:
    """The accounts of a book as a tree, in code order.

    An account's parent is the longest prefix of its code that the code rule,
    or a separator in the code (1002.01), marks as an account of the chart.
    """

    accounts: dict[str, Account]
    code_rule: tuple[int, ...] = DEFAULT_CODE_RULE
    closing_rules: tuple[ClosingRule, ...] = ()
    #: What balances each by itself (平行记账); none where only the whole voucher does.
    parts: tuple[Part, ...] = ()
    #: What else the chart brings to the books made from it.
    provisions: Provisions = Provisions()
    parents: dict[str, str | None] = field(init=False, repr=False)
    #: The accounts that take entries: leaves that are not disabled.
    postable: frozenset[str] = field(init=False, repr=False)
    #: Those of them whose entries must carry something, or that are valid in some years only.
    demanding: frozenset[str] = field(init=False, repr=False)
    #: The leaves that may not go below nothing, by themselves or by an account above them.
    guarded: frozenset[str] = field(init=False, repr=False)
    _with_children: frozenset[str] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        parents = {code: self._find_parent(code) for code in self.accounts}
        object.__setattr__(self, "parents", parents)
        object.__setattr__(self, "_with_children", frozenset(parents.values()) - {None})
        postable = {c for c, a in self.accounts.items() if self.is_leaf(c) and not a.is_disabled}
        object.__setattr__(self, "postable", frozenset(postable))
        demanding = {c for c in postable if _demands(self.accounts[c])}
        object.__setattr__(self, "demanding", frozenset(demanding))
        guarded = {c for c in self.accounts if self.is_leaf(c) and self._is_guarded(c)}
        object.__setattr__(self, "guarded", frozenset(guarded))

    @classmethod
    def of(
        cls,
        accounts: Iterable[Account],
        code_rule: Sequence[int] = DEFAULT_CODE_RULE,
        closing_rules: Iterable[ClosingRule] = (),
        parts: Iterable[Part] = (),
        provisions: Provisions | None = None,
    ) -> Chart:
        """The chart of these accounts, put in code order."""
        ordered = {account.code: account for account in sorted(accounts, key=lambda a: a.code)}
        return cls(
            ordered,
            tuple(code_rule),
            tuple(closing_rules),
            tuple(parts),
            provisions or Provisions(),
        )

    def _find_parent(self, code: str) -> str | None:
        ends = []
        length = 0
        for part in self.code_rule:
            length += part
            if length == len(code):
                break
            ends.append(length)
        else:
            ends = []  # a code whose length the rule does not know has no parent by the rule
        ends += [position for position, sign in enumerate(code) if position and sign in _SEPARATORS]
        for end in sorted(ends, reverse=True):
            if code[:end] in self.accounts:
                return code[:end]
        return None

    def _is_guarded(self, code: str) -> bool:
        return any(self.accounts[each].is_guarded for each in (code, *self.ancestors(code)))

    def is_leaf(self, code: str) -> bool:
        """Whether the account has no accounts below it."""
        return code not in self._with_children

    def ancestors(self, code: str) -> list[str]:
        """The accounts above it, nearest first."""
        above = []
        parent = self.parents[code]
        while parent is not None:
            above.append(parent)
            parent = self.parents[parent]
        return above

    def level(self, code: str) -> int:
        """Its level: 1 for an account with none above it."""
        return len(self.ancestors(code)) + 1

    def leaves_below(self, code: str) -> list[str]:
        """The leaf accounts under a code, in code order."""
        return [
            leaf for leaf in self.accounts if self.is_leaf(leaf) and code in self.ancestors(leaf)
        ]

    def part_of(self, code: str) -> Part | None:
        """The part in which an account balances, where the chart has parts."""
        return next((part for part in self.parts if code.startswith(part.codes)), None)

    def cash(self, code: str) -> Cash:
        """Whether an account is money at hand: by itself, or by an account above it."""
        for place in (code, *self.ancestors(code)):
            if self.accounts[place].cash:
                return self.accounts[place].cash
        return Cash.NONE

    def search(self, text: str) -> list[Account]:
        """Accounts whose code or mnemonic begins with the text or whose name holds it, in code order."""
        wanted = unicodedata.normalize("NFKC", text).strip().lower()
        return [
            account
            for account in self.accounts.values()
            if account.code.lower().startswith(wanted)
            or account.mnemonic.lower().startswith(wanted)
            or wanted in account.name.lower()
        ]

    def rules(self, *occasions: Occasion) -> list[ClosingRule]:
        """The closing rules of these occasions, in order."""
        return [rule for rule in self.closing_rules if rule.occasion in occasions]


def _demands(account: Account) -> bool:
    return bool(
        account.dimensions or account.unit or account.currencies
        or account.first_year or account.last_year
    )  # fmt: skip


def off_rule(chart: Chart, codes: Iterable[str]) -> list[Problem]:
    """Codes of digits that the code rule has no level for, or whose account above is missing."""
    lengths = [sum(chart.code_rule[:level]) for level in range(1, len(chart.code_rule) + 1)]
    problems = []
    for code in codes:
        if not (code.isascii() and code.isdigit()):
            continue  # letters and separators make levels of their own
        level = lengths.index(len(code)) if len(code) in lengths else None
        if level is None or (level and code[: lengths[level - 1]] not in chart.accounts):
            rule = "-".join(str(part) for part in chart.code_rule)
            problems.append(Problem.of("account.off_rule", account=code, rule=rule, field="code"))
    return problems


def check_chart(chart: Chart, accounts: Sequence[Account]) -> list[Problem]:
    """What is wrong with a chart: doubled or empty codes, rules that lead nowhere."""
    problems = [
        Problem.of("account.duplicate", account=code)
        for code, times in Counter(account.code for account in accounts).items()
        if times > 1
    ]
    problems += [
        Problem.of("account.unnamed", account=account.code)
        for account in accounts
        if not account.name
    ]
    problems += [Problem.of("account.uncoded", field="code") for a in accounts if not a.code]
    if not accounts:
        problems.append(Problem.of("chart.empty"))
    if chart.parts:
        problems += [
            Problem.of("chart.no_part", account=code, count=0)
            for code in chart.accounts
            if chart.part_of(code) is None
        ]
    problems += [
        Problem.of(
            "chart.carry_to_unknown" if into not in chart.accounts else "chart.carry_to_parent",
            account=into,
        )
        for into in dict.fromkeys(each for rule in chart.closing_rules for each in rule.targets)
        if into not in chart.accounts or not chart.is_leaf(into)
    ]
    return problems
