"""Whether a statement shows every account once: found by putting one unit on each and looking."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from .chart import Chart
from .formula import FormulaError, Options, Unit, evaluate, references
from .naming import Naming
from .problem import Problem
from .statement import Excess, NoFigures, Statement, StatementColumn, StatementRow, What

_ONE = Decimal(1)


@frozen
class Probe:
    """A source in which one account shows one unit, debit or credit, and no other shows anything.

    The unit came in during the period and stands there at its end.
    """

    naming: Naming
    account: str
    #: Debit positive.
    value: Decimal
    scale: int = 2

    def figure(
        self, function: str, codes: tuple[str, ...], unit: Unit, options: Options
    ) -> Decimal:
        """The unit as a function shows it, where the codes name its account."""
        side = self.naming.leaves(codes).get(self.account)
        is_before = function.startswith(("opening", "year_opening"))
        if side is None or is_before or unit is not Unit.MONEY or "dimension" in options:
            return Decimal(0)
        debit, credit = max(self.value, Decimal(0)), max(-self.value, Decimal(0))
        if function.endswith(("debit", "debit_balances")):
            return debit
        return credit if function.endswith(("credit", "credit_balances")) else side * self.value

    def excess(self, excess: Excess, *, over_the_year: bool) -> Decimal:
        """No voucher moves it."""
        return Decimal(0)

    def rate(self, currency: str, options: Options) -> Decimal:
        """No currency has a rate."""
        return Decimal(0)

    def line(self, label: str) -> Decimal:
        """Other lines stay out of it: what counts is what a line reads by itself."""
        return Decimal(0)

    def counterpart(self) -> Decimal:
        """Nothing stands against it."""
        return Decimal(0)

    def difference(self) -> Decimal:
        """Nothing has to balance."""
        return Decimal(0)


def reached(
    statement: Statement, column: StatementColumn, naming: Naming, account: str, value: Decimal
) -> list[StatementRow]:
    """The lines, memo lines left out, in which a unit on the account shows by itself."""
    probe = Probe(naming, account, value)
    found = []
    for row in statement.rows:
        formula = row.formula_in(column)
        if formula is None or row.is_memo:
            continue
        try:
            if evaluate(formula, probe):
                found.append(row)
        except (FormulaError, NoFigures):
            continue  # a quotient of nothing
    return found


def coverage(statement: Statement, chart: Chart) -> Iterator[Problem]:
    """What keeps the statement from showing each account it covers in exactly one line."""
    naming = Naming(chart)
    columns = [c for c in statement.columns if c.what is not What.SUM]
    if not (columns and statement.covers):
        return
    parts = {column.part: column for column in reversed(columns)}
    for account in naming.leaves(statement.covers):
        for value in (_ONE, -_ONE):
            rows = {
                row.line: row
                for column in parts.values()
                for row in reached(statement, column, naming, account, value)
            }
            if len(rows) != 1:
                shown = "、".join(f"{row.line} {row.label}".strip() for row in rows.values())
                named = {"account": account, "name": chart.accounts[account].name}
                yield (
                    Problem.of("statement.account_twice", rows=shown, **named)
                    if rows
                    else Problem.of("statement.account_left_out", **named)
                )
                break


def unknown_accounts(statement: Statement, chart: Chart) -> Iterator[tuple[StatementRow, str]]:
    """The codes that formulas name and the chart does not have, with the row of each."""
    naming = Naming(chart)
    for row in statement.rows:
        formulas = [each for each in (row.formula, *row.formulas.values()) if each]
        for code in dict.fromkeys(code for each in formulas for code in references(each)):
            if not naming.is_known(code):
                yield row, code
