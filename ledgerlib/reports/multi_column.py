"""The multi-column ledger (多栏账): what an account moves, spread over its children or over dimension values.

The columns lay themselves out. They unfold the side on which the account grows, and an amount on
the other side stands in them as red ink (会计基础工作规范 第六十条(五)). Where children grow on both
sides, as in 应交增值税, both unfold: the debit children (进项税额 …) and the credit children (销项税额 …).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from attrs import field, frozen

from ..book import Book
from ..book.balances import Span
from ..book.ledgers import LedgerLine
from ..core.account import Side
from ..core.amount import from_minor
from ..core.chart import Chart
from ..core.dimension import kept_values
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import Kind
from ..refusal import Refused
from .account_ledger import begun, ledger_report
from .dimension_balance import known_kind
from .figures import Sides
from .ledger_columns import Shape, Sums
from .ledger_rows import LedgerAsked, LedgerRows, Totals, details_of
from .method import Told
from .report import Cell, Column, ColumnKind, Report

#: Columns that a sheet can still be read with.
_MOST_COLUMNS = 200
#: Where what has no column of its own stands: no value of the kind, or none that was wanted.
_OTHERS = ""


class Unfold(StrEnum):
    """Which side is spread over columns.

    AUTO is the side on which the account grows, or both where its children grow on both; BOTH
    puts debits and credits in columns of their own.
    """

    AUTO = "auto"
    DEBIT = "debit"
    CREDIT = "credit"
    BOTH = "both"


def multi_column(
    book: Book,
    account: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    across: str = "",
    values: Collection[str] = (),
    unfold: Unfold | str = Unfold.AUTO,
    dimension: Mapping[str, Collection[str]] | None = None,
    sides: Sides | str = Sides.ACTUAL,
    totals: Totals | str = Totals.ALWAYS,
    method: str = "",
    include_unposted: bool = False,
    with_closing: bool = True,
) -> Report:
    """The ledger of an account whose amounts are spread over columns, over a span of periods.

    The columns are the accounts right below it, or the values of the kind of dimension `across`;
    of an account without any below it, those of the kind that its entries must carry. Only what
    moved in the years of the span has one. With `values`, only these codes have columns, and the
    rest stands under 其他. With `with_closing=False` closing vouchers (结转) keep their place in
    debit, credit and balance, but stand in none of the columns: these then say what the month and
    the year really cost. The other options are those of `account_ledger`. Raises Refused where
    there is nothing to spread over (multi_column.nothing), or far too much (multi_column.too_many).
    """
    asked = LedgerAsked(
        account, dimension or {}, include_unposted=include_unposted, totals=Totals(totals)
    )
    first = from_period if from_period is not None else period
    span, before = begun(book, asked, first, period)
    kind = _kind(span, account, across)
    own = span.chart.accounts[account]
    told = Told.of(method or book.facts().method, own)
    plan = _Plan(span.chart, account, kind, Unfold(unfold), own.normal_side, frozenset(values))
    fields = _fields(book, asked, span, plan)
    if len(fields) > _MOST_COLUMNS:
        raise Refused([Problem.of("multi_column.too_many", count=len(fields), most=_MOST_COLUMNS)])
    shape = SpreadShape(
        told, own.normal_side, Sides(sides), span.currency, plan, tuple(fields), with_closing
    )
    rows = LedgerRows(book, asked, span, shape, before=None if kind else before)
    return ledger_report(
        "multi-column",
        "report.multi_column",
        rows,
        across=kind,
        unfold=plan.unfold.value,
        with_closing=with_closing,
    )


def _kind(span: Span, account: str, across: str) -> str:
    """The kind of dimension that is spread; empty for accounts below."""
    if across:
        return known_kind(span, across)
    if not span.chart.is_leaf(account):
        return ""
    kinds = span.chart.accounts[account].dimensions
    if len(kinds) != 1:
        raise Refused([Problem.of("multi_column.nothing", account=account)])
    return known_kind(span, kinds[0])


@frozen
class _Field:
    """A column: what it is of (an account or a value), and the side whose amounts it adds."""

    code: str
    side: Side

    @property
    def key(self) -> str:
        """Its key: of_560201, or of_22210101_debit where both sides unfold."""
        return f"of_{self.code or 'others'}_{self.side.name.lower()}"


@frozen
class _Plan:
    """How amounts are spread."""

    chart: Chart
    account: str
    kind: str
    unfold: Unfold
    own: Side
    wanted: frozenset[str] = frozenset()
    _children: dict[str, str] = field(factory=dict, init=False, repr=False, eq=False)

    def field(self, account: str, dimension: str, side: Side) -> _Field:
        """The column in which an amount on a side stands."""
        code = self._value(dimension) if self.kind else self._child(account)
        if self.wanted and code not in self.wanted:
            code = _OTHERS
        if self.unfold is Unfold.BOTH:
            return _Field(code, side)
        if self.unfold is not Unfold.AUTO:
            return _Field(code, Side[self.unfold.name])
        is_account = code in self.chart.accounts and not self.kind
        return _Field(code, self.chart.accounts[code].normal_side if is_account else self.own)

    def _value(self, dimension: str) -> str:
        return kept_values(dimension).get(self.kind, _OTHERS) if dimension else _OTHERS

    def _child(self, account: str) -> str:
        """The account right below that of the ledger, on which or below which this one stands."""
        if account not in self._children:
            places = [account, *self.chart.ancestors(account)]
            at = places.index(self.account)
            self._children[account] = places[at - 1] if at else _OTHERS
        return self._children[account]


@frozen
class SpreadShape(Shape):
    """A ledger whose amounts are spread over further columns."""

    plan: _Plan
    #: The columns in their order, with their names.
    fields: tuple[tuple[_Field, str], ...]
    #: Whether closing vouchers stand in them.
    with_closing: bool = True

    @property
    def by_dimension(self) -> bool:  # type: ignore[override]
        """Whether values of a dimension are what it is spread over."""
        return bool(self.plan.kind)

    def columns(self) -> tuple[Column, ...]:
        """Debit, credit and balance, and behind them what is spread."""
        spread = (
            Column(
                each.key,
                "column.others",
                ColumnKind.AMOUNT,
                name=name,
                group=f"{self.told.title(each.side)}",
            )
            for each, name in self.fields
        )
        return (*super().columns(), *spread)

    def spreads(self, line: LedgerLine) -> bool:
        """Whether a line stands in the columns: closing vouchers only where they are wanted."""
        return self.with_closing or line.kind is not Kind.CLOSING

    def spread(
        self, sums: dict[str, int], account: str, dimension: str, side: Side, amount_minor: int
    ) -> None:
        """Add an amount to its column; one on the other side takes off."""
        if amount_minor:
            place = self.plan.field(account, dimension, side)
            signed = amount_minor if side is place.side else -amount_minor
            sums[place.key] = sums.get(place.key, 0) + signed

    def turnover(self, sums: Sums, line: LedgerLine | None, *, whole: bool) -> dict[str, Cell]:
        """The amounts, and how they are spread."""
        cells = super().turnover(sums, line, whole=whole)
        for each, _ in self.fields:
            minor = sums.spread.get(each.key, 0)
            if whole or minor:
                cells[each.key] = from_minor(minor, self.currency.scale)
        return cells


def _fields(book: Book, asked: LedgerAsked, span: Span, plan: _Plan) -> list[tuple[_Field, str]]:
    """The columns that anything stands in, debit before credit, in the order of their codes."""
    used = {
        plan.field(account, dimension, side)
        for account, dimension in _places(book, asked, span, plan.kind)
        for side in Side
    }
    ordered = sorted(used, key=lambda each: (-each.side, not each.code, each.code))
    codes = [each.code for each in ordered if each.code]
    if plan.kind:
        found = book.value_names(f"{plan.kind}:{code}" for code in codes)
        names = {code: name for (_, code), name in found.items()}
    else:
        names = {code: span.chart.accounts[code].name for code in codes}
    return [(each, names.get(each.code, each.code)) for each in ordered]


def _places(
    book: Book, asked: LedgerAsked, span: Span, kind: str
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Where anything of the ledger may stand: accounts, or accounts with dimensions."""
    before = details_of(book, asked, span.first, span.first, bool(kind)).details
    yield from (
        (detail.account, detail.dimension)
        for detail, measured in before.items()
        if measured.amount.year_to_date_debit_minor or measured.amount.year_to_date_credit_minor
    )
    moved = book.moved_accounts(
        asked.account, span.first, span.last, include_unposted=asked.include_unposted
    )
    if not kind:
        yield from ((account, "") for account in moved)
        return
    within = details_of(book, asked, span.first, span.last, True).details
    yield from ((detail.account, detail.dimension) for detail in within)
    # Lines that must carry a value have one; others may be without, and cancel each other out.
    yield from ((a, "") for a in moved if kind not in span.chart.accounts[a].dimensions)
