"""Where a figure of a statement comes from: accounts with their amounts, lines, vouchers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve, frozen

from ..book import Book
from ..core.amount import from_minor
from ..core.formula import Kind
from ..core.formula_terms import terms
from ..core.period import Period
from ..core.problem import Problem
from ..core.statement import Statement, StatementColumn, StatementRow, What, span_of
from ..refusal import Refused
from .drawn import Drawn, Working, draw_up, working


@frozen
class FromAccount:
    """What an account, or a detail of it, brings into a figure.

    `is_added` says whether the amount stands in the sum as it is, with its sign; what is
    multiplied or compared first is shown for itself.
    """

    account: str
    name: str
    dimension: str
    amount: Decimal
    is_added: bool


@frozen
class FromLine:
    """What another line of the statement brings into a figure.

    `sign` is 1 where it is added, -1 where it is taken off, 0 where neither is all of it.
    """

    sign: int
    origin: Origin


@frozen
class FromVoucher:
    """What a voucher counts in a row of differences."""

    voucher: str
    amount: Decimal


@frozen
class Origin:
    """Where one figure comes from. The ledger of each account shows the vouchers behind it.

    `first` and `last` are the periods over which that ledger leads to the figure.
    """

    line: str
    label: str
    column: str
    amount: Decimal | None
    formula: str
    accounts: tuple[FromAccount, ...] = ()
    lines: tuple[FromLine, ...] = ()
    vouchers: tuple[FromVoucher, ...] = ()
    first: Period | None = None
    last: Period | None = None

    def all_accounts(self) -> dict[tuple[str, str], Decimal]:
        """Accounts and dimensions with what they come to in the figure, through all lines."""
        found: dict[tuple[str, str], Decimal] = {}
        for account in self.accounts:
            key = (account.account, account.dimension)
            found[key] = found.get(key, Decimal(0)) + account.amount
        for line in self.lines:
            for key, amount in line.origin.all_accounts().items():
                found[key] = found.get(key, Decimal(0)) + (line.sign or 1) * amount
        return {key: amount for key, amount in found.items() if amount}


def origin(
    book: Book,
    statement: Statement,
    period: Period | str,
    line: str,
    column: str = "",
    *,
    from_period: Period | str | None = None,
    include_unposted: bool = False,
) -> Origin:
    """Where an amount of a statement comes from: accounts, other lines, vouchers.

    The first column is meant where none is named. Behind each account are the lines of
    its ledger (`book.ledger_lines`), and behind these the vouchers.
    """
    drawn = draw_up(
        book, statement, period, from_period=from_period, include_unposted=include_unposted
    )
    wanted = statement.column(column) if column else statement.columns[0]
    row = statement.row(line)
    problems = []
    if row is None:
        known = " ".join(each.line for each in statement.rows if each.line)
        problems.append(Problem.of("statement.no_line", number=line, known=known))
    if wanted is None:
        known = " ".join(each.key for each in statement.columns)
        problems.append(Problem.of("statement.column_unknown", key=column, known=known))
    if row is None or wanted is None:
        raise Refused(problems)
    first, last = _ledger_span(wanted.what, drawn.first, drawn.last)
    first = max(first, book.facts().start)
    return evolve(_origin(drawn, row, wanted), first=first, last=max(first, last))


def _ledger_span(what: What, first: Period, last: Period) -> tuple[Period, Period]:
    """The periods whose ledger shows the figures of a column: those over a year begin with it."""
    first, last = span_of(what, first, last)
    is_of_span = what in (What.PERIOD, What.CLOSING, What.SAME_PERIOD_LAST_YEAR, What.SUM)
    return (first if is_of_span else Period(last.year, 1)), last


def _origin(drawn: Drawn, row: StatementRow, column: StatementColumn) -> Origin:
    statement = drawn.statement
    amount = drawn.computed.amounts[statement.rows.index(row)].get(column.key)
    named = (row.line, row.label, column.key, amount)
    if column.what is What.SUM:
        signed = [(key, 1) for key in column.plus] + [(key, -1) for key in column.minus]
        parts = [
            FromLine(sign, _origin(drawn, row, part))
            for key, sign in signed
            if (part := statement.column(key))
        ]
        return Origin(*named, " + ".join(column.plus), lines=tuple(parts))
    source = drawn.source(column)
    if source is None:
        return Origin(*named, "")
    if row.excess is not None:
        over_the_year = drawn.seen(column, source).is_over_the_year
        found = source.exceeding(row.excess, over_the_year=over_the_year)
        vouchers = [FromVoucher(key, from_minor(minor, source.scale)) for key, minor in found]
        return Origin(*named, "", vouchers=tuple(vouchers))
    made = working(row, column, source, drawn.seen(column, source))
    if made is None:
        return Origin(*named, "")
    lines = [
        FromLine(term.sign, _origin(drawn, other, column))
        for term in terms(made.formula)
        if term.call.function.kind is Kind.LOOKUP and (other := statement.row(term.call.texts[0]))
    ]
    names = {code: account.name for code, account in drawn.reading.span.chart.accounts.items()}
    accounts = tuple(_from_accounts(made, names))
    return Origin(*named, made.formula.text, accounts, tuple(lines))


def _from_accounts(working: Working, names: dict[str, str]) -> Iterator[FromAccount]:
    """The accounts in a working, signed as they stand in the sum."""
    for term, parts in zip(terms(working.formula), working.parts, strict=True):
        for part in parts:
            yield FromAccount(
                part.account, names.get(part.account, ""), part.dimension,
                part.amount * (term.sign or 1), term.sign != 0,
            )  # fmt: skip
