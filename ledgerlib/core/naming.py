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

    def is_known(self, pattern: str) -> bool:
        """Whether the chart has what the pattern names; of a named detail, what it lies below."""
        above, sign, _ = pattern.partition("/")
        return bool(self._named(above if sign and pattern not in self.chart.accounts else pattern))

    def _named(self, pattern: str) -> dict[str, Side]:
        accounts = self.chart.accounts
        above, sign, name = pattern.partition("/")
        if sign and pattern not in accounts:
            tops = [
                code
                for code in self._below(above)
                if accounts[code].name == name
                and not any(accounts[a].name == name for a in self._between(code, above))
            ]
            # Counted on the side of the account they are part of.
            side = accounts[above].normal_side if above in accounts else Side.DEBIT
            return {leaf: side for top in tops for leaf in self._leaves_of(top)}
        reached = expand(pattern, accounts)
        highest = [
            code for code in reached if not any(a in reached for a in self.chart.ancestors(code))
        ]
        return {
            leaf: accounts[code].normal_side for code in highest for leaf in self._leaves_of(code)
        }

    def _leaves_of(self, code: str) -> list[str]:
        return [code] if self.chart.is_leaf(code) else self.chart.leaves_below(code)

    def _below(self, above: str) -> list[str]:
        return [code for code in self.chart.accounts if above in self.chart.ancestors(code)]

    def _between(self, code: str, above: str) -> list[str]:
        ancestors = self.chart.ancestors(code)
        return ancestors[: ancestors.index(above)]
