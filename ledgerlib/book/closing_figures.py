"""Where the formulas of closing rules have their figures from: what is posted, and what rules before moved."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import define, evolve, field

from ..core.account import Side
from ..core.amount import from_minor
from ..core.asked_figures import TURNOVERS, figure_of
from ..core.balance import Detail
from ..core.carrying import Standing
from ..core.dimension import parse_label
from ..core.formula import Options, Unit
from ..core.naming import Naming
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from .details import read_details
from .work import Work

#: Balances and net turnovers count on the account's normal side.
_BALANCES = frozenset({"opening", "closing", "year_opening"})
#: The figures that a closing rule's formula may ask for.
_FIGURES = _BALANCES | TURNOVERS


@define
class ClosingFigures:
    """The figures of a book at the end of a period, while its closing rules are carried out."""

    work: Work
    period: Period
    #: What the rules so far have moved, debit positive; it is in closing balances and nothing else.
    moved: dict[Detail, Standing] = field(factory=dict)

    def after(self, since: Mapping[Detail, Standing]) -> ClosingFigures:
        """The same figures after some more rules."""
        moved = dict(self.moved)
        for detail, (amount, quantity) in since.items():
            before = moved.get(detail, (0, 0))
            moved[detail] = (before[0] + amount, before[1] + quantity)
        return evolve(self, moved=moved)

    @property
    def scale(self) -> int:
        """The decimals of the book's currency."""
        return self.work.currency.scale

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        """What the accounts that the codes name show together; see `core.formula.Source`."""
        if function not in _FIGURES or unit is not Unit.MONEY or options.get("currency"):
            raise Refused([Problem.of("chart.amount_function", function=function)])
        period = self.period.before(int(options.get("previous", 0)))
        wanted = parse_label(str(options["dimension"])) if options.get("dimension") else {}
        leaves = self._leaves(codes)
        with_closing = function in _BALANCES or bool(options.get("with_closing"))
        found = read_details(
            self.work, period, period, list(leaves), wanted={k: [v] for k, v in wanted.items()},
            with_closing=with_closing,
        )  # fmt: skip
        total = sum(
            figure_of(function, measured.amount, leaves[detail.account])
            for detail, measured in found.items()
        )
        if function == "closing" and period == self.period:
            total += sum(
                leaves[detail.account] * amount
                for detail, (amount, _) in self.moved.items()
                if detail.account in leaves and _is_of(detail, wanted)
            )
        return from_minor(total, self.scale)

    def _leaves(self, patterns: tuple[str, ...]) -> dict[str, Side]:
        """The leaves that the codes name, each with the side on which it counts."""
        naming = Naming(self.work.chart)
        unknown = [pattern for pattern in patterns if not naming.is_known(pattern)]
        refuse_if(Problem.of("account.unknown", account=pattern) for pattern in unknown)
        return naming.leaves(patterns)

    def rate(self, currency: str, options: Options) -> Decimal:
        """No closing rule has to do with rates."""
        raise Refused([Problem.of("chart.amount_function", function="rate")])

    def line(self, label: str) -> Decimal:
        """Nor with the lines of statements."""
        raise Refused([Problem.of("chart.amount_function", function="line")])

    def counterpart(self) -> Decimal:
        """Nor with the other lines of a transfer."""
        raise Refused([Problem.of("chart.amount_function", function="counterpart")])

    def difference(self) -> Decimal:
        """Nor with what a transfer lacks."""
        raise Refused([Problem.of("chart.amount_function", function="difference")])


def _is_of(detail: Detail, wanted: Mapping[str, str]) -> bool:
    if not wanted:
        return True
    values = parse_label(detail.dimension) if detail.dimension else {}
    return all(values.get(kind) == value for kind, value in wanted.items())
