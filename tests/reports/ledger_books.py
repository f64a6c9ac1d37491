"""Random books for the tests of ledgers, over a year's end, and what every ledger must hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ledgerlib import (
    Account,
    Book,
    Cash,
    Category,
    Chart,
    Line,
    NewBook,
    Period,
    Role,
    Side,
    Voucher,
    create,
    credit,
    debit,
    render,
)
from ledgerlib.book.finding import VoucherFilter
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.core.voucher import Measure, Settlement, State
from ledgerlib.reports.report import Report, Row, RowKind
from ledgerlib.testing import CHART, balanced_lines

FIRST, LAST = Period(2024, 11), Period(2025, 2)
_CASH = {"1001": Cash.CASH, "1002": Cash.BANK}
#: The accounts of `CHART`, money marked, with children that grow on both sides (应交增值税).
ACCOUNTS = Chart.of(
    [
        *(evolve(each, cash=_CASH.get(each.code, Cash.NONE)) for each in CHART.accounts.values()),
        Account("2221", "应交增值税", Category.LIABILITY, Side.CREDIT),
        Account("222101", "进项税额", Category.LIABILITY, Side.DEBIT),
        Account("222102", "销项税额", Category.LIABILITY, Side.CREDIT),
        Account("560201", "办公费", Category.EXPENSE, Side.DEBIT),
        Account("560202", "差旅费", Category.EXPENSE, Side.DEBIT),
    ],
    closing_rules=CHART.closing_rules,
)
LEAVES = [code for code in ACCOUNTS.accounts if ACCOUNTS.is_leaf(code)]
_DIMENSIONS = ("", "partner:甲", "partner:乙", "partner:甲;project:p7", "project:p8")
_SETTLED = (None, Settlement("支票", "0017"))


@st.composite
def vouchers(draw: DrawFn) -> list[Voucher]:
    """Vouchers over a year's end, on few days; dimensions, quantities, dollars and bills here and there."""
    made = []
    for _ in range(draw(st.integers(3, 9))):
        day = draw(st.sampled_from([1, 2, 15, 28]))
        month = draw(st.sampled_from([(2024, 11), (2024, 12), (2025, 1), (2025, 2)]))
        lines = [draw(_decorated(line)) for line in draw(balanced_lines(LEAVES))]
        made.append(Voucher(date(*month, day), tuple(lines)))
    return made


@st.composite
def _decorated(draw: DrawFn, line: Line) -> Line:
    measure = None
    if line.account == "2202" and draw(st.booleans()):
        quantity = Decimal(draw(st.integers(-5000, 5000))).scaleb(-2)
        rate = draw(st.sampled_from([None, Decimal("4.60")]))
        measure = draw(
            st.sampled_from(
                [
                    Measure("公斤", quantity, rate, CommodityKind.GOODS),
                    Measure("USD", quantity, Decimal("7.10"), CommodityKind.CURRENCY),
                ]
            )
        )
    return evolve(
        line, dimension=draw(st.sampled_from(_DIMENSIONS)), measure=measure,
        settlement=draw(st.sampled_from(_SETTLED)),
    )  # fmt: skip


def kept(place: str, name: str, made: Sequence[Voucher]) -> Book:
    """
    The vouchers in a book that begins in November 2024: until January 2025 posted, the year
    closed and rolled over; those of February 2025 are drafts.
    """
    book = create(place, NewBook(name, ACCOUNTS, FIRST, "test"), by="主管")
    book.set_policy("revalue_before_close", "no")
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    for commodity, kind in (("公斤", CommodityKind.GOODS), ("USD", CommodityKind.CURRENCY)):
        book.set_commodity(commodity, scale=2, kind=kind)
    for kind in ("partner", "project"):
        book.set_dimension_kind(kind, is_open=True)
    book.set_opening(
        [
            debit("100201", "500"), credit("2202", "300", dimension="partner:甲"),
            credit("3001", "200"),
        ]
    )  # fmt: skip
    book.start()
    maker = book.acting_as("会计")

    def finish(period: Period) -> None:
        if book.count_vouchers(VoucherFilter(period, period, states=[State.DRAFT])):
            book.review(period)
            maker.post(period)

    def entered(*periods: Period) -> None:
        wanted = [each for each in made if each.period in periods]
        if wanted:
            maker.enter_many(wanted)

    entered(FIRST, FIRST.next())
    for period in (FIRST, FIRST.next()):
        finish(period)
        while maker.carry_forward(period):
            finish(period)
        book.close(period)
    book.roll_over(2024)
    entered(Period(2025, 1), Period(2025, 2))
    finish(Period(2025, 1))
    return book


