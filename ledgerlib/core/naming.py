"""Which accounts the codes of a formula name, and on which side each is counted."""

from __future__ import annotations

from attrs import define, field

from .account import Side
from .chart import Chart
from .formula import expand


@define
class Naming:
    """What codes, ranges, prefixes and names of details stand for in a chart.

    "1602" is the account with all below it, counted on its own normal side, so that a
    detail with the other side counts against it (进项税额 under 应交税费). "5*" and
    "5001-5999" count every account they reach on the side of the highest that they reach.
    "5403/消费税" is what lies below 5403 under that name, whatever its number: the line
    of a statement that asks for a detail finds it as soon as the unit has set it up.
    """

    chart: Chart
    _known: dict[tuple[str, ...], dict[str, Side]] = field(factory=dict)

    def leaves(self, patterns: tuple[str, ...]) -> dict[str, Side]:
        """The leaf accounts that the patterns name, each once, with the side it counts on."""
        found = self._known.get(patterns)
        if found is None:
            found = {}
            for pattern in patterns:
                for code, side in self._named(pattern).items():
                    found.setdefault(code, side)
            self._known[patterns] = found
        return found

    def highest(self, pattern: str) -> list[str]:
        """The accounts that a pattern names, without those below another of them."""
        above, sign, _ = pattern.partition("/")
        if sign and pattern not in self.chart.accounts:
            return self._named_below(above, pattern)
        reached = set(expand(pattern, self.chart.accounts))
        return [c for c in self.chart.accounts if c in reached and not self._is_below(c, reached)]

    def is_known(self, pattern: str) -> bool:
        """Whether the chart has what the pattern names; of a named detail, what it lies below."""
        above, sign, _ = pattern.partition("/")
        return bool(self._named(above if sign and pattern not in self.chart.accounts else pattern))

    def _named(self, pattern: str) -> dict[str, Side]:
        accounts = self.chart.accounts
        above, sign, _ = pattern.partition("/")
        # A detail found by its name is counted on the side of what it is part of.
        of_detail = accounts.get(above) if sign and pattern not in accounts else None
        return {
            leaf: (of_detail or accounts[code]).normal_side
            for code in self.highest(pattern)
            for leaf in self._leaves_of(code)
        }

    def _named_below(self, above: str, pattern: str) -> list[str]:
        name = pattern.partition("/")[2]
        fitting = {
            code
            for code, account in self.chart.accounts.items()
            if account.name == name and above in self.chart.ancestors(code)
        }
        return [code for code in sorted(fitting) if not self._is_below(code, fitting)]

    def _is_below(self, code: str, others: set[str]) -> bool:
        return any(above in others for above in self.chart.ancestors(code))

    def _leaves_of(self, code: str) -> list[str]:
        return [code] if self.chart.is_leaf(code) else self.chart.leaves_below(code)
