"""The chronological record (序时账): every voucher in order, line by line, by day or by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, evolve, field

from ..book import Book
from ..book.balances import Span
from ..book.finding import VoucherFilter
from ..core.amount import from_minor, to_minor
from ..core.dimension import kept_values
from ..core.period import Period
from ..core.voucher import Line, State, Voucher, numbered
from ..language import text
from .ledger_columns import shown_quantity
from .method import Told
from .report import Cell, Column, ColumnKind, Page, Report, Row, RowKind, traced

_HEAD = (
    Column("date", "column.date", ColumnKind.DATE),
    Column("voucher", "column.voucher"),
    Column("summary", "column.summary"),
    Column("code", "column.code", ColumnKind.LABEL),
    Column("name", "column.name", ColumnKind.LABEL),
    Column("dimension", "column.dimension", ColumnKind.LABEL),
)
_MEASURE = (
    Column("measure", "column.measure", ColumnKind.LABEL),
    Column("quantity", "column.quantity", ColumnKind.QUANTITY),
    Column("price", "column.price", ColumnKind.QUANTITY),
)
_STATE = Column("state", "column.state", ColumnKind.WORD)


def chronological(
    book: Book,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    asked: VoucherFilter | None = None,
    by_number: bool = False,
    by_measure: bool = False,
    page_lines: int = 0,
    method: str = "",
    include_unposted: bool = False,
) -> Report:
    """Every line of every voucher over a span of periods, in the order of days, or of numbers.

    `asked` keeps to the vouchers it finds; its periods are those of the report, and where it
    names no states posted vouchers are meant, with `include_unposted` those on their way too.
    `by_measure` shows quantities and foreign currency. `page_lines` adds up each page of so many
    lines (本页合计), and the whole at the end. Raises Refused for periods and accounts that the
    book does not have.
    """
    first = from_period if from_period is not None else period
    span = book.figures(first, period)
    states = (State.DRAFT, State.REVIEWED, State.POSTED) if include_unposted else (State.POSTED,)
    wanted = evolve(asked or VoucherFilter(), first=span.first, last=span.last)
    if not wanted.states:
        wanted = evolve(wanted, states=states)
    told = Told.of(method or book.facts().method)
    rows = ChronologicalRows(
        book, span, wanted, told, by_day=not by_number, by_measure=by_measure,
        page_lines=page_lines,
    )  # fmt: skip
    return Report(
        report="chronological",
        title="report.chronological",
        columns=rows.columns(),
        rows=rows,
        parameters={
            "from_period": str(span.first), "by_number": by_number, "page_lines": page_lines,
            "method": told.method.value,
            "include_unposted": set(wanted.states) != {State.POSTED},
        },
        **traced(span),
    )  # fmt: skip


@define
class _Sums:
    """What the lines have come to, of the page and of all of them, by column in minor units."""

    lines: int = 0
    of_page: dict[str, int] = field(factory=dict)
    of_all: dict[str, int] = field(factory=dict)

    def copy(self) -> _Sums:
        """The same, to be added to apart."""
        return _Sums(self.lines, dict(self.of_page), dict(self.of_all))

    def take(self, key: str, minor: int) -> None:
        """Add a line."""
        self.lines += 1
        for sums in (self.of_page, self.of_all):
            sums[key] = sums.get(key, 0) + minor


@define
class _Place:
    """The mark of a page: behind which voucher it begins, and what has come to it."""

    after: Any | None = None
    sums: _Sums = field(factory=_Sums)


@define
class ChronologicalRows:
    """The rows, streamed or a page at a time."""

    book: Book
    span: Span
    wanted: VoucherFilter
    told: Told
    by_day: bool = field(kw_only=True)
    by_measure: bool = field(kw_only=True)
    page_lines: int = field(kw_only=True)
    _names: dict[tuple[str, str], str] = field(factory=dict, init=False)

    def columns(self) -> tuple[Column, ...]:
        """The columns, with those of measures where they are asked for."""
        kind = ColumnKind.AMOUNT
        amounts = (Column(self.told.key(s), self.told.title(s), kind) for s in self.told.sides)
        return (*_HEAD, *(_MEASURE if self.by_measure else ()), *amounts, _STATE)

    def __iter__(self) -> Iterator[Row]:
        sums = _Sums()
        for voucher in self.book.vouchers_in(self.wanted, by_day=self.by_day):
            yield from self._voucher(voucher, sums)
        yield from self._ended(sums)

    def page(self, mark: Any | None, size: int) -> Page:
        """The lines of as many vouchers as have at least `size`, whole vouchers only."""
        place = mark or _Place()
        after, sums = place.after, place.sums.copy()
        rows: list[Row] = []
        while len(rows) < size:
            # A voucher has two lines and more.
            found = self.book.some_vouchers(
                self.wanted, by_day=self.by_day, after=after, limit=(size - len(rows) + 1) // 2
            )
            self._learn(found.vouchers)
            for voucher in found.vouchers:
                rows += self._voucher(voucher, sums)
            after = found.next
            if after is None:
                return Page((*rows, *self._ended(sums)), None)
        return Page(tuple(rows), _Place(after, sums))

    def starts(self) -> list[tuple[str, Any]]:
        """None: sums run on from the beginning, and a page is found from the one before."""
        return []

    def _voucher(self, voucher: Voucher, sums: _Sums) -> Iterator[Row]:
        for line in voucher.lines:
            yield self._line(voucher, line)
            if not self.page_lines:
                continue
            sums.take(self._key(line), to_minor(line.amount, self.span.currency.scale))
            if sums.lines == self.page_lines:
                yield self._total(RowKind.SUBTOTAL, "row.page_total", sums.of_page)
                sums.lines, sums.of_page = 0, {}

    def _ended(self, sums: _Sums) -> Iterator[Row]:
        if not self.page_lines:
            return
        if sums.lines:
            yield self._total(RowKind.SUBTOTAL, "row.page_total", sums.of_page)
        yield self._total(RowKind.TOTAL, "row.total", sums.of_all)

    def _total(self, kind: RowKind, label: str, sums: Mapping[str, int]) -> Row:
        scale = self.span.currency.scale
        keys = (self.told.key(side) for side in self.told.sides)
        amounts = {key: from_minor(sums.get(key, 0), scale) for key in keys}
        return Row(kind, {"summary": label, **amounts})

    def _key(self, line: Line) -> str:
        """The column in which a line's amount stands."""
        account = self.span.chart.accounts[line.account]
        return Told.of(self.told.method, account).key(line.side)

    def _line(self, voucher: Voucher, line: Line) -> Row:
        account = self.span.chart.accounts[line.account]
        key = voucher.key
        cells: dict[str, Cell] = {
            "date": voucher.day,
            "voucher": f"{key.word}-{numbered(key.number, key.part)}",
            "summary": line.summary or voucher.lines[0].summary,
            "code": account.code,
            "name": account.name,
            self._key(line): line.amount,
            "state": f"state.{voucher.state}",
        }
        if line.dimension:
            cells["dimension"] = self._dimension(line.dimension)
        if self.by_measure and line.measure is not None:
            cells |= {
                "measure": line.measure.commodity,
                "quantity": shown_quantity(line.measure.quantity),
                "price": line.measure.rate,
            }
        return Row(
            RowKind.ENTRY, cells, voucher=key, account=account.code,
            is_posted=voucher.state is State.POSTED,
        )  # fmt: skip

    def _learn(self, vouchers: Iterable[Voucher]) -> None:
        """Look the names of dimension values up, those of a page at once."""
        labels = {line.dimension for each in vouchers for line in each.lines if line.dimension}
        if labels:
            self._names |= self.book.value_names(labels)

    def _dimension(self, label: str) -> str:
        """The names of the values of a label."""
        values = list(kept_values(label).items())
        if any(each not in self._names for each in values):
            if len(self._names) > 50_000:
                self._names.clear()
            self._names |= dict.fromkeys(values, "") | self.book.value_names([label])
        return text("list.comma").join(self._names[each] or each[1] for each in values)