def amount(row: Row, key: str) -> Decimal:
    found = row.cells.get(key)
    assert found is None or isinstance(found, Decimal)
    return found or Decimal(0)


def signed(row: Row, key: str = "balance") -> Decimal:
    """The balance of a row, debit positive, from its amount and the word beside it."""
    word = row.cells["side"]
    factor = {"side.debit": 1, "side.credit": -1}.get(str(word))
    if factor is None:
        assert word == "side.even"
        assert key != "balance" or not amount(row, key)
        return Decimal(0)
    return factor * amount(row, key)


def adds_up(rows: Sequence[Row], *, is_first: bool = True) -> None:
    """
    Opening + debit − credit = closing on every row, and 本日合计, 本月合计 and 本年累计 are what the
    lines before them come to. Without `is_first` the year's turnover before the rows is not known.
    """
    balance = signed(rows[0])
    day, month, year = [[Decimal(0), Decimal(0)] for _ in range(3)]
    assert rows[0].kind is RowKind.OPENING
    for row in rows:
        turnover = [amount(row, "debit"), amount(row, "credit")]
        if row.kind is RowKind.ENTRY:
            balance += turnover[0] - turnover[1]
            for sums in (day, month, year):
                sums[0] += turnover[0]
                sums[1] += turnover[1]
        elif row.kind is RowKind.DAY_TOTAL:
            assert turnover == day
            day = [Decimal(0), Decimal(0)]
        elif row.kind is RowKind.MONTH_TOTAL:
            assert turnover == month
            month = [Decimal(0), Decimal(0)]
        elif row.kind is RowKind.YEAR_TOTAL:
            assert not is_first or turnover == year
            at = row.cells["date"]
            if isinstance(at, date) and at.month == 12:
                year, is_first = [Decimal(0), Decimal(0)], True
        else:
            assert turnover == [0, 0]
        assert signed(row) == balance


def in_pages(report: Report, size: int) -> list[Row]:
    """The rows of a report, read a page at a time."""
    rows: list[Row] = []
    mark = None
    while True:
        page = report.page(mark, size)
        rows += page.rows
        mark = page.next
        if mark is None:
            return rows
        assert len(page.rows) >= size, "a page is full as long as there is a next"


def same_in_pages(report: Report, size: int) -> list[Row]:
    """The rows of a report; the same in pages of a size, and a mark can be read from again."""
    rows = list(report.rows)
    assert in_pages(report, size) == rows
    page = report.page(None, 2)
    if page.next is not None:
        assert report.page(page.next, 3) == report.page(page.next, 3)
    return rows


def same_from_any_month(report: Report, rows: Sequence[Row]) -> None:
    """Begun in any month, a ledger shows the same balances and the same rows."""
    for name, mark in report.starts():
        begins = Period.parse(name).first_day
        read = report.page(mark, 1000)
        assert read.next is None
        opening, *behind = read.rows
        expected = [row for row in rows if _day(row) >= begins]
        if expected[0].kind is RowKind.OPENING:
            assert opening == expected.pop(0)
        before = [row for row in rows if _day(row) < begins]
        if before:
            assert signed(opening) == signed(before[-1])
        assert behind == expected


def _day(row: Row) -> date:
    found = row.cells["date"]
    assert isinstance(found, date)
    return found


def keep(book: Book, *vouchers: tuple[date, str, list[Line]]) -> None:
    """Enter, review and post vouchers, month by month; each month but the last is closed."""
    maker = book.acting_as("会计")
    periods = sorted({Period.of(day) for day, _, _ in vouchers})
    for period in periods:
        for day, summary, lines in vouchers:
            if Period.of(day) == period:
                maker.enter(day, summary, *lines)
        book.review(period)
        maker.post(period)
        if period != periods[-1]:
            book.close(period)


def told(report: Report, *keys: str) -> list[str]:
    """The rows as a bookkeeper reads them: kind or summary, and the cells of some columns."""
    found = []
    for row in report.rows:
        name = row.cells["summary"] if row.kind is RowKind.ENTRY else row.kind.value
        cells = " ".join(render.cells.shown(row.cells.get(key)) or "-" for key in keys)
        found.append(f"{name} {cells}")
    return found
